import { type Context, nothingOpen } from '../src/domain/understand/context.ts';
import { simplify } from '../src/domain/understand/simplify.ts';
import { understand } from '../src/domain/understand/understand.ts';
import type { Slots } from '../src/domain/understand/understood.ts';

/** One line of an utterance file: what somebody wrote, in which situation, and what it has to mean. */
export type Utterance = {
  readonly text: string;
  readonly intent: string;
  readonly slots: Readonly<Record<string, unknown>>;
  readonly note: string;
};

/** The invented branch in which all of them are said. */
export const roster: Context['roster'] = [
  { name: '张建国', group: '第一党小组' },
  { name: '李秀英', group: '第一党小组' },
  { name: '王德福', group: '第一党小组' },
  { name: '陈桂兰', group: '第二党小组' },
  { name: '周志明', group: '第二党小组' },
  { name: '吴美玲', group: '第二党小组' },
  { name: '黄伟强', group: '第三党小组' },
  { name: '郑爱华', group: '第三党小组' },
];
const secretary = '郑爱华';
const aliases = { 老张: '张建国', 老周: '周志明' };

const situations: Readonly<Record<string, Partial<Context>>> = {
  none: {},
  checkin_open: { checkIns: 1, recorded: true },
  notice_recent: { notice: true, study: true, recorded: true },
  rsvp_open: { rsvp: true },
  claim_open: { claim: true },
  poll_open: { poll: true },
  two_open: { checkIns: 1, poll: true },
  formal_vote_topic: { formalVote: true },
  secretary: { speaker: { name: secretary, role: 'secretary' } },
};

export const parseUtterances = (lines: string): Utterance[] =>
  lines
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => ({ slots: {}, note: '', ...(JSON.parse(line) as Pick<Utterance, 'text' | 'intent'>) }));

/** The situation a note names. Who claims to be somebody is that person; everybody else is 张建国. */
export const contextOf = ({ note, slots }: Utterance): Context => {
  const named = /^\[ctx:(\w+)\]/u.exec(note)?.[1] ?? 'none';
  const situation = situations[named];
  if (!situation) throw new Error(`No situation is called ${named}.`);
  const claimed = typeof slots['name'] === 'string' ? simplify(slots['name']) : '张建国';
  return { ...nothingOpen, speaker: { name: claimed, role: 'member' }, roster, aliases, ...situation };
};

export type Judged = {
  readonly utterance: Utterance;
  /** `none` when the bot keeps silent. */
  readonly heard: string;
  readonly slots: Slots;
  /** The keys given that differ; the words of a reason are never compared. */
  readonly wrong: readonly string[];
  readonly given: number;
};

const comparable = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) => (typeof part === 'string' ? simplify(part.normalize('NFKC')) : part)) ??
  '';

export const judge = (utterance: Utterance): Judged => {
  const understood = understand(utterance.text, contextOf(utterance));
  const slots: Slots = understood?.slots ?? {};
  const keys = Object.keys(utterance.slots).filter((key) => key !== 'reason');
  const values: Readonly<Record<string, unknown>> = slots;
  const wrong = keys.filter((key) => comparable(values[key]) !== comparable(utterance.slots[key]));
  return { utterance, heard: understood?.intent ?? 'none', slots, wrong, given: keys.length };
};

export type Score = { n: number; falseTriggers: number; intentAccuracy: number; slotAccuracy: number };

/** A false trigger is any intent where none is due; slots count where the intent is right. */
export const score = (judged: readonly Judged[]): Score => {
  const right = judged.filter(({ utterance, heard }) => utterance.intent === heard);
  const given = right.reduce((sum, one) => sum + one.given, 0);
  const wrong = right.reduce((sum, one) => sum + one.wrong.length, 0);
  const share = (part: number, whole: number): number => (whole === 0 ? 1 : Math.round((part / whole) * 1e4) / 1e4);
  return {
    n: judged.length,
    falseTriggers: judged.filter(({ utterance, heard }) => utterance.intent === 'none' && heard !== 'none').length,
    intentAccuracy: share(right.length, judged.length),
    slotAccuracy: share(given - wrong, given),
  };
};
