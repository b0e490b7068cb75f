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
 * The years whose books tell of a year, in order: its own and those beside it; of a year before its first entry, the last
 * book's. Refuses with no-book a year before the first.
 */
export const yearsAround = async (
  ledger: Pick<Ledger, 'books'>,
  id: string,
  wanted: number,
): Promise<{ readonly year: number; readonly beside: readonly number[] }> => {
  const { books } = await ledger.books(id);
  const years = books.map(({ year }) => year);
  const year = Math.max(...years.filter((one) => one <= wanted));
  if (!Number.isFinite(year)) throw new Refusal('no-book', `${wanted}年还没有台账。`);
  return { year, beside: years.filter((one) => Math.abs(one - year) <= 1).toSorted((a, b) => a - b) };
};

/** The year as its book tells it, with the books beside it, each read anew. */
export const readYearbook = async (
  ledger: Books,
  { id, timeZone }: { readonly id: string; readonly timeZone: string },
  wanted: number,
): Promise<Yearbook> => {
  const { year, beside } = await yearsAround(ledger, id, wanted);
  const read: BookRead[] = [];
  for (const one of beside) {
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

/** The form as a value, from a year however it was read: anew for what is handed in, followed for a look. May refuse. */
export const documentReader =
  ({
    yearbook,
    almanac,
    clock,
  }: {
    readonly yearbook: (branch: Held['branch'], year: number) => Promise<Yearbook>;
    readonly almanac: Pick<Almanac, 'presets'>;
    readonly clock: Clock;
  }) =>
  async ({ branch, people }: Pick<Held, 'branch' | 'people'>, request: DocumentRequest): Promise<DrawnDocument> => {
    const told = await yearbook(branch, yearOf(request));
    await turn();
    return documentOf(request, told, people, { presets: almanac.presets, now: clock.now() });
  };

/** A document as a file, in the format wanted or its first; refuses a format it does not have. */
export const fileOf = async (
  document: DrawnDocument,
  wanted: DocumentFormat | undefined,
  render: Render,
): Promise<OutgoingFile & { readonly format: DocumentFormat }> => {
  const format = formatOf(document, wanted);
  return { format, name: `${document.name}.${format}`, bytes: await render(document, format) };
};

/** What a command asked for, computed from the books as they are on disk, and drawn; `run` stays pure. May refuse. */
export const createDocuments = ({
  ledger,
  render,
  ...from
}: {
  readonly ledger: Books;
  readonly render: Render;
  readonly almanac: Pick<Almanac, 'presets'>;
  readonly clock: Clock;
}): Documents => {
  const read = documentReader({ ...from, yearbook: (branch, year) => readYearbook(ledger, branch, year) });
  return async (held, request) => {
    const document = await read(held, request);
    const { format, ...file } = await fileOf(document, request.format, render);
    return { text: textOf(document, format), file };
  };
};
