import { type CountedBranch, type CountedPreset, owedByCounting } from '../support/owed-by-counting.ts';
import { done, founded, ownLists, type Planned, plan, remindedInPrivate, secretary } from './plan-2026.ts';

/**
 * What must be pushed in 2026, worked out a second time: by plain date arithmetic, from the plan, the notice of the
 * year's holidays typed in below, and the rules as the README tells them. Nothing of the program is used here.
 */

/** One push: 「2026-03-05 07:00」, to whom, what. */
export type Expected = { readonly at: string; readonly to: string; readonly what: string };

/** 国务院办公厅关于2026年部分节假日安排的通知, 4 November 2025: from and to, both off. */
const holidays: readonly (readonly [from: string, to: string])[] = [
  ['2026-01-01', '2026-01-03'],
  ['2026-02-15', '2026-02-23'],
  ['2026-04-04', '2026-04-06'],
  ['2026-05-01', '2026-05-05'],
  ['2026-06-19', '2026-06-21'],
  ['2026-09-25', '2026-09-27'],
  ['2026-10-01', '2026-10-07'],
];
/** Weekends of the same notice on which people work. */
const makeUpDays = ['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10'];

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
/** Shanghai is eight hours ahead of UTC all year round. */
const instant = (wall: string): number => Date.parse(`${wall.replace(' ', 'T')}:00+08:00`);
const wall = (at: number): string => new Date(at + 8 * hourMs).toISOString().slice(0, 16).replace('T', ' ');
const dateOf = (at: number): string => wall(at).slice(0, 10);
const timeOf = (at: number): string => wall(at).slice(11);
const next = (date: string, days = 1): string => new Date(Date.parse(date) + days * dayMs).toISOString().slice(0, 10);
const monday = (date: string): boolean => new Date(date).getUTCDay() === 1;
const isHoliday = (date: string): boolean => holidays.some(([from, to]) => date >= from && date <= to);
const isWorkingDay = (date: string): boolean => {
  const day = new Date(date).getUTCDay();
  return makeUpDays.includes(date) || (day >= 1 && day <= 5 && !isHoliday(date));
};

const daysOf2026: string[] = [];
for (let date = '2026-01-01'; date <= '2026-12-31'; date = next(date)) daysOf2026.push(date);

/** When something due then may go: 08:30 to 20:30, about an evening's activity until 22:00; no holiday but the activity's own. */
const polite = (due: number, start?: number): number => {
  const own = start === undefined ? '' : dateOf(start);
  const last = start !== undefined && timeOf(start) > '19:00' ? '22:00' : '20:30';
  const firstDay = (date: string): string => (isHoliday(date) && date !== own ? firstDay(next(date)) : date);
  const date = dateOf(due);
  if (firstDay(date) !== date) return instant(`${firstDay(date)} 08:30`);
  if (timeOf(due) < '08:30') return instant(`${date} 08:30`);
  if (timeOf(due) > last) return instant(`${firstDay(next(date))} 08:30`);
  return due;
};

/** The days it waits because they are holidays do not count. */
const isWorthIt = (due: number, goes: number, hours: number): boolean => {
  let counted = goes - due;
  for (let date = dateOf(due); date < dateOf(goes); date = next(date)) if (isHoliday(date)) counted -= dayMs;
  return counted <= hours * hourMs;
};

const isOver = ({ start, moved, ended }: Planned): number =>
  ended === undefined ? instant(`${(moved?.to ?? start).slice(0, 10)} 23:59`) : instant(ended);
/** The member who asked to be reminded is of the first 党小组 and no committee member. */
const isHis = ({ kind, group }: Planned): boolean => kind !== '支委会' && (group ?? '第一党小组') === '第一党小组';
const name = ({ kind, group }: Planned, start: string): string => `${kind}${group ?? ''} ${start.slice(5)}`;

/** 【活动通知】 three days before if it was announced more than three days before that; two days before is too late for it. */
const noticeOf = (since: string, start: string): { due: number; goes: number; isSent: boolean } | undefined => {
  const due = instant(start) - 3 * dayMs;
  if (due - 3 * dayMs <= instant(since)) return undefined;
  const goes = polite(due, instant(start));
  return { due, goes, isSent: isWorthIt(due, goes, 24) && goes <= instant(start) - 2 * dayMs };
};

/** What is not sent because the reminder that morning says it: one line for all of one minute. */
export const expectedMissed = (): string[] => [
  ...new Set(
    plan.flatMap((one) => {
      if (one.moved || one.dropped) return [];
      const notice = noticeOf(one.planned, one.start);
      return notice && !notice.isSent ? [`${wall(notice.due)} 再次通知 ${one.kind} ${one.start.slice(5)}`] : [];
    }),
  ),
];

const ofActivity = (one: Planned): Expected[] => {
  const found: Expected[] = [];
  const push = (at: number, what: string, to = '群'): void => void found.push({ at: wall(at), to, what });
  const upTo = (until: number, since: string, start: string): void => {
    const notice = noticeOf(since, start);
    if (notice?.isSent && notice.goes < until) push(notice.goes, `再次通知 ${name(one, start)}`);
    const due = instant(start) - dayMs;
    const goes = polite(due, instant(start));
    if (due > instant(since) && goes < until) {
      push(goes, `提醒 ${name(one, start)}`);
      if (isHis(one)) push(goes, `提醒 ${name(one, start)}`, remindedInPrivate);
    }
  };
  push(instant(one.planned), `通知 ${name(one, one.start)}`);
  if (one.dropped) {
    upTo(instant(one.dropped), one.planned, one.start);
    push(instant(one.dropped), `取消 ${name(one, one.start)}`);
    return found;
  }
  if (one.moved) {
    upTo(instant(one.moved.at), one.planned, one.start);
    push(instant(one.moved.at), `改期 ${name(one, one.moved.to)}`);
  }
  const start = one.moved?.to ?? one.start;
  upTo(Number.POSITIVE_INFINITY, one.moved?.at ?? one.planned, start);
  push(instant(start) - 30 * minuteMs, `签到 ${name(one, start)}`);
  if (one.ended === undefined) push(polite(isOver(one)), '签到结果', secretary);
  else {
    push(instant(one.ended), `小结 ${name(one, start)}`);
    // At once, as an answer would be; held back only where quiet hours begin. Of an evening they begin at ten.
    const end = instant(one.ended);
    const last = timeOf(instant(start)) > '19:00' ? '22:00' : '20:30';
    push(timeOf(end) > last ? polite(end, instant(start)) : end, '签到结果', secretary);
  }
  const remembers = instant(`${next(dateOf(isOver(one)), 3)} 09:00`);
  if (one.leaveAsked) push(polite(remembers), '考勤待确认', secretary);
  return found;
};

/** What the Regulation demands (domain §2.1), typed in; the 工作手册 by 10 January. */
const rule = (id: string, kind: string | undefined, scope: string, period: string): CountedPreset['rules'][number] => ({
  id,
  kinds: kind === undefined ? [] : [kind],
  scope,
  demanded: 1,
  period,
  warnDaysBefore: [15, 7],
});
const national: CountedPreset = {
  id: 'national',
  rules: [
    rule('member-meeting', '支部党员大会', 'branch', 'quarter'),
    { ...rule('committee-meeting', '支委会', 'committee', 'month'), needsFullMembers: 7 },
    rule('group-meeting', '党小组会', 'each-group', 'month'),
    rule('themed-day', '主题党日', 'branch', 'month'),
    { ...rule('organisational-life-meeting', '组织生活会', 'branch', 'year'), byGroups: true },
    rule('democratic-review', undefined, 'branch', 'year'),
    rule('heart-to-heart-talks', undefined, 'branch', 'year'),
    {
      ...rule('handbook', undefined, 'branch', ''),
      period: { from: '01-01', to: '01-10' },
      of: 'past-year',
      warnDaysBefore: [8, 2],
    },
  ],
};

/** The branch as its ledger stands at an instant. */
const branchAt = (at: number): CountedBranch => ({
  preset: 'national',
  cadences: {},
  founded: instant(founded),
  members: ['第一党小组', '第二党小组', '第三党小组'].flatMap((group) =>
    Array.from({ length: 7 }, () => ({ full: true, group })),
  ),
  groups: {},
  activities: plan.flatMap((one, index) => {
    if (instant(one.planned) > at || (one.dropped !== undefined && instant(one.dropped) <= at)) return [];
    const start = one.moved && instant(one.moved.at) <= at ? one.moved.to : one.start;
    const scope = one.group !== undefined ? 'group' : one.kind === '支委会' ? 'committee' : 'branch';
    const state = isOver(one) <= at ? 'closed' : 'planned';
    return [{ id: `A${index}`, kind: one.kind, scope, group: one.group, start: instant(start), state }];
  }),
  ticks: done
    .filter(({ said }) => instant(said) <= at)
    .map(({ rule: id, period, said }) => ({ rule: id, period, on: said.slice(0, 10) })),
});

/** Days on which a period can have ended yesterday or end soon: of all others nothing can be said, and counting takes long. */
const isLookedAt = (date: string): boolean =>
  [1, 11].includes(Number(date.slice(8))) ||
  [8, 2].some((days) => next(date, days) === '2026-01-10') ||
  [15, 7].some((days) => next(date, days + 1).endsWith('-01'));

/** On the days before and after the last day of a period there is something to say if it lacks something. */
const warnings = (): Expected[] =>
  daysOf2026.filter(isLookedAt).flatMap((date) => {
    const due = instant(`${date} 09:00`);
    const goes = polite(due);
    const owed = owedByCounting([national], branchAt(goes), due);
    const isSaid = owed.some(({ rule: id, left, planned, from, to }) => {
      const days = national.rules.find((one) => one.id === id)?.warnDaysBefore ?? [];
      const isPassed = date === next(to);
      const isComing = date >= from && days.some((number) => date === next(to, -number)) && planned.length < left;
      return left > 0 && (isPassed || isComing);
    });
    return isSaid && isWorthIt(due, goes, 72) ? [{ at: wall(goes), to: secretary, what: '应做事项' }] : [];
  });

/** Mondays: what takes place from then to Sunday and has not begun, and leave undecided of the last fortnight but the last days. */
const weeks = (): Expected[] =>
  daysOf2026.filter(monday).flatMap((date) => {
    const due = instant(`${date} 09:00`);
    const goes = polite(due);
    const sunday = instant(`${next(date, 7)} 00:00`);
    const isSaid = plan.some((one) => {
      const start = instant(one.moved && instant(one.moved.at) <= goes ? one.moved.to : one.start);
      const isKnown = instant(one.planned) <= goes && !(one.dropped !== undefined && instant(one.dropped) <= goes);
      const isComing = isKnown && start >= due && start < sunday && isOver(one) > goes;
      const isSaidAlone = next(dateOf(isOver(one)), 3) > date;
      const isUndecided = one.leaveAsked === true && !isSaidAlone && isOver(one) > due - 14 * dayMs;
      return isComing || isUndecided;
    });
    return isSaid && isWorthIt(due, goes, 48) ? [{ at: wall(goes), to: secretary, what: '本周提示' }] : [];
  });

const lists = (): Expected[] =>
  Array.from({ length: 12 }, (_, index) => `2026-${String(index + 1).padStart(2, '0')}`).flatMap((month) => {
    const working = daysOf2026.filter((date) => date.startsWith(month) && isWorkingDay(date));
    const first = `${working[0]} 09:00`;
    const sheet = ownLists.some((own) => own.month === month)
      ? [{ at: `${working.at(-1)} 17:00`, to: secretary, what: '月末核对' }]
      : [];
    return [{ at: first, to: '群', what: '清单' }, { at: first, to: secretary, what: '清单文字' }, ...sheet];
  });

/** By time, then by code point, so that it is the same in every language. */
export const byTime = (a: Expected, b: Expected): number =>
  `${a.at} ${a.to} ${a.what}` < `${b.at} ${b.to} ${b.what}` ? -1 : 1;

/** All of 2026, by time. The year after has no notice here, which is said once in December. */
export const expectedPushes = (): Expected[] =>
  [
    // Before anything is first collected in the room.
    { at: plan.map(({ planned }) => planned).toSorted()[0] ?? '', to: '群', what: '说明' },
    ...plan.flatMap(ofActivity),
    ...warnings(),
    ...weeks(),
    ...lists(),
    { at: '2026-12-01 09:00', to: secretary, what: '放假安排' },
  ].toSorted(byTime);

/**
 * Whether a push may go at that time, whoever computed it: what a person said is announced at once, a check-in opens at
 * its hour, and its result follows the end; all else keeps out of quiet hours and holidays.
 */
export const mayGo = ({ at, what }: Expected): boolean => {
  const [label = '', , date, time = ''] = what.split(' ');
  if (['说明', '通知', '改期', '取消', '签到', '小结'].includes(label)) return true;
  const said = plan.some(({ ended }) => ended === at);
  if (label === '签到结果' && said) return true;
  const last = time > '19:00' ? '22:00' : '20:30';
  const isOwnDay = date !== undefined && at.slice(5, 10) === date;
  return at.slice(11) >= '08:30' && at.slice(11) <= last && (isOwnDay || !isHoliday(at.slice(0, 10)));
};
