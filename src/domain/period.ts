import { Temporal } from 'temporal-polyfill';
import type { PeriodUnit } from './branch.ts';
import { addDays } from './calendar.ts';
import type { Rule, RulePeriod } from './preset.ts';

/** Dates (YYYY-MM-DD), both included. */
export type Span = { readonly from: string; readonly to: string };

/** Days from one date to another; negative if the other is earlier. */
export const daysBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 86_400_000;

const monthsIn: Readonly<Record<PeriodUnit, number>> = { month: 1, quarter: 3, 'half-year': 6, year: 12 };

/** The calendar period a date lies in; none reaches over the New Year. */
export const calendarSpan = (unit: PeriodUnit, date: string): Span => {
  const months = monthsIn[unit];
  const year = Number(date.slice(0, 4));
  const first = Math.floor((Number(date.slice(5, 7)) - 1) / months) * months + 1;
  const begin = (month: number): string =>
    `${year + Math.floor((month - 1) / 12)}-${twoDigits(((month - 1) % 12) + 1)}-01`;
  return { from: begin(first), to: addDays(begin(first + months), -1) };
};

const twoDigits = (number: number): string => String(number).padStart(2, '0');

/** The six months before a committee's term ends, in which the next election is prepared (上级提前六个月提醒). */
export const termSpan = (termEnd: string): Span => ({
  from: Temporal.PlainDate.from(termEnd).subtract({ months: 6 }).toString(),
  to: termEnd,
});

/**
 * The periods that end on or after `since` and have begun by `until`, oldest first; of the windows within a year also
 * one that begins later in the year of `until`. Without a known end of the term there is no term.
 */
export const spansOf = (
  period: RulePeriod,
  { since, until, termEnd }: { since: string; until: string; termEnd: string | undefined },
): Span[] => {
  if (period === 'term') {
    // What was not elected stays owed, however long ago the term ended.
    return termEnd === undefined || termSpan(termEnd).from > until ? [] : [termSpan(termEnd)];
  }
  const spans: Span[] = [];
  if (typeof period === 'object') {
    for (let year = Number(since.slice(0, 4)); year <= Number(until.slice(0, 4)); year++) {
      const span = { from: `${year}-${period.from}`, to: `${year}-${period.to}` };
      if (span.to >= since) spans.push(span);
    }
    return spans;
  }
  for (let span = calendarSpan(period, since); span.from <= until; span = calendarSpan(period, addDays(span.to, 1))) {
    spans.push(span);
  }
  return spans;
};

const quarters = ['一', '二', '三', '四'];

/** 「11月」, 「第四季度」, 「下半年」; with the year where it is not the one of `today`. */
export const spanName = ({ period, of }: Pick<Rule, 'period' | 'of'>, { from, to }: Span, today: string): string => {
  const [year = '', month = ''] = from.split('-');
  const dated = year === today.slice(0, 4) ? '' : `${year}年`;
  if (of === 'past-year') return `${Number(year) - 1}年度`;
  if (typeof period === 'object') return `${dated}${dayName(from)}至${dayName(to)}`;
  switch (period) {
    case 'month':
      return `${dated}${Number(month)}月`;
    case 'quarter':
      return `${dated}第${quarters[(Number(month) - 1) / 3]}季度`;
    case 'half-year':
      return `${dated}${month === '01' ? '上半年' : '下半年'}`;
    case 'year':
      return `${year}年`;
    case 'term':
      return `${to.slice(0, 4)}年${dayName(to)}届满`;
    default:
      return period satisfies never;
  }
};

/** 「11月30日」 */
export const dayName = (date: string): string => `${Number(date.slice(5, 7))}月${Number(date.slice(8))}日`;

/** 「每月2次」, 「每年12月1日至12月31日1次」 */
export const cadenceName = ({ period, demanded }: Pick<Rule, 'period' | 'demanded'>): string => {
  if (period === 'term') return '每届届满前';
  if (typeof period === 'object') {
    return `每年${dayName(`2001-${period.from}`)}至${dayName(`2001-${period.to}`)}${demanded}次`;
  }
  return `${{ month: '每月', quarter: '每季度', 'half-year': '每半年', year: '每年' }[period]}${demanded}次`;
};
