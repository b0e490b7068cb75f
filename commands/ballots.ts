import { defineCommand } from '../src/bot/command.ts';
import { formatIn } from '../src/bot/format-named.ts';
import { localDate } from '../src/domain/calendar.ts';
import { Refusal } from '../src/domain/refusal.ts';
import { reviewedYear } from '../src/domain/review.ts';

export default defineCommand({
  words: ['测评票'],
  alias: 'ballots',
  help: '测评票 [年份] [pdf]',
  does: '私聊发来民主评议党员的测评票，打印后不记名填写；不在群里投票',
  chapter: '清单与欠账',
  from: 'officer',
  run({ branch, now }, line) {
    const { format, words } = formatIn(line);
    const today = localDate(now, branch.timeZone);
    const said = /^(?:(20\d{2})年?度?)?$/u.exec(words.trim().normalize('NFKC'));
    if (!said) throw new Refusal('no-year', '请只写年份，例如：测评票 2026。');
    const reviewed = said[1] === undefined ? reviewedYear(today) : Number(said[1]);
    return { document: { kind: 'ballot', year: Number(today.slice(0, 4)), reviewed, ...format } };
  },
});
