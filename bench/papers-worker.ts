import { readAlmanac } from '../src/almanac.ts';
import { createDocuments } from '../src/bot/documents.ts';
import { createRecorder } from '../src/bot/recorder.ts';
import { renderApart } from '../src/documents/render-apart.ts';
import type { DocumentRequest } from '../src/domain/document.ts';
import { jsonLog } from '../src/log.ts';
import { openStore } from '../src/stores/lowdb-store.ts';
import { yearOfActivities } from '../test/support/year-of-activities.ts';
import { serve } from './children.ts';
import { mainThreadMicros, memoryMb } from './process-stats.ts';
import { timeZone } from './year.ts';

export type YearKept = { readonly members: number; readonly activities: number; readonly minutes: number };
export type Drawn = {
  readonly entries: number;
  readonly bytes: number;
  /** From asking to having it. */
  readonly ms: number;
  /** The processor's time for it, of all threads together. */
  readonly cpuMs: number;
  /** The longest that nothing else could be answered meanwhile: what the main thread computed at a stretch. */
  readonly blockedMs: number;
  readonly beforeMb: number;
  readonly peakMb: number;
};

export type PapersTasks = {
  /** Keeps a branch with a year of activities and records in a new store. */
  readonly keep: (folder: string, given: YearKept) => Promise<void>;
  /** Makes a document of the kept branch, as the bot does for an officer. */
  readonly draw: (folder: string, request: DocumentRequest) => Promise<Drawn>;
};

const id = 'b0001';
const year = 2026;
const clock = { now: () => Date.parse(`${year}-12-31T18:00:00+08:00`) };

const tasks: PapersTasks = {
  keep: async (folder, given) => {
    const store = await openStore({ folder, log: jsonLog('error') });
    const { book, people } = yearOfActivities(given);
    await store.registry.update((known) => ({
      ...known,
      branches: [{ id, name: '第一党支部', rooms: [] }],
    }));
    await store.people.write(id, people);
    await store.ledger.create(id, year, book.entries);
    await store.close();
  },
  draw: async (folder, request) => {
    const log = jsonLog('error');
    const store = await openStore({ folder, log });
    const recorder = await createRecorder({ store, clock, log, timeZone });
    const held = await recorder.load(id);
    const documents = createDocuments({
      ledger: store.ledger,
      render: renderApart,
      almanac: await readAlmanac(),
      clock,
    });
    const beforeMb = memoryMb(process.pid).now;
    let blocked = 0;
    let last = mainThreadMicros();
    const watch = (): void => {
      const now = mainThreadMicros();
      blocked = Math.max(blocked, now - last);
      last = now;
    };
    const watching = setInterval(watch, 10);
    const before = process.cpuUsage();
    const begun = performance.now();
    const { file } = await documents(held, request);
    const ms = performance.now() - begun;
    watch();
    clearInterval(watching);
    const { user, system } = process.cpuUsage(before);
    await store.close();
    return {
      entries: recorder.counts().entries,
      bytes: file.bytes.length,
      ms,
      cpuMs: (user + system) / 1000,
      blockedMs: blocked / 1000,
      beforeMb,
      peakMb: memoryMb(process.pid).peak,
    };
  },
};
serve(tasks);
