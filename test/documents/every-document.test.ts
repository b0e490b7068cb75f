import { parse } from 'csv-parse/sync';
import mammoth from 'mammoth';
import readXlsx from 'read-excel-file/node';
import { describe, expect, test } from 'vitest';
import { readAlmanac } from '../../src/almanac.ts';
import { renderDocument } from '../../src/documents/render.ts';
import {
  type DocumentFormat,
  type DocumentRequest,
  type DrawnDocument,
  documentOf,
} from '../../src/domain/document.ts';
import type { Fact } from '../../src/domain/entry.ts';
import type { RecordPart } from '../../src/domain/record-part.ts';
import { branchOf, strange } from '../support/branch-of-size.ts';
import { at } from '../support/ledger.ts';
import { readPdf } from '../support/read-pdf.ts';
import { zipTexts } from '../support/zip.ts';

/** Every document in every format, of a branch in which whatever a person can write is strange or hostile, read by libraries that are not ours. */

const { presets } = await readAlmanac();
const hostile = '=HYPERLINK("http://a","b")\u0000\u0007\u202E</w:t><script>alert(1)</script>&amp;]]>\u200B';
const long = '会议认为，要认真学习。'.repeat(363);

const record: readonly RecordPart[] = [
  { is: 'chair', member: 'M4', post: '书记' },
  { is: 'recorder', member: 'M13' },
  { is: 'guests', text: `＝1+1、${hostile}` },
  { is: 'item', text: hostile, first: true },
  { is: 'item', text: '@SUM(A1)' },
  { is: 'note', text: `${long}\u202E结尾` },
  { is: 'note', text: '－2\t+3\r\n|cmd' },
  { is: 'vote', text: `⟦M9⟧${hostile}`, case: '接收', for: 3, against: 0, abstain: 0, written: 0 },
  { is: 'decision', text: hostile },
  { is: 'adjourned', at: at('2026-12-02', '21:00') },
];
const more: readonly Fact[] = [
  {
    type: 'activity-planned',
    activity: 'A3',
    kind: '主题党日',
    concern: { scope: 'branch' },
    start: at('2026-12-31', '19:30'),
    place: hostile,
    topic: `${hostile}${'长'.repeat(120)}`,
    online: true,
  },
  { type: 'review-counted', year: 2026, owed: 13, issued: 13, collected: 12, valid: 12 },
  { type: 'rectification-added', no: 1, text: `${hostile}${'长'.repeat(120)}`, owner: '第一党小组', due: '2027-03-31' },
  { type: 'obligation-ticked', rule: 'heart-to-heart-talks', period: '2026-01-01', on: '2026-12-03' },
];
const { yearbook, people } = branchOf(strange.length, 2, {
  names: strange,
  name: `=第一\u202E${'某某街道某某社区'.repeat(3)}党支部`,
  topic: hostile,
  kind: '支部党员大会',
  record,
  more,
});

const typed = { counts: {}, votes: [{ member: 'M9', votes: [5, 4, 3, 0] as const }] };
const requests: readonly (readonly [string, DocumentRequest])[] = [
  ['签到表，会前', { kind: 'sign-in', activity: 'A3', year: 2026 }],
  ['签到表，会后', { kind: 'sign-in', activity: 'A1', year: 2026 }],
  ['请假表', { kind: 'leave', period: '2026-12' }],
  ['考勤台账', { kind: 'ledger', period: '2026-Q4' }],
  ['个人台账', { kind: 'member', member: 'M13', period: '2026' }],
  ['测评票', { kind: 'ballot', year: 2026, reviewed: 2026 }],
  ['计票表', { kind: 'tally', year: 2026, reviewed: 2026, typed }],
  ['整改清单', { kind: 'rectification', year: 2026 }],
  ['会议记录', { kind: 'record', activity: 'A1', year: 2026 }],
  ['工作手册', { kind: 'handbook', year: 2026 }],
  ['月报', { kind: 'month', period: '2026-12' }],
];
const formatsOf = (document: DrawnDocument): readonly DocumentFormat[] =>
  'columns' in document ? ['pdf', 'xlsx', 'docx', 'csv'] : 'blocks' in document ? ['pdf', 'docx'] : ['svg', 'txt'];

const squeezed = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cf}\s]/gu, '');
/** What the reader of a format finds, in the order it finds it. */
const read = async (bytes: Uint8Array, format: DocumentFormat): Promise<string> => {
  if (format === 'pdf') {
    const pages = await readPdf(bytes);
    for (const { kept } of pages) for (const distance of Object.values(kept)) expect(distance).toBeGreaterThan(10);
    return pages.map(({ text }) => text.replaceAll(/^(?:第 \d+ 页，共 \d+ 页|— \d+ —)$/gmu, '')).join('');
  }
  if (format === 'docx') return (await mammoth.extractRawText({ buffer: Buffer.from(bytes) })).value;
  if (format === 'xlsx') {
    expect([...zipTexts(bytes)].filter(([part]) => part.startsWith('xl/worksheets')).join('')).not.toMatch(/<f[ >]/u);
    return (await readXlsx(Buffer.from(bytes))).flatMap(({ data }) => data.flat()).join('');
  }
  const text = new TextDecoder().decode(bytes);
  if (format !== 'csv')
    return text
      .replaceAll(/<[^>]*>/gu, '')
      .replaceAll(/&(amp|lt|gt|quot);/gu, (_, name: string) => ({ amp: '&', lt: '<', gt: '>' })[name] ?? '"');
  const cells = (parse(text, { bom: true, record_delimiter: '\r\n' }) as string[][]).flat();
  for (const cell of cells) expect(cell).not.toMatch(/^[=+\-@|＝＋－＠]/u);
  return cells.map((cell) => cell.replace(/^'/u, '')).join('');
};

/** Everything a document says, in pieces that no format parts: lines, and rows of a table. */
const saidIn = (document: DrawnDocument, format: DocumentFormat): string[] => {
  if ('activities' in document) return [document.month, document.asOf, ...document.activities.map(({ rate }) => rate)];
  if ('columns' in document) {
    const { title, lines, rows, totals, footer, notes } = document;
    const around = format === 'csv' ? [] : [title, ...lines, ...footer, ...notes];
    return [...around, ...[...rows, ...totals].map((row) => row.join(''))];
  }
  return document.blocks.flatMap((block) => {
    if (block.is === 'heading' || block.is === 'paragraph') return block.text.split('\n');
    if (block.is === 'fields') return block.rows.map((row) => row.flat().join(''));
    if (block.is === 'table') return block.rows.map((row) => row.join(''));
    return block.is === 'signatures' ? block.lines : [];
  });
};

describe.each(requests)('%s', (_, request) => {
  const document = documentOf(request, yearbook, people, { presets, now: Date.parse(at('2026-12-31')) });
  test.each(formatsOf(document))('is whole, harmless and counted as %s', async (format) => {
    const text = await read(await renderDocument(document, format), format);
    expect(text).not.toMatch(/(?![\t\n\r\f])\p{Cc}|[\u200B\u202A-\u202E\u2066-\u2069\uFFFE\uFFFF]/u);
    const found = squeezed(text);
    expect(found).not.toMatch(/NaN|Infinity|undefined|null/u);
    for (const said of saidIn(document, format).map(squeezed)) {
      // The font of a pdf lacks one of the names.
      const shown = format === 'pdf' ? said.replaceAll('\u{20BB7}', '〓') : said;
      expect(found).toContain(shown);
    }
    if (format === 'pdf' && found.includes('〓')) expect(found).toContain('“〓”处的字不在打印字库中，请手写补上。');
    expect(document.name).toMatch(/^[^\p{Cc}\p{Cf}\s\\/:*?"<>|.]+$/u);
  });
});

test('the record holds 4,000 characters of minutes and every word of a hostile one', () => {
  const document = documentOf({ kind: 'record', activity: 'A1', year: 2026 }, yearbook, people, { presets, now: 0 });
  const said = saidIn(document, 'docx').map(squeezed).join('');
  expect(said).toContain(`${long}结尾`);
  expect(said.split('<script>alert(1)</script>').length - 1).toBeGreaterThanOrEqual(4);
});
