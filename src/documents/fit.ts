import { parted, textBlock } from '../domain/paper.ts';
import type { Sheet } from '../domain/sheet.ts';

/** Millimetres in points. */
export const pt = (mm: number): number => (mm * 72) / 25.4;

/** The height of a line in a cell, as a multiple of its letters. */
export const cellLine = 1.2;

/** The size in which a line of Chinese fits a width, `most` at most and never too small to read. */
export const pointsIn = (text: string, most: number, mm: number): number =>
  Math.max(9, Math.min(most, Math.floor(pt(mm) / Math.max(1, text.length))));

/** The size of a title in one line, or in more where that would be small for a title. */
export const titlePoints = (title: string, mm: number): number => Math.max(14, pointsIn(title, 22, mm));

/** Points that a text takes in one line; what is not of Latin width is square. */
const widthOf = (text: string, points: number): number =>
  [...text].reduce((sum, character) => sum + ((character.codePointAt(0) ?? 0) < 0x2000 ? 0.58 : 1), 0) * points;

/** How many lines a text takes in a column, rather one too many than one too few: Latin words are not parted. */
export const linesIn = (text: string, points: number, mm: number): number =>
  text.split('\n').reduce((sum, line) => {
    const lines = Math.max(1, Math.ceil(widthOf(line, points) / Math.max(points, pt(mm - 2.2))));
    return sum + lines + (lines > 1 && /[a-z]/iu.test(line) ? 1 : 0);
  }, 0);

/** More than this is not kept on one page with what stands beside it, because it could be more than one page. */
const mostLines = 12;

/** Whether one of the texts takes many lines in its column; `widths` in millimetres. */
export const runsLong = (texts: readonly string[], widths: readonly number[], points: number): boolean =>
  texts.some((text, at) => linesIn(text, points, widths[at] ?? 1) > mostLines);

/** Columns stretched or drawn together until they fill a width, all in millimetres. */
export const inRoom = (columns: readonly number[], room: number): number[] => {
  const all = columns.reduce((sum, width) => sum + width, 0);
  return columns.map((width) => (width * room) / all);
};

/** Of the framed head of a record: labels take a fixed width, so that its rows stand below each other. */
export const fieldWidths = (room: number): readonly [label: number, value: number] => [28, (room - 56) / 2];

/** What a sheet takes of its pages, in points: above its rows, at the top of each further page, each row, below them. */
type Measured = {
  readonly room: number;
  readonly above: number;
  readonly again: number;
  readonly rows: readonly number[];
  readonly below: number;
};

const measured = (sheet: Sheet): Measured => {
  const { title, lines, columns, rows, totals, footer, notes, points } = sheet;
  const { width, height } = textBlock.form[sheet.orientation];
  const widths = inRoom(
    columns.map((column) => column.width),
    width,
  );
  const large = titlePoints(title, width);
  const lineCount = (texts: readonly string[], size: number): number =>
    texts.reduce((sum, text) => sum + linesIn(text, size, width), 0);
  const tallest = (texts: readonly string[]): number =>
    Math.max(1, ...texts.map((text, at) => linesIn(text, points, widths[at] ?? width))) * points * cellLine + 3.5;
  const again = Math.max(pt(8), tallest(columns.map((column) => column.title)));
  const signed = footer.length === 0 ? 0 : 11 + footer.length * 31.5;
  // What a font lacks are rare characters, and a line at the end says so.
  const lacking = /[\u{10000}-\u{10FFFF}]/u.test(rows.flat().join('')) ? 19 : 0;
  return {
    room: pt(height),
    above: linesIn(title, large, width) * large * 1.4 + 12 + lineCount(lines, 12) * 21 + 10 + again,
    again,
    rows: [...rows, ...totals].map(tallest),
    below: signed + lineCount(notes, 9) * 13 + notes.length * 2 + lacking + 6,
  };
};

/** How many rows stand on each page where each is `mm` high or as high as its text; on the last there may be none. */
const rowsOnPages = ({ room, above, again, rows, below }: Measured, mm: number): number[] => {
  const pages = [0];
  let left = room - above;
  const turn = (): void => {
    pages.push(0);
    left = room - again;
  };
  for (const row of rows) {
    const needed = Math.max(pt(mm) + 0.5, row);
    if (needed > left) turn();
    left -= needed;
    pages[pages.length - 1] = (pages.at(-1) ?? 0) + 1;
  }
  if (below > left) turn();
  return pages;
};

/** So many rows at least stand above a signature. */
const leastRows = 3;
/** So many rows fewer than reckoned here may come onto the last page of what a format draws. */
const leeway = 1;
const steps = (from: number, to: number): number[] =>
  Array.from({ length: Math.floor(Math.abs(to - from) * 10) + 1 }, (_, at) => from + (Math.sign(to - from) * at) / 10);

/**
 * A sheet whose rows are made a little lower or higher so that it ends well: on one page where it can, else with rows
 * above the signature on its last page.
 */
export const fitted = (sheet: Sheet): Sheet => {
  // The last part of a wide table is what the signature stands below.
  const last = measured(parted(sheet, textBlock.form[sheet.orientation].width).at(-1) ?? sheet);
  const legible = (sheet.points * cellLine + 3) / pt(1);
  const lower = steps(sheet.rowHeight, Math.min(sheet.rowHeight, Math.max(0.75 * sheet.rowHeight, legible)));
  const endsWell = (mm: number): boolean => (rowsOnPages(last, mm).at(-1) ?? 0) >= leastRows + leeway;
  const rowHeight =
    lower.find((mm) => rowsOnPages(last, mm).length === 1) ??
    [...lower, ...steps(sheet.rowHeight, sheet.rowHeight * 1.5)].find(endsWell);
  return { ...sheet, rowHeight: rowHeight ?? sheet.rowHeight };
};

/** Whether a sheet takes one page of A4. */
export const isOnePage = (sheet: Sheet): boolean => rowsOnPages(measured(sheet), sheet.rowHeight).length === 1;

const contentsRoom = pt(textBlock.official.portrait.height);

/** The height of a line of the contents, in points, with which the last page of them holds more than a line or two. */
export const contentsLine = (entries: number): number => {
  const endsWell = (line: number): boolean => {
    const first = Math.floor((contentsRoom - 46) / (line + 4));
    const others = Math.floor(contentsRoom / (line + 4));
    return entries <= first || ((entries - first - 1) % others) + 1 >= leastRows;
  };
  return [26, 25, 24, 23, 27, 28].find(endsWell) ?? 26;
};
