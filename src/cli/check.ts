import { checkStore } from '../stores/check.ts';
import type { Task } from './command-line.ts';
import { keptFolders } from './kept.ts';

const task: Task = {
  usage: 'check',
  does: 'Reads every book and says whether all is well; also while the bot runs.',
  help: [
    'Prints the last seq and hash of each book, then one JSON line. The exit code is 0 if all is well and 1 if not.',
  ],
  run: async (_args, config, { say }) => {
    const results = await Promise.all(keptFolders(config).map(checkStore));
    for (const { perBook, problems } of results) {
      for (const { branch, year, seq, hash } of perBook) say(`${branch} ${year}: ${seq} entries, last hash ${hash}`);
      for (const { file, line, what } of problems) say(`PROBLEM ${file}, line ${line}: ${what}`);
    }
    const sum = (of: (result: (typeof results)[number]) => number): number =>
      results.reduce((all, one) => all + of(one), 0);
    const problems = sum((one) => one.problems.length);
    say(problems === 0 ? 'All is well.' : 'Something is wrong; restore the named files from a backup.');
    say(
      JSON.stringify({
        branches: sum((one) => one.branches),
        books: sum((one) => one.books),
        entries: sum((one) => one.entries),
        problems,
      }),
    );
    return problems === 0 ? 0 : 1;
  },
};
export default task;
