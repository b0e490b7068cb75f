import type { Branch } from './branch.ts';
import { localDate, localTime } from './calendar.ts';
import type { HistoryLine } from './history.ts';
import { type People, withNames } from './roster.ts';
import { type Sheet, sheetName } from './sheet.ts';
import type { Seal } from './yearbook.ts';

const remarkOf = ({ withdrawn, corrects }: HistoryLine): string =>
  [...(withdrawn ? ['后来撤销'] : []), ...(corrects ? ['更正以前的登记'] : [])].join('；');

/** Entries of a book as a table, oldest first: number, when, by whom, what. `chosen` says in words which ones they are. */
export const historySheet = (
  { name, timeZone }: Pick<Branch, 'name' | 'timeZone'>,
  people: People,
  lines: readonly HistoryLine[],
  { seal, chosen }: { readonly seal: Seal; readonly chosen: readonly string[] },
): Sheet => ({
  name: sheetName(String(seal.year), name, '台账条目'),
  orientation: 'landscape',
  form: '台账条目',
  title: `${name}${seal.year}年台账条目`,
  lines: [`共 ${lines.length} 条。`, ...(chosen.length > 0 ? [`只列：${chosen.join('；')}。`] : [])],
  columns: [
    { title: '条', width: 14 },
    { title: '日期', width: 25 },
    { title: '时间', width: 15 },
    { title: '由谁', width: 38, align: 'left' },
    { title: '内容', width: 130, align: 'left' },
    { title: '说明', width: 35, align: 'left' },
  ],
  points: 10,
  rowHeight: 7,
  rows: lines.map((line) => [
    String(line.seq),
    localDate(line.at, timeZone),
    localTime(line.at, timeZone),
    withNames(line.author, people),
    withNames(line.what, people),
    remarkOf(line),
  ]),
  totals: [],
  labelled: 1,
  footer: [],
  notes: [`账册：${seal.year}年，末条第 ${seal.seq} 条，校验码 ${seal.hash}。台账只增不改，被撤销和更正的条目仍在。`],
});
