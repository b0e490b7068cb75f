import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { localDate } from '../src/domain/calendar.ts';
import type { People } from '../src/domain/roster.ts';
import { type Header, linesAfter, newBook, type Pending } from '../src/stores/lines.ts';
import { timeZone, type Year } from './year.ts';

/** Which branch a copy of a year becomes, and where it lives. */
export type Place = { readonly id: string; readonly name: string; readonly room: string };

export const branchId = (number: number): string => `b${String(number).padStart(4, '0')}`;

/** The groups and people of the bench on Telegram: the same numbers in the store and on the server. */
export const chatOf = (branch: number): number => -1_001_000_000_000 - branch;
export const roomOf = (branch: number): string => `telegram:${chatOf(branch)}`;
export const personOf = (branch: number, member: number): number => 5_000_000_000 + branch * 1_000 + member;
export const accountOf = (branch: number, member: number): string => `telegram:${personOf(branch, member)}`;

/** A whole book in the store's own lines, whose hashes are computed anew for every copy. */
export const bookOf = (header: Header, appends: readonly (readonly Pending[])[]): Buffer => {
  const [first = [], ...others] = appends;
  let { bytes, tail } = newBook(header, first);
  const parts = [bytes];
  for (const pending of others) {
    ({ bytes, tail } = linesAfter(tail, pending));
    parts.push(bytes);
  }
  return Buffer.concat(parts);
};

/** Writes a store of copies of one year, each with its own room, people and chain of hashes. */
export const writeStore = (folder: string, year: Year, now: number, branches: number, first = 1): number => {
  const lines = year.appends.map((entries) =>
    entries.map((entry) => ({ seq: entry.seq, json: JSON.stringify(entry) })),
  );
  const [templateRoom = ''] = Object.keys(year.branch.rooms);
  const book = Number(localDate(now, timeZone).slice(0, 4));
  const places: Place[] = [];
  let written = 0;
  mkdirSync(join(folder, 'branches'), { recursive: true, mode: 0o700 });
  for (let number = first; number < first + branches; number++) {
    const place = { id: branchId(number), name: `第${number}党支部`, room: roomOf(number) };
    places.push(place);
    const own = lines.map((pending) =>
      pending.map(({ seq, json }) => ({ seq, json: json.replaceAll(templateRoom, place.room) })),
    );
    const branchFolder = join(folder, 'branches', place.id);
    mkdirSync(branchFolder, { mode: 0o700 });
    const bytes = bookOf({ format: 1, branch: place.id, year: book, previousHash: '' }, own);
    written += bytes.length;
    writeFileSync(join(branchFolder, `${book}.jsonl`), bytes, { mode: 0o600 });
    writeDocument(join(branchFolder, 'people.json'), peopleOf(year.people, number));
  }
  const registered = places.map(({ id, name, room }) => ({ id, name, rooms: [room] }));
  writeDocument(join(folder, 'registry.json'), { format: 1, branches: registered, codes: [], erased: [] });
  return written;
};

const peopleOf = (people: People, branch: number): People => ({
  ...people,
  accounts: Object.fromEntries(
    Object.values(people.accounts).map((bound, index) => [accountOf(branch, index + 1), bound]),
  ),
});

const writeDocument = (file: string, value: unknown): void =>
  writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
