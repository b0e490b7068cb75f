import { expect, inject, test } from 'vitest';
import { killAndCompare } from './kills.ts';

test('six kills in the middle of a burst lose nothing that was acknowledged, and write nothing twice', async () => {
  const result = await killAndCompare({ program: inject('program'), kills: 6, seed: 20_261_121 });
  expect(result).toMatchObject({ kills: 6, lost: 0, twice: 0, problems: 0 });
  expect(result.killsInFlight).toBeGreaterThanOrEqual(3);
});
