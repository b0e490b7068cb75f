/** Of a Word document: paragraphs as lines, table rows as cells with TABs between them, list items with a bullet. */
const token =
  /<w:(p|tr|tc|tbl|t|tab|br|cr|noBreakHyphen|numPr|ilvl)(?:\s[^<>]*)?(\/?)>|<\/w:(p|tr|tc|tbl|t|pPr)>|<(\/?)mc:Fallback(?:\s[^<>]*)?>|([^<]+)|<[^<>]*>/gu;

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const unescaped = (text: string): string =>
  text.replaceAll(/&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(amp|lt|gt|quot|apos));/gu, (whole, decimal, hex, name) => {
    if (name !== undefined) return entities[name as string] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex as string, 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '';
  });

/** The lines of word/document.xml; what was deleted with tracking is not text there and stays out. */
export function docxLines(xml: string): string[] {
  const lines: string[] = [];
  // A table within a cell is part of that cell's text.
  const rows: { cells: string[]; inCell: boolean }[] = [];
  let paragraph = '';
  let isText = false;
  let skipping = 0;
  let level: number | undefined;
  for (const [whole, open, closedItself, close, fallback, text] of xml.matchAll(token)) {
    if (fallback !== undefined) skipping = Math.max(0, skipping + (fallback === '/' ? -1 : 1));
    if (skipping > 0) continue;
    const row = rows.at(-1);
    if (text !== undefined) paragraph += isText ? unescaped(text) : '';
    else if (open === 't') isText = closedItself !== '/';
    else if (close === 't') isText = false;
    else if (open === 'tab') paragraph += row ? ' ' : level === undefined && paragraph !== '' ? '\t' : ' ';
    else if (open === 'br' || open === 'cr') paragraph += row ? ' ' : '\n';
    else if (open === 'noBreakHyphen') paragraph += '-';
    else if (open === 'numPr') level = 0;
    else if (open === 'ilvl') level = Number(/"(\d)"/u.exec(whole)?.[1] ?? 0);
    else if (open === 'tr') rows.push({ cells: [], inCell: false });
    else if (open === 'tc' && row) row.cells.push('');
    else if (close === 'tr') {
      rows.pop();
      const outer = rows.at(-1);
      const cells = row?.cells.map((cell) => cell.trim()) ?? [];
      if (outer && outer.cells.length > 0) outer.cells[outer.cells.length - 1] += ` ${cells.join(' ')}`;
      else if (!outer) lines.push(cells.join('\t'));
    } else if (close === 'p') {
      const said = paragraph.trim();
      if (row && row.cells.length > 0) row.cells[row.cells.length - 1] += ` ${said}`;
      else if (said !== '') {
        // Word counts its lists itself; the numbers are not in the text.
        lines.push(...(level === undefined ? said : `${level === 0 ? '•' : '◦'} ${said}`).split('\n'));
      } else lines.push('');
      paragraph = '';
      level = undefined;
    }
  }
  return lines;
}
