import { type DocumentRequest, namesPeople } from '../domain/document.ts';
import type { Fact } from '../domain/entry.ts';
import { countsLine } from '../domain/push.ts';
import { Refusal } from '../domain/refusal.ts';
import { mayAct, nameOf } from '../domain/roster.ts';
import type { Answer, Clock, Incoming, Reply } from '../ports.ts';
import type { BackupNow } from './backup-now.ts';
import type { Causes } from './causes.ts';
import type { Card, Command, Outcome, Situation, Speaker } from './command.ts';
import type { Documents, ReadBook } from './documents.ts';
import { type Entrance, enterText, leaveText } from './entrance.ts';
import { identify } from './identity.ts';
import type { Questions } from './questions.ts';
import type { RecordOutcome } from './record-outcome.ts';
import type { Held, Recorder } from './recorder.ts';
import { saidAt } from './said-at.ts';
import type { Almanac, Schedule } from './schedule.ts';

export type Decide = (request: {
  readonly held: Held;
  readonly incoming: Incoming;
  readonly command: Command;
  readonly word: string;
  /** Reads the arguments; may refuse. */
  readonly args: () => unknown;
  readonly prepared?: unknown;
}) => Promise<Reply | undefined>;

/** Commands that record one's own attendance, and so may bind an account by its display name. */
export const recordsAttendance = (command: Card): boolean => command.from === 'named' && command.alias !== 'ack';

/** The push whose message this is. */
export const pushShownAs = (held: Held, ref: string | undefined): string | undefined =>
  ref === undefined
    ? undefined
    : Object.values(held.branch.pushes).find(
        ({ shown, parts = {} }) => Object.values(shown).includes(ref) || Object.values(parts).flat().includes(ref),
      )?.id;

/** Arguments with their words changed; undefined where there are no words in them. */
const withWords = (args: unknown, change: (words: string) => string): unknown => {
  if (typeof args === 'string') return change(args);
  if (typeof args !== 'object' || args === null || !('words' in args) || typeof args.words !== 'string')
    return undefined;
  return { ...args, words: change(args.words) };
};

const documentTold = '已私聊发送。';
const documentInstead = '表格只能私聊发送，请先打开与我的私聊，再说一次。';

const allowedTo: Readonly<Record<string, string>> = { leader: '党小组长或支委', officer: '支委', secretary: '书记' };

const mustBeAllowed = (command: Command, speaker: Speaker, incoming: Incoming): void => {
  if (command.from !== 'anyone' && !mayAct(speaker.role, command.from)) {
    if (speaker.role === 'stranger') {
      throw new Refusal('not-on-roster', '名册里还没有对应到您，请说「我是 姓名」，由支委确认后即可。');
    }
    if (speaker.role === 'named') {
      throw new Refusal('not-confirmed', '您的账号还没有经支委确认，请先说「我是 姓名」，确认以后再试。');
    }
    throw new Refusal('not-permitted', `「${command.words[0]}」由${allowedTo[command.from]}使用。`);
  }
  if (command.where === 'room' && incoming.direct) throw new Refusal('only-in-room', '请在支部群里说这一条。');
  if (command.where === 'private' && !incoming.direct) throw new Refusal('only-in-private', '请私聊我说这一条。');
};

const ownWords: ReadonlySet<Fact['type']> = new Set([
  'attendance-marked',
  'lateness-announced',
  'intention-stated',
  'leave-asked',
  'proxy-reported',
  'receipt-given',
]);

/** Who said 不用机器人 is recorded by an officer alone: no word of theirs about themselves is written down. */
const mustBeRecordable = ({ branch }: Held, { member }: Speaker, facts: readonly Fact[]): void => {
  if (member === undefined || !branch.preferences[member]?.withoutBot) return;
  const isOwn = (fact: Fact): boolean =>
    ownWords.has(fact.type) &&
    'member' in fact &&
    fact.member === member &&
    !(fact.type === 'attendance-marked' && fact.mark.recordedBy !== undefined);
  if (facts.some(isOwn)) {
    throw new Refusal('without-bot', '您已选择由支委代为登记；如要恢复，请说「使用机器人」。');
  }
};

/** Runs one command for one message: asks it, records what it decided, and says the answer once that is durable. */
export const createDecide = ({
  recorder,
  record,
  questions,
  causes,
  clock,
  cards,
  almanac,
  schedules,
  refusal,
  documents,
  readBook,
  recallForMs,
  entrance,
  backups,
}: {
  recorder: Pick<Recorder, 'settled'>;
  record: RecordOutcome;
  questions: Questions;
  causes: Causes;
  clock: Clock;
  cards: readonly Card[];
  almanac: Almanac;
  schedules: readonly Schedule[];
  refusal: (incoming: Incoming, code: string, text: string, subject: string) => Answer;
  documents: Documents;
  readBook: ReadBook;
  recallForMs: Situation['recallForMs'];
  entrance: Entrance;
  backups: Pick<BackupNow, 'begin'>;
}): Decide => {
  const situationOf = (
    held: Held,
    incoming: Incoming,
    speaker: Speaker,
    word: string,
    prepared: unknown,
    book: Situation['book'],
  ): Situation => {
    const quotes = pushShownAs(held, incoming.quotes);
    return {
      branch: held.branch,
      people: held.people,
      speaker,
      at: saidAt(incoming, clock),
      now: clock.now(),
      room: incoming.room,
      direct: incoming.direct,
      addressed: incoming.direct || incoming.mentionsBot || incoming.kind === 'choice',
      ...(quotes === undefined ? {} : { quotes }),
      ...almanac,
      schedules,
      commands: cards,
      word,
      book,
      recallForMs,
      handled: (causedBy) => causes.stands(causedBy, held.causes),
      ...(prepared === undefined ? {} : { prepared }),
    };
  };

  const acknowledged = (held: Held, incoming: Incoming, outcome: Outcome): Reply => {
    const toast = outcome.toast ?? '已登记。';
    // In private nobody is disturbed: what a toast would say is said.
    if (incoming.direct && incoming.kind === 'text') return { kind: 'said', text: toast };
    const { branch } = held;
    const activity = outcome.activity === undefined ? undefined : branch.activities[outcome.activity];
    const { receiptFor } = outcome;
    const named = receiptFor !== undefined && !branch.preferences[receiptFor]?.unnamed;
    return {
      kind: 'acknowledged',
      toast,
      ...(activity ? { tally: () => countsLine(branch, activity) } : {}),
      ...(named ? { receipt: nameOf(held.people, receiptFor) } : {}),
    };
  };

  const answerOf = (
    held: Held,
    incoming: Incoming,
    command: Command,
    word: string,
    outcome: Outcome,
  ): Reply | undefined => {
    const { answer, question, instead } = outcome;
    if (answer === undefined) return undefined;
    if (answer === 'acknowledge') return acknowledged(held, incoming, outcome);
    if (question) questions.ask(incoming, command, word, question, outcome.privately === true);
    const choices = question?.map(({ words, label }) => ({ label: label ?? words[0] ?? '', says: words[0] ?? '' }));
    return {
      kind: 'said',
      text: answer,
      ...(choices ? { choices } : {}),
      ...(outcome.privately && !incoming.direct ? { privately: true } : {}),
      ...(instead === undefined ? {} : { instead }),
    };
  };

  /** Refused for what was written, which may mean one of several: the same again with the one that is chosen. */
  const askedWhich = (
    incoming: Incoming,
    command: Command,
    word: string,
    args: unknown,
    { message, meanings }: Refusal,
  ): Reply | undefined => {
    const again = meanings.map(({ written, instead }) => withWords(args, (words) => words.replace(written, instead)));
    if (meanings.length === 0 || again.includes(undefined)) return undefined;
    const number = (index: number): string => String(index + 1);
    const option = again.map((changed, index) => ({ words: [number(index)], args: changed }));
    questions.ask(incoming, command, word, option, false);
    return {
      kind: 'said',
      text: [
        message,
        ...meanings.map(({ label }, index) => `${number(index)}. ${label}`),
        meanings.length === 1 ? '如果是这一位，请回复 1。' : '请回复序号说明是哪一位。',
      ].join('\n'),
      choices: meanings.map(({ label }, index) => ({ label, says: number(index) })),
    };
  };

  /** A form that names people goes to who asked and never to the room. */
  const handedOver = async (
    held: Held,
    incoming: Incoming,
    request: DocumentRequest,
    answer: string | undefined,
  ): Promise<Answer> => {
    const { text, file } = await documents(held, request);
    return {
      kind: 'said',
      text: answer === undefined ? text : `${answer}\n${text}`,
      // Words are said, not handed over.
      ...(request.format === 'txt' ? {} : { file }),
      ...(incoming.direct || !namesPeople(request)
        ? {}
        : { privately: true, instead: documentInstead, told: documentTold }),
    };
  };

  const refused = (held: Held, incoming: Incoming, error: unknown): Answer => {
    if (!(error instanceof Refusal)) throw error;
    if (incoming.direct) return { kind: 'said', text: error.message };
    return refusal(incoming, error.code, error.message, `A${held.branch.last.activity}`);
  };

  return async ({ held, incoming, command, word, args, prepared }) => {
    const who = identify(held, incoming, recordsAttendance(command));
    let parsed: unknown;
    try {
      mustBeAllowed(command, who.speaker, incoming);
      const book = command.reads === 'book' ? await recorder.settled(held.id).then(() => readBook(held)) : [];
      const situation = situationOf(held, incoming, who.speaker, word, prepared, book);
      parsed = args();
      const outcome = command.run(situation, parsed);
      mustBeRecordable(held, who.speaker, outcome.facts ?? []);
      const written = record(held, incoming, who, outcome);
      // Computed from the state just decided, said when that is on disk.
      const reply = answerOf(held, incoming, command, word, outcome);
      await written;
      if (outcome.console) {
        const tell = outcome.console === 'enter' ? enterText : leaveText;
        return { kind: 'said', text: tell(entrance, held.id, incoming.sender.id) };
      }
      if (outcome.backup) return backups.begin(held.branch.timeZone);
      if (outcome.calendar !== undefined) {
        return { kind: 'said', text: `${outcome.answer}\n${await entrance.calendar(held.id, outcome.calendar)}` };
      }
      if (!outcome.document) return reply;
      // What was said is taken as said; the drawing keeps nobody waiting.
      const drawn = handedOver(held, incoming, outcome.document, outcome.answer);
      return { kind: 'coming', answer: drawn.catch((error: unknown) => refused(held, incoming, error)) };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      await recorder.settled(held.id);
      const whichMeant = askedWhich(incoming, command, word, parsed, error);
      return whichMeant ?? refused(held, incoming, error);
    }
  };
};
