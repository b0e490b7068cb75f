import { describe, expect, test } from 'vitest';
import { createGroup, when } from '../support/group.ts';

const opened = async (start = '19:30') => {
  const group = await createGroup();
  await group.person('林书华').says(`发起 学习 今天 ${start} 会议室`);
  await group.goTo(when('2026-11-21', start));
  return group;
};

describe('what an officer records in the group', () => {
  test.each(['代录 王五 请假 病假', '代录 王五 缺席'])('by 「%s」 names nobody there', async (text) => {
    const group = await opened();
    await group.person('王五').says('签到');
    const reply = await group.person('林书华').reply(text);
    expect(reply).toMatchObject({ kind: 'acknowledged' });
    expect(reply).not.toHaveProperty('receipt');
  });

  test('names who was recorded present, as the receipt', async () => {
    const group = await opened();
    expect(await group.person('林书华').reply('代录 王五')).toMatchObject({ kind: 'acknowledged', receipt: '王五' });
  });

  test('and what changed nothing is answered in private', async () => {
    const group = await opened();
    expect(await group.person('林书华').reply('代录 王五 缺席')).toMatchObject({ kind: 'said', privately: true });
  });
});

test('the names of an evening closed at nine reach the secretary at once, not the next morning', async () => {
  const group = await opened();
  await group.goTo(when('2026-11-21', '21:00'));
  await group.person('林书华').says('结束签到');
  expect(group.person('林书华').letters().at(-1)).toContain('签到已结束。');
});

test('leave asked for an evening at nine reaches the secretary at once', async () => {
  const group = await opened();
  await group.goTo(when('2026-11-21', '21:00'));
  await group.person('王五').says('请假');
  expect(group.person('林书华').letters().at(-1)).toContain('王五请假');
});

test.each([
  '发起 学习 明天 19:30 会议室 联系13800138000',
  '发起 学习 明天 19:30 会议室 证件110101199003078515',
  '通知 请联系13912345678',
])('no telephone or identity number is kept of 「%s」', async (text) => {
  const group = await createGroup();
  const before = group.entries.length;
  expect(await group.person('林书华').whispers(text)).toBe('电话和证件号不保存，请删去以后再说一次。');
  expect(group.entries.length).toBe(before);
});
