import type { Branch } from './branch.ts';
import { endOfDay } from './calendar.ts';
import { type Obligation, obligations, type StepDone } from './obligations.ts';
import { cadenceName, type Span } from './period.ts';
import type { Preset } from './preset.ts';

/** What one rule demands in a year, summed over its periods, and of 党小组 all together. */
export type Planned = {
  readonly rule: string;
  readonly what: string;
  /** 「每季度1次」, of each 党小组 where it is for them. */
  readonly cadence: string;
  readonly demanded: number;
  /** More in one period than it demands does not stand in for another. */
  readonly done: number;
  /** Of periods that are over. */
  readonly missed: number;
  /** Its steps in their order, each with the last day of the year it was done on. */
  readonly steps: readonly StepDone[];
  /** Why nothing is demanded; then the numbers are 0. */
  readonly exempt?: string;
};

const sum = (list: readonly Obligation[], of: (one: Obligation) => number): number =>
  list.reduce((total, one) => total + of(one), 0);

/**
 * The obligations of the periods that end in a year, in the order of the rules, and an election that is still owed from
 * before; `today` says which are over.
 */
export const yearPlan = (branch: Branch, presets: readonly Preset[], { from, to }: Span, today: string): Planned[] => {
  const now = endOfDay(to, branch.timeZone);
  const perRule = new Map<string, Obligation[]>();
  for (const one of obligations({ branch, presets, now })) {
    if (one.period.to > to || (one.period.to < from && one.left === 0)) continue;
    perRule.set(one.rule.id, [...(perRule.get(one.rule.id) ?? []), one]);
  }
  return [...perRule.values()].flatMap((list): Planned[] => {
    const [first] = list;
    if (!first) return [];
    const { id: rule, what, scope, steps } = first.rule;
    const demanded = list.filter(({ state }) => state !== '不适用');
    const each = scope === 'each-group' && list.some(({ group }) => group !== undefined) ? '，每个党小组' : '';
    return [
      {
        rule,
        what,
        cadence: first.rule.demanded === 0 ? '—' : `${cadenceName(first.rule)}${each}`,
        demanded: sum(demanded, (one) => one.demanded),
        done: sum(demanded, (one) => one.demanded - one.left),
        missed: sum(
          demanded.filter(({ period }) => period.to < today),
          ({ left }) => left,
        ),
        steps: steps.map((step) => {
          const days = list.flatMap((one) =>
            one.steps.flatMap((done) => (done.step === step && done.on ? [done.on] : [])),
          );
          const on = days.toSorted().at(-1);
          return { step, ...(on === undefined ? {} : { on }) };
        }),
        ...(demanded.length === 0 ? { exempt: first.why } : {}),
      },
    ];
  });
};
