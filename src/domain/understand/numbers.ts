import type { Slots } from './understood.ts';

const values: Readonly<Record<string, number>> = {
  零: 0,
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
};

/** 12, 十二, 二十, 两: a whole number below a hundred in either script. */
export const numberOf = (said: string): number | undefined => {
  if (/^\d{1,4}$/u.test(said)) return Number(said);
  const ten = said.indexOf('十');
  if (ten < 0) return said.length === 1 ? values[said] : undefined;
  const tens = ten === 0 ? 1 : values[said.slice(0, ten)];
  const ones = ten === said.length - 1 ? 0 : values[said.slice(ten + 1)];
  return tens === undefined || ones === undefined ? undefined : tens * 10 + ones;
};

const minutes = /([一二三四五六七八九十两\d]{1,4})(?:来|多)?(?:分钟|分|min)/u;
const quarters = /([一二三两\d])刻钟|一刻/u;
const hours = /([一二三四五六七八九十两\d]{1,3})个?(半)?(?:小时|钟头|钟)(半)?/u;

/** Minutes of a delay; null when none is said, or only a time of day. */
export const minutesIn = (text: string): number | null => {
  const hour = hours.exec(text);
  if (hour) {
    const whole = numberOf(hour[1] ?? '');
    return whole === undefined ? null : whole * 60 + ((hour[2] ?? hour[3]) ? 30 : 0);
  }
  if (/半个?(?:小时|钟头|钟)/u.test(text)) return 30;
  const quarter = quarters.exec(text);
  if (quarter) return 15 * (numberOf(quarter[1] ?? '一') ?? 1);
  const minute = minutes.exec(text);
  return minute ? (numberOf(minute[1] ?? '') ?? null) : null;
};

/** Hours of work done: 「做了两个小时」 is 2, 「一个半小时」 1.5. */
export const hoursIn = (text: string): number | undefined => {
  const exact = /(\d{1,2}\.\d)个?小时/u.exec(text);
  if (exact) return Number(exact[1]);
  const total = minutesIn(text);
  return total === null ? undefined : total / 60;
};

const monthDay = /([一二三四五六七八九十\d]{1,3})月([一二三四五六七八九十\d]{1,3})[日号]?/u;
const day =
  /(?:(?:这|本|下|下个)?(?:周|星期|礼拜)[一二三四五六日天末](?!直)|今天|今晚|今日|明天|明晚|明日|明早|后天|大后天|听日)/u;
// 「15号主题党日」; not 「3号楼」, 「2号任务」.
const dayOfMonth = /(?<![月\d])(\d{1,2}|[二三]?十[一二三四五六七八九]?)[号日](?![楼线门院桌店房机任项子])/u;
const spans = [
  ['this-week', /(?:这|本|整)(?:个|一)?(?:周|星期|礼拜)(?![一二三四五六日天末](?!直))/u],
  ['next-week', /下(?:个|一)?(?:周|星期|礼拜)(?![一二三四五六日天末](?!直))/u],
  ['this-month', /(?:这个|本|整个)月/u],
  ['next-month', /下个?月(?!\d|[一二三四五六七八九十]{1,2}[日号])/u],
  ['these-days', /(?:这|近)(?:几|两|些)天|这段(?:时间|日子)|最近|近期/u],
] as const;
const until =
  /(?:到|至)((?:这|本|下|下个)?(?:周|星期|礼拜)[一二三四五六日天末]|明天|后天|月底|\d{1,2}[日号]|\d{1,2}月\d{1,2}[日号]?)/u;
const two = (value: number): string => String(value).padStart(2, '0');

/** The day a sentence names, the day until which, or the stretch of time; the calendar is the bot's business. */
export const dayIn = (text: string): Pick<Slots, 'when' | 'until' | 'span'> => {
  const end = until.exec(text)?.[1];
  const date = monthDay.exec(text);
  const month = numberOf(date?.[1] ?? '');
  const of = numberOf(date?.[2] ?? '');
  const alone = numberOf(dayOfMonth.exec(text.replace(until, ''))?.[1] ?? '');
  const named =
    month !== undefined && of !== undefined
      ? `${two(month)}-${two(of)}`
      : (day.exec(text.replace(until, ''))?.[0] ?? (alone === undefined ? undefined : `${alone}号`));
  const span = named === undefined ? spans.find(([, says]) => says.test(text))?.[0] : undefined;
  return {
    ...(named === undefined ? {} : { when: named }),
    ...(end === undefined ? {} : { until: end }),
    ...(span === undefined ? {} : { span }),
  };
};
