import { expect, test } from 'vitest';
import { defineSchedule } from '../../src/bot/schedule.ts';
import { createTicker } from '../../src/bot/ticker.ts';
import { almanac, createGroup, memoryLog, when } from '../support/group.ts';

test('a schedule that fails is tried once a tick, is logged without its words, and holds nothing else up', async () => {
  const { recorder, outbox, clock } = await createGroup({ now: when('2026-05-20', '10:00') });
  const log = memoryLog();
  let tries = 0;
  const failing = defineSchedule({
    id: 'failing',
    title: '坏的',
    due: (_branch, _almanac, after) => after + 60_000,
    catchUpHours: 24,
    run: () => {
      tries += 1;
      if (tries < 100) throw new TypeError('林书华');
      return [];
    },
  });
  const ticker = createTicker({ recorder, outbox, schedules: [failing], almanac, clock, log });
  await ticker.tick();
  clock.current += 60_000;
  await ticker.tick();
  expect(tries).toBe(1);
  await ticker.tick();
  expect(tries).toBe(2);
  expect(log.lines.map(({ event }) => event)).toEqual(['tick-failed', 'tick-failed']);
  expect(JSON.stringify(log.lines)).not.toContain('林书华');
});

test('while very many branches are due at once, whoever speaks is heard in between', async () => {
  const { recorder, outbox, clock } = await createGroup({ now: when('2026-05-20', '10:00') });
  const branches = Array.from({ length: 400 }, (_, index) => `many${index}`);
  for (const id of branches) {
    const facts = [{ type: 'branch-founded', name: id } as const];
    await recorder.found(id, { facts, at: clock.current, by: 'operator' });
  }
  let runs = 0;
  const due = defineSchedule({
    id: 'due-everywhere',
    title: '处处到期',
    due: (_branch, _almanac, after) => after + 60_000,
    catchUpHours: 24,
    run: () => {
      runs += 1;
      return [];
    },
  });
  const ticker = createTicker({ recorder, outbox, schedules: [due], almanac, clock, log: memoryLog() });
  await ticker.tick();
  clock.current += 60_000;
  const ticked = ticker.tick();
  let most = 0;
  for (let before = 0; runs < branches.length; before = runs) {
    await new Promise((resolve) => setImmediate(resolve));
    most = Math.max(most, runs - before);
  }
  await ticked;
  expect(most).toBeLessThan(20);
});
