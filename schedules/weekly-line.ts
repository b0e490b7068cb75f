import { defineSchedule, recurring } from '../src/bot/schedule.ts';
import { activitiesIn } from '../src/domain/attendance.ts';
import { addDays, endOfDay, formatWhen, localDate } from '../src/domain/calendar.ts';
import { queueToOfficers } from '../src/domain/push.ts';
import { keptTitle } from '../src/domain/push-title.ts';
import { rectificationLine, rectificationsDue } from '../src/domain/rectification.ts';
import { howToDecide, undecidedLine } from '../src/domain/undecided.ts';

const dayMs = 24 * 3_600_000;

/**
 * Mondays at 09:00, to the secretary alone, and only if there is something: what takes place this week, what of the last
 * fortnight's activities waits for a decision and has been spoken of alone, what of the 整改清单 falls due, and what could
 * not be delivered last week.
 */
export default defineSchedule({
  id: 'weekly-line',
  title: '本周提示',
  due: recurring({ every: 'week', weekday: 1, at: '09:00' }),
  catchUpHours: 48,
  run({ due, branch }) {
    const zone = branch.timeZone;
    const monday = localDate(due, zone);
    const sunday = endOfDay(addDays(monday, 6), zone);
    const coming = activitiesIn(branch, 'planned', 'open')
      .filter(({ start }) => start >= due && start <= sunday)
      .map((activity) => `${formatWhen(activity.start, zone)} ${keptTitle(activity)}`);
    const undecided = activitiesIn(branch, 'closed')
      .filter(({ closedAt = 0 }) => closedAt > due - 14 * dayMs && addDays(localDate(closedAt, zone), 3) <= monday)
      .flatMap((activity) => undecidedLine(branch, activity) ?? []);
    const unsent = branch.unsent.filter(({ at }) => at > due - 7 * dayMs).map(({ push, what }) => what || push);
    const rectify = rectificationsDue(branch, monday).map((one) => rectificationLine(one, monday));
    const lines = [
      ...(coming.length > 0 ? ['本周活动：', ...coming.map((line) => `${line}。`)] : []),
      ...(undecided.length > 0 ? ['还没有确认的登记：', ...undecided, howToDecide] : []),
      ...(rectify.length > 0 ? ['到期或临近的整改事项：', ...rectify.map((line) => `${line}。`)] : []),
      ...(unsent.length > 0 ? [`上周没有送达的推送：${unsent.join('、')}，请确认已另行告知。`] : []),
    ];
    return lines.length === 0 ? [] : queueToOfficers(branch, ['【本周提示】', ...lines].join('\n'), due, []);
  },
});
