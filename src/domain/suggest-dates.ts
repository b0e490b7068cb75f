import type { Branch, Concern } from './branch.ts';
import { addDays, type Holidays, isDayOff, localDate, weekday } from './calendar.ts';
import { concerned } from './evolve.ts';
import type { Obligation } from './obligations.ts';

export type SuggestedDate = {
  readonly date: string /** false: the year's 放假安排 is not known here. */;
  readonly certain: boolean;
};

const suggested = 3;

/**
 * Up to three days from tomorrow to the last day, spread over what remains: no day off, and none with another activity
 * for any of the same people. In a year without holiday data weekends alone are avoided and the day is not certain.
 * Suggests only; nothing for what an activity does not meet or what is not owed.
 */
export const suggestDates = (
  { rule, group, period, left }: Pick<Obligation, 'rule' | 'group' | 'period' | 'left'>,
  branch: Branch,
  holidays: Holidays,
  now: number,
): SuggestedDate[] => {
  if (left === 0 || rule.kinds.length === 0) return [];
  const taken = takenDays(branch, peopleOf(branch, concernOf(rule.scope, group)), now);
  const tomorrow = addDays(localDate(now, branch.timeZone), 1);
  const free: SuggestedDate[] = [];
  for (let date = tomorrow > period.from ? tomorrow : period.from; date <= period.to; date = addDays(date, 1)) {
    const off = isDayOff(date, holidays);
    if (off === true || (off === 'unknown' && weekday(date) > 5) || taken.has(date)) continue;
    free.push({ date, certain: off !== 'unknown' });
  }
  if (free.length <= suggested) return free;
  return Array.from({ length: suggested }, (_, index) => free[Math.floor((free.length * index) / suggested)]).filter(
    (one) => one !== undefined,
  );
};

const concernOf = (scope: Obligation['rule']['scope'], group: string | undefined): Concern => {
  if (scope === 'each-group') return { scope: 'group', group: group ?? '' };
  return { scope };
};

const peopleOf = (branch: Branch, concern: Concern): ReadonlySet<string> => new Set(concerned(branch, { concern }));

/** Days to come on which something is planned for one of these people. */
const takenDays = (branch: Branch, people: ReadonlySet<string>, now: number): ReadonlySet<string> =>
  new Set(
    Object.values(branch.activities)
      .filter(({ state, start }) => state !== 'dropped' && start > now)
      .filter(({ concern }) => concerned(branch, { concern }).some((id) => people.has(id)))
      .map(({ start }) => localDate(start, branch.timeZone)),
  );
