import type { Held } from '../bot/recorder.ts';
import type { Entry } from '../domain/entry.ts';
import type { Ledger } from '../ports.ts';

const booksKept = 20;

type Followed = {
  readonly year: number;
  readonly book: Entry[];
  /** What was written while the book was being read. */
  readonly meanwhile: Entry[];
  reading: Promise<void> | undefined;
};

/**
 * The present book of a branch as it is on disk, read once and then followed entry by entry, for the few branches looked
 * at last. The list given grows no more; ask again for a newer one.
 */
export const createBooks = (
  ledger: Pick<Ledger, 'read'>,
  onDurable: (listener: (branch: string, entries: readonly Entry[]) => void) => void,
): ((held: Pick<Held, 'id' | 'year'>) => Promise<readonly Entry[]>) => {
  const books = new Map<string, Followed>();

  onDurable((branch, entries) => {
    const known = books.get(branch);
    if (!known) return;
    // A new book begins anew at 1: it is read when it is next asked for.
    if (entries.some(({ seq }) => seq === 1)) books.delete(branch);
    else (known.reading ? known.meanwhile : known.book).push(...entries);
  });

  const read = async (branch: string, followed: Followed): Promise<void> => {
    const { year, book, meanwhile } = followed;
    try {
      await ledger.read(branch, year, (entry) => void book.push(entry));
    } catch (error) {
      if (books.get(branch) === followed) books.delete(branch);
      throw error;
    }
    const last = book.at(-1)?.seq ?? 0;
    book.push(...meanwhile.filter(({ seq }) => seq > last));
    followed.reading = undefined;
  };

  const follow = (branch: string, year: number): Followed => {
    const followed: Followed = { year, book: [], meanwhile: [], reading: undefined };
    followed.reading = read(branch, followed);
    return followed;
  };

  return async ({ id, year }) => {
    const known = books.get(id);
    const followed = known?.year === year ? known : follow(id, year);
    books.delete(id);
    books.set(id, followed);
    for (const oldest of books.keys()) {
      if (books.size <= booksKept) break;
      books.delete(oldest);
    }
    await followed.reading;
    return [...followed.book];
  };
};
