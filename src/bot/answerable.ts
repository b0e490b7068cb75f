import { activitiesIn, concerns } from '../domain/attendance.ts';
import type { Activity } from '../domain/branch.ts';
import { localDate } from '../domain/calendar.ts';
import type { MemberId } from '../domain/roster.ts';
import type { Situation } from './command.ts';

/**
 * The activities a 签到 or 请假 of this member can mean: those open; else those closed today, because it may have been
 * said before the closing, or be left to an officer.
 */
export const answerable = ({ branch, at }: Situation, member: MemberId): Activity[] => {
  const open = activitiesIn(branch, 'open').filter((activity) => concerns(branch, activity, member));
  if (open.length > 0) return open;
  const today = localDate(at, branch.timeZone);
  return activitiesIn(branch, 'closed')
    .filter((activity) => concerns(branch, activity, member) && localDate(activity.start, branch.timeZone) === today)
    .slice(-1);
};
