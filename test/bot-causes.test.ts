import { expect, test } from 'vitest';
import { createCauses } from '../src/bot/causes.ts';
import { memoryStore } from '../src/stores/memory-store.ts';
import { createGroup, memoryLog } from './support/group.ts';

const hour = 3_600_000;

test('no entry keeps an id from which an account could be read', async () => {
  const group = await createGroup();
  await group.person('林书华').whispers('发起 学习 今天 19:30 会议室');
  await group.person('张三').whispers('请假', { id: 'test:12345:678' });
  const kept = JSON.stringify(group.entries.filter(({ type }) => type !== 'room-claimed'));
  expect(kept).not.toContain('12345');
  expect(kept).not.toContain('test:张三');
});

test('a message is recognised again after a restart, and for three days after the key changed', async () => {
  const memory = await memoryStore().memory('bot');
  const clock = { at: 0, now: () => clock.at };
  const first = await createCauses(memory, clock, memoryLog());
  const kept = first.of('telegram:1:2');
  const restarted = await createCauses(memory, clock, memoryLog());
  expect(restarted.knows('telegram:1:2', new Map([[kept, 0]]))).toBe(true);
  clock.at = 73 * hour;
  restarted.of('telegram:1:3');
  await expect.poll(() => restarted.of('telegram:1:2')).not.toBe(kept);
  expect(restarted.knows('telegram:1:2', new Map([[kept, 0]]))).toBe(true);
});

test('once both keys are gone nobody can tell which message was behind an entry', async () => {
  const memory = await memoryStore().memory('bot');
  const clock = { at: 0, now: () => clock.at };
  const causes = await createCauses(memory, clock, memoryLog());
  const kept = causes.of('telegram:1:2');
  for (const at of [73 * hour, 146 * hour]) {
    clock.at = at;
    const before = causes.of('telegram:1:2');
    await expect.poll(() => causes.of('telegram:1:2')).not.toBe(before);
  }
  expect(causes.knows('telegram:1:2', new Map([[kept, 0]]))).toBe(false);
  expect(memory.keys().map((key) => memory.get(key))).not.toContain(kept);
});
