import { join } from 'node:path';
import { startWorker } from './children.ts';
import type { Claim } from './claim.ts';
import { writeDistrict } from './district.ts';
import type { MemoryTasks } from './memory-worker.ts';
import { removeFolder, temporaryFolder } from './places.ts';

/** A district's year held in memory by one process, and what reading or checking all of it takes. */
export const memoryClaim: Claim = {
  name: 'memory',
  title: 'Memory: a district of branches with a year behind them, all loaded and ticked once',
  run: async (dose, report) => {
    const { branches, activities, settleMs } = dose.memory;
    const folder = await temporaryFolder();
    const store = join(folder, 'store');
    await writeDistrict(store, branches, activities);
    const loader = startWorker<MemoryTasks>('memory-worker');
    const loaded = await loader.ask('load', store, settleMs);
    const ticked = await loader.ask('tick', dose.memory.minutes);
    await loader.stop();
    const checker = startWorker<MemoryTasks>('memory-worker');
    const checked = await checker.ask('check', store);
    await checker.stop();
    removeFolder(folder);
    if (loaded.problems + checked.problems > 0) throw new Error('the generated store is not sound');

    report.say(`  ${loaded.branches} branches, ${loaded.entries.toLocaleString('en')} entries`);
    report.table(
      ['what', 'took'],
      [
        ['opening (both ends of every book)', `${Math.round(loaded.openMs)} ms`],
        ['loading all (schema, checksums, chain, fold)', `${(loaded.loadMs / 1000).toFixed(1)} s`],
        ['loading one branch', `${(loaded.loadMs / loaded.branches).toFixed(1)} ms`],
        ['first tick', `${Math.round(loaded.tickMs)} ms`],
        ['zhishu check', `${(checked.ms / 1000).toFixed(1)} s`],
        ['resident after settling', `${Math.round(loaded.rssMb)} MB`],
        ['highest while loading', `${Math.round(loaded.peakMb)} MB`],
      ],
    );
    report.say(`  then ticked each minute of ${ticked.minutes} minutes of a moved clock`);
    report.table(
      ['a tick over all branches', 'ms'],
      [
        ['mean', ticked.meanMs],
        ['p99', ticked.p99Ms],
        [`the longest, ${ticked.worstAt}`, ticked.worstMs],
        ['09:00 of the next first working day, every list due', ticked.listsMs],
      ],
    );
    report.figure('tick_worst_minute_ms', ticked.worstMs);
    report.figure('tick_lists_minute_ms', ticked.listsMs);
    report.target('tick_mean_ms', ticked.meanMs, '<', 50);
    report.target('tick_p99_ms', ticked.p99Ms, '<', 50);
    report.figure('memory_load_s', loaded.loadMs / 1000);
    report.figure('memory_load_us_per_entry', (loaded.loadMs * 1000) / loaded.entries);
    report.figure('memory_tick_ms', loaded.tickMs);
    report.figure('memory_peak_mb', loaded.peakMb);
    report.figure('check_s', checked.ms / 1000);
    report.target('memory_resident_mb', loaded.rssMb, '<', 400);
  },
};
