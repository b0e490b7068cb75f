import { checkInOpenAt } from '../domain/attendance.ts';
import { isPlainlyPasted, readPaste } from '../domain/paste.ts';
import { queueToOfficers } from '../domain/push.ts';
import { Refusal } from '../domain/refusal.ts';
import { mayAct } from '../domain/roster.ts';
import { hear, normalise } from '../domain/understand.ts';
import type { Answer, Clock, Incoming, Ledger, Log, PeopleStore, Receive, RegistryStore, Reply } from '../ports.ts';
import type { Causes } from './causes.ts';
import type { Card, Command, Situation } from './command.ts';
import { createDecide, pushShownAs, recordsAttendance } from './decide.ts';
import { createDirectory } from './directory.ts';
import { bookReader, createDocuments, type Render } from './documents.ts';
import type { Entrance } from './entrance.ts';
import { createFiles, type Meant } from './files.ts';
import { type Founding, foundingCard } from './founding.ts';
import { recognised, speakerOf } from './identity.ts';
import { meaningOf } from './intents.ts';
import { createQuestions } from './questions.ts';
import { BranchDamaged, type Held, type Recorder, WritingStopped } from './recorder.ts';
import { createRelays } from './relays.ts';
import type { Almanac, Schedule } from './schedule.ts';
import { suggestions } from './suggest.ts';
import { createTold } from './told.ts';

const notRecorded = '没有记上，请稍后再试。';
const damagedText = '本支部的台账暂时无法读取，没有记上任何内容，请联系管理员。';
const somethingWrong = '这一步没有办成，请稍后再试或联系管理员。';
const briefRefusal = '这一条没有登记，请私聊我查看原因。';
const notUnderstood = '没有看懂这一条。';
const unknownPerson =
  '您好，我是支书助手。我还不知道您在哪个支部：请先在支部群里说「我是 姓名」，由支委确认以后再私聊我。';
const sensitiveText = '支部群里有一条消息可能含有电话、证件号等个人信息，请提醒撤回。我没有保存它的内容。';
const troubles = {
  gone: '我已被移出支部群，推送和签到都会中断。需要时请把我重新加入群，登记仍然有效。',
  muted: '我在支部群里不能发言，推送和签到提示都发不出去。请群管理员允许我发送消息。',
  deaf: '我在支部群里看不到普通发言，只能收到点按钮、回复我或 @ 我的消息。请把我设为群管理员。',
} as const;

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const editsHeardForMs = 5 * minuteMs;

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
    registry,
    directory,
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
    confirmAccount,
    forgetAccount,
  });

  const isHandled = (held: Held, incoming: Incoming): boolean =>
    causes.all(incoming.id).some((cause) => held.causes.has(cause));
  const saidAt = (incoming: Incoming): number => Math.min(incoming.sentAt, clock.now());

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

  /** A 接龙 in the group is read without a word; undefined when the message is none. */
  const onRelay = (held: Held, incoming: Incoming): { readonly reply: Promise<Reply | undefined> } | undefined => {
    if (incoming.direct || incoming.kind !== 'text') return undefined;
    const relay = relays.hear(held, incoming, saidAt(incoming));
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
    if (!heard || isToPeople || (heard.how === 'short' && !checkInOpenAt(held.branch, saidAt(incoming)))) {
      return onFreeSpeech(held, incoming, addressed);
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

  /** No command: perhaps it means one all the same. */
  const onFreeSpeech = async (held: Held, incoming: Incoming, addressed: boolean): Promise<Reply | undefined> => {
    const isOwnWords = incoming.kind === 'text' && incoming.edited === undefined && incoming.sender.via === 'person';
    const speaker = speakerOf(held, incoming);
    const meant = isOwnWords
      ? meaningOf({ held, incoming, speaker, addressed, now: saidAt(incoming) }, commands)
      : undefined;
    if (!meant) return addressed ? unheard(held, incoming) : undefined;
    if ('say' in meant) {
      const isRepeated = !addressed && meant.once !== undefined && toldBefore(`${held.id}|${meant.once}`, dayMs);
      return isRepeated ? undefined : { kind: 'said', text: meant.say };
    }
    if ('sensitive' in meant) return onSensitive(held, incoming);
    const { command, word, args } = meant;
    if (!addressed && isTalk(held, incoming, command, { rest: '', how: 'short' })) return undefined;
    return decide({ held, incoming, command, word, args: () => args });
  };

  /** The officers alone learn that it was posted; neither what nor by whom. */
  const onSensitive = async (held: Held, incoming: Incoming): Promise<undefined> => {
    if (incoming.direct || toldBefore(`${incoming.room}|sensitive`, dayMs)) return undefined;
    const facts = queueToOfficers(held.branch, sensitiveText, clock.now(), []);
    if (facts.length === 0) return undefined;
    await recorder.record(held.id, { facts, at: saidAt(incoming), by: 'delivery', cause: causes.of(incoming.id) });
    return undefined;
  };

  const unheard = (held: Held, incoming: Incoming): Reply | undefined => {
    if (incoming.kind !== 'text' || normalise(incoming.text) === '') return undefined;
    const speaker = speakerOf(held, incoming);
    const isQuiet =
      speaker.role === 'stranger' || toldBefore(`${incoming.room}|${incoming.sender.id}|unheard`, 10 * minuteMs);
    if (!incoming.direct && isQuiet) return undefined;
    const likely = suggestions(incoming.text, { branch: held.branch, speaker, now: clock.now(), cards });
    const hint = likely ? `可以说${likely.map(({ help }) => `「${help}」`).join('或')}，` : '';
    return { kind: 'said', text: `${notUnderstood}${hint}说「帮助」看全部。` };
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
        at: saidAt(incoming),
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

  const onMove = async (incoming: Incoming): Promise<undefined> => {
    const to = incoming.movedTo;
    const branch = founding.branchOf(incoming.room);
    if (to === undefined || branch === undefined) return undefined;
    const held = await recorder.load(branch);
    await founding.roomMoved(incoming.room, to);
    if (!(incoming.room in held.branch.rooms)) return undefined;
    await recorder.record(branch, {
      facts: [{ type: 'room-moved', from: incoming.room, to }],
      at: saidAt(incoming),
      by: 'delivery',
      cause: causes.of(incoming.id),
    });
    return undefined;
  };

  const onRights = async (held: Held, incoming: Incoming): Promise<undefined> => {
    const { rights = 'full' } = incoming;
    if (rights === 'full' || isHandled(held, incoming)) return undefined;
    const facts = queueToOfficers(held.branch, troubles[rights], clock.now(), []);
    if (facts.length === 0) return undefined;
    await recorder.record(held.id, { facts, at: saidAt(incoming), by: 'delivery', cause: causes.of(incoming.id) });
    return undefined;
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
    if (incoming.kind === 'rights') return onRights(held, incoming);
    if (isHandled(held, incoming)) {
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
    if (incoming.kind === 'moved') return onMove(incoming);
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
        const reply = await handle(incoming);
        if (reply?.kind !== 'coming') return reply;
        return { kind: 'coming', answer: reply.answer.catch((error: unknown) => failed(incoming, error)) };
      } catch (error) {
        return failed(incoming, error);
      }
    },
  };
};

/** The first own frame of a stack: says where without saying what, which may hold what somebody wrote. */
const placeOf = (error: unknown): string =>
  /(?:src|commands|schedules)\/[\w/.-]+:\d+/u.exec((error as Error).stack ?? '')?.[0] ?? 'unknown';
