import { defineSchedule } from '../src/bot/schedule.ts';
import type { Activity } from '../src/domain/branch.ts';
import { instantOf, localDate } from '../src/domain/calendar.ts';
import { closing } from '../src/domain/close.ts';

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
    let known = branch;
    return Object.values(branch.activities)
      .filter((activity) => activity.state === 'open' && closesAt(activity, branch.timeZone) <= due)
      .flatMap((activity) => {
        // At midnight nobody wants a summary in the group: the line to the secretary waits for the morning.
        const facts = closing(known, activity, due).filter(
          (fact) => !(fact.type === 'push-queued' && fact.template === 'activity-closed'),
        );
        const line = facts.flatMap((fact) => (fact.type === 'push-queued' ? [fact] : []));
        known = { ...known, last: { ...known.last, push: known.last.push + line.length + 1 } };
        return facts;
      });
  },
});
