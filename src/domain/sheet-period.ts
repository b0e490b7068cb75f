import { z } from 'zod';
import { addDays, addMonths } from './calendar.ts';
import type { Span } from './period.ts';

/** A month (2026-12), a quarter (2026-Q4) or a year (2026). */
export const sheetPeriodSchema = z.string().regex(/^\d{4}(?:-(?:0[1-9]|1[0-2]|Q[1-4]))?$/u);
export type SheetPeriod = z.infer<typeof sheetPeriodSchema>;

const quarterIn = (period: SheetPeriod): number => Number(/Q(\d)$/u.exec(period)?.[1] ?? 0);

export const yearIn = (period: SheetPeriod): number => Number(period.slice(0, 4));

/** First and last date of the period. */
export const spanIn = (period: SheetPeriod): Span => {
  if (period.length === 4) return { from: `${period}-01-01`, to: `${period}-12-31` };
  const quarter = quarterIn(period);
  const first = quarter === 0 ? period : `${period.slice(0, 4)}-${String(quarter * 3 - 2).padStart(2, '0')}`;
  return { from: `${first}-01`, to: addDays(`${addMonths(first, quarter === 0 ? 1 : 3)}-01`, -1) };
};

/** Whether it is one month. */
export const isMonth = (period: SheetPeriod): boolean => /^\d{4}-\d\d$/u.test(period);

/** 「2026年12月」, 「2026年第四季度」, 「2026年」 */
export const periodTitle = (period: SheetPeriod): string => {
  const quarter = quarterIn(period);
  const year = `${period.slice(0, 4)}年`;
  if (period.length === 4) return year;
  return quarter === 0 ? `${year}${Number(period.slice(5))}月` : `${year}第${'一二三四'[quarter - 1]}季度`;
};
