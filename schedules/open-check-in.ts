import { activitiesDue, beforeActivity, defineSchedule } from '../src/bot/schedule.ts';
import { openCheckIn } from '../src/domain/plan.ts';

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
});
