import { Api } from 'grammy';
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
import { createEar, type Me } from './incoming.ts';
import { createListener, type Outcome } from './listener.ts';
import { type Menu, publishMenu } from './menu.ts';
import { createMoves } from './moves.ts';
import { createPoll } from './poll.ts';
import { createOutgoing } from './queue.ts';
import { createReactionRule } from './reactions.ts';
import { createRightsWatch } from './rights.ts';
import { createSpeaker } from './speech.ts';
import { createTimers } from './timers.ts';
import { createVoice } from './voice.ts';
import { createWire } from './wire.ts';

export type { Menu };

export type TelegramOptions = {
  readonly token: string;
  /** Telegram's own server, or another that speaks like it. */
  readonly apiRoot?: string;
  readonly memory: Memory;
  readonly clock: Clock;
  readonly log: Log;
  /** May come later than the start: nobody waits for the menu. */
  readonly menu: Menu | Promise<Menu>;
  /** How many seconds of `clock` pass in a second; every wait is shortened alike. */
  readonly timing?: { readonly speed: number };
};

const LARGEST_FILE_BYTES = 20 * 1024 * 1024;
const STOP_WITHIN_MS = 8000;
/** Of its own messages Telegram deletes for everybody those of the last 48 hours. */
const RECALLED_WITHIN_MS = 48 * 60 * 60 * 1000;

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

  const timers = createTimers(clock, timing.speed);
  const health = createHealthWatch(clock);
  const choices = createChoices(clock.now());
  const rule = createReactionRule(memory, clock, log);
  const moves = createMoves({ memory, log, now: () => clock.now(), tell });
  const queue = createOutgoing({ timers, log, rule, ...moves });
  const speaker = createSpeaker(api, queue, choices);
  const voice = createVoice({ api, queue, speaker, memory, clock, timers, log });
  const ear = createEar({ choices, now: () => clock.now(), read });
  const rights = createRightsWatch({
    memory,
    log,
    me: () => me,
    refreshMe: async () => (me = await askMe().catch(() => me)),
    membership: (chatId) => api.raw.getChatMember({ chat_id: chatId, user_id: me.id }),
    say: async (chatId, text) => void (await speaker.say('push', chatId, { text })),
    tell,
  });
  const listener = createListener({ ear, rights, voice, tell, onMoved: moves.onMoved, me: () => me });
  const poll = createPoll({ api, timers, log, health, prepare, handle: listener.handle });

  let me: Me = { id: 0, username: '', seesAll: false };
  let receive: Receive = silence;
  let stopping: Promise<void> | undefined;

  async function askMe(): Promise<Me> {
    const { id, username, can_read_all_group_messages: seesAll } = await api.raw.getMe();
    return { id, username, seesAll };
  }

  async function prepare(): Promise<void> {
    me = await askMe();
    void Promise.resolve(menu).then(
      (lists) => publishMenu(api, lists, log),
      () => undefined,
    );
  }

  async function read(fileId: string): Promise<Uint8Array> {
    const { file_path: path } = await api.raw.getFile({ file_id: fileId });
    if (path === undefined) throw new Error('Telegram gave no path for the file');
    return wire.download(path, LARGEST_FILE_BYTES);
  }

  /** The bot answers its own failures; one it did not foresee is logged, and the update is not asked for again. */
  async function tell(incoming: Incoming): Promise<Outcome> {
    try {
      return { reply: await receive(incoming) };
    } catch (error) {
      log.error('telegram.receive-failed', { id: incoming.id, error: error instanceof Error ? error.name : 'unknown' });
      return 'failed';
    }
  }

  /** A batch that cannot be finished in time is left unconfirmed, and comes again after the next start. */
  async function finish(): Promise<void> {
    queue.closePushes();
    const enough = new AbortController();
    const late = timers.sleep(STOP_WITHIN_MS, enough.signal).then(() => true);
    const isLate = await Promise.race([poll.stop(), late]);
    await Promise.race([listener.voiced(), late]);
    await Promise.race([queue.idle(), late]);
    enough.abort();
    queue.close();
    if (isLate === undefined) await poll.confirm();
    wire.close();
  }

  return {
    name: 'telegram',
    can: { edit: true, choices: true, privately: true, recallForMs: RECALLED_WITHIN_MS },

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
      return speaker.say('push', chatId, message);
    },

    async edit(ref, message) {
      const place = messageIn(ref);
      if (place === undefined) throw new SendFailure('refused', 'not a Telegram message');
      await speaker.replace(place.chatId, place.messageId, message);
    },

    async recall(ref) {
      const place = messageIn(ref);
      if (place === undefined) throw new SendFailure('refused', 'not a Telegram message');
      const { chatId, messageId } = place;
      await queue.instant('deleteMessage', chatId, (to) =>
        api.raw.deleteMessage({ chat_id: to, message_id: messageId }),
      );
    },

    health: () => health.health(),
  };
}

const silence: Receive = async () => undefined;
