import type { Column, Sheet } from './sheet.ts';

/** A heading; what it says is listed in the contents. */
export type Heading = {
  readonly is: 'heading';
  readonly level: 1 | 2 | 3;
  readonly text: string;
  /** Stands without 一、 （一） 1. even where headings are numbered. */
  readonly unnumbered?: boolean;
};

/** Running text; a line break in it begins a new paragraph. */
export type Paragraph = {
  readonly is: 'paragraph';
  readonly text: string;
  /** `body`: indented by two characters (the default); `flush`: not indented; `note`: small print. */
  readonly as?: 'body' | 'flush' | 'centred' | 'right' | 'note';
};

/** The framed head of a record: each row holds one label with its value, or two side by side. */
export type Fields = {
  readonly is: 'fields';
  readonly rows: readonly (readonly (readonly [label: string, value: string])[])[];
};

/**
 * A framed table; the head is repeated on every page. The widths, in millimetres, are stretched to the width of the
 * text, and made narrower only where together they exceed it.
 */
export type Table = {
  readonly is: 'table';
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
  /** Rows at the foot; the first cell of each is its label and spans the `labelled` first columns. */
  readonly totals?: readonly (readonly string[])[];
  readonly labelled?: number;
  /** The least height of a row, in millimetres. */
  readonly rowHeight?: number;
  /** Of the text, in points; default 12. */
  readonly points?: number;
};

export type Block =
  | Heading
  | Paragraph
  | Fields
  | Table
  /** Lines to sign on, never parted by the end of a page. */
  | { readonly is: 'signatures'; readonly lines: readonly string[] }
  /** What follows begins a new page, turned as said; upright unless said. */
  | { readonly is: 'page'; readonly orientation?: 'portrait' | 'landscape' }
  /** 目录: all headings of the paper with their pages, up to `depth` (default 2). */
  | { readonly is: 'contents'; readonly depth?: 1 | 2 | 3 };

/** A text that flows over A4 pages, as a value: a renderer draws it and counts nothing but pages. */
export type Paper = {
  /** The name of the file without its ending. */
  readonly name: string;
  /** Centred on the cover, or above the first page where there is none. */
  readonly title: string;
  /** `official`: margins, sizes and page numbers after GB/T 9704; `form`: those of a sheet, 第 1 页，共 2 页. */
  readonly layout: 'official' | 'form';
  /** How the first page is turned; upright unless said. */
  readonly orientation?: 'portrait' | 'landscape';
  /** A page of its own before everything else, without a page number; the lines stand at its foot. */
  readonly cover?: { readonly lines: readonly string[] };
  readonly blocks: readonly Block[];
  /** Said to who asked for the paper, and not printed. */
  readonly remark?: string;
};

/** Width and height of what may be printed on, in millimetres. */
export const textBlock = {
  official: { portrait: { width: 156, height: 225 }, landscape: { width: 225, height: 156 } },
  form: { portrait: { width: 162, height: 257 }, landscape: { width: 257, height: 169 } },
} as const;

export type Section = { readonly orientation: 'portrait' | 'landscape'; readonly blocks: readonly Block[] };

/** The blocks by the pages that are turned alike: each section begins on a new page. */
export const sectionsOf = ({ orientation = 'portrait', blocks }: Paper): Section[] => {
  const sections: { orientation: Section['orientation']; blocks: Block[] }[] = [{ orientation, blocks: [] }];
  for (const block of blocks) {
    if (block.is === 'page') sections.push({ orientation: block.orientation ?? 'portrait', blocks: [] });
    else sections.at(-1)?.blocks.push(block);
  }
  return sections.filter((section) => section.blocks.length > 0);
};

const digits = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/** 「十」, 「二十一」; of whole numbers from 1 to 99, others stay in digits. */
export const chineseNumber = (number: number): string => {
  if (!Number.isInteger(number) || number < 1 || number > 99) return String(number);
  const tens = Math.floor(number / 10);
  const ones = number % 10;
  return `${tens > 1 ? digits[tens] : ''}${tens > 0 ? '十' : ''}${ones > 0 ? digits[ones] : ''}`;
};

/** Puts 一、 （一） 1. before the headings, each level counted anew below the one above; of all else nothing changes. */
export const numbered = (blocks: readonly Block[]): Block[] => {
  const counts: [number, number, number] = [0, 0, 0];
  return blocks.map((block) => {
    if (block.is !== 'heading') return block;
    const at = block.level - 1;
    // Below a heading without a number the next level begins anew as well.
    counts.fill(0, at + 1);
    if (block.unnumbered) return block;
    counts[at] = (counts[at] ?? 0) + 1;
    const count = counts[at];
    const number = [`${chineseNumber(count)}、`, `（${chineseNumber(count)}）`, `${count}.`][at] ?? '';
    return { ...block, text: `${number}${block.text}` };
  });
};

/** 「100.0%」 in one line. */
const narrowest = 13;

/**
 * Cuts a table that would be too narrow to read on a page `width` millimetres wide into several of about the same width,
 * the labelled columns first in each.
 */
export const parted = <T extends Pick<Table, 'columns' | 'rows' | 'totals' | 'labelled'>>(
  table: T,
  width: number,
): T[] => {
  const { columns, rows, totals = [], labelled = 1 } = table;
  const widthOf = (some: readonly Column[]): number => some.reduce((sum, column) => sum + column.width, 0);
  const drawn = Math.min(1, (width + 0.5) / widthOf(columns));
  if (drawn === 1 || columns.slice(labelled).every((column) => column.width * drawn >= narrowest)) return [table];
  const room = width - widthOf(columns.slice(0, labelled));
  const cut = (most: number): number[][] => {
    const parts: number[][] = [];
    columns.slice(labelled).forEach((column, index) => {
      const last = parts.at(-1);
      const taken = widthOf((last ?? []).map((at) => columns[at] ?? column));
      if (last === undefined || last.length >= most || taken + column.width > room + 0.5)
        parts.push([index + labelled]);
      else last.push(index + labelled);
    });
    return parts;
  };
  const parts = cut(Math.ceil((columns.length - labelled) / cut(columns.length).length));
  const pick = (part: readonly number[]) => (row: readonly string[]) => [
    ...row.slice(0, labelled),
    ...part.map((at) => row[at] ?? ''),
  ];
  return parts.map((part) => ({
    ...table,
    columns: [...columns.slice(0, labelled), ...part.flatMap((at) => columns[at] ?? [])],
    rows: rows.map(pick(part)),
    totals: totals.map(pick(part)),
  }));
};

const paragraphs = (lines: readonly string[], as: 'flush' | 'note'): Block[] =>
  lines.map((text) => ({ is: 'paragraph', text, as }));

/** The parts of a sheet below its title, for a page `width` millimetres wide; a wider table is cut into several. */
export const sheetBlocks = (sheet: Sheet, width: number): Block[] => {
  const { lines, columns, rows, totals, labelled, points, rowHeight, footer, notes } = sheet;
  const table: Table = { is: 'table', columns, rows, totals, labelled, rowHeight, points };
  const parts = parted(table, width);
  const again: Block[] = [{ is: 'page', orientation: sheet.orientation }, ...paragraphs(lines, 'flush')];
  return [
    ...paragraphs(lines, 'flush'),
    ...parts.flatMap((part, index): Block[] => (index === 0 ? [part] : [...again, part])),
    { is: 'signatures', lines: footer },
    ...paragraphs(notes, 'note'),
  ];
};

/** A sheet as it is printed. */
export const paperOf = (sheet: Sheet): Paper => ({
  name: sheet.name,
  title: sheet.title,
  layout: 'form',
  orientation: sheet.orientation,
  blocks: sheetBlocks(sheet, textBlock.form[sheet.orientation].width),
});
