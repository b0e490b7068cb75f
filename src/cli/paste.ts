import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { createCauses } from '../bot/causes.ts';
import { loadCommands } from '../bot/load.ts';
import { notACheckIn, pasteText } from '../bot/paste-text.ts';
import { createRecorder, type Held } from '../bot/recorder.ts';
import { wallClock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Activity } from '../domain/branch.ts';
import { formatWhen } from '../domain/calendar.ts';
import { type Paste, pasteKey, readPaste } from '../domain/paste.ts';
import { comparePaste } from '../domain/paste-compare.ts';
import { pasteableFor, pasteFacts } from '../domain/paste-facts.ts';
import { secretaries, titleOf } from '../domain/push.ts';
import { jsonLog } from '../log.ts';
import { commandsFolder } from '../places.ts';
import { openStore, openStoreForReading } from '../stores/lowdb-store.ts';
import { type Task, Unusable } from './command-line.ts';
import { keptFolders } from './kept.ts';

/** Copied chats come as UTF-8 or, from older Windows programs, as GB18030. */
const readText = async (path: string): Promise<string> => {
  const bytes = await readFile(path).catch(() => {
    throw new Unusable(`${path} cannot be read.`);
  });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
};

const folderOf = async (config: Config, branch: string): Promise<{ folder: string; id: string }> => {
  for (const folder of keptFolders(config)) {
    const { registry } = await openStoreForReading(folder);
    const known = registry.branches.find(({ name }) => name === branch);
    if (known) return { folder, id: known.id };
  }
  throw new Unusable(`There is no branch called ${branch} in ${config.store}.`);
};

const activityFor = ({ branch, people }: Held, paste: Paste, named: string | undefined, now: number): Activity => {
  const all = pasteableFor(branch, { dates: [] }, now, { all: true });
  const list = (some: readonly Activity[]): string =>
    some.map((one) => `${one.id}  ${formatWhen(one.start, branch.timeZone)} ${titleOf(one, people)}`).join('\n');
  if (named !== undefined) {
    const found = all.find(({ id }) => id === named);
    if (found) return found;
    throw new Unusable(`There is no activity ${named} that has begun. These have:\n${list(all.slice(-9))}`);
  }
  const [only, ...others] = pasteableFor(branch, paste, now);
  if (!only) throw new Unusable('No activity of this branch has begun; there is nothing the paste can be about.');
  if (others.length > 0) throw new Unusable(`Say which activity with --activity:\n${list([only, ...others])}`);
  return only;
};

const task: Task = {
  usage: 'paste FILE --branch 名称 [--activity A12] [--overwrite] [--yes]',
  does: 'Records what a copied 接龙, stretch of chat or list of names says of one activity.',
  help: [
    '',
    '  --branch 名称     the branch',
    '  --activity A12   the activity, where the text leaves a choice',
    '  --overwrite      where the ledger says something else, the text wins; default: the ledger stays',
    '  --yes            write it; without it only what would be written is shown',
    '',
    'It is recorded in the name of the secretary. The text itself is kept nowhere. The bot must be stopped meanwhile.',
  ],
  run: async (args, config, { say }) => {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        branch: { type: 'string' },
        activity: { type: 'string' },
        overwrite: { type: 'boolean', default: false },
        yes: { type: 'boolean', default: false },
      },
    });
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) throw new Unusable('Name one file. "zhishu paste --help" says more.');
    if (values.branch === undefined) throw new Unusable('Say which branch with --branch 名称.');
    const text = await readText(file);
    const { folder, id } = await folderOf(config, values.branch);
    const log = jsonLog(config.logLevel);
    const store = await openStore({ folder, log });
    try {
      const recorder = await createRecorder({ store, clock: wallClock, log, timeZone: config.timeZone });
      const causes = await createCauses(await store.memory('bot'), wallClock, log);
      const held = await recorder.load(id);
      const { branch, people } = held;
      const now = wallClock.now();
      const paste = readPaste(text, { branch, people, now, words: await loadCommands(commandsFolder) });
      if (paste?.purpose === 'other') throw new Unusable(notACheckIn);
      if (!paste) throw new Unusable(`${file} holds no 接龙, chat or list with a name of the roster.`);
      const activity = activityFor(held, paste, values.activity, now);
      const compared = comparePaste(branch, activity, paste);
      const [secretary = 'founder'] = secretaries(branch);
      const overwrites = values.overwrite;
      const facts = pasteFacts(branch, activity, secretary, compared, { overwrites });
      pasteText(branch, people, activity, paste, compared).forEach(say);
      const key = pasteKey(activity, paste, overwrites);
      if (facts.length === 0 || causes.stands(key, held.causes)) {
        say('There is nothing new to write.');
        return 0;
      }
      if (!values.yes) {
        say('Nothing was written. Run it again with --yes to write it.');
        return 0;
      }
      await recorder.record(id, { facts, at: now, by: 'operator', cause: causes.of(key) });
      say(`Written: ${facts.length} entries.`);
      return 0;
    } finally {
      await store.close();
    }
  },
};
export default task;
