import { z } from 'zod';
import { parseTime } from './calendar.ts';
import { type Monthly, monthlySchema, timeSchema } from './recurrence.ts';
import { Refusal } from './refusal.ts';

export const reminderTimes = ['day-before', 'two-hours-before', 'none'] as const;
export type ReminderTime = (typeof reminderTimes)[number];

/** When a branch is written to; times are HH:MM of its own clock. */
export const timingSchema = z.object({
  /** When the month's list goes to the group. */
  publishing: monthlySchema,
  pushFrom: timeSchema,
  pushUntil: timeSchema,
  /** Until when a push may go that is about an activity of that evening. */
  eveningUntil: timeSchema,
  /** When the group is reminded of an activity. */
  reminder: z.enum(reminderTimes),
});
export type Timing = z.infer<typeof timingSchema>;

/** The widest hours there are: a branch may be quieter than the rule against burdens asks, never louder. */
export const usualTiming: Timing = {
  publishing: { every: 'month', on: { workingDay: 1 }, at: '09:00' },
  pushFrom: '08:30',
  pushUntil: '20:30',
  eveningUntil: '22:00',
  reminder: 'day-before',
};

const shortestMinutes = 120;
const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

const reminderNames: Readonly<Record<ReminderTime, string>> = {
  'day-before': '前一天',
  'two-hours-before': '前两小时',
  none: '不提醒',
};
const reminderSaid: readonly (readonly [ReminderTime, RegExp])[] = [
  ['day-before', /^(?:提?前一天|一天前|前1天)$/u],
  ['two-hours-before', /^(?:提?前(?:两|二|2)个?小时|(?:两|二|2)个?小时前)$/u],
  ['none', /^(?:不提醒|不用提醒|关闭?|停用)$/u],
];

const publishingDay = ({ on }: Monthly): string =>
  'day' in on ? `每月${on.day}日` : 'workingDay' in on && on.workingDay === 1 ? '每月首个工作日' : '每月';

const readPublishing = (words: string, known: Timing): Partial<Timing> => {
  const [, day, number, rest = ''] =
    /^(?:每月\s*)?(首个工作日|第一个工作日|(\d{1,2})[日号])?\s*(.*)$/su.exec(words) ?? [];
  const at = parseTime(rest);
  const { pushFrom, pushUntil } = usualTiming;
  if (
    at === undefined ||
    at < pushFrom ||
    at > pushUntil ||
    (number !== undefined && (Number(number) < 1 || Number(number) > 31))
  ) {
    throw new Refusal(
      'no-publishing',
      `没有看懂清单时间。可以写：设置 清单时间 首个工作日 09:00，或者：设置 清单时间 每月5日 10:00；时间应在${pushFrom}到${pushUntil}之间。`,
    );
  }
  if (day === undefined) return { publishing: { ...known.publishing, at } };
  return {
    publishing: { every: 'month', on: number === undefined ? { workingDay: 1 } : { day: Number(number) }, at },
  };
};

const readHours = (words: string): Partial<Timing> => {
  const [, first = '', last = ''] = /^(.+?)\s*[-–—~至到]\s*(.+)$/su.exec(words) ?? [];
  const [pushFrom, pushUntil] = [parseTime(first), parseTime(last)];
  const { pushFrom: earliest, pushUntil: latest } = usualTiming;
  if (
    pushFrom === undefined ||
    pushUntil === undefined ||
    pushFrom < earliest ||
    pushUntil > latest ||
    minutesOf(pushUntil) - minutesOf(pushFrom) < shortestMinutes
  ) {
    throw new Refusal(
      'no-hours',
      `推送时段只能在${earliest}到${latest}之间，至少两小时，例如：设置 推送时段 09:00-18:00；恢复请说「设置 推送时段 恢复」。`,
    );
  }
  return { pushFrom, pushUntil };
};

const readEvening = (words: string): Partial<Timing> => {
  const eveningUntil = parseTime(words);
  const { pushUntil: earliest, eveningUntil: latest } = usualTiming;
  if (eveningUntil === undefined || eveningUntil < earliest || eveningUntil > latest) {
    throw new Refusal('no-evening', `晚间时限应在${earliest}到${latest}之间，例如：设置 晚间 21:00。`);
  }
  return { eveningUntil };
};

const readReminder = (words: string): Partial<Timing> => {
  const found = reminderSaid.find(([, said]) => said.test(words));
  if (!found) {
    throw new Refusal('no-reminder', '活动提醒可以选：前一天、前两小时、不提醒，例如：设置 提醒 前两小时。');
  }
  return { reminder: found[0] };
};

/** What can be set, by the word people say, in the order it is shown. */
const settable: Readonly<
  Record<string, { read: (words: string, known: Timing) => Partial<Timing>; parts: readonly (keyof Timing)[] }>
> = {
  清单时间: { read: readPublishing, parts: ['publishing'] },
  推送时段: { read: readHours, parts: ['pushFrom', 'pushUntil'] },
  晚间: { read: readEvening, parts: ['eveningUntil'] },
  提醒: { read: readReminder, parts: ['reminder'] },
};

/** The words that set a time: 「设置 提醒 前两小时」. */
export const timingWords = Object.keys(settable);

/** The timing as one of `timingWords` and the words behind it change it; 恢复 is the usual. Refuses with the choices there are. */
export const readTiming = (known: Timing, what: string, line: string): Timing => {
  const { read, parts } = settable[what] ?? { read: () => ({}), parts: [] };
  const words = line.normalize('NFKC').trim();
  const usual = Object.fromEntries(parts.map((part) => [part, usualTiming[part]]));
  return { ...known, ...(words === '恢复' ? usual : read(words, known)) };
};

/** One line each, as 设置 shows them. */
export const timingLines = ({ publishing, pushFrom, pushUntil, eveningUntil, reminder }: Timing): string[] => [
  `清单时间：${publishingDay({ ...publishing })}${publishing.at}。`,
  `推送时段：${pushFrom}到${pushUntil}，其余时间不推送。`,
  `晚间：19:00以后开始的活动，有关推送到${eveningUntil > pushUntil ? eveningUntil : pushUntil}为止。`,
  `提醒：${reminderNames[reminder]}。`,
];
