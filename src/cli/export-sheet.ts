import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { readAlmanac } from '../almanac.ts';
import { readYearbook } from '../bot/documents.ts';
import { wallClock } from '../clock.ts';
import { activitiesIn, activityById, allActivities } from '../domain/attendance.ts';
import { localDate } from '../domain/calendar.ts';
import { type DocumentRequest, documentFormats, documentOf, formatOf, yearOf } from '../domain/document.ts';
import { reviewedYear } from '../domain/review.ts';
import { isMonth, sheetPeriodSchema } from '../domain/sheet-period.ts';
import type { StoreReader } from '../stores/lowdb-store.ts';
import { Unusable } from './command-line.ts';

/** What is said of a sheet on the command line, unchecked. */
export type SheetWords = {
  readonly sheet: string;
  readonly activity?: string | undefined;
  readonly month?: string | undefined;
  readonly quarter?: string | undefined;
  readonly year?: string | undefined;
  readonly format?: string | undefined;
  readonly out?: string | undefined;
};

type Branch = { readonly id: string; readonly timeZone: string };

const periodIn = ({ month, quarter, year }: SheetWords): string => {
  const said = [month, quarter, year].filter((one) => one !== undefined);
  const [period = ''] = said;
  const form = month !== undefined ? /^\d{4}-\d\d$/u : quarter !== undefined ? /^\d{4}-Q/u : /^\d{4}$/u;
  if (said.length !== 1 || !sheetPeriodSchema.safeParse(period).success || !form.test(period)) {
    throw new Unusable('Say which period with one of --month 2026-12, --quarter 2026-Q4 and --year 2026.');
  }
  return period;
};

const monthIn = (words: SheetWords): string => {
  const period = periodIn(words);
  if (!isMonth(period)) throw new Unusable('Say which month with --month 2026-12.');
  return period;
};

/** What stands in the present year's book, and of 民主评议 the year that is reviewed. */
const presentIn = ({ timeZone }: Branch, { year }: SheetWords): { year: number; reviewed: number } => {
  const today = localDate(wallClock.now(), timeZone);
  return { year: Number(today.slice(0, 4)), reviewed: year === undefined ? reviewedYear(today) : Number(year) };
};

/** The year named, else that of the latest book. */
const bookYear = async (store: StoreReader, { id }: Branch, { year }: SheetWords): Promise<number> => {
  if (year !== undefined && !/^\d{4}$/u.test(year)) throw new Unusable('Say which year with --year 2026.');
  const { books } = await store.ledger.books();
  const years = books.flatMap((book) => (book.branch === id ? [book.year] : []));
  return year === undefined ? Math.max(...years) : Number(year);
};

/** The activity is looked for in the newest book first; its number is never used again. */
const activityRequest = async (
  store: StoreReader,
  branch: Branch,
  form: 'sign-in' | 'record',
  activity: string | undefined,
): Promise<DocumentRequest> => {
  const { books } = await store.ledger.books();
  const years = books.flatMap((book) => (book.branch === branch.id ? [book.year] : [])).toSorted((a, b) => b - a);
  const known: string[] = [];
  for (const year of years) {
    const { branch: value } = await readYearbook(store.ledger, branch, year);
    const found = activity === undefined ? undefined : activityById(value, activity);
    // What was carried into a newer book is told whole by the one of its own year.
    if (found) {
      const own = Number(localDate(found.start, branch.timeZone).slice(0, 4));
      return { kind: form, activity: found.id, year: own };
    }
    for (const { id, kind, start } of activitiesIn(value, 'planned', 'open', 'closed')) {
      known.push(`${id} (${localDate(start, branch.timeZone)} ${kind})`);
    }
  }
  throw new Unusable(
    `${activity === undefined ? 'Say which activity with --activity' : `There is no activity ${activity}`}; there are ${
      known.slice(-10).join(', ') || 'none yet'
    }.`,
  );
};

const requestOf = async (store: StoreReader, branch: Branch, words: SheetWords): Promise<DocumentRequest> => {
  switch (words.sheet) {
    case 'signin':
      return activityRequest(store, branch, 'sign-in', words.activity);
    case 'record':
      return activityRequest(store, branch, 'record', words.activity);
    case 'leave':
    case 'ledger':
      return { kind: words.sheet, period: periodIn(words) };
    case 'month':
      return { kind: 'month', period: monthIn(words) };
    case 'ballot':
    case 'tally':
      return { kind: words.sheet, ...presentIn(branch, words) };
    case 'rectification':
      return { kind: 'rectification', year: presentIn(branch, words).year };
    case 'handbook':
      return { kind: 'handbook', year: await bookYear(store, branch, words) };
    default:
      throw new Unusable(
        `There is no sheet "${words.sheet}"; the sheets are signin, record, leave, ledger, month, ballot, tally, rectification and handbook.`,
      );
  }
};

type After = (ms: number, ring: () => void) => () => void;
const afterMs: After = (ms, ring) => {
  const timer = setTimeout(ring, ms);
  return () => clearTimeout(timer);
};

/** Waits for work, and tells that it goes on where it takes longer than a second. */
export const awaited = async <T>(work: Promise<T>, tell: () => void, after: After = afterMs): Promise<T> => {
  const cancel = after(1000, tell);
  try {
    return await work;
  } finally {
    cancel();
  }
};

/**
 * Writes one form into a folder, readable by its owner alone because it names people; returns the path. `tell` is told what
 * goes on where it takes longer than a second.
 */
export const writeSheet = async (
  store: StoreReader,
  branch: Branch,
  words: SheetWords,
  tell: (line: string) => void,
): Promise<string> => {
  const { out } = words;
  const wanted = documentFormats.find((format) => format === words.format);
  if (words.format !== undefined && wanted === undefined) {
    throw new Unusable(`There is no format "${words.format}"; use one of ${documentFormats.join(', ')}.`);
  }
  if (out === undefined) throw new Unusable('Say where to write the sheet with --out FOLDER.');
  const request = await requestOf(store, branch, words);
  const yearbook = await readYearbook(store.ledger, branch, yearOf(request));
  const { presets } = await readAlmanac();
  // The clock of the demo branch may be ahead of the machine's.
  const now = Math.max(wallClock.now(), ...allActivities(yearbook.branch).map(({ closedAt = 0 }) => closedAt));
  const people = await store.people.read(branch.id);
  const document = documentOf(request, yearbook, people, { presets, now });
  const format = formatOf(document, wanted);
  const file = `${document.name}.${format}`;
  const { renderApart } = await import('../documents/render-apart.ts');
  const bytes = await awaited(renderApart(document, format), () => tell(`Drawing ${file}; this takes some seconds.`));
  const path = join(resolve(out), file);
  await mkdir(resolve(out), { recursive: true });
  await writeFile(path, bytes, { mode: 0o600 });
  return path;
};
