import { defineCommand } from '../src/bot/command.ts';
import { formatIn } from '../src/bot/format-named.ts';
import { periodNamed } from '../src/bot/period-named.ts';
import { localDate } from '../src/domain/calendar.ts';
import { Refusal } from '../src/domain/refusal.ts';
import { isMonth } from '../src/domain/sheet-period.ts';

export default defineCommand({
  words: ['月报'],
  alias: 'monthly',
  help: '月报 [月份] [文字]',
  does: '一个月的活动、到会人数和应做事项，画成一张图，只有人数没有姓名；在群里说就发在群里',
  chapter: '报表',
  from: 'officer',
  run({ branch, now, addressed }, line) {
    const { format, words } = formatIn(line);
    const period = periodNamed(words, localDate(now, branch.timeZone));
    if (period === undefined || !isMonth(period)) {
      // 「月报 交了没有」 is talk among officers.
      if (!addressed) return {};
      throw new Refusal('no-period', `月报按月生成，没有看懂「${words.slice(0, 20)}」，请写成 12月 或 2026-12。`);
    }
    return { document: { kind: 'month', period, ...format } };
  },
});
