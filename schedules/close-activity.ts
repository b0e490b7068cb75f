import { defineSchedule } from '../src/bot/schedule.ts';
import type { Activity } from '../src/domain/branch.ts';
import { instantOf, localDate } from '../src/domain/calendar.ts';
import { closingByItself } from '../src/domain/close.ts';
import type { Fact } from '../src/domain/entry.ts';

/** On its day; one opened by hand after that, on the day of the opening. */
const closesAt = ({ start, openedAt = start }: Activity, zone: string): number =>
  instantOf(localDate(Math.max(start, openedAt), zone), '23:59', zone);

/** An activity nobody closed closes by itself at 23:59 of its day, however late that is noticed; its counts go to the secretary. */
export default defineSchedule({
  id: 'close-activity',
  title: '签到自动结束',
  due(branch, _almanac, after) {
    const ends = Object.values(branch.activities)
      .filter(({ state }) => state === 'open')
      .map((activity) => Math.max(closesAt(activity, branch.timeZone), after + 1));
    return ends.length === 0 ? undefined : Math.min(...ends);
  },
  catchUpHours: 24 * 366,
  exemptFromQuietHours: true,
  run({ due, branch }) {
    return Object.values(branch.activities)
      .filter((activity) => activity.state === 'open' && closesAt(activity, branch.timeZone) <= due)
      .reduce<Fact[]>((facts, activity) => [...facts, ...closingByItself(branch, activity, due, facts)], []);
  },
});
