import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { compiled } from './places.ts';

/** What a worker can be asked to do; arguments and results cross a process border as JSON. */
export type Tasks = { readonly [name: string]: (...input: never[]) => unknown };

export type Worker<T extends Tasks> = {
  readonly pid: number;
  readonly ask: <Name extends keyof T & string>(
    name: Name,
    ...input: Parameters<T[Name]>
  ) => Promise<Awaited<ReturnType<T[Name]>>>;
  readonly stop: () => Promise<void>;
};

type Question = { readonly id: number; readonly name: string; readonly input: unknown[] };
type Answer = { readonly id: number; readonly result?: unknown; readonly error?: string };

const alive = new Set<ChildProcess>();

const watched = (child: ChildProcess): ChildProcess => {
  alive.add(child);
  child.once('exit', () => alive.delete(child));
  return child;
};

/** Leaves no child behind, whatever happened. */
export const killChildren = (): void => {
  for (const child of alive) child.kill('SIGKILL');
};

/** Starts a compiled file of this folder that calls `serve`. */
export const startWorker = <T extends Tasks>(file: string): Worker<T> => {
  const child = watched(fork(compiled(file), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }));
  const open = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let last = 0;
  child.on('message', (message) => {
    const { id, result, error } = message as Answer;
    const waiting = open.get(id);
    open.delete(id);
    if (error === undefined) waiting?.resolve(result);
    else waiting?.reject(new Error(`${file}: ${error}`));
  });
  child.once('exit', (code, signal) => {
    for (const { reject } of open.values()) reject(new Error(`${file} ended early (${signal ?? code})`));
  });
  const ask = (name: string, ...input: unknown[]): Promise<unknown> =>
    new Promise((resolve, reject) => {
      last += 1;
      open.set(last, { resolve, reject });
      child.send({ id: last, name, input } satisfies Question, (error) => error && reject(error));
    });
  return {
    pid: child.pid ?? 0,
    ask: ask as Worker<T>['ask'],
    stop: async () => {
      if (!alive.has(child)) return;
      const gone = once(child, 'exit');
      child.disconnect();
      await gone;
    },
  };
};

/** Answers the bench from inside a worker, one question at a time, until the bench lets go. */
export const serve = (tasks: Tasks): void => {
  process.on('message', async (message) => {
    const { id, name, input } = message as Question;
    const task = tasks[name] as ((...given: unknown[]) => unknown) | undefined;
    let answer: Answer;
    try {
      if (!task) throw new Error(`there is no task ${name}`);
      answer = { id, result: await task(...input) };
    } catch (error) {
      answer = { id, error: (error as Error).stack ?? String(error) };
    }
    process.send?.(answer);
  });
  process.once('disconnect', () => process.exit(0));
};

export type Started = { readonly pid: number; readonly spawnedAt: number; readonly end: () => Promise<void> };

/** Starts a program of its own, as a user would; its output goes to `log`. */
export const startProgram = (
  file: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  log: string,
): Started => {
  const output = openSync(log, 'a');
  const { PATH = '', HOME = '', TMPDIR = '' } = process.env;
  const base = { PATH, HOME, ...(TMPDIR === '' ? {} : { TMPDIR }) };
  const nodeArgs = (process.env['BENCH_NODE_ARGS'] ?? '').split(' ').filter((arg) => arg !== '');
  const spawnedAt = Date.now();
  const child = watched(
    spawn(process.execPath, [...nodeArgs, file, ...args], {
      env: { ...base, ...environment },
      stdio: ['ignore', output, output],
    }),
  );
  closeSync(output);
  return {
    pid: child.pid ?? 0,
    spawnedAt,
    end: async () => {
      if (!alive.has(child)) return;
      const gone = once(child, 'exit');
      // Profiling needs a clean end; a measurement does not wait for one.
      child.kill(nodeArgs.length > 0 ? 'SIGTERM' : 'SIGKILL');
      await gone;
    },
  };
};
