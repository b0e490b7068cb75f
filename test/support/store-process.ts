import { type ChildProcessWithoutNullStreams, execFileSync, spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, onTestFinished } from 'vitest';

const root = new URL('../..', import.meta.url).pathname;

/** Compiles the program of the child process once for a test file, because Node 20 runs no TypeScript. */
export function compiledChild(): () => string {
  let folder = '';
  beforeAll(() => {
    fs.mkdirSync(join(root, 'test-artefacts'), { recursive: true });
    folder = fs.mkdtempSync(join(root, 'test-artefacts', 'store-child-'));
    const options = ['--ignoreConfig', '--target', 'es2023', '--module', 'nodenext', '--types', 'node', '--noCheck'];
    const places = ['--rootDir', '.', '--outDir', folder, '--rewriteRelativeImportExtensions'];
    execFileSync(
      process.execPath,
      ['node_modules/typescript/bin/tsc', ...options, ...places, 'test/support/store-child.ts'],
      { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] },
    );
  });
  afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));
  return () => join(folder, 'test', 'support', 'store-child.js');
}

export type Child = {
  readonly process: ChildProcessWithoutNullStreams;
  /** Everything it has said so far. */
  readonly lines: readonly string[];
  /** Resolves with the first line that fits; rejects if it ends without one. */
  readonly said: (fits: (line: string) => boolean) => Promise<string>;
  /** Resolves when it has ended and everything it said has been read. */
  readonly ended: Promise<void>;
};

/** Starts a command line and listens to it; it is killed when the test ends. */
export function start(command: string, ...args: string[]): Child {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  child.stderr.pipe(process.stderr);
  child.stdin.on('error', () => undefined);
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines: string[] = [];
  const listeners = new Set<() => void>();
  const reader = createInterface({ input: child.stdout });
  let isOver = false;
  reader.on('line', (line) => {
    lines.push(line);
    for (const listener of listeners) listener();
  });
  const silent = new Promise<void>((resolve) => {
    reader.on('close', () => {
      isOver = true;
      for (const listener of listeners) listener();
      resolve();
    });
  });
  // Its output is closed a moment before it is gone.
  const gone = new Promise<void>((resolve) => {
    child.on('exit', () => resolve());
  });
  const ended = Promise.all([silent, gone]).then(() => undefined);
  const said = (fits: (line: string) => boolean) =>
    new Promise<string>((resolve, reject) => {
      const look = () => {
        const line = lines.find(fits);
        if (line === undefined && !isOver) return;
        listeners.delete(look);
        if (line === undefined) reject(new Error(`It ended and said only: ${lines.slice(-3).join(' | ')}`));
        else resolve(line);
      };
      listeners.add(look);
      look();
    });
  return { process: child, lines, said, ended };
}

/** Whether this machine lets us make namespaces of this kind (`-n`, `-m`, …). */
export function canUnshare(...flags: string[]): boolean {
  return spawnSync('unshare', [...flags, 'true']).status === 0;
}
