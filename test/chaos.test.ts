import { expect, test } from 'vitest';
import { compareYears } from './chaos/compare.ts';

test.each([1, 2, 3])(
  'the golden year with kills and a moved clock delivers what a year in peace delivers, seed %i',
  async (seed) => {
    const told: string[] = [];
    const result = await compareYears({ seed, kills: 40, jolts: 6, tell: (line) => void told.push(line) });
    expect(told).toEqual([]);
    expect(result).toMatchObject({ lost: 0, unexplained: 0, twice: 0 });
    expect(result.kills).toBe(40);
    expect(result.pushes).toBeGreaterThan(400);
  },
);
