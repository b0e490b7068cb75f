/** Runs something later; the returned function calls it off. Handed in, so that no test ever waits for a minute. */
export type Timer = { after(ms: number, run: () => void): () => void };

export const wallTimer: Timer = {
  after(ms, run) {
    const timeout = setTimeout(run, ms);
    return () => clearTimeout(timeout);
  },
};

/** Every wait of the channel, in milliseconds unless the name says otherwise. */
export const defaultTiming = {
  /** Users report that one message every half second gets an account restricted; three seconds with jitter do not. */
  gapMs: 3_000,
  jitterMs: 1_500,
  sendsPerMinute: 20,
  /** gRPC calls have no deadline of their own: a frozen gateway answers never, or minutes later. */
  sendMs: 8_000,
  fileMs: 60_000,
  lookupMs: 15_000,
  startMs: 12_000,
  detachMs: 6_000,
  backoffMs: 500,
  backoffMaxMs: 30_000,
  /** A refused token does not get better by asking again every half minute. */
  refusedMs: 300_000,
  probeMs: 10_000,
  probesMissed: 3,
  /** wechat4u says `ready` 20 s after the login at the earliest. */
  readyMs: 60_000,
  scanMs: 60_000,
  refreshMs: 600_000,
  summaryQuietMs: 60_000,
  summaryGapMs: 300_000,
  drainMs: 8_000,
  keepSeenMs: 5_000,
};
export type Timing = Readonly<typeof defaultTiming>;

export function pause(timer: Timer, ms: number): Promise<void> {
  return new Promise((resolve) => void timer.after(ms, resolve));
}

/** Settles as `work` does, or rejects with what `late` makes once `ms` have passed; `work` itself cannot be called off. */
export function within<T>(timer: Timer, ms: number, work: Promise<T>, late: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = timer.after(ms, () => reject(late()));
    work.then(resolve, reject).finally(cancel);
  });
}
