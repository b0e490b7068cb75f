import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { createFounding } from '../bot/founding.ts';
import { createRecorder } from '../bot/recorder.ts';
import { wallClock } from '../clock.ts';
import { readRosterFile } from '../documents/roster-file.ts';
import { Refusal } from '../domain/refusal.ts';
import { importRoster } from '../domain/roster-import.ts';
import type { RosterRow } from '../domain/roster-row.ts';
import { readRosterTable } from '../domain/roster-table.ts';
import { jsonLog } from '../log.ts';
import { openStore } from '../stores/lowdb-store.ts';
import { type Task, Unusable } from './command-line.ts';

type Job = {
  readonly file: string;
  readonly branch: string;
  readonly room: string | undefined;
  readonly rows: readonly RosterRow[];
};

const isRoom = (room: string): boolean => /^telegram:-\d+$/u.test(room);
const roomForm =
  'write it like telegram:-1001234567890. A WeChat room has no lasting id: there the secretary says 建支部 with the name and a setup code.';

const tableFiles = ['.csv', '.xlsx', '.xls', '.et'];

const filesOf = async (path: string): Promise<{ file: string; inFolder: boolean }[]> => {
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new Unusable(`${path} does not exist.`);
  if (!found.isDirectory()) return [{ file: path, inFolder: false }];
  const names = (await readdir(path)).filter(
    (name) => tableFiles.includes(extname(name).toLowerCase()) && !name.startsWith('.'),
  );
  if (names.length === 0) throw new Unusable(`${path} holds no .csv or .xlsx file.`);
  return names.toSorted().map((name) => ({ file: join(path, name), inFolder: true }));
};

/** What one file asks for; the columns 支部 and 群 override the options, so that one file may hold several branches. */
const jobsOf = async (
  { file, inFolder }: { file: string; inFolder: boolean },
  branch: string | undefined,
  room: string | undefined,
): Promise<Job[]> => {
  let reading: ReturnType<typeof readRosterTable>;
  try {
    reading = readRosterTable(await readRosterFile(basename(file), await readFile(file)));
  } catch (error) {
    throw new Unusable(`${file}: ${(error as Error).message}`);
  }
  if ('problems' in reading) throw new Unusable(reading.problems.map(({ what }) => `${file}: ${what}`).join('\n'));
  const byBranch = new Map<string, RosterRow[]>();
  for (const row of reading.rows) {
    const name = row.branch ?? branch ?? (inFolder ? basename(file, extname(file)) : undefined);
    if (name === undefined) throw new Unusable(`${file}: say which branch with --branch 名称, or add a column 支部.`);
    byBranch.set(name, [...(byBranch.get(name) ?? []), row]);
  }
  return [...byBranch].map(([name, rows]) => {
    const rooms = new Set(rows.flatMap((row) => row.room ?? []));
    if (rooms.size > 1)
      throw new Unusable(`${file}: the column 群 names several rooms for the branch ${name}; use one.`);
    const wrong = [...rooms].find((one) => !isRoom(one));
    if (wrong !== undefined)
      throw new Unusable(`${file}: the room ${wrong} in the column 群 cannot be prepared; ${roomForm}`);
    return { file, branch: name, room: [...rooms][0] ?? room, rows };
  });
};

const task: Task = {
  usage: 'import FILE|FOLDER… [--branch 名称] [--room telegram:-100…] [--leave-missing]',
  does: 'Prepares branches from roster files (CSV or xlsx); running it again changes only what changed.',
  help: [
    '',
    '  --branch 名称      the branch; in a folder the file name is the branch; a column 支部 overrides both',
    '  --room ROOM        the room of the branch, for example telegram:-1001234567890; a column 群 overrides it',
    '  --leave-missing    members who are on the roster and not in the file are marked as having left',
    '',
    'Every file is read and checked before anything is written. The bot must be stopped meanwhile.',
  ],
  run: async (args, config, { say, complain }) => {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        branch: { type: 'string' },
        room: { type: 'string' },
        'leave-missing': { type: 'boolean', default: false },
      },
    });
    if (positionals.length === 0)
      throw new Unusable('Name at least one file or folder. "zhishu import --help" says more.');
    if (values.room !== undefined && !isRoom(values.room)) {
      throw new Unusable(`--room ${values.room} cannot be prepared; ${roomForm}`);
    }
    const files = (await Promise.all(positionals.map(filesOf))).flat();
    if (files.length > 1 && values.room !== undefined) {
      throw new Unusable('--room goes with one file only; for several use the column 群.');
    }
    const jobs: Job[] = [];
    const problems: string[] = [];
    for (const file of files) {
      try {
        jobs.push(...(await jobsOf(file, values.branch, values.room)));
      } catch (error) {
        if (!(error instanceof Unusable)) throw error;
        problems.push(error.message);
      }
    }
    if (problems.length > 0) {
      complain([...problems, 'Nothing was imported.'].join('\n'));
      return 1;
    }

    const log = jsonLog(config.logLevel);
    const store = await openStore({ folder: config.store, log });
    try {
      const recorder = await createRecorder({ store, clock: wallClock, log, timeZone: config.timeZone });
      const founding = createFounding({
        registry: store.registry,
        recorder,
        clock: wallClock,
        onCodeSpent: async () => undefined,
      });
      // All decided before any is written, so that a bad file among many changes no branch.
      const now = wallClock.now();
      for (const job of jobs) {
        const id = founding.branchNamed(job.branch);
        if (id === undefined) continue;
        const held = await recorder.load(id);
        const change = importRoster(held.branch, held.people, job.rows, {
          bindAccounts: true,
          leaveMissing: values['leave-missing'],
        });
        if ('problems' in change) problems.push(...change.problems.map(({ what }) => `${job.file}: ${what}`));
      }
      if (problems.length > 0) {
        complain([...problems, 'Nothing was imported.'].join('\n'));
        return 1;
      }
      for (const job of jobs) {
        const held = await founding.prepare(job.branch, job.room, now);
        const change = importRoster(held.branch, held.people, job.rows, {
          bindAccounts: true,
          leaveMissing: values['leave-missing'],
        });
        if ('problems' in change)
          throw new Unusable(change.problems.map(({ what }) => `${job.file}: ${what}`).join('\n'));
        if (change.facts.length + change.people.length > 0) {
          await recorder.record(held.id, { facts: change.facts, people: change.people, at: now, by: 'operator' });
        }
        say(
          `${job.branch} (${held.id}): ${change.added.length} added, ${change.changed.length} changed, ${change.returned.length} returned, ${change.missing.length} not in the file${change.missing.length > 0 && !values['leave-missing'] ? ' (they stay)' : ''}.`,
        );
      }
      await recorder.drain();
      return 0;
    } catch (error) {
      if (error instanceof Refusal) throw new Unusable(error.message);
      throw error;
    } finally {
      await store.close();
    }
  },
};
export default task;
