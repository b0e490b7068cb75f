import { defineSchedule, firstWorkingDayOfMonth } from '../src/bot/schedule.ts';
import { firstWorkingDay, localDate } from '../src/domain/calendar.ts';
import { listFor, renderList } from '../src/domain/guidance.ts';
import { pushQueue, roomsOf } from '../src/domain/push.ts';

export default defineSchedule({
  id: 'monthly-guidance',
  due: firstWorkingDayOfMonth({ at: '09:00' }),
  catchUpHours: 48,
  run({ due, branch, guidance, holidays }) {
    const month = localDate(due, branch.timeZone).slice(0, 7);
    const list = listFor(month, guidance);
    if (!list) return [];
    const uncertain = firstWorkingDay(month, holidays).certain
      ? ''
      : `\n${month.slice(0, 4)}年放假安排尚未录入，首个工作日按周一至周五推算。`;
    return pushQueue(branch)('guidance-list', { month, text: `${renderList(list)}${uncertain}` }, roomsOf(branch));
  },
});
