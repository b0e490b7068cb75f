import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { commandLine } from '../../src/cli/command-line.ts';
import { awaited } from '../../src/cli/export-sheet.ts';
import type { Fact } from '../../src/domain/entry.ts';
import { openStore } from '../../src/stores/lowdb-store.ts';
import { memoryLog } from '../support/group.ts';
import { at } from '../support/ledger.ts';
import { readPdf } from '../support/read-pdf.ts';
import { temporaryFolder } from '../support/store-folder.ts';
import { zipTexts } from '../support/zip.ts';

const roster = ['姓名,状态,职务', '林书华,正式,书记', '张三,正式,', '李四,正式,', '王五,正式,', ''].join('\n');

/** A branch of four whose book of 2026 holds one 学习 on 3 December: 林书华 came at 19:20, 张三 is on leave. */
const prepared = async () => {
  const folder = temporaryFolder();
  const store = join(folder, 'store');
  const out = join(folder, 'sheets');
  const run = async (...args: string[]) => {
    const said: string[] = [];
    const complained: string[] = [];
    const terminal = {
      say: (line: string): void => void said.push(line),
      complain: (line: string): void => void complained.push(line),
    };
    const code = await commandLine(args, { ZHISHU_STORE: store, LOG_LEVEL: 'error' }, terminal);
    // What goes on is told beside what was asked for, never in it.
    return { code, text: (code === 0 ? said : complained).join('\n') };
  };
  const csv = join(folder, '第一党支部.csv');
  writeFileSync(csv, roster);
  expect((await run('import', csv, '--branch', '第一党支部')).code).toBe(0);
  const opened = await openStore({ folder: store, log: memoryLog() });
  const [book] = (await opened.ledger.books()).books;
  if (!book) throw new Error('Nothing was imported.');
  const A1 = { activity: 'A1' } as const;
  const facts: (readonly [time: string, fact: Fact])[] = [
    [
      '09:00',
      {
        type: 'activity-planned',
        ...A1,
        kind: '学习',
        concern: { scope: 'branch' },
        start: at(`${book.year}-12-03`, '19:30'),
        place: '会议室',
        topic: '',
        online: false,
      },
    ],
    ['09:01', { type: 'leave-asked', ...A1, member: 'M2', category: '公差' }],
    ['09:02', { type: 'leave-decided', ...A1, member: 'M2', approved: true }],
    ['19:00', { type: 'check-in-opened', ...A1 }],
    ['19:20', { type: 'attendance-marked', ...A1, member: 'M1', mark: { is: 'present' } }],
    [
      '21:00',
      {
        type: 'activity-closed',
        ...A1,
        should: ['M1', 'M2', 'M3', 'M4'],
        absent: ['M3', 'M4'],
        unconfirmed: [],
      },
    ],
  ];
  await opened.ledger.append(
    book.branch,
    book.year,
    book.seq,
    facts.map(([time, fact], index) => ({
      seq: book.seq + 1 + index,
      at: at(`${book.year}-12-03`, time),
      by: 'M1',
      ...fact,
    })),
  );
  const [ended] = (await opened.ledger.books()).books;
  await opened.close();
  const sheet = (...args: string[]) => run('export', '--branch', '第一党支部', '--out', out, '--sheet', ...args);
  return { run, sheet, out, year: book.year, hash: ended?.hash ?? '' };
};

test('writes each sheet into the folder under a name that sorts, readable by its owner alone', async () => {
  const { sheet, out, year, hash } = await prepared();
  const written = [
    await sheet('signin', '--activity', 'A1'),
    await sheet('leave', '--month', `${year}-12`),
    await sheet('ledger', '--month', `${year}-12`),
    await sheet('ledger', '--quarter', `${year}-Q4`),
  ];
  const names = [
    `${year}-12-03_第一党支部_学习_签到表_A1.xlsx`,
    `${year}-12_第一党支部_请假表.xlsx`,
    `${year}-12_第一党支部_考勤台账.xlsx`,
    `${year}-Q4_第一党支部_考勤台账.xlsx`,
  ];
  expect(written).toEqual(names.map((name) => ({ code: 0, text: join(out, name) })));
  expect(readdirSync(out).toSorted()).toEqual(names.toSorted());
  for (const name of names) expect(statSync(join(out, name)).mode & 0o777).toBe(0o600);
  const strings = (name: string): string => zipTexts(readFileSync(join(out, name))).get('xl/sharedStrings.xml') ?? '';
  expect(strings(names[0] ?? '')).toContain('应到 4 人　实到 1 人（其中线上 0 人）　请假 1 人　缺席 2 人');
  expect(strings(names[0] ?? '')).toContain('<t>19:20</t>');
  expect(strings(names[2] ?? '')).toContain(hash);
});

test('writes the table as CSV as well', async () => {
  const { sheet, year } = await prepared();
  const { code, text } = await sheet('ledger', '--month', `${year}-12`, '--format', 'csv');
  expect(code).toBe(0);
  expect(text).toMatch(/考勤台账\.csv$/u);
  expect(parse(readFileSync(text), { bom: true })).toEqual([
    ['序号', '姓名', '12-03 学习'],
    ['1', '林书华', '✓'],
    ['2', '张三', '△'],
    ['3', '李四', '○'],
    ['4', '王五', '○'],
    ['应到', '', '4'],
    ['实到', '', '1'],
    ['请假', '', '1'],
    ['缺席', '', '2'],
    ['补课', '', '0'],
    ['到会率', '', '25.0%'],
    ['出勤率（请假不计）', '', '33.3%'],
    ['补课后参学率', '', '25.0%'],
  ]);
});

test('writes a sheet as pdf and docx', async () => {
  const { sheet, out, year } = await prepared();
  for (const format of ['pdf', 'docx']) {
    const { code, text } = await sheet('leave', '--month', `${year}-12`, '--format', format);
    expect({ code, text }).toEqual({ code: 0, text: join(out, `${year}-12_第一党支部_请假表.${format}`) });
  }
  const [page] = await readPdf(readFileSync(join(out, `${year}-12_第一党支部_请假表.pdf`)));
  expect(page?.squeezed).toContain('1张三学习12月3日公差林书华');
  const docx = zipTexts(readFileSync(join(out, `${year}-12_第一党支部_请假表.docx`)));
  expect(docx.get('word/document.xml')).toContain('>张三</w:t>');
});

test('writes the month as a picture or in words, the ballots, the tally sheet and the ledger of a year', async () => {
  const { sheet, out, year } = await prepared();
  const month = `${year}-12`;
  const picture = await sheet('month', '--month', month);
  expect(picture).toEqual({ code: 0, text: join(out, `${month}_第一党支部_月报.png`) });
  expect(readFileSync(picture.text).subarray(1, 4).toString()).toBe('PNG');
  const words = await sheet('month', '--month', month, '--format', 'txt');
  expect(readFileSync(words.text, 'utf8')).toContain('学习：应到 4，实到 1，请假 1，缺席 2，到会率 25.0%。');
  expect((await sheet('ledger', '--year', `${year}`)).text).toBe(join(out, `${year}_第一党支部_考勤台账.xlsx`));
  expect((await sheet('ballot', '--year', `${year}`)).text).toBe(
    join(out, `${year}_第一党支部_民主评议党员测评票.xlsx`),
  );
  expect((await sheet('tally', '--year', `${year}`, '--format', 'pdf')).text).toMatch(/计票表\.pdf$/u);
  expect((await sheet('rectification')).text).toContain('整改清单还是空的。');
});

test('writes the record of a meeting as docx or pdf, and not as a table', async () => {
  const { sheet, out, year } = await prepared();
  const { text } = await sheet('record', '--activity', 'A1');
  expect(text).toBe(join(out, `${year}-12-03_第一党支部_学习_会议记录_A1.docx`));
  expect(statSync(text).mode & 0o777).toBe(0o600);
  expect(zipTexts(readFileSync(text)).get('word/document.xml')).toContain('1 人：张三（公差）');
  const pdf = await sheet('record', '--activity', 'A1', '--format', 'pdf');
  expect((await readPdf(readFileSync(pdf.text)))[0]?.squeezed).toContain(`会议名称${year}年第1次学习`);
  expect(await sheet('record', '--activity', 'A1', '--format', 'csv')).toEqual({
    code: 1,
    text: '第一党支部学习记录只能生成 docx 或 pdf，请写明其中一种。',
  });
});

test("writes a year's handbook, of the latest book unless a year is named", async () => {
  const { sheet, out, year } = await prepared();
  const pdf = await sheet('handbook', '--format', 'pdf');
  expect(pdf).toEqual({ code: 0, text: join(out, `${year}_第一党支部_工作手册.pdf`) });
  const pages = await readPdf(readFileSync(pdf.text));
  expect(pages[0]?.squeezed).toContain(`党支部工作手册第一党支部${year}年`);
  expect(pages.some(({ text }) => text.includes('12-03 学习 4 1 0 1 2 0 25.0% 33.3%'))).toBe(true);
  const docx = await sheet('handbook', '--year', `${year}`);
  expect(docx).toEqual({ code: 0, text: join(out, `${year}_第一党支部_工作手册.docx`) });
});

test('tells that it goes on after a second, and not where it was quicker or failed', async () => {
  const told: number[] = [];
  const due: { ms: number; ring: () => void }[] = [];
  const after = (ms: number, ring: () => void) => {
    const one = { ms, ring };
    due.push(one);
    return () => void due.splice(due.indexOf(one), 1);
  };
  const tell = (): void => void told.push(1);
  let finish: ((drawn: string) => void) | undefined;
  const slow = awaited(new Promise<string>((resolve) => void (finish = resolve)), tell, after);
  expect(due.map(({ ms }) => ms)).toEqual([1000]);
  due[0]?.ring();
  finish?.('drawn');
  expect(await slow).toBe('drawn');
  expect(await awaited(Promise.resolve('at once'), tell, after)).toBe('at once');
  await expect(awaited(Promise.reject(new Error('no font')), tell, after)).rejects.toThrow('no font');
  expect([told, due]).toEqual([[1], []]);
});

test('prints the book as before where no sheet is asked for', async () => {
  const { run } = await prepared();
  const { code, text } = await run('export', '--branch', '第一党支部');
  expect(code).toBe(0);
  const lines = text.split('\n').map((line) => JSON.parse(line) as { type: string });
  expect(lines.at(-1)?.type).toBe('activity-closed');
});

test('says in plain words what is missing or wrong, and writes nothing', async () => {
  const { run, sheet, out, year } = await prepared();
  const said = async (answer: Promise<{ code: number; text: string }>): Promise<string> => {
    const { code, text } = await answer;
    expect(code).toBe(1);
    return text;
  };
  expect(await said(sheet('minutes'))).toBe(
    'There is no sheet "minutes"; the sheets are signin, record, leave, ledger, month, ballot, tally, rectification and handbook.',
  );
  expect(await said(sheet('handbook', '--year', '26'))).toBe('Say which year with --year 2026.');
  expect(await said(sheet('handbook', '--year', '2019'))).toBe('2019年还没有台账。');
  expect(await said(sheet('signin'))).toBe(`Say which activity with --activity; there are A1 (${year}-12-03 学习).`);
  expect(await said(sheet('signin', '--activity', 'A9'))).toBe(
    `There is no activity A9; there are A1 (${year}-12-03 学习).`,
  );
  const period = 'Say which period with one of --month 2026-12, --quarter 2026-Q4 and --year 2026.';
  expect(await said(sheet('ledger'))).toBe(period);
  expect(await said(sheet('ledger', '--month', '2026-13'))).toBe(period);
  expect(await said(sheet('ledger', '--month', '2026-Q4'))).toBe(period);
  expect(await said(sheet('ledger', '--quarter', '2026-12'))).toBe(period);
  expect(await said(sheet('ledger', '--month', '2026-12', '--quarter', '2026-Q4'))).toBe(period);
  expect(await said(sheet('ledger', '--month', `${year}-01`))).toBe(
    `${year}年1月没有已结束签到的活动，没有内容可以列入台账。`,
  );
  expect(await said(sheet('ledger', '--month', '2019-01'))).toBe('2019年还没有台账。');
  expect(await said(sheet('ledger', '--month', '2026-12', '--format', 'doc'))).toBe(
    'There is no format "doc"; use one of xlsx, pdf, docx, csv, png, svg, txt.',
  );
  expect(await said(sheet('ledger', '--year', '26'))).toBe(period);
  expect(await said(sheet('month', '--year', `${year}`))).toBe('Say which month with --month 2026-12.');
  expect(await said(run('export', '--branch', '第一党支部', '--month', '2026-12'))).toBe(
    '--month goes only with --sheet.',
  );
  expect(await said(run('export', '--branch', '第一党支部', '--sheet', 'leave', '--month', '2026-12'))).toBe(
    'Say where to write the sheet with --out FOLDER.',
  );
  expect(() => readdirSync(out)).toThrow('ENOENT');
});

test('the calendar is printed as an iCalendar file that ends as it should', async () => {
  const { run } = await prepared();
  const { code, text } = await run('export', '--branch', '第一党支部', '--calendar');
  expect(code).toBe(0);
  expect(text.startsWith('BEGIN:VCALENDAR\r\n')).toBe(true);
  expect(text.endsWith('END:VCALENDAR\r')).toBe(true);
  expect(text).toContain('SUMMARY:学习\r\n');
  const both = await run('export', '--branch', '第一党支部', '--calendar', '--sheet', 'ledger');
  expect([both.code, both.text]).toEqual([1, '--calendar goes without --sheet.']);
});
