import { readdir } from 'node:fs/promises';
import type { Command } from './command.ts';
import type { Schedule } from './schedule.ts';

const filesIn = async (folder: URL): Promise<string[]> =>
  (await readdir(folder)).filter((file) => /\.(ts|js)$/u.test(file) && !file.endsWith('.d.ts')).toSorted();

const loadFolder = async <T>(
  folder: URL,
  isOne: (value: unknown) => value is T,
): Promise<{ file: string; value: T }[]> => {
  const load = async (file: string): Promise<{ file: string; value: T }> => {
    const module = (await import(new URL(file, folder).href)) as { default?: unknown };
    if (isOne(module.default)) return { file, value: module.default };
    throw new Error(
      `${folder.pathname}${file} has no default export of the expected kind; export one definition as default.`,
    );
  };
  return Promise.all((await filesIn(folder)).map(load));
};

const has = (value: unknown, ...keys: string[]): boolean =>
  typeof value === 'object' && value !== null && keys.every((key) => key in value);

/** Every command of the folder. A file without one, or a word or alias said to two of them, stops the start. */
export const loadCommands = async (folder: URL): Promise<Command[]> => {
  const loaded = await loadFolder(folder, (value): value is Command => has(value, 'words', 'alias', 'help', 'run'));
  const taken = new Map<string, string>();
  for (const { file, value } of loaded) {
    for (const word of [...value.words, ...value.shortWords, value.alias]) {
      const other = taken.get(word);
      if (other) throw new Error(`The word "${word}" belongs to both ${other} and ${file}; give one of them another.`);
      taken.set(word, file);
    }
  }
  return loaded.map(({ value }) => value);
};

/** Every schedule of the folder; two of one id stop the start. */
export const loadSchedules = async (folder: URL): Promise<Schedule[]> => {
  const loaded = await loadFolder(folder, (value): value is Schedule => has(value, 'id', 'due', 'catchUpHours', 'run'));
  const taken = new Map<string, string>();
  for (const { file, value } of loaded) {
    const other = taken.get(value.id);
    if (other) throw new Error(`The schedule id "${value.id}" is used by both ${other} and ${file}; ids are unique.`);
    taken.set(value.id, file);
  }
  return loaded.map(({ value }) => value);
};
