import { z } from 'zod';
import {
  addDays,
  addMonths,
  type Holidays,
  instantOf,
  lastDayOf,
  localDate,
  weekday,
  workingDayOf,
} from './calendar.ts';

/** HH:MM */
export const timeSchema = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/u);
/** 1 is Monday. */
export const weekdaySchema = z.int().min(1).max(7);

/** One day of a month: by its number, in a month too short for it the last; its nth such weekday; its nth working day. -1 is the last. */
const onSchema = z.union([
  z.strictObject({ day: z.int().min(1).max(31) }),
  z.strictObject({ nth: z.union([z.int().min(1).max(4), z.literal(-1)]), weekday: weekdaySchema }),
  z.strictObject({ workingDay: z.union([z.int().min(1).max(15), z.literal(-1)]) }),
]);

export const monthlySchema = z.strictObject({ every: z.literal('month'), on: onSchema, at: timeSchema });
export type Monthly = z.infer<typeof monthlySchema>;

/** A day and time that come back every week, month or year; weekday 1 is Monday. */
export type Recurrence =
  | { readonly every: 'week'; readonly weekday: number; readonly at: string }
  | Monthly
  | (Omit<Monthly, 'every'> & { readonly every: 'year'; readonly month: number });

/** The date of a month (YYYY-MM) that is meant; in a year without holiday data working days are as workingDayOf() guesses them. */
export const dayInMonth = (on: Monthly['on'], month: string, holidays: Holidays): string => {
  if ('workingDay' in on) return workingDayOf(month, on.workingDay, holidays).date;
  const last = lastDayOf(month);
  if ('day' in on) return on.day > Number(last.slice(8)) ? last : `${month}-${String(on.day).padStart(2, '0')}`;
  if (on.nth === -1) return addDays(last, -((weekday(last) - on.weekday + 7) % 7));
  const first = `${month}-01`;
  return addDays(first, ((on.weekday - weekday(first) + 7) % 7) + 7 * (on.nth - 1));
};

/** The first instant after `after` (epoch milliseconds) at which it comes, by the wall clock of the zone. */
export const nextOccurrence = (rule: Recurrence, after: number, zone: string, holidays: Holidays): number => {
  const today = localDate(after, zone);
  if (rule.every === 'week') {
    for (let date = addDays(today, (rule.weekday - weekday(today) + 7) % 7); ; date = addDays(date, 7)) {
      const at = instantOf(date, rule.at, zone);
      if (at > after) return at;
    }
  }
  for (let month = today.slice(0, 7); ; month = addMonths(month, 1)) {
    if (rule.every === 'year' && Number(month.slice(5)) !== rule.month) continue;
    const at = instantOf(dayInMonth(rule.on, month, holidays), rule.at, zone);
    if (at > after) return at;
  }
};
