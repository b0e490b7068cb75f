import { describe, expect, test } from 'vitest';
import { createGroup, defaultRoster, when } from '../support/group.ts';

/** A branch registered long before, so that every period of the day is demanded in full. */
const since = async (start: string, day: string, roster: readonly string[] = defaultRoster) => {
  const group = await createGroup({ now: when(start, '10:00'), roster });
  group.clock.current = when(day, '12:00');
  await group.ticker.tick();
  await group.outbox.idle();
  return group;
};

describe('欠账', () => {
  test('says to the secretary in private what is missing, until when, and what would suit', async () => {
    const group = await since('2026-01-05', '2026-03-20');
    const secretary = group.person('林书华');
    await secretary.says('发起 主题党日 3月25日 19:30 会议室 学习');
    expect((await secretary.whispers('欠账'))?.split('\n')).toEqual([
      '【应做事项】3月20日（周五），按「国家基本」计算。',
      '逾期：',
      '支委会：1月差 1 次，2月差 1 次。',
      '党小组会（第一党小组、第二党小组）：1月差 1 次，2月差 1 次。',
      '主题党日：1月差 1 次，2月差 1 次。',
      '临近：',
      // Left of March after the 20th: seven working days from Monday 23rd; the themed day takes the 25th from everybody.
      '支部党员大会：第一季度，应做 1 次，还差 1 次，最迟3月31日（周二），还有 11 天。可以考虑3月23日（周一）、3月26日（周四）、3月30日（周一）。',
      '支委会：3月，应做 1 次，还差 1 次，最迟3月31日（周二），还有 11 天。可以考虑3月23日（周一）、3月26日（周四）、3月30日（周一）。',
      '党小组会（第一党小组、第二党小组）：3月，应做 1 次，还差 1 次，最迟3月31日（周二），还有 11 天。可以考虑3月23日（周一）、3月26日（周四）、3月30日（周一）。',
      '主题党日：3月，应做 1 次，还差 1 次，最迟3月31日（周二），还有 11 天。已安排3月25日（周三）19:30。',
      '未到期：',
      expect.stringContaining('组织生活会：2026年，应做 1 次，还差 1 次，最迟12月31日（周四），还有 286 天。可以考虑'),
      '民主评议党员：2026年，应做 1 次，还差 1 次，最迟12月31日（周四），还有 286 天。',
      '谈心谈话：2026年，应做 1 次，还差 1 次，最迟12月31日（周四），还有 286 天。',
      '只计算签到已经结束的活动，没有人签到而自动结束的不算；没有用签到、但已经办过的，请说「已办 事项 日期」。',
    ]);
  });

  test('counts an activity once its check-in is closed', async () => {
    const group = await since('2026-01-05', '2026-03-20');
    const secretary = group.person('林书华');
    await secretary.says('发起 主题党日 3月20日 19:30 会议室 学习');
    await group.goTo(when('2026-03-20', '20:00'));
    expect(await secretary.whispers('欠账')).toContain('主题党日：3月，应做 1 次，还差 1 次');
    expect(await secretary.whispers('结束签到')).toContain('签到已结束');
    const due = await secretary.whispers('欠账');
    expect(due).not.toContain('主题党日：3月，');
    expect(due).toContain('已完成：主题党日3月。');
  });

  test('speaks of what does not apply once, with the reason', async () => {
    const group = await createGroup({
      roster: defaultRoster.slice(0, 5).map((line) => line.replace(/第.党小组/u, '')),
    });
    const due = await group.person('林书华').whispers('欠账');
    expect(due).toContain('目前没有欠缺的事项。');
    expect(due).toContain('支委会：正式党员 5 人，不足 7 人，不作要求。');
    expect(due).toContain('党小组会：名册里没有划分党小组。');
    expect(due).toContain(
      '支部党员大会、主题党日、组织生活会、民主评议党员、谈心谈话：本支部11月21日登记时本期已过半，不作要求。',
    );
  });

  test('said in the group is answered in private, and the group hears of nobody', async () => {
    const group = await since('2026-01-05', '2026-03-20');
    const reply = await group.person('王祖志').reply('欠账');
    expect(reply).toMatchObject({
      kind: 'said',
      privately: true,
      instead: '应做事项只能私聊查看，请先打开与我的私聊，再说「欠账」。',
    });
    expect(group.group().join('\n')).not.toMatch(/逾期|还差|欠/u);
    expect(await group.person('王祖志').says('欠账的事会上再说')).toBeUndefined();
    expect(await group.person('王祖志').says('欠账 会上再说')).toBeUndefined();
  });

  test('is for officers', async () => {
    const group = await createGroup();
    expect(await group.person('李四').whispers('欠账')).toBe('「欠账」由支委使用。');
  });

  test('writes nothing', async () => {
    const group = await since('2026-01-05', '2026-03-20');
    const before = group.entries.length;
    await group.person('林书华').whispers('欠账');
    expect(group.entries.length).toBe(before);
  });

  test('says where a year has no holiday data', async () => {
    const group = await since('2026-06-01', '2027-03-20');
    expect(await group.person('林书华').whispers('欠账')).toContain(
      '2027年放假安排还没有录入，建议的日期只避开了周末，请再核对。',
    );
  });

  test('still counts in January what the closed book of the past year holds', async () => {
    const group = await createGroup({ now: when('2026-06-01', '10:00') });
    const secretary = group.person('林书华');
    await secretary.says('发起 支部党员大会 10月12日 19:30 会议室');
    await secretary.whispers('已办 谈心谈话 5月20日');
    await group.goTo(when('2026-10-12', '19:20'));
    await secretary.says('签到');
    await group.goTo(when('2027-01-05', '10:00'));
    expect(group.state()?.activities['A1']).toBeUndefined();
    const due = await secretary.whispers('欠账');
    expect(due).not.toContain('支部党员大会：2026年');
    expect(due).not.toContain('谈心谈话：2026年');
    expect(due).toContain('主题党日：2026年12月差 1 次。');
  });
});

describe('已办', () => {
  test('takes an officer’s word, with the day it was done, and 未办 takes it back', async () => {
    const group = await since('2026-01-05', '2026-03-20');
    const officer = group.person('王祖志');
    expect(await officer.whispers('已办 谈心谈话 3月3日')).toBe(
      '已登记谈心谈话（2026年）在3月3日办过，本期已够。登记有误请说「未办 谈心谈话」。',
    );
    expect(group.entries.at(-1)).toMatchObject({
      type: 'obligation-ticked',
      rule: 'heart-to-heart-talks',
      period: '2026-01-01',
      on: '2026-03-03',
      by: 'M2',
    });
    expect(await officer.whispers('欠账')).toContain('已完成：谈心谈话2026年。');
    expect(await officer.whispers('已办 谈心谈话 3月3日')).toBe(
      '谈心谈话（2026年）3月3日的已办登记原来就有，没有重复登记。',
    );
    expect(group.state()?.ticks).toHaveLength(1);
    expect(await officer.whispers('未办 谈心谈话')).toBe('已撤回谈心谈话在2026年3月3日的已办登记。');
    expect(group.state()?.ticks).toEqual([]);
    expect(await officer.whispers('未办 谈心谈话')).toBe('没有找到谈心谈话的已办登记。');
    expect(await officer.whispers('欠账')).toContain('谈心谈话：2026年，应做 1 次，还差 1 次');
  });

  test.each([
    ['已办 民主评议', '2026-01-01', '2026-03-20'],
    ['已办 民主评议党员 昨天', undefined, undefined],
    ['已办 民主评议党员 今天', '2026-01-01', '2026-03-20'],
    ['已办 民主评议党员 2026年3月1日', '2026-01-01', '2026-03-01'],
    ['已办 支委会 2月10日', '2026-02-01', '2026-02-10'],
    ['已办支委会18号', '2026-03-01', '2026-03-18'],
    ['已办 支委会 25号', '2026-02-01', '2026-02-25'],
    ['已办 党员大会 3-2', '2026-01-01', '2026-03-02'],
    ['已办 支委会 明天', undefined, undefined],
    ['已办 支委会 12月30日', undefined, undefined],
    ['已办 支委会 2024-12-30', undefined, undefined],
    ['已办 手册', '2026-01-01', '2026-03-20'],
    ['已办 换届', undefined, undefined],
    ['已办 团建', undefined, undefined],
  ])('understands 「%s」 on 20 March 2026 as of the period from %s, done on %s', async (said, period, on) => {
    const group = await since('2026-01-05', '2026-03-20');
    await group.person('林书华').whispers(said);
    expect(group.state()?.ticks.map((tick) => [tick.period, tick.on])).toEqual(
      period === undefined ? [] : [[period, on]],
    );
  });

  test('asks which 党小组, and counts for that one alone', async () => {
    const group = await since('2026-01-05', '2026-03-20');
    const secretary = group.person('林书华');
    expect(await secretary.whispers('已办 党小组会 3月2日')).toBe(
      '请写明党小组，例如：已办 党小组会 第一党小组 12月3日。',
    );
    expect(await secretary.whispers('已办 党小组会 第二党小组 3月2日')).toBe(
      '已登记党小组会（第二党小组，3月）在3月2日办过，本期已够。登记有误请说「未办 党小组会 第二党小组」。',
    );
    const due = await secretary.whispers('欠账');
    expect(due).toContain('党小组会（第一党小组）：3月，应做 1 次');
    expect(due).toContain('已完成：党小组会（第二党小组）3月。');
    expect(await secretary.whispers('未办 党小组会 第一党小组')).toBe('没有找到党小组会的已办登记。');
    expect(await secretary.whispers('未办 党小组会 第二党小组 3月2日')).toContain('已撤回');
  });

  test.each([
    ['谈心谈话 后天', '这个日期还没有到，办过以后再登记。'],
    ['谈心谈话 前几天', '没有看懂日期「前几天」，请写成 12月3日 或 2026-12-03。'],
    ['支委会 2025-11-03', '这一期在本支部登记以前，不需要登记。'],
    ['支委会 2024-11-03', '只能登记今年和去年办过的事项。'],
    ['换届', '还不知道届满日期，请先说「设置 届满 2027-06-30」这样的话。'],
  ])('refuses 「%s」 with what to do', async (said, answer) => {
    const group = await since('2026-01-05', '2026-03-20');
    const before = group.entries.length;
    expect(await group.person('林书华').whispers(`已办 ${said}`)).toBe(answer);
    expect(group.entries.length).toBe(before);
  });

  test('between people in the group is talk, and never names a group aloud', async () => {
    const group = await since('2026-01-05', '2026-03-20');
    const officer = group.person('王祖志');
    expect(await officer.says('已办')).toBeUndefined();
    expect(await officer.says('已办 公交卡')).toBeUndefined();
    expect(await officer.reply('已办 党小组会 第一党小组 3月2日')).toMatchObject({
      privately: true,
      instead: '已处理，详细情况请私聊我说「欠账」。',
    });
    expect(await group.person('张三').says('已办 谈心谈话')).toBeUndefined();
    expect(group.state()?.ticks).toHaveLength(1);
  });

  test('of last year’s 手册 may come late', async () => {
    const group = await since('2026-06-01', '2027-01-20');
    const secretary = group.person('林书华');
    expect(await secretary.whispers('已办 手册')).toContain(
      '已登记党支部工作手册（2026年度）在1月20日办过，本期已够。',
    );
    expect(await secretary.whispers('欠账')).not.toContain('党支部工作手册：');
  });
});
