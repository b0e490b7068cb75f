import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { loadSchedules } from '../src/bot/load.ts';
import { schedulesFolder } from '../src/places.ts';
import { accountOf, roomOf } from './book-files.ts';
import { serve } from './children.ts';
import { closedLoop, type LoopResult } from './closed-loop.ts';
import { type Contestant, contestants } from './store-books.ts';
import { writeYear, type Year } from './year.ts';

export type StoreTasks = {
  readonly prepare: (size: number) => Promise<number>;
  readonly round: (
    contestant: Contestant,
    folder: string,
    sqlite: string,
    load: { clients: number; operations: number; mostMs: number },
  ) => Promise<LoopResult>;
};

const members = 23;
let year: Year | undefined;

const tasks: StoreTasks = {
  prepare: async (size) => {
    const schedules = (await loadSchedules(schedulesFolder)).map(({ id }) => id);
    const write = (activities: number): Year =>
      writeYear({
        activities,
        members,
        schedules,
        now: Date.now(),
        room: roomOf(1),
        accountOf: (m) => accountOf(1, m),
      });
    const bare = write(0).entries;
    const perActivity = (write(10).entries - bare) / 10;
    year = write(size === 0 ? 0 : Math.round((size - bare) / perActivity));
    return year.entries;
  },
  // A round begins with a book of exactly this size, in a process that keeps only this one contestant.
  round: async (contestant, parent, sqlite, load) => {
    if (!year) throw new Error('prepare() comes first');
    const folder = mkdtempSync(join(parent, `${contestant}-`));
    const book = await contestants[contestant](folder, year, sqlite);
    try {
      return await closedLoop(book.checkIn, load);
    } finally {
      await book.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
serve(tasks);
