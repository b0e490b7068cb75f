import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { patienceMs } from './patience.ts';

export type Program = {
  readonly child: ChildProcess;
  /** What it has written so far. */
  readonly out: () => string;
  readonly err: () => string;
  /** Resolves with what `look` finds in the output; rejects when the program ends before, or after `withinMs`. */
  until<T>(what: string, look: (out: string, err: string) => T | undefined, withinMs?: number): Promise<T>;
  /** Resolves with the exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
  /** Ends it at once, whatever it is doing; resolves when it is gone. */
  kill(): Promise<void>;
};

/** Runs the built program in the folder, with these settings and none of this process's own. */
export function runProgram(
  folder: string,
  args: readonly string[],
  settings: Readonly<Record<string, string>>,
): Program {
  const { PATH = '', HOME = '' } = process.env;
  const nothing = { WECHATY_PUPPET: '', TELEGRAM_BOT_TOKEN: '', TELEGRAM_API_ROOT: '', ZHISHU_LOCAL: '' };
  const child = spawn(process.execPath, [join(folder, 'src', 'cli.js'), ...args], {
    cwd: folder,
    env: { PATH, HOME, ...nothing, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return watch(child);
}

/** A process whose output is kept and can be waited for. */
export function watch(child: ChildProcess): Program {
  let out = '';
  let err = '';
  let end: number | NodeJS.Signals | undefined;
  const lookers = new Set<() => void>();
  const wake = (): void => {
    for (const look of lookers) look();
  };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    wake();
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    err += text;
    wake();
  });
  const ended = new Promise<number | NodeJS.Signals>((resolve) => {
    child.once('close', (code, signal) => {
      end = code ?? signal ?? 'SIGKILL';
      resolve(end);
      wake();
    });
  });
  return {
    child,
    out: () => out,
    err: () => err,
    ended,
    until: <T>(what: string, look: (out: string, err: string) => T | undefined, withinMs = patienceMs) =>
      new Promise<T>((resolve, reject) => {
        const stop = (): void => {
          clearTimeout(timer);
          lookers.delete(again);
        };
        const again = (): void => {
          const found = look(out, err);
          if (found === undefined && end === undefined) return;
          stop();
          if (found === undefined) reject(new Error(`${what}: the program ended with ${end}; it said: ${out}${err}`));
          else resolve(found);
        };
        const timer = setTimeout(() => {
          stop();
          reject(new Error(`${what}: not within ${withinMs} ms; the program said: ${out}${err}`));
        }, withinMs);
        lookers.add(again);
        again();
      }),
    async kill() {
      if (end === undefined) child.kill('SIGKILL');
      await ended;
    },
  };
}
