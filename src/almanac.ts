import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Almanac } from './bot/schedule.ts';
import { type HolidayYear, holidaysOf, holidayYearSchema } from './domain/calendar.ts';
import { guidanceFileSchema } from './domain/guidance.ts';
import { presetSchema, presetsSchema } from './domain/preset.ts';
import { dataFolder } from './places.ts';

const readFiles = async <T>(folder: string, shownAs: string, parse: (value: unknown) => T): Promise<T[]> => {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.json') && !file.startsWith('.')).toSorted();
  return Promise.all(
    files.map(async (file) => {
      try {
        return parse(JSON.parse(await readFile(join(folder, file), 'utf8')));
      } catch (error) {
        throw new Error(`${join(shownAs, file)} cannot be used: ${(error as Error).message}`, { cause: error });
      }
    }),
  );
};

const readFolder = <T>(name: string, parse: (value: unknown) => T): Promise<T[]> =>
  readFiles(fileURLToPath(new URL(`${name}/`, dataFolder)), `data/${name}`, parse);

/** Where a store keeps the holidays imported into it, a file a year. */
export const holidaysFolder = (store: string): string => join(store, 'holidays');

const readImported = async (store: string): Promise<HolidayYear[]> => {
  const folder = holidaysFolder(store);
  try {
    return await readFiles(folder, folder, (value) => holidayYearSchema.parse(value));
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return [];
    throw error;
  }
};

/**
 * The guidance lists, holidays and presets shipped in data/, and the holidays imported into the store, which win over the
 * shipped ones of their year; a bad file stops the start and is named.
 */
export const readAlmanac = async (store?: string): Promise<Almanac> => ({
  guidance: await readFolder('guidance', (value) => guidanceFileSchema.parse(value)),
  holidays: holidaysOf([
    ...(await readFolder('holidays', (value) => holidayYearSchema.parse(value))),
    ...(store === undefined ? [] : await readImported(store)),
  ]),
  presets: presetsSchema.parse(await readFolder('presets', (value) => presetSchema.parse(value))),
});
