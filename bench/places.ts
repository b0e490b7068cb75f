import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const memoryFileSystems = new Set([0x01021994, 0x858458f6]);
const made = new Set<string>();

/** A compiled file beside this one, to be started as a child. */
export const compiled = (name: string): string => fileURLToPath(new URL(`./${name}.js`, import.meta.url));

/** The program as `npm run build` leaves it. */
export const builtProgram: string = fileURLToPath(new URL('../../dist/src/cli.js', import.meta.url));

/** An empty folder on a real disk: what is synced to memory costs nothing and proves nothing. */
export const temporaryFolder = async (): Promise<string> => {
  const beside = fileURLToPath(new URL('../', import.meta.url));
  for (const place of [tmpdir(), beside]) {
    const { type } = await statfs(place);
    if (memoryFileSystems.has(type)) continue;
    await mkdir(place, { recursive: true });
    const folder = mkdtempSync(join(place, 'zhishu-bench-'));
    made.add(folder);
    return folder;
  }
  throw new Error(`Neither ${tmpdir()} nor ${beside} is on a disk; set TMPDIR to a folder that is.`);
};

export const removeFolder = (folder: string): void => {
  made.delete(folder);
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
};

/** Also after a failure or Ctrl-C. */
export const removeTemporaryFolders = (): void => {
  for (const folder of made) removeFolder(folder);
};
