import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Low } from 'lowdb';
import { JSONFile } from 'lowdb/node';
import { createRecorder } from '../src/bot/recorder.ts';
import { wallClock } from '../src/clock.ts';
import type { Entry, Fact } from '../src/domain/entry.ts';
import { jsonLog } from '../src/log.ts';
import { openStore } from '../src/stores/lowdb-store.ts';
import { branchId, writeStore } from './book-files.ts';
import { timeZone, type Year } from './year.ts';

/** One branch's book as a contestant keeps it: resolves when the check-in is acknowledged. */
export type KeptBook = {
  readonly checkIn: (number: number, member: number) => Promise<void>;
  readonly close: () => Promise<void>;
};
export type OpenBook = (folder: string, year: Year, sqlite?: string) => Promise<KeptBook>;

const markOf = (activity: string, member: number): Fact => ({
  type: 'attendance-marked',
  activity,
  member: `M${member + 1}`,
  mark: { is: 'present' },
});
const causeOf = (number: number): string => `telegram:-1001000000001:${900_000 + number}`;
const openActivity = (year: Year): string => `A${year.branch.last.activity}`;

/** The real recorder over the real store. */
const ours: OpenBook = async (folder, year) => {
  const log = jsonLog('error');
  writeStore(folder, year, wallClock.now(), 1);
  const store = await openStore({ folder, log });
  const recorder = await createRecorder({ store, clock: wallClock, log, timeZone });
  const id = branchId(1);
  await recorder.load(id);
  const activity = openActivity(year);
  return {
    checkIn: (number, member) =>
      recorder.record(id, {
        facts: [markOf(activity, member)],
        at: wallClock.now(),
        by: `M${member + 1}`,
        cause: causeOf(number),
      }),
    close: () => store.close(),
  };
};

/** Every line of the year, then one more per check-in, numbered and stamped as ours are. */
const entryOf = (year: Year, activity: string, number: number, member: number): Entry => ({
  seq: year.entries + number,
  at: new Date().toISOString(),
  by: `M${member + 1}`,
  cause: causeOf(number),
  ...markOf(activity, member),
});

/** lowdb as its own preset uses it: the whole file as indented JSON at every write, never synced. */
const lowdb: OpenBook = async (folder, year) => {
  const file = join(folder, 'book.json');
  const low = new Low<{ entries: Entry[] }>(new JSONFile(file), { entries: year.appends.flat() });
  await low.write();
  await low.read();
  const activity = openActivity(year);
  return {
    checkIn: async (number, member) => {
      low.data.entries.push(entryOf(year, activity, number, member));
      await low.write();
    },
    close: async () => undefined,
  };
};

/** The part of better-sqlite3 that is used, since the project does not depend on it. */
type Statement = { run(...values: unknown[]): unknown };
type Sqlite = {
  pragma(text: string): unknown;
  exec(text: string): unknown;
  prepare(text: string): Statement;
  close(): void;
};

/** One transaction per check-in, durable when it returns. */
const sqlite: OpenBook = async (folder, year, prefix = '') => {
  const require = createRequire(pathToFileURL(join(prefix, 'package.json')));
  const Database = require('better-sqlite3') as new (file: string) => Sqlite;
  const base = new Database(join(folder, 'book.sqlite'));
  base.pragma('journal_mode = WAL');
  base.pragma('synchronous = FULL');
  base.exec(
    'create table entries (seq integer primary key, at text not null, author text not null, cause text, fact text not null);' +
      'create unique index by_cause on entries (cause) where cause is not null',
  );
  const insert = base.prepare('insert into entries values (?, ?, ?, ?, ?)');
  const causes = new Set<string>();
  const add = ({ seq, at, by, cause, ...fact }: Entry): void => {
    insert.run(seq, at, by, cause ?? null, JSON.stringify(fact));
  };
  base.exec('begin');
  for (const entry of year.appends.flat()) {
    const { cause, ...rest } = entry;
    // A decision of several facts has one cause; the index keeps it with the first.
    if (cause === undefined || causes.has(cause)) add(rest as Entry);
    else add(entry);
    if (cause !== undefined) causes.add(cause);
  }
  base.exec('commit');
  const activity = openActivity(year);
  return {
    checkIn: async (number, member) => add(entryOf(year, activity, number, member)),
    close: async () => base.close(),
  };
};

export const contestants = { ours, lowdb, sqlite } as const;
export type Contestant = keyof typeof contestants;

/** A prefix in which better-sqlite3 can be loaded by this version of Node. */
export const loadsSqlite = (prefix: string): string | undefined => {
  try {
    writeFileSync(join(prefix, 'package.json'), '{}', { flag: 'a' });
    const require = createRequire(pathToFileURL(join(prefix, 'package.json')));
    const Database = require('better-sqlite3') as new (file: string) => Sqlite;
    new Database(':memory:').close();
    return undefined;
  } catch (error) {
    return (error as Error).message.split('\n')[0] ?? 'it does not load';
  }
};
