import { defineSchedule } from '../src/bot/schedule.ts';
import type { Activity } from '../src/domain/branch.ts';
import { addDays, instantOf, localDate } from '../src/domain/calendar.ts';
import { queueToOfficers } from '../src/domain/push.ts';
import { unfinishedLine } from '../src/domain/record.ts';
import { howToDecide, undecidedLine } from '../src/domain/undecided.ts';

const dueOf = ({ state, closedAt }: Activity, zone: string): number | undefined =>
  state === 'closed' && closedAt !== undefined
    ? instantOf(addDays(localDate(closedAt, zone), 3), '09:00', zone)
    : undefined;

/**
 * On the third day after an activity closed, at 09:00, one message to the secretary alone if its attendance still waits
 * for an officer's word or, in a branch that takes its records here, the record of the meeting still lacks something. A
 * complete one is not spoken of.
 */
export default defineSchedule({
  id: 'record-due',
  title: '考勤和会议记录待补',
  due(branch, _almanac, after) {
    const dues = Object.values(branch.activities)
      .map((activity) => dueOf(activity, branch.timeZone))
      .filter((due) => due !== undefined && due > after);
    return dues.length === 0 ? undefined : Math.min(...dues.map(Number));
  },
  // Later the line of the week says it.
  catchUpHours: 48,
  run({ due, branch }) {
    const closed = Object.values(branch.activities).filter((activity) => dueOf(activity, branch.timeZone) === due);
    const undecided = closed.flatMap((activity) => undecidedLine(branch, activity) ?? []);
    const unfinished = closed.flatMap((activity) => unfinishedLine(branch, activity) ?? []);
    const lines = [
      ...(undecided.length === 0
        ? []
        : ['【考勤待确认】以下活动结束已满三天，还有登记没有确认：', ...undecided, howToDecide]),
      ...(unfinished.length === 0 ? [] : ['【会议记录】以下会议结束已满三天，记录还不完整：', ...unfinished]),
    ];
    return lines.length === 0 ? [] : queueToOfficers(branch, lines.join('\n'), due, []);
  },
});
