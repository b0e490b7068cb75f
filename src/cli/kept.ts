import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { Unusable } from './command-line.ts';

const isStore = (folder: string): boolean =>
  existsSync(join(folder, 'registry.json')) || existsSync(join(folder, 'branches'));

/** The store folders this configuration has: the branches', and the demo's while the local group is the only channel. */
export const keptFolders = (config: Config): readonly [string, ...string[]] => {
  const [first, ...others] = [config.store, ...(config.localAlone ? [join(config.store, 'demo')] : [])].filter(isStore);
  if (first === undefined) {
    throw new Unusable(`There is no store in ${config.store} yet. Set ZHISHU_STORE, or start the bot once.`);
  }
  return [first, ...others];
};
