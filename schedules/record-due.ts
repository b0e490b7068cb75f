import { defineSchedule } from '../src/bot/schedule.ts';
import type { Activity } from '../src/domain/branch.ts';
import { addDays, instantOf, localDate } from '../src/domain/calendar.ts';
import { queueToOfficers } from '../src/domain/push.ts';
import { howToDecide, undecidedLine } from '../src/domain/undecided.ts';

const dueOf = ({ state, closedAt }: Activity, zone: string): number | undefined =>
  state === 'closed' && closedAt !== undefined
    ? instantOf(addDays(localDate(closedAt, zone), 3), '09:00', zone)
    : undefined;

/**
 * On the third day after an activity closed, at 09:00, one line to the secretary alone if its record still waits for an
 * officer's word; a record that waits for nothing is not spoken of.
 */
export default defineSchedule({
  id: 'record-due',
  title: '考勤待确认',
  due(branch, _almanac, after) {
    const dues = Object.values(branch.activities)
      .map((activity) => dueOf(activity, branch.timeZone))
      .filter((due) => due !== undefined && due > after);
    return dues.length === 0 ? undefined : Math.min(...dues.map(Number));
  },
  // Later the line of the week says it.
  catchUpHours: 48,
  run({ due, branch }) {
    const lines = Object.values(branch.activities)
      .filter((activity) => dueOf(activity, branch.timeZone) === due)
      .flatMap((activity) => undecidedLine(branch, activity) ?? []);
    if (lines.length === 0) return [];
    const text = ['【考勤待确认】以下活动结束已满三天，还有登记没有确认：', ...lines, howToDecide].join('\n');
    return queueToOfficers(branch, text, due, []);
  },
});
