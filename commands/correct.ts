import { type ActivityLine, activityLine, defineCommand, forActivity, memberOf } from '../src/bot/command.ts';
import { memberAndRest, recordable } from '../src/bot/named.ts';
import { seenAs, statesToSay } from '../src/bot/seen.ts';
import { recordSeen } from '../src/domain/attendance.ts';
import { type CorrectionReason, correctionReasons } from '../src/domain/entry.ts';
import { markWords } from '../src/domain/mark-words.ts';
import { Refusal } from '../src/domain/refusal.ts';
import { nameOf } from '../src/domain/roster.ts';

/** A reason in other words is the category it belongs to; the words themselves are not kept. */
const reasonWords: readonly (readonly [RegExp, CorrectionReason])[] = [
  [/^(?:记错|登记错|写错|弄错|错记)了?$/u, '记错'],
  [/^(?:漏记|漏登|漏了|没记上)$/u, '漏记'],
  [/^(?:核实|查实|核对|本人说明)$/u, '核实'],
  [/^其他$/u, '其他'],
];

/** 「到 漏记」: what is true, and why it is corrected. */
const split = (rest: string): { state: string; reason: CorrectionReason | undefined } => {
  const words = rest.split(/[\s,，]+/u).filter((word) => word !== '');
  const reason = reasonWords.find(([pattern]) => pattern.test(words.at(-1) ?? ''))?.[1];
  // 「请假 其他」 names the category of the leave.
  const isCategory = reason === '其他' && words.at(-2) === '请假';
  return reason === undefined || isCategory
    ? { state: words.join(' '), reason: undefined }
    : { state: words.slice(0, -1).join(' '), reason };
};

export default defineCommand({
  words: ['更正'],
  alias: 'correct',
  help: '更正 姓名 状态 原因',
  does: '更正已经登记的到会、请假或缺席；原因写记错、漏记、核实或其他，姓名前可以写活动编号',
  chapter: '会上考勤',
  from: 'officer',
  args: activityLine,
  run(situation, args) {
    const { branch, people } = situation;
    const officer = memberOf(situation);
    const { member, rest } = memberAndRest(situation, args.words);
    const { state, reason } = split(rest);
    const seen = seenAs(state);
    if (state === '' || seen === '补课') {
      throw new Refusal('unknown-state', `请写明更正成什么：${statesToSay.replace('、补课', '')}。`);
    }
    const none = () => new Refusal('no-activity', '没有可以更正的活动。');
    return forActivity(situation, recordable(situation, member), args, none, (activity) => {
      const name = nameOf(people, member);
      const facts = recordSeen(branch, activity, officer, member, seen);
      if (facts.length === 0) return { answer: `${name}的记录已经是这样，没有变化。`, privately: true };
      if (reason === undefined) {
        const again: ActivityLine = { activity: activity.id, words: args.words };
        return {
          answer: `更正的原因是什么？请回复${correctionReasons.map((one) => `「${one}」`).join('')}之一。`,
          privately: true,
          question: correctionReasons.map((one) => ({
            words: [one],
            args: { ...again, words: `${args.words} ${one}` },
          })),
        };
      }
      return {
        facts: facts.map((fact) => (fact.type === 'attendance-marked' ? { ...fact, correction: reason } : fact)),
        answer: 'acknowledge',
        toast: `已更正${name}，原为${markWords(activity.marks[member])}。`,
        activity: activity.id,
      };
    });
  },
});
