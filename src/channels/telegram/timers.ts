import { performance } from 'node:perf_hooks';

/** The one source of waiting; a test with a clock that runs faster shortens every wait alike. */
export type Timers = {
  /** Milliseconds of a clock nobody sets: what is paced must not stand still while the wall clock is put back. */
  now(): number;
  /** Calls back once; the returned function takes it back. */
  after(milliseconds: number, call: () => void): () => void;
  /** Resolves after the time, or at once when `signal` is or becomes aborted. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
};

export function createTimers(speed = 1): Timers {
  const after: Timers['after'] = (milliseconds, call) => {
    const timer = setTimeout(call, milliseconds / speed);
    return () => clearTimeout(timer);
  };
  return {
    now: () => performance.now() * speed,
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
