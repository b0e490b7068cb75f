import { defineCommand } from '../src/bot/command.ts';
import { formatIn } from '../src/bot/format-named.ts';
import { localDate } from '../src/domain/calendar.ts';
import { Refusal } from '../src/domain/refusal.ts';

/** The year meant: until the end of January the one that is over, which is handed in then. */
const yearNamed = (words: string, today: string, founded: string): number | undefined => {
  const [year, month] = [Number(today.slice(0, 4)), today.slice(5, 7)];
  const said = words.normalize('NFKC').replaceAll(/\s+/gu, '');
  if (said === '') return month === '01' && founded < `${year}-01-01` ? year - 1 : year;
  const relative = /^(今|本|去|上)年?度?$/u.exec(said)?.[1];
  if (relative !== undefined) return relative === '今' || relative === '本' ? year : year - 1;
  const named = /^(20\d{2})年?度?$/u.exec(said)?.[1];
  return named === undefined ? undefined : Number(named);
};

export default defineCommand({
  words: ['手册', '工作手册', '党支部工作手册'],
  alias: 'handbook',
  help: '手册 [年份] [pdf]',
  does: '私聊发来一年的党支部工作手册：概况、名册、计划、各次记录、考勤、大事记和小结；不写年份是今年，一月里是去年',
  chapter: '报表',
  from: 'officer',
  run({ branch, now, addressed }, line) {
    const { format, words } = formatIn(line);
    const today = localDate(now, branch.timeZone);
    const year = yearNamed(words, today, localDate(branch.foundedAt, branch.timeZone));
    if (year === undefined) {
      // 「手册 交了没有」 is talk among officers.
      if (!addressed) return {};
      throw new Refusal('no-year', `没有看懂「${words.slice(0, 20)}」，请只写年份，例如：手册 ${today.slice(0, 4)}。`);
    }
    return { document: { kind: 'handbook', year, ...format } };
  },
});
