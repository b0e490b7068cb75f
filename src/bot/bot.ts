import { checkInOpenAt } from '../domain/attendance.ts';
import { isPlainlyPasted, readPaste } from '../domain/paste.ts';
import { Refusal } from '../domain/refusal.ts';
import { mayAct } from '../domain/roster.ts';
import { type Heard, hear, isAsked } from '../domain/understand.ts';
import type { Answer, Clock, Incoming, Ledger, Log, PeopleStore, Receive, RegistryStore, Reply } from '../ports.ts';
import type { BackupNow } from './backup-now.ts';
import { calledByName } from './called-by-name.ts';
import type { Causes } from './causes.ts';
import type { Card, Command, Situation } from './command.ts';
import { createDecide, pushShownAs, recordsAttendance } from './decide.ts';
import { createDirectory } from './directory.ts';
import { bookReader, createDocuments, type Render } from './documents.ts';
import type { Entrance } from './entrance.ts';
import { createFiles, type Meant } from './files.ts';
import { type Founding, foundingCard } from './founding.ts';
import { createFreeSpeech } from './free-speech.ts';
import { recognised, speakerOf } from './identity.ts';
import { createQuestions } from './questions.ts';
import { createRecordOutcome } from './record-outcome.ts';
import { BranchDamaged, type Held, type Recorder, WritingStopped } from './recorder.ts';
import { createRelays } from './relays.ts';
import { createRoomEvents } from './room-events.ts';
import { saidAt } from './said-at.ts';
import type { Almanac, Schedule } from './schedule.ts';
import { createTold } from './told.ts';

const notRecorded = '没有记上，请稍后再试。';
const damagedText = '本支部的台账暂时无法读取，没有记上任何内容，请联系管理员。';
const somethingWrong = '这一步没有办成，请稍后再试或联系管理员。';
const briefRefusal = '这一条没有登记，请私聊我查看原因。';
const unknownPerson =
  '您好，我是支书助手。我还不知道您在哪个支部：请先在支部群里说「我是 姓名」，由支委确认以后再私聊我。';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const editsHeardForMs = 5 * minuteMs;
/** 「开始签到了没有」「代录怎么用」: what turns an officer's word into a question is short. */
const longestTail = 6;

export type Bot = { readonly receive: Receive };

/** Asks the core, writes, and returns what to say; platforms are the channels' business. */
export const createBot = ({
  recorder,
  founding,
  registry,
  people,
  causes,
  clock,
  log,
  commands,
  almanac,
  schedules,
  ledger,
  render,
  recallForMs,
  entrance,
  backups,
  confirmAccount,
  forgetAccount,
}: {
  recorder: Recorder;
  founding: Founding;
  registry: RegistryStore;
  people: PeopleStore;
  causes: Causes;
  clock: Clock;
  log: Log;
  commands: readonly Command[];
  almanac: Almanac;
  ledger: Pick<Ledger, 'books' | 'read'>;
  render: Render;
  entrance: Entrance;
  backups: Pick<BackupNow, 'begin'>;
  schedules: readonly Schedule[];
  /** How long after it was sent a message in this room can be taken back. */
  recallForMs: Situation['recallForMs'];
  /** Tells the channel that an account found again by its display name is known once more. */
  confirmAccount: (account: string) => void;
  /** Tells the channel to drop what it remembers of an erased person's account. */
  forgetAccount: (account: string) => void;
}): Bot => {
  const cards: readonly Card[] = [foundingCard, ...commands];
  const listed = [...commands, { ...foundingCard, shortWords: [] as string[], onlyAddressed: false }];
  const receiptCommand = commands.find(({ alias }) => alias === 'ack');
  const pasteCommand = commands.find(({ alias }) => alias === 'paste');
  const toldBefore = createTold(clock);
  const questions = createQuestions(clock);
  const files = createFiles(commands, clock);
  const relays = createRelays((key) => toldBefore(key, dayMs));
  const directory = createDirectory(recorder, people);

  const refusal = (incoming: Incoming, code: string, text: string, subject = ''): Answer => ({
    kind: 'refused',
    text,
    brief: briefRefusal,
    repeated: toldBefore(`${incoming.room}|${incoming.sender.id}|${code}|${subject}`, dayMs),
  });

  /** The same for everybody in a room, once a minute. */
  const roomRefusal = (incoming: Incoming, text: string): Answer => ({
    kind: 'refused',
    text,
    brief: text,
    repeated: toldBefore(`${incoming.room}|${text}`, minuteMs),
  });

  const decide = createDecide({
    recorder,
    record: createRecordOutcome({ recorder, registry, directory, causes, clock, confirmAccount, forgetAccount }),
    questions,
    causes,
    clock,
    cards,
    almanac,
    schedules,
    refusal,
    documents: createDocuments({ ledger, render, almanac, clock }),
    readBook: bookReader(ledger),
    recallForMs,
    entrance,
    backups,
  });

  const roomEvents = createRoomEvents({ recorder, founding, causes, clock });

  const parseWith = (command: Command, rest: string) => (): unknown => {
    const parsed = command.args.safeParse(rest);
    if (parsed.success) return parsed.data;
    throw new Refusal('bad-arguments', `${parsed.error.issues[0]?.message ?? '没有看懂。'}用法：${command.help}。`);
  };

  const onReaction = async (held: Held, incoming: Incoming): Promise<undefined> => {
    if (!receiptCommand || pushShownAs(held, incoming.quotes) === undefined) return undefined;
    if (speakerOf(held, incoming).member === undefined) return undefined;
    await decide({ held, incoming, command: receiptCommand, word: '收到', args: () => '' });
    return undefined;
  };

  const readFile = async (held: Held, incoming: Incoming, meant: Meant): Promise<Reply | undefined> => {
    const { command, word, rest, file } = meant;
    try {
      const prepared = await command.prepare?.({ name: file.name, bytes: await file.read() });
      return await decide({ held, incoming, command, word, args: parseWith(command, rest), prepared });
    } catch (error) {
      // A file that cannot be read says itself why, for the person who sent it.
      if (error instanceof Error && error.name === 'FileRefused') {
        return { kind: 'said', text: error.message, privately: !incoming.direct };
      }
      throw error;
    }
  };

  const onFile = async (held: Held, incoming: Incoming): Promise<Reply | undefined> => {
    const meant = files.meantBy(incoming, { hasRoster: held.branch.roster.length > 0 });
    if (!meant) return undefined;
    if (!mayAct(speakerOf(held, incoming).role, 'officer')) {
      return refusal(incoming, 'not-permitted', `${files.what}文件由支委发送；我不保存其他文件。`);
    }
    if (!('ask' in meant)) return readFile(held, incoming, meant);
    const says = meant.ask.map(({ words }) => words[0] ?? '');
    return {
      kind: 'said',
      text: `这个文件是${meant.ask.map(({ takes }) => takes?.what).join('还是')}？请回复${says.map((word) => `「${word}」`).join('或')}。`,
      choices: says.map((word) => ({ label: word, says: word })),
    };
  };

  /** An edit counts only soon after, and only from somebody whose attendance nothing says yet. */
  const isLateEdit = (held: Held, incoming: Incoming, command: Command): boolean => {
    if (incoming.edited === undefined) return false;
    if (command.from !== 'named' || clock.now() - incoming.edited > editsHeardForMs) return true;
    const { member } = speakerOf(held, incoming);
    return Object.values(held.branch.activities).some(
      ({ state, marks }) => state === 'open' && member !== undefined && marks[member],
    );
  };

  /** Words that people also say to each other: whether this time they are none of the bot's business. */
  const isTalk = (
    held: Held,
    incoming: Incoming,
    command: Command,
    { rest, how }: { rest: string; how: string },
  ): boolean => {
    const { role, member } = speakerOf(held, incoming);
    const isAllowed =
      command.from === 'anyone' ||
      mayAct(role, command.from) ||
      (recordsAttendance(command) && recognised(held, incoming) !== undefined);
    const isWithoutBot = member !== undefined && held.branch.preferences[member]?.withoutBot === true;
    // 收到 is said to people as well: it never earns a refusal.
    if (command === receiptCommand) return !isAllowed || isWithoutBot;
    if (isWithoutBot && how === 'short' && recordsAttendance(command)) return true;
    // 「通知 今天停水」 from a member is talk; only the bare word of a command is worth a word of explanation.
    return !isAllowed && (rest !== '' || how === 'short');
  };

  /** Asked about rather than said: 「签到了吗」「清单是什么」. What an officer writes at length may hold a question of its own. */
  const isQuestion = ({ command, rest, glued }: Heard<(typeof listed)[number]>): boolean =>
    (['anyone', 'named', 'member'].includes(command.from) || (glued && rest.length <= longestTail)) && isAsked(rest);

  const freeSpeech = createFreeSpeech({
    commands,
    cards,
    recorder,
    causes,
    clock,
    toldBefore,
    decide,
    isTalk,
    awaitedOf: questions.awaitedOf,
  });

  /** A 接龙 in the group is read without a word; undefined when the message is none. */
  const onRelay = (held: Held, incoming: Incoming): { readonly reply: Promise<Reply | undefined> } | undefined => {
    if (incoming.direct || incoming.kind !== 'text') return undefined;
    const relay = relays.hear(held, incoming, saidAt(incoming, clock));
    if (!relay) return undefined;
    const said = hear(incoming.text, commands, { addressed: false });
    if (said && said.command.from !== 'named') return undefined;
    const nothing = { reply: Promise.resolve(undefined) };
    const { member } = speakerOf(held, incoming);
    const poster = incoming.sender.via === 'person' ? (member ?? recognised(held, incoming)) : undefined;
    const isLate = incoming.edited !== undefined && clock.now() - incoming.edited > editsHeardForMs;
    if (relay === 'ignored' || isLate || poster === undefined || held.branch.preferences[poster]?.withoutBot) {
      return nothing;
    }
    const { command, prepared, keep } = relay;
    const reply = decide({ held, incoming, command, word: '接龙', args: () => '', prepared });
    keep();
    return { reply };
  };

  /** What an officer copied out of a group and sends in private, also without the word 粘贴; it may be a long text. */
  const onPaste = (held: Held, incoming: Incoming): Promise<Reply | undefined> | undefined => {
    if (!pasteCommand || !incoming.direct || incoming.kind !== 'text' || !incoming.text.includes('\n'))
      return undefined;
    if (incoming.sender.via !== 'person' || !mayAct(speakerOf(held, incoming).role, 'officer')) return undefined;
    const introduced = /^\s*(?:粘贴|\/paste(?![a-z_]))[\s:：]*(.*)$/su.exec(incoming.text)?.[1];
    if (introduced === undefined) {
      const said = hear(incoming.text, commands, { addressed: false });
      if (said && !['named', 'member'].includes(said.command.from)) return undefined;
      const options = { branch: held.branch, people: held.people, now: clock.now(), words: commands };
      const paste = readPaste(incoming.text, options);
      if (!paste || !isPlainlyPasted(paste)) return undefined;
    }
    const args = parseWith(pasteCommand, introduced ?? incoming.text);
    return decide({ held, incoming, command: pasteCommand, word: '粘贴', args });
  };

  const onWords = async (held: Held, incoming: Incoming): Promise<Reply | undefined> => {
    if (questions.hasAnswered(incoming)) return undefined;
    const answered = questions.answeredBy(incoming);
    if (answered) {
      const { command, word, args } = answered;
      return decide({ held, incoming, command, word, args: () => args });
    }
    if (questions.declinedBy(incoming)) return { kind: 'said', text: '好的，没有作任何改动。' };
    const awaited = files.answeredBy(incoming);
    if (awaited) return readFile(held, incoming, awaited);
    const relayed = onRelay(held, incoming);
    if (relayed) return relayed.reply;
    const pasted = onPaste(held, incoming);
    if (pasted) return pasted;
    const addressed = incoming.direct || incoming.mentionsBot || incoming.kind === 'choice';
    const heard = hear(incoming.text, listed, { addressed });
    if (incoming.kind === 'choice' && (!heard || heard.how === 'short')) {
      return refusal(incoming, 'stale-button', '这个按钮已经失效，或者是给另一位同志的。', incoming.id);
    }
    const isToPeople = !addressed && heard?.command.onlyAddressed === true;
    if (
      !heard ||
      isToPeople ||
      isQuestion(heard) ||
      (heard.how === 'short' && !checkInOpenAt(held.branch, saidAt(incoming, clock)))
    ) {
      return freeSpeech(held, incoming, addressed);
    }
    if (heard.command.alias === foundingCard.alias) return found(incoming, heard.rest);
    const command = heard.command as Command;
    if (incoming.sender.via !== 'person') {
      return refusal(incoming, 'anonymous', '匿名管理员或频道身份无法登记，请用本人身份发送，或点消息下方的按钮。');
    }
    if (isLateEdit(held, incoming, command)) return undefined;
    if (!addressed && isTalk(held, incoming, command, heard)) return undefined;
    return decide({ held, incoming, command, word: heard.word, args: parseWith(command, heard.rest) });
  };

  const found = async (incoming: Incoming, line: string): Promise<Reply> => {
    const { room, sender } = incoming;
    if (incoming.direct) return { kind: 'said', text: '请在要登记的支部群里说「建支部 名称 验证码」。' };
    if (sender.via !== 'person') {
      return refusal(incoming, 'anonymous', '匿名管理员或频道身份不能登记支部，请用本人身份发送。');
    }
    try {
      const { branch, text } = await founding.claim({
        room,
        account: sender.id,
        line,
        at: saidAt(incoming, clock),
        cause: causes.of(incoming.id),
        refound: sender.refound === true,
      });
      if (sender.refound) confirmAccount(sender.id);
      await directory.note(branch, [{ bind: sender.id, to: 'founder', trust: 'confirmed' }]);
      return { kind: 'said', text };
    } catch (error) {
      if (error instanceof Refusal) return { kind: 'said', text: error.message };
      throw error;
    }
  };

  /** In a room nobody claimed, or in private with somebody no branch knows. */
  const outside = async (incoming: Incoming): Promise<Reply | undefined> => {
    if (incoming.kind !== 'text' && incoming.kind !== 'choice') return undefined;
    const heard = hear(incoming.text, [foundingCard], { addressed: incoming.direct || incoming.mentionsBot });
    if (heard) return found(incoming, heard.rest);
    if (!incoming.direct || toldBefore(`${incoming.room}|outside`, 10 * minuteMs)) return undefined;
    return { kind: 'said', text: unknownPerson };
  };

  const inBranch = async (held: Held, incoming: Incoming): Promise<Reply | undefined> => {
    if (incoming.kind === 'joined' || incoming.kind === 'left') return undefined;
    if (incoming.kind === 'rights') return roomEvents.rights(held, incoming);
    if (causes.knows(incoming.id, held.causes)) {
      await recorder.settled(held.id);
      return { kind: 'acknowledged', toast: '已登记。' };
    }
    // What was said before the room was claimed was not said to us; a second is as exact as platforms are.
    const claimed = held.branch.rooms[incoming.room];
    if (!incoming.direct && (claimed === undefined || incoming.sentAt < claimed - 1000)) return undefined;
    if (incoming.kind === 'reaction') return onReaction(held, incoming);
    return incoming.kind === 'file' ? onFile(held, incoming) : onWords(held, incoming);
  };

  const handle = async (incoming: Incoming): Promise<Reply | undefined> => {
    if (incoming.kind === 'moved') return roomEvents.moved(incoming);
    let branch = incoming.branch ?? founding.branchOf(incoming.room);
    if (branch === undefined && incoming.direct) {
      const meant = await directory.branchOf(incoming);
      if (meant && 'ask' in meant) return { kind: 'said', text: meant.ask };
      branch = meant?.branch;
    }
    if (branch === undefined) return outside(incoming);
    return inBranch(recorder.loaded(branch) ?? (await recorder.load(branch)), incoming);
  };

  const failed = (incoming: Incoming, error: unknown): Answer | undefined => {
    const isForUs =
      incoming.direct || incoming.mentionsBot || hear(incoming.text, listed, { addressed: false }) !== undefined;
    if (error instanceof WritingStopped) return isForUs ? roomRefusal(incoming, notRecorded) : undefined;
    if (error instanceof BranchDamaged) return isForUs ? roomRefusal(incoming, damagedText) : undefined;
    log.error('message-failed', { message: incoming.id, reason: (error as Error).name, at: placeOf(error) });
    if (!isForUs || toldBefore(`${incoming.room}|failed`, minuteMs)) return undefined;
    return { kind: 'said', text: somethingWrong };
  };

  return {
    receive: async (incoming) => {
      try {
        const reply = await handle(calledByName(incoming));
        if (reply?.kind !== 'coming') return reply;
        return { ...reply, answer: reply.answer.catch((error: unknown) => failed(incoming, error)) };
      } catch (error) {
        return failed(incoming, error);
      }
    },
  };
};

/** The first own frame of a stack: says where without saying what, which may hold what somebody wrote. */
const placeOf = (error: unknown): string =>
  /(?:src|commands|schedules)\/[\w/.-]+:\d+/u.exec((error as Error).stack ?? '')?.[0] ?? 'unknown';
