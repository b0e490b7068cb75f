import type { Log } from '../../ports.ts';
import { CallFailed, type Failure, failureOf } from './failure.ts';
import type { Timers } from './timers.ts';

/** One call waiting to be made; `call` is told the chat's present id, which a migration changes. */
export type Job = {
  readonly name: string;
  readonly chatId: number;
  call: (chatId: number) => Promise<unknown>;
  resolve: (value: unknown) => void;
  reject: (reason: unknown) => void;
  /** Until when it is tried again after a failure that leaves it unsure; 0 means never. */
  readonly giveUpAt: number;
  tries: number;
  notBefore: number;
};

/** What becomes of a job after a try: it is done, or goes back to the head of its line. */
export type Outcome = 'done' | 'again';

export type Attempt = {
  readonly timers: Timers;
  readonly log: Log;
  readonly presentId: (chatId: number) => number;
  readonly onFlood: (job: Job, retryAfterMs: number) => void;
  readonly onMoved: (from: number, to: number) => Promise<void>;
};

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;
const MOST_MOVES = 3;

/** Makes the call and decides from its failure whether it comes again; never throws. */
export async function attempt(job: Job, { timers, log, presentId, onFlood, onMoved }: Attempt): Promise<Outcome> {
  const chatId = presentId(job.chatId);
  try {
    job.resolve(await job.call(chatId));
    return 'done';
  } catch (error) {
    const failure = failureOf(error);
    if (failure.kind === 'unmodified') {
      job.resolve(undefined);
      return 'done';
    }
    job.tries++;
    log.debug('telegram.call-failed', { call: job.name, room: chatId, what: failure.what, tries: job.tries });
    if (failure.kind === 'flood') {
      onFlood(job, failure.retryAfterMs);
      return 'again';
    }
    if (failure.kind === 'moved' && job.tries <= MOST_MOVES) {
      await onMoved(chatId, failure.to);
      return 'again';
    }
    if (mayComeAgain(failure, job, timers.now())) {
      job.notBefore = timers.now() + Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (job.tries - 1));
      return 'again';
    }
    job.reject(new CallFailed(failure));
    return 'done';
  }
}

const mayComeAgain = ({ kind }: Failure, { giveUpAt }: Job, now: number): boolean =>
  (kind === 'unreachable' || kind === 'unknown') && now < giveUpAt;
