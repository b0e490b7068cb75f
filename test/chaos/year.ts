import { createOutbox, type Outbox } from '../../src/bot/outbox.ts';
import { createRecorder, type Held, type Recorder } from '../../src/bot/recorder.ts';
import type { Ticker } from '../../src/bot/ticker.ts';
import { createTicker } from '../../src/bot/ticker.ts';
import { checkIn } from '../../src/domain/attendance.ts';
import { closing } from '../../src/domain/close.ts';
import type { Entry, Fact } from '../../src/domain/entry.ts';
import { askLeave } from '../../src/domain/leave.ts';
import { moveActivity, planActivity, readPlan } from '../../src/domain/plan.ts';
import type { Channel, Store } from '../../src/ports.ts';
import { almanac, createGroup, memoryLog, schedules, when, zone } from '../support/group.ts';

const hour = 3_600_000;
const day = 24 * hour;

/** What somebody does at a time of the year; its name is its cause, so that it is done once however often it is tried. */
type Deed = { readonly at: number; readonly name: string; readonly facts: (held: Held) => readonly Fact[] };

/** A disturbance of the clock. */
type Jolt = { readonly at: number; readonly by: number };

export type Disturbance = {
  /** Which of all writes and sends, counted from 1, the process dies in. */
  readonly kills: ReadonlySet<number>;
  readonly jolts: readonly Jolt[];
  /** From 0 to 1. */
  readonly chance: () => number;
};
export const undisturbed: Disturbance = { kills: new Set(), jolts: [], chance: () => 1 };

export type Year = {
  readonly entries: readonly Entry[];
  /** Every push that came out on the platform, as arrival() names it. */
  readonly arrived: readonly string[];
  /** Those whose sender died before it had written down what became of them; some of them arrived. */
  readonly cut: readonly string[];
  readonly killed: number;
  readonly steps: number;
  readonly deeds: readonly number[];
};

/** A push to the group, or in private: nobody but the one secretary and one member is written to in private. */
export const arrival = (push: string, to: string): string =>
  to === 'test:group' ? `${push} to the group` : `${push} in private`;

const month = (number: number): string => String(number).padStart(2, '0');

/** A branch's year: a themed day and a group meeting each month, an assembly each quarter, with those who come, ask leave, close. */
const deedsOf2026 = (): Deed[] => {
  const deeds: Deed[] = [];
  const plan = (planned: string, start: string, line: string): void => {
    const name = `${line} ${start}`;
    const [date = '', time = ''] = start.split(' ');
    const begins = when(date, time);
    const add = (at: number, what: string, facts: Deed['facts']): void =>
      void deeds.push({ at, name: `${name} ${what}`, facts });
    const ours = ({ branch }: Held) => Object.values(branch.activities).find((one) => one.start === begins);
    const at = when(planned, '10:00');
    add(at, 'planned', ({ branch, people }) =>
      planActivity(
        branch,
        people,
        readPlan(
          `${line.split(' ')[0]} ${date} ${time} 会议室 学习`,
          branch,
          branch.members['M1'] && { ...branch.members['M1'] },
          at,
        ),
      ),
    );
    add(begins - 5 * hour, 'leave', (held) => {
      const activity = ours(held);
      return activity ? askLeave(held.branch, activity, 'M1', '公差', begins - 5 * hour) : [];
    });
    for (const member of ['M2', 'M3', 'M4']) {
      add(begins - 5 * 60_000, member, (held) => {
        const activity = ours(held);
        return activity ? checkIn(held.branch, activity, member, begins - 5 * 60_000) : [];
      });
    }
    if (date.endsWith('12')) {
      add(begins + 1.5 * hour, 'closed', (held) => {
        const activity = ours(held);
        return activity ? closing(held.branch, activity, begins + 1.5 * hour) : [];
      });
    }
  };
  for (let number = 1; number <= 12; number++) {
    plan(`2026-${month(number)}-03`, `2026-${month(number)}-12 19:30`, '主题党日');
    plan(`2026-${month(number)}-19`, `2026-${month(number)}-22 12:30`, '党小组会');
    if (number % 3 === 0) plan(`2026-${month(number)}-20`, `2026-${month(number)}-28 15:00`, '支部党员大会');
  }
  deeds.push({
    at: when('2026-04-13', '09:00'),
    name: 'a plan that is moved',
    facts: ({ branch, people }) =>
      planActivity(
        branch,
        people,
        readPlan('党课 2026-04-20 15:00 会议室', branch, undefined, when('2026-04-13', '09:00')),
      ),
  });
  deeds.push({
    at: when('2026-04-18', '09:00'),
    name: 'its move',
    facts: ({ branch, people }) => {
      const lecture = Object.values(branch.activities).find(({ kind }) => kind === '党课');
      return lecture ? moveActivity(branch, people, lecture, '2026-04-25 20:00', when('2026-04-18', '09:00')) : [];
    },
  });
  return deeds.toSorted((a, b) => a.at - b.at);
};

type Process = {
  readonly recorder: Recorder;
  readonly ticker: Ticker;
  readonly outbox: Outbox;
  readonly died: Promise<void>;
  readonly isDead: () => boolean;
};

/** Runs the year 2026 of one branch over a memory store, with processes that die and a clock that is moved. */
export const runYear = async ({ kills, jolts, chance }: Disturbance): Promise<Year> => {
  const founded = await createGroup({ now: when('2026-01-01', '10:00') });
  const id = founded.held()?.id ?? '';
  await founded.person('张三').whispers('单独提醒我');
  const { store, clock } = founded;
  const arrived: string[] = [];
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
          arrived.push(...message.key.split('+').map((push) => arrival(push, room)));
          return { ref: `test:message:${arrived.length}` };
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
    return { recorder, outbox, ticker, died, isDead: () => dead };
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
  const tick = async ({ ticker, outbox }: Process): Promise<void> => {
    await (chance() < 0.1 ? Promise.all([ticker.tick(), ticker.tick()]) : ticker.tick());
    await outbox.idle();
  };
  const walkTo = async (instant: number): Promise<void> => {
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
  for (const year of [2026, 2027]) await store.ledger.read(id, year, (entry) => void entries.push(entry));
  return { entries, arrived, cut, killed, steps, deeds: deeds.map(({ at }) => at) };
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
