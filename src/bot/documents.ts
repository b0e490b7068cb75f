import {
  type DocumentFormat,
  type DocumentRequest,
  type DrawnDocument,
  documentOf,
  formatOf,
  yearOf,
} from '../domain/document.ts';
import type { Entry } from '../domain/entry.ts';
import { heldLine, renderMonth } from '../domain/month.ts';
import { Refusal } from '../domain/refusal.ts';
import { type BookRead, type Yearbook, yearbookOf } from '../domain/yearbook.ts';
import type { Clock, Ledger, OutgoingFile } from '../ports.ts';
import type { Held } from './recorder.ts';
import type { Almanac } from './schedule.ts';

/** Draws a document as a file; what it takes to draw is loaded only then. */
export type Render = (document: DrawnDocument, format: DocumentFormat) => Promise<Uint8Array>;

type Books = Pick<Ledger, 'books' | 'read'>;

/** Reading a year, folding and counting it each take some 30 ms: who waits for an answer has a turn in between. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * The year as its book tells it, with the books beside it; before a year's first entry, as the last book does. Refuses
 * with no-book a year before the first.
 */
export const readYearbook = async (
  ledger: Books,
  { id, timeZone }: { readonly id: string; readonly timeZone: string },
  wanted: number,
): Promise<Yearbook> => {
  const { books } = await ledger.books();
  const years = books.filter(({ branch }) => branch === id).map(({ year }) => year);
  const year = Math.max(...years.filter((one) => one <= wanted));
  if (!Number.isFinite(year)) throw new Refusal('no-book', `${wanted}年还没有台账。`);
  const read: BookRead[] = [];
  for (const one of years.filter((other) => Math.abs(other - year) <= 1).toSorted((a, b) => a - b)) {
    const entries: Entry[] = [];
    const { seq, hash } = await ledger.read(id, one, (entry) => void entries.push(entry));
    read.push({ seal: { year: one, seq, hash }, entries });
    await turn();
  }
  return yearbookOf(id, timeZone, year, read);
};

/** The entries of the branch's present book, as they are on disk. */
export type ReadBook = (held: Pick<Held, 'id' | 'year'>) => Promise<readonly Entry[]>;

export const bookReader =
  (ledger: Pick<Ledger, 'read'>): ReadBook =>
  async ({ id, year }) => {
    const entries: Entry[] = [];
    await ledger.read(id, year, (entry) => void entries.push(entry));
    return entries;
  };

export type Documents = (
  held: Held,
  request: DocumentRequest,
) => Promise<{ readonly text: string; readonly file: OutgoingFile }>;

/** What is said with a document; of a month in words that is all. */
const textOf = (document: DrawnDocument, format: DocumentFormat): string => {
  if (!('activities' in document)) {
    return `${document.title}已生成，请查收文件。${'remark' in document ? (document.remark ?? '') : ''}`;
  }
  return format === 'txt'
    ? renderMonth(document)
    : `【${document.month}月报】${heldLine(document)}。看图不便请说「月报 ${document.month} 文字」。`;
};

type From = { readonly ledger: Books; readonly almanac: Pick<Almanac, 'presets'>; readonly clock: Clock };

/** The form as a value, computed from the books as they are on disk. May refuse. */
export const documentReader =
  ({ ledger, almanac, clock }: From) =>
  async ({ branch, people }: Pick<Held, 'branch' | 'people'>, request: DocumentRequest): Promise<DrawnDocument> => {
    const yearbook = await readYearbook(ledger, branch, yearOf(request));
    await turn();
    return documentOf(request, yearbook, people, { presets: almanac.presets, now: clock.now() });
  };

/** What a command asked for, drawn; `run` stays pure. May refuse. */
export const createDocuments = ({ render, ...from }: From & { render: Render }): Documents => {
  const read = documentReader(from);
  return async (held, request) => {
    const document = await read(held, request);
    const format = formatOf(document, request.format);
    return {
      text: textOf(document, format),
      file: { name: `${document.name}.${format}`, bytes: await render(document, format) },
    };
  };
};
