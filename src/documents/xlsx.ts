import type { CellStyle, MergeRange, WriteSheet } from 'hucre/xlsx';
import { writeXlsx } from 'hucre/xlsx';
import { parted, textBlock } from '../domain/paper.ts';
import type { Sheet } from '../domain/sheet.ts';
import { isOnePage, linesIn, pt, titlePoints } from './fit.ts';
import { printable } from './printable.ts';

/** Named, never embedded; where one is missing, its kind and character set choose another that has Chinese. */
const song = { name: '宋体', family: 3, charset: 134 };
const fangSong = { name: '仿宋', family: 3, charset: 134 };

/** The width of a column is counted in digits of the workbook's own font, which is seven pixels wide, and five between. */
const columnWidth = (mm: number): number => Math.round((((mm / 25.4) * 96 - 5) / 7) * 100) / 100;

const heightOf = (lines: number, points: number): number => lines * points * 1.25 + 4;

const line = { style: 'thin' } as const;
const framed = { top: line, right: line, bottom: line, left: line };

/** Inches; the edge to be bound is wider. */
const margins = {
  portrait: { left: 28 / 25.4, right: 20 / 25.4, top: 22 / 25.4, bottom: 18 / 25.4, header: 0.3, footer: 0.35 },
  landscape: { left: 20 / 25.4, right: 20 / 25.4, top: 25 / 25.4, bottom: 16 / 25.4, header: 0.3, footer: 0.3 },
};

/** The columns of a part made wider, so that together they fill the page as the whole would have. */
const filled = (sheet: Sheet, width: number): Sheet => {
  const together = (columns: Sheet['columns']): number => columns.reduce((sum, column) => sum + column.width, 0);
  const label = together(sheet.columns.slice(0, sheet.labelled));
  const factor = (width - label) / (together(sheet.columns) - label);
  return {
    ...sheet,
    columns: sheet.columns.map((column, at) =>
      at < sheet.labelled ? column : { ...column, width: Math.floor(column.width * factor * 10) / 10 },
    ),
  };
};

/**
 * A sheet as an Excel workbook for A4: the table's head is repeated on every page, and the width fits one. A table that is
 * wider comes in parts, each a worksheet with its own names, so that nothing is made too small to read.
 */
export async function renderXlsx(sheet: Sheet): Promise<Uint8Array> {
  const { width } = textBlock.form[sheet.orientation];
  const parts = parted(sheet, width);
  const [only] = parts;
  if (only && parts.length === 1) return writeXlsx({ sheets: [worksheetOf(only, sheet.form)] });
  const sheets = parts.map((part, index) => {
    const which = `第 ${index + 1} 张，共 ${parts.length} 张`;
    return worksheetOf({ ...filled(part, width), lines: [...sheet.lines, which] }, `${sheet.form}${index + 1}`);
  });
  return writeXlsx({ sheets });
}

const worksheetOf = (sheet: Sheet, name: string): WriteSheet => {
  const { columns, rows, totals, labelled, lines, footer, notes, orientation, points } = sheet;
  const width = columns.reduce((sum, column) => sum + column.width, 0);
  const cells = new Map<string, { value: string; type: 'string'; style: CellStyle }>();
  const merges: MergeRange[] = [];
  const rowDefs = new Map<number, { height: number }>();
  let next = 0;

  const put = (row: number, column: number, value: string, style: CellStyle): void =>
    void cells.set(`${row},${column}`, { value: printable(value), type: 'string', style });

  /** One text over the whole width of the table. */
  const across = (text: string, size: number, style: CellStyle, more = 0): void => {
    put(next, 0, text, style);
    merges.push({ startRow: next, startCol: 0, endRow: next, endCol: columns.length - 1 });
    rowDefs.set(next, { height: heightOf(linesIn(text, size, width), size) + more });
    next += 1;
  };

  const row = (texts: readonly string[], least: number, styleOf: (column: number) => CellStyle): void => {
    const height = columns.map(({ width: mm }, at) => heightOf(linesIn(texts[at] ?? '', points, mm), points) - 1);
    columns.forEach((_, at) => put(next, at, texts[at] ?? '', styleOf(at)));
    rowDefs.set(next, { height: Math.max(pt(least), ...height) });
    next += 1;
  };

  const title = titlePoints(sheet.title, width);
  const centred = { horizontal: 'center', vertical: 'center', wrapText: true } as const;
  const leading = { ...centred, horizontal: 'left' } as const;
  across(sheet.title, title, { font: { ...song, size: title, bold: true }, alignment: centred }, 8);
  for (const text of lines) across(text, 12, { font: { ...fangSong, size: 12 }, alignment: leading });
  const head = next;
  row(
    columns.map((column) => column.title),
    9,
    () => ({ font: { ...song, size: points, bold: true }, alignment: centred, border: framed }),
  );
  const body = (at: number): CellStyle => ({
    font: { ...fangSong, size: points },
    alignment: columns[at]?.align === 'left' ? leading : centred,
    border: framed,
  });
  for (const texts of rows) row(texts, sheet.rowHeight, body);
  for (const [label = '', ...texts] of totals) {
    if (labelled > 1) merges.push({ startRow: next, startCol: 0, endRow: next, endCol: labelled - 1 });
    put(next, 0, label, body(0));
    columns.slice(1).forEach((_, at) => put(next, at + 1, texts[at] ?? '', body(at + 1)));
    rowDefs.set(next, { height: pt(sheet.rowHeight) });
    next += 1;
  }
  for (const text of footer) across(text, 12, { font: { ...fangSong, size: 12 }, alignment: leading }, 14);
  for (const text of notes) across(text, 9, { font: { ...fangSong, size: 9 }, alignment: leading });

  return {
    name,
    columns: columns.map((column) => ({ width: columnWidth(column.width) })),
    rows: Array.from({ length: next }, () => []),
    cells,
    merges,
    rowDefs,
    pageSetup: {
      paperSize: 'a4',
      orientation,
      fitToPage: true,
      fitToWidth: 1,
      fitToHeight: isOnePage(sheet) ? 1 : 0,
      margins: margins[orientation],
      printTitlesRow: `$${head + 1}:$${head + 1}`,
      horizontalCentered: true,
    },
    headerFooter: { oddFooter: '&C第 &P 页，共 &N 页' },
  };
};
