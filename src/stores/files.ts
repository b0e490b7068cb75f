import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import { dirname, join } from 'node:path';
import { systemCode } from './errors.ts';

/**
 * The file operations by which anything becomes durable, so that a test can hold one back or let it fail.
 * Plain descriptors and callbacks underneath: a FileHandle costs more than the write of one line.
 */
export type Files = {
  open(path: string, flags: string | number, mode?: number): Promise<number>;
  close(fd: number): Promise<void>;
  /** As write(2): it may write less than asked. */
  write(fd: number, bytes: Uint8Array, offset: number): Promise<number>;
  truncate(fd: number, size: number): Promise<void>;
  fdatasync(fd: number): Promise<void>;
  fsync(fd: number): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  link(from: string, to: string): Promise<void>;
};

function done(call: (settle: (error: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    call((error) => (error ? reject(error) : resolve()));
  });
}

export const nodeFiles: Files = {
  open: (path, flags, mode = 0o600) =>
    new Promise((resolve, reject) => {
      fs.open(path, flags, mode, (error, fd) => (error ? reject(error) : resolve(fd)));
    }),
  close: (fd) => done((settle) => fs.close(fd, settle)),
  // A line goes into the page cache in microseconds; the thread pool's round trip would cost several times that.
  write: async (fd, bytes, offset) => fs.writeSync(fd, bytes, offset, bytes.length - offset, null),
  truncate: (fd, size) => done((settle) => fs.ftruncate(fd, size, settle)),
  fdatasync: (fd) => done((settle) => fs.fdatasync(fd, settle)),
  fsync: (fd) => done((settle) => fs.fsync(fd, settle)),
  rename: (from, to) => done((settle) => fs.rename(from, to, settle)),
  link: (from, to) => done((settle) => fs.link(from, to, settle)),
};

export async function writeAll(files: Files, fd: number, bytes: Uint8Array): Promise<void> {
  let written = await files.write(fd, bytes, 0);
  while (written < bytes.length) written += await files.write(fd, bytes, written);
}

/** A name of its own for every write, so that two writers never share a half-written file. */
export function temporaryIn(folder: string): string {
  return join(folder, `.${randomUUID()}.tmp`);
}

export function isTemporary(name: string): boolean {
  return /^\.[0-9a-f-]{36}\.tmp$/.test(name);
}

/** Without this a new or renamed file can be gone after a power cut although its bytes were synced. */
export async function syncFolder(files: Files, folder: string): Promise<void> {
  const fd = await files.open(folder, 'r');
  try {
    await files.fsync(fd);
  } finally {
    await files.close(fd);
  }
}

/** Creates a folder for its owner alone, with its parents, and makes each new name durable. */
export async function makeFolder(files: Files, folder: string): Promise<void> {
  const first = await fs.promises.mkdir(folder, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let made = folder; ; made = dirname(made)) {
    await syncFolder(files, dirname(made));
    if (made === first || made === dirname(made)) return;
  }
}

/** Writes a whole file under a temporary name, durable except for its name; removes it again if that fails. */
export async function writeTemporary(files: Files, folder: string, bytes: Uint8Array): Promise<string> {
  const temporary = temporaryIn(folder);
  const fd = await files.open(temporary, 'wx', 0o600);
  try {
    await writeAll(files, fd, bytes);
    await files.fdatasync(fd);
  } catch (error) {
    await removeQuietly(temporary);
    throw error;
  } finally {
    await files.close(fd);
  }
  return temporary;
}

/** Replaces a file so that after a crash there is the old one or the new one, never a mixture. */
export async function replaceFile(files: Files, file: string, bytes: Uint8Array): Promise<void> {
  const folder = dirname(file);
  const temporary = await writeTemporary(files, folder, bytes);
  try {
    await files.rename(temporary, file);
  } catch (error) {
    await removeQuietly(temporary);
    throw error;
  }
  await syncFolder(files, folder);
}

/** Creates a whole file or nothing; false where there is one already, even if it appeared only a moment ago. */
export async function createFile(files: Files, file: string, bytes: Uint8Array): Promise<boolean> {
  const folder = dirname(file);
  const temporary = await writeTemporary(files, folder, bytes);
  try {
    await files.link(temporary, file);
  } catch (error) {
    const linkless = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(systemCode(error) ?? '');
    if (!linkless || fs.existsSync(file)) {
      await removeQuietly(temporary);
      if (systemCode(error) === 'EEXIST' || linkless) return false;
      throw error;
    }
    // exFAT and some network file systems know no hard links.
    await files.rename(temporary, file);
  }
  await removeQuietly(temporary);
  await syncFolder(files, folder);
  return true;
}

/** A temporary file that cannot be removed now is swept at the next start. */
export async function removeQuietly(path: string): Promise<void> {
  await fs.promises.rm(path, { force: true }).catch(() => undefined);
}

/** The names in a folder, or none where there is no folder. */
export async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await fs.promises.readdir(folder)).toSorted();
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  }
}

/** Works through the items with a bound on how many are in hand; results keep the order of the items. */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  width: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const queue = items.entries();
  const worker = async () => {
    for (const [index, item] of queue) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
  return results;
}
