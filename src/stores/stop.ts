import type { Log } from '../ports.ts';
import { BookDamaged, BookRefused, StoreStopped, systemCode } from './errors.ts';

/** Turns every write away once one has failed or the store is closed, always for the first reason. */
export type Stop = {
  readonly because: (reason: StoreStopped) => void;
  /** Throws the reason, if there is one. */
  readonly check: () => void;
  /** Does what must become durable; if it fails, nothing is written any more, because a disk that failed once may lie. */
  readonly onFailure: <Result>(file: string, work: () => Promise<Result>) => Promise<Result>;
};

export function createStop(log: Log): Stop {
  let reason: StoreStopped | undefined;
  return {
    because(first) {
      reason ??= first;
    },
    check() {
      if (reason) throw reason;
    },
    async onFailure(file, work) {
      try {
        return await work();
      } catch (error) {
        if (error instanceof BookRefused || error instanceof BookDamaged) throw error;
        const code = systemCode(error) ?? 'unknown';
        log.error('store-stopped', { file, code });
        const stopped = new StoreStopped(`writing ${file} failed (${code}); see to the disk, then start again`, error);
        reason ??= stopped;
        throw stopped;
      }
    },
  };
}
