import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createOverallPace } from '../../src/channels/telegram/pace.ts';

type Way = { readonly there: number; readonly back: number };

/**
 * Sends so many messages as early as the pace allows, each with its own way there and back, in milliseconds of a
 * simulated clock; when each of them arrived.
 */
const arrivalsOf = (ways: readonly Way[]): number[] => {
  const pace = createOverallPace();
  const arrivals: number[] = [];
  let answersToCome: number[] = [];
  let now = 0;
  for (const { there, back } of ways) {
    for (let wait = pace.wait(now); wait > 0; wait = pace.wait(now)) {
      expect(wait).toBeLessThanOrEqual(1005);
      const next = Math.min(now + wait, ...answersToCome);
      now = Math.max(now, next);
      for (const at of answersToCome.filter((one) => one <= now)) pace.answered(at);
      answersToCome = answersToCome.filter((one) => one > now);
    }
    pace.spoke();
    arrivals.push(now + there);
    answersToCome = [...answersToCome, now + there + back].toSorted((a, b) => a - b);
  }
  return arrivals.toSorted((a, b) => a - b);
};

const mostWithinASecond = (arrivals: readonly number[]): number =>
  Math.max(...arrivals.map((at, index) => arrivals.slice(0, index + 1).filter((other) => other > at - 1000).length));

const ways = (mostMs: number): fc.Arbitrary<Way[]> =>
  fc.array(fc.record({ there: fc.integer({ min: 0, max: mostMs }), back: fc.integer({ min: 0, max: mostMs }) }), {
    minLength: 100,
    maxLength: 200,
  });

test('however unevenly messages travel, no second sees more than thirty arrive', () => {
  fc.assert(
    fc.property(fc.constantFrom(0, 20, 300, 2500).chain(ways), (given) => {
      expect(mostWithinASecond(arrivalsOf(given))).toBeLessThanOrEqual(30);
    }),
    { numRuns: 50 },
  );
});

test('over a short way they use nearly all of what is allowed', () => {
  fc.assert(
    fc.property(ways(15), (given) => {
      const arrivals = arrivalsOf(given);
      const seconds = ((arrivals.at(-1) ?? 0) - (arrivals[0] ?? 0)) / 1000;
      expect(given.length).toBeGreaterThan(0.95 * 30 * seconds);
    }),
    { numRuns: 50 },
  );
});

test('one alone goes at once, and thirty together too', () => {
  expect(arrivalsOf(Array.from({ length: 30 }, () => ({ there: 1, back: 1 })))).toEqual(Array(30).fill(1));
});
