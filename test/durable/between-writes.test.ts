import { expect, test } from 'vitest';
import { createRecorder } from '../../src/bot/recorder.ts';
import type { Entry } from '../../src/domain/entry.ts';
import { memoryStore } from '../../src/stores/memory-store.ts';
import { memoryLog, when, zone } from '../support/group.ts';

const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn++) await Promise.resolve();
};

test.each(Array.from({ length: 12 }, (_, count) => count))(
  'what is decided %i turns after a write is durable when it is said to be',
  async (count) => {
    const now = when('2026-11-21', '10:00');
    const store = memoryStore();
    const recorder = await createRecorder({ store, clock: { now: () => now }, log: memoryLog(), timeZone: zone });
    const written: Entry[] = [];
    let second: Promise<void> | undefined;
    const rename = (name: string) => ({
      facts: [{ type: 'branch-renamed' as const, name }],
      at: now,
      by: 'operator' as const,
    });
    await recorder.found('b1', { ...rename('第一'), facts: [{ type: 'branch-founded', name: '第一' }] });
    recorder.onDurable((_, entries) => {
      written.push(...entries);
      second ??= turns(count).then(() => recorder.record('b1', rename('第三')));
    });
    await recorder.record('b1', rename('第二'));
    await turns(40);
    await second;
    expect(written.map((entry) => 'name' in entry && entry.name)).toEqual(['第二', '第三']);
  },
);
