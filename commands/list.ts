import { defineCommand } from '../src/bot/command.ts';
import { localDate } from '../src/domain/calendar.ts';
import { listFor, renderList } from '../src/domain/guidance.ts';

export default defineCommand({
  words: ['清单', '组织生活清单'],
  alias: 'list',
  help: '清单',
  does: '查看本月组织生活清单',
  from: 'anyone',
  run({ branch, now, guidance, addressed }, words) {
    if (words !== '' && !addressed) return {};
    const month = localDate(now, branch.timeZone).slice(0, 7);
    const list = listFor(month, guidance);
    return { answer: list ? renderList(list) : '本月还没有组织生活清单。' };
  },
});
