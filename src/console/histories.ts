import type { Entry } from '../domain/entry.ts';
import { createHistory, type Titles } from '../domain/history.ts';
import type { Library } from './page.ts';

const historiesKept = 20;

type Told = { readonly first: Entry | undefined; count: number; readonly history: ReturnType<typeof createHistory> };

/** A book as sentences, each told once; of the few books looked at last. */
export const createHistories = (bookOf: Library['book'], titles: () => Titles): Library['history'] => {
  const known = new Map<string, Told>();
  const begin = (first: Entry | undefined, timeZone: string): Told => ({
    first,
    count: 0,
    history: createHistory({}, { timeZone, titles: titles() }),
  });

  return async ({ id, timeZone }, year) => {
    const { entries } = await bookOf(id, year);
    const key = `${id} ${year ?? ''}`;
    const before = known.get(key);
    // With the new year comes a new book, and a history of its own.
    const told = before?.first === entries[0] && before ? before : begin(entries[0], timeZone);
    known.delete(key);
    known.set(key, told);
    for (const oldest of known.keys()) {
      if (known.size <= historiesKept) break;
      known.delete(oldest);
    }
    for (const entry of entries.slice(told.count)) told.history.add(entry);
    told.count = Math.max(told.count, entries.length);
    return told.history.lines;
  };
};
