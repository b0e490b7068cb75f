import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';

const dayMs = 86_400_000;

/** One year of statutory days off and make-up workdays, as a State Council notice names them; every other day follows its weekday. */
export const holidayYearSchema = z
  .object({
    year: z.int().min(2000).max(2200),
    /** Title and date, or address, of each notice the days come from. */
    papers: z.array(z.string().min(1)).min(1),
    days: z.array(z.object({ name: z.string().min(1), date: z.iso.date(), isOffDay: z.boolean() })).min(1),
  })
  .refine(({ year, days }) => days.every(({ date }) => date.startsWith(`${year}-`)), {
    message: '放假安排中有不属于本年度的日期。',
  })
  .refine(({ days }) => new Set(days.map(({ date }) => date)).size === days.length, {
    message: '放假安排中有重复的日期。',
  });
export type HolidayYear = z.infer<typeof holidayYearSchema>;

/** By year; a year that is not in it is unknown, never a year without holidays. */
export type Holidays = ReadonlyMap<number, HolidayYear>;

/** Years by their number; of two entries for one year the later one counts. */
export function holidaysOf(years: readonly HolidayYear[]): Holidays {
  return new Map(years.map((year) => [year.year, year]));
}

type Offset = { readonly from: number; readonly until: number; readonly ms: number };
const offsets = new Map<string, Offset[]>();

/** How far a zone is ahead of UTC, in milliseconds; Temporal is asked once per zone and span between two clock changes. */
function offsetAt(instant: number, zone: string): number {
  const known = offsets.get(zone) ?? [];
  for (const span of known) if (instant >= span.from && instant < span.until) return span.ms;
  const zoned = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone);
  const span = {
    from: zoned.add({ milliseconds: 1 }).getTimeZoneTransition('previous')?.epochMilliseconds ?? -Infinity,
    until: zoned.getTimeZoneTransition('next')?.epochMilliseconds ?? Infinity,
    ms: zoned.offsetNanoseconds / 1e6,
  };
  offsets.set(zone, [span, ...known]);
  return span.ms;
}

/** What the hands of a zone's clock show, as if it hung in Greenwich. */
function wallClock(instant: number, zone: string): Date {
  return new Date(instant + offsetAt(instant, zone));
}

const twoDigits = (number: number): string => String(number).padStart(2, '0');

// Made so often that toISOString(), which takes four times as long, would be felt where a thousand branches are due at once.
function dateOf(at: Date): string {
  const year = String(at.getUTCFullYear()).padStart(4, '0');
  return `${year}-${twoDigits(at.getUTCMonth() + 1)}-${twoDigits(at.getUTCDate())}`;
}

/** The date (YYYY-MM-DD) on the wall in a zone at an instant in epoch milliseconds. */
export function localDate(instant: number, zone: string): string {
  return dateOf(wallClock(instant, zone));
}

/** The time (HH:MM) on the wall in a zone at an instant in epoch milliseconds. */
export function localTime(instant: number, zone: string): string {
  const wall = wallClock(instant, zone);
  return `${twoDigits(wall.getUTCHours())}:${twoDigits(wall.getUTCMinutes())}`;
}

/**
 * Epoch milliseconds of a wall time. A time skipped when clocks go forward moves past the gap; of a time that happens
 * twice the first counts. Throws RangeError for a date or time that does not exist.
 */
export function instantOf(date: string, time: string, zone: string): number {
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(time)) throw new RangeError(`not a time: ${time}`);
  const wall = dayNumber(date) * dayMs + Number(time.slice(0, 2)) * 3_600_000 + Number(time.slice(3)) * 60_000;
  const before = offsetAt(wall - dayMs, zone);
  if (before === offsetAt(wall + dayMs, zone)) return wall - before;
  return Temporal.PlainDateTime.from(`${date}T${time}`).toZonedDateTime(zone).epochMilliseconds;
}

/** The last millisecond of a date in a zone. */
export function endOfDay(date: string, zone: string): number {
  return instantOf(addDays(date, 1), '00:00', zone) - 1;
}

/** Days since 1970-01-01. Throws RangeError for a date that does not exist, 02-30 included. */
function dayNumber(date: string): number {
  const ms = /^\d{4}-\d\d-\d\d$/.test(date) ? Date.parse(date) : Number.NaN;
  // 02-30 would be read as a day of March.
  if (new Date(ms).getUTCDate() !== Number(date.slice(8))) throw new RangeError(`not a date: ${date}`);
  return ms / dayMs;
}

/** The date a number of days later, or earlier if negative. */
export function addDays(date: string, days: number): string {
  return dateOf(new Date((dayNumber(date) + days) * dayMs));
}

/** The month (YYYY-MM) a number of months later, or earlier if negative. */
export function addMonths(month: string, months: number): string {
  const number = Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1 + months;
  return `${String(Math.floor(number / 12)).padStart(4, '0')}-${twoDigits((number % 12) + 1)}`;
}

/** 1 is Monday, 7 is Sunday. */
export function weekday(date: string): number {
  return ((((dayNumber(date) + 3) % 7) + 7) % 7) + 1;
}

/** By the notice of the year; 'unknown' where the year has none, because weekends and holidays may have been exchanged. */
export function isWorkingDay(date: string, holidays: Holidays): boolean | 'unknown' {
  const isWeekday = weekday(date) <= 5;
  const year = holidays.get(Number(date.slice(0, 4)));
  if (!year) return 'unknown';
  const named = year.days.find((day) => day.date === date);
  return named ? !named.isOffDay : isWeekday;
}

/** Holidays and free weekends alike; 'unknown' as isWorkingDay. */
export function isDayOff(date: string, holidays: Holidays): boolean | 'unknown' {
  const working = isWorkingDay(date, holidays);
  return working === 'unknown' ? working : !working;
}

/** The holidays that do not move with the moon: 全国年节及纪念日放假办法 as amended from 2025. */
const fixedHolidays = new Set(['01-01', '05-01', '05-02', '10-01', '10-02', '10-03']);

/**
 * The nth working day of a month (YYYY-MM); -1 is the last. Without data for the year the weekdays that are no fixed-date
 * holiday count, and it is not certain. Throws RangeError for a month that does not exist.
 */
export function workingDayOf(month: string, nth: number, holidays: Holidays): { date: string; certain: boolean } {
  const certain = holidays.has(Number(month.slice(0, 4)));
  const works = (date: string): boolean => {
    const working = isWorkingDay(date, holidays);
    return working === 'unknown' ? weekday(date) <= 5 && !fixedHolidays.has(date.slice(5)) : working;
  };
  const step = nth < 0 ? -1 : 1;
  let date = nth < 0 ? lastDayOf(month) : `${month}-01`;
  for (let left = Math.abs(nth); ; date = addDays(date, step)) {
    if (works(date)) left -= 1;
    if (left === 0) return { date, certain };
  }
}

/** The last day of a month (YYYY-MM). Throws RangeError for a month that does not exist. */
export function lastDayOf(month: string): string {
  return addDays(`${addMonths(month, 1)}-01`, -1);
}

const weekdayNames = ['一', '二', '三', '四', '五', '六', '日'];

/** 「11月21日（周六）」 */
export function formatDay(date: string): string {
  const name = weekdayNames[weekday(date) - 1];
  return `${Number(date.slice(5, 7))}月${Number(date.slice(8))}日（周${name}）`;
}

/** 「11月21日（周六）19:30」 */
export function formatWhen(instant: number, zone: string): string {
  return `${formatDay(localDate(instant, zone))}${localTime(instant, zone)}`;
}

/** NFKC without spaces, and Chinese numerals up to 99 before 月 日 号 点 时 分 as digits. */
function normalized(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/\s+/g, '')
    .replace(
      /[〇零一二两三四五六七八九十]{1,3}(?=[月日号號点點时時分])/g,
      (numeral) => numeralValue(numeral) ?? numeral,
    );
}

function digit(character: string): number {
  if (character === '两') return 2;
  return character === '零' ? 0 : '〇一二三四五六七八九'.indexOf(character);
}

function numeralValue(numeral: string): string | undefined {
  const parts = /^([一二三四五六七八九]?)十([一二三四五六七八九]?)$/.exec(numeral);
  if (parts) return String((parts[1] ? digit(parts[1]) * 10 : 10) + (parts[2] ? digit(parts[2]) : 0));
  const [first = '', second = '', ...more] = numeral;
  if (more.length > 0 || numeral.includes('十')) return undefined;
  if (second === '') return String(digit(first));
  return digit(first) === 0 ? String(digit(second)) : undefined;
}

const relativeDays: Readonly<Record<string, number>> = {
  今天: 0,
  今日: 0,
  明天: 1,
  明日: 1,
  后天: 2,
  後天: 2,
  大后天: 3,
  大後天: 3,
};

/** How long a date written without a year may lie back before next year's is meant. */
const pastDays = 60;

/**
 * The day meant by the words people write, seen from `today`; nothing but the day may be in the text, save the weekday
 * after a date, which must then be right. 周五 is the next one from today on, 下周五 the one in next week (weeks begin on
 * Monday), 21号 the next 21st. undefined for other words and for dates that do not exist.
 */
export function parseDay(text: string, today: string): string | undefined {
  const whole = normalized(text);
  const [, words = '', named] = /^(.+?)(?:\(?(?:周|週|星期|礼拜|禮拜)([一二三四五六日天])\)?)?$/.exec(whole) ?? [];
  if (named !== undefined && words !== '') {
    const date = parseDate(words, today);
    if (date !== undefined) return weekday(date) === weekdayNumber(named) ? date : undefined;
  }
  return parseWeekday(whole, today) ?? parseDate(whole, today);
}

function weekdayNumber(name: string): number {
  return name === '天' ? 7 : weekdayNames.indexOf(name) + 1;
}

function parseWeekday(words: string, today: string): string | undefined {
  const found = /^(这|這|本|下|下下)?个?(?:周|週|星期|礼拜|禮拜)([一二三四五六日天])$/.exec(words);
  if (!found) return undefined;
  const ahead = weekdayNumber(found[2] ?? '') - weekday(today);
  if (found[1] === undefined) return addDays(today, (ahead + 7) % 7);
  return addDays(today, ahead + (found[1] === '下' ? 7 : found[1] === '下下' ? 14 : 0));
}

function parseDate(words: string, today: string): string | undefined {
  const relative = Object.hasOwn(relativeDays, words) ? relativeDays[words] : undefined;
  if (relative !== undefined) return addDays(today, relative);
  const year = Number(today.slice(0, 4));
  const full =
    /^(\d{4})年(\d{1,2})月(\d{1,2})[日号號]?$/.exec(words) ?? /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})$/.exec(words);
  if (full) return existing(Number(full[1]), Number(full.at(-2)), Number(full.at(-1)));
  const short = /^(\d{1,2})月(\d{1,2})[日号號]?$/.exec(words) ?? /^(\d{1,2})[-/](\d{1,2})$/.exec(words);
  if (short) {
    const [month, day] = [Number(short[1]), Number(short[2])];
    const inThisYear = existing(year, month, day) ?? existing(year, month, 1);
    if (inThisYear === undefined) return undefined;
    return existing(inThisYear < addDays(today, -pastDays) ? year + 1 : year, month, day);
  }
  const alone = /^(\d{1,2})[日号號]$/.exec(words);
  if (!alone) return undefined;
  const month = Number(today.slice(5, 7));
  const day = Number(alone[1]);
  if (day >= Number(today.slice(8))) return existing(year, month, day);
  return month === 12 ? existing(year + 1, 1, day) : existing(year, month + 1, day);
}

function existing(year: number, month: number, day: number): string | undefined {
  const date = `${String(year).padStart(4, '0')}-${twoDigits(month)}-${twoDigits(day)}`;
  return z.iso.date().safeParse(date).success ? date : undefined;
}

/** The hour on the clock of twenty-four meant by an hour and the part of the day before it; undefined where they contradict. */
function hourMeant(part: string, hour: number): number | undefined {
  const between = (from: number, to: number): boolean => hour >= from && hour <= to;
  switch (part) {
    case '':
      return hour;
    case '凌晨':
      return hour === 12 ? 0 : between(0, 6) ? hour : undefined;
    case '早':
    case '早上':
    case '清晨':
    case '上午':
      return between(1, 12) ? hour : undefined;
    case '中午':
      return between(1, 2) ? hour + 12 : between(11, 14) ? hour : undefined;
    case '下午':
      return between(1, 7) ? hour + 12 : between(12, 19) ? hour : undefined;
    default:
      return between(5, 11) ? hour + 12 : between(17, 23) ? hour : undefined;
  }
}

/**
 * The time (HH:MM) meant by the words people write: 19:30, 晚上7点, 7点半, 下午3点一刻, 二十点. An hour without 上午 or 晚上
 * is taken on the clock of twenty-four. undefined for other words and for times that do not exist, 24:00 included.
 */
export function parseTime(text: string): string | undefined {
  const found =
    /^(凌晨|早上|早|清晨|上午|中午|下午|傍晚|晚上|晚间|晚|夜里|夜间|)(\d{1,2})(?::(\d{2})|[点點时時](?:整|钟|鐘)?|[点點时時](?:(半)|([一三])刻|(\d{1,2})分?))$/.exec(
      normalized(text),
    );
  if (!found) return undefined;
  const hour = hourMeant(found[1] ?? '', Number(found[2]));
  const minute = found[4] ? 30 : found[5] ? (found[5] === '一' ? 15 : 45) : Number(found[3] ?? found[6] ?? 0);
  if (hour === undefined || hour > 23 || minute > 59) return undefined;
  return `${twoDigits(hour)}:${twoDigits(minute)}`;
}
