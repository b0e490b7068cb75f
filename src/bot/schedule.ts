import type { Activity, Branch } from '../domain/branch.ts';
import type { Holidays } from '../domain/calendar.ts';
import type { Fact } from '../domain/entry.ts';
import type { GuidanceFile } from '../domain/guidance.ts';
import type { Preset } from '../domain/preset.ts';
import { nextOccurrence, type Recurrence } from '../domain/recurrence.ts';

export type Almanac = {
  readonly guidance: readonly GuidanceFile[];
  readonly holidays: Holidays;
  readonly presets: readonly Preset[];
};

/** The next instant after `after` at which the schedule should run for this branch, if there is one. */
export type Due = (branch: Branch, almanac: Almanac, after: number) => number | undefined;

/** The activities a run is about: they may move its quiet hours, and until when it is worth it. */
export type About = (
  branch: Branch,
  due: number,
) => { readonly activities: readonly Activity[]; readonly until: number };

export type Schedule = {
  readonly id: string;
  /** What it is called to people. */
  readonly title: string;
  readonly due: Due;
  readonly catchUpHours: number;
  readonly exemptFromQuietHours: boolean;
  readonly about: About | undefined;
  readonly run: (occasion: { due: number; branch: Branch } & Almanac) => readonly Fact[];
  /** What is said instead at `now` because it came too late; most say nothing. */
  readonly missed: (occasion: { due: number; branch: Branch; now: number } & Almanac) => readonly Fact[];
};

/**
 * One recurring push or act: a file in schedules/ exports one as default. `id` is named in the ledger; renaming it makes
 * it a new schedule. What is later than `catchUpHours` is not run but kept as missed; days it waits because they
 * are public holidays do not count. Quiet hours hold it back unless exempt.
 */
export const defineSchedule = (schedule: {
  id: string;
  title: string;
  due: Due;
  catchUpHours: number;
  exemptFromQuietHours?: boolean;
  about?: About;
  run: Schedule['run'];
  missed?: Schedule['missed'];
}): Schedule => ({ exemptFromQuietHours: false, about: undefined, missed: () => [], ...schedule });

/** Whenever the rule comes again in the branch's zone; a branch may have set one of its own, or none. */
export const recurring =
  (said: Recurrence | ((branch: Branch) => Recurrence | undefined)): Due =>
  (branch, { holidays }, after) => {
    if (typeof said !== 'function') return nextOccurrence(said, after, branch.timeZone, holidays);
    const rule = said(branch);
    return rule && nextOccurrence(rule, Math.max(after, branch.settings.timedSince), branch.timeZone, holidays);
  };

export type Before = {
  readonly minutes: number;
  /** One planned or moved later than that is due at once. */
  readonly lateToo?: boolean;
  /** Not owed where its announcement would be younger than this at that time. */
  readonly announcedMinutes?: number;
};

/** The same for all branches, or each branch's own; undefined is never. */
type BeforeIn = Before | ((branch: Branch) => Before | undefined);
const beforeIn = (branch: Branch, before: BeforeIn): Before | undefined =>
  typeof before === 'function' ? before(branch) : before;

/** For each planned activity, some minutes before its start; what was planned or moved later owes nothing, unless `lateToo`. */
export const beforeActivity =
  (said: BeforeIn): Due =>
  (branch, _almanac, after) => {
    const before = beforeIn(branch, said);
    if (!before) return undefined;
    let next: number | undefined;
    for (const activity of Object.values(branch.activities)) {
      const due = dueBefore(activity, before);
      if (due !== undefined && due > after && (next === undefined || due < next)) next = due;
    }
    return next;
  };

/** When beforeActivity() is due for this one activity. */
const dueBefore = (
  activity: Activity,
  { minutes, lateToo = false, announcedMinutes = 0 }: Before,
): number | undefined => {
  if (activity.state !== 'planned') return undefined;
  const due = activity.start - minutes * 60_000;
  if (due - announcedMinutes * 60_000 > activity.since) return due;
  // A millisecond later than the planning itself, so that the planning is not "after" its own due time.
  return lateToo ? activity.since + 1 : undefined;
};

/** The activities for which beforeActivity() is due at this very time. */
export const activitiesDue = (branch: Branch, said: BeforeIn, due: number): Activity[] => {
  const before = beforeIn(branch, said);
  return before ? Object.values(branch.activities).filter((activity) => dueBefore(activity, before) === due) : [];
};

/** A run of beforeActivity() is about these, and worth it until so many minutes before the first of them starts. */
export const aboutActivities =
  (before: BeforeIn, { untilMinutes }: { untilMinutes: number }): About =>
  (branch, due) => {
    const activities = activitiesDue(branch, before, due);
    return { activities, until: Math.min(...activities.map(({ start }) => start)) - untilMinutes * 60_000 };
  };
