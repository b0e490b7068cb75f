import { startWorker, type Worker } from './children.ts';
import type { Claim } from './claim.ts';
import type { LoopResult } from './closed-loop.ts';
import { medianOf } from './numbers.ts';
import { removeFolder, temporaryFolder } from './places.ts';
import { installSqlite } from './sqlite-install.ts';
import type { Contestant } from './store-books.ts';
import type { StoreTasks } from './store-worker.ts';

const labels: Readonly<Record<Contestant, string>> = {
  ours: 'zhishu (durable)',
  lowdb: 'stock lowdb (not durable)',
  sqlite: 'better-sqlite3 WAL/FULL (durable)',
};
type Cell = {
  readonly size: string;
  readonly entries: number;
  readonly contestant: Contestant;
  readonly worker: Worker<StoreTasks>;
  readonly rounds: LoopResult[];
};

const clients = 23;

/** Check-ins per second that are on disk when they are acknowledged, against the size of the branch's book. */
export const storeClaim: Claim = {
  name: 'store',
  title: `Store: ${clients} people of one branch check in as fast as they are acknowledged`,
  run: async (dose, report, options) => {
    const { sizes, checkIns, mostMs } = dose.store;
    const installed = await sqliteFor(dose.name, options.sqlite);
    const prefix = 'prefix' in installed ? installed.prefix : undefined;
    if ('why' in installed) report.say(`  better-sqlite3 is left out: ${installed.why}.`);
    const names: readonly Contestant[] = prefix === undefined ? ['ours', 'lowdb'] : ['ours', 'lowdb', 'sqlite'];
    const folder = await temporaryFolder();
    const load = { clients, operations: checkIns, mostMs };

    const cells: Cell[] = [];
    for (const { label: size, entries: wanted } of sizes) {
      for (const contestant of names) {
        const worker = startWorker<StoreTasks>('store-worker');
        const entries = await worker.ask('prepare', wanted);
        cells.push({ size, entries, contestant, worker, rounds: [] });
        // The first round warms the process up and is not counted.
        await worker.ask('round', contestant, folder, prefix ?? '', { ...load, mostMs: mostMs / 3 });
      }
    }
    for (let round = 0; round < dose.rounds; round++) {
      for (let turn = 0; turn < cells.length; turn++) {
        const cell = cells[(turn + round) % cells.length];
        cell?.rounds.push(await cell.worker.ask('round', cell.contestant, folder, prefix ?? '', load));
      }
    }
    for (const { worker } of cells) await worker.stop();
    removeFolder(folder);
    if (prefix !== undefined && options.sqlite === undefined) removeFolder(prefix);

    const medianIn = (contestant: Contestant, size: string, read: (round: LoopResult) => number): number =>
      medianOf(cells.find((cell) => cell.contestant === contestant && cell.size === size)?.rounds ?? [], read);
    const perSecond = (contestant: Contestant, size: string): number =>
      medianIn(contestant, size, (round) => round.perSecond);
    const cpuMicros = (contestant: Contestant, size: string): number =>
      medianIn(contestant, size, (round) => round.cpuMicros);
    report.table(
      ['entries in the book', 'contestant', 'acks/s', 'p50 ms', 'p99 ms', 'CPU µs each', 'ours : it'],
      cells.map(({ entries, size, contestant, rounds }) => [
        String(entries),
        labels[contestant],
        medianOf(rounds, (round) => round.perSecond),
        medianOf(rounds, (round) => round.p50Ms),
        medianOf(rounds, (round) => round.p99Ms),
        cpuMicros(contestant, size),
        perSecond('ours', size) / medianOf(rounds, (round) => round.perSecond),
      ]),
    );
    for (const { size, contestant, rounds } of cells) {
      report.figure(
        `store_${contestant}_${size}_acks_per_s`,
        medianOf(rounds, (round) => round.perSecond),
      );
      report.figure(`store_${contestant}_${size}_cpu_us`, cpuMicros(contestant, size));
      report.figure(
        `store_${contestant}_${size}_p99_ms`,
        medianOf(rounds, (round) => round.p99Ms),
      );
    }
    for (const { label: size } of sizes) {
      report.target(`store_ours_over_lowdb_${size}`, perSecond('ours', size) / perSecond('lowdb', size), '>=', 8);
      if (prefix !== undefined)
        report.figure(`store_ours_over_sqlite_${size}`, perSecond('ours', size) / perSecond('sqlite', size));
    }
    const [empty = '', full = ''] = [sizes[0]?.label, sizes.at(-1)?.label];
    const growth = perSecond('ours', empty) / perSecond('ours', full);
    report.target('store_growth_empty_to_ten_years', growth, '<=', 1.25);
    // A round lasts a tenth of a second, so that the book stays as long as it is said to be; whatever else the machine does
    // then moves the acks per second, and the processor time of an ack hardly.
    report.figure('store_growth_cpu_empty_to_ten_years', cpuMicros('ours', full) / cpuMicros('ours', empty));
  },
};

const sqliteFor = async (dose: string, given: string | undefined) => {
  if (given !== undefined) return { prefix: given };
  return dose === 'small' ? { why: 'a small dose installs nothing' } : installSqlite();
};
