import type { Entry } from '../domain/entry.ts';
import type { BookRead } from '../domain/yearbook.ts';
import type { Ledger, ReadTo } from '../ports.ts';

const booksKept = 20;

type Kept = { readonly entries: Entry[]; end: ReadTo | undefined; reading: Promise<unknown> };

/** A branch's book of a year as it is on disk; the list given grows no more, ask again for a newer one. */
export type Shelf = (branch: string, year: number) => Promise<BookRead>;

/** The few books looked at last: each is read once, and then only what was appended since. */
export const createShelf = (ledger: Pick<Ledger, 'read'>): Shelf => {
  const books = new Map<string, Kept>();

  const readOn = async (branch: string, year: number, kept: Kept): Promise<BookRead> => {
    kept.end = await ledger.read(branch, year, (entry) => void kept.entries.push(entry), kept.end);
    const { seq, hash } = kept.end;
    return { seal: { year, seq, hash }, entries: [...kept.entries] };
  };

  return (branch, year) => {
    const key = `${branch} ${year}`;
    const kept = books.get(key) ?? { entries: [], end: undefined, reading: Promise.resolve() };
    books.delete(key);
    books.set(key, kept);
    for (const oldest of books.keys()) {
      if (books.size <= booksKept) break;
      books.delete(oldest);
    }
    const reading = kept.reading.then(() => readOn(branch, year, kept));
    // What failed half-way is read anew by who asks next, and fails again for who asked meanwhile.
    kept.reading = reading.catch((error: unknown) => {
      if (books.get(key) === kept) books.delete(key);
      throw error;
    });
    // Told to who asked; a rejection that nobody awaits besides would end the process.
    kept.reading.catch(() => undefined);
    return reading;
  };
};
