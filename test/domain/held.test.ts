import { describe, expect, test } from 'vitest';
import { createGroup, type Group, when } from '../support/group.ts';

const activity = (group: Group) => group.state()?.activities['A1'];

/** A 主题党日 of Friday 9 October, which closed by itself; `before` happens while the check-in is open. */
const nobodyCame = async (before: (group: Group) => Promise<unknown> = async () => undefined): Promise<Group> => {
  const group = await createGroup({ now: when('2026-10-09', '10:00') });
  await group.person('林书华').says('发起 支部党员大会 今天 19:30 会议室 学习');
  await group.goTo(when('2026-10-09', '20:00'));
  await before(group);
  await group.goTo(when('2026-10-10', '08:30'));
  expect(activity(group)?.state).toBe('closed');
  return group;
};
const question =
  '10月9日（周五）19:30 支部党员大会签到已结束。\n没有人签到，是没有开吗？没有开请说「取消活动 A1」；开过请说「全到除 A1 姓名」（都到了说「全到 A1」）或「代录 A1 姓名」补录。没有补录的，不算已经开过。';
const done = '第四季度';
const owed = async (group: Group): Promise<string> => (await group.person('林书华').whispers('欠账')) ?? '';
const isOwed = async (group: Group): Promise<boolean> =>
  (await owed(group)).split('\n').some((line) => line.startsWith('支部党员大会') && line.includes('还差 1 次'));

describe('an activity to which nobody came and which closed by itself', () => {
  test('was not held: it stays owed, stands in no report, and nobody is absent from it', async () => {
    const group = await nobodyCame();
    const secretary = group.person('林书华');
    expect(await isOwed(group)).toBe(true);
    expect(await secretary.whispers('月报 10月 文字')).toContain(
      '没有已结束签到的活动，另有 1 次没有人签到，不计在内。',
    );
    expect(await group.person('张三').whispers('我的')).toContain('本年度应参加 0 次');
    expect(await secretary.whispers('台账 10月')).toContain('没有内容可以列入台账');
  });

  test('is asked about once, in private, and nothing is said in the group', async () => {
    const group = await nobodyCame();
    expect(
      group
        .person('林书华')
        .letters()
        .filter((text) => text.includes('没有人签到')),
    ).toEqual([question]);
    expect(group.group().join()).not.toContain('是没有开吗');
    expect(group.group().at(-1)).toBe('【签到】支部党员大会「学习」\n签到已结束。');
    await group.goTo(when('2026-10-26', '12:00'));
    expect(
      group
        .person('林书华')
        .letters()
        .filter((text) => text.includes('没有人签到')).length,
    ).toBe(1);
  });

  test('can be cancelled on a later day, without a word to the group', async () => {
    const group = await nobodyCame();
    const before = group.group().length;
    const secretary = group.person('林书华');
    expect(await secretary.whispers('取消活动 A1')).toContain('日子已经过去，不再通知大家，请回复「确认」。');
    expect(await secretary.whispers('确认')).toBe('已取消。');
    expect(activity(group)?.state).toBe('dropped');
    expect(group.group().length).toBe(before);
    expect(await secretary.whispers('取消活动 A1')).toBe('这次活动已经取消。');
  });

  test('was held once an officer enters who was there, one by one or all but some', async () => {
    const one = await nobodyCame();
    await one.person('林书华').whispers('代录 A1 张三');
    expect(await isOwed(one)).toBe(false);
    expect(await owed(one)).toContain(done);

    const all = await nobodyCame();
    expect(await all.person('林书华').whispers('全到除 A1 张三')).toBe('已为 7 位同志代录到会。');
    expect(activity(all)?.marks['M3']).toEqual({ is: 'absent' });
    expect(await isOwed(all)).toBe(false);
    expect(await all.person('张三').whispers('我的')).toContain('本年度应参加 1 次，到会 0 次，请假 0 次，缺席 1 次');
    await all.person('林书华').whispers('撤销');
    expect(await isOwed(all)).toBe(true);
  });
});

test('what nobody came to is owed also in January, from the book of the new year', async () => {
  const group = await nobodyCame();
  await group.goTo(when('2027-01-05', '10:00'));
  expect(group.state()?.earlier).toEqual([]);
  expect(await owed(group)).toContain('支部党员大会：2026年第四季度差 1 次');
});

test('an officer’s closing is a word that it was held, whoever came', async () => {
  const group = await nobodyCame(async (open) => open.person('林书华').says('结束签到'));
  expect(await isOwed(group)).toBe(false);
  expect(group.person('林书华').letters().join()).not.toContain('没有人签到');
});

test('somebody who was there is enough, also where nobody closed it', async () => {
  const group = await nobodyCame(async (open) => open.person('张三').says('签到'));
  expect(await isOwed(group)).toBe(false);
  expect(group.person('林书华').letters().join()).not.toContain('没有人签到');
});

test('a check-in reopened and left to close by itself again is judged by who was there then', async () => {
  const group = await nobodyCame(async (open) => {
    await open.person('林书华').says('结束签到');
    await open.person('林书华').says('重新签到');
  });
  expect(await isOwed(group)).toBe(true);
});
