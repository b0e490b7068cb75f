import { describe, expect, test } from 'vitest';
import {
  type Block,
  chineseNumber,
  numbered,
  type Paper,
  paperOf,
  sectionsOf,
  sheetBlocks,
} from '../../src/domain/paper.ts';
import type { Sheet } from '../../src/domain/sheet.ts';

test('numbers of headings are written as people count', () => {
  expect([1, 9, 10, 11, 20, 21, 99].map(chineseNumber)).toEqual(['一', '九', '十', '十一', '二十', '二十一', '九十九']);
  expect([0, 100, 1.5].map(chineseNumber)).toEqual(['0', '100', '1.5']);
});

test('each level of headings is counted anew below the one above', () => {
  const heading = (level: 1 | 2 | 3, unnumbered?: boolean): Block => ({
    is: 'heading',
    level,
    text: '甲',
    ...(unnumbered ? { unnumbered } : {}),
  });
  const note: Block = { is: 'paragraph', text: '一、不是标题' };
  const blocks = numbered([
    heading(1),
    heading(2),
    heading(3),
    heading(3),
    note,
    heading(2),
    heading(3),
    heading(1, true),
    heading(2),
    heading(1),
    heading(2),
  ]);
  expect(blocks.map((block) => ('text' in block ? block.text : ''))).toEqual([
    '一、甲',
    '（一）甲',
    '1.甲',
    '2.甲',
    '一、不是标题',
    '（二）甲',
    '1.甲',
    '甲',
    '（一）甲',
    '二、甲',
    '（一）甲',
  ]);
});

test('a paper falls into sections where a page is turned, and an empty one is none', () => {
  const text: Block = { is: 'paragraph', text: '甲' };
  const paper: Paper = {
    name: 'n',
    title: 't',
    layout: 'official',
    blocks: [{ is: 'page' }, text, { is: 'page', orientation: 'landscape' }, text, text, { is: 'page' }],
  };
  expect(sectionsOf(paper).map(({ orientation, blocks }) => [orientation, blocks.length])).toEqual([
    ['portrait', 1],
    ['landscape', 2],
  ]);
});

describe('a sheet on paper', () => {
  const sheetOf = (activities: number): Sheet => ({
    name: 'n',
    orientation: 'landscape',
    form: '考勤台账',
    title: '考勤台账',
    lines: ['2026年12月'],
    columns: [
      { title: '序号', width: 12 },
      { title: '姓名', width: 24 },
      ...Array.from({ length: activities }, (_, at) => ({ title: `第${at + 1}次`, width: 13 })),
    ],
    points: 10,
    rowHeight: 5.5,
    rows: [['1', '赵一', ...Array.from({ length: activities }, (_, at) => `甲${at + 1}`)]],
    totals: [['应到', '', ...Array.from({ length: activities }, (_, at) => `${at + 1}`)]],
    labelled: 2,
    footer: ['支部书记签字'],
    notes: ['图例'],
  });
  const tablesOf = (sheet: Sheet) => paperOf(sheet).blocks.flatMap((block) => (block.is === 'table' ? [block] : []));

  test('of few broad columns is drawn narrower on a narrower page, and not cut', () => {
    const few = { ...sheetOf(2), columns: sheetOf(2).columns.map((column) => ({ ...column, width: 60 })) };
    expect(sheetBlocks(few, 225).filter(({ is }) => is === 'table')).toHaveLength(1);
    // Seventeen would be too narrow for 「100.0%」.
    expect(sheetBlocks(sheetOf(17), 225).filter(({ is }) => is === 'table')).toHaveLength(2);
  });

  test('is one table where it fits', () => {
    expect(tablesOf(sheetOf(17))).toHaveLength(1);
    expect(paperOf(sheetOf(17)).blocks.map(({ is }) => is)).toEqual(['paragraph', 'table', 'signatures', 'paragraph']);
  });

  test.each([18, 34, 60])(
    'of %i activities goes on in further tables, each naming everybody, and nothing is lost',
    (activities) => {
      const tables = tablesOf(sheetOf(activities));
      expect(tables).toHaveLength(Math.ceil(activities / 17));
      const widths = tables.map(({ columns }) => columns.length);
      expect(Math.max(...widths) - Math.min(...widths)).toBeLessThanOrEqual(tables.length - 1);
      for (const { columns, rows, totals } of tables) {
        expect(columns.slice(0, 2).map(({ title }) => title)).toEqual(['序号', '姓名']);
        expect(columns.reduce((sum, { width }) => sum + width, 0)).toBeLessThanOrEqual(257.5);
        expect(rows[0]?.slice(0, 2)).toEqual(['1', '赵一']);
        expect(rows[0]).toHaveLength(columns.length);
        expect(totals?.[0]?.[0]).toBe('应到');
      }
      const cells = tables.flatMap(({ rows }) => rows.flatMap((row) => row.slice(2)));
      expect(cells).toEqual(sheetOf(activities).rows[0]?.slice(2));
      expect(tables.flatMap(({ totals = [] }) => totals.flatMap((row) => row.slice(2)))).toEqual(
        sheetOf(activities).totals[0]?.slice(2),
      );
    },
  );
});
