import type { Held } from '../bot/recorder.ts';
import type { Entry } from '../domain/entry.ts';
import type { Ledger } from '../ports.ts';

const booksKept = 20;

type Followed = { readonly year: number; readonly reading: Promise<Entry[]> };

/**
 * The present book of a branch as it is on disk, read once and then followed entry by entry, for the few branches looked
 * at last. The list given grows no more; ask again for a newer one.
 */
export const createBooks = (
  ledger: Pick<Ledger, 'read'>,
  onDurable: (listener: (branch: string, entries: readonly Entry[]) => void) => void,
): ((held: Pick<Held, 'id' | 'year'>) => Promise<readonly Entry[]>) => {
  const books = new Map<string, Followed>();

  const add = (book: Entry[], entries: readonly Entry[]): void => {
    const last = book.at(-1)?.seq ?? 0;
    // What was written while the book was being read may be in it already.
    book.push(...entries.filter(({ seq }) => seq > last));
  };
  onDurable((branch, entries) => {
    const known = books.get(branch);
    // A new book begins anew at 1: it is read when it is next asked for.
    if (known && entries.some(({ seq }) => seq === 1)) books.delete(branch);
    else if (known) void known.reading.then((book) => add(book, entries)).catch(() => books.delete(branch));
  });

  const read = async (branch: string, year: number): Promise<Entry[]> => {
    const book: Entry[] = [];
    await ledger.read(branch, year, (entry) => void book.push(entry));
    return book;
  };

  return async ({ id, year }) => {
    const known = books.get(id);
    const followed = known?.year === year ? known : { year, reading: read(id, year) };
    books.delete(id);
    books.set(id, followed);
    for (const oldest of books.keys()) {
      if (books.size <= booksKept) break;
      books.delete(oldest);
    }
    try {
      return [...(await followed.reading)];
    } catch (error) {
      if (books.get(id) === followed) books.delete(id);
      throw error;
    }
  };
};
