import { z } from 'zod';
import { lastDayOf } from './calendar.ts';

const number = '(?:\\d{1,2}|[一二三四五六七八九十]{1,3})';
const weekday = '(?:\\s*[（(](?:周|星期|礼拜)[一二三四五六日天][)）])?';
const aDay = `(?:\\d{4}\\s*[年./-]\\s*)?${number}\\s*月\\s*${number}\\s*[日号]?|\\d{4}[./-]\\d{1,2}[./-]\\d{1,2}|\\d{1,2}[./]\\d{1,2}|${number}\\s*[日号]`;

const range = new RegExp(`(${aDay}|${number})${weekday}\\s*(?:至|到|—+|-|－|–|~|～)\\s*(${aDay})`, 'u');
const beforeDay = new RegExp(`(${aDay})${weekday}\\s*(?:之前|以前|前(?!后)|内|截止|止)`, 'u');
const monthEnd = new RegExp(`(?:(${number})月(?:份)?|本月|当月|月)(?:底|末)(?:之前|以前|前)?`, 'u');
const oneDay = new RegExp(`^(?:于|在|定于)?(${aDay})${weekday}$`, 'u');

const digits = '〇一二三四五六七八九';
const valueOf = (text: string): number => {
  if (/^\d+$/u.test(text)) return Number(text);
  const [, tens = '', ones = ''] = /^([一二三四五六七八九]?)十([一二三四五六七八九]?)$/u.exec(text) ?? [];
  if (text.includes('十'))
    return (tens === '' ? 1 : digits.indexOf(tens)) * 10 + (ones === '' ? 0 : digits.indexOf(ones));
  return text.length === 1 ? digits.indexOf(text) : Number.NaN;
};

/** Full-width digits as people type them; nothing else changes, so that positions stay. */
export const plainDigits = (text: string): string =>
  text.replace(/[０-９]/gu, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0));

/** The month a list of `month` means by a number without a year: the nearest one. */
const monthNear = (month: string, named: number, year: string | undefined): string => {
  const own = Number(month.slice(5));
  const years =
    year !== undefined ? Number(year) : Number(month.slice(0, 4)) + (named - own > 6 ? -1 : own - named > 6 ? 1 : 0);
  return `${String(years).padStart(4, '0')}-${String(named).padStart(2, '0')}`;
};

const dayOf = (text: string, month: string): string | undefined => {
  const full =
    new RegExp(`^(?:(\\d{4})\\s*[年./-]\\s*)?(${number})\\s*月\\s*(${number})`, 'u').exec(text) ??
    /^(\d{4})[./-](\d{1,2})[./-](\d{1,2})$/u.exec(text) ??
    /^()(\d{1,2})[./](\d{1,2})$/u.exec(text);
  const of = full ? monthNear(month, valueOf(full[2] ?? ''), full[1] || undefined) : month;
  const named = full?.[3] ?? new RegExp(`^${number}`, 'u').exec(text)?.[0] ?? '';
  const date = `${of}-${String(valueOf(named)).padStart(2, '0')}`;
  return z.iso.date().safeParse(date).success ? date : undefined;
};

/** A day or span found in a text; `value` is undefined when what is written is no day of the calendar. */
export type Found<Value> = { readonly text: string; readonly value: Value | undefined };

/** 「3月12日至31日」, seen from a month (YYYY-MM). */
export const spanIn = (text: string, month: string): Found<{ from: string; to: string }> | undefined => {
  const [whole, first = '', second = ''] = range.exec(plainDigits(text)) ?? [];
  if (whole === undefined) return undefined;
  const from = dayOf(first, month);
  const to = dayOf(second, from?.slice(0, 7) ?? month);
  return { text: whole, value: from !== undefined && to !== undefined && from <= to ? { from, to } : undefined };
};

/** The last day of 「3月底前」, 「28日前」, 「3月12日至31日」, 「3月20日前完成」; a day without 前 is an occasion, no deadline. */
export const deadlineIn = (text: string, month: string): Found<string> | undefined => {
  const plain = plainDigits(text);
  const span = spanIn(plain, month);
  if (span) return { text: span.text, value: span.value?.to };
  const end = monthEnd.exec(plain);
  if (end) {
    const named = end[1] === undefined ? month : monthNear(month, valueOf(end[1]), undefined);
    return { text: end[0], value: /-(?:0[1-9]|1[0-2])$/u.test(named) ? lastDayOf(named) : undefined };
  }
  const before = beforeDay.exec(plain);
  return before ? { text: before[0], value: dayOf(before[1] ?? '', month) } : undefined;
};

/** The same where the whole text is about time, as in a column 完成时间: there a bare day is the last one too. */
export const dueOf = (text: string, month: string): Found<string> | undefined => {
  const known = deadlineIn(text, month);
  if (known) return known;
  const found = oneDay.exec(
    plainDigits(text)
      .trim()
      .replace(/[完成。]+$/u, ''),
  );
  return found ? { text: found[0], value: dayOf(found[1] ?? '', month) } : undefined;
};

/** The span of a whole list: 「3月12日至31日」, 「3月底前」 and 「28日前」 from its first day, or one day. */
export const windowOf = (text: string, month: string): { from: string; to: string } | undefined => {
  const span = spanIn(text, month);
  if (span) return span.value;
  const deadline = deadlineIn(text, month)?.value;
  const first = `${month}-01`;
  if (deadline !== undefined) return { from: deadline < first ? deadline : first, to: deadline };
  const day = dueOf(text, month)?.value;
  return day === undefined ? undefined : { from: day, to: day };
};

/** The month a heading names, 「2026年3月」 or 「3月」, as YYYY-MM; without a year the one nearest to `month`. */
export const monthIn = (text: string, month: string): string | undefined => {
  const found = new RegExp(`(?:(\\d{4})\\s*[年./-]\\s*)?(${number})\\s*月`, 'u').exec(plainDigits(text));
  if (found) {
    const named = monthNear(month, valueOf(found[2] ?? ''), found[1]);
    return /^\d{4}-(?:0[1-9]|1[0-2])$/u.test(named) ? named : undefined;
  }
  return /(?<!\d)(\d{4}-(?:0[1-9]|1[0-2]))(?!\d)/u.exec(plainDigits(text))?.[1];
};
