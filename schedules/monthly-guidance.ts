import { defineSchedule, recurring } from '../src/bot/schedule.ts';
import { localDate, workingDayOf } from '../src/domain/calendar.ts';
import { publishList } from '../src/domain/guidance-own.ts';
import { listInForce } from '../src/domain/guidance-status.ts';
import { queueToOfficers } from '../src/domain/push.ts';

export default defineSchedule({
  id: 'monthly-guidance',
  title: '组织生活清单',
  due: recurring({ every: 'month', on: { workingDay: 1 }, at: '09:00' }),
  catchUpHours: 48,
  run({ due, branch, guidance, holidays }) {
    const month = localDate(due, branch.timeZone).slice(0, 7);
    const list = listInForce(branch, month, guidance);
    if (!list) return [];
    const note = workingDayOf(month, 1, holidays).certain
      ? ''
      : `${month.slice(0, 4)}年放假安排尚未录入，首个工作日按周一至周五推算。`;
    return publishList(branch, list, { now: due, note });
  },
  /** While it is still that month, the secretary alone is told: an officer's word publishes it all the same. */
  missed({ due, branch, guidance, now }) {
    const month = localDate(due, branch.timeZone).slice(0, 7);
    if (month !== localDate(now, branch.timeZone).slice(0, 7) || !listInForce(branch, month, guidance)) return [];
    const text = `${Number(month.slice(5))}月组织生活清单没有按时发到群里，因为当时程序没有运行。需要发布时请说「发布清单」；不需要的可以不理会。`;
    return queueToOfficers(branch, text, now, []);
  },
});
