import { defineCommand } from '../src/bot/command.ts';
import { monthNear } from '../src/bot/month-named.ts';
import { localDate } from '../src/domain/calendar.ts';
import { renderList } from '../src/domain/guidance.ts';
import { itemStatuses, listInForce, statusMark } from '../src/domain/guidance-status.ts';
import { Refusal } from '../src/domain/refusal.ts';
import { withNames } from '../src/domain/roster.ts';

export default defineCommand({
  words: ['清单', '组织生活清单'],
  alias: 'list',
  help: '清单 [月份]',
  does: '查看本月组织生活清单和各项进展',
  chapter: '清单与欠账',
  from: 'anyone',
  run({ branch, people, now, guidance, addressed }, words) {
    const month = monthNear(words === '' ? '本月' : words, localDate(now, branch.timeZone));
    if (month === undefined) {
      if (!addressed) return {};
      throw new Refusal('no-month', `没有看懂月份「${words.slice(0, 20)}」，请写成 12月 或 2026-12。`);
    }
    const list = listInForce(branch, month, guidance);
    if (!list) return { answer: `${Number(month.slice(5))}月还没有组织生活清单。` };
    return { answer: withNames(renderList(list, statusMark(itemStatuses(branch, list), branch)), people) };
  },
});
