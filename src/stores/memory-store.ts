import { nobody, peopleSchema, registrySchema } from '../domain/roster.ts';
import type { Book, Memory, Store } from '../ports.ts';
import { emptyRegistry } from './documents.ts';
import { BookRefused, StoreStopped } from './errors.ts';
import { linesAfter, newBook, parseEntry, pendingOf, type Tail } from './lines.ts';
import { oneAtATime } from './one-at-a-time.ts';

type KeptBook = { text: string; tail: Tail };
type KeptBranch = { readonly books: Map<number, KeptBook>; inTurn: ReturnType<typeof oneAtATime> };

/**
 * A store that is gone when the process is: for tests and for trying things out. It keeps the rules of the one on
 * disk. `commit` stands for the disk: what is written shows once it resolves, and a rejection stops all writes.
 */
export function memoryStore({ commit = async () => undefined }: { readonly commit?: () => Promise<void> } = {}): Store {
  const branches = new Map<string, KeptBranch>();
  const people = new Map<string, string>();
  const memories = new Map<string, Memory>();
  let registry = JSON.stringify(emptyRegistry);
  const registryTurn = oneAtATime();
  let stopped: StoreStopped | undefined;

  const written = async (): Promise<void> => {
    if (stopped) throw stopped;
    try {
      await commit();
    } catch (error) {
      stopped ??= new StoreStopped('a write failed', error);
      throw stopped;
    }
  };

  const inTurn = (branch: string, work: (books: Map<number, KeptBook>) => Promise<void>): Promise<void> => {
    const kept = branches.get(branch) ?? { books: new Map<number, KeptBook>(), inTurn: oneAtATime() };
    branches.set(branch, kept);
    return kept.inTurn(() => work(kept.books));
  };

  const memory = (): Memory => {
    const entries = new Map<string, string>();
    return {
      get: (key) => entries.get(key),
      keys: () => [...entries.keys()],
      async set(key, value) {
        await written();
        if (value === undefined) entries.delete(key);
        else entries.set(key, value);
      },
    };
  };

  return {
    ledger: {
      async books(only) {
        const books: Book[] = [];
        for (const [branch, kept] of branches) {
          if (only !== undefined && only !== branch) continue;
          for (const [year, { tail }] of kept.books) books.push({ branch, year, seq: tail.seq, hash: tail.hash });
        }
        return { books, damaged: [] };
      },
      async read(branch, year, visit, after) {
        const { text, tail } = bookIn(branches.get(branch)?.books, branch, year);
        const lines = text.split('\n').slice(1 + (after?.seq ?? 0), -1);
        for (const line of lines) visit(parseEntry(JSON.parse(line)));
        return { branch, year, ...tail };
      },
      async create(branch, year, entries) {
        const pending = pendingOf(entries);
        return inTurn(branch, async (books) => {
          const before = [...books.keys()].at(-1);
          if (before !== undefined && before >= year) {
            throw new BookRefused('exists', `Branch ${branch} has a book for ${before}; none is begun for ${year}.`);
          }
          const previousHash = before === undefined ? '' : bookIn(books, branch, before).tail.hash;
          const { bytes, tail } = newBook({ format: 1, branch, year, previousHash }, pending);
          await written();
          books.set(year, { text: bytes.toString(), tail });
        });
      },
      async append(branch, year, after, entries) {
        const pending = pendingOf(entries);
        return inTurn(branch, async (books) => {
          const book = bookIn(books, branch, year);
          const newest = [...books.keys()].at(-1);
          if (newest !== year) {
            throw new BookRefused(
              'closed',
              `The ${year} book of branch ${branch} is closed: there is one for ${newest}.`,
            );
          }
          if (after !== book.tail.seq) {
            throw new BookRefused(
              'stale',
              `The ${year} book of branch ${branch} ends with ${book.tail.seq}, not ${after}.`,
            );
          }
          const { bytes, tail } = linesAfter(book.tail, pending);
          await written();
          books.set(year, { text: book.text + bytes.toString(), tail });
        });
      },
    },
    people: {
      async read(branch) {
        const text = people.get(branch);
        return peopleSchema.parse(text === undefined ? structuredClone(nobody) : JSON.parse(text));
      },
      async write(branch, document) {
        const text = JSON.stringify(peopleSchema.parse(document));
        await written();
        people.set(branch, text);
      },
    },
    registry: {
      get: () => registrySchema.parse(JSON.parse(registry)),
      update: (change) =>
        registryTurn(async () => {
          const text = JSON.stringify(registrySchema.parse(change(registrySchema.parse(JSON.parse(registry)))));
          await written();
          registry = text;
        }),
    },
    async memory(channel) {
      const known = memories.get(channel) ?? memory();
      memories.set(channel, known);
      return known;
    },
    async close() {
      stopped ??= new StoreStopped('it was closed');
    },
  };
}

function bookIn(books: ReadonlyMap<number, KeptBook> | undefined, branch: string, year: number): KeptBook {
  const book = books?.get(year);
  if (!book) throw new BookRefused('missing', `Branch ${branch} has no book for ${year}.`);
  return book;
}
