import { expect, test } from 'vitest';
import { createGroup, when } from '../support/group.ts';

const evening = async () => {
  const group = await createGroup();
  const secretary = group.person('林书华');
  await secretary.says('发起 主题党日 今天 19:30 党群服务中心 学习');
  await group.goTo(when('2026-11-21', '19:00'));
  await group.person('张三').says('请假 出差');
  await secretary.whispers('准假 张三');
  group.clock.current = when('2026-11-21', '19:40');
  await group.person('王五').says('签到');
  await secretary.says('代录 李四');
  await group.person('王五').says('取消签到');
  await secretary.says('结束签到');
  await secretary.says('代录 王五');
  return group;
};

test('a member reads every step of the own record of the year, in private', async () => {
  const group = await evening();
  const reply = await group.person('王五').reply('经过');
  expect(reply).toMatchObject({ kind: 'said', privately: true });
  expect(reply && 'text' in reply ? reply.text.split('\n').filter((line) => line.includes('A1')) : []).toEqual([
    '11月21日（周六）19:40 王五本人：11月21日（周六）主题党日「学习」（A1）：登记为到会。',
    '11月21日（周六）19:40 王五本人：11月21日（周六）主题党日「学习」（A1）：取消登记，原为到会。',
    '11月21日（周六）19:40 书记林书华：11月21日（周六）主题党日「学习」（A1）：签到结束，记为缺席。',
    '11月21日（周六）19:40 书记林书华：11月21日（周六）主题党日「学习」（A1）：登记为到会（代录），原为缺席。',
  ]);
});

test('an officer reads the history of another, and of an activity by its number or kind', async () => {
  const group = await evening();
  const officer = group.person('王祖志');
  expect(await officer.whispers('经过 张三')).toContain('书记林书华：11月21日（周六）主题党日「学习」（A1）：批准请假');
  const one = await officer.whispers('经过 A1');
  expect(one).toBe(await officer.whispers('经过 主题党日'));
  const lines = one?.split('\n') ?? [];
  expect(lines[0]).toBe('【经过】11月21日（周六）19:30 主题党日「学习」（A1）');
  expect(lines[1]).toContain(
    '书记林书华：安排主题党日（A1）：11月21日（周六）19:30，党群服务中心，学习，范围为全体党员。',
  );
  expect(lines.at(-1)).toBe('11月21日（周六）19:40 书记林书华：登记王五为到会（代录），原为缺席。');
  expect(one).toContain('张三本人：请假（公差），待批。');
  expect(one).toContain('按日程：开始签到。');
  expect(one).toMatch(/结束签到，应到 8 人，缺席 6 人：林书华、王祖志、/u);
  expect(one).not.toMatch(/⟦|undefined/u);
});

test('a member learns nothing of others, and talk that begins with the word is talk', async () => {
  const group = await evening();
  const before = group.entries.length;
  expect(await group.person('王五').whispers('经过 张三')).toContain('由支委查看');
  expect(await group.person('王五').whispers('经过 A1')).toContain('由支委查看');
  expect(await group.person('王五').says('经过 大家的努力')).toBeUndefined();
  expect(await group.person('林书华').says('经过 大家的努力')).toBeUndefined();
  expect(await group.person('林书华').whispers('经过 A9')).toContain('没有活动 A9');
  expect(group.entries.length).toBe(before);
});

test('what is long shows its end and says how much is left out', async () => {
  const group = await createGroup();
  await group.person('林书华').says('发起 学习 今天 10:20 会议室');
  await group.goTo(group.clock.current + 1000);
  for (let turn = 0; turn < 30; turn += 1) {
    await group.person('张三').says('签到');
    await group.person('张三').says('取消签到');
  }
  const lines = (await group.person('张三').whispers('经过'))?.split('\n') ?? [];
  expect(lines[1]).toMatch(/^更早的 \d+ 条没有列出。$/u);
  expect(lines).toHaveLength(42);
  expect(lines.at(-1)).toContain('取消登记，原为到会');
});
