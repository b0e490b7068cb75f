import { readAlmanac } from '../src/almanac.ts';
import { loadCommands, loadSchedules } from '../src/bot/load.ts';
import { createOutbox } from '../src/bot/outbox.ts';
import { createRecorder } from '../src/bot/recorder.ts';
import { createTicker } from '../src/bot/ticker.ts';
import { wallClock } from '../src/clock.ts';
import { jsonLog } from '../src/log.ts';
import { commandsFolder, schedulesFolder } from '../src/places.ts';
import { checkStore } from '../src/stores/check.ts';
import { openStore } from '../src/stores/lowdb-store.ts';
import { serve } from './children.ts';
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
export type Checked = { readonly ms: number; readonly entries: number; readonly problems: number };

export type MemoryTasks = {
  /** What the program does after its start, without channels: everything read, checked, folded, and ticked once. */
  readonly load: (folder: string, settleMs: number) => Promise<Loaded>;
  readonly check: (folder: string) => Promise<Checked>;
};

const tasks: MemoryTasks = {
  load: async (folder, settleMs) => {
    const begun = performance.now();
    const log = jsonLog('error');
    const store = await openStore({ folder, log });
    const [almanac, , schedules, recorder] = await Promise.all([
      readAlmanac(),
      loadCommands(commandsFolder),
      loadSchedules(schedulesFolder),
      createRecorder({ store, clock: wallClock, log, timeZone }),
    ]);
    const outbox = createOutbox({ recorder, channels: [], clock: wallClock, log });
    const ticker = createTicker({ recorder, outbox, schedules, almanac, clock: wallClock, log });
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
    await store.close();
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
  check: async (folder) => {
    const begun = performance.now();
    const { entries, problems } = await checkStore(folder);
    return { ms: performance.now() - begun, entries, problems: problems.length };
  },
};
serve(tasks);
