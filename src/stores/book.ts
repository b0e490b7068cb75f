import fs from 'node:fs';
import { join } from 'node:path';
import type { Adapter } from 'lowdb';
import type { Entry } from '../domain/entry.ts';
import type { Log } from '../ports.ts';
import { BookDamaged, BookRefused, systemCode } from './errors.ts';
import { type Files, writeAll } from './files.ts';
import {
  type Header,
  hashOf,
  LineDamaged,
  linesAfter,
  type Pending,
  parseEntry,
  parseEntryLine,
  parseHeader,
  type Tail,
} from './lines.ts';
import type { Stop } from './stop.ts';

/** Which book, and the file it is kept in. */
export type BookPlace = { readonly file: string; readonly branch: string; readonly year: number };

/** What an interrupted append left behind the last whole one; it was acknowledged to nobody. */
export type Torn = { readonly line: number; readonly bytes: number };

export type BookEnd = { readonly header: Header; readonly tail: Tail; readonly torn?: Torn };

/** What lowdb holds of a book: where it ends and what is to be added, never the book itself. */
export type BookData = { tail: Tail; pending: readonly Pending[] };

/** Branch ids become folder names, so nothing that could leave the folder passes. */
export function placeOf(store: string, branch: string, year: number): BookPlace {
  return { file: join(branchFolder(store, branch), `${year}.jsonl`), branch, year };
}

export function branchFolder(store: string, branch: string): string {
  if (!isBranchId(branch))
    throw new TypeError('A branch id is 1 to 64 ASCII letters, digits, dots, dashes or underscores.');
  return join(store, 'branches', branch);
}

export function isBranchId(name: string): boolean {
  return /^[A-Za-z0-9][\w.-]{0,63}$/.test(name);
}

/** The year a file name stands for, or undefined for any other file. */
export function yearOf(name: string): number | undefined {
  const year = /^([1-9]\d{3})\.jsonl$/.exec(name)?.[1];
  return year === undefined ? undefined : Number(year);
}

const chunkSize = 256 * 1024;
const longestLine = 64 * 1024 * 1024;
const longestHeader = 4096;

/**
 * Reads and checks a book in chunks: every line's checksum, the chain, seq and schema. An entry is visited once
 * the whole append it came in is known to be there. `until` bounds the reading to what is known to be durable.
 * Changes nothing. Throws BookDamaged, or BookRefused where there is no book.
 */
export async function readBook(
  place: BookPlace,
  visit: (entry: Entry) => void,
  until = Number.POSITIVE_INFINITY,
): Promise<BookEnd> {
  const book = bookReader(place, visit);
  return book.end(await readLines(place, book, 0, until));
}

/**
 * The same of what was appended since a reading that ended at `after`: the first new line must carry the hash of the last
 * one read.
 */
export async function readOn(
  place: BookPlace,
  visit: (entry: Entry) => void,
  after: Tail,
  until = Number.POSITIVE_INFINITY,
): Promise<Tail> {
  if (until === after.size) return after;
  const book = bookReader(place, visit, after);
  await readLines(place, book, after.size, until);
  return book.tail();
}

/** Resolves to the bytes after the last whole line. */
async function readLines(
  place: BookPlace,
  book: ReturnType<typeof bookReader>,
  from: number,
  until: number,
): Promise<number> {
  const fd = await openToRead(place);
  try {
    let buffer = Buffer.allocUnsafe(Math.min(chunkSize, Math.max(until - from, 1)));
    let held = 0;
    let position = from;
    for (;;) {
      const room = Math.min(buffer.length - held, until - position);
      const count = room > 0 ? await readInto(fd, buffer, held, room, position) : 0;
      if (count === 0) return held;
      position += count;
      const filled = held + count;
      let start = 0;
      for (let newline = buffer.indexOf(10, held); newline !== -1 && newline < filled; ) {
        book.line(buffer.subarray(start, newline));
        start = newline + 1;
        newline = buffer.indexOf(10, start);
      }
      held = filled - start;
      book.unfinished(held);
      if (held < buffer.length) {
        buffer.copyWithin(0, start, filled);
      } else {
        const larger = Buffer.allocUnsafe(buffer.length * 4);
        buffer.copy(larger);
        buffer = larger;
      }
    }
  } finally {
    fs.close(fd);
  }
}

function bookReader({ file, branch, year }: BookPlace, visit: (entry: Entry) => void, after?: Tail) {
  let header: Header | undefined;
  // The first line is the header, and each further one an entry.
  let lines = after ? after.seq + 1 : 0;
  let tail: Tail = after ?? { seq: 0, hash: '', size: 0 };
  let { seq, hash, size } = tail;
  let expected = 0;
  let batch: Entry[] = [];
  let whole = lines;

  const entryLine = (bytes: Buffer) => {
    const line = parseEntryLine(bytes);
    if (line.hash !== hash) {
      lines -= 1;
      throw new LineDamaged('it was changed, or a line after it was removed: the next line carries another hash');
    }
    if (line.seq !== seq + 1) throw new LineDamaged(`its seq is ${line.seq} where ${seq + 1} was expected`);
    if (expected > 0 && line.more !== expected - 1) throw new LineDamaged('the append it belongs to is incomplete');
    batch.push(parseEntry(line.value));
    seq = line.seq;
    expected = line.more;
  };

  return {
    line(bytes: Buffer): void {
      lines += 1;
      try {
        if (lines > 1) entryLine(bytes);
        else header = parseHeader(bytes, branch, year);
      } catch (error) {
        if (error instanceof LineDamaged) throw new BookDamaged(file, lines, error.message);
        throw error;
      }
      hash = hashOf(bytes);
      size += bytes.length + 1;
      if (expected > 0) return;
      tail = { seq, hash, size };
      whole = lines;
      for (const entry of batch) visit(entry);
      batch = [];
    },
    unfinished(bytes: number): void {
      if (lines === 0 && bytes > longestHeader) throw new BookDamaged(file, 1, 'it is not the first line of a book');
      if (bytes > longestLine) throw new BookDamaged(file, lines + 1, 'it is longer than any line of a book');
    },
    tail: (): Tail => tail,
    end(unfinished: number): BookEnd {
      if (!header) throw new BookDamaged(file, 1, 'the file is empty or ends within its first line');
      const bytes = size + unfinished - tail.size;
      return { header, tail, ...(bytes > 0 ? { torn: { line: whole + 1, bytes } } : {}) };
    },
  };
}

const edgeSize = 16 * 1024;

/** The header and the end of a book, read from its two ends alone; what lies between is not looked at. */
export async function readEnds(place: BookPlace): Promise<BookEnd> {
  // Whatever is unusual about it, reading it from the front finds the right words.
  return glanceAt(place) ?? readBook(place, () => undefined);
}

// A few small reads at once: passing each to another thread costs ten times the read, and a store has thousands.
function glanceAt(place: BookPlace): BookEnd | undefined {
  let fd: number;
  try {
    fd = fs.openSync(place.file, 'r');
  } catch {
    return undefined;
  }
  try {
    const { size } = fs.fstatSync(fd);
    const edge = Buffer.allocUnsafe(Math.min(size, edgeSize));
    const head = edge.subarray(0, fs.readSync(fd, edge, 0, Math.min(size, longestHeader), 0));
    const headerEnd = head.indexOf(10);
    if (headerEnd === -1) return undefined;
    const header = headerOf(place, head.subarray(0, headerEnd));
    const from = size - edge.length;
    const end = endIn(edge.subarray(0, fs.readSync(fd, edge, 0, edge.length, from)), from);
    return end && { header, ...end };
  } finally {
    fs.closeSync(fd);
  }
}

function headerOf(place: BookPlace, line: Buffer): Header {
  try {
    return parseHeader(line, place.branch, place.year);
  } catch (error) {
    if (error instanceof LineDamaged) throw new BookDamaged(place.file, 1, error.message);
    throw error;
  }
}

/** The end of a book if the last line is whole, ends its append and lies within these last bytes. */
function endIn(bytes: Buffer, from: number): { readonly tail: Tail } | undefined {
  if (bytes.at(-1) !== 10) return undefined;
  const before = bytes.lastIndexOf(10, bytes.length - 2);
  if (before === -1) return undefined;
  const line = bytes.subarray(before + 1, bytes.length - 1);
  try {
    const { seq, more } = parseEntryLine(line);
    return more > 0 ? undefined : { tail: { seq, hash: hashOf(line), size: from + bytes.length } };
  } catch (error) {
    if (error instanceof LineDamaged) return undefined;
    throw error;
  }
}

function openToRead({ file, branch, year }: BookPlace): Promise<number> {
  return new Promise((resolve, reject) => {
    fs.open(file, 'r', (error, fd) => {
      if (!error) resolve(fd);
      else if (systemCode(error) !== 'ENOENT') reject(error);
      else reject(new BookRefused('missing', `Branch ${branch} has no book for ${year} (${file}).`));
    });
  });
}

function readInto(fd: number, buffer: Buffer, offset: number, length: number, position: number): Promise<number> {
  return new Promise((resolve, reject) => {
    fs.read(fd, buffer, offset, length, position, (error, count) => (error ? reject(error) : resolve(count)));
  });
}

export type BookAdapter = Adapter<BookData> & {
  /** Takes over what a reading found, so that the book need not be read again before it is written. */
  adopt(end: BookEnd): BookData;
  /** Gives the descriptor back; the next write opens the file again. */
  release(): Promise<void>;
};

/**
 * lowdb's adapter for one book. `read` checks all of it and keeps only its end; `write` adds what is pending and
 * resolves when it is on disk. A failed write or sync stops the store: the kernel may have dropped the unwritten
 * pages, so nothing is ever tried again on the same descriptor.
 */
export function bookAdapter({
  place,
  files,
  log,
  stop,
}: {
  readonly place: BookPlace;
  readonly files: Files;
  readonly log: Log;
  readonly stop: Stop;
}): BookAdapter {
  let fd: number | undefined;
  let inode = 0;
  let torn: Torn | undefined;

  const adopt = (end: BookEnd): BookData => {
    torn = end.torn;
    return { tail: end.tail, pending: [] };
  };

  const mustStillHave = (size: number) => {
    const stats = fs.statSync(place.file, { throwIfNoEntry: false });
    if (stats?.size === size && (inode === 0 || stats.ino === inode)) {
      inode = stats.ino;
      return;
    }
    const found = stats ? `${stats.size} bytes${stats.size === size ? ' in another file' : ''}` : 'nothing';
    throw new BookRefused(
      'second-writer',
      `${place.file} holds ${found} where this process left ${size} bytes: something else writes here. ` +
        'Stop it, run "zhishu check", then start this process again.',
    );
  };

  const openToAppend = async (tail: Tail): Promise<number> => {
    mustStillHave(tail.size + (torn?.bytes ?? 0));
    const opened = await files.open(place.file, fs.constants.O_WRONLY | fs.constants.O_APPEND);
    fd = opened;
    if (torn) {
      await stop.onFailure(place.file, async () => {
        await files.truncate(opened, tail.size);
        await files.fdatasync(opened);
      });
      log.warn('torn-line-dropped', { file: place.file, line: torn.line, bytes: torn.bytes });
      torn = undefined;
    }
    return opened;
  };

  return {
    adopt,
    async read() {
      return adopt(await readBook(place, () => undefined));
    },
    async write(data) {
      const { bytes, tail } = linesAfter(data.tail, data.pending);
      const descriptor = fd ?? (await openToAppend(data.tail));
      mustStillHave(data.tail.size);
      if (bytes.length === 0) return;
      await stop.onFailure(place.file, async () => {
        await writeAll(files, descriptor, bytes);
        await files.fdatasync(descriptor);
      });
      data.tail = tail;
      data.pending = [];
    },
    async release() {
      if (fd === undefined) return;
      const closing = fd;
      fd = undefined;
      await files.close(closing);
    },
  };
}
