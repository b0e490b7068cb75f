import { randomBytes } from 'node:crypto';
import type { Context } from 'hono';
import type { IncomingFile } from '../ports.ts';

const largestWords = 64 * 1024;
const largestFile = 5 * 1024 * 1024;

/** The most a form of ours sends. */
export const largestForm = largestFile + largestWords;

export type Sentence = {
  readonly text: string;
  /** The conversation a pressed choice belongs to. */
  readonly thread: string | undefined;
  readonly number: string;
  readonly wantsFile: boolean;
  readonly file: IncomingFile | undefined;
};

const isNumber = (value: unknown): value is string => typeof value === 'string' && /^[0-9a-f]{24}$/u.test(value);

/** What a form says: its `says` one after the other, its `lines` below them; undefined for what no form of ours sends. */
export const readSentence = async (c: Context): Promise<Sentence | undefined> => {
  const form = await c.req.formData().catch(() => undefined);
  if (!form) return undefined;
  const words = (name: string): string[] =>
    form.getAll(name).flatMap((value) => (typeof value === 'string' && value.trim() !== '' ? value.trim() : []));
  const line = words('says').map((value) => value.replaceAll(/\s*\n\s*/gu, ' '));
  const text = [line.join(' '), ...words('lines')].join('\n');
  const sent = form.get('file');
  const file = sent instanceof File && sent.name !== '' ? sent : undefined;
  if ((text.trim() === '' && !file) || (!file && text.length > largestWords)) return undefined;
  if (file && file.size > largestFile) return undefined;
  const [thread, number] = [form.get('thread'), form.get('number')];
  return {
    text,
    thread: isNumber(thread) ? thread : undefined,
    number: isNumber(number) ? number : randomBytes(12).toString('hex'),
    wantsFile: form.get('wants') === 'file',
    file: file && {
      name: file.name,
      size: file.size,
      read: async () => new Uint8Array(await file.arrayBuffer()),
    },
  };
};
