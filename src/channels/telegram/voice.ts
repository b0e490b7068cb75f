import type { Api } from 'grammy';
import { type Clock, type Log, type Memory, type Reply, SendFailure } from '../../ports.ts';
import { CallFailed } from './failure.ts';
import type { Origin } from './incoming.ts';
import type { Outgoing } from './queue.ts';
import type { Speaker, Speech } from './speech.ts';
import { LONGEST_TOAST, shorten } from './split.ts';
import type { Timers } from './timers.ts';

export type Voice = {
  /** Says what the bot answered, or nothing; a pressed button is answered in any case. Never rejects. */
  answer(origin: Origin, reply: Reply | undefined): Promise<void>;
  /** The bot could not take what was said. */
  failed(origin: Origin): Promise<void>;
  /** The button pressed is from before a restart. */
  expired(origin: Origin): Promise<void>;
  /** Somebody wrote to the bot in private, hence can be reached there. */
  reachable(personId: number): void;
};

export type VoiceParts = {
  readonly api: Api;
  readonly queue: Outgoing;
  readonly speaker: Speaker;
  readonly memory: Memory;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
};

type Of<Kind extends Reply['kind']> = Extract<Reply, { kind: Kind }>;

const THUMBS_UP = [{ type: 'emoji', emoji: '👍' }] as const;
/** What takes longer than this is shown to be under way. */
const PATIENCE_MS = 1000;
const WORK_SHOWN_MS = 4500;
const DAY_MS = 24 * 60 * 60 * 1000;
const FAILED = '刚才没有记下来，请稍后再试一次。';
const EXPIRED = '这个按钮已经过期，请直接发送相应的文字。';

/** Voices the bot's replies as Telegram allows: reaction, toast, quoted reply, private message or file. */
export function createVoice({ api, queue, speaker, memory, clock, timers, log }: VoiceParts): Voice {
  /** People who never opened a private chat with the bot, so that each refusal does not try in vain. */
  const unreachable = new Set<number>();

  const reactionsForbidden = (chatId: number): boolean => {
    const until = memory.get(reactionsKey(chatId));
    return until !== undefined && clock.now() < Number(until);
  };

  /** Always and first, or the person's phone shows the button as stuck. */
  async function toast({ pressId, chatId }: Origin, text = '', isAlert = false): Promise<void> {
    if (pressId === undefined) return;
    const shown = text === '' ? {} : { text: shorten(text, LONGEST_TOAST) };
    const call = () =>
      api.raw.answerCallbackQuery({ callback_query_id: pressId, ...shown, ...(isAlert ? { show_alert: true } : {}) });
    await queue.instant('answerCallbackQuery', chatId, call).catch((error: unknown) => note('toast', error));
  }

  function note(what: string, error: unknown): void {
    const reason = error instanceof SendFailure ? error.reason : 'unknown';
    const said = error instanceof SendFailure ? error.message : '';
    log.info('telegram.answer-failed', { what, reason, said });
  }

  async function acknowledge(origin: Origin, { receipt, tally, toast: short }: Of<'acknowledged'>): Promise<void> {
    const { chatId, messageId, pressId } = origin;
    if (pressId !== undefined) return toast(origin, short);
    if (messageId === undefined) return;
    const shownElsewhere = tally !== undefined && !origin.direct;
    const instead = async (): Promise<void> => {
      if (!shownElsewhere) await inRoom(origin, { text: receipt ?? short });
    };
    if (reactionsForbidden(chatId)) return instead();
    const react = (to: number) =>
      api.raw.setMessageReaction({ chat_id: to, message_id: messageId, reaction: [...THUMBS_UP] });
    try {
      await queue.reaction(chatId, react, shownElsewhere);
    } catch (error) {
      note('reaction', error);
      if (!(error instanceof CallFailed) || error.reason !== 'refused') return;
      if (error.kind === 'no-reactions' && !origin.direct)
        await memory.set(reactionsKey(chatId), String(clock.now() + DAY_MS));
      await instead();
    }
  }

  async function inRoom({ chatId, messageId, topicId }: Origin, speech: Speech): Promise<void> {
    await speaker.say('answer', chatId, { ...speech, quotes: messageId, topicId });
  }

  /** False when the person cannot be reached alone. */
  async function inPrivate({ personId }: Origin, speech: Speech): Promise<boolean> {
    if (personId === undefined || unreachable.has(personId)) return false;
    try {
      await speaker.say('answer', personId, speech);
      return true;
    } catch (error) {
      if (!(error instanceof SendFailure) || (error.reason !== 'refused' && error.reason !== 'gone')) throw error;
      unreachable.add(personId);
      return false;
    }
  }

  async function say(origin: Origin, reply: Of<'said'>): Promise<void> {
    await toast(origin);
    const speech = { text: reply.text, file: reply.file, choices: reply.choices?.map((choice) => [choice]) };
    if (reply.privately !== true || origin.direct) return inRoom(origin, speech);
    const text = (await inPrivate(origin, speech)) ? reply.told : reply.instead;
    if (text !== undefined) await inRoom(origin, { text });
  }

  async function refuse(origin: Origin, { text, brief, repeated }: Of<'refused'>): Promise<void> {
    if (origin.pressId !== undefined) return toast(origin, text, true);
    if (repeated) return;
    if (origin.direct) return inRoom(origin, { text });
    if (!(await inPrivate(origin, { text }))) await inRoom(origin, { text: brief });
  }

  /** Shown as writing from a second on; Telegram forgets it after five. */
  function showsWork({ chatId }: Origin): () => void {
    let cancel = timers.after(PATIENCE_MS, show);
    function show(): void {
      const call = () => api.raw.sendChatAction({ chat_id: chatId, action: 'upload_document' });
      queue.instant('sendChatAction', chatId, call).catch((error: unknown) => note('work', error));
      cancel = timers.after(WORK_SHOWN_MS, show);
    }
    return () => cancel();
  }

  async function onceDrawn(origin: Origin, { answer, meanwhile }: Of<'coming'>): Promise<void> {
    if (meanwhile === undefined) await toast(origin);
    else await say(origin, { kind: 'said', text: meanwhile });
    const done = showsWork(origin);
    const drawn = await answer.finally(done);
    // The press has been answered, and can be only once.
    if (drawn) await voiced({ ...origin, pressId: undefined }, drawn);
  }

  function voiced(origin: Origin, reply: Reply | undefined): Promise<void> {
    if (reply === undefined) return toast(origin);
    if (reply.kind === 'coming') return onceDrawn(origin, reply);
    if (reply.kind === 'acknowledged') return acknowledge(origin, reply);
    return reply.kind === 'said' ? say(origin, reply) : refuse(origin, reply);
  }

  return {
    answer: (origin, reply) => voiced(origin, reply).catch((error: unknown) => note('answer', error)),
    failed: (origin) => toast(origin, FAILED, true),
    expired: (origin) => toast(origin, EXPIRED, true),
    reachable: (personId) => void unreachable.delete(personId),
  };
}

const reactionsKey = (chatId: number): string => `no-reactions:${chatId}`;
