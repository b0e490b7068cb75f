import type { Branch } from '../domain/branch.ts';
import type { Fact } from '../domain/entry.ts';
import { outsideHolidays, outsideQuietHours } from '../domain/quiet-hours.ts';
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

/** Where quiet hours bind a schedule, moves an instant out of them. */
const politely = (
  branch: Branch,
  schedule: Schedule,
  due: number,
  { holidays }: Almanac,
): ((instant: number) => number) => {
  if (schedule.exemptFromQuietHours) return (instant) => instant;
  const { activities = [] } = schedule.about?.(branch, due) ?? {};
  return (instant) => outsideQuietHours(instant, branch, { holidays, activities });
};

/** Until when it is worth firing: public holidays it must wait over do not count, and what it is about must still be ahead. */
const worthUntil = (branch: Branch, schedule: Schedule, due: number, { holidays }: Almanac): number => {
  const { activities = [], until = Number.POSITIVE_INFINITY } = schedule.about?.(branch, due) ?? {};
  const from = schedule.exemptFromQuietHours ? due : outsideHolidays(due, branch, { holidays, activities });
  return Math.min(from + schedule.catchUpHours * 3_600_000, until);
};

/** What runs first of all that was started. */
export const nextRun = (branch: Branch, schedules: readonly Schedule[], almanac: Almanac): Next | undefined => {
  let next: Next | undefined;
  for (const schedule of schedules) {
    const after = branch.schedules[schedule.id];
    if (after === undefined) continue;
    const due = schedule.due(branch, almanac, after);
    if (due === undefined) continue;
    const runs = politely(branch, schedule, due, almanac)(due);
    if (!next || runs < next.runs || (runs === next.runs && due < next.due)) next = { schedule, due, runs };
  }
  return next;
};

/** Nothing it queues goes on a public holiday, and what fires late is owed from now on, not from when it was due. */
const owedFrom = (fact: Fact, from: number | undefined, branch: Branch, holidays: Almanac['holidays']): Fact => {
  if (fact.type !== 'push-queued' || (fact.notBefore === undefined && from === undefined)) return fact;
  const known =
    fact.notBefore === undefined
      ? 0
      : outsideQuietHours(Math.max(Date.parse(fact.notBefore), from ?? 0), branch, { holidays });
  return { ...fact, notBefore: new Date(Math.max(known, from ?? 0)).toISOString() };
};

/** What becomes of it at `now`: what it decides, or that it came too late to be worth it. */
export const fire = (branch: Branch, { schedule, due, runs }: Next, now: number, almanac: Almanac): Fired => {
  const latest = worthUntil(branch, schedule, due, almanac);
  const stamp = { schedule: schedule.id, due: new Date(due).toISOString() };
  const isLate = now - runs > lateMs;
  const sendsAt = isLate ? politely(branch, schedule, due, almanac)(now) : runs;
  if (now > latest || sendsAt > latest) {
    const said = schedule
      .missed({ due, branch, now, ...almanac })
      .map((fact) => owedFrom(fact, now, branch, almanac.holidays));
    return { facts: [{ type: 'schedule-missed', ...stamp }, ...said], at: due, isMissed: true };
  }
  const decided = schedule
    .run({ due, branch, ...almanac })
    .map((fact) => owedFrom(fact, isLate ? sendsAt : undefined, branch, almanac.holidays));
  return { facts: [{ type: 'schedule-fired', ...stamp }, ...decided], at: runs, isMissed: false };
};
