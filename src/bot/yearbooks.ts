import { createYearbook, type Yearbook } from '../domain/yearbook.ts';
import type { Ledger } from '../ports.ts';
import { yearsAround } from './documents.ts';
import type { Shelf } from './shelf.ts';

const yearbooksKept = 8;

type Followed = { readonly follow: ReturnType<typeof createYearbook>; readonly counts: Map<number, number> };

/** A year as its book tells it, with the books beside it. */
export type ReadYearbook = (
  branch: { readonly id: string; readonly timeZone: string },
  wanted: number,
) => Promise<Yearbook>;

/**
 * The years looked at last, each folded once and then followed entry by entry: for looking at a form in a page. What is
 * handed in is computed from books read anew. Refuses with no-book a year before the first.
 */
export const createYearbooks = (ledger: Pick<Ledger, 'books'>, shelf: Shelf): ReadYearbook => {
  const known = new Map<string, Followed>();
  return async ({ id, timeZone }, wanted) => {
    const { year, beside } = await yearsAround(ledger, id, wanted);
    const books = [];
    for (const one of beside) books.push(await shelf(id, one));
    const key = `${id} ${year}`;
    const followed = known.get(key) ?? { follow: createYearbook(id, timeZone, year), counts: new Map() };
    known.delete(key);
    known.set(key, followed);
    for (const oldest of known.keys()) {
      if (known.size <= yearbooksKept) break;
      known.delete(oldest);
    }
    const { follow, counts } = followed;
    for (const { seal, entries } of books) {
      for (const entry of entries.slice(counts.get(seal.year) ?? 0)) follow.add(seal.year, entry);
      counts.set(seal.year, Math.max(counts.get(seal.year) ?? 0, entries.length));
    }
    return follow.upTo(books.map(({ seal }) => seal));
  };
};
