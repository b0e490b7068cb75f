import { activityById } from './attendance.ts';
import type { Branch } from './branch.ts';
import { addDays, formatDay, formatWhen, type Holidays, instantOf, localDate } from './calendar.ts';
import { type Obligation, type ObligationState, obligations } from './obligations.ts';
import { dayName, daysBetween, type Span, spanName, spansOf } from './period.ts';
import { type Preset, presetOf, type RuleInForce, rulesInForce } from './preset.ts';
import { reviewLine } from './review.ts';
import { suggestDates } from './suggest-dates.ts';

type Occasion = { branch: Branch; presets: readonly Preset[]; now: number };

/** What is planned within the period is enough for what is left. */
const isArranged = ({ left, planned }: Obligation): boolean => planned.length >= left;

type Said = { readonly rule: RuleInForce; readonly group?: string; readonly line: string };

/** 党小组 of which the same is to be said share a line. */
const perLine = (said: readonly Said[]): { subject: string; line: string }[] => {
  const lines = new Map<string, { rule: RuleInForce; groups: string[]; line: string }>();
  for (const { rule, group, line } of said) {
    const known = lines.get(`${rule.id}|${line}`) ?? { rule, groups: [], line };
    if (group !== undefined) known.groups.push(group);
    lines.set(`${rule.id}|${line}`, known);
  }
  return [...lines.values()].map(({ rule, groups, line }) => ({
    subject: groups.length === 0 ? rule.what : `${rule.what}（${groups.join('、')}）`,
    line,
  }));
};

/** One line per rule and group, however many periods passed. */
const overdueLines = (overdue: readonly Obligation[], today: string): string[] => {
  const known = new Map<string, Obligation[]>();
  for (const one of overdue) {
    const key = `${one.rule.id}|${one.group ?? ''}`;
    known.set(key, [...(known.get(key) ?? []), one]);
  }
  const said = [...known.values()].flatMap((list) => {
    const line = list.map(({ rule, period, left }) => `${spanName(rule, period, today)}差 ${left} 次`).join('，');
    return list.slice(0, 1).map((one) => ({ ...one, line }));
  });
  return perLine(said).map(({ subject, line }) => `${subject}：${line}。`);
};

const plannedText = ({ planned }: Obligation, branch: Branch): string => {
  const days = planned.flatMap((id) => branch.activities[id]?.start ?? []).toSorted((a, b) => a - b);
  return days.length === 0 ? '' : `已安排${days.map((start) => formatWhen(start, branch.timeZone)).join('、')}。`;
};

/** Steps are asked about once one of them was done, or the time has come. */
const stepsText = ({ steps, state, left }: Obligation): string => {
  const undone = steps.flatMap(({ step, on }) => (on === undefined ? [step] : []));
  const isUnderWay = undone.length < steps.length || state === '临近';
  return left > 0 && isUnderWay && undone.length > 0 ? `还没有登记的步骤：${undone.join('、')}。` : '';
};

/** 欠账 in full, for officers in private: by state, with what is arranged and days that would suit. */
export const renderDueList = ({ branch, presets, now, holidays }: Occasion & { holidays: Holidays }): string => {
  const today = localDate(now, branch.timeZone);
  const all = obligations({ branch, presets, now });
  const unknownYears = new Set<string>();
  const suggestions = (obligation: Obligation): string => {
    if (isArranged(obligation)) return '';
    const dates = suggestDates(obligation, branch, holidays, now);
    for (const { date, certain } of dates) if (!certain) unknownYears.add(date.slice(0, 4));
    return dates.length === 0 ? '' : `可以考虑${dates.map(({ date }) => formatDay(date)).join('、')}。`;
  };
  const done = ({ demanded, held, ticked }: Obligation): string =>
    [
      `应做 ${demanded} 次`,
      ...(held.length > 0 ? [`已开 ${held.length} 次`] : []),
      ...(ticked.length > 0 ? [`登记已办 ${ticked.length} 次`] : []),
    ].join('，');
  const section = (state: ObligationState): string[] => {
    const said = all
      .filter((one) => one.state === state)
      .map((one) => ({
        ...one,
        line: `${spanName(one.rule, one.period, today)}，${done(one)}，${one.why}。${plannedText(one, branch)}${suggestions(one)}${stepsText(one)}`,
      }));
    return said.length === 0 ? [] : [`${state}：`, ...perLine(said).map(({ subject, line }) => `${subject}：${line}`)];
  };
  const running = all.filter(({ period }) => period.to >= today);
  const completed = perLine(
    running
      .filter(({ state }) => state === '已完成')
      .map((one) => ({ ...one, line: spanName(one.rule, one.period, today) })),
  ).map(({ subject, line }) => `${subject}${line}`);
  const exempt = running.filter(({ state }) => state === '不适用');
  const exemptLines = [...new Set(exempt.map(({ why }) => why))].map((why) => {
    const subjects = perLine(exempt.filter((one) => one.why === why).map((one) => ({ ...one, line: '' })));
    return `${subjects.map(({ subject }) => subject).join('、')}：${why}。`;
  });
  const overdue = overdueLines(
    all.filter(({ state }) => state === '逾期'),
    today,
  );
  const open = [...(overdue.length === 0 ? [] : ['逾期：', ...overdue]), ...section('临近'), ...section('未到期')];
  return [
    `【应做事项】${formatDay(today)}，按「${presetOf(branch, presets)?.name ?? ''}」计算。`,
    ...(open.length === 0 ? ['目前没有欠缺的事项。'] : open),
    ...(completed.length === 0 ? [] : [`已完成：${completed.join('，')}。`]),
    ...(exemptLines.length === 0 ? [] : ['不适用：', ...exemptLines]),
    ...[...unknownYears].map((year) => `${year}年放假安排还没有录入，建议的日期只避开了周末，请再核对。`),
    '只计算签到已经结束的活动，没有人签到而自动结束的不算；没有用签到、但已经办过的，请说「已办 事项 日期」。',
  ].join('\n');
};

/**
 * 组织生活会 and 民主评议党员 step by step, each with the day it was done on, for officers in private: of the periods that
 * run or have just ended, of one rule alone where `rule` names it.
 */
export const renderSteps = ({ branch, presets, now }: Occasion, rule?: string): string => {
  const today = localDate(now, branch.timeZone);
  const shown = obligations({ branch, presets, now }).filter(
    (one) =>
      one.steps.length > 0 &&
      (rule === undefined
        ? one.state !== '不适用' || one.steps.some(({ on }) => on !== undefined)
        : one.rule.id === rule),
  );
  const daysOf = ({ held: ids }: Obligation): string[] =>
    ids.flatMap((id) => activityById(branch, id)?.start ?? []).map((start) => localDate(start, branch.timeZone));
  const held = (one: Obligation): string[] => {
    const days = daysOf(one);
    if (days.length > 0) return [`会议：${days.map(dayName).join('、')}召开。`];
    // A round that slipped into the new year ends with a meeting there, which counts for that year.
    const year = Number(one.period.to.slice(0, 4)) + 1;
    const [late] = shown
      .filter(({ rule: other }) => other.id === one.rule.id)
      .flatMap(daysOf)
      .filter((day) => day > one.period.to && day <= `${year}-03-31`);
    return [late === undefined ? '会议：还没有召开。' : `会议：${year}年${dayName(late)}召开，计入${year}年。`];
  };
  const counted = Object.entries(branch.reviews).map(([year, review]) => `${year}年度计票：${reviewLine(review)}。`);
  return [
    ...(shown.length === 0 ? ['目前没有需要分步骤办理的事项。'] : []),
    ...shown.flatMap((one) => [
      `【${one.rule.what}】${spanName(one.rule, one.period, today)}，${one.why}。`,
      ...one.steps.map(
        ({ step, on }, index) => `${index + 1}. ${step}：${on === undefined ? '还没有登记' : dayName(on)}。`,
      ),
      ...(one.rule.kinds.length > 0 ? held(one) : counted),
    ]),
    '登记一步请说「已办 民主评议 学习 12月3日」，有误说「未办 民主评议 学习」。测评在会上用纸票进行，打印请说「测评票」和「计票」。',
  ].join('\n');
};

/** The days on which the secretary hears of a rule that is not met: before the last day, and the day after it. */
const warningDays = ({ period, warnDaysBefore }: RuleInForce, { from, to }: Span): string[] => [
  ...(period === 'term' ? [from] : warnDaysBefore.map((days) => addDays(to, -days)).filter((day) => day >= from)),
  addDays(to, 1),
];

const warnedAt = '09:00';

/** The next instant after `after` at which any rule in force may have to be spoken of, owed or not. */
export const nextWarning = (branch: Branch, presets: readonly Preset[], after: number): number | undefined => {
  const day = localDate(after, branch.timeZone);
  const from = instantOf(day, warnedAt, branch.timeZone) > after ? day : addDays(day, 1);
  const rules = rulesInForce(branch, presets).filter(({ demanded }) => demanded > 0);
  // Most rules are warned of on the same days.
  const alike = new Map(rules.map((rule) => [JSON.stringify([rule.period, rule.warnDaysBefore]), rule]));
  // Nearly always the next month's end decides; only a branch that switched that off is looked at a year ahead.
  for (const until of [addDays(day, 40), addDays(day, 400)]) {
    let next: string | undefined;
    for (const rule of alike.values()) {
      for (const span of spansOf(rule.period, { since: addDays(day, -1), until, termEnd: branch.settings.termEnd })) {
        for (const one of warningDays(rule, span)) {
          if (one >= from && one <= until && (next === undefined || one < next)) next = one;
        }
      }
    }
    if (next !== undefined) return instantOf(next, warnedAt, branch.timeZone);
  }
  return undefined;
};

const missing = ({ rule, period, left }: Obligation, today: string): string => {
  const name = spanName(rule, period, today);
  if (rule.period === 'term') return `${name}，请按上级要求提前准备，还没有登记换届完成`;
  return rule.kinds.length === 0 && rule.demanded === 1 ? `${name}，还没有登记办过` : `${name}，还差 ${left} 次`;
};

/**
 * All that has to be said to the secretary on the day of `now`, in one message; undefined when nothing has. What is
 * already arranged is not asked about before its period has passed.
 */
export const renderWarning = ({ branch, presets, now }: Occasion): string | undefined => {
  const today = localDate(now, branch.timeZone);
  const asked = (rule: RuleInForce, period: Span): boolean => warningDays(rule, period).includes(today);
  const spoken = obligations({ branch, presets, now, asked }).filter(({ left }) => left > 0);
  const passed = spoken.filter(({ period }) => daysBetween(period.to, today) === 1);
  const coming = spoken.filter((one) => !passed.includes(one) && !isArranged(one));
  if (passed.length === 0 && coming.length === 0) return undefined;
  const lines = (list: readonly Obligation[]): string[] =>
    perLine(list.map((one) => ({ ...one, line: missing(one, today) }))).map(
      ({ subject, line }) => `${subject}：${line}。`,
    );
  const lastDays = [...new Set(coming.map(({ lastDay }) => lastDay))].toSorted();
  return [
    '【应做事项提醒】',
    ...lastDays.flatMap((day) => [
      `${formatDay(day)}以前：`,
      ...lines(coming.filter(({ lastDay }) => lastDay === day)),
    ]),
    ...(passed.length === 0 ? [] : ['已经过期：', ...lines(passed)]),
    '安排活动请说「发起」，已经办过的请说「已办 事项 日期」，全部情况请私聊我说「欠账」。这条只发给您，不在群里说。',
  ].join('\n');
};
