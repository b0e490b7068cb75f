import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readAlmanac } from '../../src/almanac.ts';
import type { Activity, Mark } from '../../src/domain/branch.ts';
import { emptyBranch } from '../../src/domain/evolve.ts';
import { monthAtAGlance, renderMonth } from '../../src/domain/month.ts';
import type { Member } from '../../src/domain/roster.ts';
import { december, people } from '../support/evening-of-23.ts';
import { activityOf, at } from '../support/ledger.ts';

const { presets } = await readAlmanac();
const now = Date.parse(at('2027-01-02'));
const month = monthAtAGlance(december, { presets, now }, '2026-12');

test('has each closed activity by date with the counts of its evening, and no word of who or what about', () => {
  expect(month.activities).toEqual([
    {
      day: '12月3日（周四）',
      what: '主题党日',
      should: 23,
      present: 17,
      online: 3,
      leave: 3,
      absent: 3,
      rate: '73.9%',
    },
    {
      day: '12月15日（周二）',
      what: '党小组会（第二党小组）',
      should: 11,
      present: 10,
      online: 0,
      leave: 0,
      absent: 1,
      rate: '90.9%',
    },
  ]);
  expect(month).toMatchObject({ name: '2026-12_第一党支部_月报', month: '2026年12月', asOf: '截至12月31日' });
  expect(month.unfinished).toBe(1);
  const names = Object.values(people.members).map(({ name }) => name);
  for (const name of names) expect(JSON.stringify(month)).not.toContain(name);
  expect(JSON.stringify(month)).not.toMatch(/M\d|学习/u);
});

test('what was held stands against what was owed, 党小组 together and none held up to another', () => {
  const said = month.owed.map(({ what, period, demanded, done }) => `${what} ${period} ${done}/${demanded}`);
  expect(said).toEqual([
    '支部党员大会 第四季度 0/1',
    '支委会 12月 0/1',
    '党小组会 2个党小组，12月 1/2',
    '主题党日 12月 1/1',
  ]);
  expect(renderMonth(month)).not.toContain('第一党小组');
});

test('a month that is over stands as it stood at its end: what came later belongs to later months', () => {
  const founded = { ...emptyBranch('b0001', 'Asia/Shanghai'), name: '一', foundedAt: Date.parse(at('2026-01-01')) };
  const activities = Object.fromEntries(
    [
      activityOf('A1', '支部党员大会', '全体', at('2026-11-05')),
      activityOf('A2', '主题党日', '全体', at('2026-10-08')),
    ].map((one) => [one.id, { ...one, should: [] }]),
  );
  const branch = {
    ...founded,
    activities,
    ticks: [{ rule: 'heart-to-heart-talks', period: '2026-01-01', on: '2026-11-20' }],
  };
  const owedIn = (period: string) =>
    Object.fromEntries(
      monthAtAGlance({ branch }, { presets, now }, period).owed.map(({ what, done }) => [what, done] as const),
    );
  expect(owedIn('2026-10')).toMatchObject({ 支部党员大会: 0, 主题党日: 1, 谈心谈话: 0 });
  expect(owedIn('2026-11')).toMatchObject({ 支部党员大会: 1, 主题党日: 0, 谈心谈话: 1 });
});

describe('refuses', () => {
  test('a month to come and one before the branch was known', () => {
    expect(() => monthAtAGlance(december, { presets, now }, '2027-02')).toThrow('2027年2月还没有到');
    expect(() => monthAtAGlance(december, { presets, now }, '2026-10')).toThrow('2026年10月在本支部登记以前');
  });

  test('an activity that does not add up', () => {
    const activity = { ...activityOf('A1', '学习', '全体', at('2026-12-05')), should: ['M1'] };
    const branch = { ...december.branch, activities: { A1: activity }, past: {} };
    expect(() => monthAtAGlance({ branch }, { presets, now }, '2026-12')).toThrow('之和不符');
  });
});

test('an empty month says so, and divides by nothing', () => {
  const empty = monthAtAGlance(
    { branch: { ...december.branch, activities: {}, past: {} } },
    { presets, now },
    '2026-12',
  );
  expect(empty.activities).toEqual([]);
  expect(renderMonth(empty)).toContain('没有已结束签到的活动。');
  const nobody = { ...activityOf('A1', '学习', '全体', at('2026-12-05')), should: [] };
  const branch = { ...december.branch, activities: { A1: nobody }, past: {} };
  expect(monthAtAGlance({ branch }, { presets, now }, '2026-12').activities[0]?.rate).toBe('—');
});

const roster = Array.from({ length: 9 }, (_, index) => `M${index + 1}`);
const mark: fc.Arbitrary<Mark> = fc.oneof(
  fc.constant<Mark>({ is: 'present' }),
  fc.constant<Mark>({ is: 'present', online: true }),
  fc.constant<Mark>({ is: 'leave', category: '病假' }),
  fc.constant<Mark>({ is: 'absent' }),
);

test('whatever was held, the counts of each activity are those of its marks counted one by one', () => {
  const evenings = fc.array(fc.tuple(fc.subarray(roster), fc.array(mark, { minLength: 9, maxLength: 9 })), {
    maxLength: 8,
  });
  fc.assert(
    fc.property(evenings, (drawn) => {
      const member = (id: string): Member => ({ id, status: '正式', posts: [], counted: true, votes: true });
      const activities = Object.fromEntries(
        drawn.map(([should, marks], index): [string, Activity] => [
          `A${index + 1}`,
          {
            ...activityOf(`A${index + 1}`, '学习', '全体', at(`2026-12-${String(index + 1).padStart(2, '0')}`)),
            should,
            marks: Object.fromEntries(roster.map((id, who) => [id, marks[who] ?? { is: 'absent' }])),
          },
        ]),
      );
      const branch = {
        ...emptyBranch('b0001', 'Asia/Shanghai'),
        roster,
        members: Object.fromEntries(roster.map((id) => [id, member(id)])),
        activities,
      };
      const seen = monthAtAGlance({ branch }, { presets, now }, '2026-12').activities;
      expect(seen).toHaveLength(drawn.length);
      drawn.forEach(([should, marks], index) => {
        const mine = should.map((id) => marks[roster.indexOf(id)] ?? { is: 'absent' });
        const count = (wanted: (one: Mark) => boolean): number => mine.filter((one) => wanted(one as Mark)).length;
        expect(seen[index]).toMatchObject({
          should: should.length,
          present: count((one) => one.is === 'present'),
          online: count((one) => one.is === 'present' && one.online === true),
          leave: count((one) => one.is === 'leave'),
          absent: count((one) => one.is === 'absent'),
        });
      });
    }),
  );
});
