import { execFile } from 'node:child_process';
import { temporaryFolder } from './places.ts';
import { loadsSqlite } from './store-books.ts';

// The last one that runs on Node 20.
const wanted = 'better-sqlite3@12.11.1';

/** Installs better-sqlite3 outside the project for this run; says why where that is not possible. */
export const installSqlite = async (): Promise<{ readonly prefix: string } | { readonly why: string }> => {
  const prefix = await temporaryFolder();
  const args = ['install', '--no-save', '--no-audit', '--no-fund', '--prefix', prefix, wanted];
  const failed = await new Promise<string | undefined>((resolve) => {
    execFile('npm', args, { cwd: prefix, timeout: 180_000 }, (error) => {
      if (!error) resolve(undefined);
      else resolve(error.killed ? 'npm took more than three minutes' : `npm install failed (${String(error.code)})`);
    });
  });
  const why = failed ?? loadsSqlite(prefix);
  return why === undefined ? { prefix } : { why };
};
