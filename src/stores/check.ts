import fs from 'node:fs';
import { join } from 'node:path';
import { nobody } from '../domain/roster.ts';
import type { Book, Damage, Registry } from '../ports.ts';
import { branchFolder, isBranchId, placeOf, readBook } from './book.ts';
import { channelPlace, emptyRegistry, isChannelName, peoplePlace, readDocument, registryPlace } from './documents.ts';
import { BookDamaged } from './errors.ts';
import { inParallel, namesIn, nodeFiles } from './files.ts';
import { branchesIn, yearsOf } from './ledger.ts';
import { isHeld } from './lock.ts';
import { mustBeStoreFolder, restoringName } from './lowdb-store.ts';

/** `line` 0 means the file or folder as a whole. */
export type CheckResult = {
  readonly branches: number;
  readonly books: number;
  readonly entries: number;
  readonly problems: readonly Damage[];
  readonly perBook: readonly Book[];
};

/**
 * Reads everything a store holds and says what is wrong with it; changes nothing and needs no lock. While a
 * process writes, an unfinished last line is its work in hand and no problem.
 */
export async function checkStore(folder: string): Promise<CheckResult> {
  await mustBeStoreFolder(folder);
  const problems: Damage[] = [];
  const report = (file: string, line: number, what: string) => problems.push({ file, line, what });
  const sound = async <Result>(read: () => Promise<Result>): Promise<Result | undefined> => {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof BookDamaged)) throw error;
      problems.push(error.damage);
      return undefined;
    }
  };

  const names = await namesIn(folder);
  if (names.length === 0) report(folder, 0, 'there is no store here');
  if (names.includes(restoringName)) report(join(folder, restoringName), 0, 'a restore did not finish');
  const { ids, strangers } = await branchesIn(folder);
  for (const name of strangers) report(join(folder, 'branches', name), 0, 'this is not the name of a branch folder');

  const written = isHeld(folder);
  const perBranch = await inParallel(ids, 4, async (branch) => {
    await sound(() => readDocument(peoplePlace(branchFolder(folder, branch)), nodeFiles, nobody));
    return checkBooks(folder, branch, written, report, sound);
  });

  // Read last, because a branch is written before the registry names it.
  const registry = await sound(() => readDocument(registryPlace(folder), nodeFiles, emptyRegistry));
  if (ids.length > 0 && !fs.existsSync(registryPlace(folder).file)) {
    report(registryPlace(folder).file, 0, 'the file is missing although there are branches');
  }
  if (registry) await checkRegistry(folder, registry, report);
  for (const name of await namesIn(join(folder, 'channels'))) {
    const channel = name.replace(/\.json$/, '');
    if (channel === name || !isChannelName(channel)) continue;
    await sound(() => readDocument(channelPlace(folder, channel), nodeFiles, { format: 1, entries: {} }));
  }

  const perBook = perBranch.flat();
  return {
    branches: ids.length,
    books: perBook.length,
    entries: perBook.reduce((sum, { seq }) => sum + seq, 0),
    problems: problems.toSorted(byPlace),
    perBook,
  };
}

type Report = (file: string, line: number, what: string) => void;

async function checkBooks(
  folder: string,
  branch: string,
  written: boolean,
  report: Report,
  sound: <Result>(read: () => Promise<Result>) => Promise<Result | undefined>,
): Promise<Book[]> {
  const books: Book[] = [];
  let previous: { readonly year: number; readonly hash: string | undefined } | undefined;
  for (const year of await yearsOf(folder, branch)) {
    const place = placeOf(folder, branch, year);
    const end = await sound(() => readBook(place, () => undefined));
    if (end?.torn && !written) {
      const { line, bytes } = end.torn;
      report(
        place.file,
        line,
        `the last append is incomplete (${bytes} bytes); it is dropped when the bot next writes`,
      );
    }
    // A damaged year before has been reported already; what it ended with is not known.
    const expected = previous === undefined ? '' : previous.hash;
    if (end && expected !== undefined && end.header.previousHash !== expected) {
      const before = previous ? `the ${previous.year} book` : 'a book that is not there';
      report(place.file, 1, `it does not follow ${before}: that one was changed, or removed, after this one was begun`);
    }
    if (end) books.push({ branch, year, seq: end.tail.seq, hash: end.tail.hash });
    previous = { year, hash: end?.tail.hash };
  }
  return books;
}

async function checkRegistry(folder: string, registry: Registry, report: Report): Promise<void> {
  for (const { id } of registry.branches) {
    if (isBranchId(id) && fs.existsSync(branchFolder(folder, id))) continue;
    report(registryPlace(folder).file, 0, `branch ${id} is named but has no folder`);
  }
  for (const { branch, member } of registry.erased) {
    if (!isBranchId(branch)) continue;
    const place = peoplePlace(branchFolder(folder, branch));
    // Damage has been reported where every document is read; a document is read again to be newer than the registry.
    const people = await readDocument(place, nodeFiles, nobody).catch(() => nobody);
    if (member in people.members) report(place.file, 0, `${member} was erased and is still in it`);
  }
}

function byPlace(a: Damage, b: Damage): number {
  if (a.file === b.file) return a.line - b.line;
  return a.file < b.file ? -1 : 1;
}
