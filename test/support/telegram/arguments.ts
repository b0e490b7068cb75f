import { badRequest } from './api-error.ts';
import type { Upload } from './read-body.ts';
import type { Wire } from './world.ts';

/** One call's arguments; every getter reads a value whichever encoding it came in. */
export type Arguments = {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly uploads: ReadonlyMap<string, Upload>;
};

export const string = ({ fields }: Arguments, name: string): string => {
  const value = fields[name];
  return value === undefined || value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);
};

export const integer = (args: Arguments, name: string, fallback = 0): number => {
  const value = Number.parseInt(string(args, name), 10);
  return Number.isNaN(value) ? fallback : value;
};

export const truth = (args: Arguments, name: string): boolean =>
  ['true', '1', 'yes', 'y', 't'].includes(string(args, name).toLowerCase());

/** An object or list, which urlencoded and multipart calls carry as JSON text. */
export function structure(args: Arguments, name: string): unknown {
  const value = args.fields[name];
  if (typeof value !== 'string') return value ?? undefined;
  if (value === '') return undefined;
  try {
    return JSON.parse(value);
  } catch {
    throw badRequest(`can't parse ${name.replaceAll('_', ' ')} JSON object`);
  }
}

export const isRecord = (value: unknown): value is Wire =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function record(args: Arguments, name: string): Wire | undefined {
  const value = structure(args, name);
  if (value !== undefined && !isRecord(value)) throw badRequest(`object expected as ${name.replaceAll('_', ' ')}`);
  return value;
}
