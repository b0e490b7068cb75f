/** Millimetres in points. */
export const pt = (mm: number): number => (mm * 72) / 25.4;

/** The size in which a line of Chinese fits a width, `most` at most and never too small to read. */
export const pointsIn = (text: string, most: number, mm: number): number =>
  Math.max(9, Math.min(most, Math.floor(pt(mm) / Math.max(1, text.length))));

/** More than this is not kept on one page with what stands beside it, because it could be more than one page. */
const mostLines = 12;

/** Whether one of the texts takes many lines in its column; `widths` in millimetres. */
export const runsLong = (texts: readonly string[], widths: readonly number[], points: number): boolean =>
  texts.some((text, at) => {
    const inLine = Math.max(1, Math.floor((pt(widths[at] ?? 1) - 8) / points));
    return text.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / inLine)), 0) > mostLines;
  });

/** Columns stretched or drawn together until they fill a width, all in millimetres. */
export const inRoom = (columns: readonly number[], room: number): number[] => {
  const all = columns.reduce((sum, width) => sum + width, 0);
  return columns.map((width) => (width * room) / all);
};

/** Of the framed head of a record: labels take a fixed width, so that its rows stand below each other. */
export const fieldWidths = (room: number): readonly [label: number, value: number] => [28, (room - 56) / 2];
