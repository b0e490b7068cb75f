import { defineCommand } from '../src/bot/command.ts';
import { formatIn } from '../src/bot/format-named.ts';
import { periodNamed } from '../src/bot/period-named.ts';
import { localDate } from '../src/domain/calendar.ts';
import { Refusal } from '../src/domain/refusal.ts';

export default defineCommand({
  words: ['请假表'],
  alias: 'leave_sheet',
  help: '请假表 [月份] [pdf]',
  does: '私聊发来一个月的请假表，只有类别，没有事由；也可以写季度',
  chapter: '报表',
  from: 'officer',
  run({ branch, now }, line) {
    const { format, words } = formatIn(line);
    // Leave is asked before the day: next month's is at hand as well.
    const period = periodNamed(words, localDate(now, branch.timeZone), { ahead: 1 });
    if (period === undefined) {
      throw new Refusal('no-period', `没有看懂「${words.slice(0, 20)}」，请写成 12月、2026-12 或 四季度。`);
    }
    return { document: { kind: 'leave', period, ...format } };
  },
});
