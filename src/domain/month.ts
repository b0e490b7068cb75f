import { activitiesIn, heldActivities, isInDoubt, mustAddUp, rate, tally } from './attendance.ts';
import type { Activity, Branch } from './branch.ts';
import { endOfDay, formatDay, localDate } from './calendar.ts';
import { type Obligation, obligations } from './obligations.ts';
import { dayName, spanName } from './period.ts';
import type { Preset } from './preset.ts';
import { Refusal } from './refusal.ts';
import { sheetName } from './sheet.ts';
import { periodTitle, type SheetPeriod, spanIn } from './sheet-period.ts';
import type { Yearbook } from './yearbook.ts';

/** One activity that was held in counts alone; `rate` is 到会率 as text, 「—」 where nobody should have come. */
export type MonthActivity = {
  readonly day: string;
  readonly what: string;
  readonly should: number;
  readonly present: number;
  /** Of those present. */
  readonly online: number;
  readonly leave: number;
  readonly absent: number;
  readonly rate: string;
};

/** What a rule demands in a period that touches the month; of 党小组 all together, so that none is held up to another. */
export type MonthOwed = {
  readonly what: string;
  readonly period: string;
  readonly demanded: number;
  readonly done: number;
  readonly left: number;
  /** Activities planned within the period. */
  readonly planned: number;
  /** 「12月31日」 */
  readonly lastDay: string;
};

/** 月报: what was held, who came in numbers, and what was owed. It names no member and orders by date alone. */
export type MonthAtAGlance = {
  /** The name of the file without its ending. */
  readonly name: string;
  /** 「第一党支部2026年12月月报」 */
  readonly title: string;
  readonly branch: string;
  /** 「2026年12月」 */
  readonly month: string;
  /** 「截至12月31日」 */
  readonly asOf: string;
  readonly activities: readonly MonthActivity[];
  /** In the month, and their check-in is not over. */
  readonly unfinished: number;
  /** In the month, and nobody came: they are not counted. */
  readonly inDoubt: number;
  readonly owed: readonly MonthOwed[];
  /** How the numbers came about. */
  readonly note: string;
};

const note =
  '实到含线上、代录和晚到；到会率＝实到÷应到，请假计入应到，四舍五入到一位小数。只列人数，不列姓名，不排名次。';

const activityIn = (branch: Branch, activity: Activity): MonthActivity => {
  const { should, present, online, leave, absent } = tally(branch, activity);
  const { kind, concern, start } = activity;
  return {
    day: formatDay(localDate(start, branch.timeZone)),
    what: concern.scope === 'group' ? `${kind}（${concern.group}）` : kind,
    should,
    present,
    online,
    leave,
    absent,
    rate: rate(present, should),
  };
};

/** The branch as its activities and ticks stood on a date: what was held later belongs to later months. */
const asOfDate = (branch: Branch, date: string): Branch => {
  const isBefore = ({ start, state }: Activity): boolean =>
    state !== 'closed' || localDate(start, branch.timeZone) <= date;
  const kept = (known: Branch['activities']): Branch['activities'] =>
    Object.fromEntries(Object.entries(known).filter(([, activity]) => isBefore(activity)));
  return {
    ...branch,
    activities: kept(branch.activities),
    past: kept(branch.past),
    ticks: branch.ticks.filter(({ on }) => on <= date),
  };
};

const together = (list: readonly Obligation[], today: string): MonthOwed[] => {
  const [first] = list;
  if (!first) return [];
  const { rule, period, lastDay } = first;
  const groups = list.filter(({ group }) => group !== undefined).length;
  const sum = (of: (one: Obligation) => number): number => list.reduce((total, one) => total + of(one), 0);
  return [
    {
      what: rule.what,
      period: `${groups === 0 ? '' : `${groups}个党小组，`}${spanName(rule, period, today)}`,
      demanded: sum(({ demanded }) => demanded),
      // One 党小组 that met twice does not stand in for another.
      done: groups === 0 ? first.done : sum(({ demanded, left }) => demanded - left),
      left: sum(({ left }) => left),
      planned: sum(({ planned }) => planned.length),
      lastDay: dayName(lastDay),
    },
  ];
};

/** Why there is no 月报 of the month: it is still to come (future), or before the branch was founded (before-founding). */
export const whyNoMonth = (
  { timeZone, foundedAt }: Pick<Branch, 'timeZone' | 'foundedAt'>,
  month: SheetPeriod,
  now: number,
): Refusal | undefined => {
  const { from, to } = spanIn(month);
  if (from > localDate(now, timeZone)) return new Refusal('future', `${periodTitle(month)}还没有到，没有月报。`);
  return to < localDate(foundedAt, timeZone)
    ? new Refusal('before-founding', `${periodTitle(month)}在本支部登记以前，没有月报。`)
    : undefined;
};

/**
 * The month (YYYY-MM) at a glance, as it stands now or, once it is over, as it stood at its end with what was corrected
 * since. Refuses with future a month to come, with before-founding one before the branch was known, and with
 * counts-differ if a closed activity does not add up.
 */
export const monthAtAGlance = (
  { branch }: Pick<Yearbook, 'branch'>,
  { presets, now }: { readonly presets: readonly Preset[]; readonly now: number },
  month: SheetPeriod,
): MonthAtAGlance => {
  const { from, to } = spanIn(month);
  const today = localDate(now, branch.timeZone);
  const why = whyNoMonth(branch, month, now);
  if (why) throw why;
  const last = to < today ? to : today;
  const within = ({ start }: Activity): boolean => {
    const date = localDate(start, branch.timeZone);
    return date >= from && date <= to;
  };
  const held = heldActivities(branch).filter(within);
  for (const activity of held) mustAddUp(branch, activity);
  const at = Math.min(now, endOfDay(to, branch.timeZone));
  const owed = obligations({ branch: asOfDate(branch, last), presets, now: at }).filter(
    ({ state, period }) => state !== '不适用' && period.from <= to && period.to >= from,
  );
  const perRule = new Map<string, Obligation[]>();
  for (const one of owed) {
    const key = `${one.rule.id} ${one.period.from}`;
    perRule.set(key, [...(perRule.get(key) ?? []), one]);
  }
  return {
    name: sheetName(month, branch.name, '月报'),
    title: `${branch.name}${periodTitle(month)}月报`,
    branch: branch.name,
    month: periodTitle(month),
    asOf: `截至${dayName(last)}`,
    activities: held.map((activity) => activityIn(branch, activity)),
    unfinished: activitiesIn(branch, 'planned', 'open').filter(within).length,
    inDoubt: activitiesIn(branch, 'closed').filter((one) => isInDoubt(one) && within(one)).length,
    owed: [...perRule.values()].flatMap((list) => together(list, last)),
    note,
  };
};

/** 「应到 23，实到 17（线上 3），请假 3，缺席 3」 */
export const countsOf = ({ should, present, online, leave, absent }: MonthActivity): string =>
  `应到 ${should}，实到 ${present}${online > 0 ? `（线上 ${online}）` : ''}，请假 ${leave}，缺席 ${absent}`;

/** 「应办 1 次，已办 0 次」 */
export const owedCounts = ({ demanded, done }: MonthOwed): string => `应办 ${demanded} 次，已办 ${done} 次`;

/** 「还差 1 次，已安排 1 次，最迟12月31日」; empty where nothing is left. */
export const owedLeft = ({ left, planned, lastDay }: MonthOwed): string =>
  left === 0 ? '' : `还差 ${left} 次，${planned > 0 ? `已安排 ${planned} 次，` : ''}最迟${lastDay}`;

/** 「已结束签到的活动 2 次，另有 1 次还没有结束签到」 */
export const heldLine = ({ activities, unfinished, inDoubt }: MonthAtAGlance): string =>
  [
    activities.length === 0 ? '没有已结束签到的活动' : `已结束签到的活动 ${activities.length} 次`,
    ...(unfinished > 0 ? [`另有 ${unfinished} 次还没有结束签到`] : []),
    ...(inDoubt > 0 ? [`另有 ${inDoubt} 次没有人签到，不计在内`] : []),
  ].join('，');

/** The same in words, for who does not open pictures. */
export const renderMonth = (month: MonthAtAGlance): string =>
  [
    `【${month.month}月报】${month.branch}，${month.asOf}。`,
    `${heldLine(month)}。`,
    ...month.activities.map((one) => `${one.day}${one.what}：${countsOf(one)}，到会率 ${one.rate}。`),
    ...(month.owed.length === 0 ? [] : ['应做事项：']),
    ...month.owed.map(
      (one) =>
        `${one.what}（${one.period}）：${[owedCounts(one), owedLeft(one)].filter((text) => text !== '').join('，')}。`,
    ),
    month.note,
  ].join('\n');
