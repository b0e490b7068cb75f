import { describe, expect, test } from 'vitest';
import { createGroup, type Group, when } from '../support/group.ts';

const opened = (day = '2026-06-01'): Promise<Group> => createGroup({ now: when(day, '10:00') });

/** When the secretary was warned, by Shanghai's clock, and in which words. */
const warnings = (group: Group): { at: string; text: string }[] =>
  group.entries.flatMap((entry) => {
    if (entry.type !== 'push-queued' || entry.template !== 'officer-line') return [];
    const text = String(entry.data['text']);
    const at = new Date(Date.parse(entry.at) + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');
    return text.startsWith('【应做事项提醒】') ? [{ at, text }] : [];
  });
const hours = (group: Group): string[] => warnings(group).map(({ at }) => at);

const last =
  '安排活动请说「发起」，已经办过的请说「已办 事项 日期」，全部情况请私聊我说「欠账」。这条只发给您，不在群里说。';

describe('the warning of what is owed', () => {
  test('comes 15 and 7 days before a period ends and once after it, at nine, to the secretary alone', async () => {
    const group = await opened();
    await group.goTo(when('2026-08-15', '12:00'));
    expect(hours(group)).toEqual([
      '2026-06-15 09:00',
      '2026-06-23 09:00',
      '2026-07-01 09:00',
      '2026-07-16 09:00',
      '2026-07-24 09:00',
      '2026-08-01 09:00',
    ]);
    const lettersTo = (name: string): string[] =>
      group
        .person(name)
        .letters()
        .filter((letter) => letter.includes('应做事项'));
    expect(lettersTo('林书华')).toEqual(warnings(group).map(({ text }) => text));
    expect(lettersTo('王祖志')).toEqual([]);
    expect(group.group().join('\n')).not.toMatch(/应做事项|还差|过期/u);
  });

  test('is one message a day, by last day, with the groups together', async () => {
    const group = await opened();
    await group.person('林书华').whispers('设置 预设 大鹏');
    await group.goTo(when('2026-08-01', '12:00'));
    expect(warnings(group).at(-1)?.text.split('\n')).toEqual([
      '【应做事项提醒】',
      '已经过期：',
      '支委会：7月，还差 1 次。',
      '党小组会（第一党小组、第二党小组）：7月，还差 1 次。',
      '主题党日：7月，还差 1 次。',
      '组织生活会：6月1日至7月31日，还差 1 次。',
      '民主评议党员：6月1日至7月31日，还没有登记办过。',
      last,
    ]);
    await group.goTo(when('2026-12-16', '12:00'));
    expect(warnings(group).at(-1)?.text.split('\n')).toEqual([
      '【应做事项提醒】',
      '12月31日（周四）以前：',
      '支部党员大会：第四季度，还差 1 次。',
      '支委会：12月，还差 1 次。',
      '党小组会（第一党小组、第二党小组）：12月，还差 1 次。',
      '主题党日：12月，还差 1 次。',
      '谈心谈话：2026年，还没有登记办过。',
      '书记讲党课：下半年，还没有登记办过。',
      '发展党员专题研究：下半年，还没有登记办过。',
      last,
    ]);
  });

  test('leaves out what is done or arranged, and says nothing when nothing is left', async () => {
    const group = await opened();
    const secretary = group.person('林书华');
    for (const rule of ['支部党员大会', '支委会', '主题党日']) await secretary.whispers(`设置 频次 ${rule} 停用`);
    await secretary.whispers('已办 党小组会 第一党小组 6月1日');
    await secretary.says('发起 党小组会 第二党小组 6月25日 19:30 会议室');
    await group.goTo(when('2026-06-24', '12:00'));
    expect(warnings(group)).toEqual([]);
    await secretary.says('取消活动');
    await secretary.says('确认');
    await group.goTo(when('2026-07-01', '12:00'));
    expect(warnings(group)).toEqual([
      {
        at: '2026-07-01 09:00',
        text: ['【应做事项提醒】', '已经过期：', '党小组会（第二党小组）：6月，还差 1 次。', last].join('\n'),
      },
    ]);
  });

  test('is not silenced by an activity whose check-in never opened', async () => {
    const group = await opened();
    const secretary = group.person('林书华');
    for (const rule of ['支部党员大会', '支委会', '党小组会']) await secretary.whispers(`设置 频次 ${rule} 停用`);
    await secretary.says('发起 主题党日 6月20日 19:30 会议室');
    await group.goTo(when('2026-06-20', '18:00'));
    // The program does not run while it takes place.
    group.clock.current = when('2026-06-21', '12:00');
    await group.goTo(when('2026-06-24', '12:00'));
    expect(warnings(group).map(({ text }) => text.split('\n').slice(1, 3))).toEqual([
      ['6月30日（周二）以前：', '主题党日：6月，还差 1 次。'],
    ]);
  });

  test('is not repeated after a restart, and still comes within three days of an outage', async () => {
    const group = await opened();
    group.clock.current = when('2026-06-17', '22:00');
    await group.ticker.tick();
    await group.ticker.tick();
    expect(hours(group)).toEqual(['2026-06-15 09:00']);
    const again = await createGroup({ now: group.clock.current, store: group.store, roster: [] });
    await again.ticker.loadAll();
    await again.ticker.tick();
    expect(warnings(again)).toEqual([]);
  });

  test('is kept as missed when it comes later than that', async () => {
    const group = await opened();
    group.clock.current = when('2026-06-18', '09:01');
    await group.ticker.tick();
    expect(warnings(group)).toEqual([]);
    const missed = group.entries.filter(({ type }) => type === 'schedule-missed');
    expect(missed).toContainEqual(expect.objectContaining({ schedule: 'obligation-warning' }));
  });

  test('asks for 手册 on 2 and 8 January and once when the 10th has passed', async () => {
    const group = await opened();
    const secretary = group.person('林书华');
    for (const rule of ['支部党员大会', '支委会', '主题党日', '党小组会', '组织生活会', '民主评议', '谈心谈话']) {
      await secretary.whispers(`设置 频次 ${rule} 停用`);
    }
    await group.goTo(when('2027-02-01', '12:00'));
    expect(hours(group)).toEqual(['2027-01-02 09:00', '2027-01-08 09:00', '2027-01-11 09:00']);
    expect(warnings(group)[0]?.text.split('\n').slice(0, 3)).toEqual([
      '【应做事项提醒】',
      '1月10日（周日）以前：',
      '党支部工作手册：2026年度，还没有登记办过。',
    ]);
  });

  test('speaks of 换届 once six months ahead, and once when the term has ended', async () => {
    const group = await opened();
    const secretary = group.person('林书华');
    for (const rule of [
      '支部党员大会',
      '支委会',
      '主题党日',
      '党小组会',
      '组织生活会',
      '民主评议',
      '谈心谈话',
      '手册',
    ]) {
      await secretary.whispers(`设置 频次 ${rule} 停用`);
    }
    await secretary.whispers('设置 届满 2027-02-10');
    await group.goTo(when('2027-03-01', '12:00'));
    expect(hours(group)).toEqual(['2026-08-10 09:00', '2027-02-11 09:00']);
    expect(warnings(group)[0]?.text).toContain('换届：2027年2月10日届满，请按上级要求提前准备，还没有登记换届完成。');
  });

  test('goes to the deputy, else an officer, where there is no secretary', async () => {
    const group = await createGroup({
      now: when('2026-06-01', '10:00'),
      roster: ['王祖志 正式 第一党小组 组织委员', '张三 正式 第一党小组'],
    });
    await group.goTo(when('2026-06-15', '12:00'));
    expect(group.person('王祖志').letters().at(-1)).toContain('【应做事项提醒】');
  });
});

describe('missing holiday data', () => {
  test('is said once in December to the secretary, if next year’s is absent', async () => {
    const group = await opened();
    await group.goTo(when('2026-12-31', '12:00'));
    const said = group
      .person('林书华')
      .letters()
      .filter((letter) => letter.includes('放假安排'));
    expect(said).toEqual([
      '2027年的放假安排还没有录入，涉及2027年的首个工作日和建议日期只能按周一至周五推算。请转告管理员更新放假安排，不需要回复。',
    ]);
  });

  test('is not said when the year is known', async () => {
    const group = await opened('2025-06-01');
    await group.goTo(when('2025-12-31', '12:00'));
    expect(group.person('林书华').letters().join('\n')).not.toContain('放假安排');
    expect(group.entries.some((one) => one.type === 'schedule-fired' && one.schedule === 'holiday-data-missing')).toBe(
      true,
    );
  });

  test('is still said late in December after a long outage, and then no more', async () => {
    const group = await opened();
    group.clock.current = when('2026-12-30', '12:00');
    await group.ticker.tick();
    await group.outbox.idle();
    const letters = (): string[] =>
      group
        .person('林书华')
        .letters()
        .filter((letter) => letter.includes('放假安排'));
    expect(letters()).toHaveLength(1);
    await group.goTo(when('2027-06-01', '12:00'));
    expect(letters()).toHaveLength(1);
  });
});
