import { defineSchedule, recurring } from '../src/bot/schedule.ts';
import { addMonths, localDate } from '../src/domain/calendar.ts';
import { monthEndSheet } from '../src/domain/guidance-status.ts';
import { queueToOfficers } from '../src/domain/push.ts';

/** What of the branch's own list was done, by which activity, and what is open: to the secretary alone. */
export default defineSchedule({
  id: 'month-end-sheet',
  title: '清单月末核对',
  due: recurring({ every: 'month', on: { workingDay: -1 }, at: '17:00' }),
  // Over a long weekend it is still the month that just ended.
  catchUpHours: 96,
  run({ due, branch }) {
    const month = localDate(due, branch.timeZone).slice(0, 7);
    const sheet = monthEndSheet(branch, month);
    if (sheet === undefined) return [];
    const next = addMonths(month, 1);
    const reminder = branch.guidance[next]
      ? ''
      : `\n${Number(next.slice(5))}月清单还没有导入，可以说「导入清单 ${Number(next.slice(5))}月」后换行粘贴；不导入则按通用参考清单发布。`;
    return queueToOfficers(branch, `${sheet}${reminder}`, due, []);
  },
});
