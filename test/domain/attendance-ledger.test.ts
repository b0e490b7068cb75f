import fc from 'fast-check';
import { expect, test } from 'vitest';
import { attendanceLedger } from '../../src/domain/attendance-ledger.ts';
import type { Activity, Mark } from '../../src/domain/branch.ts';
import { emptyBranch } from '../../src/domain/evolve.ts';
import type { Member } from '../../src/domain/roster.ts';
import type { Yearbook } from '../../src/domain/yearbook.ts';
import { december, people, seal } from '../support/evening-of-23.ts';
import { activityOf, at } from '../support/ledger.ts';

test('is a grid of the month in roster order, with the counts and rates of each activity', () => {
  const sheet = attendanceLedger(december, people, '2026-12');
  expect(sheet.name).toBe('2026-12_第一党支部_考勤台账');
  expect(sheet.orientation).toBe('landscape');
  expect(sheet.lines).toEqual(['2026年12月　　活动 2 次　　另有 1 次尚未结束签到，没有列入']);
  expect(sheet.columns.map(({ title }) => title)).toEqual([
    '序号',
    '姓名',
    '12-03\n主题党日',
    '12-15\n党小组会\n第二党小组',
  ]);
  expect(sheet.rows.map((row) => row.slice(1).join(' '))).toEqual([
    '赵一 ✓ —',
    '钱一 ✓ —',
    '孙一 ✓ —',
    '李一 ✓ —',
    '周一 ✓ —',
    '吴一 ✓ —',
    '郑一 ✓ —',
    '王一 ✓ —',
    '冯一 ✓ —',
    '褚一 ✓ —',
    '卫一 线 —',
    '蒋一 线 ✓',
    '沈一 ✓ ○',
    '韩一 线 ✓',
    '杨一 ✓ ✓',
    '朱一 △ ✓',
    '秦一 △补 ✓',
    '尤一 ○ ✓',
    '许一 ○ ✓',
    '何一 ○补 ✓',
    '吕一 ✓ ✓',
    '施一 △ ✓',
    '张一 （✓） —',
    '某同志 ✓ —',
  ]);
  expect(sheet.totals).toEqual([
    ['应到', '', '23', '11'],
    ['实到', '', '17', '10'],
    ['请假', '', '3', '0'],
    ['缺席', '', '3', '1'],
    ['补课', '', '2', '0'],
    ['到会率', '', '73.9%', '90.9%'],
    ['出勤率（请假不计）', '', '85.0%', '90.9%'],
    ['补课后参学率', '', '82.6%', '90.9%'],
  ]);
  expect(sheet.notes[0]).toContain('✓ 到会　线 线上　△ 请假　○ 缺席　补 已补课');
  expect(sheet.notes[1]).toContain('到会率＝实到÷应到，请假计入应到；出勤率（请假不计）＝实到÷（应到－请假）');
  expect(sheet.notes.at(-1)).toBe(seal);
});

test('a quarter has the activities of its three months', () => {
  const sheet = attendanceLedger(december, people, '2026-Q4');
  expect(sheet.name).toBe('2026-Q4_第一党支部_考勤台账');
  expect(sheet.lines[0]).toMatch(/^2026年第四季度/u);
  expect(sheet.columns).toHaveLength(4);
  expect(() => attendanceLedger(december, people, '2026-Q3')).toThrow(
    '2026年第三季度没有已结束签到的活动，没有内容可以列入台账。',
  );
});

const roster = Array.from({ length: 9 }, (_, index) => `M${index + 1}`);
const markArbitrary: fc.Arbitrary<Mark> = fc.oneof(
  fc.record({ is: fc.constant('present' as const) }),
  fc.record({ is: fc.constant('present' as const), online: fc.constant(true as const) }),
  fc.record({ is: fc.constant('leave' as const), category: fc.constant('病假' as const) }),
  fc.record({ is: fc.constant('absent' as const) }),
);
const activityArbitrary = fc
  .record({
    day: fc.integer({ min: 1, max: 31 }),
    should: fc.subarray(roster),
    marks: fc.array(markArbitrary, { minLength: 9, maxLength: 9 }),
    madeUp: fc.subarray(roster),
  })
  .map(
    ({ day, should, marks, madeUp }): Omit<Activity, 'id'> => ({
      ...activityOf('A1', '学习', '全体', at(`2026-12-${String(day).padStart(2, '0')}`)),
      should,
      // Outside 应到 there may be marks as well.
      marks: Object.fromEntries(roster.map((id, index) => [id, marks[index] ?? { is: 'absent' }])),
      madeUp: Object.fromEntries(
        roster.flatMap((id, index) =>
          madeUp.includes(id) && marks[index]?.is !== 'present' ? [[id, '2026-12-31']] : [],
        ),
      ),
    }),
  );

test('whatever was held, each column of the grid sums to the counts below it', () => {
  fc.assert(
    fc.property(fc.array(activityArbitrary, { minLength: 1, maxLength: 6 }), (drawn) => {
      const activities = Object.fromEntries(
        drawn.map((activity, index) => [`A${index + 1}`, { ...activity, id: `A${index + 1}` }]),
      );
      const member = (id: string): Member => ({ id, status: '正式', posts: [], counted: true, votes: true });
      const branch = {
        ...emptyBranch('b0001', 'Asia/Shanghai'),
        name: '第一党支部',
        roster,
        members: Object.fromEntries(roster.map((id) => [id, member(id)])),
        activities,
      };
      const book: Yearbook = {
        branch,
        presentBy: () => undefined,
        leaveBy: () => undefined,
        recordOf: () => [],
        entries: [],
        seals: [],
      };
      const { columns, rows, totals } = attendanceLedger(book, people, '2026-12');
      expect(columns).toHaveLength(2 + drawn.length);
      // Landscape A4 without its margins; up to seventeen activities fit without being made smaller.
      expect(columns.reduce((sum, { width }) => sum + width, 0)).toBeLessThanOrEqual(257);
      for (let column = 2; column < columns.length; column += 1) {
        const signs = rows.map((row) => row[column] ?? '');
        const having = (...known: string[]): string => String(signs.filter((sign) => known.includes(sign)).length);
        const below = Object.fromEntries(totals.map((row) => [row[0], row[column]]));
        expect(below).toMatchObject({
          应到: having('✓', '线', '△', '△补', '○', '○补'),
          实到: having('✓', '线'),
          请假: having('△', '△补'),
          缺席: having('○', '○补'),
          补课: having('△补', '○补'),
        });
        expect(signs.every((sign) => /^(?:✓|线|[△○]补?|—|（[✓线]）)$/u.test(sign))).toBe(true);
      }
    }),
  );
});
