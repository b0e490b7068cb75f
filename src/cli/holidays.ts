import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { holidaysFolder } from '../almanac.ts';
import { type HolidayYear, holidayYearSchema } from '../domain/calendar.ts';
import { makeFolder, nodeFiles, replaceFile } from '../stores/files.ts';
import { mustBeStoreFolder } from '../stores/lowdb-store.ts';
import { type Task, Unusable } from './command-line.ts';

const readYear = async (file: string): Promise<HolidayYear> => {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new Unusable(`${file} cannot be read.`);
  });
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/u, ''));
  } catch {
    throw new Unusable(`${file} is not JSON.`);
  }
  const read = holidayYearSchema.safeParse(value);
  if (read.success) return read.data;
  const problems = read.error.issues.map(({ path, message }) => `- ${path.join('.') || 'the whole'}: ${message}`);
  throw new Unusable([`${file} is no year of holidays as data/holidays/2026.json is one:`, ...problems].join('\n'));
};

const task: Task = {
  usage: 'holidays FILE',
  does: "Imports one year's days off and make-up workdays into the store; they win over those shipped in data/holidays.",
  help: [
    '',
    'FILE is JSON: {"year", "papers": [the notice], "days": [{"name", "date", "isOffDay"}]}, as data/holidays/2026.json,',
    'and as holiday-cn publishes it. Importing a year again replaces it. The bot may run; it reads them when it starts.',
  ],
  run: async (args, config, { say }) => {
    const { positionals } = parseArgs({ args: [...args], allowPositionals: true, options: {} });
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) throw new Unusable('Name one file. "zhishu holidays --help" says more.');
    const year = await readYear(file);
    await makeFolder(nodeFiles, config.store);
    await mustBeStoreFolder(config.store);
    const folder = holidaysFolder(config.store);
    await makeFolder(nodeFiles, folder);
    const target = join(folder, `${year.year}.json`);
    await replaceFile(nodeFiles, target, Buffer.from(`${JSON.stringify(year, undefined, 2)}\n`));
    const off = year.days.filter(({ isOffDay }) => isOffDay).length;
    say(`${target}: ${off} days off, ${year.days.length - off} make-up workdays. Restart the bot to use them.`);
    return 0;
  },
};
export default task;
