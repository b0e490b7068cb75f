import { countsOf, heldLine, type MonthAtAGlance, owedCounts, owedLeft } from '../domain/month.ts';
import { drawable } from './printable.ts';

/** Pixels; the smallest letters are 20 of them, and a phone shows the whole width. */
const width = 750;
const edge = 44;
const inner = width - 2 * edge;
const fonts = "'Noto Sans SC','Source Han Sans SC','PingFang SC','Microsoft YaHei',sans-serif";
const ink = { text: '#1f2933', quiet: '#52606d', line: '#d5dbe1', paper: '#ffffff', room: '#eef2f5' };
/** Calm and apart in grey as well; who is not there is left blank, not marked. */
const parts = { present: '#2f6f8f', online: '#7fb0c8', leave: '#c3ccd5' };

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** No narrower than it is drawn: Chinese is square, and of Latin letters the widest decide. */
const widthOf = (text: string, size: number): number =>
  [...text].reduce((sum, letter) => {
    if ((letter.codePointAt(0) ?? 0) >= 0x2000) return sum + 1;
    return sum + (/[A-Z@%&mw]/u.test(letter) ? 0.92 : 0.6);
  }, 0) * size;

/** The text in as few lines as fit a width; it may be broken anywhere, as Chinese is. */
const linesOf = (text: string, size: number, room: number): string[] => {
  const lines: string[] = [];
  let line = '';
  for (const letter of text) {
    if (line !== '' && widthOf(line + letter, size) > room) {
      lines.push(line);
      line = '';
    }
    line += letter;
  }
  return [...lines, line];
};

type At = { readonly x: number; readonly size: number; readonly fill?: string; readonly anchor?: 'end' };

const word = (text: string, y: number, { x, size, fill = ink.text, anchor }: At): string =>
  `<text x="${x}" y="${y}" font-size="${size}" fill="${fill}"${anchor ? ` text-anchor="${anchor}"` : ''}>${escaped(text)}</text>`;

/** A share of `whole` in pixels, from what is counted before it; never negative, and nothing where nobody should come. */
const bar = (y: number, whole: number, shares: readonly (readonly [count: number, fill: string])[]): string => {
  let before = 0;
  const drawn = shares.map(([count, fill]) => {
    const x = edge + (inner * before) / Math.max(1, whole);
    before += count;
    return count === 0
      ? ''
      : `<rect x="${x.toFixed(1)}" y="${y}" width="${((inner * count) / Math.max(1, whole)).toFixed(1)}" height="22" fill="${fill}"/>`;
  });
  return `<rect x="${edge}" y="${y}" width="${inner}" height="22" fill="${ink.room}"/>${drawn.join('')}<rect x="${edge}" y="${y}" width="${inner}" height="22" fill="none" stroke="${ink.quiet}"/>`;
};

/**
 * The month as a picture: SVG of 750 pixels' width, as high as it must be, with nothing cut off. What the font lacks by
 * `has` is drawn as 〓; a browser finds another font.
 */
export const monthSvg = (
  month: MonthAtAGlance,
  has: (character: string) => boolean = () => true,
): { readonly svg: string; readonly width: number; readonly height: number } => {
  const plain = (text: string): string => drawable(text, has).replaceAll('\n', ' ');
  const drawn: string[] = [];
  let y = 36;
  /** Words of which the right one keeps its place and the left ones are broken where they would meet it. */
  const line = (
    left: string,
    size: number,
    { right = '', fill = ink.text, step = Math.ceil(size * 1.5) } = {},
  ): void => {
    const room = inner - (right === '' ? 0 : widthOf(right, size) + size);
    linesOf(plain(left), size, room).forEach((text, index) => {
      y += step;
      drawn.push(word(text, y, { x: edge, size, fill }));
      if (index === 0 && right !== '') drawn.push(word(right, y, { x: width - edge, size, fill, anchor: 'end' }));
    });
  };
  const heading = (text: string): void => {
    y += 34;
    drawn.push(`<line x1="${edge}" y1="${y}" x2="${width - edge}" y2="${y}" stroke="${ink.line}" stroke-width="2"/>`);
    y += 10;
    line(text, 28);
    y += 6;
  };

  line(month.branch, 30, { fill: ink.quiet });
  line(`${month.month}月报`, 46, { step: 62 });
  line(month.asOf, 22, { fill: ink.quiet });

  heading('活动与到会');
  line(heldLine(month), 22, { fill: ink.quiet });
  for (const one of month.activities) {
    y += 10;
    line(`${one.day}　${one.what}`, 25, { right: `到会率 ${one.rate}` });
    y += 12;
    drawn.push(
      bar(y, one.should, [
        [one.present - one.online, parts.present],
        [one.online, parts.online],
        [one.leave, parts.leave],
      ]),
    );
    y += 22;
    line(countsOf(one), 20, { fill: ink.quiet });
  }
  if (month.activities.length > 0) {
    y += 42;
    let x = edge;
    for (const [label, fill] of [
      ['现场', parts.present],
      ['线上', parts.online],
      ['请假', parts.leave],
      ['缺席', ink.room],
    ] as const) {
      drawn.push(`<rect x="${x}" y="${y - 17}" width="20" height="20" fill="${fill}" stroke="${ink.quiet}"/>`);
      drawn.push(word(label, y, { x: x + 28, size: 20, fill: ink.quiet }));
      x += 110;
    }
  }

  if (month.owed.length > 0) {
    heading('应做事项');
    for (const one of month.owed) {
      line(`${one.what}（${one.period}）`, 24, { right: owedCounts(one) });
      if (owedLeft(one) !== '') line(owedLeft(one), 20, { fill: ink.quiet });
      y += 6;
    }
  }

  heading('说明');
  line(month.note, 20, { fill: ink.quiet });
  const height = y + 44;
  return {
    svg: `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" font-family="${fonts}"><title>${escaped(plain(`${month.branch}${month.month}月报`))}</title><rect width="${width}" height="${height}" fill="${ink.paper}"/>${drawn.join('')}</svg>`,
    width,
    height,
  };
};
