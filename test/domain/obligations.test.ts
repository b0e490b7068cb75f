import { describe, expect, test } from 'vitest';
import { readAlmanac } from '../../src/almanac.ts';
import type { Branch, Kind } from '../../src/domain/branch.ts';
import { nextWarning } from '../../src/domain/due-list.ts';
import { entrySchema, type Fact } from '../../src/domain/entry.ts';
import { type Obligation, obligations } from '../../src/domain/obligations.ts';
import type { Member } from '../../src/domain/roster.ts';
import { suggestDates } from '../../src/domain/suggest-dates.ts';
import { usualTiming } from '../../src/domain/timing.ts';
import { activityOf, at, fold } from '../support/ledger.ts';

const { presets, holidays } = await readAlmanac();

const member = (number: number, group?: string, status: '正式' | '预备' = '正式'): Member => ({
  id: `M${number}`,
  status,
  ...(group === undefined ? {} : { group }),
  posts: number === 1 ? ['书记'] : number === 2 ? ['组织委员'] : [],
  counted: true,
  votes: status === '正式',
});
const eight = [1, 2, 3, 4].map((n) => member(n, '一组')).concat([5, 6, 7, 8].map((n) => member(n, '二组')));

type Line = readonly [at: string, fact: Fact];
const roster = (members: Member[], when: string): Line => [when, { type: 'roster-changed', members, left: [] }];
const founded = (when: string): Line => [when, { type: 'branch-founded', name: '第一党支部' }];
const chosen = (preset: string): Line => [at('2025-01-01'), { type: 'preset-chosen', preset }];

/** A branch of eight, founded long ago, with these lines after. */
const old = (...lines: Line[]): Branch => fold([founded(at('2024-01-10')), roster(eight, at('2024-01-10')), ...lines]);

/** Activities as 「kind, where, day」; an asterisk before the kind is one only planned. */
const holding = (branch: Branch, ...held: readonly (readonly [string, string, string])[]): Branch => ({
  ...branch,
  activities: Object.fromEntries(
    held.map(([kind, where, day], index) => {
      const id = `A${index + 1}`;
      const state = kind.startsWith('*') ? 'planned' : 'closed';
      return [id, activityOf(id, kind.replace('*', '') as Kind, where, at(day, '19:30'), state)];
    }),
  ),
});

const all = (branch: Branch, day: string, time = '12:00'): Obligation[] =>
  obligations({ branch, presets, now: Date.parse(at(day, time)) });

/** 「state left from..to」 of one rule, oldest period first. */
const states = (branch: Branch, what: string, day: string, group?: string): string[] =>
  all(branch, day)
    .filter((one) => one.rule.what === what && one.group === group)
    .map(({ state, left, period }) => `${state} ${left} ${period.from}..${period.to}`);
const now = (branch: Branch, what: string, day: string, group?: string): string | undefined =>
  states(branch, what, day, group).at(-1);

describe('a period', () => {
  test.each([
    ['支委会', '2026-02-28', '2026-02-01..2026-02-28'],
    ['支委会', '2028-02-29', '2028-02-01..2028-02-29'],
    ['支部党员大会', '2026-05-15', '2026-04-01..2026-06-30'],
    ['支部党员大会', '2026-12-31', '2026-10-01..2026-12-31'],
    ['谈心谈话', '2026-01-01', '2026-01-01..2026-12-31'],
    ['书记讲党课', '2026-06-30', '2026-01-01..2026-06-30'],
    ['书记讲党课', '2026-07-01', '2026-07-01..2026-12-31'],
    ['组织生活会', '2026-08-20', '2026-06-01..2026-07-31'],
  ])('of %s on %s is %s', (what, day, span) => {
    expect(now(old(chosen('dapeng')), what, day)?.split(' ')[2]).toBe(span);
  });

  test('is that of the clock on the wall in Shanghai', () => {
    const branch = old();
    const shown = (time: string): number =>
      all(branch, '2026-11-01', time).filter(({ rule }) => rule.what === '支委会').length;
    expect(all(branch, '2026-10-31', '23:59').filter(({ rule }) => rule.what === '支委会')).toHaveLength(10);
    expect(shown('00:00')).toBe(11);
  });

  test('is spoken of through its own year, and thirty-one days into the next', () => {
    expect(states(old(), '支部党员大会', '2026-11-21').map((one) => one.split(' ')[2]?.slice(0, 7))).toEqual([
      '2026-01',
      '2026-04',
      '2026-07',
      '2026-10',
    ]);
    expect(states(old(), '支部党员大会', '2027-01-31')).toEqual([
      '逾期 1 2026-10-01..2026-12-31',
      '未到期 1 2027-01-01..2027-03-31',
    ]);
    expect(states(old(), '支部党员大会', '2027-02-01')).toEqual(['未到期 1 2027-01-01..2027-03-31']);
  });
});

describe('the state of an obligation', () => {
  test.each([
    ['2026-11-14', '未到期 1'],
    ['2026-11-15', '临近 1'],
    ['2026-11-30', '临近 1'],
  ])('of a monthly meeting not held is on %s %s', (day, expected) => {
    expect(now(old(), '主题党日', day)).toBe(`${expected} 2026-11-01..2026-11-30`);
  });

  test('is 逾期 from the day after', () => {
    expect(states(old(), '主题党日', '2026-12-01').at(-2)).toBe('逾期 1 2026-11-01..2026-11-30');
  });

  test('is 已完成 once enough was held, and counts no more than was demanded', () => {
    const branch = holding(old(), ['主题党日', '全体', '2026-11-03'], ['主题党日', '全体', '2026-11-20']);
    expect(now(branch, '主题党日', '2026-11-21')).toBe('已完成 0 2026-11-01..2026-11-30');
  });

  test('follows what was held, not what is planned, and names both', () => {
    const branch = holding(old(), ['*主题党日', '全体', '2026-11-28'], ['主题党日', '全体', '2026-10-28']);
    const [october, november] = all(branch, '2026-11-21')
      .filter(({ rule }) => rule.what === '主题党日')
      .slice(-2);
    expect(october).toMatchObject({ state: '已完成', held: ['A2'], planned: [], why: '本期次数已够' });
    expect(november).toMatchObject({ state: '临近', left: 1, held: [], planned: ['A1'] });
    expect(november?.why).toBe('还差 1 次，最迟11月30日（周一），还有 9 天');
  });

  test('of a window to come is said before it begins', () => {
    const review = all(old(chosen('langfang')), '2026-11-21').find(({ rule }) => rule.what === '民主评议党员');
    expect(review).toMatchObject({ state: '未到期', left: 1, lastDay: '2026-12-31' });
    expect(review?.why).toBe('12月1日（周二）开始，最迟12月31日（周四）');
  });

  test('is 临近 in a window only for its last days', () => {
    const branch = old(chosen('dapeng'));
    expect(now(branch, '民主评议党员', '2026-07-15')).toBe('未到期 1 2026-06-01..2026-07-31');
    expect(now(branch, '民主评议党员', '2026-07-16')).toBe('临近 1 2026-06-01..2026-07-31');
    expect(now(branch, '民主评议党员', '2026-08-01')).toBe('逾期 1 2026-06-01..2026-07-31');
  });
});

describe('what counts', () => {
  test('is an activity of the kind, for the right people, in the period', () => {
    const branch = holding(
      old(),
      ['支委会', '支委', '2026-10-31'],
      ['党小组会', '一组', '2026-11-05'],
      ['主题党日', '一组', '2026-11-06'],
      ['学习', '全体', '2026-11-07'],
      ['支部党员大会', '全体', '2026-09-30'],
    );
    expect(now(branch, '支委会', '2026-11-21')).toBe('临近 1 2026-11-01..2026-11-30');
    expect(now(branch, '党小组会', '2026-11-21', '一组')).toBe('已完成 0 2026-11-01..2026-11-30');
    expect(now(branch, '党小组会', '2026-11-21', '二组')).toBe('临近 1 2026-11-01..2026-11-30');
    expect(now(branch, '主题党日', '2026-11-21')).toBe('临近 1 2026-11-01..2026-11-30');
    expect(now(branch, '支部党员大会', '2026-11-21')).toBe('未到期 1 2026-10-01..2026-12-31');
  });

  test('is 党课 on the day of a 党员大会 for its own rule, and the 党员大会 for its own', () => {
    const langfang = old(chosen('langfang'));
    const both = holding(langfang, ['支部党员大会', '全体', '2026-11-11'], ['党课', '全体', '2026-11-11']);
    expect(now(both, '党课', '2026-11-21')).toBe('已完成 0 2026-10-01..2026-12-31');
    expect(now(both, '支部党员大会', '2026-11-21')).toBe('已完成 0 2026-10-01..2026-12-31');
    const meeting = holding(langfang, ['支部党员大会', '全体', '2026-11-11']);
    expect(now(meeting, '党课', '2026-11-21')).toBe('未到期 1 2026-10-01..2026-12-31');
  });

  test('is an 组织生活会 of the branch, or a round that every group held', () => {
    const whole = holding(old(), ['组织生活会', '全体', '2026-03-20']);
    expect(now(whole, '组织生活会', '2026-11-21')).toBe('已完成 0 2026-01-01..2026-12-31');
    const half = holding(old(), ['组织生活会', '一组', '2026-03-20'], ['组织生活会', '一组', '2026-03-27']);
    expect(now(half, '组织生活会', '2026-11-21')).toBe('未到期 1 2026-01-01..2026-12-31');
    const round = holding(old(), ['组织生活会', '一组', '2026-03-20'], ['组织生活会', '二组', '2026-06-20']);
    expect(now(round, '组织生活会', '2026-11-21')).toBe('已完成 0 2026-01-01..2026-12-31');
  });

  test('is also what an officer said was done, for the period and group said, until it is withdrawn', () => {
    const talks: Fact = {
      type: 'obligation-ticked',
      rule: 'heart-to-heart-talks',
      period: '2026-01-01',
      on: '2026-11-20',
    };
    const ofGroup: Fact = {
      type: 'obligation-ticked',
      rule: 'group-meeting',
      period: '2026-11-01',
      on: '2026-11-09',
      group: '二组',
    };
    const branch = old([at('2026-11-20'), talks], [at('2026-11-20'), ofGroup], [at('2026-11-20'), ofGroup]);
    expect(now(branch, '谈心谈话', '2026-11-21')).toBe('已完成 0 2026-01-01..2026-12-31');
    expect(now(branch, '党小组会', '2026-11-21', '二组')).toBe('已完成 0 2026-11-01..2026-11-30');
    expect(now(branch, '党小组会', '2026-11-21', '一组')).toBe('临近 1 2026-11-01..2026-11-30');
    expect(all(branch, '2026-11-21').flatMap(({ ticked }) => ticked)).toEqual(['2026-11-09', '2026-11-20']);
    const back = old([at('2026-11-20'), talks], [at('2026-11-21'), { ...talks, type: 'tick-withdrawn' }]);
    expect(now(back, '谈心谈话', '2026-11-21')).toBe('未到期 1 2026-01-01..2026-12-31');
  });

  test('is in January what the past year held, though its book is closed', () => {
    const branch = {
      ...old(),
      earlier: [
        {
          id: 'A9',
          kind: '支部党员大会' as const,
          concern: { scope: 'branch' as const },
          start: Date.parse(at('2026-10-12')),
        },
      ],
    };
    expect(states(branch, '支部党员大会', '2027-01-05')).toEqual([
      '已完成 0 2026-10-01..2026-12-31',
      '未到期 1 2027-01-01..2027-03-31',
    ]);
  });
});

describe('what is not demanded', () => {
  test('is a 支委会 of a branch with six full members', () => {
    const six = [...[1, 2, 3, 4, 5, 6].map((n) => member(n, '一组')), member(7, '一组', '预备')];
    const branch = fold([founded(at('2024-01-10')), roster(six, at('2024-01-10'))]);
    const meeting = all(branch, '2026-11-21')
      .filter(({ rule }) => rule.what === '支委会')
      .at(-1);
    expect(meeting).toMatchObject({ state: '不适用', left: 0, why: '正式党员 6 人，不足 7 人，不作要求' });
    const seven = fold([founded(at('2024-01-10')), roster([...six, member(8, '一组')], at('2024-01-10'))]);
    expect(now(seven, '支委会', '2026-11-21')).toBe('临近 1 2026-11-01..2026-11-30');
  });

  test('is a 支委会 of few, unless the branch itself wants it', () => {
    const few = fold([
      founded(at('2024-01-10')),
      roster([member(1), member(2), member(3)], at('2024-01-10')),
      [at('2024-01-11'), { type: 'cadence-set', rule: 'committee-meeting', cadence: { demanded: 2 } }],
    ]);
    expect(now(few, '支委会', '2026-11-21')).toBe('临近 2 2026-11-01..2026-11-30');
  });

  test('is a 党小组会 where there are no groups', () => {
    const branch = fold([founded(at('2024-01-10')), roster([member(1), member(2)], at('2024-01-10'))]);
    const meetings = all(branch, '2026-11-21').filter(({ rule }) => rule.what === '党小组会');
    expect(new Set(meetings.map(({ state, why, group }) => `${state} ${why} ${group}`))).toEqual(
      new Set(['不适用 名册里没有划分党小组 undefined']),
    );
  });

  test('is what the branch switched off, until it is switched on again', () => {
    const off: Line = [at('2026-01-02'), { type: 'cadence-set', rule: 'themed-day', cadence: { demanded: 0 } }];
    const on: Line = [at('2026-01-03'), { type: 'cadence-set', rule: 'themed-day', cadence: null }];
    expect(now(old(off), '主题党日', '2026-11-21')).toBe('不适用 0 2026-11-01..2026-11-30');
    expect(now(old(off, on), '主题党日', '2026-11-21')).toBe('临近 1 2026-11-01..2026-11-30');
  });

  test.each([
    // November has 30 days: from the 16th fifteen remain, from the 17th fourteen.
    ['2026-11-16', '支委会', '临近 1 2026-11-01..2026-11-30'],
    ['2026-11-17', '支委会', '不适用 0 2026-11-01..2026-11-30'],
    // The fourth quarter has 92: from 16 November 46 remain.
    ['2026-11-15', '支部党员大会', '未到期 1 2026-10-01..2026-12-31'],
    ['2026-11-16', '支部党员大会', '未到期 1 2026-10-01..2026-12-31'],
    ['2026-11-17', '支部党员大会', '不适用 0 2026-10-01..2026-12-31'],
    // The year has 365: from 2 July 183 remain, from 3 July 182.
    ['2026-07-02', '谈心谈话', '未到期 1 2026-01-01..2026-12-31'],
    ['2026-07-03', '谈心谈话', '不适用 0 2026-01-01..2026-12-31'],
  ])(
    'for a branch founded on %s is the rest of a period less than half of which remains: %s %s',
    (day, what, expected) => {
      const branch = fold([founded(at(day)), roster(eight, at(day))]);
      expect(now(branch, what, '2026-11-21')).toBe(expected);
    },
  );

  test('is anything of a period that ended before the branch was founded', () => {
    const branch = fold([founded(at('2026-10-01', '00:30')), roster(eight, at('2026-10-01', '00:30'))]);
    expect(states(branch, '支部党员大会', '2026-11-21')).toEqual(['未到期 1 2026-10-01..2026-12-31']);
    expect(states(branch, '主题党日', '2026-11-21').map((one) => one.split(' ')[2])).toEqual([
      '2026-10-01..2026-10-31',
      '2026-11-01..2026-11-30',
    ]);
  });

  test('is anything of a group before there was one, and of one that came late in the period', () => {
    const late = [member(9, '三组')];
    const branch = old(roster(late, at('2026-10-20')));
    expect(states(branch, '党小组会', '2026-11-21', '三组')).toEqual([
      '不适用 0 2026-10-01..2026-10-31',
      '临近 1 2026-11-01..2026-11-30',
    ]);
    const [october] = all(branch, '2026-11-21').filter(({ group }) => group === '三组');
    expect(october?.why).toBe('三组10月20日登记时本期已过半，不作要求');
    expect(states(branch, '党小组会', '2026-11-21', '一组')).toHaveLength(11);
  });

  test('is anything of a group nobody is in any more; one that returns begins anew', () => {
    const moved = eight.map((one) => ({ ...one, group: '一组' }));
    const merged = old(roster(moved, at('2026-06-01')));
    expect(states(merged, '党小组会', '2026-11-21', '二组')).toEqual([]);
    const again = old(roster(moved, at('2026-06-01')), roster(eight, at('2026-11-01')));
    expect(states(again, '党小组会', '2026-11-21', '二组')).toEqual(['临近 1 2026-11-01..2026-11-30']);
  });

  test('is done all the same when it was done', () => {
    const branch = fold([founded(at('2026-11-17')), roster(eight, at('2026-11-17'))]);
    const held = holding(branch, ['支委会', '支委', '2026-11-19']);
    expect(now(held, '支委会', '2026-11-21')).toBe('已完成 0 2026-11-01..2026-11-30');
  });
});

describe('a cadence of the branch', () => {
  test('demands its own number in its own period', () => {
    const twice: Line = [
      at('2026-01-02'),
      { type: 'cadence-set', rule: 'group-meeting', cadence: { demanded: 2, period: 'month' } },
    ];
    const branch = holding(
      old(twice),
      ['党小组会', '一组', '2026-11-02'],
      ['党小组会', '二组', '2026-11-03'],
      ['党小组会', '二组', '2026-11-17'],
    );
    expect(now(branch, '党小组会', '2026-11-21', '一组')).toBe('临近 1 2026-11-01..2026-11-30');
    expect(now(branch, '党小组会', '2026-11-21', '二组')).toBe('已完成 0 2026-11-01..2026-11-30');
  });

  test('replaces a window by a calendar period', () => {
    const yearly: Line = [
      at('2026-01-02'),
      { type: 'cadence-set', rule: 'democratic-review', cadence: { demanded: 1, period: 'year' } },
    ];
    expect(now(old(chosen('dapeng'), yearly), '民主评议党员', '2026-11-21')).toBe('未到期 1 2026-01-01..2026-12-31');
  });
});

describe('换届', () => {
  const ending = (date: string): Line => [at('2026-01-02'), { type: 'term-end-set', date }];

  test('is silent while nobody said when the term ends, and again once that was taken back', () => {
    expect(states(old(), '换届', '2026-11-21')).toEqual([]);
    expect(
      states(old(ending('2026-12-01'), [at('2026-01-03'), { type: 'term-end-set', date: null }]), '换届', '2026-11-21'),
    ).toEqual([]);
  });

  test.each([
    ['2027-06-30', '2026-12-29', undefined],
    ['2027-06-30', '2026-12-30', '临近 1 2026-12-30..2027-06-30'],
    ['2027-08-31', '2027-02-28', '临近 1 2027-02-28..2027-08-31'],
    ['2027-06-30', '2027-07-01', '逾期 1 2026-12-30..2027-06-30'],
    ['2027-06-30', '2029-03-01', '逾期 1 2026-12-30..2027-06-30'],
  ])('of a term that ends on %s is on %s: %s', (date, day, expected) => {
    expect(now(old(ending(date)), '换届', day)).toBe(expected);
  });

  test('is done by word, until the next term is known', () => {
    const done: Line = [
      at('2027-05-20'),
      { type: 'obligation-ticked', rule: 'election', period: '2026-12-30', on: '2027-05-20' },
    ];
    expect(now(old(ending('2027-06-30'), done), '换届', '2027-07-01')).toBe('已完成 0 2026-12-30..2027-06-30');
    expect(
      now(
        old(ending('2027-06-30'), done, [at('2027-05-21'), { type: 'term-end-set', date: '2030-06-30' }]),
        '换届',
        '2030-01-01',
      ),
    ).toBe('临近 1 2029-12-30..2030-06-30');
  });

  test('is demanded of a branch founded late in the term as well', () => {
    const branch = fold([
      founded(at('2027-06-01')),
      roster(eight, at('2027-06-01')),
      [at('2027-06-01'), { type: 'term-end-set', date: '2027-06-30' }],
    ]);
    expect(now(branch, '换届', '2027-06-02')).toBe('临近 1 2026-12-30..2027-06-30');
  });
});

describe('党支部工作手册', () => {
  test.each([
    ['2027-01-01', '未到期 1 2027-01-01..2027-01-10'],
    ['2027-01-02', '临近 1 2027-01-01..2027-01-10'],
    ['2027-01-11', '逾期 1 2027-01-01..2027-01-10'],
  ])('of the past year is on %s %s', (day, expected) => {
    expect(now(old(), '党支部工作手册', day)).toBe(expected);
  });

  test('is asked of no branch that the past year did not know', () => {
    const branch = fold([founded(at('2027-01-02')), roster(eight, at('2027-01-02'))]);
    const book = all(branch, '2027-01-05').find(({ rule }) => rule.what === '党支部工作手册');
    expect(book).toMatchObject({ state: '不适用', left: 0, why: '本支部上一年度还没有登记' });
  });
});

describe('suggested dates', () => {
  const days = (branch: Branch, what: string, day: string, group?: string): string[] => {
    const found = all(branch, day).findLast((one) => one.rule.what === what && one.group === group);
    const dates = found ? suggestDates(found, branch, holidays, Date.parse(at(day))) : [];
    return dates.map(({ date, certain }) => (certain ? date : `${date}?`));
  };

  test('are working days from tomorrow to the last day, spread over what remains', () => {
    // Left of November 2026 on Saturday 21st: 23, 24, 25, 26, 27 and 30.
    expect(days(old(), '主题党日', '2026-11-21')).toEqual(['2026-11-23', '2026-11-25', '2026-11-27']);
    expect(days(old(), '主题党日', '2026-11-26')).toEqual(['2026-11-27', '2026-11-30']);
    expect(days(old(), '主题党日', '2026-11-30')).toEqual([]);
  });

  test('know the holidays and the working weekends of the notice', () => {
    // 2026: off 15 to 23 February, working on Saturday 14 and Saturday 28.
    expect(days(old(), '主题党日', '2026-02-12')).toEqual(['2026-02-13', '2026-02-24', '2026-02-26']);
    expect(days(old(), '主题党日', '2026-02-26')).toEqual(['2026-02-27', '2026-02-28']);
  });

  test('leave out the days on which any of the same people are busy', () => {
    const busy = holding(old(), ['*学习', '全体', '2026-11-27'], ['*党小组会', '二组', '2026-11-30']);
    expect(days(busy, '党小组会', '2026-11-26', '一组')).toEqual(['2026-11-30']);
    expect(days(busy, '党小组会', '2026-11-26', '二组')).toEqual([]);
    // Both officers are in 一组.
    expect(days(busy, '支委会', '2026-11-26')).toEqual(['2026-11-30']);
    expect(days(busy, '主题党日', '2026-11-26')).toEqual([]);
  });

  test('do not mind an activity that was cancelled, and mind one already held that day', () => {
    const branch = old();
    const on = (state: 'dropped' | 'closed') => ({
      ...branch,
      activities: { A1: activityOf('A1', '学习', '全体', at('2026-11-27', '19:30'), state) },
    });
    expect(days(on('dropped'), '主题党日', '2026-11-26')).toEqual(['2026-11-27', '2026-11-30']);
    expect(days(on('closed'), '主题党日', '2026-11-26')).toEqual(['2026-11-30']);
  });

  test('are not certain in a year whose holidays are unknown, and avoid its weekends', () => {
    expect(days(old(), '主题党日', '2027-01-27')).toEqual(['2027-01-28?', '2027-01-29?']);
  });

  test('are none for what is done, past, or met by word alone', () => {
    expect(days(old(), '谈心谈话', '2026-11-21')).toEqual([]);
    expect(days(holding(old(), ['主题党日', '全体', '2026-11-03']), '主题党日', '2026-11-21')).toEqual([]);
    const [october] = all(old(), '2026-11-21').filter(
      ({ rule, period }) => rule.what === '主题党日' && period.to === '2026-10-31',
    );
    expect(october && suggestDates(october, old(), holidays, Date.parse(at('2026-11-21')))).toEqual([]);
  });

  test('of a window to come lie in it', () => {
    expect(days(old(chosen('dapeng')), '组织生活会', '2026-05-20')[0]).toBe('2026-06-01');
  });
});

describe('the next warning', () => {
  test.each([
    ['2026-11-21', '12:00', '2026-11-23'],
    ['2026-11-23', '08:59', '2026-11-23'],
    ['2026-11-23', '09:00', '2026-12-01'],
    ['2026-12-01', '08:59', '2026-12-01'],
    ['2026-12-01', '09:00', '2026-12-16'],
    ['2027-01-01', '00:00', '2027-01-01'],
    ['2027-01-01', '09:00', '2027-01-02'],
  ])('after %s %s is at nine on %s', (day, time, next) => {
    expect(nextWarning(old(), presets, Date.parse(at(day, time)))).toBe(Date.parse(at(next, '09:00')));
  });

  test('may be a year away, or never come', () => {
    const off = (...rules: string[]): Branch =>
      old(...rules.map((rule): Line => [at('2026-01-02'), { type: 'cadence-set', rule, cadence: { demanded: 0 } }]));
    const others = [
      'member-meeting',
      'committee-meeting',
      'group-meeting',
      'themed-day',
      'organisational-life-meeting',
      'democratic-review',
      'heart-to-heart-talks',
    ];
    const after = Date.parse(at('2026-01-11', '09:00'));
    expect(nextWarning(off(...others), presets, after)).toBe(Date.parse(at('2027-01-02', '09:00')));
    expect(nextWarning(off(...others, 'handbook'), presets, after)).toBeUndefined();
  });
});

test('a book written before there were presets is read as one under 国家基本, its groups as old as the branch', () => {
  const { settings, groups: _groups, ticks: _ticks, earlier: _earlier, ...rest } = old();
  const state = { ...rest, settings: { namesInGroup: settings.namesInGroup } };
  const line = { seq: 1, at: at('2026-01-01'), by: 'schedule', type: 'carried-forward', state, causes: {} };
  const entry = entrySchema.parse(JSON.parse(JSON.stringify(line)));
  const branch = fold([[entry.at, entry]]);
  expect(branch.settings).toEqual({
    namesInGroup: false,
    preset: 'national',
    cadences: {},
    timing: usualTiming,
    timedSince: 0,
  });
  expect(branch.groups).toEqual({ 一组: Date.parse(at('2024-01-10')), 二组: Date.parse(at('2024-01-10')) });
  expect(now(branch, '党小组会', '2026-11-21', '二组')).toBe('临近 1 2026-11-01..2026-11-30');
});
