import fs from 'node:fs';
import { join } from 'node:path';
import { type Adapter, Low } from 'lowdb';
import { type People, peopleSchema, registrySchema } from '../domain/roster.ts';
import type { Registry } from '../ports.ts';
import { BookDamaged, systemCode } from './errors.ts';
import { type Files, replaceFile } from './files.ts';

export type ChannelDocument = { readonly format: 1; readonly entries: Readonly<Record<string, string>> };

export const emptyRegistry: Registry = { format: 1, branches: [], codes: [], erased: [] };

/** A small document: its file and what may be in it. `parse` throws with a message that repeats no content. */
export type DocumentPlace<Data> = { readonly file: string; readonly parse: (value: unknown) => Data };

export function registryPlace(store: string): DocumentPlace<Registry> {
  return { file: join(store, 'registry.json'), parse: (value) => checked(value, registrySchema) };
}

export function peoplePlace(branchFolder: string): DocumentPlace<People> {
  return { file: join(branchFolder, 'people.json'), parse: (value) => checked(value, peopleSchema) };
}

export function channelPlace(store: string, channel: string): DocumentPlace<ChannelDocument> {
  if (!isChannelName(channel))
    throw new TypeError('A channel is named in lower-case ASCII letters, digits and dashes.');
  return { file: join(store, 'channels', `${channel}.json`), parse: parseChannel };
}

export function isChannelName(name: string): boolean {
  return /^[a-z][a-z0-9-]{0,63}$/.test(name);
}

/** A year's holidays as they were imported into the store. */
export function isHolidayFile(name: string): boolean {
  return /^\d{4}\.json$/.test(name);
}

type Schema<Data> = {
  safeParse(
    value: unknown,
  ):
    | { readonly success: true; readonly data: Data }
    | { readonly success: false; readonly error: { readonly issues: readonly { readonly path: PropertyKey[] }[] } };
};

// Only the first step of the path is told: the next one can be an account.
function checked<Data>(value: unknown, schema: Schema<Data>): Data {
  refuseNewer(value);
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const field = parsed.error.issues[0]?.path[0];
  throw new Error(`${field === undefined ? 'the document' : `the field ${String(field)}`} is not as it was written`);
}

function parseChannel(value: unknown): ChannelDocument {
  refuseNewer(value);
  const entries = typeof value === 'object' && value !== null && 'entries' in value ? value.entries : undefined;
  if (typeof entries !== 'object' || entries === null) throw new Error('the field entries is not as it was written');
  const kept: [string, string][] = [];
  for (const [key, text] of Object.entries(entries)) {
    if (typeof text !== 'string') throw new Error('the field entries is not as it was written');
    kept.push([key, text]);
  }
  return { format: 1, entries: Object.fromEntries(kept) };
}

function refuseNewer(value: unknown): void {
  const format = typeof value === 'object' && value !== null && 'format' in value ? value.format : undefined;
  if (format === 1) return;
  throw new Error(
    typeof format === 'number' && format > 1
      ? `it says format ${format}, and this version reads format 1: use the version of zhishu that wrote it`
      : 'it is not a document of this store',
  );
}

/** lowdb's adapter for a small document: replaced as a whole, durable when `write` resolves. */
export function documentAdapter<Data>({ file, parse }: DocumentPlace<Data>, files: Files): Adapter<Data> {
  return {
    async read() {
      let text: string;
      try {
        text = await fs.promises.readFile(file, 'utf8');
      } catch (error) {
        if (systemCode(error) === 'ENOENT') return null;
        throw error;
      }
      try {
        return parse(JSON.parse(text));
      } catch (error) {
        const what = error instanceof Error && !(error instanceof SyntaxError) ? error.message : 'it is not JSON';
        throw new BookDamaged(file, 1, what);
      }
    },
    async write(data) {
      await replaceFile(files, file, Buffer.from(`${JSON.stringify(parse(data), null, 2)}\n`));
    },
  };
}

/** What the file holds, or `otherwise` where there is none. Throws BookDamaged. */
export async function readDocument<Data>(place: DocumentPlace<Data>, files: Files, otherwise: Data): Promise<Data> {
  const low = new Low(documentAdapter(place, files), otherwise);
  await low.read();
  return low.data;
}

/** A fresh `Low` for every write: one that failed must not ride along with the next. */
export async function writeDocument<Data>(place: DocumentPlace<Data>, files: Files, data: Data): Promise<void> {
  await new Low(documentAdapter(place, files), data).write();
}
