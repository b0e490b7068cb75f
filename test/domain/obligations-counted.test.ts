import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readAlmanac } from '../../src/almanac.ts';
import { type Activity, type Branch, kinds, type PeriodUnit } from '../../src/domain/branch.ts';
import { nextWarning, renderDueList, renderWarning } from '../../src/domain/due-list.ts';
import { emptyBranch } from '../../src/domain/evolve.ts';
import { obligations } from '../../src/domain/obligations.ts';
import { type Preset, presetsSchema, type Rule } from '../../src/domain/preset.ts';
import { usualTiming } from '../../src/domain/timing.ts';
import { activityOf } from '../support/ledger.ts';
import { type CountedBranch, type Owed, owedByCounting } from '../support/owed-by-counting.ts';

const { presets: shipped, holidays } = await readAlmanac();

const instantBetween = (from: string, to: string) =>
  fc.integer({ min: Date.parse(from) / 60_000, max: Date.parse(to) / 60_000 }).map((minutes) => minutes * 60_000);
const instants = instantBetween('2024-11-01', '2027-03-31');
const dateOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
const dates = instants.map(dateOf);
const places = ['全体', '支委', '一组', '二组', '三组'];
const units: PeriodUnit[] = ['month', 'quarter', 'half-year', 'year'];

const windows = fc
  .tuple(fc.integer({ min: 0, max: 364 }), fc.integer({ min: 0, max: 364 }))
  .map(([a, b]) => [Math.min(a, b), Math.max(a, b)].map((day) => dateOf(Date.parse('2001-01-01') + day * 86_400_000)))
  .map(([from = '', to = '']) => ({ from: from.slice(5), to: to.slice(5) }));

const ids = ['a', 'b', 'c', 'd', 'e'];
const ruleNamed = (id: string): fc.Arbitrary<Rule> =>
  fc
    .record({
      id: fc.constant(id),
      what: fc.constant(`事项${id}`),
      words: fc.constant<string[]>([]),
      kinds: fc.uniqueArray(fc.constantFrom(...kinds), { maxLength: 3 }),
      scope: fc.constantFrom('branch' as const, 'committee' as const, 'each-group' as const),
      byGroups: fc.constantFrom(true as const, undefined),
      demanded: fc.integer({ min: 1, max: 4 }),
      period: fc.oneof(fc.constantFrom(...units), windows, fc.constant('term' as const)),
      needsFullMembers: fc.constantFrom(undefined, 3, 7),
      of: fc.constantFrom(undefined, undefined, 'past-year' as const),
      warnDaysBefore: fc.constantFrom<number[]>([15, 7], [8, 2], [1]),
      steps: fc.constant<string[]>([]),
      source: fc.constant<string>('随意写下的一条规定'),
    })
    .map((rule): Rule => (rule.period === 'term' ? { ...rule, scope: 'branch', demanded: 1 } : rule));
const ruleLists = fc.subarray(ids).chain((some) => fc.tuple(...some.map(ruleNamed)));
const invented: fc.Arbitrary<Preset[]> = fc.tuple(ruleLists, ruleLists, fc.boolean()).map(([own, local, based]) => [
  { id: 'national', name: '国家', rules: own },
  { id: 'local', name: '地方', rules: local, ...(based ? { base: 'national' } : {}) },
]);

const activitiesOf = (count: number): fc.Arbitrary<Activity[]> =>
  fc
    .array(
      fc.tuple(
        fc.constantFrom(...kinds),
        fc.constantFrom(...places),
        instants,
        fc.constantFrom('closed' as const, 'closed' as const, 'planned' as const, 'open' as const, 'dropped' as const),
        fc.constantFrom('by an officer', 'by itself', 'by itself, and somebody came'),
      ),
      { maxLength: count },
    )
    .map((list) =>
      list.map(([kind, where, start, state, closed], index) => ({
        ...activityOf(`A${index + 1}`, kind, where, new Date(start).toISOString(), state),
        ...(state === 'closed' && closed !== 'by an officer' ? { closedByItself: true as const } : {}),
        ...(closed.endsWith('came') ? { marks: { M1: { is: 'present' as const } } } : {}),
      })),
    );

/** The state as it counts: what closed by itself without anybody was not held. */
const countedState = ({ state, closedByItself, marks }: Activity): string =>
  closedByItself && Object.keys(marks).length === 0 ? 'nobody came' : state;

const branches = (rules: readonly string[], presets: readonly string[]): fc.Arbitrary<Branch> =>
  fc
    .record({
      founded: instants,
      members: fc.array(fc.record({ full: fc.boolean(), group: fc.constantFrom(undefined, '一组', '二组', '三组') }), {
        maxLength: 10,
      }),
      began: fc.record({ 一组: instants, 二组: instants, 三组: instants }),
      activities: activitiesOf(40),
      remembered: fc.integer({ min: 0, max: 10 }),
      ticks: fc.array(
        fc.record({
          rule: fc.constantFrom(...rules),
          period: dates,
          on: dates,
          group: fc.constantFrom(undefined, '一组'),
        }),
        { maxLength: 8 },
      ),
      preset: fc.constantFrom(...presets, 'gone'),
      cadences: fc.dictionary(
        fc.constantFrom(...rules),
        fc.record(
          { demanded: fc.integer({ min: 0, max: 3 }), period: fc.constantFrom(...units) },
          { requiredKeys: ['demanded'] },
        ),
        { maxKeys: 3 },
      ),
      termEnd: fc.option(dates, { nil: undefined }),
    })
    .map(({ founded, members, began, activities, remembered, ticks, preset, cadences, termEnd }) => {
      const roster = members.map((_, index) => `M${index + 1}`);
      const earlier = activities.slice(0, remembered).filter((one) => countedState(one) === 'closed');
      return {
        ...emptyBranch('b0001', 'Asia/Shanghai'),
        foundedAt: founded,
        roster,
        members: Object.fromEntries(
          members.map(({ full, group }, index) => [
            `M${index + 1}`,
            {
              id: `M${index + 1}`,
              status: full ? ('正式' as const) : ('预备' as const),
              ...(group === undefined ? {} : { group }),
              posts: index === 0 ? ['书记' as const] : [],
              counted: true,
              votes: full,
            },
          ]),
        ),
        groups: began,
        activities: Object.fromEntries(activities.filter((one) => !earlier.includes(one)).map((one) => [one.id, one])),
        earlier: earlier.map(({ id, kind, concern, start }) => ({ id, kind, concern, start })),
        ticks,
        settings: {
          namesInGroup: false,
          preset,
          cadences,
          timing: usualTiming,
          timedSince: 0,
          ...(termEnd === undefined ? {} : { termEnd }),
        },
      };
    });

const cases = fc.oneof(
  invented.chain((presets) =>
    fc.record({ presets: fc.constant(presets), branch: branches(ids, ['national', 'local']), now: instants }),
  ),
  fc.record({
    presets: fc.constant([...shipped]),
    branch: branches(
      shipped.flatMap(({ rules }) => rules.map(({ id }) => id)),
      shipped.map(({ id }) => id),
    ),
    now: instants,
  }),
);

/** The same branch as the counting takes it. */
const plain = (branch: Branch): CountedBranch => ({
  preset: branch.settings.preset,
  cadences: branch.settings.cadences,
  termEnd: branch.settings.termEnd,
  founded: branch.foundedAt,
  members: Object.values(branch.members).map(({ status, group }) => ({ full: status === '正式', group })),
  groups: branch.groups,
  activities: [
    ...Object.values(branch.activities).map((one) => ({ ...one, state: countedState(one) })),
    ...branch.earlier.map((one) => ({ ...one, state: 'closed' })),
  ].map(({ id, kind, concern, start, state }) => ({
    id,
    kind,
    scope: concern.scope,
    group: concern.scope === 'group' ? concern.group : undefined,
    start,
    state,
  })),
  ticks: branch.ticks,
});

const key = ({ rule, group, from, to }: Owed): string => `${rule} ${group} ${from} ${to}`;
const owed = (branch: Branch, presets: readonly Preset[], now: number): Owed[] =>
  obligations({ branch, presets, now }).map(({ rule, group, period, state, left, held, planned, ticked }) => ({
    rule: rule.id,
    group: group ?? '',
    ...period,
    state,
    left,
    held: held.toSorted(),
    planned: planned.toSorted(),
    ticked: ticked.toSorted(),
  }));
const sorted = (list: Owed[]): Owed[] => list.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
const runs = { numRuns: 300 };

describe('what a branch owes', () => {
  test('agrees with a second count over any presets, rosters, ledgers and clocks', () => {
    fc.assert(
      fc.property(cases, ({ presets, branch, now }) => {
        expect(presetsSchema.safeParse(presets).success).toBe(true);
        expect(sorted(owed(branch, presets, now))).toEqual(sorted(owedByCounting(presets, plain(branch), now)));
      }),
      runs,
    );
  });

  test('is never more after another meeting was held', () => {
    fc.assert(
      fc.property(cases, fc.constantFrom(...kinds), fc.constantFrom(...places), instants, (one, kind, where, start) => {
        const { presets, branch, now } = one;
        const meeting = activityOf('A99', kind, where, new Date(start).toISOString());
        const before = new Map(owed(branch, presets, now).map((line) => [key(line), line.left]));
        const after = owed({ ...branch, activities: { ...branch.activities, A99: meeting } }, presets, now);
        expect(after.map(key)).toEqual([...before.keys()]);
        for (const line of after) expect(line.left).toBeLessThanOrEqual(before.get(key(line)) ?? -1);
      }),
      runs,
    );
  });

  test('counts each meeting of a year in exactly one of its periods', () => {
    const year = instantBetween('2026-01-01T00:00+08:00', '2026-12-31T23:59+08:00');
    fc.assert(
      fc.property(activitiesOf(40), fc.constantFrom(...units), year, (activities, period, now) => {
        const rule = {
          id: 'a',
          what: '事项',
          kinds: ['主题党日', '党课'],
          scope: 'branch',
          demanded: 1,
          period,
          source: '随意写下的一条规定',
        };
        const presets = presetsSchema.parse([{ id: 'national', name: '国家', rules: [rule] }]);
        const branch = {
          ...emptyBranch('b0001', 'Asia/Shanghai'),
          activities: Object.fromEntries(activities.map((one) => [one.id, one])),
        };
        const end = Date.parse('2026-12-31T23:59+08:00');
        const found = owed(branch, presets, end).filter(({ from }) => from.startsWith('2026'));
        const inYear = activities.filter((one) => {
          const { kind, concern, start } = one;
          const wall = new Date(start + 8 * 3_600_000).toISOString();
          const isOfKind = kind === '主题党日' || kind === '党课';
          return countedState(one) === 'closed' && isOfKind && concern.scope === 'branch' && wall.startsWith('2026');
        });
        expect(found.flatMap(({ held }) => held).toSorted()).toEqual(inYear.map(({ id }) => id).toSorted());
        // However far the year has gone, what is owed so far is part of what is owed at its end.
        const sum = (lines: Owed[]): number => lines.reduce((total, { left }) => total + left, 0);
        const sofar = owed(branch, presets, now).filter(({ from }) => from.startsWith('2026'));
        expect(sum(sofar)).toBeLessThanOrEqual(sum(found));
      }),
      runs,
    );
  });

  test('begins with the branch', () => {
    fc.assert(
      fc.property(cases, ({ presets, branch, now }) => {
        const founded = new Date(branch.foundedAt + 8 * 3_600_000).toISOString().slice(0, 10);
        for (const { rule, period } of obligations({ branch, presets, now })) {
          if (rule.period !== 'term') expect(period.to >= founded).toBe(true);
        }
      }),
      runs,
    );
  });

  test('can always be said, in whole lines without an exclamation mark, and the next warning lies ahead', () => {
    fc.assert(
      fc.property(cases, ({ presets, branch, now }) => {
        const texts = [
          renderDueList({ branch, presets, now, holidays }),
          renderWarning({ branch, presets, now }) ?? '',
        ];
        for (const text of texts) expect(text).not.toMatch(/[！!]|undefined|NaN/u);
        const next = nextWarning(branch, presets, now);
        if (next !== undefined) expect(next).toBeGreaterThan(now);
      }),
      runs,
    );
  });

  test('is never warned about but at the hours that nextWarning names', () => {
    fc.assert(
      fc.property(cases, fc.integer({ min: 1, max: 60 }), ({ presets, branch, now }, days) => {
        const until = now + days * 86_400_000;
        const named: number[] = [];
        for (let next = nextWarning(branch, presets, now); next !== undefined && next <= until; ) {
          named.push(next);
          next = nextWarning(branch, presets, next);
        }
        const first = new Date(now + 8 * 3_600_000).toISOString().slice(0, 10);
        for (let day = 0; day <= days; day++) {
          const nine = Date.parse(`${first}T09:00+08:00`) + day * 86_400_000;
          if (nine <= now || nine > until || renderWarning({ branch, presets, now: nine }) === undefined) continue;
          expect(named).toContain(nine);
        }
      }),
      { numRuns: 60 },
    );
  });
});
