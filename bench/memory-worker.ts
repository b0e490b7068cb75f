import { readAlmanac } from '../src/almanac.ts';
import { loadCommands, loadSchedules } from '../src/bot/load.ts';
import type { Outbox } from '../src/bot/outbox.ts';
import { createOutbox } from '../src/bot/outbox.ts';
import { createRecorder } from '../src/bot/recorder.ts';
import type { Ticker } from '../src/bot/ticker.ts';
import { createTicker } from '../src/bot/ticker.ts';
import { keepHeapSmall } from '../src/cli/heap.ts';
import { wallClock } from '../src/clock.ts';
import { addMonths, instantOf, localDate, workingDayOf } from '../src/domain/calendar.ts';
import { jsonLog } from '../src/log.ts';
import { commandsFolder, schedulesFolder } from '../src/places.ts';
import type { Channel } from '../src/ports.ts';
import { checkStore } from '../src/stores/check.ts';
import { openStore } from '../src/stores/lowdb-store.ts';
import { serve } from './children.ts';
import { quantile } from './numbers.ts';
import { memoryMb } from './process-stats.ts';
import { timeZone } from './year.ts';

export type Loaded = {
  readonly branches: number;
  readonly entries: number;
  readonly problems: number;
  readonly openMs: number;
  readonly loadMs: number;
  readonly tickMs: number;
  readonly rssMb: number;
  readonly peakMb: number;
};
export type Ticked = {
  readonly minutes: number;
  readonly meanMs: number;
  readonly p99Ms: number;
  /** The minute that took longest: what fired in it in every branch, and how long. */
  readonly worstMs: number;
  readonly worstAt: string;
  /** The first working day of next month at 09:00: the list is written down and queued in every branch. */
  readonly listsMs: number;
};
export type Checked = { readonly ms: number; readonly entries: number; readonly problems: number };

export type MemoryTasks = {
  /** What the program does after its start, without channels: everything read, checked, folded, and ticked once. */
  readonly load: (folder: string, settleMs: number) => Promise<Loaded>;
  /** Ticks what load() left, once a minute for so many minutes of a moved clock, and then at the hour of the next list. */
  readonly tick: (minutes: number) => Promise<Ticked>;
  readonly check: (folder: string) => Promise<Checked>;
};

/** Takes everything at once: what sending costs is measured elsewhere. */
const taker: Channel = {
  name: 'telegram',
  can: { edit: false, choices: false, privately: true },
  start: async () => undefined,
  stop: async () => undefined,
  send: async () => ({ ref: 'telegram:1:1' }),
  health: () => ({ state: 'up', since: 0, lastEvent: undefined }),
};

const clock = { ahead: 0, now: () => wallClock.now() + clock.ahead };
let loadedOnce: { ticker: Ticker; outbox: Outbox; close: () => Promise<void> } | undefined;

const tasks: MemoryTasks = {
  load: async (folder, settleMs) => {
    keepHeapSmall();
    const begun = performance.now();
    const log = jsonLog('error');
    const store = await openStore({ folder, log });
    const [almanac, , schedules, recorder] = await Promise.all([
      readAlmanac(),
      loadCommands(commandsFolder),
      loadSchedules(schedulesFolder),
      createRecorder({ store, clock, log, timeZone }),
    ]);
    const outbox = createOutbox({ recorder, channels: [taker], clock, log });
    const ticker = createTicker({ recorder, outbox, schedules, almanac, clock, log });
    recorder.onDurable((branch, entries) => {
      if (entries.some(({ type }) => type === 'push-queued')) void outbox.deliver(branch);
    });
    const opened = performance.now();
    await ticker.loadAll();
    const loaded = performance.now();
    await ticker.tick();
    const ticked = performance.now();
    await new Promise((resolve) => setTimeout(resolve, settleMs));
    const { now, peak } = memoryMb(process.pid);
    const { branches, entries } = recorder.counts();
    const held = recorder.branches().filter((id) => recorder.loaded(id)).length;
    if (held !== branches) throw new Error(`only ${held} of ${branches} branches were loaded`);
    loadedOnce = {
      ticker,
      outbox,
      close: async () => {
        await recorder.drain();
        await store.close();
      },
    };
    return {
      branches,
      entries,
      problems: recorder.problems().length,
      openMs: opened - begun,
      loadMs: loaded - opened,
      tickMs: ticked - loaded,
      rssMb: now,
      peakMb: peak,
    };
  },
  tick: async (minutes) => {
    if (!loadedOnce) throw new Error('load() comes first');
    const { ticker, outbox, close } = loadedOnce;
    const { holidays } = await readAlmanac();
    /** What one tick takes, and not what is sent because of it. */
    const tickAt = async (instant: number): Promise<number> => {
      clock.ahead = instant - wallClock.now();
      const begun = performance.now();
      await ticker.tick();
      const took = performance.now() - begun;
      await outbox.idle();
      return took;
    };
    const first = Math.ceil(clock.now() / 60_000) * 60_000;
    const took: number[] = [];
    for (let minute = 0; minute < minutes; minute++) took.push(await tickAt(first + minute * 60_000));
    const worstMs = Math.max(...took);
    const worstAt = new Date(first + took.indexOf(worstMs) * 60_000).toISOString();
    const month = addMonths(localDate(clock.now(), timeZone).slice(0, 7), 1);
    const lists = instantOf(workingDayOf(month, 1, holidays).date, '09:00', timeZone);
    for (let due = ticker.nextDue(); due !== undefined && due < lists; due = ticker.nextDue()) await tickAt(due);
    const listsMs = await tickAt(lists);
    await close();
    return {
      minutes,
      meanMs: took.reduce((sum, one) => sum + one, 0) / minutes,
      p99Ms: quantile(took, 0.99),
      worstMs,
      worstAt,
      listsMs,
    };
  },
  check: async (folder) => {
    const begun = performance.now();
    const { entries, problems } = await checkStore(folder);
    return { ms: performance.now() - begun, entries, problems: problems.length };
  },
};
serve(tasks);
