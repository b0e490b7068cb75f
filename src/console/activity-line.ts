import { activitiesIn, concerns, isInDoubt, isOver, pendingIn, shouldAttend, tally } from '../domain/attendance.ts';
import type { Activity, Branch } from '../domain/branch.ts';
import type { MemberId } from '../domain/roster.ts';

const stateNames: Readonly<Record<Activity['state'], string>> = {
  planned: '未开始',
  open: '签到中',
  closed: '已结束',
  dropped: '已取消',
};

/** In one word how far it is; what nobody opened on its day waits to be recorded or dropped. */
export const stateName = (branch: Branch, activity: Activity, now: number): string =>
  activity.state === 'planned' && isOver(branch, activity, now)
    ? '没有签到，等待补记'
    : isInDoubt(activity)
      ? '没有人签到，等待确认'
      : stateNames[activity.state];

/** Planned and open activities, the next first. */
export const coming = (branch: Branch): Activity[] => activitiesIn(branch, 'planned', 'open');

/** Of those who should attend: who said neither that they come, nor that they come late, nor asked for leave, nor is there. */
export const unanswered = (branch: Branch, activity: Activity): MemberId[] =>
  shouldAttend(branch, activity).filter(
    (id) =>
      !activity.marks[id] &&
      !activity.leaves[id] &&
      !activity.intentions[id] &&
      !activity.proxies[id] &&
      activity.announcedLate[id] === undefined,
  );

/** Everybody the activity is for, in roster order; who left since stands at the end. */
export const everybody = (branch: Branch, activity: Activity): MemberId[] => {
  const here = branch.roster.filter((id) => concerns(branch, activity, id));
  return [...here, ...(activity.should ?? []).filter((id) => !here.includes(id))];
};

/** 「应到 23，已到 1，请假 2，未登记 20」 */
export const countsText = (branch: Branch, activity: Activity): string => {
  const { should, present, leave, open, absent } = tally(branch, activity);
  const asked = pendingIn(activity).leaves.length;
  const pending = asked === 0 ? '' : `，请假待定 ${asked}`;
  if (activity.state === 'planned') return `应到 ${should}${leave > 0 ? `，请假 ${leave}` : ''}${pending}。`;
  const rest = activity.state === 'closed' ? `缺席 ${absent}` : `未登记 ${open}`;
  return `应到 ${should}，已到 ${present}，请假 ${leave}，${rest}${pending}。`;
};
