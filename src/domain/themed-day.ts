import { z } from 'zod';
import { parseTime } from './calendar.ts';
import { mustNotBePrivate } from './private-numbers.ts';
import { monthlySchema, timeSchema, weekdaySchema } from './recurrence.ts';
import { Refusal } from './refusal.ts';
import { type People, withoutNames } from './roster.ts';
import { usualTiming } from './timing.ts';

/** What a branch does on every themed day (党日五件事 and the like): no source lists the five, so each branch names its own. */
export const checklistSchema = z.array(z.string());

/** What is common where a form asks for them and the branch named none. */
export const commonChecklist = ['交纳党费', '重温入党誓词', '学习党章', '集中学习', '讨论或志愿服务'];

const mostThings = 9;
const longestThing = 30;

/** Reads 「交纳党费、重温誓词、学习党章」, names as ids. Refuses with no-checklist. */
export const readChecklist = (words: string, people: People): string[] => {
  mustNotBePrivate(words);
  const things = words
    .split(/[、，,；;\s]+/u)
    .map((thing) => thing.replace(/^(?:[①-⑳]|\d{1,2}[.．、])/u, '').trim())
    .filter((thing) => thing !== '');
  if (things.length === 0 || things.length > mostThings || things.some((thing) => thing.length > longestThing)) {
    throw new Refusal(
      'no-checklist',
      `请写明各项，最多${mostThings}项，每项不超过${longestThing}个字，例如：设置 党日五件事 ${commonChecklist.join('、')}；清除请说「设置 党日五件事 清除」。`,
    );
  }
  return things.map((thing) => withoutNames(thing, people));
};

const weeklySchema = z.strictObject({ every: z.literal('week'), weekday: weekdaySchema, at: timeSchema });

/** A day that comes again on which the group is told what is studied; names in the text are ids. */
export const studyDaySchema = z.object({ rule: z.union([weeklySchema, monthlySchema]), text: z.string() });
export type StudyDay = z.infer<typeof studyDaySchema>;

const weekdays = '一二三四五六日';
const longestStudy = 200;

/** 「每周五 09:00，学习内容」 */
export const studyDayText = ({ rule, text }: StudyDay): string => {
  const day =
    rule.every === 'week'
      ? `每周${weekdays[rule.weekday - 1]}`
      : 'day' in rule.on
        ? `每月${rule.on.day}日`
        : '每月首个工作日';
  return `${day}${rule.at}${text === '' ? '' : `，${text}`}`;
};

/** Reads 「每周五 09:00 学习内容」, 「每月5日 …」, 「每月首个工作日 …」. Refuses with no-study-day. */
export const readStudyDay = (words: string, people: People): StudyDay => {
  mustNotBePrivate(words);
  const [, weekday, workingDay, day = '1', time = '', text = ''] =
    /^(?:每(?:周|星期)([一二三四五六日天])|每月(首个工作日)|每月(\d{1,2})[日号])\s*(\S+)\s*(.*)$/su.exec(words) ?? [];
  const at = parseTime(time);
  const { pushFrom, pushUntil } = usualTiming;
  const isDay = Number(day) >= 1 && Number(day) <= 31;
  if (!isDay || at === undefined || at < pushFrom || at > pushUntil || text.length > longestStudy) {
    throw new Refusal(
      'no-study-day',
      `请写明哪天、几点和内容，例如：设置 学习日 每周五 09:00 学习党章；也可以写每月5日、每月首个工作日，时间在${pushFrom}到${pushUntil}之间，内容不超过${longestStudy}个字；停用请说「设置 学习日 停用」。`,
    );
  }
  const kept = withoutNames(text.trim(), people);
  if (weekday !== undefined) {
    return { rule: { every: 'week', weekday: weekday === '天' ? 7 : weekdays.indexOf(weekday) + 1, at }, text: kept };
  }
  const on = workingDay === undefined ? { day: Number(day) } : { workingDay: 1 };
  return { rule: { every: 'month', on, at }, text: kept };
};
