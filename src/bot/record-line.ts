import { activitiesIn } from '../domain/attendance.ts';
import type { Activity } from '../domain/branch.ts';
import { localDate } from '../domain/calendar.ts';
import type { Fact } from '../domain/entry.ts';
import { Refusal } from '../domain/refusal.ts';
import { type ActivityLine, forActivity, mayLead, type Outcome, type Situation } from './command.ts';

/** The meeting whose record is being taken: what is open, else what is held today, else the latest that was, else the next. */
const inHand = (situation: Situation): readonly Activity[] => {
  const { branch, now } = situation;
  const mine = activitiesIn(branch, 'planned', 'open', 'closed').filter((activity) => mayLead(situation, activity));
  const today = localDate(now, branch.timeZone);
  const lists = [
    mine.filter(({ state }) => state === 'open'),
    mine.filter(({ start }) => localDate(start, branch.timeZone) === today),
    mine.filter(({ state }) => state === 'closed').slice(-1),
    mine.filter(({ state }) => state === 'planned').slice(0, 1),
  ];
  return lists.find((list) => list.length > 0) ?? [];
};

/**
 * Runs `then` for the meeting whose record a line is part of. The words of the line never choose it, because they may
 * speak of any kind of meeting: where several are in hand it asks, and 「记录 A12 …」 says it at once.
 */
export const forRecord = (situation: Situation, args: ActivityLine, then: (activity: Activity) => Outcome): Outcome => {
  const none = () =>
    new Refusal('no-activity', '没有可以记录的会议，请先用「发起」安排，或写明编号，例如：记录 A12 内容。');
  const outcome = forActivity(situation, inHand(situation), { ...args, words: '' }, none, (activity) => {
    if (!mayLead(situation, activity)) throw none();
    return then(activity);
  });
  const { question } = outcome;
  if (!question) return outcome;
  // The choice of an activity must not lose what was said of it.
  return {
    ...outcome,
    question: question.map((option) => ({ ...option, args: { ...(option.args as ActivityLine), words: args.words } })),
  };
};

/** Facts of a record with the answer that says their number, by which one can be struck. */
export const written = (facts: readonly Fact[]): Outcome => {
  const numbers = facts.flatMap((fact) => (fact.type === 'record-written' ? [fact.no] : []));
  const [first] = numbers;
  if (first === undefined) return { answer: '会议记录里已经是这样，没有变化。', privately: true };
  const last = numbers.at(-1);
  const which = last === first ? `第 ${first} 条` : `第 ${first} 至 ${last} 条`;
  return { facts, answer: 'acknowledge', toast: `已记入会议记录${which}。` };
};
