import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { readYearbook } from '../bot/documents.ts';
import { activitiesIn, activityById } from '../domain/attendance.ts';
import { localDate } from '../domain/calendar.ts';
import { type DocumentRequest, documentFormats, documentOf, formatOf, yearOf } from '../domain/document.ts';
import { sheetPeriodSchema } from '../domain/sheet-period.ts';
import type { StoreReader } from '../stores/lowdb-store.ts';
import { Unusable } from './command-line.ts';

/** What is said of a sheet on the command line, unchecked. */
export type SheetWords = {
  readonly sheet: string;
  readonly activity?: string | undefined;
  readonly month?: string | undefined;
  readonly quarter?: string | undefined;
  readonly format?: string | undefined;
  readonly out?: string | undefined;
};

type Branch = { readonly id: string; readonly timeZone: string };

const periodIn = ({ month, quarter }: SheetWords): string => {
  const said = month ?? quarter;
  const isWell = sheetPeriodSchema.safeParse(said).success && said?.includes('Q') === (month === undefined);
  if (said === undefined || !isWell || (month !== undefined && quarter !== undefined)) {
    throw new Unusable('Say which period with one of --month 2026-12 and --quarter 2026-Q4.');
  }
  return said;
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
    default:
      throw new Unusable(`There is no sheet "${words.sheet}"; the sheets are signin, record, leave and ledger.`);
  }
};

/** Writes one form into a folder, readable by its owner alone because it names people; returns the path. */
export const writeSheet = async (store: StoreReader, branch: Branch, words: SheetWords): Promise<string> => {
  const { out } = words;
  const wanted = documentFormats.find((format) => format === words.format);
  if (words.format !== undefined && wanted === undefined) {
    throw new Unusable(`There is no format "${words.format}"; use one of ${documentFormats.join(', ')}.`);
  }
  if (out === undefined) throw new Unusable('Say where to write the sheet with --out FOLDER.');
  const request = await requestOf(store, branch, words);
  const yearbook = await readYearbook(store.ledger, branch, yearOf(request));
  const document = documentOf(request, yearbook, await store.people.read(branch.id));
  const format = formatOf(document, wanted);
  const bytes = await (await import('../documents/render.ts')).renderDocument(document, format);
  const path = join(resolve(out), `${document.name}.${format}`);
  await mkdir(resolve(out), { recursive: true });
  await writeFile(path, bytes, { mode: 0o600 });
  return path;
};
