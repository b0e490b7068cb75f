import type { Table } from '../domain/roster-table.ts';

export type RosterFileRefusal =
  | 'empty'
  | 'too-large'
  | 'old-excel'
  | 'wps'
  | 'encrypted'
  | 'not-a-table'
  | 'damaged'
  | 'open-quote';

/** A file that no roster can be read from; the message is said to the person and tells what to do. */
export class RosterFileRefused extends Error {
  readonly code: RosterFileRefusal;
  constructor(code: RosterFileRefusal, message: string) {
    super(message);
    this.name = 'RosterFileRefused';
    this.code = code;
  }
}

const mostBytes = 5 * 1024 * 1024;
const resave = '请在 Excel 或 WPS 中另存为 .xlsx 或 CSV 后再发一次。';

/**
 * The first sheet of an .xlsx file, or a CSV file (UTF-8 with or without BOM, UTF-16 with BOM, GB18030), as rows of text.
 * What a file is shows in its bytes; of the name only .xls, .et and .xlsx count. Throws RosterFileRefused and nothing else.
 */
export async function readRosterFile(name: string, bytes: Uint8Array): Promise<Table> {
  if (bytes.length > mostBytes)
    throw new RosterFileRefused('too-large', '文件超过 5 MB，名册不会有这么大，请只保留名册一张表后再发一次。');
  if (bytes.length === 0) throw new RosterFileRefused('empty', '这是一个空文件，请检查名册后再发一次。');
  refuseByName(name);
  refuseByBytes(bytes);
  if (startsWith(bytes, [0x50, 0x4b, 0x03, 0x04]) || startsWith(bytes, [0x50, 0x4b, 0x05, 0x06]))
    return readSheet(bytes);
  if (/\.xls[mx]$/i.test(name)) throw damagedSheet();
  return readText(bytes);
}

function refuseByName(name: string): void {
  if (/\.xl[st]$/i.test(name)) throw new RosterFileRefused('old-excel', `这是旧版 Excel 文件（.xls），${resave}`);
  if (/\.ett?$/i.test(name)) throw new RosterFileRefused('wps', `这是 WPS 表格文件（.et），${resave}`);
}

function startsWith(bytes: Uint8Array, prefix: readonly number[], at = 0): boolean {
  return prefix.every((byte, index) => bytes[at + index] === byte);
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

function refuseByBytes(bytes: Uint8Array): void {
  const is = (prefix: readonly number[], at = 0): boolean => startsWith(bytes, prefix, at);
  if (is([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])) {
    if (Buffer.from(bytes).includes(Buffer.from('EncryptedPackage', 'utf16le')))
      throw new RosterFileRefused('encrypted', '这个表格设有打开密码，请去掉密码后再发一次。');
    throw new RosterFileRefused('old-excel', `这是旧版 Office 文件，${resave}`);
  }
  if (is(ascii('%PDF')))
    throw new RosterFileRefused('not-a-table', '这是 PDF 文件，无法读取名册，请发送 .xlsx 或 CSV 文件。');
  if (images.some(([prefix, at]) => is(prefix, at)))
    throw new RosterFileRefused('not-a-table', '这是图片，无法读取名册，请发送 .xlsx 或 CSV 文件。');
  if (is(ascii('Rar!')) || is([0x37, 0x7a, 0xbc, 0xaf]) || is([0x1f, 0x8b]))
    throw new RosterFileRefused('not-a-table', '这是压缩文件，请解压后发送其中的 .xlsx 或 CSV 文件。');
  if (is(ascii('{\\rtf'))) throw new RosterFileRefused('not-a-table', `这是文档，不是表格，${resave}`);
}

function damagedSheet(): RosterFileRefused {
  return new RosterFileRefused('damaged', `这个表格文件已损坏或不是真正的 .xlsx 文件，${resave}`);
}

/** More than any roster unpacks to; a small file may claim gigabytes. */
const mostUnpackedBytes = 30 * 1024 * 1024;
/** Beyond these cells nothing is read: formatting often runs to the last row of a sheet. */
const area = 'A1:AZ20000';

async function readSheet(bytes: Uint8Array): Promise<Table> {
  const names = checkedArchive(bytes);
  if (names.has('xl/workbook.bin') || names.has('content.xml'))
    throw new RosterFileRefused('not-a-table', `这种表格格式无法读取，${resave}`);
  if (names.has('word/document.xml') || names.has('ppt/presentation.xml'))
    throw new RosterFileRefused('not-a-table', `这是文档，不是表格，请把名册做成 .xlsx 或 CSV 文件后再发一次。`);
  if (!names.has('[Content_Types].xml') && !names.has('xl/workbook.xml'))
    throw new RosterFileRefused('not-a-table', '这是压缩文件，请解压后发送其中的 .xlsx 或 CSV 文件。');

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

/**
 * The names in a zip archive's directory. Refused are an archive that would unpack to too much or does not say to how
 * much (the reader unpacks no entry beyond the size stated here), one with a password, and one without a directory.
 */
function checkedArchive(bytes: Uint8Array): ReadonlySet<string> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const names = new Set<string>();
  try {
    let end = bytes.length - 22;
    while (view.getUint32(end, true) !== 0x06054b50) end -= 1;
    let entry = view.getUint32(end + 16, true);
    let unpacked = 0;
    for (let left = view.getUint16(end + 10, true); left > 0; left -= 1) {
      if (view.getUint32(entry, true) !== 0x02014b50) throw damagedSheet();
      const flags = view.getUint16(entry + 8, true);
      const isDeflated = view.getUint16(entry + 10, true) === 8;
      const packedSize = view.getUint32(entry + 20, true);
      const unpackedSize = view.getUint32(entry + 24, true);
      const nameLength = view.getUint16(entry + 28, true);
      if ((flags & 1) !== 0)
        throw new RosterFileRefused('encrypted', '这个压缩文件设有密码，请解压后发送其中的 .xlsx 或 CSV 文件。');
      const isUnstated = isDeflated && unpackedSize === 0 && (packedSize > 2 || (flags & 8) !== 0);
      unpacked += unpackedSize;
      if (isUnstated || (isDeflated && packedSize === 0 && unpackedSize > 0)) throw damagedSheet();
      if (unpacked > mostUnpackedBytes)
        throw new RosterFileRefused('too-large', '这个表格展开后太大，请只保留名册一张表后再发一次。');
      names.add(new TextDecoder().decode(bytes.subarray(entry + 46, entry + 46 + nameLength)));
      entry += 46 + nameLength + view.getUint16(entry + 30, true) + view.getUint16(entry + 32, true);
    }
  } catch (error) {
    throw error instanceof RosterFileRefused ? error : damagedSheet();
  }
  return names;
}

function decoded(bytes: Uint8Array): string {
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

function notText(): RosterFileRefused {
  return new RosterFileRefused(
    'damaged',
    '这个文件不是可以读取的表格，请发送 .xlsx 文件，或 UTF-8、GB18030 编码的 CSV 文件。',
  );
}

/** Parsing a long text holds everything else up; two hundred people need a tenth of this. */
const mostCharacters = 500_000;
const mostLines = 20_000;

async function readText(bytes: Uint8Array): Promise<Table> {
  const text = decoded(bytes).replace(/\r\n?/g, '\n');
  if (/[\p{Cc}\ufffe\uffff]/u.test(text.replace(/[\t\n\v\f]/g, ''))) throw notText();
  if (text.trim() === '') throw new RosterFileRefused('empty', '这个文件里没有内容，请检查名册后再发一次。');
  if (/^\s*<(!doctype|html|\?xml|table|meta|head)/i.test(text))
    throw new RosterFileRefused('not-a-table', `这是网页格式的表格，${resave}`);

  if (text.length > mostCharacters || text.split('\n', mostLines + 1).length > mostLines)
    throw new RosterFileRefused('too-large', '文件内容太多，名册不会有这么长，请只保留名册后再发一次。');

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
      throw new RosterFileRefused('open-quote', '文件里有一个没有配对的引号，请检查后再发一次。');
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
