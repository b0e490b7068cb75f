import type { Table } from '../domain/roster-table.ts';
import { damagedSheet, FileRefused, resave, startsWith } from './file-refused.ts';
import { zipDirectory } from './zip-directory.ts';

export const mostBytes = 5 * 1024 * 1024;

/**
 * The first sheet of an .xlsx file, or a CSV file (UTF-8 with or without BOM, UTF-16 with BOM, GB18030), as rows of text.
 * `what` it should hold is named in the refusals. What a file is shows in its bytes; of the name only .xls, .et and .xlsx count. Throws FileRefused and nothing else.
 */
export async function readTableFile(name: string, bytes: Uint8Array, what: string): Promise<Table> {
  if (bytes.length > mostBytes)
    throw new FileRefused('too-large', `文件超过 5 MB，${what}不会有这么大，请只保留${what}一张表后再发一次。`);
  if (bytes.length === 0) throw new FileRefused('empty', `这是一个空文件，请检查${what}后再发一次。`);
  refuseByName(name);
  refuseByBytes(bytes, what);
  if (startsWith(bytes, [0x50, 0x4b, 0x03, 0x04]) || startsWith(bytes, [0x50, 0x4b, 0x05, 0x06]))
    return readSheet(bytes, what);
  if (/\.xls[mx]$/i.test(name)) throw damagedSheet();
  return readText(bytes, what);
}

export function refuseByName(name: string): void {
  if (/\.xl[st]$/i.test(name)) throw new FileRefused('old-excel', `这是旧版 Excel 文件（.xls），${resave}`);
  if (/\.ett?$/i.test(name)) throw new FileRefused('wps', `这是 WPS 表格文件（.et），${resave}`);
}

function ascii(text: string): number[] {
  return [...text].map((character) => character.charCodeAt(0));
}

const images: readonly (readonly [readonly number[], number])[] = [
  [[0x89, 0x50, 0x4e, 0x47], 0],
  [[0xff, 0xd8, 0xff], 0],
  [ascii('GIF8'), 0],
  [ascii('WEBP'), 8],
  [ascii('ftyphei'), 4],
  [ascii('ftypmif'), 4],
  [[0x49, 0x49, 0x2a, 0x00], 0],
  [[0x4d, 0x4d, 0x00, 0x2a], 0],
];

export function refuseByBytes(bytes: Uint8Array, what: string): void {
  const is = (prefix: readonly number[], at = 0): boolean => startsWith(bytes, prefix, at);
  if (is([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])) {
    if (Buffer.from(bytes).includes(Buffer.from('EncryptedPackage', 'utf16le')))
      throw new FileRefused('encrypted', '这个表格设有打开密码，请去掉密码后再发一次。');
    throw new FileRefused('old-excel', `这是旧版 Office 文件，${resave}`);
  }
  if (is(ascii('%PDF')))
    throw new FileRefused('not-a-table', `这是 PDF 文件，无法读取${what}，请发送 .xlsx 或 CSV 文件。`);
  if (images.some(([prefix, at]) => is(prefix, at)))
    throw new FileRefused('not-a-table', `这是图片，无法读取${what}，请发送 .xlsx 或 CSV 文件。`);
  if (is(ascii('Rar!')) || is([0x37, 0x7a, 0xbc, 0xaf]) || is([0x1f, 0x8b]))
    throw new FileRefused('not-a-table', '这是压缩文件，请解压后发送其中的 .xlsx 或 CSV 文件。');
  if (is(ascii('{\\rtf'))) throw new FileRefused('not-a-table', `这是文档，不是表格，${resave}`);
}

/** Beyond these cells nothing is read: formatting often runs to the last row of a sheet. */
const area = 'A1:AZ20000';

async function readSheet(bytes: Uint8Array, what: string): Promise<Table> {
  const names = zipDirectory(bytes, what);
  if (names.has('xl/workbook.bin') || names.has('content.xml'))
    throw new FileRefused('not-a-table', `这种表格格式无法读取，${resave}`);
  if (names.has('word/document.xml') || names.has('ppt/presentation.xml'))
    throw new FileRefused('not-a-table', `这是文档，不是表格，请把${what}做成 .xlsx 或 CSV 文件后再发一次。`);
  if (!names.has('[Content_Types].xml') && !names.has('xl/workbook.xml'))
    throw new FileRefused('not-a-table', '这是压缩文件，请解压后发送其中的 .xlsx 或 CSV 文件。');

  const { readXlsx } = await import('hucre/xlsx');
  const workbook = await readXlsx(bytes, { sheets: [0], range: area }).catch(() => {
    throw damagedSheet();
  });
  const [sheet] = workbook.sheets;
  if (!sheet) throw damagedSheet();
  const rows = sheet.rows.map((row) => row.map(textOf));
  for (const { startRow, endRow, startCol } of sheet.merges ?? []) {
    const text = rows[startRow]?.[startCol] ?? '';
    for (const row of rows.slice(startRow + 1, endRow + 1)) row[startCol] = text;
  }
  return { rows: rows.map((cells, at) => ({ line: at + 1, cells: withoutEmptyEnd(cells) })) };
}

type CellValue = string | number | boolean | Date | null | undefined;

/** A date as YYYY-MM-DD, whatever its format on the sheet. */
function textOf(value: CellValue): string {
  if (value === null || value === undefined) return '';
  if (!(value instanceof Date)) return String(value);
  return Number.isNaN(value.getTime()) ? '' : value.toISOString().slice(0, 10);
}

function withoutEmptyEnd(cells: readonly string[]): string[] {
  return cells.slice(0, cells.findLastIndex((cell) => cell.trim() !== '') + 1);
}

/** Text in UTF-8, UTF-16 with BOM, or GB18030. */
export function decoded(bytes: Uint8Array): string {
  const encodings = startsWith(bytes, [0xff, 0xfe])
    ? ['utf-16le']
    : startsWith(bytes, [0xfe, 0xff])
      ? ['utf-16be']
      : ['utf-8', 'gb18030'];
  for (const encoding of encodings) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes);
    } catch {
      // Not this encoding.
    }
  }
  throw notText();
}

function notText(): FileRefused {
  return new FileRefused(
    'damaged',
    '这个文件不是可以读取的表格，请发送 .xlsx 文件，或 UTF-8、GB18030 编码的 CSV 文件。',
  );
}

/** Parsing a long text holds everything else up; two hundred people need a tenth of this. */
const mostCharacters = 500_000;
const mostLines = 20_000;

async function readText(bytes: Uint8Array, what: string): Promise<Table> {
  const text = decoded(bytes).replace(/\r\n?/g, '\n');
  if (/[\p{Cc}\ufffe\uffff]/u.test(text.replace(/[\t\n\v\f]/g, ''))) throw notText();
  if (text.trim() === '') throw new FileRefused('empty', `这个文件里没有内容，请检查${what}后再发一次。`);
  if (/^\s*<(!doctype|html|\?xml|table|meta|head)/i.test(text))
    throw new FileRefused('not-a-table', `这是网页格式的表格，${resave}`);

  if (text.length > mostCharacters || text.split('\n', mostLines + 1).length > mostLines)
    throw new FileRefused('too-large', `文件内容太多，${what}不会有这么长，请只保留${what}后再发一次。`);

  const { CsvError, parse } = await import('csv-parse/sync');
  const options = { info: true, relax_column_count: true, relax_quotes: true, delimiter: delimiterOf(text) } as const;
  try {
    const records = parse(text, options) as unknown as readonly ParsedRecord[];
    let line = 1;
    return {
      rows: records.map(({ info, record }) => {
        const row = { line, cells: withoutEmptyEnd(record) };
        line = info.lines + 1;
        return row;
      }),
    };
  } catch (error) {
    if (error instanceof CsvError && error.code === 'CSV_QUOTE_NOT_CLOSED')
      throw new FileRefused('open-quote', '文件里有一个没有配对的引号，请检查后再发一次。');
    throw notText();
  }
}

type ParsedRecord = { readonly info: { readonly lines: number }; readonly record: readonly string[] };

/** The separator that stands outside quotes in most lines, then most often; a comma where none does. */
function delimiterOf(text: string): string {
  const lines = text.replace(/"[^"]*"/g, '').split('\n', 200);
  const ranked = [',', '\t', ';', '，'].map((delimiter) => {
    const counts = lines.map((line) => line.split(delimiter).length - 1);
    return {
      delimiter,
      lines: counts.filter((count) => count > 0).length,
      total: counts.reduce((sum, count) => sum + count, 0),
    };
  });
  return ranked.toSorted((one, other) => other.lines - one.lines || other.total - one.total)[0]?.delimiter ?? ',';
}
