import { expect, test } from 'vitest';
import { leaveSheet } from '../../src/domain/leave-sheet.ts';
import { beforeTheEvening, december, people, until } from '../support/evening-of-23.ts';

test('lists every leave of the month with its category, who approved it and when, and the make-up', () => {
  const sheet = leaveSheet(december, people, '2026-12');
  expect(sheet.name).toBe('2026-12_第一党支部_请假表');
  expect(sheet.title).toBe('第一党支部请假表');
  expect(sheet.lines).toEqual(['2026年12月　　共 4 人次']);
  expect(sheet.columns.map(({ title }) => title)).toEqual([
    '序号',
    '姓名',
    '会议',
    '日期',
    '事由类别',
    '批准人',
    '批准时间',
    '补课情况',
  ]);
  expect(sheet.columns.reduce((sum, { width }) => sum + width, 0)).toBe(162);
  expect(sheet.rows).toEqual([
    ['1', '朱一', '主题党日', '12月3日', '公差', '钱一', '12月2日 09:10', ''],
    ['2', '秦一', '主题党日', '12月3日', '病假', '赵一', '12月2日 09:12', '12月10日'],
    ['3', '尤一', '主题党日', '12月3日', '事假', '待批', '', ''],
    ['4', '施一', '主题党日', '12月3日', '事假', '赵一', '12月3日 19:52', ''],
  ]);
});

test('before the meeting it lists who has asked so far', () => {
  const sheet = leaveSheet(until(beforeTheEvening - 1), people, '2026-12');
  expect(sheet.rows.map((row) => [row[1], row[5]])).toEqual([
    ['朱一', '钱一'],
    ['秦一', '待批'],
  ]);
});

test('a quarter holds its months, and a month without leave has no sheet', () => {
  expect(leaveSheet(december, people, '2026-Q4').lines).toEqual(['2026年第四季度　　共 4 人次']);
  expect(() => leaveSheet(december, people, '2026-11')).toThrow('2026年11月没有请假记录，不需要请假表。');
});
