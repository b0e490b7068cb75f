import { describe, expect, test } from 'vitest';
import { workingDayOf } from '../../src/domain/calendar.ts';
import { almanac, createGroup, type Group, when } from '../support/group.ts';
import { restarted } from '../support/restart.ts';

const imported = async (now: number, lines: string): Promise<Group> => {
  const group = await createGroup({ now });
  await group.person('林书华').says(`导入清单\n${lines}`);
  await group.person('林书华').says('确认');
  return group;
};
const sheets = (group: Group): string[] =>
  group
    .person('林书华')
    .letters()
    .filter((text) => text.includes('清单完成情况】'));
const published = (group: Group): string[] => group.group().filter((text) => text.includes('组织生活清单】'));

test.each([
  ['2026-09', '2026-09-30'],
  ['2026-10', '2026-10-30'],
  ['2026-01', '2026-01-30'],
  ['2026-02', '2026-02-28'],
  ['2029-12', '2029-12-31'],
])('the last working day of %s is %s', (month, date) => {
  expect(workingDayOf(month, -1, almanac.holidays).date).toBe(date);
});

describe('at 17:00 on the last working day', () => {
  const lines = '1. 支委会：研究本月安排\n2. 党课\n3. 自学《条例》\n4. 走访老党员';

  test('the secretary alone hears what was done, by what, and what is open', async () => {
    const group = await imported(when('2026-11-22', '10:00'), lines);
    const secretary = group.person('林书华');
    await secretary.says('发起 党课 11月23日 09:00 会议室');
    await group.goTo(when('2026-11-23', '10:00'));
    await secretary.says('全到');
    await secretary.says('结束签到');
    await secretary.says('清单 完成 3');
    await secretary.says('清单 跳过 4');
    await group.goTo(when('2026-11-30', '16:59'));
    expect(sheets(group)).toEqual([]);
    await group.goTo(when('2026-11-30', '17:00'));
    expect(sheets(group)).toEqual([
      [
        '【11月清单完成情况】共4项，已完成2项，不做1项，还没有完成1项。',
        '已完成：',
        '②党课：党课。已完成，11月23日（按签到记录，党课）。',
        '③自学：自学《条例》。已完成（支委登记）。',
        '还没有完成：',
        '①支委会：研究本月安排。还没有完成。',
        '不做：',
        '④走访：走访老党员。不做。',
        '没有用签到、但已经办过的，请说「清单 完成 序号」；不做的请说「清单 跳过 序号」。',
        '本表只发给书记，不需要回复。',
        '12月清单还没有导入，可以说「导入清单 12月」后换行粘贴；不导入则按通用参考清单发布。',
      ].join('\n'),
    ]);
    expect(group.group().join('\n')).not.toContain('清单完成情况');
    expect(group.person('王祖志').letters()).toEqual([]);
  });

  test('nothing is said where the branch has no list of its own', async () => {
    const group = await createGroup();
    await group.goTo(when('2026-12-01', '08:00'));
    expect(sheets(group)).toEqual([]);
  });

  test('after a downtime of a long weekend it is still said, later it is written down as missed', async () => {
    const group = await imported(when('2026-10-20', '10:00'), lines);
    const next = await restarted(group, when('2026-11-03', '16:00'));
    await next.goTo(when('2026-11-03', '16:00'));
    expect(sheets(next).length).toBe(1);
    const other = await imported(when('2026-10-20', '10:00'), lines);
    const late = await restarted(other, when('2026-11-03', '17:01'));
    await late.goTo(when('2026-11-03', '17:01'));
    expect(sheets(late)).toEqual([]);
    expect(late.entries).toContainEqual(
      expect.objectContaining({ type: 'schedule-missed', schedule: 'month-end-sheet' }),
    );
  });
});

describe('publishing', () => {
  const december = '12月组织生活清单\n1. 党课：书记讲党课\n2. 交纳党费（选做）';

  test('on the first working day sends the branch’s own list once, with what was done last month', async () => {
    const group = await imported(when('2026-11-22', '10:00'), '1. 支委会\n2. 党课\n3. 走访老党员\n4. 交纳党费');
    const secretary = group.person('林书华');
    await secretary.says('清单 完成 1、4');
    await secretary.says('清单 安排 2 11月28日');
    await secretary.says('清单 跳过 3');
    await secretary.says(`导入清单\n${december}`);
    await secretary.says('确认');
    await group.goTo(when('2026-12-01', '09:00'));
    expect(published(group)).toEqual([
      [
        '【12月组织生活清单】共2项，必做1项。',
        '①党课（必做，全体党员）：书记讲党课。',
        '②交纳党费（选做，全体党员）：交纳党费。',
        '请先看与本人有关的项目，无需回复。',
        '【上月完成情况】11月清单共4项，已完成2项，不做1项，还没有完成1项。',
        '已完成：①支委会、④交纳党费。',
        '还没有完成：②党课。',
      ].join('\n'),
    ]);
    expect(secretary.letters().at(-1)).toBe(
      [
        '清单已发到支部群。群公告要由群主或管理员设置，需要时请复制下面的文字：',
        '【12月组织生活清单】共2项，必做1项。',
        '①党课（必做，全体党员）：书记讲党课。',
        '②交纳党费（选做，全体党员）：交纳党费。',
        '请先看与本人有关的项目，无需回复。',
      ].join('\n'),
    );
  });

  test('without a list of its own sends the suggestion, and says nothing of last month', async () => {
    const group = await createGroup();
    await group.goTo(when('2026-12-01', '09:00'));
    expect(published(group).length).toBe(1);
    expect(published(group)[0]).toContain('本清单为通用参考');
    expect(published(group)[0]).not.toContain('上月完成情况');
  });

  test('by 发布清单 at night goes to the group at once, and the text to pin waits for the morning', async () => {
    const group = await imported(when('2026-11-22', '21:00'), '1. 党课');
    await group.person('林书华').says('发布清单');
    expect(published(group)[0]).toContain('①党课（必做，全体党员）：党课。');
    expect(group.person('林书华').letters()).toEqual([]);
    await group.goTo(when('2026-11-23', '08:30'));
    expect(group.person('林书华').letters()[0]).toContain('群公告要由群主或管理员设置');
  });
});
