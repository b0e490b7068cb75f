import { parseArgs } from 'node:util';
import { jsonLog } from '../log.ts';
import { readErased, restore } from '../stores/backup.ts';
import { type Task, Unusable } from './command-line.ts';

const task: Task = {
  usage: 'restore FILE [--erased REGISTRY]',
  does: 'Brings a backup back into an empty store; people erased since stay erased.',
  help: [
    '',
    '  --erased REGISTRY    a registry.json saved from the lost store: who it names as erased is not brought back',
    '',
    'It refuses a store that is not empty. Stop the bot first, and set ZHISHU_STORE to the new folder.',
  ],
  run: async (args, config, { say }) => {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { erased: { type: 'string' } },
    });
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0)
      throw new Unusable('Name one backup file. "zhishu restore --help" says more.');
    const erased = values.erased === undefined ? [] : await readErased(values.erased);
    const done = await restore(file, config.store, { erased, log: jsonLog(config.logLevel) });
    for (const { file: damaged, line, what } of done.problems)
      say(`PROBLEM ${damaged}, line ${line}: ${what} (as in the backup)`);
    say(
      `${config.store}: ${done.branches} branches, ${done.books} books, ${done.entries} entries; ${done.erased} erased people stay erased.`,
    );
    return done.problems.length === 0 ? 0 : 1;
  },
};
export default task;
