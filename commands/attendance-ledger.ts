import { defineCommand } from '../src/bot/command.ts';
import { formatIn } from '../src/bot/format-named.ts';
import { periodNamed } from '../src/bot/period-named.ts';
import { localDate } from '../src/domain/calendar.ts';
import { Refusal } from '../src/domain/refusal.ts';

export default defineCommand({
  words: ['台账', '考勤台账'],
  alias: 'ledger',
  help: '台账 [月份或季度] [pdf]',
  does: '私聊发来考勤台账：每次活动谁到会、请假、缺席，以及各项人数和到会率',
  from: 'officer',
  run({ branch, now }, line) {
    const { format, words } = formatIn(line);
    const period = periodNamed(words, localDate(now, branch.timeZone));
    if (period === undefined) {
      throw new Refusal('no-period', `没有看懂「${words.slice(0, 20)}」，请写成 12月、2026-12 或 四季度。`);
    }
    return { document: { kind: 'ledger', period, ...format } };
  },
});
