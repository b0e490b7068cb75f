import { attendanceLedger, attendanceLegend } from './attendance-ledger.ts';
import { localDate } from './calendar.ts';
import { heading, note, says, section, table, type Year } from './handbook-year.ts';
import { type Block, sheetBlocks, textBlock } from './paper.ts';
import type { Column } from './sheet.ts';
import type { SheetPeriod } from './sheet-period.ts';
import { countCells, countOf, totalOf } from './year-count.ts';

export const countColumns: readonly Column[] = [
  ...['应到', '实到', '线上', '请假', '缺席', '补课'].map((title) => ({ title, width: 10.5 })),
  ...['到会率', '出勤率'].map((title) => ({ title, width: 16 })),
];
export const ratesNote =
  '到会率＝实到÷应到，请假计入应到；出勤率＝实到÷（应到－请假）；各率四舍五入到一位小数，分母为零时记“—”。实到含线上、代录和晚到；补课不改变实到和缺席。';

const quarters = ['一', '二', '三', '四'];
/** Millimetres of number, name and activity: seventeen activities of a quarter stand side by side. */
const gridWidths = { no: 9, name: 18, activity: 11.6 };

/** Who was where in a quarter: the grid of 考勤台账 without its rates, on a page turned. */
const grid = ({ yearbook, people }: Year, quarter: string, period: SheetPeriod): Block[] => {
  const sheet = attendanceLedger(yearbook, people, period);
  if (sheet.rows.length === 0) return [heading(`第${quarter}季度`, 2), says('各次活动没有应到的党员。')];
  const { width } = textBlock.official.landscape;
  const { no, name, activity } = gridWidths;
  const each = Math.max(activity, Math.floor(((width - no - name) * 10) / (sheet.columns.length - 2)) / 10);
  const columns = sheet.columns.map((column, at) => ({ ...column, width: at === 0 ? no : at === 1 ? name : each }));
  const totals = sheet.totals.filter(([label = '']) => !label.includes('率'));
  const signs = { ...sheet, lines: [], columns, totals, footer: [], notes: [] };
  return [
    { is: 'page', orientation: 'landscape' },
    heading(`第${quarter}季度`, 2),
    note(attendanceLegend),
    ...sheetBlocks(signs, width).flatMap((block) => {
      if (block.is === 'signatures') return [];
      return [block.is === 'table' ? { ...block, points: 9 } : block];
    }),
  ];
};

export const attendance = (year: Year): Block[] => {
  const { yearbook, branch, held } = year;
  const counts = table(
    [{ title: '日期', width: 14 }, { title: '活动', width: 47, align: 'left' }, ...countColumns],
    held.map((activity) => [
      localDate(activity.start, branch.timeZone).slice(5),
      `${activity.kind}${activity.concern.scope === 'group' ? `（${activity.concern.group}）` : ''}`,
      ...countCells(countOf(branch, activity)),
    ]),
    { totals: [['合计', `${held.length} 次`, ...countCells(totalOf(branch, held))]], points: 10 },
  );
  const inQuarter = (index: number): boolean =>
    held.some(({ start }) => Math.floor((Number(localDate(start, branch.timeZone).slice(5, 7)) - 1) / 3) === index);
  return section(
    '考勤',
    held.length === 0
      ? []
      : [
          heading('各次活动人数', 2),
          // Above the table: below it they could be all that stands on a page.
          note(ratesNote),
          ...yearbook.seals.map(({ year: book, seq, hash }) =>
            note(`账册：${book}年，末条第 ${seq} 条，校验码 ${hash}`),
          ),
          counts,
          ...quarters.flatMap((quarter, index) =>
            inQuarter(index) ? grid(year, quarter, `${year.year}-Q${index + 1}`) : [],
          ),
        ],
    '本年度还没有已结束签到的活动，没有考勤。',
  );
};
