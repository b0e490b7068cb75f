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
