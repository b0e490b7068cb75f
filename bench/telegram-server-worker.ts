import { request } from 'node:http';
import { inParallel } from '../src/stores/files.ts';
import type { TelegramChat } from '../test/support/telegram/chat.ts';
import {
  type Call,
  createTelegramServer,
  type FloodProfile,
  type TelegramServer,
  type TelegramUser,
} from '../test/support/telegram-server.ts';
import { chatOf, personOf } from './book-files.ts';
import { serve } from './children.ts';
import { quantile } from './numbers.ts';

export type Burst = {
  readonly said: number;
  /** Answered by a call of its own: a reaction to the message or a reply that quotes it. */
  readonly answered: number;
  /** Seen by everybody because the group's message shows a count that includes it. */
  readonly counted: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly worstMs: number;
  readonly calls: number;
  readonly edits: number;
  readonly floods: number;
};

export type FanOut = {
  readonly sent: number;
  /** How many groups got it more than once. */
  readonly twice: number;
  /** From the first to the last. */
  readonly seconds: number;
  /** The most that arrived within any second. */
  readonly busiestSecond: number;
  readonly floods: number;
};

export type ServerTasks = {
  readonly open: (world: {
    groups: number;
    members: number;
    latencyMs: number;
    limits: FloodProfile;
  }) => Promise<{ url: string; token: string }>;
  /** The bot's own message that shows the check-in; it stands in every group before the bot is started. */
  readonly showCheckIn: () => Promise<void>;
  /** When the first getUpdates arrived, in epoch milliseconds. */
  readonly firstPoll: () => Promise<number>;
  /** Resolves when the bot waits for updates and has been doing nothing else for so long. */
  readonly idle: (quietMs: number) => Promise<void>;
  /** Everybody in these groups says 签到, spread over so long; resolves when all have been shown it or the time is up. */
  readonly burst: (who: {
    firstGroup: number;
    groups: number;
    members: number;
    overMs: number;
    countsToo: boolean;
    mostMs: number;
  }) => Promise<Burst>;
  /** Resolves when so many groups were sent a message with these words, or the time is up. */
  readonly fanOut: (what: { words: string; groups: number; mostMs: number }) => Promise<FanOut>;
  readonly close: () => Promise<void>;
};

let server: TelegramServer | undefined;
const rooms: { readonly chat: TelegramChat; readonly people: readonly TelegramUser[] }[] = [];

const running = (): TelegramServer => {
  if (!server) throw new Error('open() comes first');
  return server;
};

const open: ServerTasks['open'] = async ({ groups, members, latencyMs, limits }) => {
  server = await createTelegramServer({ privacy: false, limits, latencyMs });
  for (let group = 1; group <= groups; group++) {
    const people = Array.from({ length: members }, (_, index) =>
      running().user(`群友${index + 1}`, { id: personOf(group, index + 1) }),
    );
    const chat = server.supergroup(`第${group}党支部`, { id: chatOf(group), members: people, bot: 'administrator' });
    rooms.push({ chat, people });
  }
  return { url: server.url, token: server.token };
};

const callAsBot = (method: string, payload: object): Promise<void> =>
  new Promise((resolve, reject) => {
    const { url, token } = running();
    const call = request(`${url}/bot${token}/${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
    });
    call.once('error', reject);
    call.once('response', (response) => {
      response.resume().once('end', resolve);
    });
    call.end(JSON.stringify(payload));
  });

const isPoll = ({ method }: Call): boolean => method.toLowerCase() === 'getupdates';

/** Reads the calls answered since it was last asked. */
const newCalls = (): (() => readonly Call[]) => {
  let seen = running().calls().length;
  return () => {
    const all = running().calls();
    const fresh = all.slice(seen);
    seen = all.length;
    return fresh;
  };
};

const idle: ServerTasks['idle'] = async (quietMs) => {
  const fresh = newCalls();
  let busyAt = performance.now();
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 25));
    if (!running().isPolled() || fresh().some((call) => !isPoll(call))) busyAt = performance.now();
    if (performance.now() - busyAt >= quietMs) return;
  }
};

const burst: ServerTasks['burst'] = async ({ firstGroup, groups, members, overMs, countsToo, mostMs }) => {
  const telegram = running();
  const fresh = newCalls();
  const floodsBefore = telegram.floods();
  const saidAt = new Map<string, number>();
  const inRoom = new Map<number, string[]>();
  const shownAt = new Map<string, number>();
  const counted = new Set<string>();
  let answered = 0;
  let calls = 0;
  let edits = 0;

  const say = (group: number, member: number): void => {
    const room = rooms[group - 1];
    const person = room?.people[member];
    if (!room || !person) return;
    const { id } = person.says(room.chat, '签到');
    const key = `${room.chat.id}:${id}`;
    saidAt.set(key, performance.now());
    const list = inRoom.get(room.chat.id);
    if (list) list.push(key);
    else inRoom.set(room.chat.id, [key]);
  };
  const show = (key: string): boolean => {
    if (!saidAt.has(key) || shownAt.has(key)) return false;
    shownAt.set(key, performance.now());
    return true;
  };
  const look = (): void => {
    for (const { method, params, status } of fresh()) {
      if (status !== 200 || method === 'getUpdates') continue;
      calls += 1;
      const chat = Number(params['chat_id']);
      if (method === 'setMessageReaction') answered += show(`${chat}:${Number(params['message_id'])}`) ? 1 : 0;
      else if (method === 'sendMessage') {
        const quoted = params['reply_parameters'];
        const about = typeof quoted === 'string' ? (JSON.parse(quoted) as unknown) : quoted;
        if (typeof about === 'object' && about !== null && 'message_id' in about)
          answered += show(`${chat}:${Number(about.message_id)}`) ? 1 : 0;
      } else if (method === 'editMessageText') {
        edits += 1;
        const count = Number(/已到 (\d+)/.exec(String(params['text']))?.[1] ?? 0);
        if (countsToo) for (const key of inRoom.get(chat)?.slice(0, count) ?? []) if (show(key)) counted.add(key);
      }
    }
  };

  const total = groups * members;
  let begun = performance.now();
  if (overMs === 0) {
    for (let member = 0; member < members; member++)
      for (let group = firstGroup; group < firstGroup + groups; group++) say(group, member);
    // All were said at one moment: while they are being said nobody can be answered.
    begun = performance.now();
    for (const key of saidAt.keys()) saidAt.set(key, begun);
  } else {
    for (let number = 0; number < total; number++) {
      setTimeout(say, (overMs * number) / total, firstGroup + (number % groups), Math.floor(number / groups));
    }
  }
  const all = (): boolean => {
    look();
    return shownAt.size === total;
  };
  // What is not there in time is a figure too: fewer than were said.
  await telegram.until(all, mostMs).catch(() => undefined);
  const waits = [...shownAt].map(([key, at]) => at - (saidAt.get(key) ?? at));
  const ended = Math.max(begun, ...[...inRoom.values()].map((keys) => shownAt.get(keys.at(-1) ?? '') ?? begun));
  return {
    said: total,
    answered,
    counted: counted.size,
    perSecond: (shownAt.size / (ended - begun)) * 1000,
    p50Ms: quantile(waits, 0.5),
    p99Ms: quantile(waits, 0.99),
    worstMs: quantile(waits, 1),
    calls,
    edits,
    floods: telegram.floods() - floodsBefore,
  };
};

const fanOut: ServerTasks['fanOut'] = async ({ words, groups, mostMs }) => {
  const telegram = running();
  const fresh = newCalls();
  const arrivals: number[] = [];
  const perGroup = new Map<number, number>();
  const all = (): boolean => {
    for (const { method, params, status, at } of fresh()) {
      if (method !== 'sendMessage' || status !== 200 || !String(params['text']).includes(words)) continue;
      arrivals.push(at);
      const chat = Number(params['chat_id']);
      perGroup.set(chat, (perGroup.get(chat) ?? 0) + 1);
    }
    return perGroup.size >= groups;
  };
  // What is not there in time is a figure too: fewer than were said.
  await telegram.until(all, mostMs).catch(() => undefined);
  const times = arrivals.toSorted((a, b) => a - b);
  const within = times.map((at, index) => times.filter((other, place) => place <= index && other > at - 1000).length);
  return {
    sent: perGroup.size,
    twice: [...perGroup.values()].filter((count) => count > 1).length,
    seconds: ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1000,
    busiestSecond: Math.max(0, ...within),
    floods: telegram.floods(),
  };
};

const tasks: ServerTasks = {
  open,
  showCheckIn: async () => {
    // Side by side, or a slow line would make the preparation last longer than what is measured.
    await inParallel(rooms, 64, ({ chat }) => callAsBot('sendMessage', { chat_id: chat.id, text: '签到已开始' }));
  },
  firstPoll: () =>
    running().until(() => running().inFlight('getUpdates')[0]?.at ?? running().calls('getUpdates')[0]?.at, 60_000),
  idle,
  burst,
  fanOut,
  close: async () => {
    await server?.close();
  },
};
serve(tasks);
