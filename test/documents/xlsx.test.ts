import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { renderXlsx } from '../../src/documents/xlsx.ts';
import { activityById } from '../../src/domain/attendance.ts';
import { attendanceLedger } from '../../src/domain/attendance-ledger.ts';
import { leaveSheet } from '../../src/domain/leave-sheet.ts';
import { memberSheet } from '../../src/domain/member-sheet.ts';
import { parted, textBlock } from '../../src/domain/paper.ts';
import { rectificationSheet } from '../../src/domain/rectification.ts';
import { ballotSheet } from '../../src/domain/review-sheets.ts';
import type { People } from '../../src/domain/roster.ts';
import type { Sheet } from '../../src/domain/sheet.ts';
import { signInSheet } from '../../src/domain/sign-in-sheet.ts';
import { december, people, seal } from '../support/evening-of-23.ts';
import { temporaryFolder } from '../support/store-folder.ts';
import { zipTexts } from '../support/zip.ts';

const signIn = (known: People = people): Sheet => {
  const activity = activityById(december.branch, 'A1');
  if (!activity) throw new Error('There is no A1.');
  return signInSheet(december, known, activity);
};
const ledger = attendanceLedger(december, people, '2026-12');

const unescaped = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
const numberOf = (text: string, pattern: RegExp): number => Number(pattern.exec(text)?.[1]);

/** A workbook read from its XML: the texts by cell, and the sheet and workbook as they stand. */
const opened = async (sheet: Sheet) => {
  const parts = zipTexts(await renderXlsx(sheet));
  const part = (name: string): string => parts.get(name) ?? '';
  const strings = [...part('xl/sharedStrings.xml').matchAll(/<si>(?:<t[^>]*>([^<]*)<\/t>|<t\/>)<\/si>/gu)].map(
    ([, text = '']) => unescaped(text),
  );
  const xml = part('xl/worksheets/sheet1.xml');
  const cells = Object.fromEntries(
    [...xml.matchAll(/<c r="([A-Z]+\d+)" t="s"[^>]*><v>(\d+)<\/v><\/c>/gu)].map(([, at = '', index]) => [
      at,
      strings[Number(index)] ?? '',
    ]),
  );
  const widths = [...xml.matchAll(/<col min="\d+" max="\d+" width="([\d.]+)"/gu)].map(([, width]) => Number(width));
  const heights = Object.fromEntries(
    [...xml.matchAll(/<row r="(\d+)" ht="([\d.]+)"/gu)].map(([, row = '', height]) => [row, Number(height)]),
  );
  return { xml, workbook: part('xl/workbook.xml'), styles: part('xl/styles.xml'), cells, widths, heights };
};

/** A width in Excel's unit, in millimetres at 96 dots per inch and seven dots per digit. */
const inMm = (width: number): number => ((width * 7 + 5) / 96) * 25.4;

describe('the sign-in sheet as a workbook', () => {
  test('has its title over the whole table, its lines, the head and everybody below', async () => {
    const { cells, xml } = await opened(signIn());
    expect(cells['A1']).toBe('第一党支部主题党日签到表');
    for (const row of [1, 2, 3, 4, 5]) expect(xml).toContain(`<mergeCell ref="A${row}:F${row}"/>`);
    expect(cells['A5']).toBe('应到 23 人　实到 17 人（其中线上 3 人）　请假 3 人　缺席 3 人');
    expect(['A6', 'B6', 'C6', 'D6', 'E6', 'F6'].map((at) => cells[at])).toEqual([
      '序号',
      '姓名',
      '签到时间',
      '方式',
      '备注',
      '签名',
    ]);
    expect([cells['A17'], cells['B17'], cells['C17'], cells['E17']]).toEqual(['11', '褚一', '19:45', '晚到15分钟']);
    expect(cells['B16']).toBe('某同志');
    expect(cells['F17']).toBe('');
    expect(cells['A30']).toBe('24');
  });

  test('prints on one width of upright A4 with the head repeated and a wider edge to bind', async () => {
    const { xml, workbook } = await opened(signIn());
    expect(xml).toContain('<pageSetup paperSize="9" orientation="portrait" fitToWidth="1" fitToHeight="0"/>');
    expect(xml).toContain('<pageSetUpPr fitToPage="1"/>');
    expect(workbook).toContain('<definedName name="_xlnm.Print_Titles" localSheetId="0">签到表!$6:$6</definedName>');
    expect(numberOf(xml, /<pageMargins left="([\d.]+)"/u) * 25.4).toBeCloseTo(28);
  });

  test('has room to sign, and the table is as wide as the paper allows', async () => {
    const { widths, heights } = await opened(signIn());
    expect(inMm(widths[5] ?? 0)).toBeGreaterThanOrEqual(25);
    expect(widths.map(inMm).reduce((sum, mm) => sum + mm, 0)).toBeLessThanOrEqual(210 - 28 - 20 + 0.5);
    expect(((heights['7'] ?? 0) / 72) * 25.4).toBeGreaterThanOrEqual(7.9);
    // A remark of two lines has a row of two lines.
    expect(heights['24'] ?? 0).toBeGreaterThan((heights['7'] ?? 0) * 1.3);
  });

  test('names the fonts of official papers and a character set that has Chinese', async () => {
    const { styles } = await opened(signIn());
    expect(styles).toContain('<name val="宋体"/>');
    expect(styles).toContain('<name val="仿宋"/>');
    expect(styles).toContain('<charset val="134"/>');
  });
});

test('the ledger lies on its side, with totals, the legend and where the book ended', async () => {
  const { cells, xml, workbook } = await opened(ledger);
  expect(xml).toContain('orientation="landscape" fitToWidth="1" fitToHeight="0"');
  expect(workbook).toContain('考勤台账!$3:$3');
  expect([cells['C3'], cells['D3']]).toEqual(['12-03\n主题党日', '12-15\n党小组会\n第二党小组']);
  expect([cells['B4'], cells['C4'], cells['D4']]).toEqual(['赵一', '✓', '—']);
  // 24 people from row 4 on, then the eight rows of totals, each with its label over two columns.
  expect([cells['A28'], cells['C28'], cells['D28']]).toEqual(['应到', '23', '11']);
  expect([cells['A33'], cells['C33'], cells['D33']]).toEqual(['到会率', '73.9%', '90.9%']);
  expect(xml).toContain('<mergeCell ref="A33:B33"/>');
  expect(Object.values(cells)).toContain(seal);
});

test('a name that looks like a formula or like markup stays the text it is', async () => {
  const names = ['=1+1', '+86', '@SUM(A1)', '-2', '＝1+1', '=HYPERLINK("http://a","b")', '<b>&"', '1E5', '007'];
  const known: People = {
    ...people,
    members: {
      ...people.members,
      ...Object.fromEntries(names.map((name, index) => [`M${index + 1}`, { name }])),
    },
  };
  const { cells, xml } = await opened(signIn(known));
  expect(names.map((_, index) => cells[`B${7 + index}`])).toEqual(names);
  expect(xml).not.toMatch(/<f[ >/]/u);
  expect(xml).not.toMatch(/<c [^>]*t="(?!s")/u);
});

const has = (...command: [string, ...string[]]): boolean => spawnSync(command[0], command.slice(1)).status === 0;
const hasOffice =
  has('soffice', '--version') &&
  has('pdftotext', '-v') &&
  spawnSync('fc-list', [':lang=zh']).stdout.toString().trim() !== '';

test(`all three sheets ${hasOffice ? 'are printed by LibreOffice as they should be' : 'have the parts of a workbook; no LibreOffice here to print them'}`, async () => {
  const folder = temporaryFolder();
  const sheets = { signin: signIn(), leave: leaveSheet(december, people, '2026-12'), ledger };
  for (const [name, sheet] of Object.entries(sheets)) {
    const bytes = await renderXlsx(sheet);
    expect([...zipTexts(bytes).keys()]).toEqual(
      expect.arrayContaining(['[Content_Types].xml', 'xl/workbook.xml', 'xl/worksheets/sheet1.xml', 'xl/styles.xml']),
    );
    writeFileSync(join(folder, `${name}.xlsx`), bytes);
  }
  if (!hasOffice) return;
  const names = Object.keys(sheets);
  const own = `-env:UserInstallation=file://${join(folder, 'profile')}`;
  execFileSync('soffice', [own, '--headless', '--convert-to', 'pdf', ...names.map((name) => `${name}.xlsx`)], {
    cwd: folder,
    stdio: 'ignore',
  });
  const printed = (name: string): string => {
    execFileSync('pdftotext', ['-layout', `${name}.pdf`], { cwd: folder });
    return readFileSync(join(folder, `${name}.txt`), 'utf8');
  };
  expect(printed('signin')).toMatch(/11\s+褚一\s+19:45\s+现场\s+晚到15分钟/u);
  expect(printed('signin')).toMatch(/第 1 页，共 1 页/u);
  expect(printed('leave')).toMatch(/秦一\s+主题党日\s+12月3日\s+病假\s+赵一/u);
  // The ledger of 24 people takes two pages, and the head of the table is on both.
  expect(printed('ledger').match(/序号/gu)).toHaveLength(2);
});

describe('a ledger wider than the paper', () => {
  const names = Array.from({ length: 50 }, (_, index) => `党员${index + 1}`);
  const wide = (activities: number): Sheet => ({
    ...ledger,
    columns: [
      ...ledger.columns.slice(0, 2),
      ...Array.from({ length: activities }, (_, index) => ({ title: `12-${index}\n学习`, width: 13 })),
    ],
    rows: names.map((name, row) => [
      String(row + 1),
      name,
      ...Array.from({ length: activities }, (_, index) => `${row}·${index}`),
    ]),
    totals: [['应到', '', ...Array.from({ length: activities }, (_, index) => `共${index}`)]],
  });

  test.each([
    [17, 1],
    [18, 2],
    [34, 2],
    [60, 4],
  ])(
    'of %i activities is printed on %i sheets, each with all names, and nothing is cut or said twice',
    async (activities, count) => {
      const parts = zipTexts(await renderXlsx(wide(activities)));
      const sheets = [...parts.keys()].filter((name) => /worksheets\/sheet\d+\.xml$/u.test(name));
      expect(sheets).toHaveLength(count);
      const strings = [
        ...(parts.get('xl/sharedStrings.xml') ?? '').matchAll(/<si>(?:<t[^>]*>([^<]*)<\/t>|<t\/>)<\/si>/gu),
      ].map(([, text = '']) => text);
      const said: string[] = [];
      for (const sheet of sheets) {
        const xml = parts.get(sheet) ?? '';
        const texts = [...xml.matchAll(/t="s"[^>]*><v>(\d+)<\/v>/gu)].map(([, index]) => strings[Number(index)] ?? '');
        for (const name of names) expect(texts).toContain(name);
        said.push(...texts.filter((text) => /^(?:\d+·\d+|共\d+)$/u.test(text)));
        const widths = [...xml.matchAll(/<col min="\d+" max="\d+" width="([\d.]+)"/gu)].map(([, one]) =>
          inMm(Number(one)),
        );
        const whole = widths.reduce((sum, mm) => sum + mm, 0);
        expect(whole).toBeLessThanOrEqual(258);
        expect(whole).toBeGreaterThan(250);
        for (const mm of widths.slice(2)) expect(mm).toBeGreaterThanOrEqual(12.8);
      }
      const expected = [...names.keys()].flatMap((row) =>
        Array.from({ length: activities }, (_, index) => `${row}·${index}`),
      );
      const totals = Array.from({ length: activities }, (_, index) => `共${index}`);
      expect(said.toSorted()).toEqual([...expected, ...totals].toSorted());
      expect(parts.get('xl/workbook.xml')).toContain(count === 1 ? 'name="考勤台账"' : `name="考勤台账${count}"`);
    },
  );

  test('every form that is not a grid fits its paper in one part', () => {
    for (const sheet of [signIn(), leaveSheet(december, people, '2026-12'), ballotSheet(december, people, 2026)]) {
      expect(parted(sheet, textBlock.form[sheet.orientation].width)).toHaveLength(1);
    }
    const own = memberSheet(december, people, 'M1', '2026-12');
    const added = { no: 1, text: '规范会议记录', due: '2026-12-31', state: 'open' as const };
    const items = { branch: { ...december.branch, rectifications: [added] } };
    for (const sheet of [own, rectificationSheet(items, people, 2026)]) {
      expect(parted(sheet, textBlock.form[sheet.orientation].width)).toHaveLength(1);
    }
  });
});
