import { pendingIn, wasHeld } from './attendance.ts';
import type { Activity, Branch } from './branch.ts';
import { formatWhen } from './calendar.ts';
import { keptTitle } from './push-title.ts';
import type { MemberId } from './roster.ts';

const names = (ids: readonly MemberId[]): string => ids.map((id) => `⟦${id}⟧`).join('、');

/** What of an activity that was held waits for an officer's word, in a line with ids for names; undefined when nothing does. */
export const undecidedLine = (branch: Branch, activity: Activity): string | undefined => {
  if (!wasHeld(activity)) return undefined;
  const { leaves, proxies } = pendingIn(activity);
  if (leaves.length === 0 && proxies.length === 0) return undefined;
  return [
    `${formatWhen(activity.start, branch.timeZone)} ${keptTitle(activity)}：`,
    ...(proxies.length > 0 ? [`到会待确认 ${names(proxies)}。`] : []),
    ...(leaves.length > 0 ? [`请假未定 ${names(leaves)}。`] : []),
  ].join('');
};

/** How an officer decides what undecidedLine() tells of. */
export const howToDecide = '请说「确认代报」「不认代报 姓名」或「准假 姓名」「不准假 姓名」。';
