import type { Timers } from './timers.ts';

/** One timer for everything that waits: it rings at the earliest of the times asked for. */
export type Alarm = {
  at(time: number): void;
  cancel(): void;
};

export function createAlarm(timers: Timers, ring: () => void): Alarm {
  let next = Infinity;
  let cancel: (() => void) | undefined;
  return {
    at(time) {
      if (time >= next) return;
      cancel?.();
      next = time;
      cancel = timers.after(Math.max(0, time - timers.now()), () => {
        next = Infinity;
        ring();
      });
    },
    cancel: () => cancel?.(),
  };
}
