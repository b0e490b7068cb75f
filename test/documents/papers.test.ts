import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { renderDocx } from '../../src/documents/docx.ts';
import { renderPdf } from '../../src/documents/pdf.ts';
import { numbered, type Paper } from '../../src/domain/paper.ts';
import { readPdf } from '../support/read-pdf.ts';
import { temporaryFolder } from '../support/store-folder.ts';
import { zipTexts } from '../support/zip.ts';

const paper: Paper = {
  name: 'handbook',
  title: '第一党支部工作手册',
  layout: 'official',
  cover: { lines: ['第一党支部', '2026年'] },
  blocks: numbered([
    { is: 'contents' },
    { is: 'page' },
    { is: 'heading', level: 1, text: '会议记录' },
    { is: 'heading', level: 2, text: '支部党员大会' },
    {
      is: 'fields',
      rows: [
        [
          ['主持人', '欧阳喆'],
          ['记录人', '李堃'],
        ],
        [['议题', '学习']],
      ],
    },
    { is: 'paragraph', text: `开头\u0007\u202E<b>&\u{1F600}\n${'会议认为，要认真学习。'.repeat(364)}结尾` },
    { is: 'heading', level: 2, text: '很长的字' },
    { is: 'paragraph', text: `${'A'.repeat(400)}Z` },
    { is: 'signatures', lines: ['主持人签字：＿＿＿＿　　记录人签字：＿＿＿＿'] },
    { is: 'page', orientation: 'landscape' },
    { is: 'heading', level: 1, text: '考勤' },
    {
      is: 'table',
      columns: [
        { title: '序号', width: 12 },
        { title: '姓名', width: 24 },
        { title: '备注', width: 60, align: 'left' },
      ],
      rows: Array.from({ length: 60 }, (_, at) => [`${at + 1}`, '张祎', at === 0 ? '长'.repeat(4000) : '']),
      totals: [['合计', '', '六十']],
      labelled: 2,
    },
  ]),
};

describe('read by another library, the pdf', () => {
  const read = async () => {
    const pages = await readPdf(await renderPdf(paper));
    return { pages, whole: pages.map(({ squeezed }) => squeezed.replaceAll(/—\d+—/gu, '')).join('') };
  };

  test('has its contents with the pages on which the headings stand', async () => {
    const { pages } = await read();
    expect(pages[0]?.squeezed).toBe('第一党支部工作手册第一党支部2026年');
    const listed = [...(pages[1]?.text ?? '').matchAll(/^(\S+) (\d+)$/gmu)].map(([, text = '', page]) => ({
      text,
      page: Number(page),
    }));
    expect(listed.map(({ text }) => text)).toEqual([
      '一、会议记录',
      '（一）支部党员大会',
      '（二）很长的字',
      '二、考勤',
    ]);
    for (const { text, page } of listed) expect(pages[page - 1]?.squeezed).toContain(text);
    pages.slice(1).forEach(({ squeezed }, at) => expect(squeezed).toContain(`—${at + 2}—`));
  });

  test('loses nothing of long minutes, long words and long cells, and marks what its font lacks', async () => {
    const { whole } = await read();
    expect(whole).toContain('开头<b>&〓');
    expect(whole).toContain(`${'会议认为，要认真学习。'.repeat(364)}结尾`);
    expect(whole).toContain(`${'A'.repeat(400)}Z`);
    // 4,000 in the long cell and one in the heading 很长的字, which stands in the contents as well.
    expect(whole.match(/长/gu)).toHaveLength(4002);
    expect(whole).toContain('欧阳喆');
    expect(whole).toContain('“〓”处的字不在打印字库中，请手写补上。');
  });

  test('is A4, turned where it should be, with the head of the table on each page', async () => {
    const { pages } = await read();
    const first = pages.findIndex(({ squeezed }) => squeezed.startsWith('二、考勤'));
    expect(first).toBeGreaterThan(5);
    for (const [at, { width, height, squeezed }] of pages.entries()) {
      expect([width, height]).toEqual(at < first ? [210, 297] : [297, 210]);
      // On the last page there is nothing but the line about 〓.
      if (at >= first && at < pages.length - 1) expect(squeezed).toContain('序号姓名备注');
    }
  });
});

const hasPoppler = spawnSync('pdffonts', ['-v']).status === 0;
test(`the pdf ${hasPoppler ? 'has every font embedded' : 'is one; no poppler here to list its fonts'}`, async () => {
  const bytes = await renderPdf(paper);
  expect(Buffer.from(bytes.slice(0, 5)).toString()).toBe('%PDF-');
  if (!hasPoppler) return;
  const file = join(temporaryFolder(), 'paper.pdf');
  writeFileSync(file, bytes);
  const fonts = execFileSync('pdffonts', [file]).toString().trim().split('\n').slice(2);
  expect(fonts).toHaveLength(2);
  for (const font of fonts) expect(font).toMatch(/NotoSansSC.*yes yes yes/u);
});

test('the docx keeps its texts, marks its contents to be updated and embeds no font', async () => {
  const parts = zipTexts(await renderDocx(paper));
  const xml = parts.get('word/document.xml') ?? '';
  const texts = [...xml.matchAll(/<w:p[ >][\s\S]*?<\/w:p>/gu)].map(([one]) =>
    [...one.matchAll(/<w:t[ >][^<]*<\/w:t>|<w:t>([^<]*)<\/w:t>/gu)]
      .map(([text]) => text.replaceAll(/<[^>]*>/gu, ''))
      .join(''),
  );
  expect(texts).toEqual(
    expect.arrayContaining([
      '第一党支部工作手册',
      '一、会议记录',
      '欧阳喆',
      '开头&lt;b&gt;&amp;\u{1F600}',
      `${'会议认为，要认真学习。'.repeat(364)}结尾`,
      '长'.repeat(4000),
      '六十',
    ]),
  );
  expect(xml).toMatch(/<w:instrText[^>]*>TOC [^<]*\\o &quot;1-2&quot;/u);
  expect(xml).toContain('w:dirty="true"');
  expect(parts.get('word/settings.xml')).toMatch(/<w:updateFields(?: w:val="true")?\/>/u);
  expect([...parts.keys()].filter((name) => /fonts\//u.test(name))).toEqual([]);
  expect(parts.get('word/fontTable.xml')).toContain('<w:font w:name="方正小标宋简体"><w:altName w:val="宋体"/>');
  expect(xml).toContain('<w:tblHeader/>');
  expect(xml).toMatch(/<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"\/>/u);
  // 合计 spans the number and the name; the value of 议题 spans three.
  expect(xml.match(/<w:gridSpan w:val="2"\/>/gu)).toHaveLength(1);
  expect(xml.match(/<w:gridSpan w:val="3"\/>/gu)).toHaveLength(1);
});

/** LibreOffice without Writer, as some machines have it, opens no docx. */
const hasWriter = ((): boolean => {
  const { stdout, status } = spawnSync('which', ['soffice']);
  const program = status === 0 ? dirname(realpathSync(stdout.toString().trim())) : '';
  return program !== '' && existsSync(join(program, 'libswlo.so'));
})();

test(`the docx ${hasWriter ? 'is printed by LibreOffice whole and turned where it should be' : 'has the parts of one; no LibreOffice Writer here to print it'}`, async () => {
  const bytes = await renderDocx(paper);
  expect([...zipTexts(bytes).keys()]).toEqual(
    expect.arrayContaining(['[Content_Types].xml', 'word/document.xml', 'word/styles.xml', 'word/settings.xml']),
  );
  if (!hasWriter) return;
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'paper.docx'), bytes);
  const own = `-env:UserInstallation=file://${join(folder, 'profile')}`;
  execFileSync('soffice', [own, '--headless', '--convert-to', 'pdf', '--outdir', folder, join(folder, 'paper.docx')], {
    stdio: 'ignore',
  });
  const pages = await readPdf(readFileSync(join(folder, 'paper.pdf')));
  const whole = pages.map(({ squeezed }) => squeezed.replaceAll(/—\d+—/gu, '')).join('');
  expect(pages[0]?.squeezed).toBe('第一党支部工作手册第一党支部2026年');
  // Word fills in the pages; the entries are there before.
  for (const entry of ['一、会议记录', '（二）很长的字', '二、考勤']) expect(pages[1]?.squeezed).toContain(entry);
  expect(whole).toContain(`${'会议认为，要认真学习。'.repeat(364)}结尾`);
  expect(whole).toContain('开头<b>&\u{1F600}');
  expect(whole).toContain(`${'A'.repeat(400)}Z`);
  const first = pages.findIndex(({ squeezed }) => squeezed.startsWith('二、考勤'));
  expect(first).toBeGreaterThan(5);
  for (const [at, { width, squeezed }] of pages.entries()) {
    expect(width).toBe(at < first ? 210 : 297);
    if (at >= first) expect(squeezed).toContain('序号姓名备注');
    if (at > 0) expect(squeezed).toContain(`—${at + 1}—`);
  }
});
