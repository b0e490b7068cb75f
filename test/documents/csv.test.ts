import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { renderCsv } from '../../src/documents/csv.ts';
import { attendanceLedger } from '../../src/domain/attendance-ledger.ts';
import type { Sheet } from '../../src/domain/sheet.ts';
import { december, people } from '../support/evening-of-23.ts';

const ledger = attendanceLedger(december, people, '2026-12');
const textOf = (sheet: Sheet): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(renderCsv(sheet));
const read = (sheet: Sheet): string[][] => parse(textOf(sheet), { bom: true, record_delimiter: '\r\n' });

test('begins with a BOM, ends each line with CRLF, and is the table with its totals', () => {
  const text = textOf(ledger);
  expect(Array.from(renderCsv(ledger)).slice(0, 3)).toEqual([0xef, 0xbb, 0xbf]);
  expect(text.split('\r\n')).toHaveLength(1 + 24 + 8 + 1);
  expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/u);
  const rows = read(ledger);
  expect(rows[0]).toEqual(['序号', '姓名', '12-03 主题党日', '12-15 党小组会 第二党小组']);
  expect(rows[1]).toEqual(['1', '赵一', '✓', '—']);
  expect(rows[24]).toEqual(['24', '某同志', '✓', '—']);
  expect(rows.at(-3)).toEqual(['到会率', '', '73.9%', '90.9%']);
});

describe('a cell that a spreadsheet would take for a formula is marked as text', () => {
  const dangerous = [
    '=1+1',
    '=HYPERLINK("http://a","b")',
    '+86138',
    '-2',
    '−2',
    '@SUM(A1)',
    '|cmd',
    '\t=1',
    '\r=1',
    '\n=1',
    '＝1+1',
    '＋1',
    '－1',
    '＠SUM',
    '﹦1',
    '｜cmd',
    '\u200B=1',
    '\u202E=1',
    '\u0000=1',
    '\uFEFF＝1',
  ];
  test.each(dangerous)('%j', (text) => {
    const rows = read({ ...ledger, rows: [['1', text, '✓', '—']], totals: [] });
    // What is invisible is gone; a tab or a carriage return is another white space.
    const shown = text
      .replaceAll(/[\p{Cf}\p{Cc}](?<![\t\r\n])/gu, '')
      .replace('\t', ' ')
      .replace('\r', '\n');
    expect(rows[1]).toEqual(['1', `'${shown}`, '✓', '—']);
  });

  test.each(['张三', '1+1', '欧阳-娜', '—', '甲"乙"', '甲,乙', '甲\n乙', '', ' ', "'甲"])(
    '%j stays as it is',
    (text) => {
      expect(read({ ...ledger, rows: [['1', text, '✓', '—']], totals: [] })[1]?.[1]).toBe(text);
    },
  );
});
