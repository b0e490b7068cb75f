import { hash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { type Entry, entrySchema } from '../domain/entry.ts';
import { BookRefused } from './errors.ts';

/** Where a book ends: its last seq, the hash the next line (or the next year) must carry, and its size in bytes. */
export type Tail = { readonly seq: number; readonly hash: string; readonly size: number };

export type Header = {
  readonly format: 1;
  readonly branch: string;
  readonly year: number;
  /** The hash of the last line of the year before; empty in a branch's first book. */
  readonly previousHash: string;
};

/** Thrown while reading a line; the reader adds file and line. */
export class LineDamaged extends Error {}

/** The first 32 hex digits of the line's SHA-256 (128 bits): enough that nobody finds a second line with the same. */
export function hashOf(line: Uint8Array | string): string {
  return hash('sha256', line, 'hex').slice(0, 32);
}

// Each line also carries a checksum of itself: the chain alone vouches for a line only once another follows it.
function sealed(body: string): string {
  return `${body},"crc":"${checksum(body)}"}`;
}
const sealLength = ',"crc":"00000000"}'.length;

function checksum(body: Uint8Array | string): string {
  return crc32(body).toString(16).padStart(8, '0');
}

/** The raw JSON of a line whose checksum holds. Throws LineDamaged. */
function unsealed(line: Buffer): Record<string, unknown> {
  const end = line.length - sealLength;
  if (end < 1) throw new LineDamaged('it is too short for a line of a book');
  if (line.toString('latin1', end) !== `,"crc":"${checksum(line.subarray(0, end))}"}`) {
    throw new LineDamaged('it does not match its own checksum: it was changed after it was written');
  }
  return object(line);
}

function object(line: Buffer): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(line.toString('utf8'));
  } catch {
    throw new LineDamaged('it is not JSON');
  }
  if (!isObject(value)) throw new LineDamaged('it is not a JSON object');
  return value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

export function headerLine(header: Header): string {
  return sealed(JSON.stringify(header).slice(0, -1));
}

/** Throws LineDamaged, also for a book written by a newer version. */
export function parseHeader(line: Buffer, branch: string, year: number): Header {
  const seen = object(line);
  if (typeof seen['format'] === 'number' && seen['format'] > 1) {
    throw new LineDamaged(
      `it says format ${seen['format']}, and this version reads format 1: use the version of zhishu that wrote it`,
    );
  }
  if (seen['format'] !== 1) throw new LineDamaged('it is not the first line of a book');
  const { previousHash } = unsealed(line);
  if (typeof previousHash !== 'string') throw new LineDamaged('it names no hash of the year before');
  if (seen['branch'] !== branch || seen['year'] !== year) {
    throw new LineDamaged('it belongs to another branch or year than its folder and name say');
  }
  return { format: 1, branch, year, previousHash };
}

/** A line as found: the entry is checked by the caller, who knows whether it needs it. */
export type EntryLine = {
  readonly value: Record<string, unknown>;
  readonly seq: number;
  readonly hash: string;
  /** How many lines of the same append follow; an append counts only when the line with 0 is there. */
  readonly more: number;
};

/** Throws LineDamaged. */
export function parseEntryLine(line: Buffer): EntryLine {
  const value = unsealed(line);
  const { seq, hash: carried, more = 0 } = value;
  if (typeof seq !== 'number' || typeof carried !== 'string' || typeof more !== 'number') {
    throw new LineDamaged('seq or hash is missing');
  }
  return { value, seq, hash: carried, more };
}

/** Throws LineDamaged that says the field, never its content. */
export function parseEntry(value: unknown): Entry {
  const parsed = entrySchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new LineDamaged(`it is not an entry this version knows (${issue?.path.join('.') || 'type'})`);
}

/** An entry on its way into a book: checked, copied, and not yet tied to the line before it. */
export type Pending = { readonly seq: number; readonly json: string };

/** Throws BookRefused for what could not be read again; says the field, never its content. */
export function pendingOf(entries: readonly Entry[]): Pending[] {
  return entries.map((entry) => {
    const parsed = entrySchema.safeParse(entry);
    if (parsed.success) return { seq: entry.seq, json: JSON.stringify(parsed.data) };
    throw malformed(entry.seq, parsed.error.issues[0]?.path.join('.') || 'type');
  });
}

function malformed(seq: number, field: string): BookRefused {
  return new BookRefused('malformed', `Entry ${seq} cannot be written: ${field} is not what the book can take.`);
}

/** The bytes that continue a book after `tail`, and where it ends then. Throws BookRefused where a seq does not follow. */
export function linesAfter(tail: Tail, pending: readonly Pending[]): { readonly bytes: Buffer; readonly tail: Tail } {
  let text = '';
  let { seq, hash: last } = tail;
  for (const entry of pending) {
    seq += 1;
    if (entry.seq !== seq) throw malformed(entry.seq, 'seq');
    const more = tail.seq + pending.length - seq;
    const line = sealed(`${entry.json.slice(0, -1)}${more > 0 ? `,"more":${more}` : ''},"hash":"${last}"`);
    last = hashOf(line);
    text += `${line}\n`;
  }
  const bytes = Buffer.from(text);
  return { bytes, tail: { seq, hash: last, size: tail.size + bytes.length } };
}

/** A whole new book: its header and first entries, whose seq begins at 1. */
export function newBook(header: Header, pending: readonly Pending[]): { readonly bytes: Buffer; readonly tail: Tail } {
  const first = headerLine(header);
  const head = Buffer.from(`${first}\n`);
  const { bytes, tail } = linesAfter({ seq: 0, hash: hashOf(first), size: head.length }, pending);
  return { bytes: Buffer.concat([head, bytes]), tail };
}
