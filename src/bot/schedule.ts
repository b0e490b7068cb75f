import type { Branch } from '../domain/branch.ts';
import { addMonths, firstWorkingDay, type Holidays, instantOf, lastWorkingDay, localDate } from '../domain/calendar.ts';
import type { Fact } from '../domain/entry.ts';
import type { GuidanceFile } from '../domain/guidance.ts';
import type { Preset } from '../domain/preset.ts';

export type Almanac = {
  readonly guidance: readonly GuidanceFile[];
  readonly holidays: Holidays;
  readonly presets: readonly Preset[];
};

/** The next instant after `after` at which the schedule should run for this branch, if there is one. */
export type Due = (branch: Branch, almanac: Almanac, after: number) => number | undefined;

export type Schedule = {
  readonly id: string;
  /** What it is called to people. */
  readonly title: string;
  readonly due: Due;
  readonly catchUpHours: number;
  readonly exemptFromQuietHours: boolean;
  readonly run: (occasion: { due: number; branch: Branch } & Almanac) => readonly Fact[];
};

/**
 * One recurring push or act: a file in schedules/ exports one as default. `id` is named in the ledger; renaming it makes
 * it a new schedule. What is later than `catchUpHours` is not run but kept as missed. Quiet hours hold it back unless exempt.
 */
export const defineSchedule = (schedule: {
  id: string;
  title: string;
  due: Due;
  catchUpHours: number;
  exemptFromQuietHours?: boolean;
  run: Schedule['run'];
}): Schedule => ({ exemptFromQuietHours: false, ...schedule });

const monthly =
  (dayOf: typeof firstWorkingDay, at: string): Due =>
  (branch, { holidays }, after) => {
    for (let month = localDate(after, branch.timeZone).slice(0, 7), tries = 0; tries < 3; tries++) {
      const due = instantOf(dayOf(month, holidays).date, at, branch.timeZone);
      if (due > after) return due;
      month = addMonths(month, 1);
    }
    return undefined;
  };

/** The first working day of each month; without holiday data the first weekday after the fixed-date holidays. */
export const firstWorkingDayOfMonth = ({ at }: { at: string }): Due => monthly(firstWorkingDay, at);

/** The last working day of each month; without holiday data the last weekday. */
export const lastWorkingDayOfMonth = ({ at }: { at: string }): Due => monthly(lastWorkingDay, at);

/** For each planned activity, `minutes` before its start; one planned or moved later than that is due at once if `lateToo`. */
export const beforeActivity =
  ({ minutes, lateToo = false }: { minutes: number; lateToo?: boolean }): Due =>
  (branch, _almanac, after) => {
    let next: number | undefined;
    for (const activity of Object.values(branch.activities)) {
      const due = dueBefore(activity, minutes, lateToo);
      if (due !== undefined && due > after && (next === undefined || due < next)) next = due;
    }
    return next;
  };

/** When beforeActivity() is due for this one activity. */
export const dueBefore = (
  activity: Branch['activities'][string],
  minutes: number,
  lateToo: boolean,
): number | undefined => {
  if (activity.state !== 'planned') return undefined;
  const due = activity.start - minutes * 60_000;
  if (due > activity.since) return due;
  // A millisecond later than the planning itself, so that the planning is not "after" its own due time.
  return lateToo ? activity.since + 1 : undefined;
};
