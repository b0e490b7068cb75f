import type { Activity, Branch, Concern, Kind } from '../../src/domain/branch.ts';
import type { Fact } from '../../src/domain/entry.ts';
import { emptyBranch, evolve } from '../../src/domain/evolve.ts';

/** A moment of Shanghai's clock as the ledger writes it: `at('2026-11-21', '19:30')`. */
export const at = (date: string, time = '12:00'): string => `${date}T${time}:00+08:00`;

/** Folds facts, each with the moment it was said, into a branch. */
export const fold = (lines: readonly (readonly [at: string, fact: Fact])[]): Branch =>
  lines.reduce<Branch>(
    (branch, [when, fact], index) => evolve(branch, { seq: index + 1, at: when, by: 'operator', ...fact }),
    emptyBranch('b0001', 'Asia/Shanghai'),
  );

export const concernIn = (where: string): Concern =>
  where === '全体' ? { scope: 'branch' } : where === '支委' ? { scope: 'committee' } : { scope: 'group', group: where };

/** An activity as a year of the ledger leaves it, with nobody in it. */
export const activityOf = (
  id: string,
  kind: Kind,
  where: string,
  start: string,
  state: Activity['state'] = 'closed',
): Activity => ({
  id,
  kind,
  concern: concernIn(where),
  start: Date.parse(start),
  place: '会议室',
  topic: '',
  online: false,
  since: 0,
  state,
  marks: {},
  leaves: {},
  proxies: {},
  announcedLate: {},
  intentions: {},
  madeUp: {},
});
