import type { Activity } from './branch.ts';
import { addDays, type Holidays, instantOf, localDate, localTime } from './calendar.ts';
import type { Timing } from './timing.ts';

const eveningFrom = '19:00';

/** The branch's clock and the hours it may be written in. */
type Hours = { readonly timeZone: string; readonly settings: { readonly timing: Timing } };

/** The date of the public holidays as the year's notice names them; an unknown year has none, and plain weekends are none. */
const isHoliday = (date: string, holidays: Holidays): boolean =>
  holidays.get(Number(date.slice(0, 4)))?.days.some((day) => day.date === date && day.isOffDay) ?? false;

type Held = {
  readonly holidays?: Holidays;
  /** What the push is about. */
  readonly activities?: readonly Pick<Activity, 'start'>[];
};

/** The first instant at or after `instant` that is no public holiday, save one on which an activity of the push takes place. */
export const outsideHolidays = (instant: number, branch: Hours, { holidays, activities = [] }: Held): number => {
  if (!holidays) return instant;
  const zone = branch.timeZone;
  const days = activities.map(({ start }) => localDate(start, zone));
  const first = localDate(instant, zone);
  let date = first;
  while (isHoliday(date, holidays) && !days.includes(date)) date = addDays(date, 1);
  return date === first ? instant : instantOf(date, branch.settings.timing.pushFrom, zone);
};

/**
 * The first instant at or after `instant` at which a push may go: in the hours of the branch (08:30 to 20:30 by its clock,
 * until 22:00 where it is about an activity that starts after 19:00, unless 设置 narrowed them), and on no public holiday
 * unless that activity is on that day.
 */
export const outsideQuietHours = (instant: number, branch: Hours, held: Held = {}): number => {
  const zone = branch.timeZone;
  const { pushFrom, pushUntil, eveningUntil } = branch.settings.timing;
  const isEvening = held.activities?.some(({ start }) => localTime(start, zone) > eveningFrom) ?? false;
  const until = isEvening && eveningUntil > pushUntil ? eveningUntil : pushUntil;
  const morning = (date: string): number => outsideHolidays(instantOf(date, pushFrom, zone), branch, held);
  const free = outsideHolidays(instant, branch, held);
  const time = localTime(free, zone);
  const date = localDate(free, zone);
  if (time < pushFrom) return morning(date);
  if (time > until || (time === until && free % 60_000 > 0)) return morning(addDays(date, 1));
  return free;
};
