import { type Clock, SendFailure } from '../../ports.ts';
import { pause, type Timer, type Timing } from './timing.ts';

/** Waits for the next moment at which the account may send; a long text takes several turns in one place of the queue. */
export type Turn = () => Promise<void>;

/** One queue for the whole account, because it is the account that gets restricted and not a room. */
export type SendingQueue = {
  /** What answers somebody goes before what was only due. */
  add<T>(work: (turn: Turn) => Promise<T>, answers?: boolean): Promise<T>;
  /** Resolves when all is sent, or after `ms`; what is left by then rejects as unreachable. */
  close(ms: number): Promise<void>;
};

type Waiting = { readonly run: () => Promise<void>; readonly drop: () => void };

export function createSendingQueue(parts: {
  readonly clock: Clock;
  readonly timer: Timer;
  readonly timing: Timing;
  readonly random: () => number;
}): SendingQueue {
  const { clock, timer, timing, random } = parts;
  const answers: Waiting[] = [];
  const others: Waiting[] = [];
  let sentAt: readonly number[] = [];
  let nextAt = Number.NEGATIVE_INFINITY;
  let working: Promise<void> | undefined;
  let closed = false;

  const allowed = async (): Promise<void> => {
    const afterMinute = (sentAt.at(-timing.sendsPerMinute) ?? Number.NEGATIVE_INFINITY) + 60_000;
    // A clock set back must not hold messages for longer than the rule itself asks.
    const wait = Math.min(Math.max(nextAt, afterMinute) - clock.now(), 60_000);
    if (wait > 0) await pause(timer, wait);
  };

  const turn: Turn = async () => {
    await allowed();
    const now = clock.now();
    sentAt = [...sentAt, now].slice(-timing.sendsPerMinute);
    nextAt = now + timing.gapMs + Math.round(random() * timing.jitterMs);
  };

  const work = async (): Promise<void> => {
    while (answers.length + others.length > 0) {
      // Chosen only when something may be sent, so that an answer overtakes what has been waiting all along.
      await allowed();
      const next = answers.shift() ?? others.shift();
      if (closed) next?.drop();
      else await next?.run();
    }
    working = undefined;
  };

  return {
    add(task, first = false) {
      return new Promise((resolve, reject) => {
        const drop = (): void => reject(new SendFailure('unreachable', 'The WeChat channel is closing.'));
        if (closed) {
          drop();
          return;
        }
        (first ? answers : others).push({ drop, run: () => task(turn).then(resolve, reject) });
        working ??= Promise.resolve().then(work);
      });
    },
    async close(ms) {
      if (working !== undefined) {
        let cancel: (() => void) | undefined;
        await Promise.race([
          working,
          new Promise<void>((resolve) => {
            cancel = timer.after(ms, resolve);
          }),
        ]);
        cancel?.();
      }
      closed = true;
    },
  };
}
