import { join } from 'node:path';
import type { DocumentRequest } from '../src/domain/document.ts';
import { startWorker } from './children.ts';
import type { Claim } from './claim.ts';
import { median } from './numbers.ts';
import type { Drawn, PapersTasks } from './papers-worker.ts';
import { removeFolder, temporaryFolder } from './places.ts';

type Asked = { readonly name: string; readonly request: DocumentRequest; readonly mostSeconds: number };

const asked: readonly Asked[] = [
  { name: 'handbook_pdf', request: { kind: 'handbook', year: 2026, format: 'pdf' }, mostSeconds: 5 },
  { name: 'handbook_docx', request: { kind: 'handbook', year: 2026, format: 'docx' }, mostSeconds: 5 },
  { name: 'month_ledger', request: { kind: 'ledger', period: '2026-01', format: 'xlsx' }, mostSeconds: 1 },
  { name: 'month_picture', request: { kind: 'month', period: '2026-01', format: 'png' }, mostSeconds: 1 },
];

/** Documents made from the book on disk by the program as it runs, and whether anybody has to wait for them. */
export const papersClaim: Claim = {
  name: 'papers',
  title: "Papers: a year's handbook, a month's ledger and picture, from asking to having them",
  run: async (dose, report) => {
    const { rounds, ...given } = dose.papers;
    const folder = await temporaryFolder();
    const store = join(folder, 'store');
    const keeper = startWorker<PapersTasks>('papers-worker');
    await keeper.ask('keep', store, given);
    await keeper.stop();

    const drawn = new Map<string, Drawn[]>();
    for (let round = 0; round < rounds; round++) {
      for (const { name, request } of asked) {
        // A process of its own each: its highest memory is that of one document.
        const worker = startWorker<PapersTasks>('papers-worker');
        drawn.set(name, [...(drawn.get(name) ?? []), await worker.ask('draw', store, request)]);
        await worker.stop();
      }
    }
    removeFolder(folder);

    const all = [...drawn.values()].flat();
    const of = (name: string, what: (one: Drawn) => number): number[] => (drawn.get(name) ?? []).map(what);
    report.say(`  ${given.activities} activities, ${given.members} members, ${all[0]?.entries ?? 0} entries`);
    report.table(
      ['document', 's', 'cpu s', 'kB', 'blocked ms', 'MB before', 'MB at most'],
      asked.map(({ name }) => [
        name,
        median(of(name, ({ ms }) => ms / 1000)),
        median(of(name, ({ cpuMs }) => cpuMs / 1000)),
        median(of(name, ({ bytes }) => bytes / 1000)),
        Math.max(...of(name, ({ blockedMs }) => blockedMs)),
        median(of(name, ({ beforeMb }) => beforeMb)),
        Math.max(...of(name, ({ peakMb }) => peakMb)),
      ]),
    );
    for (const { name, mostSeconds } of asked) {
      report.figure(`paper_${name}_cpu_s`, median(of(name, ({ cpuMs }) => cpuMs / 1000)));
      report.target(`paper_${name}_s`, median(of(name, ({ ms }) => ms / 1000)), '<=', mostSeconds);
    }
    report.target('paper_peak_mb', Math.max(...all.map(({ peakMb }) => peakMb)), '<=', 300);
    report.target('paper_blocked_ms', Math.max(...all.map(({ blockedMs }) => blockedMs)), '<=', 100);
  },
};
