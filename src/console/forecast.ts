import { type Ahead, pushesAhead } from '../bot/preview.ts';
import { addDays, endOfDay, localDate } from '../domain/calendar.ts';
import type { View } from './page.ts';

/** Further ahead too much will have changed by then to say what will be sent. */
export const forecastDays = 62;

const forecastsKept = 20;

type Asked = Pick<View, 'branch' | 'people' | 'schedules' | 'guidance' | 'holidays' | 'presets' | 'now'>;
type Known = { readonly signs: readonly unknown[]; readonly ahead: readonly Ahead[] };

/**
 * All that the pushes to come depend on. Who is in the room now changes none of them: an evening's check-ins, one after
 * the other, must not walk through two months each time.
 */
const signsOf = ({ branch, people, schedules, guidance, holidays, presets }: Asked, until: number): unknown[] => {
  const { activities, ...rest } = branch;
  return [
    until,
    people,
    schedules,
    guidance,
    holidays,
    presets,
    ...Object.values(rest),
    ...Object.values(activities).map((one) => (one.state === 'open' ? `${one.id} ${one.start}` : one)),
  ];
};

/** Every push of the next 62 days, walked through anew only when something it depends on has changed; of the few branches looked at last. */
export const createForecast = (): ((asked: Asked) => readonly Ahead[]) => {
  const forecasts = new Map<string, Known>();
  return (asked) => {
    const { branch, people, schedules, guidance, holidays, presets, now } = asked;
    const until = endOfDay(addDays(localDate(now, branch.timeZone), forecastDays), branch.timeZone);
    const signs = signsOf(asked, until);
    const before = forecasts.get(branch.id);
    const isSame = before?.signs.length === signs.length && before.signs.every((sign, index) => sign === signs[index]);
    const almanac = { guidance, holidays, presets };
    const known = isSame ? before : { signs, ahead: pushesAhead({ branch, people, schedules, almanac, now, until }) };
    forecasts.delete(branch.id);
    forecasts.set(branch.id, known);
    for (const oldest of forecasts.keys()) {
      if (forecasts.size <= forecastsKept) break;
      forecasts.delete(oldest);
    }
    return known.ahead.filter(({ at }) => at >= now);
  };
};
