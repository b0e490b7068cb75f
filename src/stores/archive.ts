import fs from 'node:fs';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { Header, list, type ReadEntry } from 'tar';
import { isBranchId, yearOf } from './book.ts';
import { isChannelName, isHolidayFile } from './documents.ts';
import { StoreUnusable, systemCode } from './errors.ts';
import { nodeFiles, removeQuietly, syncFolder, temporaryIn } from './files.ts';

/** A file on its way into an archive: exactly `size` bytes of it, however much longer it grows meanwhile. */
export type Member = { readonly path: string; readonly size: number; readonly bytes: AsyncIterable<Uint8Array> };

/** The first `size` bytes of a file. */
export async function* bytesOf(file: string, size: number): AsyncGenerator<Uint8Array> {
  if (size === 0) return;
  yield* fs.createReadStream(file, { start: 0, end: size - 1, highWaterMark: 1024 * 1024 });
}

const blockSize = 512;

async function* tarOf(members: AsyncIterable<Member>): AsyncGenerator<Uint8Array> {
  for await (const { path, size, bytes } of members) {
    const header = new Header({ path, size, mode: 0o600, type: 'File', uid: 0, gid: 0 });
    header.encode();
    if (!header.block || header.needPax) throw new TypeError(`The name ${path} does not fit into an archive.`);
    yield header.block;
    let written = 0;
    for await (const chunk of bytes) {
      written += chunk.length;
      yield chunk;
    }
    if (written !== size) throw new Error(`${path} became shorter while it was copied.`);
    yield Buffer.alloc((blockSize - (size % blockSize)) % blockSize);
  }
  yield Buffer.alloc(2 * blockSize);
}

/** Writes the archive under another name first: a backup that can be seen is a whole one. */
export async function writeArchive(file: string, members: AsyncIterable<Member>): Promise<void> {
  const temporary = temporaryIn(dirname(file));
  try {
    const target = fs.createWriteStream(temporary, { flags: 'wx', mode: 0o600, flush: true });
    await pipeline(Readable.from(tarOf(members)), createGzip(), target);
    if (fs.existsSync(file)) throw new StoreUnusable(`There is a backup ${file} already; it was left as it is.`);
    await fs.promises.rename(temporary, file);
  } finally {
    await removeQuietly(temporary);
  }
  await syncFolder(nodeFiles, dirname(file));
}

/** The description of itself that every archive ends with. */
export const manifestName = 'zhishu-backup.json';

/** Whether a path can be in an archive of ours; nothing else is ever written to disk. */
function isOurs(path: string): boolean {
  if (path === manifestName || path === 'registry.json') return true;
  const [top, name, file, ...more] = path.split('/');
  if (top === 'channels' && name !== undefined && file === undefined) {
    return name.endsWith('.json') && isChannelName(name.slice(0, -'.json'.length));
  }
  if (top === 'holidays' && name !== undefined && file === undefined) return isHolidayFile(name);
  if (top !== 'branches' || name === undefined || file === undefined || more.length > 0) return false;
  return isBranchId(name) && (file === 'people.json' || yearOf(file) !== undefined);
}

/**
 * Unpacks an archive of ours into an empty folder. Throws StoreUnusable for anything else: another kind of file, a
 * damaged one, a link, a path that leads elsewhere, a name no store has. It blocks, since nothing else can go on.
 */
export function unpackArchive(file: string, folder: string): void {
  const refuse = (what: string, cause?: unknown) =>
    new StoreUnusable(`The backup ${file} cannot be restored: ${what}. Nothing was changed.`, cause);
  const open = new Set<number>();
  const seen = new Set<string>();
  let refused: StoreUnusable | undefined;
  try {
    list({
      file,
      sync: true,
      strict: true,
      noResume: true,
      onReadEntry(entry) {
        if (entry.type !== 'File') refused ??= refuse(`it holds a ${entry.type} where a backup holds files only`);
        else if (!isOurs(entry.path)) refused ??= refuse('it holds names that no backup of a store has');
        else if (seen.has(entry.path)) refused ??= refuse(`it holds ${entry.path} twice`);
        seen.add(entry.path);
        if (refused) entry.resume();
        else writeEntry(join(folder, entry.path), entry, open);
      },
    });
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT') throw refuse('there is no such file', error);
    if (code?.startsWith('E')) throw refuse(`it could not be unpacked (${code})`, error);
    throw refused ?? refuse('it is damaged, or no backup at all', error);
  } finally {
    for (const fd of open) fs.closeSync(fd);
  }
  if (refused) throw refused;
  if (!seen.has(manifestName)) throw refuse(`it is incomplete, or no backup at all: it holds no ${manifestName}`);
}

function writeEntry(path: string, entry: ReadEntry, open: Set<number>): void {
  fs.mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const fd = fs.openSync(path, 'wx', 0o600);
  open.add(fd);
  entry.on('data', (chunk) => fs.writeFileSync(fd, chunk));
  entry.on('end', () => {
    fs.fsyncSync(fd);
    open.delete(fd);
    fs.closeSync(fd);
  });
}

/** Makes the names in a folder and everything below it durable. */
export async function syncTree(folder: string): Promise<void> {
  for (const entry of await fs.promises.readdir(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) await syncTree(join(folder, entry.name));
  }
  await syncFolder(nodeFiles, folder);
}
