import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  excellentLine,
  gradedIn,
  mostExcellent,
  mustBePossible,
  readCounts,
  reviewedYear,
  reviewLine,
  type Typed,
} from '../../src/domain/review.ts';
import { ballotSheet, tallySheet } from '../../src/domain/review-sheets.ts';
import { nameBookOf } from '../../src/domain/written.ts';
import { december, people } from '../support/evening-of-23.ts';

const perGrade = (excellent: number, qualified: number, basic: number, unqualified: number) => ({
  grades: { excellent, qualified, basic, unqualified },
});

const graded = gradedIn(december.branch);
const read = (text: string): Typed =>
  readCounts(text, { year: 2026, book: nameBookOf(december.branch, people), graded });

describe('计票 reads', () => {
  test('counts of ballots in any order and writing, and a year', () => {
    expect(read('应发 20 实发：20，收回19张 有效 １８')).toEqual({
      year: 2026,
      counts: { owed: 20, issued: 20, collected: 19, valid: 18 },
      votes: [],
    });
    expect(read('2025年度 收回 19')).toMatchObject({ year: 2025, counts: { collected: 19 } });
  });

  test('the four grades together, each its own word', () => {
    expect(read('优秀 6 合格 12 基本合格 1 不合格 0').counts).toEqual(perGrade(6, 12, 1, 0));
    expect(() => read('优秀 6 合格 12')).toThrow('四个等次的人数请一次写全');
  });

  test('a line per member, and says which line it did not understand', () => {
    expect(read('有效 18\n赵一 15 3 0 0\n2. 钱一，10，8，0，0').votes).toEqual([
      { member: 'M1', votes: [15, 3, 0, 0] },
      { member: 'M2', votes: [10, 8, 0, 0] },
    ]);
    expect(() => read('有效 18\n赵一 15 3 0')).toThrow('第2行没有看懂');
    expect(() => read('有效 18\n赵一 15 3 0 0\n某甲 1 1 1 1')).toThrow('第3行的姓名在名册里没有找到');
    expect(() => read('有效 18\n赵一 1 1 1 1\n赵一 1 1 1 1')).toThrow('第3行的姓名写了两次');
    expect(() => read('大家都好')).toThrow('没有看懂「大家都好」');
  });

  test('no grade for a probationary member', () => {
    const probationary = Object.values(december.branch.members).find(({ status }) => status === '预备');
    expect(probationary?.id).toBe('M23');
    expect(graded).not.toContain('M23');
    expect(() => read(`有效 18\n${people.members['M23']?.name} 1 1 1 1`)).toThrow('预备党员，参加评议但不定等次');
  });
});

describe('the numbers must be possible', () => {
  test('应发 ≥ 实发 ≥ 收回 ≥ 有效, whichever of them are known', () => {
    const count = fc.option(fc.integer({ min: 0, max: 30 }), { nil: undefined });
    fc.assert(
      fc.property(count, count, count, count, (owed, issued, collected, valid) => {
        const known = [owed, issued, collected, valid].filter((one) => one !== undefined);
        const falls = known.every((one, index) => index === 0 || one <= (known[index - 1] ?? 0));
        const check = () => mustBePossible(JSON.parse(JSON.stringify({ owed, issued, collected, valid })), [], 20);
        if (falls) expect(check).not.toThrow();
        else expect(check).toThrow('没有登记，请核对');
      }),
    );
  });

  test('nobody has more votes than there are valid ballots, and no more members have a grade than there are', () => {
    const votes = [{ member: 'M1', votes: [15, 4, 0, 0] as const }];
    expect(() => mustBePossible({ valid: 18 }, votes, 20)).toThrow('第 1 位党员得票共 19 张，多于有效票 18 张');
    expect(() => mustBePossible({ valid: 19 }, votes, 20)).not.toThrow();
    expect(() => mustBePossible({}, votes, 20)).toThrow('请先写明票数');
    expect(() => mustBePossible(perGrade(6, 12, 2, 1), [], 20)).toThrow('各等次共 21 人，多于');
  });

  test('more 优秀 than a third is said, not refused', () => {
    expect([0, 2, 3, 20, 23].map(mostExcellent)).toEqual([0, 0, 1, 6, 7]);
    expect(excellentLine(perGrade(6, 14, 0, 0), [], 20)).toBe('');
    expect(excellentLine(perGrade(7, 13, 0, 0), [], 20)).toContain('优秀 7 人，超过正式党员 20 人的三分之一（6 人）');
    const votes = Array.from({ length: 3 }, (_, index) => ({ member: `M${index}`, votes: [9, 8, 0, 0] as const }));
    expect(excellentLine({}, votes, 6)).toContain('得票以优秀为最多的有 3 人，超过三分之一（2 人）');
    expect(excellentLine({}, votes, 9)).toBe('');
  });
});

test('what is reviewed by March is the year before', () => {
  expect(['2026-12-20', '2027-03-31', '2027-04-01', '2026-07-01'].map(reviewedYear)).toEqual([2026, 2026, 2027, 2026]);
  expect(reviewLine(undefined)).toBe('');
  expect(reviewLine({ issued: 20, valid: 18, ...perGrade(6, 12, 1, 0) })).toBe(
    '实发 20 张，有效 18 张；优秀 6 人，合格 12 人，基本合格 1 人，不合格 0 人',
  );
});

test('the ballot has a row for every full member in roster order, four empty grades and no place for a name', () => {
  const sheet = ballotSheet(december, people, 2026);
  expect(sheet.title).toBe('第一党支部民主评议党员测评票');
  expect(sheet.columns.slice(2).map(({ title }) => title)).toEqual(['优秀', '合格', '基本合格', '不合格']);
  expect(sheet.rows.map(([, name]) => name)).toEqual(graded.map((id) => people.members[id]?.name ?? '某同志'));
  expect(sheet.rows.every((row) => row.slice(2).join('') === '')).toBe(true);
  expect(sheet.footer).toEqual([]);
  expect(JSON.stringify(sheet)).not.toMatch(/签字|投票人|姓名：/u);
  expect(sheet.notes[0]).toContain(`${graded.length} 人中 ${Math.floor(graded.length / 3)} 人以内`);
});

test('the tally sheet is empty for the tellers, or has what was typed', () => {
  const empty = tallySheet(december, people, 2026, { review: {}, votes: [] });
  expect(empty.lines[1]).toBe('应发 ＿＿＿ 张　实发 ＿＿＿ 张　收回 ＿＿＿ 张　有效 ＿＿＿ 张');
  expect(empty.rows.every((row) => row.slice(2).join('') === '')).toBe(true);
  const { counts, votes } = read('应发 20 实发 20 收回 19 有效 18\n钱一 10 8 0 0');
  const typed = tallySheet(december, people, 2026, { review: counts, votes });
  expect(typed.lines[1]).toBe('应发 20 张　实发 20 张　收回 19 张　有效 18 张');
  expect(typed.rows[1]).toEqual(['2', '钱一', '10', '8', '0', '0']);
  expect(typed.rows[0]?.slice(2)).toEqual(['', '', '', '']);
});
