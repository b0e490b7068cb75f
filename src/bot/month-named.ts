import { addMonths, parseDay } from '../domain/calendar.ts';

const relative: Readonly<Record<string, number>> = { 上月: -1, 上个月: -1, 本月: 0, 这个月: 0, 下月: 1, 下个月: 1 };

/** The month (YYYY-MM) meant by 本月, 下月, 12月 or 2026-12, seen from `today`; undefined for other words. */
export const monthNamed = (words: string, today: string): string | undefined => {
  const plain = words.normalize('NFKC').replaceAll(/\s/gu, '');
  if (Object.hasOwn(relative, plain)) return addMonths(today.slice(0, 7), relative[plain] ?? 0);
  const named = /^(?:(\d{4})[-年/])?(\d{1,2})月?(?:份)?$/u.exec(plain);
  if (!named) return undefined;
  const month = String(Number(named[2])).padStart(2, '0');
  return parseDay(`${named[1] ?? today.slice(0, 4)}-${month}-01`, today)?.slice(0, 7);
};

/** Of a month without its year the one nearest to today: in December 「1月」 is next year's, in January 「12月」 last year's. */
export const monthNear = (words: string, today: string): string | undefined => {
  const month = monthNamed(words, today);
  if (month === undefined || /\d{4}/u.test(words.normalize('NFKC'))) return month;
  const own = today.slice(0, 7);
  return [month, addMonths(month, 12), addMonths(month, -12)].find(
    (one) => one >= addMonths(own, -6) && one <= addMonths(own, 5),
  );
};
