import { defineSchedule, recurring } from '../src/bot/schedule.ts';
import { localDate, workingDayOf } from '../src/domain/calendar.ts';
import { isPublishedAs, publishList, tellLastMonth } from '../src/domain/guidance-own.ts';
import { listInForce } from '../src/domain/guidance-status.ts';
import { queueToOfficers } from '../src/domain/push.ts';

export default defineSchedule({
  id: 'monthly-guidance',
  title: '组织生活清单',
  due: recurring(({ settings }) => settings.timing.publishing),
  catchUpHours: 48,
  run({ due, branch, guidance, holidays }) {
    const month = localDate(due, branch.timeZone).slice(0, 7);
    const list = listInForce(branch, month, guidance);
    if (!list) return [];
    if (isPublishedAs(branch, list)) return tellLastMonth(branch, month);
    const isGuess = 'workingDay' in branch.settings.timing.publishing.on && !workingDayOf(month, 1, holidays).certain;
    const note = isGuess ? `${month.slice(0, 4)}年放假安排尚未录入，首个工作日按周一至周五推算。` : '';
    return publishList(branch, list, { now: due, note });
  },
  /** While it is still that month, the secretary alone is told: an officer's word publishes it all the same. */
  missed({ due, branch, guidance, now }) {
    const month = localDate(due, branch.timeZone).slice(0, 7);
    const list = listInForce(branch, month, guidance);
    const isOver = month !== localDate(now, branch.timeZone).slice(0, 7);
    if (isOver || !list || isPublishedAs(branch, list)) return [];
    const text = `${Number(month.slice(5))}月组织生活清单没有按时发到群里，因为当时程序没有运行。需要发布时请说「发布清单」；不需要的可以不理会。`;
    return queueToOfficers(branch, text, now, []);
  },
});
