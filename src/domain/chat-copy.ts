import { addDays, instantOf, localDate, weekday } from './calendar.ts';
import { plain } from './written.ts';

/** One message of a stretch of chat as copied: who said it, when if that was copied too, and its words. */
export type CopiedMessage = {
  readonly speaker: string;
  readonly at?: number;
  readonly text: string;
  /** The line of the copy it begins on, from 1. */
  readonly line: number;
};

const dayPart =
  '(?:(\\d{4})[-/.年])?(\\d{1,2})[-/.月](\\d{1,2})日?|今天|昨天|前天|(?:星期|周|礼拜)([一二三四五六日天])';
const timePart = '(凌晨|早上|上午|中午|下午|傍晚|晚上|AM|PM)?\\s?(\\d{1,2}):(\\d{2})(?::\\d{2})?';
const weekdayPart = '(?:\\s?\\(?(?:星期|周)[一二三四五六日天]\\)?)?';
const stampPart = `(?<day>${dayPart})?${weekdayPart}\\s?(?<time>${timePart})`;
const headed = new RegExp(`^(?<name>[^:,。\\d#「【][^:,。「【]{0,23}?)\\s${stampPart}$`, 'u');
const tailed = new RegExp(`^${stampPart}\\s(?<name>[^:,。\\d#「【][^:,。「【]{0,23})$`, 'u');
const divided = new RegExp(`^[-—–\\s]*(?:${stampPart}|(?<alone>${dayPart})${weekdayPart})[-—–\\s]*$`, 'u');
const dayOnly = new RegExp(`^(?:${dayPart})$`, 'u');
const timeOnly = new RegExp(`^${timePart}$`, 'u');
const spoken = /^([^:,。\d#「【(][^:,。「【]{0,23}?)\s?:\s*(.*)$/u;
/** Headings of a notice or of a list stand before a colon too, and nobody is called so. */
const heading =
  /^(?:时间|地点|主题|内容|议题|会议|活动|日期|通知|备注|应到|实到|已到|到会|到场|签到|报到|线上|请假|病假|事假|公差|缺席|未到|参加|接龙|回复|说明|名单)/u;

type Seen = { readonly today: string; readonly zone: string };

const dateOf = (words: string | undefined, { today }: Seen): string | undefined => {
  if (words === undefined) return undefined;
  const near = { 今天: 0, 昨天: -1, 前天: -2 }[words];
  if (near !== undefined) return addDays(today, near);
  const [, year, month, day, name] = dayOnly.exec(words) ?? [];
  if (name !== undefined) {
    const wanted = name === '天' ? 7 : '一二三四五六日'.indexOf(name) + 1;
    return addDays(today, -((weekday(today) - wanted + 7) % 7));
  }
  if (month === undefined || day === undefined) return undefined;
  const on = (of: string): string => `${of}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  if (year !== undefined) return on(year);
  const thisYear = on(today.slice(0, 4));
  // What was said lies behind: a copy without a year made in January speaks of the December before.
  return thisYear <= today ? thisYear : on(String(Number(today.slice(0, 4)) - 1));
};

const timeOf = (words: string): string | undefined => {
  const [, part = '', hour = '', minute = ''] = timeOnly.exec(words) ?? [];
  const said = Number(hour);
  const isAfternoon = /下午|傍晚|晚上|PM/u.test(part) || (part === '中午' && said < 11);
  const of = isAfternoon && said < 12 ? said + 12 : /凌晨|早上|上午|AM/u.test(part) && said === 12 ? 0 : said;
  return of < 24 && Number(minute) < 60 ? `${String(of).padStart(2, '0')}:${minute}` : undefined;
};

const instant = (day: string | undefined, time: string | undefined, zone: string): number | undefined => {
  if (day === undefined || time === undefined) return undefined;
  try {
    return instantOf(day, time, zone);
  } catch {
    return undefined;
  }
};

type Open = { speaker: string; at: number | undefined; lines: string[]; line: number };

/**
 * A stretch of chat as copied from WeChat: «张三 2026/11/21 19:31» above the words (desktop), «张三: 签到» or «张三:» above
 * them (phone), with lines of date or time between. undefined when the text is none of these. A date without a year is
 * the latest one not after `now`; `isKnown` tells a person from the other words that stand before a colon.
 */
export const readChat = (
  text: string,
  { now, zone, isKnown }: { now: number; zone: string; isKnown: (name: string) => boolean },
): CopiedMessage[] | undefined => {
  const seen = { today: localDate(now, zone), zone };
  const lines = plain(text)
    .split('\n')
    .map((line) => line.trim());
  const isStamped = lines.some((line) => {
    const name = (headed.exec(line) ?? tailed.exec(line))?.groups?.['name'];
    return name !== undefined && !heading.test(name);
  });
  const named = lines.flatMap((line) => spoken.exec(line)?.[1] ?? []).filter((name) => !heading.test(name));
  if (!isStamped && !(named.length >= 2 && named.some(isKnown))) return undefined;
  const found: Open[] = [];
  let day: string | undefined;
  let time: string | undefined;
  for (const [index, line] of lines.entries()) {
    const stamp = (headed.exec(line) ?? tailed.exec(line))?.groups;
    const name = stamp?.['name'];
    if (isStamped && stamp && name !== undefined && !heading.test(name)) {
      day = dateOf(stamp['day'], seen) ?? day;
      const at = instant(day ?? seen.today, timeOf(stamp['time'] ?? ''), zone);
      found.push({ speaker: name.trim(), at, lines: [], line: index + 1 });
      continue;
    }
    const divider = divided.exec(line)?.groups;
    if (divider) {
      day = dateOf(divider['day'] ?? divider['alone'], seen) ?? day;
      time = divider['time'] === undefined ? undefined : timeOf(divider['time']);
      continue;
    }
    const [, speaker, words = ''] = isStamped ? [] : (spoken.exec(line) ?? []);
    if (speaker !== undefined && !heading.test(speaker)) {
      const at = instant(day ?? seen.today, time, zone);
      found.push({ speaker: speaker.trim(), at, lines: words === '' ? [] : [words], line: index + 1 });
    } else found.at(-1)?.lines.push(line);
  }
  return found.map(({ speaker, at, lines: said, line }) => ({
    speaker,
    ...(at === undefined ? {} : { at }),
    text: said.join('\n').trim(),
    line,
  }));
};
