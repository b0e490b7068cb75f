import type { Memory } from '../../ports.ts';
import type { Timer } from './timing.ts';

const idsPerKey = 200;
const keysKept = 10;

/** The last 2,000 message ids; wechaty itself hands a message delivered twice to the bot twice. */
export type Seen = {
  has(id: string): boolean;
  add(id: string): void;
  /** Writes what is not yet on disk. A crash loses at most one batch, which the ledger's own causes then catch. */
  flush(): Promise<void>;
};

/** Ids are kept in numbered keys of 200, so that remembering one rewrites a small value and forgetting drops a key. */
export function createSeen(memory: Memory, timer: Timer, flushMs: number, failed: (error: unknown) => void): Seen {
  const batches = new Map<number, string[]>();
  const ids = new Set<string>();
  for (const key of memory.keys()) {
    const number = /^seen:(\d+)$/.exec(key)?.[1];
    if (number !== undefined) batches.set(Number(number), (memory.get(key) ?? '').split('\n').filter(Boolean));
  }
  for (const batch of batches.values()) for (const id of batch) ids.add(id);
  let current = Math.max(0, ...batches.keys());
  const dirty = new Set<number>();
  let planned: (() => void) | undefined;
  let writing: Promise<void> = Promise.resolve();

  const flush = (): Promise<void> => {
    planned?.();
    planned = undefined;
    const before = writing;
    const write = async (): Promise<void> => {
      await before.catch(() => undefined);
      for (const number of dirty) {
        await memory.set(`seen:${number}`, batches.get(number)?.join('\n'));
        dirty.delete(number);
      }
    };
    writing = write();
    return writing;
  };

  return {
    has: (id) => ids.has(id),
    add(id) {
      if (ids.has(id)) return;
      ids.add(id);
      let batch = batches.get(current) ?? [];
      if (batch.length >= idsPerKey) {
        current += 1;
        batch = [];
        const oldest = current - keysKept;
        for (const [number, old] of batches) {
          if (number > oldest) continue;
          for (const gone of old) ids.delete(gone);
          batches.delete(number);
          dirty.add(number);
        }
      }
      batch.push(id);
      batches.set(current, batch);
      dirty.add(current);
      planned ??= timer.after(flushMs, () => {
        flush().catch(failed);
      });
    },
    flush,
  };
}
