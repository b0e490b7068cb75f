import { parseArgs } from 'node:util';
import { z } from 'zod';
import { readAlmanac } from '../almanac.ts';
import { loadSchedules } from '../bot/load.ts';
import { pushesAhead } from '../bot/preview.ts';
import { wallClock } from '../clock.ts';
import { endOfDay, instantOf, localDate, localTime } from '../domain/calendar.ts';
import { emptyBranch, evolve } from '../domain/evolve.ts';
import { nameOf } from '../domain/roster.ts';
import { schedulesFolder } from '../places.ts';
import { openStoreForReading } from '../stores/lowdb-store.ts';
import { type Task, Unusable } from './command-line.ts';
import { keptFolders } from './kept.ts';

const dayOf = (option: string, value: string | undefined): string => {
  const day = z.iso.date().safeParse(value);
  if (!day.success) throw new Unusable(`Say ${option} as YYYY-MM-DD.`);
  return day.data;
};

const task: Task = {
  usage: 'preview [--branch 名称] --from YYYY-MM-DD --to YYYY-MM-DD',
  does: 'Prints what would be pushed between two days, should nobody say anything before; also while the bot runs.',
  help: [
    '',
    '  --branch 名称         the branch; default: every branch',
    '  --from YYYY-MM-DD    the first day; what was pushed before now is in the book ("zhishu export")',
    '  --to YYYY-MM-DD      the last day, at most a year ahead',
    '',
    'A line is: when, to which room or whom, the template, the first line of the text, and why. Nothing is written.',
  ],
  run: async (args, config, { say }) => {
    const { values } = parseArgs({
      args: [...args],
      options: { branch: { type: 'string' }, from: { type: 'string' }, to: { type: 'string' } },
    });
    const from = dayOf('--from', values.from);
    const to = dayOf('--to', values.to);
    if (from > to) throw new Unusable('--from is later than --to.');
    const now = wallClock.now();
    const zone = config.timeZone;
    const until = endOfDay(to, zone);
    if (until - now > 366 * 24 * 3_600_000) throw new Unusable('--to is more than a year ahead.');
    const [almanac, schedules] = await Promise.all([readAlmanac(config.store), loadSchedules(schedulesFolder)]);
    let seen = 0;
    for (const folder of keptFolders(config)) {
      const store = await openStoreForReading(folder);
      const { books } = await store.ledger.books();
      for (const { id, name } of store.registry.branches) {
        if (values.branch !== undefined && name !== values.branch) continue;
        const years = books.filter(({ branch }) => branch === id).map(({ year }) => year);
        if (years.length === 0) continue;
        seen += 1;
        let branch = emptyBranch(id, zone);
        await store.ledger.read(id, Math.max(...years), (entry) => {
          branch = evolve(branch, entry);
        });
        const people = await store.people.read(id);
        const ahead = pushesAhead({ branch, people, schedules, almanac, now, until });
        const shown = ahead.filter(({ at }) => at >= instantOf(from, '00:00', zone));
        say(`${name} (${id}): ${shown.length} pushes from ${from} to ${to}.`);
        for (const one of shown) {
          const place = one.to.includes(':') ? one.to : nameOf(people, one.to);
          const time = `${localDate(one.at, zone)} ${localTime(one.at, zone)}`;
          say([time, place, one.template, one.firstLine, one.why].join('  '));
        }
      }
    }
    if (seen > 0) return 0;
    throw new Unusable(
      values.branch === undefined
        ? `There is no branch in ${config.store} yet.`
        : `There is no branch called ${values.branch} in ${config.store}.`,
    );
  },
};
export default task;
