import { readdir, readFile } from 'node:fs/promises';
import type { Almanac } from './bot/schedule.ts';
import { holidaysOf, holidayYearSchema } from './domain/calendar.ts';
import { guidanceFileSchema } from './domain/guidance.ts';
import { presetSchema, presetsSchema } from './domain/preset.ts';
import { dataFolder } from './places.ts';

const readFolder = async <T>(name: string, parse: (value: unknown) => T): Promise<T[]> => {
  const folder = new URL(`${name}/`, dataFolder);
  const files = (await readdir(folder)).filter((file) => file.endsWith('.json')).toSorted();
  return Promise.all(
    files.map(async (file) => {
      try {
        return parse(JSON.parse(await readFile(new URL(file, folder), 'utf8')));
      } catch (error) {
        throw new Error(`data/${name}/${file} cannot be used: ${(error as Error).message}`, { cause: error });
      }
    }),
  );
};

/** The guidance lists, holidays and presets shipped in data/; a bad file stops the start and is named. */
export const readAlmanac = async (): Promise<Almanac> => ({
  guidance: await readFolder('guidance', (value) => guidanceFileSchema.parse(value)),
  holidays: holidaysOf(await readFolder('holidays', (value) => holidayYearSchema.parse(value))),
  presets: presetsSchema.parse(await readFolder('presets', (value) => presetSchema.parse(value))),
});
