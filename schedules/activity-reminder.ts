import { aboutActivities, activitiesDue, beforeActivity, defineSchedule } from '../src/bot/schedule.ts';
import { pushQueue, roomsOf } from '../src/domain/push.ts';

const dayBefore = { minutes: 24 * 60 };

/** One reminder to the group a day before; in private only to members who asked for it and have not answered. */
export default defineSchedule({
  id: 'activity-reminder',
  title: '活动提醒',
  due: beforeActivity(dayBefore),
  catchUpHours: 12,
  about: aboutActivities(dayBefore, { untilMinutes: 0 }),
  run({ due, branch }) {
    const queue = pushQueue(branch);
    return activitiesDue(branch, dayBefore, due).flatMap((activity) => {
      const asked = branch.roster.filter((id) => branch.preferences[id]?.privateReminders && !activity.leaves[id]);
      return queue('activity-reminder', { activity: activity.id }, [...roomsOf(branch), ...asked]);
    });
  },
});
