import { Api } from 'grammy';
import type { ChatMemberUpdated, Update } from 'grammy/types';
import {
  type Channel,
  type Clock,
  type Incoming,
  type Log,
  type Memory,
  type Receive,
  SendFailure,
} from '../../ports.ts';
import { createChoices } from './choices.ts';
import { createHealthWatch } from './health.ts';
import { chatIn, messageIn } from './ids.ts';
import { chatOf, createEar, type Heard, type Me, moved, standsAlone } from './incoming.ts';
import { type Menu, publishMenu } from './menu.ts';
import { createPoll } from './poll.ts';
import { createOutgoing } from './queue.ts';
import { createReactionRule } from './reactions.ts';
import { createRightsWatch } from './rights.ts';
import { createSpeaker } from './speech.ts';
import { createTimers } from './timers.ts';
import { createVoice } from './voice.ts';
import { createWire } from './wire.ts';

export type TelegramOptions = {
  readonly token: string;
  /** Telegram's own server, or another that speaks like it. */
  readonly apiRoot?: string;
  readonly memory: Memory;
  readonly clock: Clock;
  readonly log: Log;
  readonly menu: Menu;
  /** How many seconds of `clock` pass in a second; every wait is shortened alike. */
  readonly timing?: { readonly speed: number };
};

const LARGEST_FILE_BYTES = 20 * 1024 * 1024;
const MOST_UNVOICED = 500;
const STOP_WITHIN_MS = 8000;

/** A bot in Telegram groups: what people say comes in, what the bot answers goes out, both within Telegram's limits. */
export function createTelegramChannel({
  token,
  apiRoot = 'https://api.telegram.org',
  memory,
  clock,
  log,
  menu,
  timing = { speed: 1 },
}: TelegramOptions): Channel {
  const root = apiRoot.replace(/\/+$/, '');
  const wire = createWire(root, token);
  // grammY's type of an agent is node-fetch's; uploads alone still go through that client.
  const api = new Api(token, { apiRoot: root, timeoutSeconds: 60, baseFetchConfig: { agent: wire.agent } });
  api.config.use(wire.transformer);

  const timers = createTimers(timing.speed);
  const health = createHealthWatch(clock);
  const choices = createChoices(clock.now());
  const rule = createReactionRule(memory, clock, log);
  const queue = createOutgoing({ timers, log, rule, presentId, onMoved });
  const speaker = createSpeaker(api, queue, choices);
  const voice = createVoice({ api, queue, speaker, memory, clock, log });
  const ear = createEar({ choices, now: () => clock.now(), read });
  const rights = createRightsWatch({
    memory,
    log,
    me: () => me,
    refreshMe: async () => (me = await askMe().catch(() => me)),
    membership: (chatId) => api.raw.getChatMember({ chat_id: chatId, user_id: me.id }),
    say: (chatId, text) => speaker.say('push', chatId, { text }),
    tell,
  });
  const poll = createPoll({ api, timers, log, health, prepare, handle });

  let me: Me = { id: 0, username: '', seesAll: false };
  let receive: Receive = silence;
  const moving = new Map<number, Promise<void>>();
  let unvoiced = 0;
  let stopping: Promise<void> | undefined;
  const onFewer: { readonly than: number; readonly tell: () => void }[] = [];

  async function askMe(): Promise<Me> {
    const { id, username, can_read_all_group_messages: seesAll } = await api.raw.getMe();
    return { id, username, seesAll };
  }

  async function prepare(): Promise<void> {
    me = await askMe();
    void publishMenu(api, menu, log);
  }

  async function read(fileId: string): Promise<Uint8Array> {
    const { file_path: path } = await api.raw.getFile({ file_id: fileId });
    if (path === undefined) throw new Error('Telegram gave no path for the file');
    return wire.download(path, LARGEST_FILE_BYTES);
  }

  function presentId(chatId: number): number {
    const next = memory.get(movedKey(chatId));
    return next === undefined ? chatId : Number(next);
  }

  /** The bot hears of it before it is remembered, so that a crash between the two only tells it twice. */
  function onMoved(from: number, to: number): Promise<void> {
    if (memory.get(movedKey(from)) === String(to)) return Promise.resolve();
    const under = moving.get(from) ?? move(from, to).finally(() => moving.delete(from));
    moving.set(from, under);
    return under;
  }

  async function move(from: number, to: number): Promise<void> {
    const { incoming } = moved({ id: from, type: 'group', title: '' }, to, Math.floor(clock.now() / 1000));
    await tell(incoming);
    await remember(movedKey(from), String(to));
  }

  async function remember(key: string, value: string): Promise<void> {
    await memory.set(key, value).catch(() => log.warn('telegram.memory-failed', { key }));
  }

  /** The bot answers its own failures; one it did not foresee is logged, and the update is not asked for again. */
  async function tell(incoming: Incoming) {
    try {
      return { reply: await receive(incoming) };
    } catch (error) {
      log.error('telegram.receive-failed', { id: incoming.id, error: error instanceof Error ? error.name : 'unknown' });
      return 'failed';
    }
  }

  async function handle(updates: readonly Update[]): Promise<void> {
    const chats = new Map<number, Update[]>();
    for (const update of updates) {
      const chat = chatOf(update);
      const list = chats.get(chat);
      if (list === undefined) chats.set(chat, [update]);
      else list.push(update);
    }
    const all: Promise<void>[] = [];
    for (const list of chats.values()) all.push(handleChat(list));
    await Promise.all(all);
    await fewerUnvoiced(MOST_UNVOICED);
  }

  /**
   * What was said in a chat is given to the bot in order, and answered in order. The bot decides as it is told and
   * only waits for the disk, so the next is told without waiting: a batch then costs one write, not one per message.
   */
  async function handleChat(updates: readonly Update[]): Promise<void> {
    let told: { readonly heard: Heard; readonly outcome: ReturnType<typeof tell> }[] = [];
    const settle = async (): Promise<void> => {
      for (const { heard, outcome } of told) speak(heard, await outcome);
      told = [];
    };
    for (const update of updates) {
      const alone = standsAlone(update);
      if (alone) await settle();
      const found = hear(update);
      for (const heard of found instanceof Promise ? await found : found) {
        if (heard.incoming.kind === 'choice' && heard.incoming.text === '') voicing(() => voice.expired(heard.origin));
        else told.push({ heard, outcome: tell(heard.incoming) });
      }
      if (alone) await settle();
    }
    await settle();
  }

  function hear(update: Update): readonly Heard[] | Promise<readonly Heard[]> {
    if (update.my_chat_member !== undefined) return hearRights(update.my_chat_member);
    const all = ear.hear(update, me);
    const [first] = all;
    if (first === undefined) return all;
    const { incoming, origin } = first;
    if (incoming.movedTo !== undefined) return hearMove(first);
    if (origin.direct && origin.personId !== undefined) voice.reachable(origin.personId);
    rights.met(first);
    return all;
  }

  async function hearRights(update: ChatMemberUpdated): Promise<readonly Heard[]> {
    return update.chat.type === 'channel' ? [] : [await rights.changed(update)];
  }

  /** Telegram says it in both groups, and a refused call may have said it before. */
  async function hearMove({ incoming }: Heard): Promise<readonly Heard[]> {
    const from = chatIn(incoming.room);
    const to = chatIn(incoming.movedTo ?? '');
    if (from !== undefined && to !== undefined) await onMoved(from, to);
    return [];
  }

  function speak({ origin }: Heard, outcome: Awaited<ReturnType<typeof tell>>): void {
    if (outcome !== 'failed' && outcome.reply === undefined && origin.pressId === undefined) return;
    voicing(() => (outcome === 'failed' ? voice.failed(origin) : voice.answer(origin, outcome.reply)));
  }

  /** Begun a moment later, so that the next poll is on its way first and its time is used for speaking. */
  function voicing(say: () => Promise<void>): void {
    unvoiced++;
    setImmediate(async () => {
      await say();
      unvoiced--;
      for (let next = onFewer[0]; next !== undefined && unvoiced < next.than; next = onFewer[0]) {
        onFewer.shift();
        next.tell();
      }
    });
  }

  async function fewerUnvoiced(than: number): Promise<void> {
    if (unvoiced >= than) await new Promise<void>((resolve) => onFewer.push({ than, tell: resolve }));
  }

  /** A batch that cannot be finished in time is left unconfirmed, and comes again after the next start. */
  async function finish(): Promise<void> {
    queue.closePushes();
    const enough = new AbortController();
    const late = timers.sleep(STOP_WITHIN_MS, enough.signal).then(() => true);
    const isLate = await Promise.race([poll.stop(), late]);
    await Promise.race([fewerUnvoiced(1), late]);
    await Promise.race([queue.idle(), late]);
    enough.abort();
    queue.close();
    if (isLate === undefined) await poll.confirm();
    wire.close();
  }

  return {
    name: 'telegram',
    can: { edit: true, choices: true, privately: true },

    async start(receiver) {
      receive = receiver;
      poll.start();
    },

    stop() {
      stopping ??= finish();
      return stopping;
    },

    async send(room, message) {
      const chatId = chatIn(room);
      if (chatId === undefined) throw new SendFailure('refused', 'not a Telegram room');
      log.debug('telegram.send', { room, key: message.key });
      return { ref: await speaker.say('push', chatId, message) };
    },

    async edit(ref, message) {
      const place = messageIn(ref);
      if (place === undefined) throw new SendFailure('refused', 'not a Telegram message');
      await speaker.replace(place.chatId, place.messageId, message);
    },

    health: () => health.health(),
  };
}

const movedKey = (chatId: number): string => `moved:${chatId}`;

const silence: Receive = async () => undefined;
