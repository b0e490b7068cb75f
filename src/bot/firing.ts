import type { Branch } from '../domain/branch.ts';
import type { Fact } from '../domain/entry.ts';
import { outsideQuietHours } from '../domain/push.ts';
import type { Almanac, Schedule } from './schedule.ts';

/** A tick later than this was no slow one: the program did not run. */
const lateMs = 10 * 60_000;

/** A schedule's next due time, and when it runs: later than due where quiet hours hold it back. */
export type Next = { readonly schedule: Schedule; readonly due: number; readonly runs: number };

/** What is to be written when it fires. */
export type Fired = { readonly facts: readonly Fact[]; readonly at: number; readonly isMissed: boolean };

/** A schedule seen for the first time starts now: it does not flood the group with history. */
export const startFacts = (branch: Branch, schedules: readonly Schedule[], now: number): Fact[] =>
  schedules
    .filter(({ id }) => !(id in branch.schedules))
    .map(({ id }) => ({ type: 'schedule-started', schedule: id, from: new Date(now).toISOString() }));

/** What runs first of all that was started. */
export const nextRun = (branch: Branch, schedules: readonly Schedule[], almanac: Almanac): Next | undefined => {
  let next: Next | undefined;
  for (const schedule of schedules) {
    const after = branch.schedules[schedule.id];
    if (after === undefined) continue;
    const due = schedule.due(branch, almanac, after);
    if (due === undefined) continue;
    const runs = schedule.exemptFromQuietHours ? due : outsideQuietHours(due, branch.timeZone);
    if (!next || runs < next.runs || (runs === next.runs && due < next.due)) next = { schedule, due, runs };
  }
  return next;
};

/** What fires late is owed from now on, not from when it was due, and quiet hours hold it back where they bind. */
const owedFrom = (fact: Fact, from: number, zone: string): Fact => {
  if (fact.type !== 'push-queued') return fact;
  const known = fact.notBefore === undefined ? 0 : outsideQuietHours(Math.max(Date.parse(fact.notBefore), from), zone);
  return { ...fact, notBefore: new Date(Math.max(known, from)).toISOString() };
};

/** What becomes of it at `now`: what it decides, or that it came too late to be worth it. */
export const fire = (branch: Branch, { schedule, due, runs }: Next, now: number, almanac: Almanac): Fired => {
  const latest = due + schedule.catchUpHours * 3_600_000;
  const stamp = { schedule: schedule.id, due: new Date(due).toISOString() };
  const zone = branch.timeZone;
  const isLate = now - runs > lateMs;
  const sendsAt = !isLate ? runs : schedule.exemptFromQuietHours ? now : outsideQuietHours(now, zone);
  if (now > latest || sendsAt > latest) {
    return { facts: [{ type: 'schedule-missed', ...stamp }], at: due, isMissed: true };
  }
  const decided = schedule.run({ due, branch, ...almanac });
  const facts = isLate ? decided.map((fact) => owedFrom(fact, sendsAt, zone)) : decided;
  return { facts: [{ type: 'schedule-fired', ...stamp }, ...facts], at: runs, isMissed: false };
};
