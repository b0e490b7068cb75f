import { parseArgs } from 'node:util';
import { emptyBranch, evolve } from '../domain/evolve.ts';
import { nameOf, type People, withNames } from '../domain/roster.ts';
import { openStoreForReading } from '../stores/lowdb-store.ts';
import { type Task, Unusable } from './command-line.ts';
import { writeSheet } from './export-sheet.ts';
import { keptFolders } from './kept.ts';

/** Every id of a member replaced by the name it has now; who was erased has none. */
const named = (value: unknown, people: People): unknown => {
  if (typeof value === 'string') return /^M\d+$/u.test(value) ? nameOf(people, value) : withNames(value, people);
  if (Array.isArray(value)) return value.map((one) => named(one, people));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      /^M\d+$/u.test(key) ? `${nameOf(people, key)} (${key})` : key,
      named(one, people),
    ]),
  );
};

const task: Task = {
  usage: 'export --branch 名称 [--year YYYY] [--calendar | --sheet FORM --out FOLDER]',
  does: "Prints one branch's book as JSON lines with names, or its calendar, or writes one of its sheets into a folder.",
  help: [
    '',
    '  --branch 名称       the branch',
    '  --year YYYY        the year of the book; default: the latest',
    '  --calendar         prints the activities of the book as an iCalendar file (.ics), cancelled ones marked so',
    '  --sheet signin     签到表 of one activity, with --activity',
    '  --sheet record     会议记录 of one activity, with --activity; docx or pdf',
    '  --sheet leave      请假表 of a month or quarter',
    '  --sheet ledger     考勤台账 of a month, quarter or year',
    '  --sheet month      月报 of a month: a picture, or its words',
    '  --sheet ballot     测评票 of 民主评议党员',
    '  --sheet tally      计票表 of 民主评议党员',
    '  --sheet rectification  整改清单',
    '  --sheet handbook   党支部工作手册 of a year (default: the latest); docx or pdf',
    '  --activity A12     the activity',
    '  --month 2026-12    the month, or',
    '  --quarter 2026-Q4  the quarter, or',
    '  --year 2026        the year',
    '  --format xlsx|pdf|docx|csv  default: xlsx, docx of 会议记录 and 工作手册; csv holds the table alone. A month is png, svg or txt',
    '  --out FOLDER       where the sheet is written',
  ],
  run: async (args, config, { say, complain }) => {
    const { values } = parseArgs({
      args: [...args],
      options: {
        branch: { type: 'string' },
        year: { type: 'string' },
        calendar: { type: 'boolean', default: false },
        sheet: { type: 'string' },
        activity: { type: 'string' },
        month: { type: 'string' },
        quarter: { type: 'string' },
        format: { type: 'string' },
        out: { type: 'string' },
      },
    });
    const { sheet, calendar, branch: _, year: __, ...ofSheet } = values;
    const [stray] = sheet === undefined ? Object.keys(ofSheet) : [];
    if (stray !== undefined) throw new Unusable(`--${stray} goes only with --sheet.`);
    if (calendar && sheet !== undefined) throw new Unusable('--calendar goes without --sheet.');
    if (values.branch === undefined) throw new Unusable('Say which branch with --branch 名称.');
    for (const folder of keptFolders(config)) {
      const store = await openStoreForReading(folder);
      const known = store.registry.branches.find(({ name }) => name === values.branch);
      if (!known) continue;
      if (sheet !== undefined) {
        say(
          await writeSheet(
            store,
            { id: known.id, timeZone: config.timeZone },
            { ...ofSheet, year: values.year, sheet },
            complain,
          ),
        );
        return 0;
      }
      const { books } = await store.ledger.books();
      const years = books.filter(({ branch }) => branch === known.id).map(({ year }) => year);
      const year = values.year === undefined ? Math.max(...years) : Number(values.year);
      if (!years.includes(year)) {
        throw new Unusable(
          `${values.branch} has no book for ${values.year ?? 'any year'}; it has ${years.join(', ')}.`,
        );
      }
      const people = await store.people.read(known.id);
      if (calendar) {
        const { calendarFeed } = await import('../documents/calendar-feed.ts');
        let branch = emptyBranch(known.id, config.timeZone);
        await store.ledger.read(known.id, year, (entry) => {
          branch = evolve(branch, entry);
        });
        say(calendarFeed(branch, people).replace(/\n$/u, ''));
        return 0;
      }
      await store.ledger.read(known.id, year, (entry) => say(JSON.stringify(named(entry, people))));
      return 0;
    }
    throw new Unusable(`There is no branch called ${values.branch} in ${config.store}.`);
  },
};
export default task;
