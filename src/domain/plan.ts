import { isInDoubt, isOver } from './attendance.ts';
import { type Activity, type Branch, type Concern, type Kind, kinds } from './branch.ts';
import { addDays, formatWhen, instantOf, localDate, parseDay, parseTime } from './calendar.ts';
import type { Fact } from './entry.ts';
import { mustNotBePrivate } from './private-numbers.ts';
import { pushQueue, type Queue, roomsOf } from './push.ts';
import { Refusal } from './refusal.ts';
import { type Member, type People, withoutNames } from './roster.ts';

const kindWords: Readonly<Record<string, Kind>> = {
  ...Object.fromEntries(kinds.map((kind) => [kind, kind])),
  党员大会: '支部党员大会',
  支部大会: '支部党员大会',
  支部委员会: '支委会',
  支委会议: '支委会',
  支部委员会会议: '支委会',
  小组会: '党小组会',
  主题党日活动: '主题党日',
  组织生活会议: '组织生活会',
  学习会: '学习',
  学习日: '学习',
  集中学习: '学习',
  志愿: '志愿服务',
};

export type Plan = {
  readonly kind: Kind;
  readonly concern: Concern;
  readonly start: number;
  readonly place: string;
  readonly topic: string;
  readonly online: boolean;
  /** 第一议题 */
  readonly firstItem?: string;
};

export const groupsOf = (branch: Branch): string[] => [
  ...new Set(branch.roster.flatMap((id) => branch.members[id]?.group ?? [])),
];

const firstItemWord = '第一议题';
const usage = '请写明种类、日期、时间和地点，例如：发起 主题党日 明天 19:30 党群服务中心 学习全会精神。';

/** 「7点半」 of a meeting is rarely the morning, and everybody is told at once: it is asked for again. */
const mustSayWhichHalf = (time: string): void => {
  if (/^0?[1-7]\s*[点點时時]/u.test(time.normalize('NFKC'))) {
    throw new Refusal('which-half', `「${time}」是上午还是下午？请写成 19:30、早上7点半 或 晚上7点半。`);
  }
};

const dayAndTime = (
  words: readonly string[],
  now: number,
  zone: string,
): { start: number; used: number } | undefined => {
  const today = localDate(now, zone);
  const [first = '', second = ''] = words;
  const day = parseDay(first, today);
  if (day !== undefined) {
    const time = parseTime(second);
    if (time === undefined) {
      const what = second === '' ? '日期后面还没有写时间' : `没有看懂时间「${second}」`;
      throw new Refusal('no-time', `${what}。请写成 19:30 或 晚上7点半。`);
    }
    mustSayWhichHalf(second);
    return { start: instantOf(day, time, zone), used: 2 };
  }
  // 「明天19:30」 written without a space.
  for (let at = 1; at < first.length; at++) {
    const date = parseDay(first.slice(0, at), today);
    const time = parseTime(first.slice(at));
    if (date !== undefined && time !== undefined) mustSayWhichHalf(first.slice(at));
    if (date !== undefined && time !== undefined) return { start: instantOf(date, time, zone), used: 1 };
  }
  return undefined;
};

const notADate = (word: string | undefined): string => (word === undefined ? '' : `没有看懂日期「${word}」。`);

const mustBeAhead = (start: number, now: number, zone: string): void => {
  if (start <= now) throw new Refusal('past', `${formatWhen(start, zone)}已经过去，请换一个时间。`);
  if (localDate(start, zone) > addDays(localDate(now, zone), 366)) {
    throw new Refusal('too-far', '这个日期在一年以后，请检查日期是否写错。');
  }
};

/** Reads 「种类 [党小组] 日期 时间 地点 主题」; refuses with what is missing. A leader without a named group means the own one. */
export const readPlan = (line: string, branch: Branch, speaker: Member | undefined, now: number): Plan => {
  const words = line.split(/[\s,，]+/u).filter((word) => word !== '');
  const kind = kindWords[words[0] ?? ''];
  if (!kind) {
    throw new Refusal(
      'unknown-kind',
      words.length === 0 ? usage : `没有「${words[0]}」这个种类。可以用的种类有：${kinds.join('、')}。${usage}`,
    );
  }
  let rest = words.slice(1);
  const online = rest.some((word) => word === '可线上' || word === '线上');
  rest = rest.filter((word) => word !== '可线上' && word !== '线上');
  const groups = groupsOf(branch);
  const named = groups.find((group) => group === rest[0]);
  if (named !== undefined) rest = rest.slice(1);
  const group = named ?? (kind === '党小组会' ? speaker?.group : undefined);
  if (kind === '党小组会' && group === undefined) {
    throw new Refusal(
      'no-group',
      `请写明是哪个党小组，例如：发起 党小组会 ${groups[0] ?? '第一党小组'} 明天 19:30 会议室。`,
    );
  }
  const when = dayAndTime(rest, now, branch.timeZone);
  if (!when) throw new Refusal('no-day', `${notADate(rest[0])}${usage}`);
  mustBeAhead(when.start, now, branch.timeZone);
  const [place = '', ...agenda] = rest.slice(when.used);
  const at = agenda.findIndex((word) => word.startsWith(firstItemWord));
  const topic = at < 0 ? agenda : agenda.slice(0, at);
  const firstItem =
    at < 0
      ? ''
      : agenda
          .slice(at)
          .join(' ')
          .slice(firstItemWord.length)
          .replace(/^[\s:：]+/u, '');
  if (place === '') throw new Refusal('no-place', `请写明地点。${usage}`);
  if (place.length > 60) throw new Refusal('place-too-long', '地点请不要超过60个字。');
  const topicText = topic.join(' ');
  mustNotBePrivate(`${place} ${topicText} ${firstItem}`);
  if (topicText.length > 200) throw new Refusal('topic-too-long', '主题请不要超过200个字。');
  if (firstItem.length > 200) throw new Refusal('topic-too-long', '第一议题请不要超过200个字。');
  return {
    kind,
    concern:
      group !== undefined
        ? { scope: 'group', group }
        : kind === '支委会'
          ? { scope: 'committee' }
          : { scope: 'branch' },
    start: when.start,
    place,
    topic: topicText,
    online,
    ...(firstItem === '' ? {} : { firstItem }),
  };
};

/** Plans and announces in one decision; the same plan twice is refused with already-planned. */
export const planActivity = (branch: Branch, people: People, plan: Plan): Fact[] => {
  const same = Object.values(branch.activities).find(
    (a) =>
      a.state !== 'dropped' &&
      a.start === plan.start &&
      a.kind === plan.kind &&
      JSON.stringify(a.concern) === JSON.stringify(plan.concern),
  );
  if (same) throw new Refusal('already-planned', '这个时间已经有一次同样的活动，没有重复发起。');
  const activity = `A${branch.last.activity + 1}`;
  const queue = pushQueue(branch);
  return [
    {
      type: 'activity-planned',
      activity,
      kind: plan.kind,
      concern: plan.concern,
      start: new Date(plan.start).toISOString(),
      place: withoutNames(plan.place, people),
      topic: withoutNames(plan.topic, people),
      online: plan.online,
    },
    ...(plan.firstItem === undefined
      ? []
      : [
          {
            type: 'record-written' as const,
            activity,
            no: 1,
            part: { is: 'item' as const, first: true as const, text: withoutNames(plan.firstItem, people) },
          },
        ]),
    ...inform(branch, queue),
    ...queue('activity-announced', { activity }, roomsOf(branch)),
  ];
};

/** Before anything is first collected in a room, it is said there once what is kept, for whom, and how to object. */
const inform = (branch: Branch, queue: Queue): Fact[] => {
  const uninformed = roomsOf(branch).filter((room) => !branch.informed.includes(room));
  return [...queue('privacy', {}, uninformed), ...uninformed.map((room) => ({ type: 'room-informed' as const, room }))];
};

const mustBeComing = (activity: Activity): void => {
  if (activity.state === 'closed') throw new Refusal('closed', '这次活动已经结束，不能再改期或取消。');
  if (activity.state === 'dropped') throw new Refusal('dropped', '这次活动已经取消。');
};

/** 改期: same activity, new time (and place); everybody is told once, in one message. */
export const moveActivity = (branch: Branch, people: People, activity: Activity, line: string, now: number): Fact[] => {
  mustBeComing(activity);
  const words = line.split(/[\s,，]+/u).filter((word) => word !== '');
  const when = dayAndTime(words, now, branch.timeZone);
  if (!when) {
    throw new Refusal('no-day', `${notADate(words[0])}请写明新的日期和时间，例如：改期 后天 19:30。`);
  }
  mustBeAhead(when.start, now, branch.timeZone);
  const place = words.slice(when.used).join(' ');
  mustNotBePrivate(place);
  if (place.length > 60) throw new Refusal('place-too-long', '地点请不要超过60个字。');
  if (when.start === activity.start && (place === '' || place === activity.place)) {
    throw new Refusal('unchanged', '新的时间和地点与原来相同，没有改动。');
  }
  return [
    {
      type: 'activity-moved',
      activity: activity.id,
      start: new Date(when.start).toISOString(),
      ...(place === '' ? {} : { place: withoutNames(place, people) }),
    },
    ...pushQueue(branch)(
      'activity-moved',
      { activity: activity.id, was: formatWhen(activity.start, branch.timeZone) },
      roomsOf(branch),
    ),
  ];
};

/** 取消活动, also of what closed without anybody, with a word to everybody; of what should have been on an earlier day nobody in the group hears any more. */
export const dropActivity = (branch: Branch, activity: Activity, now = activity.start): Fact[] => {
  if (!isInDoubt(activity)) mustBeComing(activity);
  const dropped = { type: 'activity-dropped' as const, activity: activity.id };
  if (isOver(branch, activity, now)) return [dropped];
  return [dropped, ...pushQueue(branch)('activity-dropped', { activity: activity.id }, roomsOf(branch))];
};

/**
 * 开始签到: opens, with the message that then follows the counts. After the day of the activity nobody in the group is
 * asked any more: it is opened for the officers who record it.
 */
export const openCheckIn = (branch: Branch, activity: Activity, now = activity.start): Fact[] => {
  if (activity.state === 'open') throw new Refusal('already-open', '这次活动的签到已经开始。');
  if (activity.state === 'closed') throw new Refusal('closed', '这次活动的签到已经结束，需要时请说「重新签到」。');
  if (activity.state === 'dropped') throw new Refusal('dropped', '这次活动已经取消。');
  const opened = { type: 'check-in-opened' as const, activity: activity.id };
  if (isOver(branch, activity, now)) return [opened];
  const queue = pushQueue(branch);
  return [...inform(branch, queue), opened, ...queue('check-in', { activity: activity.id }, roomsOf(branch))];
};
