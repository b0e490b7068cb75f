import type { Entry } from '../../src/domain/entry.ts';
import { when } from '../support/group.ts';
import { arrival, type Disturbance, idleDays, runYear, undisturbed, type Year } from './year.ts';

/** Numbers from 0 to 1 that a seed decides (mulberry32). */
const seeded = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** So many different numbers from 1 to `most`. */
const distinct = (count: number, most: number, chance: () => number): Set<number> => {
  const chosen = new Set<number>();
  while (chosen.size < Math.min(count, most)) chosen.add(1 + Math.floor(chance() * most));
  return chosen;
};

type Queued = Entry & { type: 'push-queued' };

/** What was pushed, whatever its number: why, what, about what, to whom. */
const nameOf = ({ cause, template, data }: Queued, to: string): string =>
  [cause ?? 'delivery', template, String(data['activity'] ?? ''), to].join(' | ');

const outcomes = (
  year: Year,
  type: 'push-delivered' | 'push-given-up',
): { name: string; push: Queued; to: string }[] => {
  const queued = new Map(
    year.entries.flatMap((entry) => (entry.type === 'push-queued' ? [[entry.push, entry] as const] : [])),
  );
  return year.entries.flatMap((entry) => {
    const push = entry.type === type ? queued.get(entry.push) : undefined;
    return push && entry.type === type ? [{ name: nameOf(push, entry.to), push, to: entry.to }] : [];
  });
};

/** In `these` and not in `those`, each as often as it is missing there. */
const without = (these: readonly string[], those: readonly string[]): string[] => {
  const left = [...those];
  return these.filter((one) => {
    const at = left.indexOf(one);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
};

export type Compared = {
  readonly seed: number;
  readonly kills: number;
  readonly back: number;
  readonly forward: number;
  /** In the year in peace. */
  readonly pushes: number;
  readonly delivered: number;
  /** Sends cut off in the middle, by what became of them. */
  readonly cutSends: number;
  /** Messages that came more often than once. */
  readonly duplicates: number;
  readonly remindersNotSentAgain: number;
  /** These must be 0. */
  readonly lost: number;
  readonly unexplained: number;
  readonly twice: number;
};

/**
 * The same year twice, once in peace and once with kills and a clock moved by two hours back and a day forward. Every
 * push is delivered in both, save a reminder whose send was cut; and only what was cut can have arrived twice, a reminder never.
 */
export const compareYears = async ({
  seed,
  kills,
  jolts,
  tell = () => undefined,
}: {
  seed: number;
  kills: number;
  jolts: number;
  tell?: (line: string) => void;
}): Promise<Compared> => {
  const chance = seeded(seed);
  const among = <T>(list: readonly T[]): T | undefined => list[Math.floor(chance() * list.length)];
  const peace = await runYear(undisturbed);
  const days = idleDays(peace);
  const forward = new Set<number>();
  for (let count = 0; count < jolts; count++) forward.add(among(days) ?? 0);
  const back = Array.from(
    { length: jolts },
    () => when('2026-01-05', '00:00') + Math.floor(chance() * 355 * 86_400_000),
  );
  const disturbance: Disturbance = {
    kills: distinct(kills, peace.steps, chance),
    jolts: [...[...forward].map((at) => ({ at, by: 86_400_000 })), ...back.map((at) => ({ at, by: -2 * 3_600_000 }))],
    chance,
  };
  const storm = await runYear(disturbance);

  const expected = outcomes(peace, 'push-delivered').map(({ name }) => name);
  const delivered = outcomes(storm, 'push-delivered');
  const spared = outcomes(storm, 'push-given-up').filter(
    ({ push, to }) => push.template === 'activity-reminder' && storm.cut.includes(arrival(push.push, to)),
  );
  const lost = without(
    expected,
    [...delivered, ...spared].map(({ name }) => name),
  );
  // The secretary is told of each reminder given up, at once and on Monday.
  const isTelling = ({ push }: { push: Queued }): boolean => /没有送达/u.test(String(push.data['text'] ?? ''));
  const unexplained = without(
    delivered.filter((one) => !isTelling(one)).map(({ name }) => name),
    expected,
  );
  const times = (name: string): number => storm.arrived.filter((one) => one === name).length;
  const repeated = [...new Set(storm.arrived)].filter((name) => times(name) > 1);
  const cutTimes = (name: string): number => storm.cut.filter((one) => one === name).length;
  const reminders = new Set(
    storm.entries.flatMap((entry) =>
      entry.type === 'push-queued' && entry.template === 'activity-reminder' ? [entry.push] : [],
    ),
  );
  const isReminder = (name: string): boolean => reminders.has(name.split(' ')[0] ?? '');
  const twice = repeated.filter((name) => isReminder(name) || times(name) > 1 + cutTimes(name));
  for (const name of [...lost.map((one) => `lost: ${one}`), ...unexplained.map((one) => `unexplained: ${one}`)])
    tell(name);
  for (const name of twice) tell(`twice: ${name}`);
  return {
    seed,
    kills: storm.killed,
    back: back.length,
    forward: forward.size,
    pushes: expected.length,
    delivered: delivered.length,
    cutSends: storm.cut.length,
    duplicates: storm.arrived.length - new Set(storm.arrived).size,
    remindersNotSentAgain: spared.length,
    lost: lost.length,
    unexplained: unexplained.length,
    twice: twice.length,
  };
};
