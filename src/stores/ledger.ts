import { join } from 'node:path';
import { Low } from 'lowdb';
import type { Book, Damage, Ledger, Log } from '../ports.ts';
import {
  type BookAdapter,
  type BookData,
  type BookPlace,
  bookAdapter,
  branchFolder,
  isBranchId,
  placeOf,
  readBook,
  readEnds,
  readOn,
  yearOf,
} from './book.ts';
import { BookDamaged, BookRefused, StoreStopped, systemCode } from './errors.ts';
import { createFile, type Files, inParallel, makeFolder, namesIn } from './files.ts';
import { newBook, type Pending, pendingOf, type Tail } from './lines.ts';
import { oneAtATime } from './one-at-a-time.ts';
import type { Stop } from './stop.ts';

type OpenBook = {
  readonly place: BookPlace;
  readonly adapter: BookAdapter;
  readonly low: Low<BookData>;
  readonly next: ReturnType<typeof oneAtATime>;
  waiting: number;
};

const unread: BookData = { tail: { seq: 0, hash: '', size: -1 }, pending: [] };

/** The books of a store that nobody else writes. `openFiles` bounds the descriptors kept between two appends. */
export function fileLedger({
  folder,
  files,
  log,
  stop,
  openFiles = 2048,
}: {
  readonly folder: string;
  readonly files: Files;
  readonly log: Log;
  readonly stop: Stop;
  readonly openFiles?: number;
}): Ledger & { close(): Promise<void> } {
  const books = new Map<string, OpenBook>();
  const latest = new Map<string, number>();
  const recent = new Set<OpenBook>();

  const bookAt = (branch: string, year: number): OpenBook => {
    const key = `${branch}/${year}`;
    const known = books.get(key);
    if (known) return known;
    const place = placeOf(folder, branch, year);
    const adapter = bookAdapter({ place, files, log, stop });
    const book: OpenBook = {
      place,
      adapter,
      low: new Low<BookData>(adapter, unread),
      next: oneAtATime(),
      waiting: 0,
    };
    books.set(key, book);
    return book;
  };

  const inTurn = <Result>(book: OpenBook, work: () => Promise<Result>): Promise<Result> => {
    book.waiting += 1;
    return book.next(async () => {
      try {
        return await work();
      } finally {
        book.waiting -= 1;
      }
    });
  };

  const tailOf = async (book: OpenBook): Promise<Tail> => {
    if (book.low.data === unread) await book.low.read();
    return book.low.data.tail;
  };

  const keepOpen = (book: OpenBook) => {
    recent.delete(book);
    recent.add(book);
    if (recent.size <= openFiles) return;
    for (const oldest of recent) {
      if (oldest.waiting > 0) continue;
      recent.delete(oldest);
      void inTurn(oldest, () => oldest.adapter.release()).catch((error: unknown) => {
        log.warn('book-not-closed', { file: oldest.place.file, code: systemCode(error) });
      });
      return;
    }
  };

  const latestYear = async (branch: string): Promise<number | undefined> => {
    const known = latest.get(branch);
    if (known !== undefined) return known;
    const year = (await yearsOf(folder, branch)).at(-1);
    if (year !== undefined) latest.set(branch, year);
    return year;
  };

  const createAfter = async (place: BookPlace, previousHash: string, pending: readonly Pending[]): Promise<void> => {
    const { file, branch, year } = place;
    const { bytes, tail } = newBook({ format: 1, branch, year, previousHash }, pending);
    stop.check();
    await stop.onFailure(file, async () => {
      await makeFolder(files, branchFolder(folder, branch));
      if (await createFile(files, file, bytes)) return;
      throw new BookRefused('second-writer', `${file} appeared just now: something else writes here.`);
    });
    latest.set(branch, year);
    bookAt(branch, year).low.data = { tail, pending: [] };
  };

  return {
    async books(branch) {
      const listed = await listBooks(folder, branch);
      const durable = listed.books.map((book) => {
        const data = books.get(`${book.branch}/${book.year}`)?.low.data ?? unread;
        return data === unread ? book : { ...book, seq: data.tail.seq, hash: data.tail.hash };
      });
      return { ...listed, books: durable };
    },

    read(branch, year, visit, after) {
      const book = bookAt(branch, year);
      return inTurn(book, async () => {
        const known = book.low.data === unread ? undefined : book.low.data.tail;
        if (!known) {
          const end = await readBook(book.place, visit);
          book.low.data = book.adapter.adopt(end);
          return { branch, year, ...end.tail };
        }
        const tail = after
          ? await readOn(book.place, visit, after, known.size)
          : (await readBook(book.place, visit, known.size)).tail;
        if (tail.hash !== known.hash) {
          throw new BookDamaged(book.place.file, tail.seq + 2, 'the book no longer ends as this process wrote it');
        }
        return { branch, year, ...tail };
      });
    },

    async create(branch, year, entries) {
      const pending = pendingOf(entries);
      const book = bookAt(branch, year);
      return inTurn(book, async () => {
        stop.check();
        const before = await latestYear(branch);
        if (before === undefined) return createAfter(book.place, '', pending);
        if (before >= year) {
          throw new BookRefused('exists', `Branch ${branch} has a book for ${before}; none is begun for ${year}.`);
        }
        // The year before is held meanwhile: one more line in it would break the chain to the new one.
        const previous = bookAt(branch, before);
        return inTurn(previous, async () => {
          const { hash } = await tailOf(previous);
          // Writes nothing, but cuts a torn end off for good.
          await previous.low.write();
          keepOpen(previous);
          return createAfter(book.place, hash, pending);
        });
      });
    },

    async append(branch, year, after, entries) {
      const pending = pendingOf(entries);
      const book = bookAt(branch, year);
      return inTurn(book, async () => {
        stop.check();
        const newest = latest.get(branch) ?? (await latestYear(branch));
        if (newest !== undefined && newest > year) {
          throw new BookRefused(
            'closed',
            `The ${year} book of branch ${branch} is closed: there is one for ${newest}.`,
          );
        }
        const tail = book.low.data === unread ? await tailOf(book) : book.low.data.tail;
        if (after !== tail.seq) {
          throw new BookRefused('stale', `The ${year} book of branch ${branch} ends with ${tail.seq}, not ${after}.`);
        }
        book.low.data.pending = pending;
        try {
          await book.low.write();
        } finally {
          book.low.data.pending = [];
        }
        keepOpen(book);
      });
    },

    async close() {
      stop.because(new StoreStopped('it was closed'));
      await Promise.all([...books.values()].map((book) => inTurn(book, () => book.adapter.release())));
    },
  };
}

/** The years a branch has books for, oldest first. */
export async function yearsOf(store: string, branch: string): Promise<number[]> {
  const years = (await namesIn(branchFolder(store, branch))).map(yearOf);
  return years.filter((year) => year !== undefined);
}

/** The branches of a store by folder name, and what stands among them that is no branch. */
export async function branchesIn(store: string): Promise<{ readonly ids: string[]; readonly strangers: string[] }> {
  const names = (await namesIn(join(store, 'branches'))).filter((name) => !name.startsWith('.'));
  return { ids: names.filter(isBranchId), strangers: names.filter((name) => !isBranchId(name)) };
}

/** Every book, or each of one branch, by its two ends; looks and changes nothing. */
export async function listBooks(store: string, only?: string): ReturnType<Ledger['books']> {
  const ids = only === undefined ? (await branchesIn(store)).ids : [only];
  const books: Book[] = [];
  const damaged: (Damage & { branch: string })[] = [];
  await inParallel(ids, 16, async (branch) => {
    for (const year of await yearsOf(store, branch)) {
      try {
        const { tail } = await readEnds(placeOf(store, branch, year));
        books.push({ branch, year, seq: tail.seq, hash: tail.hash });
      } catch (error) {
        if (!(error instanceof BookDamaged)) throw error;
        damaged.push({ branch, ...error.damage });
      }
    }
  });
  return { books: books.toSorted(byPlace), damaged };
}

function byPlace(a: Book, b: Book): number {
  if (a.branch === b.branch) return a.year - b.year;
  return a.branch < b.branch ? -1 : 1;
}

/** The books of a store somebody else may be writing just now. */
export function readOnlyLedger(store: string): Pick<Ledger, 'books' | 'read'> {
  return {
    books: (branch) => listBooks(store, branch),
    async read(branch, year, visit, after) {
      const place = placeOf(store, branch, year);
      const tail = after ? await readOn(place, visit, after) : (await readBook(place, visit)).tail;
      return { branch, year, ...tail };
    },
  };
}
