import type { Clock } from '../../ports.ts';

/** The one source of waiting; a test with a clock that runs faster shortens every wait alike. */
export type Timers = {
  /** Milliseconds that only go on: what is paced must not stand still because the wall clock was put back. */
  now(): number;
  /** Calls back once; the returned function takes it back. */
  after(milliseconds: number, call: () => void): () => void;
  /** Resolves after the time, or at once when `signal` is or becomes aborted. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
};

export function createTimers(clock: Clock, speed: number): Timers {
  let last = clock.now();
  let putBack = 0;

  const after: Timers['after'] = (milliseconds, call) => {
    const timer = setTimeout(call, milliseconds / speed);
    return () => clearTimeout(timer);
  };
  return {
    now() {
      const wall = clock.now();
      putBack += Math.max(0, last - wall);
      last = wall;
      return wall + putBack;
    },
    after,
    sleep: (milliseconds, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve();
        const cancel = after(milliseconds, () => {
          signal.removeEventListener('abort', wake);
          resolve();
        });
        function wake(): void {
          cancel();
          resolve();
        }
        signal.addEventListener('abort', wake, { once: true });
      }),
  };
}
