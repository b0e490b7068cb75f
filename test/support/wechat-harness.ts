import { EventEmitter } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { mock, PuppetMock } from 'wechaty-puppet-mock';
import { createWechatChannel, type WechatOptions } from '../../src/channels/wechat/channel.ts';
import type { Timer } from '../../src/channels/wechat/timing.ts';
import type { Channel, Clock, Incoming, Log, Memory, Receive, Reply } from '../../src/ports.ts';
import { patienceMs } from './patience.ts';

/** Wechaty keeps files in the home folder: call this before it is imported for the first time. */
export function moveHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'zhishu-wechat-'));
  process.env['HOME'] = home;
  return home;
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Lets everything that is already on its way arrive. */
export async function settle(turns = 30): Promise<void> {
  for (let i = 0; i < turns; i++) await turn();
}

/** Waits in real time for something that another process or wechaty does; fails with `what` after `ms`. */
export async function until(what: string, condition: () => boolean, ms = patienceMs): Promise<void> {
  const end = Date.now() + ms;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`never happened: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export type WoundClock = {
  readonly clock: Clock;
  readonly timer: Timer;
  advance(ms: number): Promise<void>;
};

/** A clock and a timer wound by hand: five minutes pass in no time, and everything due on the way happens in order. */
export function handWoundClock(start = Date.parse('2026-11-02T09:00:00+08:00')): WoundClock {
  let now = start;
  let due: { readonly at: number; readonly run: () => void }[] = [];
  return {
    clock: { now: () => now },
    timer: {
      after(ms, run) {
        const entry = { at: now + ms, run };
        due.push(entry);
        return () => {
          due = due.filter((other) => other !== entry);
        };
      },
    },
    async advance(ms) {
      const end = now + ms;
      await settle();
      for (;;) {
        const next = due.filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)[0];
        if (next === undefined) break;
        due = due.filter((other) => other !== next);
        now = Math.max(now, next.at);
        next.run();
        await settle();
      }
      now = end;
    },
  };
}

/** What a store's Memory does, without a disk; hand the same map to a second one for a restart. */
export function memoryOver(map: Map<string, string> = new Map()): Memory & { readonly map: Map<string, string> } {
  return {
    map,
    get: (key) => map.get(key),
    keys: () => [...map.keys()],
    async set(key, value) {
      if (value === undefined) map.delete(key);
      else map.set(key, value);
    },
  };
}

export function collectingLog(): Log & { readonly lines: string[] } {
  const lines: string[] = [];
  const line =
    (level: string) =>
    (event: string, fields: object = {}): void => {
      lines.push(JSON.stringify({ level, event, ...fields }));
    };
  return { lines, debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') };
}

export type Heard = { readonly incoming: Incoming[]; readonly receive: Receive };

/** Records what reaches the bot and answers with what `answer` says. */
export function listener(answer: (incoming: Incoming) => Reply | undefined = () => undefined): Heard {
  const incoming: Incoming[] = [];
  return {
    incoming,
    receive: async (message) => {
      incoming.push(message);
      return answer(message);
    },
  };
}

export type Person = mock.ContactMock;

export type MockGroup = {
  readonly mocker: mock.Mocker;
  readonly puppet: PuppetMock;
  readonly self: Person;
  readonly room: mock.RoomMock;
  readonly people: readonly Person[];
  /** What the bot said in the room. */
  readonly said: string[];
  /** What the bot said to people alone. */
  readonly whispered: { readonly to: string; readonly text: string }[];
  person(name: string): Person;
  /** Gives a person a name in the group that is not their own. */
  nickname(person: Person, nick: string): void;
  addRoom(topic: string, members: readonly Person[]): { readonly room: mock.RoomMock; readonly said: string[] };
  login(): Promise<void>;
};

/**
 * A group on wechaty's own mock puppet, inside this process; every call makes a new account with new ids. Give it the
 * clock for messages to be said at its time instead of the wall clock's.
 */
export async function mockGroup(names: readonly string[], topic = '第一党支部', clock?: Clock): Promise<MockGroup> {
  const { PuppetMock: Puppet, mock: mocking } = await import('wechaty-puppet-mock');
  const mocker = new mocking.Mocker();
  const puppet = new Puppet({ mocker });
  const nicks = new Map<string, string>();
  const original = puppet.roomMemberRawPayload.bind(puppet);
  puppet.roomMemberRawPayload = async (roomId, contactId) => {
    const nick = nicks.get(contactId);
    return { ...(await original(roomId, contactId)), ...(nick === undefined ? {} : { roomAlias: nick }) };
  };
  if (clock !== undefined) {
    const payloads = puppet.messageRawPayload.bind(puppet);
    const saidAt = new Map<string, number>();
    puppet.messageRawPayload = async (id) => {
      const payload = await payloads(id);
      // The mock stamps what people say with the wall clock; a stamp given on purpose is left alone.
      if (Math.abs(payload.timestamp - Date.now()) > 600_000) return payload;
      const timestamp = saidAt.get(id) ?? clock.now();
      saidAt.set(id, timestamp);
      return { ...payload, timestamp };
    };
  }
  const self = mocker.createContact({ name: '支书助手' });
  const people = names.map((name) => mocker.createContact({ name }));
  const whispered: { to: string; text: string }[] = [];
  const listen = (person: Person): void => {
    (person as unknown as EventEmitter).on('message', (message: mock.MessageMock) => {
      if (message.listener()?.id === person.id && message.talker().id === self.id)
        whispered.push({ to: person.payload.name, text: message.text() ?? '' });
    });
  };
  people.forEach(listen);
  const addRoom: MockGroup['addRoom'] = (title, members) => {
    const room = mocker.createRoom({ topic: title, memberIdList: [self.id, ...members.map(({ id }) => id)] });
    const said: string[] = [];
    (room as unknown as EventEmitter).on('message', (message: mock.MessageMock) => {
      if (message.talker().id === self.id) said.push(message.text() ?? '');
    });
    return { room, said };
  };
  const { room, said } = addRoom(topic, people);
  return {
    mocker,
    puppet,
    self,
    room,
    people,
    said,
    whispered,
    person(name) {
      const found = people.find(({ payload }) => payload.name === name);
      if (found === undefined) throw new Error(`nobody is called ${name}`);
      return found;
    },
    nickname: (person, nick) => void nicks.set(person.id, nick),
    addRoom,
    async login() {
      await until('the puppet starts', () => puppet.state.active() === true);
      mocker.login(self);
      puppet.emit('ready', { data: 'mock' });
      await settle();
    },
  };
}

export type Bench = WoundClock & {
  readonly channel: Channel;
  readonly log: ReturnType<typeof collectingLog>;
  readonly memory: ReturnType<typeof memoryOver>;
  readonly scans: string[];
};

/** The real channel on a mock group, with time wound by hand; logged in when this resolves. */
export async function channelOn(
  group: MockGroup,
  receive: Receive,
  options: Partial<WechatOptions> & {
    readonly kept?: Map<string, string>;
    readonly loggedOut?: boolean;
    readonly wound?: WoundClock;
  } = {},
): Promise<Bench> {
  const { kept, loggedOut, wound = handWoundClock(), ...rest } = options;
  const log = collectingLog();
  const memory = memoryOver(kept);
  const scans: string[] = [];
  const channel = createWechatChannel({
    puppet: () => group.puppet,
    memory,
    clock: wound.clock,
    timer: wound.timer,
    log,
    random: () => 0,
    showScan: (text) => void scans.push(text),
    ...rest,
  });
  await channel.start(receive);
  if (!loggedOut) {
    await group.login();
    await until('the channel is up', () => channel.health().state === 'up');
  }
  return { ...wound, channel, log, memory, scans };
}
