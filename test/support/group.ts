import { readAlmanac } from '../../src/almanac.ts';
import { createAttachments } from '../../src/bot/attachments.ts';
import { createBackupNow } from '../../src/bot/backup-now.ts';
import { createBot } from '../../src/bot/bot.ts';
import { createCauses } from '../../src/bot/causes.ts';
import { createFounding, hashOf } from '../../src/bot/founding.ts';
import { loadCommands, loadSchedules } from '../../src/bot/load.ts';
import { createOutbox } from '../../src/bot/outbox.ts';
import { createRecorder } from '../../src/bot/recorder.ts';
import { createTicker } from '../../src/bot/ticker.ts';
import { createDoors, entranceOf } from '../../src/console/doors.ts';
import { createFeeds } from '../../src/console/feeds.ts';
import { renderDocument } from '../../src/documents/render.ts';
import { instantOf } from '../../src/domain/calendar.ts';
import type { Entry } from '../../src/domain/entry.ts';
import { importRoster } from '../../src/domain/roster-import.ts';
import { readRosterLines } from '../../src/domain/roster-table.ts';
import { commandsFolder, schedulesFolder } from '../../src/places.ts';
import {
  type Answer,
  type Channel,
  type FailureReason,
  type Incoming,
  type Log,
  type Message,
  type Reply,
  SendFailure,
  type Store,
} from '../../src/ports.ts';
import { memoryStore } from '../../src/stores/memory-store.ts';

export const zone = 'Asia/Shanghai';
/** A wall clock moment in the branch's zone: `when('2026-11-21', '19:30')`. */
export const when = (date: string, time: string): number => instantOf(date, time, zone);

export const commands = await loadCommands(commandsFolder);
export const schedules = await loadSchedules(schedulesFolder);
export const almanac = await readAlmanac();

export type Logged = { level: string; event: string; fields: unknown };
export const memoryLog = (): Log & { readonly lines: Logged[] } => {
  const lines: Logged[] = [];
  const write =
    (level: string) =>
    (event: string, fields: unknown = {}): void =>
      void lines.push({ level, event, fields });
  return { lines, debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
};

export type Said = {
  readonly room: string;
  readonly message: Message;
  readonly ref: string;
  text: string;
  readonly edits: string[];
};

/** The wire of a platform as a list: what was sent, and what sending next should do. */
export const wireChannel = (name = 'test') => {
  const sent: Said[] = [];
  const failures: (SendFailure | undefined)[] = [];
  const failuresIn = new Map<string, SendFailure[]>();
  let gate: Promise<void> | undefined;
  let open: () => void = () => undefined;
  let number = 0;
  let isDown = false;
  const channel: Channel = {
    name,
    can: { edit: true, choices: true, privately: true, recallForMs: 48 * 3_600_000 },
    start: async () => undefined,
    stop: async () => undefined,
    send: async (room, message) => {
      await gate;
      if (isDown) throw new SendFailure('unreachable', 'the network is down');
      const failure = failuresIn.get(room)?.shift() ?? failures.shift();
      if (failure) throw failure;
      number += 1;
      const ref = `${name}:message:${number}`;
      sent.push({ room, message, ref, text: message.text, edits: [] });
      return { ref };
    },
    edit: async (ref, message) => {
      const one = sent.find((said) => said.ref === ref);
      if (!one) throw new SendFailure('gone', 'no such message');
      one.text = message.text;
      one.edits.push(message.text);
    },
    recall: async (ref) => {
      if (isDown) throw new SendFailure('unreachable', 'the network is down');
      const failure = failures.shift();
      if (failure) throw failure;
      const at = sent.findIndex((said) => said.ref === ref);
      if (at >= 0) sent.splice(at, 1);
    },
    health: () => ({ state: isDown ? 'down' : 'up', since: 0, lastEvent: undefined }),
  };
  return {
    channel,
    sent,
    goDown: (): void => void (isDown = true),
    comeUp: (): void => void (isDown = false),
    failNext: (...reasons: ('refused' | 'gone' | 'unreachable' | 'unknown' | 'none')[]): void => {
      for (const reason of reasons) failures.push(reason === 'none' ? undefined : new SendFailure(reason, reason));
    },
    failIn: (room: string, ...reasons: readonly FailureReason[]): void =>
      void failuresIn.set(
        room,
        reasons.map((reason) => new SendFailure(reason, reason)),
      ),
    hold: (): (() => void) => {
      gate = new Promise((resolve) => {
        open = resolve;
      });
      return () => {
        gate = undefined;
        open();
      };
    },
  };
};

export type Talk = {
  direct?: boolean;
  quotes?: string;
  mentions?: boolean;
  at?: number;
  id?: string;
  kind?: Incoming['kind'];
  file?: { name: string; bytes: Uint8Array };
} & Partial<Omit<Incoming, 'file'>>;

/** The text of an answer, whatever way it is voiced; undefined for silence. */
export const textOf = (reply: Reply | undefined): string | undefined => {
  if (!reply || reply.kind === 'coming') return undefined;
  return reply.kind === 'acknowledged' ? `✓ ${reply.toast}` : reply.text;
};

/** The counts that go with an acknowledgement, where there are any. */
export const countsSaid = (reply: Reply | undefined): string | undefined =>
  reply?.kind === 'acknowledged' ? reply.tally?.() : undefined;

export const defaultRoster = [
  '林书华 正式 第一党小组 书记',
  '王祖志 正式 第一党小组 组织委员',
  '张三 正式 第一党小组',
  '李四 正式 第一党小组 党小组长',
  '王五 正式 第二党小组',
  '赵六 正式 第二党小组 党小组长',
  '孙七 预备 第二党小组',
  '周八 正式 第二党小组',
];

/** One branch and its group, everything real but the wire and the wall clock. */
export const createGroup = async ({
  now = when('2026-11-21', '10:00'),
  roster = defaultRoster,
  store = memoryStore(),
  bind = true,
}: {
  now?: number;
  roster?: readonly string[];
  store?: Store;
  bind?: boolean;
} = {}) => {
  const clock = { current: now, now: () => clock.current };
  const log = memoryLog();
  const wire = wireChannel();
  const recorder = await createRecorder({ store, clock, log, timeZone: zone });
  const founding = createFounding({ registry: store.registry, recorder, clock, onCodeSpent: async () => undefined });
  const doors = createDoors(clock);
  const feeds = createFeeds(await store.memory('calendar'));
  /** Where a backup would be written: what it makes of one can be changed. */
  const disk = {
    backUp: async () => ({ name: 'zhishu-backup-2026-11-21-020000.tar.gz', bytes: 1_250_000, problems: 0 }),
  };
  const backups = createBackupNow({ make: () => disk.backUp(), wall: clock, log });
  const confirmed: string[] = [];
  const forgotten: string[] = [];
  const bot = createBot({
    recorder,
    founding,
    registry: store.registry,
    people: store.people,
    causes: await createCauses(await store.memory('bot'), clock, log),
    clock,
    log,
    commands,
    almanac,
    schedules,
    ledger: store.ledger,
    render: renderDocument,
    recallForMs: () => wire.channel.can.recallForMs,
    entrance: entranceOf(doors, feeds, () => 'http://127.0.0.1:3000'),
    backups,
    confirmAccount: (account) => void confirmed.push(account),
    forgetAccount: (account) => void forgotten.push(account),
  });
  const attach = createAttachments({ guidance: almanac.guidance, render: renderDocument });
  const outbox = createOutbox({ recorder, channels: [wire.channel], clock, log, attach });
  const ticker = createTicker({ recorder, outbox, schedules, almanac, clock, log });
  const entries: Entry[] = [];
  recorder.onDurable((branch, written) => {
    entries.push(...written);
    void outbox.deliver(branch);
    void outbox.refresh(branch, new Set(written.flatMap((entry) => ('activity' in entry ? [entry.activity] : []))));
  });
  await store.registry.update((registry) => ({ ...registry, codes: [{ hash: hashOf('12345678') }] }));

  const room = 'test:group';
  let messages = 0;
  const say = async (name: string, account: string, text: string, talk: Talk = {}): Promise<Answer | undefined> => {
    messages += 1;
    const { at, file, direct = false, quotes, mentions = false, ...rest } = talk;
    const heard = await bot.receive({
      id: `test:${messages}`,
      kind: 'text',
      room: direct ? account : room,
      direct,
      sender: { id: account, name, via: 'person' },
      text,
      sentAt: at ?? clock.current,
      mentionsBot: mentions,
      ...(quotes === undefined ? {} : { quotes }),
      ...(file
        ? { kind: 'file' as const, file: { name: file.name, size: file.bytes.length, read: async () => file.bytes } }
        : {}),
      ...rest,
    });
    const reply = heard?.kind === 'coming' ? await heard.answer : heard;
    await outbox.idle();
    return reply;
  };

  const accountOf = (name: string): string => `test:${name}`;
  const person = (name: string, displayName = name) => ({
    account: accountOf(name),
    /** In the group. */
    says: async (text: string, talk: Talk = {}) => textOf(await say(displayName, accountOf(name), text, talk)),
    /** In private. */
    whispers: async (text: string, talk: Talk = {}) =>
      textOf(await say(displayName, accountOf(name), text, { ...talk, direct: true })),
    reply: (text: string, talk: Talk = {}) => say(displayName, accountOf(name), text, talk),
    presses: async (says: string, talk: Talk = {}) =>
      textOf(await say(displayName, accountOf(name), says, { kind: 'choice', mentions: true, ...talk })),
    sends: async (file: { name: string; bytes: Uint8Array }, talk: Talk = {}) =>
      textOf(await say(displayName, accountOf(name), '', { direct: true, ...talk, file })),
    /** Texts this person has been sent in private. */
    letters: () => wire.sent.filter((said) => said.room === accountOf(name)).map((said) => said.text),
  });

  let branch = '';
  if (roster.length > 0) {
    const held = await founding.prepare('第一党支部', room, now - 1000);
    branch = held.id;
    const reading = readRosterLines(roster.join('\n'));
    if ('problems' in reading) throw new Error(reading.problems[0]?.what);
    const change = importRoster(held.branch, held.people, reading.rows, { bindAccounts: false });
    if ('problems' in change) throw new Error(change.problems[0]?.what);
    await recorder.record(branch, {
      facts: change.facts,
      people: [
        ...change.people,
        ...(bind
          ? change.added.map((id, index) => ({
              bind: accountOf(reading.rows[index]?.name ?? ''),
              to: id,
              trust: 'confirmed' as const,
            }))
          : []),
      ],
      at: now - 1000,
      by: 'operator',
    });
    await ticker.tick();
  }

  return {
    clock,
    log,
    wire,
    store,
    recorder,
    founding,
    bot,
    doors,
    feeds,
    disk,
    backups,
    outbox,
    ticker,
    room,
    entries,
    confirmed,
    forgotten,
    person,
    say,
    /** Moves the wall clock through every due time, as a program that runs all the while would. */
    goTo: async (instant: number): Promise<void> => {
      for (let due = ticker.nextDue(); due !== undefined && due <= instant; due = ticker.nextDue()) {
        clock.current = Math.max(due, clock.current);
        await ticker.tick();
        await outbox.idle();
      }
      clock.current = instant;
      await ticker.tick();
      await outbox.idle();
    },
    state: () => recorder.loaded(branch || (recorder.branches()[0] ?? ''))?.branch,
    held: () => recorder.loaded(branch || (recorder.branches()[0] ?? '')),
    /** What the group has read, in order, as it reads now. */
    group: () => wire.sent.filter((said) => said.room === room).map((said) => said.text),
  };
};
export type Group = Awaited<ReturnType<typeof createGroup>>;
