import { closeActivity, tally } from './attendance.ts';
import type { Activity, Branch } from './branch.ts';
import { formatWhen } from './calendar.ts';
import type { Fact } from './entry.ts';
import { pushQueue, queueToOfficers, roomsOf } from './push.ts';
import { keptTitle } from './push-title.ts';
import type { MemberId } from './roster.ts';

/** Closes, sums up once in the group without names, and hands the names to the secretary in private. */
export const closing = (branch: Branch, activity: Activity, now: number): Fact[] => {
  const closed = closeActivity(branch, activity);
  const [fact] = closed;
  if (fact?.type !== 'activity-closed') return closed;
  const { should, present, online, leave } = tally(branch, activity);
  const names = (ids: readonly MemberId[]): string => ids.map((id) => `⟦${id}⟧`).join('、');
  const leaves = fact.should.filter((id) => activity.marks[id]?.is === 'leave');
  const unconfirmed = new Set(fact.unconfirmed);
  const absent = fact.absent.filter((id) => !unconfirmed.has(id));
  const lines = [
    `${formatWhen(activity.start, branch.timeZone)} ${keptTitle({ ...activity, topic: '' })}签到已结束。`,
    `应到 ${should}，实到 ${present}（线上 ${online}），请假 ${leave}，缺席 ${fact.absent.length}。`,
    ...(leaves.length > 0 ? [`请假：${names(leaves)}。`] : []),
    ...(absent.length > 0 ? [`缺席：${names(absent)}。`] : []),
    ...(unconfirmed.size > 0 ? [`缺席（待确认）：${names(fact.unconfirmed)}。`] : []),
    '需要更正时请说「代录 姓名 状态」。',
  ];
  const summary = pushQueue(branch)('activity-closed', { activity: activity.id }, roomsOf(branch));
  return [...closed, ...summary, ...queueToOfficers(branch, lines.join('\n'), now, summary, { about: activity })];
};
