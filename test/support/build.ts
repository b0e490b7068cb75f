import { execFileSync } from 'node:child_process';
import { copyFile, mkdtemp, readdir, rm, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';

const root = fileURLToPath(new URL('../../', import.meta.url));

const prefix = '.built-for-tests-';
const abandonedAfterMs = 60 * 60_000;

/** What runs that were killed left behind. */
async function sweep(): Promise<void> {
  for (const name of await readdir(root)) {
    const folder = join(root, name);
    if (!name.startsWith(prefix)) continue;
    // Another run may be removing its own just now.
    const made = await stat(folder).catch(() => undefined);
    if (made && Date.now() - made.mtimeMs > abandonedAfterMs) await rm(folder, { recursive: true, force: true });
  }
}

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of the program built for this run: `src/cli.js` in it starts it. */
    program: string;
  }
}

/** Builds the program once per run into a folder of its own, where no `.env` of the developer is read. */
export default async function build({ provide }: TestProject): Promise<() => Promise<void>> {
  await sweep();
  const folder = await mkdtemp(join(root, prefix));
  execFileSync(process.execPath, ['src/cli/build.mjs', folder], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  await copyFile(join(root, 'package.json'), join(folder, 'package.json'));
  await symlink(join(root, 'data'), join(folder, 'data'));
  provide('program', folder);
  return () => rm(folder, { recursive: true, force: true });
}
