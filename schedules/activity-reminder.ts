import { aboutActivities, activitiesDue, type Before, beforeActivity, defineSchedule } from '../src/bot/schedule.ts';
import { concerns } from '../src/domain/attendance.ts';
import type { Activity, Branch } from '../src/domain/branch.ts';
import { pushQueue, roomsOf } from '../src/domain/push.ts';

const asSet = ({ settings }: Branch): Before | undefined =>
  ({ 'day-before': { minutes: 24 * 60 }, 'two-hours-before': { minutes: 2 * 60 }, none: undefined })[
    settings.timing.reminder
  ];

/** 设置 may have been changed since: of one activity nobody is reminded twice. */
const isReminded = (branch: Branch, { id, since }: Activity): boolean =>
  Object.values(branch.pushes).some(
    ({ template, data, queuedAt }) => template === 'activity-reminder' && data['activity'] === id && queuedAt > since,
  );

/**
 * One reminder to the group, a day before unless the branch set two hours or none; in private only to members who asked
 * for it, whom it concerns and who have not asked for leave.
 */
export default defineSchedule({
  id: 'activity-reminder',
  title: '活动提醒',
  due: beforeActivity(asSet),
  catchUpHours: 12,
  about: aboutActivities(asSet, { untilMinutes: 0 }),
  run({ due, branch }) {
    const queue = pushQueue(branch);
    const activities = activitiesDue(branch, asSet, due).filter((activity) => !isReminded(branch, activity));
    return activities.flatMap((activity) => {
      const asked = branch.roster.filter(
        (id) => branch.preferences[id]?.privateReminders && concerns(branch, activity, id) && !activity.leaves[id],
      );
      return queue('activity-reminder', { activity: activity.id }, [...roomsOf(branch), ...asked]);
    });
  },
});
