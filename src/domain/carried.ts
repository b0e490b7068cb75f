import { allActivities, wasHeld } from './attendance.ts';
import type { Activity, Branch } from './branch.ts';
import { localDate } from './calendar.ts';
import { presentLists } from './guidance-kept.ts';

const correctedFor = 31 * 24 * 3_600_000;
/** A year's tick still meets that year in the January after it. */
const ticksKeptFor = 400 * 24 * 3_600_000;

const isCarried = ({ state, start }: Activity, now: number): boolean =>
  state === 'planned' || state === 'open' || (state === 'closed' && start > now - correctedFor);

/**
 * What the next year's book starts from: what is open or may still be corrected, and nothing that is only history. In
 * January the past year's last periods are still asked about, so what was held stays countable.
 */
export const carried = (branch: Branch, now: number): Branch => ({
  ...branch,
  activities: Object.fromEntries(Object.entries(branch.activities).filter(([, activity]) => isCarried(activity, now))),
  past: {},
  earlier: allActivities(branch)
    .filter((activity) => wasHeld(activity) && !isCarried(activity, now))
    .map(({ id, kind, concern, start }) => ({ id, kind, concern, start })),
  ticks: branch.ticks.filter(({ period }) => period >= localDate(now - ticksKeptFor, branch.timeZone)),
  reviews: Object.fromEntries(
    Object.entries(branch.reviews).filter(
      ([year]) => Number(year) >= Number(localDate(now, branch.timeZone).slice(0, 4)) - 2,
    ),
  ),
  // What is done or dropped is history; what is open is owed in the new year as well.
  rectifications: branch.rectifications.filter(({ state }) => state === 'open'),
  guidance: presentLists(branch.guidance, now, branch.timeZone),
  pushes: Object.fromEntries(
    Object.entries(branch.pushes).filter(
      ([, push]) =>
        Object.keys(push.owed).length > 0 ||
        ['planned', 'open'].includes(branch.activities[String(push.data['activity'])]?.state ?? ''),
    ),
  ),
});
