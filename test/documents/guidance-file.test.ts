import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { writeXlsx } from 'hucre/xlsx';
import { describe, expect, test } from 'vitest';
import { FileRefused } from '../../src/documents/file-refused.ts';
import { type GuidanceRead, readGuidanceFile } from '../../src/documents/guidance-file.ts';
import { readGuidanceText } from '../../src/domain/guidance-text.ts';
import { encodeGb18030 } from '../support/gb18030.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A zip archive of deflated entries; `claims` is the unpacked size the directory states instead of the true one. */
const zip = (entries: Readonly<Record<string, string>>, { claims }: { claims?: number } = {}): Uint8Array => {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let at = 0;
  for (const [entryName, content] of Object.entries(entries)) {
    const name = Buffer.from(entryName);
    const packed = deflateRawSync(Buffer.from(content));
    const size = claims ?? Buffer.byteLength(content);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(8, 8);
    local.writeUInt32LE(packed.length, 18);
    local.writeUInt32LE(size, 22);
    local.writeUInt16LE(name.length, 26);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE(8, 10);
    central.writeUInt32LE(packed.length, 20);
    central.writeUInt32LE(size, 24);
    central.writeUInt16LE(name.length, 28);
    central.writeUInt32LE(at, 42);
    locals.push(local, name, packed);
    centrals.push(central, name);
    at += local.length + name.length + packed.length;
  }
  const directory = Buffer.concat(centrals);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(entries).length, 8);
  end.writeUInt16LE(Object.keys(entries).length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return new Uint8Array(Buffer.concat([...locals, directory, end]));
};
const docx = (body: string): Uint8Array =>
  zip({
    '[Content_Types].xml': '<Types/>',
    'word/document.xml': `<?xml version="1.0"?><w:document xmlns:w="w"><w:body>${body}</w:body></w:document>`,
  });
const p = (text: string, properties = ''): string =>
  `<w:p>${properties}<w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`;
const row = (...cells: string[]): string => `<w:tr>${cells.map((cell) => `<w:tc>${p(cell)}</w:tc>`).join('')}</w:tr>`;
const listed = (level: number): string =>
  `<w:pPr><w:numPr><w:ilvl w:val="${level}"/><w:numId w:val="1"/></w:numPr></w:pPr>`;

const textIn = async (name: string, bytes: Uint8Array): Promise<string> => {
  const read = await readGuidanceFile(name, bytes);
  if (!('text' in read)) throw new Error('not text');
  return read.text;
};
const refusalOf = async (name: string, bytes: Uint8Array): Promise<string> => {
  const refused: unknown = await readGuidanceFile(name, bytes).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(refused instanceof FileRefused)) throw new Error(`not refused: ${String(refused)}`);
  return refused.message;
};
const items = (text: string): string[] => {
  const reading = readGuidanceText(text, { month: '2026-12', today: '2026-11-21' });
  return 'list' in reading ? reading.list.items.map(({ kind, topic, required }) => `${kind} ${topic} ${required}`) : [];
};

describe('a Word document', () => {
  test('gives its paragraphs and tables as lines', async () => {
    const bytes = docx(
      [
        p('12月组织生活清单'),
        p('主题：学习 A &amp; B'),
        '<w:p><w:r><w:t>一、规定</w:t></w:r><w:r><w:t>动作</w:t></w:r></w:p>',
        p('学习全会精神', listed(0)),
        p('交流体会', listed(1)),
        '<w:p/>',
        `<w:tbl>${row('序号', '内容', '完成时间')}${row('1', '党课', '12月20日')}</w:tbl>`,
        '<w:p><w:r><w:t>以上</w:t></w:r><w:del><w:r><w:delText>删去</w:delText></w:r></w:del></w:p>',
      ].join(''),
    );
    expect((await textIn('清单.docx', bytes)).split('\n')).toEqual([
      '12月组织生活清单',
      '主题：学习 A & B',
      '一、规定动作',
      '• 学习全会精神',
      '◦ 交流体会',
      '序号\t内容\t完成时间',
      '1\t党课\t12月20日',
      '以上',
    ]);
  });

  test('with a list and a table is a list', async () => {
    const bytes = docx(
      [
        p('规定动作：'),
        p('支委会', listed(0)),
        p('党课', listed(0)),
        `<w:tbl>${row('内容', '形式')}${row('自学《条例》', '自学')}</w:tbl>`,
      ].join(''),
    );
    expect(items(await textIn('a.docx', bytes))).toEqual([
      '支委会 支委会 true',
      '党课 党课 true',
      '自学 自学《条例》 true',
    ]);
  });

  test('that is none, or lies about its size, is refused', async () => {
    const damaged = '这个文件已损坏，无法读取清单。清单可以用 json、csv、xlsx、docx 文件。';
    expect(await refusalOf('清单.docx', utf8('不是文档'))).toBe(damaged);
    const bomb = zip({ 'word/document.xml': `<w:p><w:t>${'长'.repeat(100_000)}</w:t></w:p>` }, { claims: 100 });
    expect(await refusalOf('清单.docx', bomb)).toBe(damaged);
    expect(await refusalOf('a.docx', zip({ 'word/document.xml': 'x' }, { claims: 40_000_000 }))).toContain(
      '展开后太大',
    );
    expect(await refusalOf('a.docx', docx('<w:p/>'))).toBe('这个文档里没有文字，请检查清单后再发一次。');
    const entity = zip({ 'word/document.xml': '<!DOCTYPE a [<!ENTITY b "c">]><w:p><w:t>&b;</w:t></w:p>' });
    expect(await refusalOf('a.docx', entity)).toBe(damaged);
    expect(await refusalOf('a.doc', utf8('x'))).toBe('这是旧版 Word 文件（.doc），请另存为 .docx 后再发一次。');
  });
});

describe('a table', () => {
  const rows = [
    ['12月组织生活清单', '', ''],
    ['序号', '内容', '备注'],
    ['1', '党课', '必做'],
    ['2', '走访老党员', '选做'],
  ];
  const expected = ['党课 党课 true', '走访 走访老党员 false'];

  test('as CSV or xlsx is a list, and keeps its line numbers', async () => {
    const csv = rows.map((cells) => cells.join(',')).join('\r\n');
    expect(items(await textIn('清单.csv', utf8(`\ufeff${csv}`)))).toEqual(expected);
    expect(items(await textIn('清单.csv', encodeGb18030(csv)))).toEqual(expected);
    const xlsx = await writeXlsx({ sheets: [{ name: '清单', rows: [...rows.slice(0, 2), [], ...rows.slice(2)] }] });
    const text = await textIn('清单.xlsx', xlsx);
    expect(items(text)).toEqual(expected);
    expect(text.split('\n')[3]).toBe('1\t党课\t必做');
  });

  test('of another program is refused with what to do', async () => {
    expect(await refusalOf('清单.xls', utf8('x'))).toContain('这是旧版 Excel 文件（.xls）');
    expect(await refusalOf('清单.pdf', utf8('%PDF-1.4'))).toBe(
      '这是 PDF 文件，无法读取清单，请发送 .xlsx 或 CSV 文件。',
    );
    expect(await refusalOf('清单.csv', new Uint8Array())).toBe('这是一个空文件，请检查清单后再发一次。');
    expect(await refusalOf('清单.csv', new Uint8Array(5 * 1024 * 1024 + 1))).toContain('文件超过 5 MB');
  });
});

describe('a JSON file', () => {
  const list = {
    month: '2026-12',
    issuer: '上级党委',
    items: [
      { no: 1, block: '学习', kind: '党课', topic: '书记讲党课', required: true, who: '全体党员', source: '上级通知' },
    ],
  };
  const json = (value: unknown): Uint8Array => utf8(JSON.stringify(value));

  test('holds one list or several in the form of data/guidance', async () => {
    const read = (await readGuidanceFile('a.json', json(list))) as Extract<GuidanceRead, { file: unknown }>;
    expect(read.file.lists.map(({ month }) => month)).toEqual(['2026-12']);
    const several = { title: '上级清单', lists: [list, { ...list, month: '2027-01' }] };
    expect(await readGuidanceFile('a.json', json(several))).toMatchObject({ file: { title: '上级清单' } });
  });

  test('that does not fit is refused with the items that are wrong', async () => {
    const [item] = list.items;
    const refused = '清单文件的写法不对，没有导入：\n';
    expect(await refusalOf('a.json', utf8('{"month":'))).toBe(`${refused}这不是完整的 JSON 文件。`);
    expect(await refusalOf('a.json', json({ ...list, items: [{ ...item, kind: '打卡' }] }))).toBe(
      `${refused}第1项的「kind」写法不对。`,
    );
    expect(await refusalOf('a.json', json({ ...list, items: [{ ...item, topic: '党课\n二' }] }))).toBe(
      `${refused}文字里有不能显示的字符。`,
    );
    const materials = [{ title: '解读', url: 'javascript:alert(1)' }];
    expect(await refusalOf('a.json', json({ ...list, items: [{ ...item, materials }] }))).toBe(
      `${refused}第1项的「materials」写法不对。`,
    );
    expect(await refusalOf('a.json', utf8('['.repeat(100_000)))).toContain('写法不对');
  });
});

test('any bytes under any name are read or refused, and nothing else is thrown', async () => {
  const whole = docx(`${p('1. 党课', listed(0))}<w:tbl>${row('内容', '形式')}${row('党课', '')}</w:tbl>`);
  const cut = fc
    .tuple(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 }), fc.nat(whole.length))
    .map(([at, byte, length]) => {
      const bytes = whole.slice(0, length);
      if (at < bytes.length) bytes[at] = byte;
      return bytes;
    });
  const name = fc.constantFrom('清单.docx', '清单.csv', '清单.json', '清单.xlsx', '清单', 'a.txt');
  await fc.assert(
    fc.asyncProperty(name, fc.oneof(fc.uint8Array({ maxLength: 200 }), cut), async (file, bytes) => {
      const read = await readGuidanceFile(file, bytes).catch((error: unknown) => error);
      if (read instanceof FileRefused) expect(read.message).toMatch(/。$/u);
      else expect(read).toSatisfy((value: object) => 'text' in value || 'file' in value);
    }),
    { numRuns: 500 },
  );
});
