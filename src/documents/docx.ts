import {
  AlignmentType,
  Document,
  Footer,
  HeadingLevel,
  LineRuleType,
  Packer,
  PageNumber,
  PageOrientation,
  Paragraph,
  type ParagraphChild,
  SectionType,
  Table,
  TableCell,
  TableLayoutType,
  TableOfContents,
  TableRow,
  TextRun,
  VerticalAlignTable,
  WidthType,
} from 'docx';
import { type Block, type Paper, type Section, sectionsOf, textBlock } from '../domain/paper.ts';
import type { Column } from '../domain/sheet.ts';
import { cellLine, fieldWidths, inRoom, pointsIn, runsLong, titlePoints } from './fit.ts';
import { printable } from './printable.ts';

/** Twentieths of a point, in which Word counts lengths. */
const twips = (mm: number): number => Math.round((mm / 25.4) * 1440);
const latin = 'Times New Roman';
/** Named and never embedded; the font table says what stands in where a machine lacks one. */
const face = (eastAsia: string) => ({ ascii: latin, hAnsi: latin, cs: latin, eastAsia, hint: 'eastAsia' });
const faces = { song: '方正小标宋简体', fangSong: '仿宋', hei: '黑体', kai: '楷体' } as const;
type Face = keyof typeof faces;

/** Which free font of the same kind stands in for one that a machine lacks. */
const fontTable = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:fonts xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">${[
  ['方正小标宋简体', '宋体', 'roman', '02010601030101010101'],
  ['仿宋', 'FangSong', 'modern', '02010609060101010101'],
  ['楷体', 'KaiTi', 'modern', '02010609060101010101'],
  ['黑体', 'SimHei', 'modern', '02010609060101010101'],
]
  .map(
    ([name, other, family, panose]) =>
      `<w:font w:name="${name}"><w:altName w:val="${other}"/><w:panose1 w:val="${panose}"/><w:charset w:val="86"/><w:family w:val="${family}"/><w:pitch w:val="auto"/></w:font>`,
  )
  .join(
    '',
  )}<w:font w:name="${latin}"><w:charset w:val="00"/><w:family w:val="roman"/><w:pitch w:val="variable"/></w:font></w:fonts>`;

/** 三号 at 28.9 points a line, drawn together a little: 22 lines of 28 characters (GB/T 9704-2012, 5.2.4). */
const official = { points: 16, line: 578, closer: -5 };
const form = { points: 12, line: 420, closer: 0 };
type Style = { readonly points: number; readonly line: number; readonly closer: number };

const margins = {
  official: { portrait: [28, 37, 26, 35], landscape: [37, 28, 35, 26] },
  form: { portrait: [28, 22, 20, 18], landscape: [20, 25, 20, 16] },
} as const;

type Look = { readonly name?: Face; readonly bold?: boolean; readonly closer?: number };
const run = (text: string, points: number, { name = 'fangSong', bold = false, closer = 0 }: Look = {}): TextRun =>
  new TextRun({
    text,
    size: points * 2,
    font: face(faces[name]),
    bold,
    ...(closer ? { characterSpacing: closer } : {}),
  });

const exactly = (line: number, before = 0, after = 0) => ({ line, lineRule: LineRuleType.EXACT, before, after });
const lines = (text: string): string[] => printable(text).split('\n');
const oneLine = (text: string): string => lines(text).join(' ');

const alignments = {
  left: AlignmentType.LEFT,
  center: AlignmentType.CENTER,
};

type CellLook = {
  readonly align?: keyof typeof alignments;
  readonly bold?: boolean;
  readonly span?: number;
  /** The row is not parted from what comes after it. */
  readonly keepNext?: boolean;
};

/** A cell; each line of its text is a paragraph of its own. */
const cell = (
  text: string,
  mm: number,
  points: number,
  { align = 'center', bold = false, span = 1, keepNext = false }: CellLook = {},
): TableCell =>
  new TableCell({
    width: { size: twips(mm), type: WidthType.DXA },
    columnSpan: span,
    verticalAlign: VerticalAlignTable.CENTER,
    children: lines(text).map(
      (line) =>
        new Paragraph({
          alignment: alignments[align],
          keepNext,
          spacing: exactly(Math.round(points * 20 * cellLine)),
          children: [run(line, points, { name: bold ? 'hei' : 'fangSong' })],
        }),
    ),
  });

const framed = (widths: readonly number[], rows: readonly TableRow[]): Table =>
  new Table({
    layout: TableLayoutType.FIXED,
    alignment: AlignmentType.CENTER,
    margins: { left: 57, right: 57, top: 20, bottom: 20 },
    width: { size: widths.reduce((sum, mm) => sum + twips(mm), 0), type: WidthType.DXA },
    columnWidths: widths.map(twips),
    rows: [...rows],
  });

/** So many rows at least stand above what is not parted from the table's end. */
const lastRows = 3;

const tableOf = (table: Extract<Block, { is: 'table' }>, room: number, isKept: boolean): Table => {
  const { columns, rows, totals = [], labelled = 1, rowHeight = 0, points = 12 } = table;
  const widths = inRoom(
    columns.map(({ width }) => width),
    room,
  );
  const least = { value: twips(Math.max(5, rowHeight)), rule: 'atLeast' as const };
  const all = rows.length + totals.length;
  const isLast = (row: number): boolean => isKept && row >= all - lastRows;
  const plain = (texts: readonly string[], keepNext: boolean, from = 0): TableCell[] =>
    columns
      .slice(from)
      .map(({ align }: Column, at) =>
        cell(texts[from + at] ?? '', widths[from + at] ?? 10, points, { align: align ?? 'center', keepNext }),
      );
  const row = (texts: readonly string[], children: TableCell[]): TableRow =>
    new TableRow({ cantSplit: !runsLong(texts, widths, points), height: least, children });
  const wide = widths.slice(0, labelled).reduce((sum, mm) => sum + mm, 0);
  return framed(widths, [
    new TableRow({
      tableHeader: true,
      cantSplit: true,
      height: { value: twips(8), rule: 'atLeast' },
      children: columns.map(({ title }, at) => cell(title, widths[at] ?? 10, points, { bold: true })),
    }),
    ...rows.map((texts, at) => row(texts, plain(texts, isLast(at)))),
    ...totals.map((texts, at) => {
      const keepNext = isLast(rows.length + at);
      return row(texts, [
        cell(texts[0] ?? '', wide, points, { span: labelled, keepNext }),
        ...plain(texts, keepNext, labelled),
      ]);
    }),
  ]);
};

const fieldsOf = ({ rows }: Extract<Block, { is: 'fields' }>, room: number): Table => {
  const [label, value] = fieldWidths(room);
  const isLong = (row: (typeof rows)[number]): boolean =>
    row.some(([, text]) => runsLong([text], [row.length === 1 ? room - label : value], 12));
  const isKept = !rows.some(isLong);
  return framed(
    [label, value, label, value],
    rows.map((row, at) => {
      const isSingle = row.length === 1;
      const keepNext = isKept && at < rows.length - 1;
      return new TableRow({
        cantSplit: !isLong(row),
        height: { value: twips(9), rule: 'atLeast' },
        children: row.flatMap(([name, text]) => [
          cell(name, label, 12, { bold: true, keepNext }),
          cell(text, isSingle ? room - label : value, 12, { align: 'left', span: isSingle ? 3 : 1, keepNext }),
        ]),
      });
    }),
  );
};

const headings = {
  1: { heading: HeadingLevel.HEADING_1, face: 'hei', bold: false },
  2: { heading: HeadingLevel.HEADING_2, face: 'kai', bold: false },
  3: { heading: HeadingLevel.HEADING_3, face: 'fangSong', bold: true },
} as const;

const paragraph = (
  text: string,
  as: NonNullable<Extract<Block, { is: 'paragraph' }>['as']>,
  style: Style,
): Paragraph => {
  if (as === 'note') return new Paragraph({ spacing: exactly(260, 40), children: [run(text, 9)] });
  const alignment = {
    // LibreOffice loses the full stop at the end of a justified line whose characters are drawn together.
    body: AlignmentType.LEFT,
    flush: AlignmentType.LEFT,
    centred: AlignmentType.CENTER,
    right: AlignmentType.RIGHT,
  }[as];
  return new Paragraph({
    alignment,
    spacing: exactly(style.line),
    ...(as === 'body' ? { indent: { firstLine: style.points * 2 * 20 } } : {}),
    children: [run(text, style.points, { closer: style.closer })],
  });
};

type Child = Paragraph | Table | TableOfContents;

const childrenOf = (block: Block, next: Block | undefined, style: Style, room: number): Child[] => {
  switch (block.is) {
    case 'heading': {
      const { heading, face: name, bold } = headings[block.level];
      return [
        new Paragraph({
          heading,
          keepNext: true,
          spacing: exactly(style.line, style.line / 4),
          ...(block.unnumbered ? {} : { indent: { firstLine: style.points * 2 * 20 } }),
          children: [run(oneLine(block.text), style.points, { name, bold, closer: style.closer })],
        }),
      ];
    }
    case 'paragraph':
      return lines(block.text).map((text) => paragraph(text, block.as ?? 'body', style));
    case 'fields':
      return [gap(), fieldsOf(block, room), gap(false)];
    case 'table': {
      const isKept = next?.is === 'signatures' || (next?.is === 'paragraph' && next.as === 'note');
      return [gap(), tableOf(block, room, isKept), gap(isKept)];
    }
    case 'signatures':
      return block.lines.map(
        (text, at) =>
          new Paragraph({
            keepLines: true,
            keepNext: at < block.lines.length - 1,
            spacing: exactly(style.line, style.line / 2),
            children: [run(oneLine(text), pointsIn(text, style.points, room))],
          }),
      );
    case 'contents':
      return [
        new Paragraph({
          alignment: AlignmentType.CENTER,
          spacing: { after: 280 },
          children: [run('目录', 22, { name: 'song', bold: true })],
        }),
        // Word fills in the pages when the document is opened, after asking.
        new TableOfContents('目录', { hyperlink: true, headingStyleRange: `1-${block.depth ?? 2}`, beginDirty: true }),
      ];
    case 'page':
      return [];
    default:
      return block satisfies never;
  }
};

/** Two tables that touch would become one. Before a table it is not parted from it, as its heading is not. */
const gap = (keepNext = true): Paragraph => new Paragraph({ keepNext, spacing: exactly(120), children: [] });

const titleOf = ({ title, layout }: Paper, room: number): Paragraph => {
  return new Paragraph({
    alignment: AlignmentType.CENTER,
    spacing: { after: layout === 'official' ? 320 : 120 },
    children: [run(oneLine(title), titlePoints(title, room), { name: 'song', bold: true })],
  });
};

const coverOf = ({ title, cover }: Paper): Paragraph[] => [
  new Paragraph({
    alignment: AlignmentType.CENTER,
    spacing: { before: 2200, after: 6600 },
    children: [run(oneLine(title), 32, { name: 'song', bold: true })],
  }),
  ...(cover?.lines ?? []).map(
    (text) =>
      new Paragraph({ alignment: AlignmentType.CENTER, spacing: { after: 120 }, children: [run(oneLine(text), 18)] }),
  ),
];

/** 「— 3 —」 on the outer side of the page, as GB/T 9704 has it; 「第 3 页，共 5 页」 in the middle of a form. */
const footersOf = (layout: Paper['layout']) => {
  const footer = (alignment: (typeof AlignmentType)[keyof typeof AlignmentType], children: ParagraphChild[]): Footer =>
    new Footer({ children: [new Paragraph({ alignment, indent: { left: 280, right: 280 }, children })] });
  const number = (...children: (string | typeof PageNumber.CURRENT)[]): TextRun =>
    new TextRun({ children, size: layout === 'form' ? 18 : 28, font: face(faces.fangSong) });
  if (layout === 'form') {
    const counted = footer(AlignmentType.CENTER, [
      number('第 ', PageNumber.CURRENT, ' 页，共 ', PageNumber.TOTAL_PAGES, ' 页'),
    ]);
    return { default: counted, even: counted };
  }
  const pages = [number('— ', PageNumber.CURRENT, ' —')];
  return { default: footer(AlignmentType.RIGHT, pages), even: footer(AlignmentType.LEFT, pages) };
};

const pageOf = (layout: Paper['layout'], orientation: Section['orientation']) => {
  const [left, top, right, bottom] = margins[layout][orientation];
  return {
    type: SectionType.NEXT_PAGE,
    page: {
      // docx turns the sheet itself: the size is given as it stands upright.
      size: {
        width: twips(210),
        height: twips(297),
        orientation: orientation === 'portrait' ? PageOrientation.PORTRAIT : PageOrientation.LANDSCAPE,
      },
      margin: {
        left: twips(left),
        top: twips(top),
        right: twips(right),
        bottom: twips(bottom),
        footer: twips(layout === 'form' ? 9 : 20),
      },
    },
  };
};

const headingStyle = (level: 1 | 2 | 3, { points }: Style) => ({
  run: {
    size: points * 2,
    font: face(faces[headings[level].face]),
    bold: headings[level].bold,
    color: '000000',
  },
});

/** A paper as docx. Where it has contents, they are a field that is brought up to date when the document is opened. */
export async function renderDocx(paper: Paper): Promise<Uint8Array> {
  const { layout, cover } = paper;
  const style = layout === 'official' ? official : form;
  const footers = footersOf(layout);
  const sections = sectionsOf(paper).map(({ orientation, blocks }, index) => {
    const room = textBlock[layout][orientation].width;
    return {
      properties: pageOf(layout, orientation),
      footers,
      children: [
        ...(index === 0 && !cover ? [titleOf(paper, room)] : []),
        ...blocks.flatMap((block, at) => childrenOf(block, blocks[at + 1], style, room)),
      ],
    };
  });
  const opening = cover
    ? [
        {
          properties: pageOf(layout, 'portrait'),
          footers: { default: new Footer({ children: [] }) },
          children: coverOf(paper),
        },
      ]
    : [];
  const document = new Document({
    title: oneLine(paper.title),
    creator: '支书助手',
    lastModifiedBy: '支书助手',
    evenAndOddHeaderAndFooters: true,
    features: { updateFields: paper.blocks.some(({ is }) => is === 'contents') },
    styles: {
      default: {
        document: { run: { size: style.points * 2, font: face(faces.fangSong), language: { eastAsia: 'zh-CN' } } },
        heading1: headingStyle(1, style),
        heading2: headingStyle(2, style),
        heading3: headingStyle(3, style),
      },
    },
    sections: [...opening, ...sections],
  });
  const bytes = await Packer.toBuffer(document, undefined, [{ path: 'word/fontTable.xml', data: fontTable }]);
  return new Uint8Array(bytes);
}
