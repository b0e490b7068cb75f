import { existsSync } from 'node:fs';

// From dist/src/ as well as from src/: the data folder stands beside package.json.
const root = [new URL('../', import.meta.url), new URL('../../', import.meta.url)].find((folder) =>
  existsSync(new URL('package.json', folder)),
);
if (!root) throw new Error('package.json was not found above the program; keep the folders together.');

export const projectFolder: URL = root;
export const dataFolder = new URL('data/', root);
export const commandsFolder = new URL('../commands/', import.meta.url);
export const schedulesFolder = new URL('../schedules/', import.meta.url);
