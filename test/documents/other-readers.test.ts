import mammoth from 'mammoth';
import readXlsx from 'read-excel-file/node';
import { describe, expect, test } from 'vitest';
import { renderDocument } from '../../src/documents/render.ts';
import { type DocumentRequest, type DrawnDocument, documentOf } from '../../src/domain/document.ts';
import { type Paper, paperOf } from '../../src/domain/paper.ts';
import { december, people } from '../support/evening-of-23.ts';
import { at } from '../support/ledger.ts';

/** What Word and Excel get is read by libraries that share nothing with those that write it. */

const requests: readonly DocumentRequest[] = [
  { kind: 'sign-in', activity: 'A1', year: 2026 },
  { kind: 'record', activity: 'A1', year: 2026 },
  { kind: 'leave', period: '2026-12' },
  { kind: 'ledger', period: '2026-12' },
  { kind: 'handbook', year: 2026 },
];
const documents = requests.map((request): [string, DrawnDocument] => {
  const document = documentOf(request, december, people, { presets: [], now: Date.parse(at('2026-12-31')) });
  return [document.name, document];
});

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
const plain = (html: string): string =>
  html
    .replaceAll(/<[^>]+>/gu, '')
    .replaceAll(/&(#?\w+);/gu, (whole, name: string) => entities[name] ?? whole)
    .replaceAll(/\s+/gu, '');
const squeezed = (text: string): string => text.replaceAll(/\s+/gu, '');
const tablesIn = (html: string): string[][][] =>
  [...html.matchAll(/<table>([\s\S]*?)<\/table>/gu)].map(([, table = '']) =>
    [...table.matchAll(/<tr>([\s\S]*?)<\/tr>/gu)].map(([, row = '']) =>
      [...row.matchAll(/<t[hd](?: [^>]*)?>([\s\S]*?)<\/t[hd]>/gu)].map(([, cell = '']) => plain(cell)),
    ),
  );

describe('Word', () => {
  test.each(documents)('gets every line and every cell of %s, in order', async (_, document) => {
    if ('activities' in document) return;
    const paper: Paper = 'columns' in document ? paperOf(document) : document;
    const bytes = await renderDocument(document, 'docx');
    const { value: html, messages } = await mammoth.convertToHtml({ buffer: Buffer.from(bytes) });
    expect(messages.filter(({ type }) => type === 'error')).toEqual([]);

    const read = plain(html);
    let place = 0;
    for (const block of paper.blocks) {
      const lines = block.is === 'heading' || block.is === 'paragraph' ? block.text.split('\n') : [];
      for (const line of lines.map(squeezed)) {
        const found = read.indexOf(line, place);
        expect([line, found >= place]).toEqual([line, true]);
        place = found + line.length;
      }
    }
    const written = paper.blocks.flatMap((block) => (block.is === 'table' ? [block] : []));
    const tables = tablesIn(html).filter(([head = []]) =>
      written.some(({ columns }) => columns.map(({ title }) => squeezed(title)).join() === head.join()),
    );
    expect(tables).toHaveLength(written.length);
    for (const [index, { rows, totals = [], labelled = 1 }] of written.entries()) {
      expect(tables[index]?.slice(1)).toEqual([
        ...rows.map((row) => row.map(squeezed)),
        ...totals.map((row) => [row[0] ?? '', ...row.slice(labelled)].map(squeezed)),
      ]);
    }
  });
});

describe('Excel', () => {
  const sheets = documents.flatMap(([name, document]) => ('columns' in document ? [[name, document] as const] : []));
  test.each(sheets)('gets every cell of %s', async (_, sheet) => {
    const bytes = await renderDocument(sheet, 'xlsx');
    const [first, ...others] = await readXlsx(Buffer.from(bytes));
    expect(others).toEqual([]);
    const cells = (first?.data ?? []).map((row) => row.map((cell) => (cell === null ? '' : String(cell))));
    const width = sheet.columns.length;
    const whole = (row: readonly string[]): string[] => Array.from({ length: width }, (_cell, at_) => row[at_] ?? '');
    const head = cells.findIndex((row) => row.join() === whole(sheet.columns.map(({ title }) => title)).join());
    expect(cells[0]?.[0]).toBe(sheet.title);
    expect(cells.slice(1, 1 + sheet.lines.length).map(([line]) => line)).toEqual(sheet.lines);
    expect(cells.slice(head + 1, head + 1 + sheet.rows.length)).toEqual(sheet.rows.map(whole));
    expect(cells.slice(head + 1 + sheet.rows.length, head + 1 + sheet.rows.length + sheet.totals.length)).toEqual(
      sheet.totals.map(whole),
    );
  });
});
