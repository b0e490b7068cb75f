import fs from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { StoreStopped, StoreUnusable } from '../../src/stores/errors.ts';
import { isHeld } from '../../src/stores/lock.ts';
import { openStore } from '../../src/stores/lowdb-store.ts';
import { patienceMs } from '../support/patience.ts';
import { checkIns } from '../support/store-entries.ts';
import { temporaryFolder } from '../support/store-folder.ts';
import { recordingLog } from '../support/store-log.ts';
import { canUnshare, compiledChild, start } from '../support/store-process.ts';

const child = compiledChild();
afterEach(() => void vi.useRealTimers());

const open = async (folder: string, log = recordingLog()) => {
  const store = await openStore({ folder, log });
  onTestFinished(() => store.close());
  return store;
};
const lockOf = (folder: string) => join(folder, 'lock');
const holderOf = (folder: string): Record<string, string | number> =>
  JSON.parse(fs.readFileSync(lockOf(folder), 'utf8'));

/** A store whose lock names somebody else, with these fields changed from our own. */
const lockedBy = async (fields: Record<string, string | number>, silentForSeconds = 0): Promise<string> => {
  const folder = temporaryFolder();
  const store = await openStore({ folder, log: recordingLog() });
  const ours = holderOf(folder);
  await store.close();
  fs.writeFileSync(lockOf(folder), JSON.stringify({ ...ours, token: 'another', ...fields }), { mode: 0o600 });
  const { mtimeMs } = fs.statSync(lockOf(folder));
  fs.utimesSync(lockOf(folder), mtimeMs / 1000, mtimeMs / 1000 - silentForSeconds);
  return folder;
};

/** Higher than any process number Linux gives out. */
const nobodysPid = 2 ** 22 + 1;

describe('the lock of a store', () => {
  test('lets this process in once, and again when it has closed', async () => {
    const folder = temporaryFolder();
    const store = await open(folder);
    expect(isHeld(folder)).toBe(true);
    const second = openStore({ folder, log: recordingLog() });
    await expect(second).rejects.toThrow(StoreUnusable);
    await expect(second).rejects.toThrow(`in use by this very process (pid ${process.pid})`);
    await store.ledger.create('b1', 2026, []);
    await store.close();
    expect(isHeld(folder)).toBe(false);
    await open(folder);
  });

  test('keeps another process out, which says by name who is in and what to do', async () => {
    const folder = temporaryFolder();
    const store = await open(folder);
    const second = start(process.execPath, child(), 'hold', folder);
    const said = await second.said((line) => line.startsWith('refused'));
    expect(said).toContain(`process ${process.pid} on host ${hostname()}`);
    expect(said).toContain(`delete ${lockOf(folder)}`);
    await store.ledger.create('b1', 2026, checkIns(1, 1));
  });

  test('keeps this process out while another has it, and lets it in when that one has ended', async () => {
    const folder = temporaryFolder();
    const first = start(process.execPath, child(), 'hold', folder);
    await first.said((line) => line === 'open');
    await expect(openStore({ folder, log: recordingLog() })).rejects.toThrow(`process ${first.process.pid} on host`);
    first.process.stdin.end();
    await first.said((line) => line === 'closed');
    await first.ended;
    await open(folder);
  });

  test('left by a killed process is taken over at once, and the log says so', async () => {
    const folder = temporaryFolder();
    const first = start(process.execPath, child(), 'hold', folder);
    await first.said((line) => line === 'open');
    first.process.kill('SIGKILL');
    await first.ended;
    const log = recordingLog();
    await open(folder, log);
    expect(log.lines).toMatchObject([{ event: 'stale-lock-removed', fields: { pid: first.process.pid } }]);
  });

  test('left by a killed process is taken over also while nobody has asked for the end of that process', async () => {
    const folder = temporaryFolder();
    // The parent becomes a program that never asks, as the first process of a container often is.
    const script = '"$1" "$2" write "$3" & exec sleep 600 > /dev/null';
    const parent = start('sh', '-c', script, 'sh', process.execPath, child(), folder);
    await parent.said((line) => line.startsWith('open'));
    const pid = Number(holderOf(folder)['pid']);
    process.kill(pid, 'SIGKILL');
    await vi.waitUntil(() => /\) Z (\S+ ){16}1 /.test(fs.readFileSync(`/proc/${pid}/stat`, 'utf8')), {
      timeout: patienceMs,
    });
    const log = recordingLog();
    await open(folder, log);
    expect(log.lines[0]).toMatchObject({ event: 'stale-lock-removed', fields: { pid } });
  });

  const networks = canUnshare('-n');
  test(`keeps a process with another network out (${networks ? 'tried with unshare' : 'no namespaces here: tried without'})`, async () => {
    const folder = temporaryFolder();
    await open(folder);
    const command = [process.execPath, child(), 'hold', folder];
    const second = networks ? start('unshare', '-n', ...command) : start(command[0] ?? '', ...command.slice(1));
    expect(await second.said((line) => line.startsWith('refused'))).toContain(`process ${process.pid} on host`);
  });

  const containers = canUnshare('-n', '-p', '-f', '--mount-proc');
  test(`keeps a process in another container out (${containers ? 'tried with unshare' : 'no namespaces here: tried with a written lock'})`, async () => {
    const folder = containers ? temporaryFolder() : await lockedBy({ pid: nobodysPid, pidNamespace: 'pid:[1]' });
    if (containers) await open(folder);
    const flags = containers ? ['unshare', '-n', '-p', '-f', '--mount-proc'] : ['env'];
    const [command = '', ...args] = [...flags, process.execPath, child(), 'hold', folder];
    const said = await start(command, ...args).said((line) => line.startsWith('refused'));
    expect(said).toContain('in another container');
    expect(said).toContain('wait 60 seconds');
  });

  test.each([
    ['the process is gone', { pid: nobodysPid }],
    ['its number belongs to a later process', { pid: process.pid, pidStartTime: '1' }],
    ['the machine was restarted since', { pid: process.pid, bootId: 'an earlier one' }],
  ])('is stale when %s', async (_, fields) => {
    const folder = await lockedBy(fields);
    expect(isHeld(folder)).toBe(false);
    await open(folder);
  });

  test.each([
    ['another container', { pid: nobodysPid, pidNamespace: 'pid:[1]' }],
    ['another machine', { pid: nobodysPid, bootId: 'its own', pidNamespace: 'pid:[1]', host: 'elsewhere' }],
  ])('of %s holds while it gives a sign of life, and for a minute after', async (_, fields) => {
    const fresh = await lockedBy(fields, 50);
    const before = fs.readFileSync(lockOf(fresh), 'utf8');
    await expect(openStore({ folder: fresh, log: recordingLog() })).rejects.toThrow(`process ${nobodysPid} on host`);
    expect(fs.readFileSync(lockOf(fresh), 'utf8')).toBe(before);
    expect(fs.readdirSync(fresh).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    await open(await lockedBy(fields, 70));
  });

  test('that cannot be read yet is respected, and outlived when nobody finished it', async () => {
    const folder = await lockedBy({});
    fs.writeFileSync(lockOf(folder), '{"pid":');
    await expect(openStore({ folder, log: recordingLog() })).rejects.toThrow('just being opened');
    const { mtimeMs } = fs.statSync(lockOf(folder));
    fs.utimesSync(lockOf(folder), mtimeMs / 1000, mtimeMs / 1000 - 70);
    await open(folder);
  });

  test('is renewed while the store is open', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const folder = temporaryFolder();
    await open(folder);
    fs.utimesSync(lockOf(folder), 1, 1);
    vi.advanceTimersByTime(10_000);
    expect(fs.statSync(lockOf(folder)).mtimeMs).toBeGreaterThan(1_000_000);
  });

  test('taken away stops every further write, and is not given back to nobody', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const folder = temporaryFolder();
    const log = recordingLog();
    const store = await open(folder, log);
    await store.ledger.create('b1', 2026, []);
    const theirs = JSON.stringify({ ...holderOf(folder), token: 'another' });
    fs.writeFileSync(lockOf(folder), theirs);
    vi.advanceTimersByTime(10_000);
    await expect(store.ledger.append('b1', 2026, 0, checkIns(1, 1))).rejects.toThrow(StoreStopped);
    expect(log.lines).toMatchObject([{ level: 'error', event: 'lock-lost' }]);
    await store.close();
    expect(fs.readFileSync(lockOf(folder), 'utf8')).toBe(theirs);
  });
});
