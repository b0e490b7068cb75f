import { expect, test } from 'vitest';
import { activityById } from '../../src/domain/attendance.ts';
import type { Activity } from '../../src/domain/branch.ts';
import { Refusal } from '../../src/domain/refusal.ts';
import { signInSheet } from '../../src/domain/sign-in-sheet.ts';
import type { Yearbook } from '../../src/domain/yearbook.ts';
import { beforeTheEvening, december, people, until } from '../support/evening-of-23.ts';

const activityIn = ({ branch }: Yearbook, id: string): Activity => {
  const activity = activityById(branch, id);
  if (!activity) throw new Error(`There is no ${id}.`);
  return activity;
};

test('before the meeting it is a list to sign: names in roster order, and nothing of who will be away', () => {
  const book = until(beforeTheEvening);
  const sheet = signInSheet(book, people, activityIn(book, 'A1'));
  expect(sheet.name).toBe('2026-12-03_第一党支部_主题党日_签到表_A1');
  expect(sheet.title).toBe('第一党支部主题党日签到表');
  expect(sheet.orientation).toBe('portrait');
  expect(sheet.lines).toEqual([
    '主题：学习孙一同志',
    '时间：2026年12月3日（周四）19:30　　地点：党群服务中心',
    '主持人：＿＿＿＿＿＿＿＿　　记录人：＿＿＿＿＿＿＿＿',
    '应到 23 人　实到＿＿＿人　请假＿＿＿人　缺席＿＿＿人',
  ]);
  expect(sheet.columns.map(({ title }) => title)).toEqual(['序号', '姓名', '党小组', '签名', '备注']);
  expect(sheet.rows).toHaveLength(23);
  expect(sheet.rows[0]).toEqual(['1', '赵一', '第一党小组', '', '']);
  expect(sheet.rows[16]).toEqual(['17', '朱一', '第二党小组', '', '']);
  expect(sheet.rows[22]).toEqual(['23', '施一', '第二党小组', '', '']);
  expect(JSON.stringify(sheet)).not.toMatch(/公差|病假/u);
});

test('after it every member of 应到 is there with the time from the book, the way, and a remark', () => {
  const sheet = signInSheet(december, people, activityIn(december, 'A1'));
  expect(sheet.lines.at(-1)).toBe('应到 23 人　实到 17 人（其中线上 3 人）　请假 3 人　缺席 3 人');
  expect(sheet.columns.map(({ title }) => title)).toEqual(['序号', '姓名', '签到时间', '方式', '备注', '签名']);
  expect(sheet.rows.map((row) => row.slice(1, 5).join('|'))).toEqual([
    '赵一|19:20|现场|',
    '钱一|19:21|现场|',
    '孙一|19:22|现场|',
    '李一|19:23|现场|',
    '周一|19:24|现场|',
    '吴一|19:25|现场|',
    '郑一|19:26|现场|',
    '王一|19:27|现场|',
    '冯一|19:28|现场|',
    '某同志|19:29|现场|',
    '褚一|19:45|现场|晚到15分钟',
    '卫一|19:28|线上|',
    '蒋一|19:29|线上|',
    '沈一|19:50|代录|',
    '韩一|19:51|线上|代录',
    '杨一|19:40|代录|',
    '朱一|||请假（公差）',
    '秦一|||请假（病假），12月10日（周四）补课',
    '尤一|||缺席（待确认）',
    '许一|||缺席',
    '何一|||缺席，12月11日（周五）补课',
    '吕一|12月4日 09:00|代录|',
    '施一|||请假（事假）',
    '张一|19:53|代录|不计入应到',
  ]);
  expect(sheet.rows.every((row) => row[5] === '')).toBe(true);
});

test('the column to sign in is at least 25 mm wide, and the table fits the paper', () => {
  for (const book of [until(beforeTheEvening), december]) {
    const { columns } = signInSheet(book, people, activityIn(book, 'A1'));
    expect(columns.find(({ title }) => title === '签名')?.width).toBeGreaterThanOrEqual(25);
    expect(columns.reduce((sum, { width }) => sum + width, 0)).toBe(162);
  }
});

test('a 党小组会 names its group', () => {
  const sheet = signInSheet(december, people, activityIn(december, 'A2'));
  expect(sheet.title).toBe('第一党支部第二党小组党小组会签到表');
  expect(sheet.rows).toHaveLength(11);
});

test('a closed activity that does not add up gives no sheet', () => {
  const { M20: _, ...marks } = activityIn(december, 'A1').marks;
  const broken = { ...activityIn(december, 'A1'), marks };
  expect(() => signInSheet(december, people, broken)).toThrow(
    new Refusal(
      'counts-differ',
      '主题党日的应到 23 人与实到 17 人、请假 3 人、缺席 2 人之和不符，没有生成表格，请先用「代录」补全。',
    ),
  );
});

test('what was dropped has no sheet', () => {
  const dropped = { ...activityIn(december, 'A3'), state: 'dropped' as const };
  expect(() => signInSheet(december, people, dropped)).toThrow('这次活动已经取消，没有签到表。');
});
