import type { Branch } from './branch.ts';
import type { Author, Entry } from './entry.ts';
import { emptyBranch, evolve } from './evolve.ts';
import type { RecordPart } from './record-part.ts';
import type { MemberId } from './roster.ts';

/** Where a book ended when it was read: what `check` prints of it as well. */
export type Seal = { readonly year: number; readonly seq: number; readonly hash: string };

export type BookRead = { readonly seal: Seal; readonly entries: readonly Entry[] };

/** Who gave a mark, and when it was said. */
export type Word = { readonly at: number; readonly by: Author };

/** One part of a meeting's record, with its words. */
export type WrittenPart = Word & { readonly no: number; readonly part: RecordPart };

/** A year as its book tells it: the branch at its end, with what the next year's book corrected in its activities. */
export type Yearbook = {
  readonly branch: Branch;
  /** The word behind the mark of presence that stands; undefined where no book that was read has it. */
  readonly presentBy: (activity: string, member: MemberId) => Word | undefined;
  /** The same of leave that was approved. */
  readonly leaveBy: (activity: string, member: MemberId) => Word | undefined;
  /** The record of a meeting as it stands, in the order it was written. */
  readonly recordOf: (activity: string) => readonly WrittenPart[];
  /** The entries of the year's own book, but for what was taken back by 撤销. */
  readonly entries: readonly Entry[];
  /** The books that the counts come from. */
  readonly seals: readonly Seal[];
};

const knows = (branch: Branch, activity: string): boolean => activity in branch.activities || activity in branch.past;

/** Whether an entry of the year after speaks of this one: of its activities, or of what was done in it. */
const looksBack = (entry: Entry, year: number, branch: Branch): boolean => {
  if ('activity' in entry) return knows(branch, entry.activity);
  if (entry.type === 'review-counted') return entry.year === year;
  const isTick = entry.type === 'obligation-ticked' || entry.type === 'tick-withdrawn';
  return isTick && [entry.period, entry.on].some((date) => date.startsWith(`${year}-`));
};

/**
 * A year that grows with its books. Every entry is added once, in the order of their years: the book of the year before says
 * only who gave the marks that were carried over, and that of the year after only what it changed in the activities of
 * this one, or said to have been done in it. `upTo` gives the year as it is told so far, by the books that end there.
 */
export const createYearbook = (
  id: string,
  timeZone: string,
  year: number,
): { readonly add: (book: number, entry: Entry) => void; readonly upTo: (seals: readonly Seal[]) => Yearbook } => {
  const present: Words = new Map();
  const leave: Words = new Map();
  const records: Records = new Map();
  const written: Entry[] = [];
  const withdrawn = new Map<number, Set<number>>();
  let branch = emptyBranch(id, timeZone);
  const withdrawnIn = (book: number): Set<number> => {
    const known = withdrawn.get(book) ?? new Set<number>();
    withdrawn.set(book, known);
    return known;
  };
  const last = (words: Words, activity: string, member: MemberId): Word | undefined => {
    // What was taken back by 撤销 gave no mark that stands.
    const standing = words.get(`${activity} ${member}`)?.findLast(({ book, seq }) => !withdrawn.get(book)?.has(seq));
    return standing && { at: standing.at, by: standing.by };
  };
  return {
    add: (book, entry) => {
      if (book === year || (book > year && looksBack(entry, year, branch))) branch = evolve(branch, entry);
      write(records, entry);
      note(present, leave, book, entry);
      if (book === year) written.push(entry);
      if (entry.type !== 'decision-withdrawn') return;
      for (let seq = entry.from; seq <= entry.to; seq += 1) withdrawnIn(book).add(seq);
    },
    upTo: (seals) => ({
      branch,
      presentBy: (activity, member) => last(present, activity, member),
      leaveBy: (activity, member) => last(leave, activity, member),
      recordOf: (activity) => (records.get(activity) ?? []).filter(({ struck }) => !struck),
      entries: written.filter(({ seq }) => !withdrawn.get(year)?.has(seq)),
      seals: seals.filter((seal) => seal.year >= year),
    }),
  };
};

/** The year as these books tell it, which are in the order of their years: its own, the one before and the one after. */
export const yearbookOf = (id: string, timeZone: string, year: number, books: readonly BookRead[]): Yearbook => {
  const { add, upTo } = createYearbook(id, timeZone, year);
  for (const { seal, entries } of books) for (const entry of entries) add(seal.year, entry);
  return upTo(books.map(({ seal }) => seal));
};

/** By activity and member, every word that gave a mark, in order; of each kind the last that stands is the one behind it. */
type Words = Map<string, (Word & { readonly book: number; readonly seq: number })[]>;

const note = (present: Words, leave: Words, book: number, entry: Entry): void => {
  if (!('activity' in entry && 'member' in entry)) return;
  const { seq, by } = entry;
  const key = `${entry.activity} ${entry.member}`;
  const add = (words: Words): void => {
    const known = words.get(key) ?? [];
    known.push({ at: Date.parse(entry.at), by, book, seq });
    words.set(key, known);
  };
  if (entry.type === 'attendance-marked' && entry.mark.is === 'present') add(present);
  if (entry.type === 'proxy-decided' && entry.accepted) add(present);
  if (entry.type === 'attendance-marked' && entry.mark.is === 'leave') add(leave);
  if (entry.type === 'leave-decided' && entry.approved) add(leave);
};

type Records = Map<string, readonly (WrittenPart & { readonly struck: boolean })[]>;

const write = (records: Records, entry: Entry): void => {
  if (entry.type === 'record-written') {
    const { activity, no, part, by } = entry;
    const written = { no, part, by, at: Date.parse(entry.at), struck: false };
    records.set(activity, [...(records.get(activity) ?? []), written]);
  }
  if (entry.type === 'record-struck') {
    const { activity, no, struck } = entry;
    const known = records.get(activity) ?? [];
    records.set(
      activity,
      known.map((one) => (one.no === no ? { ...one, struck } : one)),
    );
  }
};
