import { defineCommand } from '../src/bot/command.ts';
import { localDate, parseDay } from '../src/domain/calendar.ts';
import { listFor, renderList } from '../src/domain/guidance.ts';
import { pushQueue, roomsOf } from '../src/domain/push.ts';
import { Refusal } from '../src/domain/refusal.ts';

const monthOf = (words: string, today: string): string | undefined => {
  if (words === '' || words === '本月') return today.slice(0, 7);
  const plain = words.normalize('NFKC').replaceAll(/\s/gu, '');
  const named = /^(?:(\d{4})[-年/])?(\d{1,2})月?(?:份)?$/u.exec(plain);
  if (!named) return undefined;
  const month = String(Number(named[2])).padStart(2, '0');
  return parseDay(`${named[1] ?? today.slice(0, 4)}-${month}-01`, today)?.slice(0, 7);
};

export default defineCommand({
  words: ['发布清单'],
  alias: 'publish',
  help: '发布清单 [月份]',
  does: '现在发布组织生活清单',
  from: 'officer',
  run({ branch, now, guidance }, words) {
    const month = monthOf(words, localDate(now, branch.timeZone));
    if (month === undefined) throw new Refusal('no-month', `没有看懂月份「${words}」，请写成 12月 或 2026-12。`);
    const list = listFor(month, guidance);
    if (!list) throw new Refusal('no-list', `${Number(month.slice(5))}月还没有组织生活清单。`);
    const recent = Object.values(branch.pushes).some(
      ({ template, data, queuedAt }) =>
        template === 'guidance-list' && data['month'] === month && queuedAt > now - 3_600_000,
    );
    if (recent) throw new Refusal('just-published', '这份清单刚刚发布过，没有重复发布。');
    if (roomsOf(branch).length === 0) throw new Refusal('no-room', '本支部还没有登记群，不能发布。');
    return {
      facts: pushQueue(branch)('guidance-list', { month, text: renderList(list) }, roomsOf(branch)),
      answer: 'acknowledge',
      toast: '清单正在发出。',
    };
  },
});
