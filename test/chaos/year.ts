import { createOutbox, type Outbox } from '../../src/bot/outbox.ts';
import { createRecorder, type Recorder } from '../../src/bot/recorder.ts';
import type { Ticker } from '../../src/bot/ticker.ts';
import { createTicker } from '../../src/bot/ticker.ts';
import type { Entry } from '../../src/domain/entry.ts';
import type { Channel, Store } from '../../src/ports.ts';
import { deedsOf2026, momentAt, roster } from '../golden/live-2026.ts';
import { founded as foundedAt, remindedInPrivate } from '../golden/plan-2026.ts';
import { almanac, createGroup, memoryLog, schedules, when, zone } from '../support/group.ts';

const hour = 3_600_000;
const day = 24 * hour;

/** A disturbance of the clock. */
type Jolt = { readonly at: number; readonly by: number };

export type Disturbance = {
  /** Which of all writes and sends, counted from 1, the process dies in. */
  readonly kills: ReadonlySet<number>;
  readonly jolts: readonly Jolt[];
  /** From 0 to 1. */
  readonly chance: () => number;
  /** Ticks every minute of the year instead of those in which something is due. */
  readonly everyMinute?: true;
};
export const undisturbed: Disturbance = { kills: new Set(), jolts: [], chance: () => 1 };

export type Year = {
  readonly entries: readonly Entry[];
  /** Every message that came out on the platform, with the numbers of the pushes it held. */
  readonly messages: readonly { readonly pushes: readonly string[]; readonly room: string; readonly text: string }[];
  /** Every push that came out on the platform, as arrival() names it. */
  readonly arrived: readonly string[];
  /** Those whose sender died before it had written down what became of them; some of them arrived. */
  readonly cut: readonly string[];
  readonly killed: number;
  readonly steps: number;
  readonly deeds: readonly number[];
};

const nextMinute = (instant: number): number => (Math.floor(instant / 60_000) + 1) * 60_000;

/** A push to the group, or in private: nobody but the one secretary and one member is written to in private. */
export const arrival = (push: string, to: string): string =>
  to === 'test:group' ? `${push} to the group` : `${push} in private`;

type Process = {
  readonly recorder: Recorder;
  readonly ticker: Ticker;
  readonly outbox: Outbox;
  readonly died: Promise<void>;
  readonly isDead: () => boolean;
  hasTicked: boolean;
};

/** Runs the year 2026 of one branch over a memory store, with processes that die and a clock that is moved. */
export const runYear = async ({ kills, jolts, chance, everyMinute }: Disturbance): Promise<Year> => {
  const founded = await createGroup({ now: momentAt(foundedAt), roster });
  const id = founded.held()?.id ?? '';
  await founded.person(remindedInPrivate).whispers('单独提醒我');
  const { store, clock } = founded;
  const messages: { pushes: readonly string[]; room: string; text: string }[] = [];
  const cut: string[] = [];
  let steps = 0;
  let killed = 0;
  const never = new Promise<never>(() => undefined);

  /** One process: what it has in memory is gone when it dies, and nothing it still waits for ever comes back. */
  const start = async (): Promise<Process> => {
    let dead = false;
    let die = (): void => undefined;
    const died = new Promise<void>((resolve) => {
      die = resolve;
    });
    const through = async <T>(work: () => Promise<T>): Promise<T> => {
      if (dead) return never;
      steps += 1;
      if (!kills.has(steps)) {
        const result = await work();
        return dead ? never : result;
      }
      dead = true;
      killed += 1;
      // Half of them die before it is done, half of them after it and before they know.
      if (chance() < 0.5) await work();
      die();
      return never;
    };
    const plugged: Store = {
      ...store,
      ledger: {
        ...store.ledger,
        create: (...given) => through(() => store.ledger.create(...given)),
        append: (...given) => through(() => store.ledger.append(...given)),
      },
    };
    const channel: Channel = {
      ...founded.wire.channel,
      send: async (room, message) => {
        return through(async () => {
          messages.push({ pushes: message.key.split('+'), room, text: message.text });
          return { ref: `test:message:${messages.length}` };
        });
      },
      edit: async () => undefined,
    };
    const log = memoryLog();
    const recorder = await createRecorder({ store: plugged, clock, log, timeZone: zone });
    const outbox = createOutbox({ recorder, channels: [channel], clock, log });
    const ticker = createTicker({ recorder, outbox, schedules, almanac, clock, log });
    recorder.onDurable((branch) => void outbox.deliver(branch));
    await ticker.loadAll();
    // Who died before it wrote what became of a send leaves an attempt behind.
    for (const push of Object.values(recorder.loaded(id)?.branch.pushes ?? {})) {
      for (const [to, state] of Object.entries(push.owed)) if (state === 'attempted') cut.push(arrival(push.id, to));
    }
    return { recorder, outbox, ticker, died, isDead: () => dead, hasTicked: false };
  };

  let process = await start();
  /** False if the process died of it; a new one stands ready then. */
  const survives = async (work: (process: Process) => Promise<void>): Promise<boolean> => {
    const now = process;
    await Promise.race([work(now), now.died]);
    if (!now.isDead()) return true;
    // What it had begun beside its death takes effect, or not, before the next one looks.
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
    process = await start();
    return false;
  };
  /** After a start twice at once and once more, else sometimes twice at once. */
  const tick = async (current: Process): Promise<void> => {
    const { ticker, outbox, hasTicked } = current;
    current.hasTicked = true;
    if (!hasTicked || chance() < 0.1) await Promise.all([ticker.tick(), ticker.tick()]);
    await ticker.tick();
    await outbox.idle();
  };
  const walkTo = async (instant: number): Promise<void> => {
    const minutes = everyMinute ? Math.floor((instant - clock.current) / 60_000) : 0;
    for (let passed = 0; passed < minutes; passed++) {
      clock.current = nextMinute(clock.current);
      await survives(tick);
    }
    for (let due = process.ticker.nextDue(); due !== undefined && due <= instant; due = process.ticker.nextDue()) {
      clock.current = Math.max(due, clock.current);
      await survives(tick);
    }
    clock.current = Math.max(instant, clock.current);
  };

  const deeds = deedsOf2026();
  for (const event of [...deeds, ...jolts].toSorted((a, b) => a.at - b.at)) {
    await walkTo(event.at);
    if ('by' in event) {
      clock.current += event.by;
      await survives(tick);
      continue;
    }
    const done = async ({ recorder, outbox }: Process): Promise<void> => {
      const held = await recorder.load(id);
      if (held.causes.has(event.name)) return;
      await recorder.record(id, { facts: event.facts(held), at: event.at, by: 'M1', cause: event.name });
      await outbox.idle();
    };
    while (!(await survives(done)));
  }
  await walkTo(when('2027-01-06', '12:00'));

  const entries: Entry[] = [];
  for (const year of [2025, 2026, 2027]) await store.ledger.read(id, year, (entry) => void entries.push(entry));
  return {
    entries,
    messages,
    arrived: messages.flatMap(({ pushes, room }) => pushes.map((push) => arrival(push, room))),
    cut,
    killed,
    steps,
    deeds: deeds.map((deed) => deed.at),
  };
};

/** Starts of days in which nothing happens that could not be said a day later. */
export const idleDays = ({ entries, deeds }: Year): number[] => {
  const urgent = entries.flatMap((entry) =>
    entry.type === 'schedule-fired' && /^(activity-|open-|close-)/u.test(entry.schedule) ? [Date.parse(entry.at)] : [],
  );
  const busy = [...urgent, ...deeds];
  return Array.from({ length: 360 }, (_, index) => when('2026-01-02', '12:00') + index * day).filter((start) =>
    busy.every((at) => at < start - 3 * hour || at > start + day + 3 * hour),
  );
};
