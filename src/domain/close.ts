import { closeActivity, reopenActivity, tally } from './attendance.ts';
import type { Activity, Branch } from './branch.ts';
import { formatWhen } from './calendar.ts';
import type { Fact } from './entry.ts';
import { dueOf, pushQueue, type Queue, queueToOfficers, roomsOf, shownTogether } from './push.ts';
import { keptTitle } from './push-title.ts';
import type { MemberId } from './roster.ts';

/** Closes, sums up once in the group without names, and hands the names to the secretary in private. */
export const closing = (branch: Branch, activity: Activity, now: number): Fact[] => {
  const closed = closeActivity(branch, activity);
  const summary = pushQueue(branch)('activity-closed', { activity: activity.id }, roomsOf(branch));
  const line = outcome(branch, activity, closed);
  return [...closed, ...summary, ...queueToOfficers(branch, line, now, summary, { about: activity })];
};

/**
 * The same at 23:59, when nobody wants a summary in the group: only the line to the secretary, which waits for the morning,
 * and asks where nobody came. `after` are the facts decided before it.
 */
export const closingByItself = (branch: Branch, activity: Activity, now: number, after: readonly Fact[]): Fact[] => {
  const closed = closeActivity(branch, activity);
  const isUnattended = !Object.values(activity.marks).some(({ is }) => is === 'present');
  const line = isUnattended ? question(branch, activity) : outcome(branch, activity, closed);
  return [...closed, ...queueToOfficers(branch, line, now, after, { about: activity })];
};

const question = ({ timeZone }: Branch, activity: Activity): string => {
  const { id, start } = activity;
  return [
    // The first line is foreseen as well, while nobody can know who will come.
    `${formatWhen(start, timeZone)} ${keptTitle({ ...activity, topic: '' })}签到已结束。`,
    `没有人签到，是没有开吗？没有开请说「取消活动 ${id}」；开过请说「全到除 ${id} 姓名」（都到了说「全到 ${id}」）或「代录 ${id} 姓名」补录。没有补录的，不算已经开过。`,
  ].join('\n');
};

/** Names as ids, for who answers for the branch. */
const outcome = (branch: Branch, activity: Activity, [fact]: readonly Fact[]): string => {
  if (fact?.type !== 'activity-closed') return '';
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
  return lines.join('\n');
};

/** How long after it was sent the bot's own message in a room can be taken back; undefined where it cannot. */
export type RecallForMs = (room: string) => number | undefined;

/**
 * 重新签到: what the group was told at the closing does not hold any more, so the last summary leaves every room that lets it
 * go, and where it stays, or stands in one message with something else, a line says so. Refuses as reopenActivity does.
 */
export const reopening = (
  branch: Branch,
  activity: Activity,
  {
    now,
    recallForMs,
    queue = pushQueue(branch),
  }: { readonly now: number; readonly recallForMs: RecallForMs; readonly queue?: Queue },
): Fact[] => {
  const reopened = reopenActivity(branch, activity, now);
  const summary = Object.values(branch.pushes)
    .filter(({ template, data }) => template === 'activity-closed' && data['activity'] === activity.id)
    .toSorted((a, b) => dueOf(a) - dueOf(b))
    .at(-1);
  if (!summary || summary.withdrawn) return reopened;
  const isAlone = shownTogether(branch, summary).length === 1;
  const canGo = (room: string): boolean =>
    isAlone && (room in summary.shown || room in summary.owed) && dueOf(summary) > now - (recallForMs(room) ?? 0);
  const rooms = summary.to.filter((room) => summary.owed[room] !== 'waiting');
  const staying = rooms.filter((room) => !canGo(room));
  const text = `【更正】${keptTitle(activity)}的签到重新开始，上一次小结不作数，以后一次小结为准。`;
  return [
    ...reopened,
    { type: 'push-withdrawn', push: summary.id, rooms: rooms.filter(canGo) },
    ...queue('notice', { text }, staying),
  ];
};
