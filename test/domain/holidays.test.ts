import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import type ChineseDays from 'chinese-days';
import { SolarDay } from 'tyme4ts';
import { describe, expect, test } from 'vitest';
import { addDays, isWorkingDay, weekday } from '../../src/domain/calendar.ts';
import { almanac } from '../support/group.ts';

const { holidays } = almanac;

/** chinese-days counts its days by the machine's time zone, from the moment it is loaded, and west of Greenwich miscounts. */
const inChina = <T>(work: () => T): T => {
  const { TZ } = process.env;
  process.env['TZ'] = 'Asia/Shanghai';
  try {
    return work();
  } finally {
    if (TZ === undefined) Reflect.deleteProperty(process.env, 'TZ');
    else process.env['TZ'] = TZ;
  }
};
const chineseDays = inChina(() => createRequire(import.meta.url)('chinese-days') as typeof ChineseDays);

/** Both packages know nothing of a year without a notice, and say so no more than a weekday does: only these years are asked. */
const shipped = readdirSync(new URL('../../data/holidays/', import.meta.url)).map((file) => Number(file.slice(0, 4)));

const daysOf = (year: number): string[] => {
  const days: string[] = [];
  for (let date = `${year}-01-01`; date <= `${year}-12-31`; date = addDays(date, 1)) days.push(date);
  return days;
};

/** By tyme4ts: the notice's word about a day, undefined where it has none. */
const byTyme = (date: string): { name: string; works: boolean } | undefined => {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  const holiday = SolarDay.fromYmd(year, month, day).getLegalHoliday();
  return holiday === null ? undefined : { name: holiday.getName(), works: holiday.isWork() };
};

test('2025 and 2026 are shipped', () => {
  expect(shipped).toEqual(expect.arrayContaining([2025, 2026]));
});

describe.each(shipped)('the holidays shipped for %i', (year) => {
  test('make every day of the year a working day or a day off as chinese-days has it', () => {
    const differing = inChina(() =>
      daysOf(year).filter((date) => isWorkingDay(date, holidays) !== chineseDays.getDayDetail(date).work),
    );
    expect(differing).toEqual([]);
  });

  test('make every day of the year a working day or a day off as tyme4ts has it', () => {
    const differing = daysOf(year).filter(
      (date) => isWorkingDay(date, holidays) !== (byTyme(date)?.works ?? weekday(date) <= 5),
    );
    expect(differing).toEqual([]);
  });

  test('name the same days off and make-up workdays as tyme4ts, under the same holidays', () => {
    const named = holidays.get(year)?.days.map(({ date, isOffDay, name }) => [date, !isOffDay, name.slice(0, 2)]);
    const other = daysOf(year).flatMap((date) => {
      const found = byTyme(date);
      return found ? [[date, found.works, found.name.slice(0, 2)]] : [];
    });
    expect(named).toEqual(other);
  });
});
