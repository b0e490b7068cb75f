import { defineCommand } from '../src/bot/command.ts';
import { monthNear } from '../src/bot/month-named.ts';
import { localDate } from '../src/domain/calendar.ts';
import { isPublishedAs, publishList } from '../src/domain/guidance-own.ts';
import { listInForce } from '../src/domain/guidance-status.ts';
import { roomsOf } from '../src/domain/push.ts';
import { Refusal } from '../src/domain/refusal.ts';

export default defineCommand({
  words: ['发布清单'],
  alias: 'publish',
  help: '发布清单 [月份]',
  does: '现在发布组织生活清单',
  chapter: '清单与欠账',
  from: 'officer',
  run({ branch, now, guidance }, words) {
    const month = monthNear(words === '' ? '本月' : words, localDate(now, branch.timeZone));
    if (month === undefined) throw new Refusal('no-month', `没有看懂月份「${words}」，请写成 12月 或 2026-12。`);
    const list = listInForce(branch, month, guidance);
    if (!list) throw new Refusal('no-list', `${Number(month.slice(5))}月还没有组织生活清单。`);
    const recent = (branch.published[month]?.at ?? 0) > now - 3_600_000 && isPublishedAs(branch, list);
    if (recent) throw new Refusal('just-published', '这份清单刚刚发布过，没有重复发布。');
    if (roomsOf(branch).length === 0) throw new Refusal('no-room', '本支部还没有登记群，不能发布。');
    return {
      facts: publishList(branch, list, { now }),
      answer: 'acknowledge',
      toast: '清单正在发出。',
    };
  },
});
