import pdfmake, { type Node } from 'pdfmake';
import { type Block, type Paper, sectionsOf, type Table, textBlock } from '../domain/paper.ts';
import { cellLine, contentsLine, fieldWidths, inRoom, pointsIn, pt, runsLong, titlePoints } from './fit.ts';
import { chineseFonts } from './fonts.ts';
import { drawable, missingSign } from './printable.ts';

/** A line of Noto Sans SC is 1.448 times its size high, before pdfmake multiplies it. */
const ownHeight = 1.448;
const leading = (points: number, lineInPoints: number): number => lineInPoints / (points * ownHeight);

/** 三号 as 28 characters to a line of 156 mm, and 22 lines to 225 mm (GB/T 9704-2012, 5.2.4). */
const official = { points: 15.75, line: pt(225) / 22 };
const form = { points: 12, line: 21 };

/** From the edge of A4 to the text: left, top, right, bottom. */
const margins = {
  official: { portrait: [28, 37, 26, 35], landscape: [37, 28, 35, 26] },
  form: { portrait: [28, 22, 20, 18], landscape: [20, 25, 20, 16] },
} as const;

const side = 3;
const above = 1.5;
const rule = 0.5;
const framed = {
  hLineWidth: () => rule,
  vLineWidth: () => rule,
  paddingLeft: () => side,
  paddingRight: () => side,
  paddingTop: () => above,
  paddingBottom: () => above,
};
type Turned = 'portrait' | 'landscape';
type Draw = (text: string) => string;

/** Widths in points of columns that fill `room` millimetres, without padding and rules. */
const widthsIn = (columns: readonly number[], room: number): number[] => {
  const inner = pt(room) - rule * (columns.length + 1) - 2 * side * columns.length;
  const least = inRoom(columns, room).map((mm) => pt(mm) - 2 * side - rule);
  const given = least.reduce((sum, width) => sum + width, 0);
  return least.map((width) => Math.max(1, (width * inner) / given));
};

/** What is kept together and longer than a page would be lost; and what runs over pages has no middle. */
const kept = (isLong: boolean) => ({ dontBreakRows: !isLong, keepWithHeaderRows: isLong ? 0 : 1 });
const middle = (isLong: boolean): Partial<Node> => (isLong ? {} : { verticalAlignment: 'middle' });

const cell = (text: string, points: number, more: Partial<Node> = {}): Node => ({
  text,
  fontSize: points,
  lineHeight: leading(points, points * cellLine),
  alignment: 'center',
  ...more,
});

const tableOf = (table: Table, room: number, draw: Draw): Node => {
  const { columns, rows, totals = [], labelled = 1, rowHeight = 0, points = 12 } = table;
  const given = columns.map(({ width }) => width);
  const isLong = [...rows, ...totals].some((row) => runsLong(row, inRoom(given, room), points));
  const body = (row: readonly string[]): Node[] =>
    columns.map(({ align }, at) =>
      cell(draw(row[at] ?? ''), points, { alignment: align ?? 'center', ...middle(isLong) }),
    );
  const total = (row: readonly string[]): Node[] =>
    body(row).map((one, at) => (at === 0 && labelled > 1 ? { ...one, colSpan: labelled, alignment: 'center' } : one));
  return {
    table: {
      headerRows: 1,
      ...kept(isLong),
      widths: widthsIn(given, room),
      heights: (row) => pt(row === 0 ? 8 : Math.max(5, rowHeight)) - 2 * above,
      body: [
        columns.map(({ title }) => cell(draw(title), points, { bold: true, ...middle(isLong) })),
        ...rows.map(body),
        ...totals.map(total),
      ],
    },
    layout: framed,
    margin: [0, 4, 0, 6],
  };
};

type Fields = Extract<Block, { is: 'fields' }>;

const fieldsOf = ({ rows }: Fields, room: number, draw: Draw): Node => {
  const [label, value] = fieldWidths(room);
  const isLong = rows.some((row) =>
    row.some(([, text]) => runsLong([text], [row.length === 1 ? room - label : value], 12)),
  );
  return {
    table: {
      ...kept(isLong),
      widths: widthsIn([label, value, label, value], room),
      heights: () => pt(9) - 2 * above,
      body: rows.map((row) => {
        const [first, second] = row.map(([name, text]) => [
          cell(draw(name), 12, { bold: true, ...middle(isLong) }),
          cell(draw(text), 12, { alignment: 'left', ...middle(isLong) }),
        ]);
        const [name = cell('', 12), text = cell('', 12)] = first ?? [];
        return second ? [name, text, ...second] : [name, { ...text, colSpan: 3 }, {}, {}];
      }),
    },
    layout: framed,
    margin: [0, 4, 0, 6],
  };
};

/** Two characters; as text, because a word longer than the line takes an indent of its own into every line. */
const indent = '\u3000\u3000';

type Style = { points: number; line: number };
const styles: Record<'body' | 'flush' | 'centred' | 'right', Partial<Node>> = {
  body: { alignment: 'justify' },
  flush: { alignment: 'left' },
  centred: { alignment: 'center' },
  right: { alignment: 'right' },
};

const lines = (text: string): string[] => (text === '' ? [''] : text.split('\n'));

type Listed = { readonly depth: number; readonly entries: number };

const nodesOf = (
  block: Block,
  { points, line }: Style,
  room: number,
  { depth, entries }: Listed,
  draw: Draw,
): Node[] => {
  const sized = { fontSize: points, lineHeight: leading(points, line) };
  switch (block.is) {
    case 'heading':
      return [
        {
          ...sized,
          text: `${block.unnumbered ? '' : indent}${draw(block.text).replaceAll('\n', ' ')}`,
          preserveLeadingSpaces: true,
          bold: block.level < 3,
          outlineText: draw(block.text).replaceAll('\n', ' '),
          tocItem: block.level <= depth,
          tocMargin: [(block.level - 1) * 2 * 14, 0, 0, 0],
          margin: [0, line / 4, 0, 0],
        },
      ];
    case 'paragraph': {
      const { as = 'body' } = block;
      if (as === 'note') {
        return lines(draw(block.text)).map((text) => ({
          text,
          fontSize: 9,
          lineHeight: leading(9, 13),
          margin: [0, 2, 0, 0],
        }));
      }
      return lines(draw(block.text)).map((text) => ({
        ...sized,
        text: `${as === 'body' ? indent : ''}${text}`,
        preserveLeadingSpaces: true,
        ...styles[as],
      }));
    }
    case 'fields':
      return [fieldsOf(block, room, draw)];
    case 'table':
      return [tableOf(block, room, draw)];
    case 'signatures':
      return [
        {
          stack: block.lines.map((text) => ({
            ...sized,
            fontSize: pointsIn(text, points, room),
            text: draw(text),
            preserveLeadingSpaces: true,
            margin: [0, line / 2, 0, 0],
          })),
          unbreakable: true,
          margin: [0, line / 4, 0, line / 4],
        },
      ];
    case 'contents':
      return [
        {
          toc: {
            title: { text: '目录', fontSize: 22, bold: true, alignment: 'center', margin: [0, 0, 0, 14] },
            textStyle: { fontSize: 14, lineHeight: leading(14, contentsLine(entries)) },
            outlines: true,
          },
        },
      ];
    case 'page':
      return [];
    default:
      return block satisfies never;
  }
};

/** The blocks of a section one below the other. */
const flow = (blocks: readonly Block[], style: Style, room: number, listed: Listed, draw: Draw): Node[] => {
  const nodes: Node[] = [];
  let headings: Node[] = [];
  // A heading is never the last line of a page: it takes three lines more with it, which what follows then gives back.
  const reserved = 3 * style.line;
  for (const block of blocks) {
    const drawn = nodesOf(block, style, room, listed, draw);
    if (block.is === 'heading') {
      headings.push(...drawn);
      continue;
    }
    const [first, ...others] = drawn;
    // The head of a record is read at a glance: it is not parted, nor from its heading.
    if (block.is === 'fields' && first?.table?.dontBreakRows)
      nodes.push({ stack: [...headings, first], unbreakable: true });
    else if (headings.length > 0 && first) {
      nodes.push({ stack: [{ stack: headings, margin: [0, 0, 0, reserved] }], unbreakable: true });
      nodes.push({ stack: [first], margin: [0, -reserved, 0, 0] }, ...others);
    } else nodes.push(...drawn);
    headings = [];
  }
  nodes.push(...headings);
  // Room left below the last line would be a page of its own where that line is the last of a page.
  const last = nodes.pop();
  const [left = 0, top = 0, right = 0] = Array.isArray(last?.margin) ? last.margin : [];
  return last ? [...nodes, { ...last, margin: [left, top, right, 0] }] : [];
};

const section = (layout: Paper['layout'], orientation: Turned, nodes: Node[]) => {
  const [left = 0, top = 0, right = 0, bottom = 0] = margins[layout][orientation].map(pt);
  return { section: nodes, pageOrientation: orientation, pageMargins: { left, top, right, bottom } };
};

const titleOf = ({ title, layout }: Paper, room: number, draw: Draw): Node => {
  const points = titlePoints(title, room);
  return {
    text: draw(title),
    fontSize: points,
    bold: true,
    alignment: 'center',
    lineHeight: leading(points, points * 1.4),
    margin: [0, 0, 0, layout === 'official' ? 16 : 6],
  };
};

const coverOf = ({ title, cover }: Paper, draw: Draw): Node[] => {
  const [first, ...others] = cover?.lines ?? [];
  const line = (text: string): Node => ({ text: draw(text), fontSize: 18, alignment: 'center', lineHeight: 1.3 });
  return [
    { text: draw(title), fontSize: 32, bold: true, alignment: 'center', lineHeight: 1.3, margin: [0, 110, 0, 330] },
    ...(first === undefined ? [] : [line(first)]),
    ...others.map(line),
  ];
};

/** 「— 3 —」 on the outer side of the page, as GB/T 9704 has it; 「第 3 页，共 5 页」 in the middle of a form. */
const footerOf = (paper: Paper) => {
  if (paper.layout === 'form') {
    return (page: number, pages: number): Node => ({
      text: `第 ${page} 页，共 ${pages} 页`,
      fontSize: 9,
      alignment: 'center',
    });
  }
  return (page: number): Node | undefined =>
    page === 1 && paper.cover
      ? undefined
      : {
          text: `— ${page} —`,
          fontSize: 14,
          alignment: page % 2 === 1 ? 'right' : 'left',
          margin: [pt(28) + 14, 10, pt(26) + 14, 0],
        };
};

/**
 * A paper as pdf. What its font lacks is printed as 〓 and said at the end, never left out; throws when the font itself
 * is not there.
 */
export async function renderPdf(paper: Paper): Promise<Uint8Array> {
  const { regular, bold } = chineseFonts();
  const both = (character: string): boolean => regular.has(character) && bold.has(character);
  let lacks = false;
  const draw = (text: string): string => {
    const drawn = drawable(text, both);
    if (drawn.includes(missingSign)) lacks = true;
    return drawn;
  };
  const { layout, cover } = paper;
  const style = layout === 'official' ? official : form;
  const contents = paper.blocks.find((block) => block.is === 'contents');
  const depth = contents ? (contents.depth ?? 2) : 0;
  const entries = paper.blocks.filter((block) => block.is === 'heading' && block.level <= depth).length;
  const sections = sectionsOf(paper).map(({ orientation, blocks }, index) => {
    const room = textBlock[layout][orientation].width;
    const title = index === 0 && !cover ? [titleOf(paper, room, draw)] : [];
    return section(layout, orientation, [...title, ...flow(blocks, style, room, { depth, entries }, draw)]);
  });
  const last = sections.at(-1);
  if (lacks) {
    last?.section.push({
      text: `“${missingSign}”处的字不在打印字库中，请手写补上。`,
      fontSize: 9,
      margin: [0, 6, 0, 0],
    });
  }
  pdfmake.setFonts({ chinese: { normal: regular.path, bold: bold.path } });
  pdfmake.setUrlAccessPolicy(() => false);
  pdfmake.setLocalAccessPolicy((path) => path === regular.path || path === bold.path);
  const bytes = await pdfmake
    .createPdf({
      content: [...(cover ? [section(layout, 'portrait', coverOf(paper, draw))] : []), ...sections],
      defaultStyle: { font: 'chinese' },
      pageSize: 'A4',
      info: { title: printableTitle(paper), creator: '支书助手', producer: '支书助手' },
      footer: footerOf(paper),
    })
    .getBuffer();
  return new Uint8Array(bytes);
}

const printableTitle = ({ title }: Paper): string => drawable(title, () => true);
