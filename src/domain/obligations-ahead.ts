import type { Branch } from './branch.ts';
import { addMonths, instantOf, localDate } from './calendar.ts';
import { type Obligation, obligations } from './obligations.ts';
import type { Preset } from './preset.ts';

/**
 * Those of obligations() at `now`, and of the periods that begin later up to the date `until` (YYYY-MM-DD, included): each of
 * these as it will stand at the beginning of its first month if nothing more is planned. `why` and the days left of such a
 * one are counted from there.
 */
export const obligationsUntil = ({
  branch,
  presets,
  now,
  until,
}: {
  branch: Branch;
  presets: readonly Preset[];
  now: number;
  until: string;
}): Obligation[] => {
  const found = new Map<string, Obligation>();
  const add = (instant: number): void => {
    for (const one of obligations({ branch, presets, now: instant })) {
      const key = `${one.rule.id} ${one.period.from} ${one.group ?? ''}`;
      if (!found.has(key)) found.set(key, one);
    }
  };
  add(now);
  for (
    let month = addMonths(localDate(now, branch.timeZone).slice(0, 7), 1);
    `${month}-01` <= until;
    month = addMonths(month, 1)
  ) {
    add(instantOf(`${month}-01`, '00:00', branch.timeZone));
  }
  return [...found.values()].filter(({ period }) => period.from <= until);
};
