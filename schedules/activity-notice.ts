import { aboutActivities, activitiesDue, beforeActivity, defineSchedule } from '../src/bot/schedule.ts';
import { pushQueue, roomsOf } from '../src/domain/push.ts';

const threeDays = 3 * 24 * 60;
const threeDaysBefore = { minutes: threeDays, announcedMinutes: threeDays };

/**
 * The announcement once more, three days before, and only where it was made (or the activity moved) more than three days
 * before that: nobody is told the same twice within three days. Where holidays hold it back for more than a day, the reminder says it.
 */
export default defineSchedule({
  id: 'activity-notice',
  title: '活动通知',
  due: beforeActivity(threeDaysBefore),
  catchUpHours: 24,
  about: aboutActivities(threeDaysBefore, { untilMinutes: 2 * 24 * 60 }),
  run({ due, branch }) {
    const queue = pushQueue(branch);
    return activitiesDue(branch, threeDaysBefore, due).flatMap(({ id }) =>
      queue('activity-announced', { activity: id }, roomsOf(branch)),
    );
  },
});
