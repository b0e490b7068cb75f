import * as fc from 'fast-check';
import { writeXlsx } from 'hucre/xlsx';
import { describe, expect, it, test } from 'vitest';
import { RosterFileRefused, readRosterFile } from '../../src/documents/roster-file.ts';
import { readRosterTable, type Table } from '../../src/domain/roster-table.ts';
import { encodeGb18030 } from '../support/gb18030.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const latin = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));
const cellsOf = (table: Table): readonly (readonly [number, readonly string[]])[] =>
  table.rows.filter(({ cells }) => cells.length > 0).map(({ line, cells }) => [line, cells]);

async function refusalOf(name: string, bytes: Uint8Array): Promise<RosterFileRefused> {
  const refused: unknown = await readRosterFile(name, bytes).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(refused instanceof RosterFileRefused)) throw new Error(`not refused: ${String(refused)}`);
  return refused;
}

/** A zip archive of one stored or deflated entry with the sizes it claims. */
function zipClaiming(entryName: string, { method = 8, packed = 4, unpacked = 100, flags = 0 } = {}): Uint8Array {
  const name = Buffer.from(entryName);
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(name.length, 26);
  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt16LE(flags, 8);
  central.writeUInt16LE(method, 10);
  central.writeUInt32LE(packed, 20);
  central.writeUInt32LE(unpacked, 24);
  central.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length + name.length, 12);
  end.writeUInt32LE(local.length + name.length + packed, 16);
  return new Uint8Array(Buffer.concat([local, name, Buffer.alloc(packed), central, name, end]));
}

describe('a CSV file', () => {
  const text = '姓名,党小组\r\n王㛃,一组\r\n马䶮,"二,组"\r\n';
  const rows = [
    [1, ['姓名', '党小组']],
    [2, ['王㛃', '一组']],
    [3, ['马䶮', '二,组']],
  ];

  test.each([
    ['UTF-8', utf8(text)],
    ['UTF-8 with BOM', utf8(`\ufeff${text}`)],
    ['GB18030', encodeGb18030(text)],
    ['UTF-16 with BOM', new Uint8Array(Buffer.from(`\ufeff${text}`, 'utf16le'))],
  ])('is read as %s, rare characters included', async (_encoding, bytes) => {
    expect(cellsOf(await readRosterFile('名册.csv', bytes))).toEqual(rows);
  });

  test.each([',', ';', '\t', '，'])('may be separated by %j', async (separator) => {
    const bytes = utf8(['姓名', '职务'].join(separator) + '\n' + ['张三', '书记、组织委员'].join(separator));
    expect(cellsOf(await readRosterFile('a.csv', bytes))).toEqual([
      [1, ['姓名', '职务']],
      [2, ['张三', '书记、组织委员']],
    ]);
  });

  it('keeps its separator when a title or a cell holds another', async () => {
    const bytes = utf8('某某支部，2026年\n姓名,职务\n张三,"书记，组织委员；党小组长"\n李四,书记，委员\n');
    expect(cellsOf(await readRosterFile('a.csv', bytes)).map(([, cells]) => cells)).toEqual([
      ['某某支部，2026年'],
      ['姓名', '职务'],
      ['张三', '书记，组织委员；党小组长'],
      ['李四', '书记，委员'],
    ]);
  });

  it('numbers lines as an editor shows them', async () => {
    const bytes = utf8('姓名,职务\n\n"张\n三",书记\n\n李四,\n');
    expect(cellsOf(await readRosterFile('a.csv', bytes))).toEqual([
      [1, ['姓名', '职务']],
      [3, ['张\n三', '书记']],
      [6, ['李四']],
    ]);
  });

  it('may have one column, old line ends or no extension', async () => {
    expect(cellsOf(await readRosterFile('名册', utf8('姓名\r张三\r李四')))).toEqual([
      [1, ['姓名']],
      [2, ['张三']],
      [3, ['李四']],
    ]);
  });

  it('keeps a stray quote as it is written', async () => {
    expect(cellsOf(await readRosterFile('a.csv', utf8('姓名,职务\n张"三,书记')))).toEqual([
      [1, ['姓名', '职务']],
      [2, ['张"三', '书记']],
    ]);
  });
});

describe('an xlsx file', () => {
  it('is read from its first sheet, numbers and dates as text, below a merged title', async () => {
    const bytes = await writeXlsx({
      sheets: [
        {
          name: '名册',
          rows: [
            ['某某支部党员名册', null, null],
            [],
            ['姓名', '入党月日', '账号'],
            ['王㛃', new Date(Date.UTC(2001, 6, 1)), 'telegram:5'],
            ['=1+1', 12345678901, true],
          ],
          merges: [{ startRow: 0, startCol: 0, endRow: 0, endCol: 2 }],
        },
        { name: '其他', rows: [['姓名'], ['李四']] },
      ],
    });
    expect(cellsOf(await readRosterFile('名册.xlsx', bytes))).toEqual([
      [1, ['某某支部党员名册']],
      [3, ['姓名', '入党月日', '账号']],
      [4, ['王㛃', '2001-07-01', 'telegram:5']],
      [5, ['=1+1', '12345678901', 'true']],
    ]);
  });

  it('gives every row of a merged group its group', async () => {
    const bytes = await writeXlsx({
      sheets: [
        {
          name: '名册',
          rows: [
            ['党小组', '姓名'],
            ['一组', '张三'],
            [null, '李四'],
          ],
          merges: [{ startRow: 1, startCol: 0, endRow: 2, endCol: 0 }],
        },
      ],
    });
    expect(cellsOf(await readRosterFile('a.xlsx', bytes)).map(([, cells]) => cells)).toEqual([
      ['党小组', '姓名'],
      ['一组', '张三'],
      ['一组', '李四'],
    ]);
  });

  it('is told by its bytes, not by its name', async () => {
    const bytes = await writeXlsx({ sheets: [{ name: 'a', rows: [['姓名'], ['张三']] }] });
    expect(cellsOf(await readRosterFile('名册.csv', bytes))).toHaveLength(2);
  });
});

describe('a file is refused with what to do', () => {
  test.each([
    [
      'old.xls',
      utf8('姓名\n张三'),
      '这是旧版 Excel 文件（.xls），请在 Excel 或 WPS 中另存为 .xlsx 或 CSV 后再发一次。',
    ],
    [
      'old.XLS',
      latin('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'),
      '这是旧版 Excel 文件（.xls），请在 Excel 或 WPS 中另存为 .xlsx 或 CSV 后再发一次。',
    ],
    [
      'wps.et',
      latin('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'),
      '这是 WPS 表格文件（.et），请在 Excel 或 WPS 中另存为 .xlsx 或 CSV 后再发一次。',
    ],
    [
      'a.csv',
      latin('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1xx'),
      '这是旧版 Office 文件，请在 Excel 或 WPS 中另存为 .xlsx 或 CSV 后再发一次。',
    ],
    ['a.csv', new Uint8Array(), '这是一个空文件，请检查名册后再发一次。'],
    ['a.csv', utf8(' \r\n\n'), '这个文件里没有内容，请检查名册后再发一次。'],
    ['a.csv', new Uint8Array(5 * 1024 * 1024 + 1), '文件超过 5 MB，名册不会有这么大，请只保留名册一张表后再发一次。'],
    ['a.csv', utf8(','.repeat(500_001)), '文件内容太多，名册不会有这么长，请只保留名册后再发一次。'],
    ['a.csv', utf8(`姓名${'\n'.repeat(20_000)}张三`), '文件内容太多，名册不会有这么长，请只保留名册后再发一次。'],
    ['a.pdf', latin('%PDF-1.7'), '这是 PDF 文件，无法读取名册，请发送 .xlsx 或 CSV 文件。'],
    ['a.jpg', latin('\xff\xd8\xff\xe0'), '这是图片，无法读取名册，请发送 .xlsx 或 CSV 文件。'],
    ['a.csv', latin('\x89PNG\r\n\x1a\n'), '这是图片，无法读取名册，请发送 .xlsx 或 CSV 文件。'],
    ['a.heic', latin('\0\0\0\x18ftypheic'), '这是图片，无法读取名册，请发送 .xlsx 或 CSV 文件。'],
    ['a.rar', latin('Rar!\x1a\x07'), '这是压缩文件，请解压后发送其中的 .xlsx 或 CSV 文件。'],
    ['a.zip', zipClaiming('名册.csv'), '这是压缩文件，请解压后发送其中的 .xlsx 或 CSV 文件。'],
    ['a.docx', zipClaiming('word/document.xml'), '这是文档，不是表格，请把名册做成 .xlsx 或 CSV 文件后再发一次。'],
    ['a.ods', zipClaiming('content.xml'), '这种表格格式无法读取，请在 Excel 或 WPS 中另存为 .xlsx 或 CSV 后再发一次。'],
    ['a.zip', zipClaiming('a.xlsx', { flags: 1 }), '这个压缩文件设有密码，请解压后发送其中的 .xlsx 或 CSV 文件。'],
    [
      'a.xlsx',
      zipClaiming('xl/workbook.xml', { unpacked: 40_000_000 }),
      '这个表格展开后太大，请只保留名册一张表后再发一次。',
    ],
    [
      'a.xlsx',
      zipClaiming('xl/workbook.xml', { unpacked: 0 }),
      '这个表格文件已损坏或不是真正的 .xlsx 文件，请在 Excel 或 WPS 中另存为 .xlsx 或 CSV 后再发一次。',
    ],
    [
      'a.xlsx',
      zipClaiming('xl/workbook.xml'),
      '这个表格文件已损坏或不是真正的 .xlsx 文件，请在 Excel 或 WPS 中另存为 .xlsx 或 CSV 后再发一次。',
    ],
    [
      'a.xlsx',
      latin('PK\x03\x04garbage'),
      '这个表格文件已损坏或不是真正的 .xlsx 文件，请在 Excel 或 WPS 中另存为 .xlsx 或 CSV 后再发一次。',
    ],
    [
      'a.xlsx',
      utf8('姓名\n张三'),
      '这个表格文件已损坏或不是真正的 .xlsx 文件，请在 Excel 或 WPS 中另存为 .xlsx 或 CSV 后再发一次。',
    ],
    [
      'a.csv',
      latin('\x00\x01\x02\x03'),
      '这个文件不是可以读取的表格，请发送 .xlsx 文件，或 UTF-8、GB18030 编码的 CSV 文件。',
    ],
    [
      'a.csv',
      latin('\xff\xff\xff'),
      '这个文件不是可以读取的表格，请发送 .xlsx 文件，或 UTF-8、GB18030 编码的 CSV 文件。',
    ],
    [
      'a.csv',
      utf8('<html><table></table></html>'),
      '这是网页格式的表格，请在 Excel 或 WPS 中另存为 .xlsx 或 CSV 后再发一次。',
    ],
    ['a.csv', utf8('姓名,职务\n"张三,书记\n李四,'), '文件里有一个没有配对的引号，请检查后再发一次。'],
  ])('%s %#', async (name, bytes, sentence) => {
    expect((await refusalOf(name, bytes)).message).toBe(sentence);
  });

  it('when it has a password', async () => {
    const bytes = await writeXlsx({
      sheets: [{ name: 'a', rows: [['姓名']] }],
      encryption: { password: 'x', spinCount: 1 },
    });
    const refused = await refusalOf('名册.xlsx', bytes);
    expect(refused).toMatchObject({ code: 'encrypted', message: '这个表格设有打开密码，请去掉密码后再发一次。' });
  });
});

async function settles(name: string, bytes: Uint8Array): Promise<boolean> {
  return readRosterFile(name, bytes).then(
    ({ rows }) => rows.every(({ line, cells }) => line > 0 && cells.every((cell) => typeof cell === 'string')),
    (error: unknown) => error instanceof RosterFileRefused && /^[^!！]+。$/u.test(error.message),
  );
}

describe('any file', () => {
  const names = fc.constantFrom('a.csv', 'a.xlsx', 'a', 'a.xls', '名册.CSV');
  const starts = fc.constantFrom(
    '',
    'PK\x03\x04',
    '%PDF',
    '\xff\xfe',
    '\xef\xbb\xbf',
    '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1',
    '"',
  );

  it('of arbitrary bytes is read or refused, and nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(names, starts, fc.uint8Array({ maxLength: 200 }), async (name, start, bytes) => {
        expect(await settles(name, new Uint8Array([...latin(start), ...bytes]))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('damaged anywhere is read or refused, and nothing else', async () => {
    const whole = await writeXlsx({ sheets: [{ name: 'a', rows: [['姓名'], ['张三'], [new Date(0)]] }] });
    const damage = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(damage, fc.nat(whole.length), async (changes, cut) => {
        const bytes = whole.slice();
        for (const [at, byte] of changes) bytes[at] = byte;
        expect(await settles('a.xlsx', bytes)).toBe(true);
        expect(await settles('a.xlsx', whole.slice(0, cut))).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it('written from a roster reads back the same, as UTF-8, GB18030 and xlsx', async () => {
    const surname = fc.constantFrom(...'王李张刘陈杨黄赵周吴徐孙欧阳');
    const given = fc.array(fc.constantFrom(...'伟芳娜敏静强磊喆堃昇祎玥珺㛃䶮'), { minLength: 1, maxLength: 3 });
    const person = fc.record({
      姓名: fc.tuple(surname, given).map(([first, rest]) => first + rest.join('')),
      状态: fc.constantFrom('正式', '预备', ''),
      党小组: fc.constantFrom('第一党小组', '第二"党"小组', '三,四组', '五；组', ''),
      职务: fc.constantFrom('组织委员、党小组长', '宣传委员', ''),
      入党月日: fc.constantFrom('07-01', '2001-07-01', '7月1日', ''),
      应到: fc.constantFrom('计', '不计', ''),
    });
    const roster = fc.uniqueArray(person, { minLength: 1, maxLength: 12, selector: (one) => one.姓名 });
    const separators = fc.constantFrom(',', ';', '\t', '，');
    await fc.assert(
      fc.asyncProperty(roster, separators, fc.constantFrom('\n', '\r\n'), async (people, separator, lineEnd) => {
        const header = ['姓名', '状态', '党小组', '职务', '入党月日', '应到'] as const;
        const cells = [[...header], ...people.map((one) => header.map((column) => one[column]))];
        const expected = readRosterTable({ rows: cells.map((row, at) => ({ line: at + 1, cells: row })) });
        expect('rows' in expected).toBe(true);
        const csv = cells
          .map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(separator))
          .join(lineEnd);
        const files = [
          utf8(csv),
          utf8(`\ufeff${csv}`),
          encodeGb18030(csv),
          await writeXlsx({ sheets: [{ name: '名册', rows: cells }] }),
        ];
        for (const bytes of files) expect(readRosterTable(await readRosterFile('名册', bytes))).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });
});
