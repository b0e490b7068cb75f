import { defineSchedule, recurring } from '../src/bot/schedule.ts';
import { localDate } from '../src/domain/calendar.ts';
import { queueToOfficers } from '../src/domain/push.ts';

/** The notice of next year's holidays comes in November: who has not got it by December says so once. */
export default defineSchedule({
  id: 'holiday-data-missing',
  title: '放假安排未录入',
  due: recurring({ every: 'year', month: 12, on: { day: 1 }, at: '09:00' }),
  // All of December.
  catchUpHours: 30 * 24,
  run({ due, branch, holidays }) {
    const year = Number(localDate(due, branch.timeZone).slice(0, 4)) + 1;
    if (holidays.has(year)) return [];
    const text = `${year}年的放假安排还没有录入，涉及${year}年的首个工作日和建议日期只能按周一至周五推算。请转告管理员更新放假安排，不需要回复。`;
    return queueToOfficers(branch, text, due, []);
  },
});
