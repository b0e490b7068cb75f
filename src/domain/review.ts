import type { Branch, Review } from './branch.ts';
import { Refusal } from './refusal.ts';
import type { MemberId } from './roster.ts';
import type { NameBook } from './written.ts';

/** The four grades of 民主评议党员, in the order of every form; older practice with three or with points is out of date. */
export const grades = ['优秀', '合格', '基本合格', '不合格'] as const;
export type Votes = readonly [number, number, number, number];

/** Who is given a grade: full members in roster order. Probationary members take part and are given none. */
export const gradedIn = (branch: Branch): MemberId[] =>
  branch.roster.filter((id) => branch.members[id]?.status === '正式');

/** So many 优秀 are one third of the members given a grade: more than that is out of the ordinary. */
export const mostExcellent = (graded: number): number => Math.floor(graded / 3);

/** The year that is reviewed: what is done by March belongs to the year before, as the rounds are ordered. */
export const reviewedYear = (today: string): number =>
  Number(today.slice(0, 4)) - (Number(today.slice(5, 7)) <= 3 ? 1 : 0);

/** What an officer typed: counts of ballots, of members per grade, and the votes of each member, which are kept nowhere. */
export type Typed = {
  readonly year: number;
  readonly counts: Review;
  readonly votes: readonly { readonly member: MemberId; readonly votes: Votes }[];
};

export const countUsage =
  '请写成：计票 应发 20 实发 20 收回 19 有效 18；需要打印每位党员得票的，换行写「姓名 优秀 合格 基本合格 不合格」的票数，例如：张三 15 3 0 0。评定以后说：计票 优秀 6 合格 12 基本合格 0 不合格 0。';

const ballots = { 应发: 'owed', 实发: 'issued', 收回: 'collected', 有效: 'valid' } as const;
const named = /(应发|实发|收回|有效|优秀|基本合格|不合格|合格)(?:票数?|人数?)?[:：=]?\s*(\d{1,4})\s*[张票人份]?/gu;

/** Reads 计票; `year` where none is written. Refuses with unclear, naming the line, and with unknown-name. */
export const readCounts = (
  text: string,
  { year, book, graded }: { year: number; book: NameBook; graded: readonly MemberId[] },
): Typed => {
  const [head = '', ...lines] = text.normalize('NFKC').split(/\r?\n/u);
  const dated = /^\s*(20\d{2})年?度?(?=\s|$)/u.exec(head);
  const rest = dated ? head.slice(dated[0].length) : head;
  const said = [...rest.matchAll(named)];
  const strange = rest.replaceAll(named, '').replaceAll(/[\s,，、;；。]/gu, '');
  if (strange !== '') throw new Refusal('unclear', `没有看懂「${strange.slice(0, 20)}」。${countUsage}`);
  const numberOf = (word: string): number | undefined => {
    const found = said.findLast(([, name]) => name === word);
    return found === undefined ? undefined : Number(found[2]);
  };
  const perGrade = grades.map(numberOf);
  if (perGrade.some((count) => count !== undefined) && perGrade.some((count) => count === undefined)) {
    throw new Refusal('unclear', `四个等次的人数请一次写全，没有的写 0。${countUsage}`);
  }
  const counted = Object.entries(ballots).flatMap(([word, key]) => {
    const count = numberOf(word);
    return count === undefined ? [] : [[key, count] as const];
  });
  const seen = new Set<MemberId>();
  const votes = lines.flatMap((line, index) => {
    if (line.trim() === '') return [];
    const [, name = '', ...counts] =
      /^\s*(?:\d+[.、)）]\s*)?(\D+?)[\s:：,，]+(\d+)[\s,，/]+(\d+)[\s,，/]+(\d+)[\s,，/]+(\d+)\s*$/u.exec(line) ?? [];
    const where = `第${index + 2}行`;
    if (name === '') throw new Refusal('unclear', `${where}没有看懂，请写姓名和四个等次的票数，例如：张三 15 3 0 0。`);
    const member = book.find(name);
    if (member === undefined)
      throw new Refusal('unknown-name', `${where}的姓名在名册里没有找到，或者有同名，没有生成。`);
    if (!graded.includes(member))
      throw new Refusal('not-graded', `${where}是预备党员，参加评议但不定等次，请删去这一行。`);
    if (seen.has(member)) throw new Refusal('doubled', `${where}的姓名写了两次，请核对。`);
    seen.add(member);
    const [one = 0, two = 0, three = 0, four = 0] = counts.map(Number);
    return [{ member, votes: [one, two, three, four] as const, where }];
  });
  const [excellent, qualified, basic, unqualified] = perGrade;
  const isGraded =
    excellent !== undefined && qualified !== undefined && basic !== undefined && unqualified !== undefined;
  return {
    year: dated ? Number(dated[1]) : year,
    counts: {
      ...Object.fromEntries(counted),
      ...(isGraded ? { grades: { excellent, qualified, basic, unqualified } } : {}),
    },
    votes: votes.map(({ member, votes: given }) => ({ member, votes: given })),
  };
};

const inOrder = ['owed', 'issued', 'collected', 'valid'] as const;
const wordOf = { owed: '应发', issued: '实发', collected: '收回', valid: '有效' } as const;

/**
 * Whether the numbers can be: 应发 ≥ 实发 ≥ 收回 ≥ 有效, no member with more votes than valid ballots, and no more members
 * with a grade than there are. Refuses with counts-differ, saying which. More 优秀 than a third is no refusal, see excellentLine.
 */
export const mustBePossible = (review: Review, votes: Typed['votes'], graded: number): void => {
  const known = inOrder.flatMap((key) =>
    review[key] === undefined ? [] : [{ word: wordOf[key], count: review[key] }],
  );
  known.forEach(({ word, count }, index) => {
    const before = known[index - 1];
    if (before !== undefined && count > before.count) {
      throw new Refusal(
        'counts-differ',
        `${word} ${count} 张多于${before.word} ${before.count} 张，没有登记，请核对。`,
      );
    }
  });
  const valid = review.valid ?? review.collected ?? review.issued ?? review.owed;
  if (votes.length > 0 && valid === undefined) {
    throw new Refusal('no-ballots', '请先写明票数，例如：计票 应发 20 实发 20 收回 19 有效 18。');
  }
  votes.forEach(({ votes: given }, index) => {
    const sum = given.reduce((total, one) => total + one, 0);
    if (valid !== undefined && sum > valid) {
      throw new Refusal(
        'counts-differ',
        `第 ${index + 1} 位党员得票共 ${sum} 张，多于有效票 ${valid} 张，没有生成，请核对。`,
      );
    }
  });
  const sum = perGradeOf(review).reduce((total, one) => total + one, 0);
  if (sum > graded) {
    throw new Refusal('counts-differ', `各等次共 ${sum} 人，多于参加评定的正式党员 ${graded} 人，没有登记，请核对。`);
  }
};

/** In the order of the grades; empty where none were typed. */
const perGradeOf = (review: Review | undefined): number[] => {
  if (!review?.grades) return [];
  const { excellent, qualified, basic, unqualified } = review.grades;
  return [excellent, qualified, basic, unqualified];
};

/** A warning where more than a third is 优秀, by the members graded or by the most votes; empty otherwise. */
export const excellentLine = (review: Review, votes: Typed['votes'], graded: number): string => {
  const most = mostExcellent(graded);
  const [excellent = 0] = perGradeOf(review);
  if (excellent > most) {
    return `优秀 ${excellent} 人，超过正式党员 ${graded} 人的三分之一（${most} 人），请按上级规定核定。`;
  }
  const leading = votes.filter(({ votes: [first, ...others] }) => others.every((one) => first > one)).length;
  return leading > most ? `得票以优秀为最多的有 ${leading} 人，超过三分之一（${most} 人），评定时请注意。` : '';
};

/** 「应发 20，实发 20，收回 19，有效 18；优秀 6 人，…」; empty where nothing was counted. */
export const reviewLine = (review: Review | undefined): string => {
  const counted = inOrder.flatMap((key) => (review?.[key] === undefined ? [] : [`${wordOf[key]} ${review[key]} 张`]));
  const perGrade = perGradeOf(review).map((count, index) => `${grades[index]} ${count} 人`);
  return [counted.join('，'), perGrade.join('，')].filter((text) => text !== '').join('；');
};
