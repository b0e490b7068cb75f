import { allActivities, wasHeld } from './attendance.ts';
import type { Branch, Concern, HeldActivity, Kind, Tick } from './branch.ts';
import { addDays, formatDay, localDate } from './calendar.ts';
import { dayName, daysBetween, type Span, spansOf } from './period.ts';
import { groupsOf } from './plan.ts';
import { type Preset, type RuleInForce, rulesInForce } from './preset.ts';

export type ObligationState = '未到期' | '临近' | '逾期' | '已完成' | '不适用';

/** What a rule demands of the branch, or of one 党小组, in one period, and what the ledger has of it. */
export type Obligation = {
  readonly rule: RuleInForce;
  readonly group?: string;
  readonly period: Span;
  readonly demanded: number;
  /** Activities held in the period: these count. */
  readonly held: readonly string[];
  /** Coming or open ones: shown, not counted. One whose day passed without a check-in is none. */
  readonly planned: readonly string[];
  /** Dates of 已办. */
  readonly ticked: readonly string[];
  /** The steps of the rule in their order, each with the day it was last done on, if it was. */
  readonly steps: readonly StepDone[];
  /** How often it was done: held, and by an officer's word. */
  readonly done: number;
  readonly left: number;
  readonly lastDay: string;
  readonly state: ObligationState;
  /** One clause. */
  readonly why: string;
};

export type StepDone = { readonly step: string; readonly on?: string };

type Dated = { readonly id: string; readonly kind: Kind; readonly concern: Concern; readonly date: string };

/** A period that ended is still spoken of this long, and through its own year. */
export const spokenOfDays = 31;

/**
 * Every obligation of the periods that have begun (and of this year's windows to come) and ended this year or within
 * the last 31 days, in the order of the rules, oldest period first. Nothing is demanded for a period that ended before
 * the branch or the 党小组 came into being; the period running then is demanded if at least half of it remained.
 * `asked` leaves out periods of rules before anything is computed of them.
 */
export const obligations = ({
  branch,
  presets,
  now,
  asked = () => true,
}: {
  branch: Branch;
  presets: readonly Preset[];
  now: number;
  asked?: (rule: RuleInForce, period: Span) => boolean;
}): Obligation[] => {
  const today = localDate(now, branch.timeZone);
  const inJanuary = addDays(today, -spokenOfDays);
  const newYear = `${today.slice(0, 4)}-01-01`;
  const since = inJanuary < newYear ? inJanuary : newYear;
  const dated = ({ id, kind, concern, start }: HeldActivity): Dated => ({
    id,
    kind,
    concern,
    date: localDate(start, branch.timeZone),
  });
  const founded = localDate(branch.foundedAt, branch.timeZone);
  const activities = allActivities(branch);
  const ledger = {
    groups: groupsOf(branch),
    held: [...branch.earlier, ...activities.filter(wasHeld)].map(dated),
    planned: activities
      .filter(
        ({ state, start }) => state === 'open' || (state === 'planned' && localDate(start, branch.timeZone) >= today),
      )
      .map(dated),
  };
  return rulesInForce(branch, presets).flatMap((rule) => {
    const groups = rule.scope === 'each-group' ? ledger.groups : [];
    return spansOf(rule.period, { since, until: today, termEnd: branch.settings.termEnd })
      .filter((period) => rule.period === 'term' || period.to >= founded)
      .filter((period) => asked(rule, period))
      .flatMap((period) => {
        if (rule.scope !== 'each-group' || groups.length === 0) {
          return [obligationOf(branch, rule, period, undefined, ledger, today)];
        }
        return groups
          .filter((group) => period.to >= beganOn(branch, group))
          .map((group) => obligationOf(branch, rule, period, group, ledger, today));
      });
  });
};

const obligationOf = (
  branch: Branch,
  rule: RuleInForce,
  period: Span,
  group: string | undefined,
  ledger: { held: readonly Dated[]; planned: readonly Dated[]; groups: readonly string[] },
  today: string,
): Obligation => {
  const within = ({ date }: Dated): boolean => date >= period.from && date <= period.to;
  const held = ledger.held.filter((one) => within(one) && counts(rule, group, one));
  const planned = ledger.planned.filter((one) => within(one) && counts(rule, group, one));
  const ticks = branch.ticks.filter((tick) => meets(tick, rule, period, group));
  const ticked = ticks.filter(({ step }) => step === undefined).map(({ on }) => on);
  const done = roundsOf(rule, held, ledger.groups) + ticked.length;
  const exempt = exemption(branch, rule, period, group);
  const isExempt = exempt !== undefined && (rule.demanded === 0 || done < rule.demanded);
  const left = isExempt ? 0 : Math.max(0, rule.demanded - done);
  const state = isExempt ? '不适用' : stateOf(rule, period, left, today);
  return {
    rule,
    ...(group === undefined ? {} : { group }),
    period,
    demanded: rule.demanded,
    held: held.map(({ id }) => id),
    planned: planned.map(({ id }) => id),
    ticked,
    steps: rule.steps.map((step) => {
      const days = ticks.flatMap((tick) => (tick.step === step ? [tick.on] : [])).toSorted();
      const on = days.at(-1);
      return { step, ...(on === undefined ? {} : { on }) };
    }),
    done,
    left,
    lastDay: period.to,
    state,
    why: isExempt ? exempt : reason(state, period, left, today),
  };
};

/** 党课 on the day of a 党员大会 is an activity of its own, so each counts for its own rule and for no other. */
const counts = (rule: RuleInForce, group: string | undefined, { kind, concern }: Dated): boolean => {
  if (!rule.kinds.includes(kind)) return false;
  if (rule.scope === 'each-group') return concern.scope === 'group' && concern.group === group;
  return concern.scope === rule.scope || (rule.byGroups === true && concern.scope === 'group');
};

/** Meetings of the whole, and of those held group by group one for every round that all groups completed. */
const roundsOf = (rule: RuleInForce, held: readonly Dated[], groups: readonly string[]): number => {
  if (!rule.byGroups) return held.length;
  const whole = held.filter(({ concern }) => concern.scope === rule.scope).length;
  const perGroup = groups.map(
    (group) => held.filter(({ concern }) => concern.scope === 'group' && concern.group === group).length,
  );
  return whole + (perGroup.length === 0 ? 0 : Math.min(...perGroup));
};

const meets = (tick: Tick, rule: RuleInForce, { from, to }: Span, group: string | undefined): boolean =>
  tick.rule === rule.id && tick.period >= from && tick.period <= to && tick.group === group;

/** The day a group, or without one the branch, came into being as far as the ledger knows. */
const beganOn = (branch: Branch, group: string | undefined): string => {
  const began = group === undefined ? 0 : (branch.groups[group] ?? 0);
  return localDate(Math.max(began, branch.foundedAt), branch.timeZone);
};

const exemption = (
  branch: Branch,
  rule: RuleInForce,
  { from, to }: Span,
  group: string | undefined,
): string | undefined => {
  if (rule.demanded === 0) return '本支部已停用这一项';
  const full = branch.roster.filter((id) => branch.members[id]?.status === '正式').length;
  if (rule.needsFullMembers !== undefined && full < rule.needsFullMembers) {
    return `正式党员 ${full} 人，不足 ${rule.needsFullMembers} 人，不作要求`;
  }
  if (rule.scope === 'each-group' && group === undefined) return '名册里没有划分党小组';
  if (rule.period === 'term') return undefined;
  const began = beganOn(branch, group);
  if (rule.of === 'past-year' && began.slice(0, 4) >= from.slice(0, 4)) return '本支部上一年度还没有登记';
  const remaining = daysBetween(began > from ? began : from, to) + 1;
  if (remaining * 2 >= daysBetween(from, to) + 1) return undefined;
  return `${group ?? '本支部'}${dayName(began)}登记时本期已过半，不作要求`;
};

const stateOf = (rule: RuleInForce, { from, to }: Span, left: number, today: string): ObligationState => {
  if (left === 0) return '已完成';
  if (today > to) return '逾期';
  const isNear = rule.period === 'term' || daysBetween(today, to) <= Math.max(...rule.warnDaysBefore);
  return today >= from && isNear ? '临近' : '未到期';
};

const reason = (state: ObligationState, { from, to }: Span, left: number, today: string): string => {
  if (state === '已完成') return '本期次数已够';
  if (state === '逾期') return `${formatDay(to)}已过，还差 ${left} 次`;
  if (today < from) return `${formatDay(from)}开始，最迟${formatDay(to)}`;
  const days = daysBetween(today, to);
  return `还差 ${left} 次，最迟${formatDay(to)}，${days === 0 ? '就是今天' : `还有 ${days} 天`}`;
};
