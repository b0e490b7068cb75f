import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Concern } from '../../src/domain/branch.ts';
import type { Quorum } from '../../src/domain/quorum.ts';
import { mustBeVote, readVote, type Vote, verdictOf, voteProblem } from '../../src/domain/vote.ts';

const branch: Concern = { scope: 'branch' };
const inRoom = (base: number, present: number): Quorum => ({ base, present, ordinary: 'met', election: 'met' });
const vote = (kind: Vote['case'], yes: number, no = 0, abstain = 0, written = 0): Vote => ({
  case: kind,
  for: yes,
  against: no,
  abstain,
  written,
});
const verdict = (one: Vote, base: number, present: number, concern: Concern = branch): string =>
  verdictOf(one, inRoom(base, present), concern).join('');

describe('what a vote comes to', () => {
  test('an ordinary matter passes with more than half of those who should be there, not of those who are', () => {
    expect(verdict(vote('一般', 11, 1), 20, 12)).toBe(
      '到会有表决权 12 人，应到会 20 人，已过半数。赞成 11，超过应到会有表决权 20 人的半数，通过。',
    );
    expect(verdict(vote('一般', 10, 2), 20, 12)).toContain('赞成 10，没有超过应到会有表决权 20 人的半数，未通过。');
  });

  test('exactly half present is flagged for an ordinary matter, and not enough to admit a member', () => {
    expect(verdict(vote('一般', 10), 20, 10)).toContain('恰为半数，是否有效请按上级规定确认');
    expect(verdict(vote('接收', 10), 20, 10)).toContain('未过半数，不能表决');
    expect(verdict(vote('一般', 9), 20, 9)).toBe('到会有表决权 9 人，应到会 20 人，未达半数，不能表决。赞成 9。');
  });

  test('written opinions of absentees count where a member is admitted', () => {
    const one = vote('接收', 11, 0, 0, 2);
    expect(voteProblem(one, inRoom(20, 11))).toBeUndefined();
    expect(verdict(one, 20, 11)).toContain('通过');
    expect(voteProblem(vote('接收', 14, 0, 0, 2), inRoom(20, 11))).toMatch(/多于到会有表决权的 11 人加书面意见 2 份/u);
    expect(voteProblem(vote('接收', 3, 0, 0, 10), inRoom(20, 11))).toMatch(/多于未到会的 9 人/u);
    expect(voteProblem(vote('选举', 3, 0, 0, 1), inRoom(20, 11))).toMatch(/只在接收预备党员和转正时计入/u);
  });

  test('an election names both bases, and decides nothing where they differ', () => {
    expect(verdict(vote('选举', 11, 5), 20, 16)).toBe(
      '到会有表决权 16 人，应到会 20 人，已达五分之四。赞成 11：按应到会 20 人计过半数，按实到会 16 人计过半数，当选。',
    );
    expect(verdict(vote('选举', 9, 7), 20, 16)).toContain(
      '按应到会 20 人计未过半数，按实到会 16 人计过半数；两种算法结果不同，请按上级规定确定。',
    );
    expect(verdict(vote('选举', 8, 8), 20, 16)).toContain('按实到会 16 人计恰为半数，未当选');
    expect(verdict(vote('选举', 11), 20, 15)).toContain('未达五分之四，不能选举');
  });

  test('for 支委会 and 党小组会 no number is laid down, so both bases are named and nothing is decided', () => {
    expect(verdict(vote('一般', 3), 5, 4, { scope: 'committee' })).toBe(
      '到会有表决权 4 人，应到会 5 人，已过半数。赞成 3：按应到会 5 人计过半数，按实到会 4 人计过半数；通过的标准请按支部规定。另有 1 人到会未投。',
    );
    expect(verdict(vote('一般', 3, 1), 9, 4, { scope: 'group', group: '第一党小组' })).toBe(
      '赞成 3：按应到会 9 人计未过半数，按实到会 4 人计过半数；通过的标准请按支部规定。',
    );
  });

  test('nobody votes who is not there, whatever the numbers', () => {
    fc.assert(
      fc.property(fc.nat(60), fc.nat(60), fc.nat(60), fc.nat(60), fc.nat(60), (base, there, yes, no, abstain) => {
        const present = Math.min(base, there);
        const one = vote('一般', yes, no, abstain);
        const isFine = yes + no + abstain <= present;
        expect(voteProblem(one, inRoom(base, present)) === undefined).toBe(isFine);
        if (!isFine) expect(() => mustBeVote(one, inRoom(base, present))).toThrow(/请核对后再说一次/u);
        const passes = /(?<!未)通过。/u.test(verdict(one, base, present));
        expect(passes).toBe(base > 0 && present * 2 >= base && yes * 2 > base);
      }),
    );
  });
});

test('a vote is read in the ways people write it', () => {
  const read = (line: string) => {
    const { matter, vote: one } = readVote(line);
    return [matter, one.case, one.for, one.against, one.abstain, one.written];
  };
  expect(read('年度计划 赞成 12 反对 1 弃权 0')).toEqual(['年度计划', '一般', 12, 1, 0, 0]);
  expect(read('年度计划：赞成１２票，反对1票，弃权2票')).toEqual(['年度计划', '一般', 12, 1, 2, 0]);
  expect(read('同意张三按期转正 反对0 赞成12人 书面意见 2份')).toEqual(['同意张三按期转正', '接收', 12, 0, 0, 2]);
  expect(read('选举李四为支部委员 同意 9 不同意 1')).toEqual(['选举李四为支部委员', '选举', 9, 1, 0, 0]);
  expect(() => readVote('年度计划 反对 1')).toThrow(/没有看懂票数/u);
  expect(() => readVote('赞成 1')).toThrow(/请写明表决的是哪个议题/u);
});
