import { allActivities } from '../domain/attendance.ts';
import type { Activity, Branch } from '../domain/branch.ts';
import { addDays, lastDayOf, localDate } from '../domain/calendar.ts';
import type { Obligation } from '../domain/obligations.ts';
import { obligationsUntil } from '../domain/obligations-ahead.ts';
import type { View } from './page.ts';

/** The first and the last month (YYYY-MM) the calendar shows: the book's year and the one after it. */
export const monthsShown = ({ branch, now }: Pick<View, 'branch' | 'now'>): { first: string; last: string } => {
  const year = Number(localDate(now, branch.timeZone).slice(0, 4));
  return { first: `${year}-01`, last: `${year + 1}-12` };
};

/** Every day of a month (YYYY-MM), in order. */
export const daysOf = (month: string): string[] => {
  const days: string[] = [];
  for (let date = `${month}-01`; date <= lastDayOf(month); date = addDays(date, 1)) days.push(date);
  return days;
};

/** Activities whose day begins with `when`: a date, a month or a year; by start. */
export const activitiesAt = (branch: Branch, when: string): Activity[] =>
  allActivities(branch)
    .filter(({ start }) => localDate(start, branch.timeZone).startsWith(when))
    .toSorted((a, b) => a.start - b.start || Number(a.id.slice(1)) - Number(b.id.slice(1)));

/** What is demanded in periods that meet these days, also in those that have not begun. */
export const demandedWithin = (
  { branch, presets, now }: Pick<View, 'branch' | 'presets' | 'now'>,
  { from, to }: { from: string; to: string },
): Obligation[] =>
  obligationsUntil({ branch, presets, now, until: to }).filter(
    ({ period, state }) => period.from <= to && period.to >= from && state !== '不适用',
  );

/** 「元旦，放假」 on the days a notice names, by date. */
export const dayNames = ({ holidays }: Pick<View, 'holidays'>, month: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    (holidays.get(Number(month.slice(0, 4)))?.days ?? [])
      .filter(({ date }) => date.startsWith(month))
      .map(({ date, name, isOffDay }) => [date, isOffDay ? `${name}，放假` : `${name}调休，上班`]),
  );

/** 「党小组会（第一党小组）」 */
export const demandName = ({ rule, group }: Obligation): string =>
  `${rule.what}${group === undefined ? '' : `（${group}）`}`;
