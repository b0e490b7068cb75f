import type { Branch } from '../domain/branch.ts';
import { instantOf, localDate } from '../domain/calendar.ts';
import { carried } from '../domain/carried.ts';
import type { Author, Entry, Fact } from '../domain/entry.ts';
import { emptyBranch, evolve } from '../domain/evolve.ts';
import { changePeople, type People, type PeopleChange } from '../domain/roster.ts';
import type { Clock, Log, Store } from '../ports.ts';

/** Writing failed once: nothing is taken any more until the process is started again. */
export class WritingStopped extends Error {
  constructor() {
    super('The store stopped taking writes after a failure.');
    this.name = 'WritingStopped';
  }
}

/** One branch's book or people document cannot be read; the others go on. */
export class BranchDamaged extends Error {
  constructor() {
    super('This branch cannot be read; see the log and "zhishu check".');
    this.name = 'BranchDamaged';
  }
}

type Batch = { year: number; fresh: boolean; entries: Entry[]; people: readonly PeopleChange[] };

/** When something was recorded because of it, with which first line of this book, and whether that was taken back. */
export type Cause = { readonly at: number; readonly from?: number; readonly withdrawn?: true };

/** A loaded branch: its present value, and the causes of the last 48 hours. */
export type Held = {
  readonly id: string;
  branch: Branch;
  people: People;
  /** Whose book is written now. */
  readonly year: number;
  readonly causes: Map<string, Cause>;
  /** Grows with every entry that can move a schedule's due time. */
  version: number;
};

type Holding = Omit<Held, 'year'> & {
  year: number;
  yearEnds: number;
  seq: number;
  waiting: Batch[];
  flushed: Promise<void> | undefined;
};

export type Change = {
  readonly facts: readonly Fact[];
  readonly people?: readonly PeopleChange[];
  readonly at: number;
  readonly by: Author;
  readonly cause?: string | undefined;
};

export type Recorder = {
  readonly branches: () => readonly string[];
  readonly loaded: (branch: string) => Held | undefined;
  /** Reads and checks the book once; throws BranchDamaged, also the next time. */
  readonly load: (branch: string) => Promise<Held>;
  readonly found: (branch: string, change: Change) => Promise<Held>;
  /** Applies the change at once and resolves when it is durable; throws WritingStopped. */
  readonly record: (branch: string, change: Change) => Promise<void>;
  /** Resolves when everything decided so far is durable: what an answer computed from it waits for. */
  readonly settled: (branch: string) => Promise<void>;
  /** Told after each durable batch. */
  readonly onDurable: (listener: (branch: string, entries: readonly Entry[]) => void) => void;
  readonly problems: () => readonly { branch: string; what: string }[];
  readonly stopped: () => boolean;
  /** Branches, books and entries of the store, as /health and check count them. */
  readonly counts: () => { branches: number; books: number; entries: number };
  readonly drain: () => Promise<void>;
};

/** What people say of one activity's attendance, and what delivery notes: no schedule's due time depends on them. */
const movesNoSchedule: ReadonlySet<Fact['type']> = new Set([
  'attendance-marked',
  'mark-withdrawn',
  'lateness-announced',
  'intention-stated',
  'leave-asked',
  'leave-decided',
  'leave-withdrawn',
  'proxy-reported',
  'proxy-decided',
  'standing-restored',
  'receipt-given',
  'account-bound',
  'push-queued',
  'push-attempted',
  'push-put-off',
  'push-delivered',
  'push-given-up',
  'push-withdrawn',
  'push-recalled',
]);

const causesKeptFor = 48 * 3_600_000;

/** The one place the ledger grows: one decision at a time per branch, everything decided meanwhile in one write. */
export const createRecorder = async ({
  store,
  clock,
  log,
  timeZone,
}: {
  store: Store;
  clock: Clock;
  log: Log;
  timeZone: string;
}): Promise<Recorder> => {
  const { books, damaged } = await store.ledger.books();
  const latest = new Map<string, number>();
  for (const { branch, year } of books) latest.set(branch, Math.max(year, latest.get(branch) ?? 0));
  const held = new Map<string, Holding>();
  const loading = new Map<string, Promise<Holding>>();
  const broken = new Map<string, string>();
  const listeners: ((branch: string, entries: readonly Entry[]) => void)[] = [];
  let stopped = false;
  let bookCount = books.length + damaged.length;
  let entryCount = books.reduce((sum, { seq }) => sum + seq, 0);

  const markBroken = (branch: string, damage: { file: string; line: number; what: string } | undefined): void => {
    broken.set(branch, damage?.what ?? 'unreadable');
    log.error('branch-damaged', { branch, file: damage?.file, line: damage?.line, what: damage?.what });
  };
  for (const damage of damaged) {
    latest.set(damage.branch, latest.get(damage.branch) ?? 0);
    markBroken(damage.branch, damage);
  }

  const endOfYear = (year: number): number => instantOf(`${year + 1}-01-01`, '00:00', timeZone);
  const yearOf = (instant: number): number => Number(localDate(instant, timeZone).slice(0, 4));

  /** A message is handled once, also after its decision was taken back; a paste may then be written again. */
  const noteCause = (causes: Map<string, Cause>, entry: Entry, at: number): void => {
    const { cause, seq } = entry;
    const known = cause === undefined ? undefined : causes.get(cause);
    if (cause !== undefined && (!known || known.withdrawn)) causes.set(cause, { at, from: seq });
    if (entry.type !== 'decision-withdrawn') return;
    for (const [undone, { at: since, from }] of causes) {
      if (from === entry.from) causes.set(undone, { at: since, from, withdrawn: true });
    }
  };

  const read = async (id: string): Promise<Holding> => {
    const year = latest.get(id);
    if (year === undefined) throw new Error(`There is no branch ${id} in this store.`);
    if (broken.has(id)) throw new BranchDamaged();
    let branch = emptyBranch(id, timeZone);
    const causes = new Map<string, Cause>();
    const oldest = clock.now() - causesKeptFor;
    try {
      const book = await store.ledger.read(id, year, (entry) => {
        branch = evolve(branch, entry);
        const at = Date.parse(entry.at);
        if (at > oldest) noteCause(causes, entry, at);
        if (entry.type === 'carried-forward') {
          for (const [cause, when] of Object.entries(entry.causes)) causes.set(cause, { at: Date.parse(when) });
        }
      });
      const stored = await store.people.read(id);
      const people = known(stored, branch);
      if (people !== stored) await store.people.write(id, people);
      const holding: Holding = {
        id,
        branch,
        people,
        causes,
        version: 0,
        year,
        yearEnds: endOfYear(year),
        seq: book.seq,
        waiting: [],
        flushed: undefined,
      };
      held.set(id, holding);
      return holding;
    } catch (error) {
      const damage = (error as { damage?: { file: string; line: number; what: string } }).damage;
      if (!damage) throw error;
      markBroken(id, damage);
      throw new BranchDamaged();
    }
  };

  const load = (id: string): Promise<Holding> => {
    const known = held.get(id);
    if (known) return Promise.resolve(known);
    const under = loading.get(id);
    if (under) return under;
    const reading = read(id).finally(() => loading.delete(id));
    loading.set(id, reading);
    return reading;
  };

  const stamp = (holding: Holding, { facts, at, by, cause }: Change): Entry[] => {
    const iso = new Date(at).toISOString();
    return facts.map((fact) => {
      holding.seq += 1;
      const entry: Entry = { seq: holding.seq, at: iso, by, ...(cause === undefined ? {} : { cause }), ...fact };
      holding.branch = evolve(holding.branch, entry);
      noteCause(holding.causes, entry, at);
      return entry;
    });
  };

  /** A new year opens a new book with what must be carried forward. */
  const turnYear = (holding: Holding, now: number): void => {
    holding.year = yearOf(now);
    holding.yearEnds = endOfYear(holding.year);
    holding.seq = 0;
    prune(holding.causes, now);
    const causes = Object.fromEntries(
      [...holding.causes].map(([cause, { at }]) => [cause, new Date(at).toISOString()]),
    );
    // The lines of the new book are counted from one again.
    for (const [cause, { at }] of holding.causes) holding.causes.set(cause, { at });
    const state = carried(holding.branch, now);
    const entries = stamp(holding, { facts: [{ type: 'carried-forward', state, causes }], at: now, by: 'schedule' });
    holding.waiting.push({ year: holding.year, fresh: true, entries, people: [] });
  };

  const flush = async (holding: Holding): Promise<void> => {
    // Lets every decision of this turn of the event loop join the batch.
    await Promise.resolve();
    while (holding.waiting.length > 0) {
      const batches = holding.waiting;
      holding.waiting = [];
      for (const { year, fresh, entries, people } of batches) {
        const first = entries[0];
        const before = people.filter((change) => !('forget' in change));
        if (before.length > 0) await store.people.write(holding.id, holding.people);
        if (first) {
          if (fresh) await store.ledger.create(holding.id, year, entries);
          else await store.ledger.append(holding.id, year, first.seq - 1, entries);
          latest.set(holding.id, year);
          if (fresh) bookCount += 1;
          entryCount += entries.length;
        }
        if (people.some((change) => 'forget' in change)) await store.people.write(holding.id, holding.people);
        if (entries.length > 0) for (const listener of listeners) listener(holding.id, entries);
      }
    }
    // In the turn of the last look: what is decided from now on starts a write of its own.
    holding.flushed = undefined;
  };

  const start = (holding: Holding): Promise<void> => {
    holding.flushed ??= flush(holding).catch((error: unknown) => {
      stopped = true;
      log.error('write-failed', {
        branch: holding.id,
        code: (error as { code?: string }).code,
        reason: (error as Error).name,
      });
      throw new WritingStopped();
    });
    return holding.flushed;
  };

  const apply = (holding: Holding, change: Change, fresh = false): Promise<void> => {
    if (stopped) return Promise.reject(new WritingStopped());
    const people = change.people ?? [];
    for (const one of people) holding.people = changePeople(holding.people, one);
    const now = clock.now();
    if (!fresh && now >= holding.yearEnds) turnYear(holding, now);
    const entries = stamp(holding, change);
    if (change.facts.some(({ type }) => !movesNoSchedule.has(type))) holding.version += 1;
    if (holding.causes.size > 5000) prune(holding.causes, now);
    const last = holding.waiting.at(-1);
    if (last && last.year === holding.year && people.length === 0 && last.people.length === 0)
      last.entries.push(...entries);
    else holding.waiting.push({ year: holding.year, fresh, entries, people });
    return start(holding);
  };

  const prune = (causes: Map<string, Cause>, now: number): void => {
    for (const [cause, { at }] of causes) if (at <= now - causesKeptFor) causes.delete(cause);
  };

  return {
    branches: () => [...latest.keys()],
    loaded: (id) => held.get(id),
    load,
    found: async (id, change) => {
      const now = clock.now();
      const year = yearOf(now);
      const holding: Holding = {
        id,
        branch: emptyBranch(id, timeZone),
        people: { format: 1, members: {}, accounts: {}, claims: {} },
        causes: new Map(),
        version: 0,
        year,
        yearEnds: endOfYear(year),
        seq: 0,
        waiting: [],
        flushed: undefined,
      };
      // Known at once: the next message of its room may come before the book is on disk.
      held.set(id, holding);
      latest.set(id, year);
      await apply(holding, change, true);
      return holding;
    },
    record: async (id, change) => apply(held.get(id) ?? (await load(id)), change),
    settled: async (id) => {
      if (stopped) throw new WritingStopped();
      await held.get(id)?.flushed;
    },
    onDurable: (listener) => void listeners.push(listener),
    problems: () => [...broken].map(([branch, what]) => ({ branch, what })),
    stopped: () => stopped,
    counts: () => ({ branches: latest.size, books: bookCount, entries: entryCount }),
    drain: async () => {
      await Promise.allSettled([...held.values()].map(({ flushed }) => flushed));
    },
  };
};

/** Someone erased, or added by a change whose entry never reached the book, leaves the document when it is next read. */
const known = (people: People, branch: Branch): People => {
  const strangers = Object.keys(people.members).filter((id) => !(id in branch.members) && !(id in branch.left));
  const unbound = Object.entries(people.accounts).filter(
    ([, { member }]) => member !== 'founder' && !(member in branch.members) && !(member in branch.left),
  );
  let kept = strangers.reduce((rest, forget) => changePeople(rest, { forget }), people);
  for (const [account] of unbound) kept = changePeople(kept, { release: account });
  return kept;
};
