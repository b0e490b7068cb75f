import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Log } from '../ports.ts';
import { StoreUnusable, systemCode } from './errors.ts';
import { temporaryIn } from './files.ts';

/** Who writes in a store. Fields a platform does not tell are empty. */
type Holder = {
  readonly token: string;
  readonly pid: number;
  /** Clock ticks since boot; tells a process from a later one with the same number. */
  readonly pidStartTime: string;
  /** Process numbers mean something only within it: two containers have two. */
  readonly pidNamespace: string;
  readonly bootId: string;
  readonly host: string;
  readonly startedAt: string;
};

export type Lock = {
  /** Gives the store free, unless somebody else has taken it meanwhile. */
  release(): void;
};

const heartbeatSeconds = 10;
const silentForSeconds = 60;

export function lockFile(store: string): string {
  return join(store, 'lock');
}

/**
 * Makes this process the only writer of a store, or throws StoreUnusable that names the one there is. A lock left
 * by a process that surely ended is taken over; one whose process cannot be looked up from here (another container
 * or machine) only after a minute without a sign of life. `lost` is told when somebody took the lock away.
 */
export function takeLock(store: string, log: Log, lost: () => void): Lock {
  const file = lockFile(store);
  for (let attempt = 0; attempt < 3; attempt++) {
    const fd = create(file);
    if (fd !== undefined) return hold(file, fd, log, lost);
    const seen = read(file);
    if (seen === 'gone') continue;
    if (!isStale(seen, () => silentSeconds(store, file))) throw inUse(store, file, seen);
    putAside(store, file, seen);
    log.warn('stale-lock-removed', { pid: seen?.pid, host: seen?.host });
  }
  throw inUse(store, file, undefined);
}

/** Whether some process seems to be writing in the store; looks only, and when in doubt says yes. */
export function isHeld(store: string): boolean {
  const seen = read(lockFile(store));
  return seen !== 'gone' && !isStale(seen, () => 0);
}

function create(file: string): number | undefined {
  try {
    return fs.openSync(file, 'wx+', 0o600);
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return undefined;
    throw error;
  }
}

function hold(file: string, fd: number, log: Log, lost: () => void): Lock {
  const holder: Holder = {
    token: randomUUID(),
    pid: process.pid,
    pidStartTime: statusOf(process.pid)[1] ?? '',
    pidNamespace: pidNamespace(),
    bootId: bootId(),
    host: hostname(),
    startedAt: fs.fstatSync(fd).mtime.toISOString(),
  };
  const text = `${JSON.stringify(holder)}\n`;
  try {
    fs.writeSync(fd, text, 0);
    fs.fsyncSync(fd);
  } catch (error) {
    fs.closeSync(fd);
    fs.rmSync(file, { force: true });
    throw error;
  }

  const isOurs = () => {
    const seen = read(file);
    return seen !== 'gone' && seen?.token === holder.token;
  };
  const renew = () => {
    if (!isOurs()) return false;
    // Writing the same text again lets the file system's own clock say when: clocks of machines differ.
    fs.writeSync(fd, text, 0);
    return true;
  };
  const heartbeat = setInterval(() => {
    try {
      if (renew()) return;
      clearInterval(heartbeat);
      lost();
    } catch (error) {
      log.warn('lock-not-renewed', { code: systemCode(error) });
    }
  }, heartbeatSeconds * 1000).unref();

  return {
    release() {
      clearInterval(heartbeat);
      if (isOurs()) fs.rmSync(file, { force: true });
      fs.closeSync(fd);
    },
  };
}

/** undefined: there is a lock, but not (yet) a readable one. */
function read(file: string): Holder | undefined | 'gone' {
  let text: string;
  try {
    text = fs.readFileSync(file, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return 'gone';
    throw error;
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return undefined;
    const field = (name: string): string => String(Object.entries(value).find(([key]) => key === name)?.[1] ?? '');
    return {
      token: field('token'),
      pid: Number(field('pid')),
      pidStartTime: field('pidStartTime'),
      pidNamespace: field('pidNamespace'),
      bootId: field('bootId'),
      host: field('host'),
      startedAt: field('startedAt'),
    };
  } catch {
    return undefined;
  }
}

function isStale(seen: Holder | undefined, silentFor: () => number): boolean {
  if (!seen) return silentFor() > silentForSeconds;
  const sameBoot = seen.bootId === bootId();
  const canLookUp =
    sameBoot && seen.pidNamespace === pidNamespace() && (seen.bootId !== '' || seen.host === hostname());
  if (canLookUp) return !isRunning(seen);
  if (seen.host === hostname() && !sameBoot && seen.bootId !== '' && bootId() !== '') return true;
  return silentFor() > silentForSeconds;
}

function isRunning({ pid, pidStartTime }: Holder): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (systemCode(error) !== 'EPERM') return false;
  }
  const [state, since, threads] = statusOf(pid);
  // Killed, and only its parent has not yet asked for its end: nothing of it can write any more. While a thread
  // is left, a write begun before the kill may still be under way.
  if ((state === 'Z' || state === 'X') && Number(threads) <= 1) return false;
  return since === undefined || pidStartTime === '' || since === pidStartTime;
}

/** Measured against a file made now in the same folder, because the clock that stamps files may be another machine's. */
function silentSeconds(store: string, file: string): number {
  const probe = temporaryIn(store);
  const fd = fs.openSync(probe, 'wx', 0o600);
  try {
    const stats = fs.statSync(file, { throwIfNoEntry: false });
    return stats ? (fs.fstatSync(fd).mtimeMs - stats.mtimeMs) / 1000 : 0;
  } finally {
    fs.closeSync(fd);
    fs.rmSync(probe, { force: true });
  }
}

/** By renaming, so that of two processes that saw the same stale lock only one removes it, and never a fresh one. */
function putAside(store: string, file: string, seen: Holder | undefined): void {
  const aside = temporaryIn(store);
  try {
    fs.renameSync(file, aside);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return;
    throw error;
  }
  const moved = read(aside);
  if (moved !== 'gone' && moved?.token !== seen?.token) {
    fs.linkSync(aside, file);
    fs.rmSync(aside, { force: true });
    throw inUse(store, file, moved);
  }
  fs.rmSync(aside, { force: true });
}

function inUse(store: string, file: string, seen: Holder | undefined): StoreUnusable {
  if (!seen) {
    return new StoreUnusable(
      `The store ${store} is just being opened by another process. ` +
        `Stop that one, or, if there is surely none, delete ${file}; then start again.`,
    );
  }
  const self = seen.pid === process.pid && seen.pidNamespace === pidNamespace() && seen.host === hostname();
  const who = self ? `this very process (pid ${seen.pid})` : `process ${seen.pid} on host ${seen.host}`;
  const elsewhere = seen.pidNamespace !== pidNamespace() || seen.bootId !== bootId();
  return new StoreUnusable(
    `The store ${store} is in use by ${who}${elsewhere ? ', in another container or on another machine,' : ''} since ` +
      `${seen.startedAt}; only one process may write in it. Stop that one first. If it is surely dead, ` +
      `${elsewhere ? `wait ${silentForSeconds} seconds or ` : ''}delete ${file}; then start again.`,
  );
}

function bootId(): string {
  return textOf(() => fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim());
}

function pidNamespace(): string {
  return textOf(() => fs.readlinkSync('/proc/self/ns/pid'));
}

/** Fields 3, 22 and 20 of /proc/<pid>/stat; the name in field 2 may itself hold spaces and brackets. */
function statusOf(pid: number): [state?: string, startTime?: string, threads?: string] {
  const stat = textOf(() => fs.readFileSync(`/proc/${pid}/stat`, 'utf8'));
  if (stat === '') return [];
  const { 0: state = '', 17: threads = '', 19: startTime = '' } = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return [state, startTime, threads];
}

function textOf(look: () => string): string {
  try {
    return look();
  } catch {
    return '';
  }
}
