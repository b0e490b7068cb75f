import { readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readAlmanac } from '../../src/almanac.ts';
import { commandLine } from '../../src/cli/command-line.ts';
import { isDayOff } from '../../src/domain/calendar.ts';
import { temporaryFolder } from '../support/store-folder.ts';

const year2027 = {
  $id: 'somebody else keeps more keys',
  year: 2027,
  papers: ['a notice'],
  days: [
    { name: '元旦', date: '2027-01-01', isOffDay: true },
    { name: '春节', date: '2027-02-07', isOffDay: false },
  ],
};

const prepared = () => {
  const folder = temporaryFolder();
  const store = join(folder, 'store');
  const run = async (...args: string[]) => {
    const lines: string[] = [];
    const write = (line: string): void => void lines.push(line);
    const code = await commandLine(args, { ZHISHU_STORE: store, LOG_LEVEL: 'error' }, { say: write, complain: write });
    return { code, text: lines.join('\n') };
  };
  const save = async (value: unknown): Promise<string> => {
    const path = join(folder, 'year.json');
    await writeFile(path, typeof value === 'string' ? value : JSON.stringify(value));
    return path;
  };
  return { folder, store, run, save };
};

describe('holidays', () => {
  test('of a new year are imported, and known from the next start on', async () => {
    const { store, run, save } = prepared();
    expect((await readAlmanac(store)).holidays.has(2027)).toBe(false);
    const { code, text } = await run('holidays', await save(year2027));
    expect([code, text]).toEqual([
      0,
      `${join(store, 'holidays', '2027.json')}: 1 days off, 1 make-up workdays. Restart the bot to use them.`,
    ]);
    const { holidays } = await readAlmanac(store);
    expect(isDayOff('2027-01-01', holidays)).toBe(true);
    expect(isDayOff('2027-02-07', holidays)).toBe(false);
    expect(holidays.has(2026)).toBe(true);
    expect(await readdir(join(store, 'holidays'))).toEqual(['2027.json']);
    expect(JSON.parse(await readFile(join(store, 'holidays', '2027.json'), 'utf8'))).not.toHaveProperty('$id');
  });

  test('of a shipped year win over the shipped ones, and the later import over the earlier', async () => {
    const { store, run, save } = prepared();
    const shipped = JSON.parse(
      readFileSync(new URL('../../data/holidays/2026.json', import.meta.url), 'utf8'),
    ) as object;
    await run('holidays', await save(shipped));
    const own = { ...year2027, year: 2026, days: [{ name: '校庆', date: '2026-12-02', isOffDay: true }] };
    expect((await run('holidays', await save(own))).code).toBe(0);
    const { holidays } = await readAlmanac(store);
    expect(isDayOff('2026-12-02', holidays)).toBe(true);
    expect(isDayOff('2026-10-01', holidays)).toBe(false);
  });

  test('beside them a store opens, and check finds nothing wrong', async () => {
    const { folder, run, save } = prepared();
    await run('holidays', await save(year2027));
    const roster = join(folder, '第一党支部.csv');
    await writeFile(roster, '姓名,状态,职务\n林书华,正式,书记\n');
    expect(await run('import', roster, '--branch', '第一党支部')).toMatchObject({ code: 0 });
    expect(await run('check')).toMatchObject({ code: 0 });
  });

  test.each([
    ['not JSON', 'is not JSON'],
    [{ ...year2027, year: 2028 }, 'is no year of holidays'],
    [{ ...year2027, days: [{ name: '元旦', date: '2027-02-30', isOffDay: true }] }, 'days.0.date'],
    [{ ...year2027, days: [] }, 'days'],
  ])('that are %j are refused, and nothing is written', async (value, why) => {
    const { store, run, save } = prepared();
    const { code, text } = await run('holidays', await save(value));
    expect(code).toBe(1);
    expect(text).toContain(why);
    expect((await readAlmanac(store)).holidays.has(2027)).toBe(false);
  });

  test('are not put into a folder that is something else', async () => {
    const { store, run, save } = prepared();
    await mkdir(store, { recursive: true });
    await writeFile(join(store, 'letters.txt'), 'dear');
    const { code, text } = await run('holidays', await save(year2027));
    expect(code).toBe(1);
    expect(text).toContain('holds other things');
    expect(await readdir(store)).toEqual(['letters.txt']);
  });

  test('that were spoilt in the store stop the start and are named', async () => {
    const { store, run, save } = prepared();
    await run('holidays', await save(year2027));
    await writeFile(join(store, 'holidays', '2027.json'), '{}');
    await expect(readAlmanac(store)).rejects.toThrow(`${join(store, 'holidays', '2027.json')} cannot be used`);
  });
});
