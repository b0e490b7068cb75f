import { parseArgs } from 'node:util';
import { backup, backupsBeside } from '../stores/backup.ts';
import type { Task } from './command-line.ts';
import { keptFolders } from './kept.ts';

const task: Task = {
  usage: 'backup [--to FOLDER]',
  does: 'Writes one dated file with everything kept; also while the bot runs.',
  help: ['', '  --to FOLDER    where to write it; default: backups, beside the store. Best on another disk.'],
  run: async (args, config, { say }) => {
    const { values } = parseArgs({ args: [...args], options: { to: { type: 'string' } } });
    const [folder] = keptFolders(config);
    const done = await backup(folder, values.to ?? backupsBeside(config.store), Date.now());
    for (const { file, line, what } of done.problems) say(`PROBLEM ${file}, line ${line}: ${what} (copied as it is)`);
    say(`${done.file}: ${done.branches} branches, ${done.books} books, ${done.entries} entries.`);
    return done.problems.length === 0 ? 0 : 1;
  },
};
export default task;
