import { activitiesDue, beforeActivity, defineSchedule } from '../src/bot/schedule.ts';
import { formatWhen } from '../src/domain/calendar.ts';
import type { Fact } from '../src/domain/entry.ts';
import { openCheckIn } from '../src/domain/plan.ts';
import { queueToOfficers } from '../src/domain/push.ts';
import { keptTitle } from '../src/domain/push-title.ts';

const halfAnHourBefore = { minutes: 30, lateToo: true };

/** Check-in opens by itself half an hour before the start; after a downtime still while the activity can be going on. */
export default defineSchedule({
  id: 'open-check-in',
  title: '签到自动开始',
  due: beforeActivity(halfAnHourBefore),
  catchUpHours: 4,
  exemptFromQuietHours: true,
  run({ due, branch }) {
    const [activity, ...others] = activitiesDue(branch, halfAnHourBefore, due);
    if (!activity) return [];
    const facts = openCheckIn(branch, activity);
    const pushes = facts.filter(({ type }) => type === 'push-queued').length;
    // Two at the same minute: the next continues the numbering, and says the privacy notice no second time.
    let known = {
      ...branch,
      informed: Object.keys(branch.rooms),
      last: { ...branch.last, push: branch.last.push + pushes },
    };
    return [
      ...facts,
      ...others.flatMap((other) => {
        const more = openCheckIn(known, other);
        known = { ...known, last: { ...known.last, push: known.last.push + more.length } };
        return more;
      }),
    ];
  },
  /** It stays planned: the secretary alone is told, and can still open it by hand. */
  missed({ due, branch, now }) {
    return activitiesDue(branch, halfAnHourBefore, due).reduce<Fact[]>((facts, activity) => {
      const text = [
        `${formatWhen(activity.start, branch.timeZone)} ${keptTitle(activity)}的签到没有自动开始，因为当时程序没有运行。`,
        '活动已经举行的，请说「开始签到」，用「全到除 姓名」或「代录 姓名」登记后说「结束签到」；没有举行的，请说「取消活动」。这条只发给您，不在群里说。',
      ].join('');
      return [...facts, ...queueToOfficers(branch, text, now, facts)];
    }, []);
  },
});
