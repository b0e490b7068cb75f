import { addMonths } from '../domain/calendar.ts';
import type { SheetPeriod } from '../domain/sheet-period.ts';
import { monthNamed } from './month-named.ts';

const numerals = '一二三四';
const months = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十', '十一', '十二'];

const quarterNamed = (words: string, today: string): SheetPeriod | undefined => {
  const quarterIn = (month: string): SheetPeriod => `${month.slice(0, 4)}-Q${Math.ceil(Number(month.slice(5, 7)) / 3)}`;
  if (/^(?:本|这个?)季度?$/u.test(words)) return quarterIn(today);
  if (/^上个?季度?$/u.test(words)) return quarterIn(addMonths(today.slice(0, 7), -3));
  const named = /^(?:(\d{4})(?:年|-|\/)?)?(?:第?([一二三四1-4])季度?|Q([1-4]))$/u.exec(words);
  if (!named) return undefined;
  const said = named[2] ?? named[3] ?? '';
  const quarter = numerals.includes(said) ? numerals.indexOf(said) + 1 : Number(said);
  const own = quarterIn(today);
  const inThisYear = `${today.slice(0, 4)}-Q${quarter}`;
  if (named[1] !== undefined) return `${named[1]}-Q${quarter}`;
  return inThisYear <= own ? inThisYear : `${Number(today.slice(0, 4)) - 1}-Q${quarter}`;
};

const yearNamed = (words: string, today: string): SheetPeriod | undefined => {
  const own = Number(today.slice(0, 4));
  const relative: Readonly<Record<string, number>> = {
    今年: own,
    本年: own,
    本年度: own,
    全年: own,
    去年: own - 1,
    上年度: own - 1,
  };
  if (Object.hasOwn(relative, words)) return String(relative[words]);
  return /^(20\d{2})(?:年度?|全年)?$/u.exec(words)?.[1];
};

/**
 * The month, quarter or year meant by 本月, 上月, 11月, 2026-12, 四季度, 上季度, 2026-Q4, 今年, 2026年 or nothing, seen from `today`; undefined for
 * other words. Forms look back: without its year it is the last that has begun, or begins within `ahead` months.
 */
export const periodNamed = (
  said: string,
  today: string,
  { ahead = 0 }: { ahead?: number } = {},
): SheetPeriod | undefined => {
  const words = said
    .normalize('NFKC')
    .replaceAll(/\s/gu, '')
    .toUpperCase()
    .replace(/([一二三四五六七八九十]{1,2})月/u, (month, numeral: string) =>
      months.includes(numeral) ? `${months.indexOf(numeral) + 1}月` : month,
    );
  const own = today.slice(0, 7);
  if (words === '') return own;
  const quarter = quarterNamed(words, today);
  if (quarter !== undefined) return quarter;
  const year = yearNamed(words, today);
  if (year !== undefined) return year;
  const month = monthNamed(words, today);
  if (month === undefined || !/^\d{1,2}月?/u.test(words) || /^\d{4}/u.test(words)) return month;
  return month <= addMonths(own, ahead) ? month : addMonths(month, -12);
};
