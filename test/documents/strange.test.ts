import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderDocx } from '../../src/documents/docx.ts';
import { fitted, isOnePage } from '../../src/documents/fit.ts';
import { renderDocument } from '../../src/documents/render.ts';
import { attendanceLedger } from '../../src/domain/attendance-ledger.ts';
import type { Activity } from '../../src/domain/branch.ts';
import { leaveSheet } from '../../src/domain/leave-sheet.ts';
import { meetingRecord } from '../../src/domain/meeting-record.ts';
import { memberSheet } from '../../src/domain/member-sheet.ts';
import { type Paper, paperOf } from '../../src/domain/paper.ts';
import type { RecordPart } from '../../src/domain/record-part.ts';
import { ballotSheet } from '../../src/domain/review-sheets.ts';
import type { Sheet } from '../../src/domain/sheet.ts';
import { signInSheet } from '../../src/domain/sign-in-sheet.ts';
import type { Yearbook } from '../../src/domain/yearbook.ts';
import { branchOf } from '../support/branch-of-size.ts';
import { type PageRead, readPdf } from '../support/read-pdf.ts';
import { zipTexts } from '../support/zip.ts';

const first = ({ branch }: Yearbook): Activity => {
  const activity = branch.activities['A1'] ?? branch.past['A1'];
  if (!activity) throw new Error('There is no A1.');
  return activity;
};
const countOf = (text: string, part: string): number => text.split(part).length - 1;
const onPaper = async (document: Sheet | Paper): Promise<{ pages: PageRead[]; whole: string }> => {
  const pages = await readPdf(await renderDocument(document, 'pdf'));
  // Nothing comes nearer to the edge of the paper than 10 mm.
  for (const { kept, squeezed } of pages) {
    for (const distance of Object.values(kept)) expect(distance).toBeGreaterThan(10);
    expect(squeezed.replace(/第\d+页，共\d+页|—\d+—/u, '')).not.toBe('');
  }
  return { pages, whole: pages.map(({ squeezed }) => squeezed).join('') };
};
const wordsOf = async (paper: Paper): Promise<string> =>
  zipTexts(await renderDocx(paper)).get('word/document.xml') ?? '';
const broken = /(?![\t\n\r])[\p{Cc}\u202A-\u202E\u2066-\u2069\uFFFE\uFFFF]|_x00/u;

describe.each([1, 100])('a branch of %i', (size) => {
  test('has everybody on each sheet once, and none is divided by zero', async () => {
    const { yearbook, people } = branchOf(size, 1);
    const signIn = await onPaper(paperOf(signInSheet(yearbook, people, first(yearbook))));
    const ledger = await onPaper(attendanceLedger(yearbook, people, '2026-12'));
    const ballot = await onPaper(ballotSheet(yearbook, people, 2026));
    for (let number = 1; number <= size; number += 1) {
      expect(countOf(signIn.whole, `党员${number}号`)).toBe(1);
      expect(countOf(ledger.whole, `党员${number}号`)).toBe(1);
      expect(countOf(ballot.whole, `党员${number}号`)).toBe(1);
    }
    for (const { squeezed } of [signIn, ledger, ballot].flatMap(({ pages }) => pages.slice(1, -1))) {
      expect(squeezed).toMatch(/^序号姓名/u);
    }
    expect(`${signIn.whole}${ledger.whole}`).not.toMatch(/NaN|Infinity|undefined|null/u);
    if (size > 1) {
      const leave = await onPaper(leaveSheet(yearbook, people, '2026-12'));
      expect(leave.whole).toContain(`共${Math.floor((size + 1) / 3)}人次`);
    }
  });
});

const planned = ({ yearbook }: Pick<ReturnType<typeof branchOf>, 'yearbook'>): Activity => ({
  ...first(yearbook),
  state: 'planned',
  marks: {},
});

test.each([
  ['before', 25, 1],
  ['after', 25, 1],
  ['after', 27, 2],
  ['after', 52, 2],
])('%s the meeting %i people sign on %i pages, with names above the place to sign', async (when, size, count) => {
  const given = branchOf(size, 1);
  const activity = when === 'before' ? planned(given) : first(given.yearbook);
  const pages = await readPdf(await renderDocument(signInSheet(given.yearbook, given.people, activity), 'pdf'));
  expect(pages).toHaveLength(count);
  for (const { squeezed, kept } of pages) {
    expect(countOf(squeezed, '党员')).toBeGreaterThanOrEqual(3);
    expect(squeezed).toContain('序号姓名');
    for (const distance of Object.values(kept)) expect(distance).toBeGreaterThan(10);
  }
  expect(pages.at(-1)?.squeezed).toContain('主持人签字');
});

test('however long a form is, its last page holds rows, and one page is enough where it can be', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 130 }), fc.boolean(), (size, isHeld) => {
      const given = branchOf(size, 1);
      const sheet = fitted(signInSheet(given.yearbook, given.people, isHeld ? first(given.yearbook) : planned(given)));
      expect(sheet.rowHeight).toBeGreaterThan(6);
      expect(sheet.rowHeight).toBeLessThanOrEqual(12);
      if (size <= 25) expect(isOnePage(sheet)).toBe(true);
    }),
    { numRuns: 30 },
  );
});

test('an evening that concerns nobody has no rate, but a dash', async () => {
  const { yearbook, people } = branchOf(0, 1);
  const { whole } = await onPaper(attendanceLedger(yearbook, people, '2026-12'));
  for (const label of ['到会率', '出勤率（请假不计）', '补课后参学率']) expect(whole).toContain(`${label}—`);
});

test('a month without activities, and one without leave, have no such sheet and say so', () => {
  const { yearbook, people } = branchOf(3, 1, { leave: false });
  expect(() => attendanceLedger(yearbook, people, '2026-11')).toThrow('2026年11月没有已结束签到的活动');
  expect(() => leaveSheet(yearbook, people, '2026-12')).toThrow('2026年12月没有请假记录');
});

test('sixty activities of one member lie on three pages, each with its line', async () => {
  const { yearbook, people } = branchOf(1, 60);
  const { pages, whole } = await onPaper(memberSheet(yearbook, people, 'M1', '2026-12'));
  expect(pages).toHaveLength(3);
  expect(countOf(whole, '学习「学习」到会')).toBe(60);
  for (const { squeezed } of pages) expect(countOf(squeezed, '学习「学习」')).toBeGreaterThanOrEqual(3);
});

test('sixty activities of fifty people lie on as many pages as they need, everybody beside every sign', async () => {
  const { yearbook, people } = branchOf(50, 60);
  const sheet = attendanceLedger(yearbook, people, '2026-12');
  const { pages, whole } = await onPaper(sheet);
  const tables = paperOf(sheet).blocks.filter(({ is }) => is === 'table').length;
  expect(tables).toBe(4);
  for (let number = 1; number <= 50; number += 1) expect(countOf(whole, `党员${number}号`)).toBe(tables);
  for (const { squeezed, width } of pages) {
    expect(squeezed).toContain('序号姓名');
    expect(width).toBe(297);
  }
  const signs = (text: string): number => countOf(text, '✓') + countOf(text, '△') + countOf(text, '○');
  // The legend and the sum of it name each sign as well.
  const inNotes = signs(sheet.notes.join(''));
  expect(signs(whole) - inNotes).toBe(50 * 60);
});

describe('minutes of 4,000 characters, hostile to every format', () => {
  const long = `${'会议认为，要认真学习。'.repeat(363)}\u0000\u0007\u202E结尾`;
  const parts: RecordPart[] = [
    { is: 'chair', member: 'M1', post: '书记' },
    { is: 'item', text: '=HYPERLINK("http://a","b")' },
    { is: 'note', text: long },
    { is: 'note', text: `${'W'.repeat(3999)}Z` },
    { is: 'vote', text: '长'.repeat(4000), case: '一般', for: 1, against: 0, abstain: 0, written: 0 },
    { is: 'guests', text: '很多人、'.repeat(1000) },
    { is: 'decision', text: '</w:t><script>alert(1)</script>&amp;' },
  ];
  const { yearbook, people } = branchOf(2, 1, { kind: '支部党员大会', record: parts });
  const record = meetingRecord(yearbook, people, first(yearbook));

  test('are whole in the pdf, within its margins', async () => {
    const { whole, pages } = await onPaper(record);
    const flowing = whole.replaceAll(/—\d+—/gu, '');
    expect(flowing).toContain(`${'会议认为，要认真学习。'.repeat(363)}结尾`);
    expect(countOf(flowing, 'W')).toBe(3999);
    expect(countOf(flowing, '长')).toBe(4000);
    expect(countOf(flowing, '很多人、')).toBe(1000);
    expect(flowing).toContain('</w:t><script>alert(1)</script>&amp;');
    expect(flowing).toContain('=HYPERLINK("http://a","b")');
    for (const { kept } of pages) {
      expect(kept.left).toBeGreaterThanOrEqual(27.9);
      expect(kept.right).toBeGreaterThanOrEqual(25.5);
    }
  });

  test('are whole in the docx, whose markup stays sound', async () => {
    const xml = await wordsOf(record);
    expect(xml).toContain(`${'会议认为，要认真学习。'.repeat(363)}结尾`);
    expect(xml).toContain('W'.repeat(3999));
    expect(xml).toContain('&lt;/w:t&gt;&lt;script&gt;');
    expect(xml).not.toMatch(broken);
    const opened = [...xml.matchAll(/<(w:p|w:tbl|w:tr|w:tc|w:r)[ >]/gu)].length;
    const closed = [...xml.matchAll(/<\/(w:p|w:tbl|w:tr|w:tc|w:r)>/gu)].length;
    expect(opened).toBe(closed);
  });
});
