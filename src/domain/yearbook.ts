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
 * Reads a year from its book. `books` are in the order of their years: the year before says only who gave the marks that
 * were carried over, and the year after only what it changed in the activities of this one, or
 * said to have been done in it.
 */
export const yearbookOf = (id: string, timeZone: string, year: number, books: readonly BookRead[]): Yearbook => {
  const present = new Map<string, Word>();
  const leave = new Map<string, Word>();
  const records: Records = new Map();
  const standing: Entry[] = [];
  let branch = emptyBranch(id, timeZone);
  for (const { seal, entries } of books) {
    const withdrawn = withdrawnIn(entries);
    for (const entry of entries) {
      if (seal.year === year || (seal.year > year && looksBack(entry, year, branch))) branch = evolve(branch, entry);
      write(records, entry);
      if (withdrawn.has(entry.seq)) continue;
      note(present, leave, entry);
      if (seal.year === year) standing.push(entry);
    }
  }
  return {
    branch,
    presentBy: (activity, member) => present.get(`${activity} ${member}`),
    leaveBy: (activity, member) => leave.get(`${activity} ${member}`),
    recordOf: (activity) => (records.get(activity) ?? []).filter(({ struck }) => !struck),
    entries: standing,
    seals: books.filter(({ seal }) => seal.year >= year).map(({ seal }) => seal),
  };
};

/** What was taken back by 撤销 gave no mark that stands. */
const withdrawnIn = (entries: readonly Entry[]): ReadonlySet<number> => {
  const withdrawn = new Set<number>();
  for (const entry of entries) {
    if (entry.type !== 'decision-withdrawn') continue;
    for (let seq = entry.from; seq <= entry.to; seq += 1) withdrawn.add(seq);
  }
  return withdrawn;
};

/** Of each kind the last word counts: it is the one behind a mark of that kind, if such a mark stands. */
const note = (present: Map<string, Word>, leave: Map<string, Word>, entry: Entry): void => {
  if (!('activity' in entry && 'member' in entry)) return;
  const key = `${entry.activity} ${entry.member}`;
  const word = { at: Date.parse(entry.at), by: entry.by };
  if (entry.type === 'attendance-marked' && entry.mark.is === 'present') present.set(key, word);
  if (entry.type === 'proxy-decided' && entry.accepted) present.set(key, word);
  if (entry.type === 'attendance-marked' && entry.mark.is === 'leave') leave.set(key, word);
  if (entry.type === 'leave-decided' && entry.approved) leave.set(key, word);
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
