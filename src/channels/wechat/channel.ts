import { randomInt } from 'node:crypto';
import type { Contact, Room, Wechaty } from 'wechaty';
import {
  type Answer,
  type Channel,
  type Clock,
  type Incoming,
  type Log,
  type Memory,
  type Receive,
  type Reply,
  SendFailure,
} from '../../ports.ts';
import { createConnection, type WechatPuppet } from './connection.ts';
import { createIdentity } from './identity.ts';
import { createReader, senderOf } from './reading.ts';
import { createReceipts } from './receipts.ts';
import { createRooms } from './rooms.ts';
import { createSeen } from './seen.ts';
import { createSendingQueue } from './sending.ts';
import { createSpeaker, type Saying } from './speaking.ts';
import { defaultTiming, type Timer, type Timing, wallTimer, within } from './timing.ts';
import { troubleOf } from './trouble.ts';

export type WechatOptions = {
  readonly puppet: WechatPuppet;
  readonly memory: Memory;
  readonly clock: Clock;
  readonly log: Log;
  /** Receives the login code as text to be drawn as a QR code; never to be logged. At most once a minute. */
  readonly showScan: (text: string) => void;
  readonly timing?: Partial<Timing>;
  readonly timer?: Timer;
  /** Between 0 and 1, for the jitter between two messages. */
  readonly random?: () => number;
};

const nothing = (): void => {};
const cryptoRandom = (): number => randomInt(0, 1_000_000) / 1_000_000;

/**
 * Holds messages back until it is known who is logged in and, where the ids are new, which room is which: before that a
 * message could be taken for one from a new room. wechaty may tell `ready` before `login`.
 */
type Door = {
  readonly opened: Promise<void>;
  open: () => void;
  ready: boolean;
  survey: () => Promise<void>;
  cancel: () => void;
};

function createDoor(): Door {
  let open = nothing;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const door: Door = { opened, open: nothing, ready: false, survey: async () => {}, cancel: nothing };
  door.open = () => {
    door.cancel();
    open();
  };
  return door;
}

/** WeChat through wechaty. Rooms are `wechat:room:<n>` and people `wechat:<n>`, whatever ids a login brings. */
export function createWechatChannel(options: WechatOptions): Channel {
  const { memory, clock, log, timer = wallTimer, random = cryptoRandom } = options;
  const timing = { ...defaultTiming, ...options.timing };
  const failed = (event: string) => (error: unknown) =>
    log.error(event, { code: troubleOf(error).code, fingerprint: troubleOf(error).fingerprint });

  // An id that is not kept is somebody else's after a restart, but nothing can be recorded under it before: the store
  // has stopped. So its first word is handed over all the same, and the bot says that it was not recorded.
  const identity = createIdentity({
    ...memory,
    set: (key, value) => memory.set(key, value).catch(failed('wechat-memory-failed')),
  });
  const seen = createSeen(memory, timer, timing.keepSeenMs, failed('wechat-seen-not-kept'));
  const rooms = createRooms({ identity, clock, timer, timing });
  const queue = createSendingQueue({ clock, timer, timing, random });
  const speaker = createSpeaker({ bot: () => connection.bot(), identity, queue, timer, timing });
  const read = createReader({ rooms, clock, timer, timing, saidLately: speaker.saidLately });

  let receive: Receive | undefined;
  let tail: Promise<void> = Promise.resolve();
  /** What has been answered but not yet said. */
  const voices = new Set<Promise<void>>();
  let self = '';
  const doors = new WeakMap<Wechaty, Door>();
  const doorOf = (bot: Wechaty): Door => {
    const door = doors.get(bot) ?? createDoor();
    doors.set(bot, door);
    return door;
  };
  let accepting = false;

  const oneByOne = (event: string, bot: Wechaty, work: () => Promise<void>): void => {
    if (!accepting) return;
    const { opened } = doorOf(bot);
    const before = tail;
    const next = async (): Promise<void> => {
      await before;
      await opened;
      await work().catch(failed(event));
    };
    tail = next();
  };

  const receipts = createReceipts({
    clock,
    timer,
    timing,
    say: (room, text) =>
      speaker.say(room, { text, answers: true }).then(
        () => true,
        (error: unknown) => {
          unsaid(room)(error);
          return !(error instanceof SendFailure && error.reason === 'unreachable');
        },
      ),
  });
  const unsaid = (room: string) => (error: unknown) =>
    log.warn('wechat-unsaid', { room, reason: error instanceof SendFailure ? error.reason : 'unknown' });

  /** Says it to the person alone; in the room `told` if it arrived, and `instead` only if it certainly did not. */
  const privately = async (
    account: string,
    saying: Saying,
    room: string,
    { instead, told }: { readonly instead?: Saying; readonly told?: Saying },
  ): Promise<void> => {
    try {
      await speaker.say(account, saying);
      if (told) await speaker.say(room, told);
    } catch (error) {
      unsaid(account)(error);
      if (instead !== undefined && error instanceof SendFailure && error.reason !== 'unknown')
        await speaker.say(room, instead);
    }
  };

  const voice = async (reply: Answer, { room, direct, sender }: Incoming): Promise<void> => {
    const to = { account: sender.id, name: sender.name };
    const answers = true;
    if (reply.kind === 'acknowledged') {
      if (direct) return speaker.say(room, { text: reply.toast, answers });
      const { receipt, tally } = reply;
      receipts.add(room, {
        account: sender.id,
        ...(receipt === undefined ? {} : { receipt }),
        ...(tally === undefined ? {} : { tally }),
      });
      return undefined;
    }
    if (reply.kind === 'refused') {
      if (reply.repeated) return undefined;
      if (direct) return speaker.say(room, { text: reply.text, answers });
      return privately(sender.id, { text: reply.text, answers }, room, { instead: { text: reply.brief, to, answers } });
    }
    const { text, choices, file, instead, told } = reply;
    if (direct) return speaker.say(room, { text, choices, file, answers });
    if (!reply.privately) return speaker.say(room, { text, choices, file, to, answers });
    return privately(sender.id, { text, choices, file, answers }, room, {
      ...(instead === undefined ? {} : { instead: { text: instead, to, answers } }),
      ...(told === undefined ? {} : { told: { text: told, to, answers } }),
    });
  };

  /** WeChat can neither show that something is under way nor change a message: what is drawn just comes. */
  const voiceOnceDrawn = async (reply: Reply, incoming: Incoming): Promise<void> => {
    if (reply.kind === 'coming' && reply.meanwhile !== undefined) {
      await voice({ kind: 'said', text: reply.meanwhile }, incoming);
    }
    const answer = reply.kind === 'coming' ? await reply.answer : reply;
    if (answer) await voice(answer, incoming);
  };

  const hand = async (incoming: Incoming): Promise<void> => {
    if (receive === undefined || seen.has(incoming.id)) return;
    const reply = await receive(incoming);
    seen.add(incoming.id);
    if (reply === undefined) return;
    const voicing: Promise<void> = voiceOnceDrawn(reply, incoming)
      .catch(unsaid(incoming.room))
      .finally(() => voices.delete(voicing));
    voices.add(voicing);
  };

  type Move = { readonly kind: 'joined' | 'left'; readonly bot: Wechaty; readonly room: Room; readonly at: number };

  /** Told of the bot itself, coming and going is about what it may do in the room. */
  const moved = async ({ kind, bot, room, at }: Move, contact: Contact, by: Contact | undefined): Promise<void> => {
    if (kind === 'left' && !identity.knows(room.id)) return;
    const isBot = contact.id === self;
    const second = Math.floor(at / 1000);
    const about = { direct: false, text: '', sentAt: Math.min(at, clock.now()), mentionsBot: false } as const;
    if (kind === 'joined') {
      const who = isBot ? by : contact;
      if (who === undefined) return;
      const { room: id, title, account, name } = await rooms.inRoom(bot, room, who);
      const heard = {
        ...about,
        room: id,
        sender: senderOf(account, name),
        ...(title === '' ? {} : { roomTitle: title }),
      };
      if (isBot) await hand({ ...heard, id: `wechat:back:${id}:${second}`, kind: 'rights', rights: 'full' });
      else await hand({ ...heard, id: `wechat:joined:${id}:${account.id}:${second}`, kind });
      return;
    }
    const { account, name } = await rooms.afterLeaving(room, isBot ? (by ?? contact) : contact);
    const sender = senderOf(account, name);
    rooms.stale(room);
    const id = isBot ? await identity.leftRoom(room.id) : identity.idOf(room.id);
    if (id === undefined) return;
    if (isBot)
      await hand({ ...about, id: `wechat:gone:${id}:${second}`, kind: 'rights', room: id, sender, rights: 'gone' });
    else await hand({ ...about, id: `wechat:left:${id}:${account.id}:${second}`, kind, room: id, sender });
  };

  const connection = createConnection({
    puppet: options.puppet,
    clock,
    timer,
    timing,
    log,
    showScan: options.showScan,
    happenings: {
      async login(bot, who) {
        self = who.id;
        rooms.entered(who);
        const changed = await identity.login(who.id);
        const unfound = identity.unfound().length;
        log.info('wechat-login', { changed, unfound });
        const door = doorOf(bot);
        if (unfound === 0) {
          door.open();
          return;
        }
        door.survey = async () => {
          door.survey = async () => {};
          const found = await rooms.survey(bot).catch(failed('wechat-survey-failed'));
          log.info('wechat-rooms', { found: found?.join(' '), unfound: identity.unfound().join(' ') });
          door.open();
        };
        door.cancel = timer.after(timing.readyMs, () => void door.survey());
        if (door.ready) void door.survey();
      },
      logout(bot) {
        doorOf(bot).open();
        doors.delete(bot);
      },
      ready(bot) {
        const door = doorOf(bot);
        door.ready = true;
        void door.survey();
      },
      ended: (bot) => doorOf(bot).open(),
      message(bot, message) {
        oneByOne('wechat-message-lost', bot, async () => {
          if (message.talker().id === self || seen.has(`wechat:${message.id}`)) return;
          const incoming = await read(bot, message);
          if (incoming !== undefined) await hand(incoming);
        });
      },
      joined(bot, room, people, by, at) {
        const move = { kind: 'joined', bot, room, at } as const;
        for (const contact of people) oneByOne('wechat-join-lost', bot, () => moved(move, contact, by));
      },
      left(bot, room, people, by, at) {
        const move = { kind: 'left', bot, room, at } as const;
        for (const contact of people) oneByOne('wechat-leave-lost', bot, () => moved(move, contact, by));
      },
      renamed: (_bot, room) => rooms.stale(room),
    },
  });

  return {
    name: 'wechat',
    can: { edit: false, choices: false, privately: true },
    async start(receiver) {
      receive = receiver;
      accepting = true;
      await connection.start();
    },
    async stop() {
      accepting = false;
      await within(timer, timing.drainMs, tail, () => new Error('still in hand')).catch(failed('wechat-not-drained'));
      receive = undefined;
      const flushed = receipts.flush();
      await queue.close(timing.drainMs);
      await Promise.all([flushed, ...voices]);
      await seen.flush().catch(failed('wechat-seen-not-kept'));
      await connection.stop();
    },
    async send(room, { text, choices, file, key }) {
      await speaker.say(room, { text, choices: choices?.flat(), file });
      log.info('wechat-sent', { room, key });
      return { ref: undefined };
    },
    confirm: (account) => identity.confirm(account),
    forget: (account) => identity.forget(account),
    health() {
      const health = connection.health();
      const unfound = identity.unfound();
      if (health.detail !== undefined || unfound.length === 0) return health;
      return { ...health, detail: `rooms not found again: ${unfound.join(', ')}` };
    },
  };
}
