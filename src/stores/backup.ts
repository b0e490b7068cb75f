import fs from 'node:fs';
import { join, relative, sep } from 'node:path';
import { changePeople, nobody } from '../domain/roster.ts';
import type { Book, Damage, Log, Registry } from '../ports.ts';
import { bytesOf, type Member, manifestName, syncTree, unpackArchive, writeArchive } from './archive.ts';
import { branchFolder, placeOf, readEnds } from './book.ts';
import { type CheckResult, checkStore } from './check.ts';
import {
  emptyRegistry,
  isChannelName,
  isHolidayFile,
  peoplePlace,
  readDocument,
  registryPlace,
  writeDocument,
} from './documents.ts';
import { BookDamaged, StoreUnusable } from './errors.ts';
import { makeFolder, namesIn, nodeFiles, syncFolder } from './files.ts';
import { branchesIn, yearsOf } from './ledger.ts';
import { takeLock } from './lock.ts';
import { openStoreForReading, restoringName } from './lowdb-store.ts';

export type Erased = Registry['erased'];

/** What an archive says of itself: how every book ended, and what was wrong with the store already. Paths are relative. */
type Manifest = { readonly format: 1; readonly books: readonly Book[]; readonly problems: readonly Damage[] };

export type BackedUp = Pick<CheckResult, 'branches' | 'books' | 'entries'> & {
  readonly file: string;
  readonly bytes: number;
  /** What is wrong with the store that was copied; it is in the copy as it is. */
  readonly problems: readonly Damage[];
};

/** Where backups are kept if nothing else is said: beside the store. */
export const backupsBeside = (store: string): string => `${store.replace(/\/+$/u, '')}-backups`;

/**
 * Copies a store into one dated file (UTC), also while the bot writes: books up to their last whole append, then
 * people, then the registry, so that whoever was erased meanwhile is erased again by a restore. `now` is epoch
 * milliseconds. Throws StoreUnusable, also where less than `leastFreeBytes` are free.
 */
export async function backup(
  folder: string,
  targetFolder: string,
  now: number,
  { leastFreeBytes = 0 }: { readonly leastFreeBytes?: number } = {},
): Promise<BackedUp> {
  await openStoreForReading(folder);
  if (!relative(folder, targetFolder).startsWith('..')) {
    throw new StoreUnusable(
      `The backup folder ${targetFolder} lies in the store itself; name another, best another disk.`,
    );
  }
  const { problems } = await checkStore(folder);
  await makeFolder(nodeFiles, targetFolder);
  const { bavail, bsize } = await fs.promises.statfs(targetFolder);
  if (bavail * bsize < leastFreeBytes) {
    throw new StoreUnusable(`The disk of ${targetFolder} is nearly full; make room on it before the next backup.`);
  }
  const stamp = new Date(now).toISOString().slice(0, 19).replace('T', '-').replaceAll(':', '');
  const file = join(targetFolder, `zhishu-backup-${stamp}.tar.gz`);
  const books: Book[] = [];
  await writeArchive(file, membersOf(folder, books, problems));
  return {
    file,
    bytes: (await fs.promises.stat(file)).size,
    branches: new Set(books.map(({ branch }) => branch)).size,
    books: books.length,
    entries: books.reduce((sum, { seq }) => sum + seq, 0),
    problems,
  };
}

async function* membersOf(folder: string, books: Book[], problems: readonly Damage[]): AsyncGenerator<Member> {
  const pathOf = (file: string) => relative(folder, file).split(sep).join('/');
  const copied = new Set<string>();
  let registry: Buffer;
  for (;;) {
    const fresh = (await branchesIn(folder)).ids.filter((id) => !copied.has(id));
    for (const branch of fresh) {
      copied.add(branch);
      // Years are listed before any is copied: one that has a successor in the list takes no more entries.
      for (const year of await yearsOf(folder, branch)) yield await bookMember(folder, branch, year, books);
    }
    for (const branch of fresh) {
      const { file } = peoplePlace(branchFolder(folder, branch));
      if (fs.existsSync(file)) yield wholeFile(pathOf(file), await fs.promises.readFile(file));
    }
    registry = await fs.promises.readFile(registryPlace(folder).file);
    const { branches } = registryPlace(folder).parse(JSON.parse(registry.toString()));
    // A branch founded meanwhile is named in the registry; it is copied too, and the registry read once more.
    if (branches.every(({ id }) => copied.has(id) || !fs.existsSync(branchFolder(folder, id)))) break;
  }
  for (const name of await namesIn(join(folder, 'channels'))) {
    // A login kept beside the channels' memories is a credential, and none of the records.
    if (name.endsWith('.json') && isChannelName(name.slice(0, -'.json'.length))) {
      yield wholeFile(`channels/${name}`, await fs.promises.readFile(join(folder, 'channels', name)));
    }
  }
  // Without them the restored branches would be pushed to on days off, and nobody would notice before.
  for (const name of (await namesIn(join(folder, 'holidays'))).filter(isHolidayFile)) {
    yield wholeFile(`holidays/${name}`, await fs.promises.readFile(join(folder, 'holidays', name)));
  }
  yield wholeFile('registry.json', registry);
  const relativeProblems = problems.map((problem) => ({ ...problem, file: pathOf(problem.file) }));
  const manifest: Manifest = { format: 1, books, problems: relativeProblems };
  yield wholeFile(manifestName, Buffer.from(`${JSON.stringify(manifest)}\n`));
}

async function bookMember(folder: string, branch: string, year: number, books: Book[]): Promise<Member> {
  const place = placeOf(folder, branch, year);
  const path = `branches/${branch}/${year}.jsonl`;
  try {
    const { tail } = await readEnds(place);
    books.push({ branch, year, seq: tail.seq, hash: tail.hash });
    return { path, size: tail.size, bytes: bytesOf(place.file, tail.size) };
  } catch (error) {
    if (!(error instanceof BookDamaged)) throw error;
    const { size } = await fs.promises.stat(place.file);
    return { path, size, bytes: bytesOf(place.file, size) };
  }
}

function wholeFile(path: string, bytes: Buffer): Member {
  return { path, size: bytes.length, bytes: once(bytes) };
}

async function* once(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes;
}

export type Restored = Pick<CheckResult, 'branches' | 'books' | 'entries' | 'problems'> & {
  /** How many people the archive still held and the restored store does not. */
  readonly erased: number;
};

const silent: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/**
 * Restores a backup into an empty folder, or changes nothing and throws StoreUnusable. Whoever the archive's registry
 * or `erased` (of the store that was lost) names as erased is not brought back. `problems` are those the store had
 * when it was backed up; any other refuses the archive.
 */
export async function restore(
  file: string,
  folder: string,
  { erased = [], log = silent }: { readonly erased?: Erased; readonly log?: Log } = {},
): Promise<Restored> {
  const isNew = !fs.existsSync(folder);
  await mustBeEmpty(folder);
  await makeFolder(nodeFiles, folder);
  const lock = takeLock(folder, log, () => undefined);
  const stage = join(folder, restoringName);
  const moved: string[] = [];
  let isDone = false;
  try {
    await mustBeEmpty(folder);
    await fs.promises.mkdir(stage, { mode: 0o700 });
    unpackArchive(file, stage);
    const manifest = await readManifest(file, stage);
    const count = await erase(stage, erased);
    const { branches, books, entries, problems } = await mustBeAsDescribed(file, stage, manifest);
    await syncTree(stage);
    for (const name of await namesIn(stage)) {
      moved.push(join(folder, name));
      await fs.promises.rename(join(stage, name), join(folder, name));
    }
    await syncFolder(nodeFiles, folder);
    await fs.promises.rmdir(stage);
    await syncFolder(nodeFiles, folder);
    isDone = true;
    const places = problems.map((problem) => ({ ...problem, file: join(folder, relative(stage, problem.file)) }));
    return { branches, books, entries, problems: places, erased: count };
  } finally {
    if (!isDone) {
      for (const path of [...moved, stage]) await fs.promises.rm(path, { recursive: true, force: true });
    }
    lock.release();
    if (!isDone && isNew) await fs.promises.rm(folder, { recursive: true, force: true });
  }
}

async function mustBeEmpty(folder: string): Promise<void> {
  let names: string[];
  try {
    names = await namesIn(folder);
  } catch (error) {
    throw new StoreUnusable(`${folder} is no folder that can be read; name an empty or a new folder.`, error);
  }
  const found = names.filter((name) => !name.startsWith('.') && !['lock', 'lost+found'].includes(name));
  if (found.length === 0) return;
  throw new StoreUnusable(
    `The folder ${folder} is not empty: it holds ${found.slice(0, 5).join(', ')}${found.length > 5 ? ', …' : ''}. ` +
      'Restore into an empty or a new folder, or move these away first.',
  );
}

async function readManifest(file: string, stage: string): Promise<Manifest> {
  const path = join(stage, manifestName);
  try {
    const value: unknown = JSON.parse(await fs.promises.readFile(path, 'utf8'));
    if (!isManifest(value)) throw new TypeError('Not a manifest of format 1.');
    await fs.promises.rm(path);
    return value;
  } catch (error) {
    throw new StoreUnusable(
      `The backup ${file} does not describe itself as this version of zhishu expects; ` +
        'restore it with the version that made it. Nothing was changed.',
      error,
    );
  }
}

function isManifest(value: unknown): value is Manifest {
  if (typeof value !== 'object' || value === null) return false;
  if (!('format' in value && 'books' in value && 'problems' in value)) return false;
  return value.format === 1 && Array.isArray(value.books) && Array.isArray(value.problems);
}

/** The erased of the archive and of the lost store together, out of every people document and into the registry. */
async function erase(stage: string, erased: Erased): Promise<number> {
  const place = registryPlace(stage);
  const registry = await readDocument(place, nodeFiles, emptyRegistry);
  const all = new Map([...registry.erased, ...erased].map((one) => [`${one.branch}/${one.member}`, one]));
  await writeDocument(place, nodeFiles, { ...registry, erased: [...all.values()] });
  const { ids } = await branchesIn(stage);
  let count = 0;
  for (const branch of ids) {
    const gone = [...all.values()].filter((one) => one.branch === branch).map(({ member }) => member);
    if (gone.length === 0) continue;
    const document = peoplePlace(branchFolder(stage, branch));
    try {
      const people = await readDocument(document, nodeFiles, nobody);
      count += gone.filter((member) => member in people.members).length;
      const rest = gone.reduce((kept, forget) => changePeople(kept, { forget }), people);
      await writeDocument(document, nodeFiles, rest);
    } catch (error) {
      if (!(error instanceof BookDamaged)) throw error;
      // What cannot be read cannot be searched for who was erased, so it does not come back at all.
      await fs.promises.rm(document.file);
    }
  }
  return count;
}

async function mustBeAsDescribed(file: string, stage: string, manifest: Manifest): Promise<CheckResult> {
  const checked = await checkStore(stage);
  const known = new Set(manifest.problems.map(({ file: path }) => join(stage, path)));
  const found = new Map(checked.perBook.map((book) => [placeOf(stage, book.branch, book.year).file, book]));
  const fresh = checked.problems.find((problem) => !known.has(problem.file));
  const differs = manifest.books.find(({ branch, year, seq, hash }) => {
    const path = placeOf(stage, branch, year).file;
    const book = found.get(path);
    return !known.has(path) && (book?.seq !== seq || book.hash !== hash);
  });
  if (!fresh && !differs) return checked;
  const what = fresh
    ? `${relative(stage, fresh.file)}, line ${fresh.line}: ${fresh.what}`
    : `the ${differs?.year} book of branch ${differs?.branch} does not end as it did when it was backed up`;
  throw new StoreUnusable(`The backup ${file} cannot be restored: ${what}. Nothing was changed.`);
}

/** The erased that a registry.json, of a lost store for example, names. Throws StoreUnusable or BookDamaged. */
export async function readErased(file: string): Promise<Erased> {
  if (!fs.existsSync(file)) throw new StoreUnusable(`There is no file ${file}.`);
  const { parse } = registryPlace('');
  return (await readDocument({ file, parse }, nodeFiles, emptyRegistry)).erased;
}
