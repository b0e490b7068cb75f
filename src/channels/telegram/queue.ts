import { type Log, SendFailure } from '../../ports.ts';
import { createAlarm } from './alarm.ts';
import { attempt, type Job, type Outcome } from './job.ts';
import { BEYOND_THE_LIMIT, type ReactionRule } from './reactions.ts';
import type { Timers } from './timers.ts';
import { createTurns } from './turns.ts';

/** The one way out: everything but polling goes through here, and a 429 stops all of it. */
export type Outgoing = {
  /** A call nobody's limit counts, as a toast; only a 429 holds it up. */
  instant(name: string, chatId: number, call: Call): Promise<unknown>;
  /** Resolves with false when it was left out because the live message shows the same. */
  reaction(chatId: number, call: Call, shownElsewhere: boolean): Promise<boolean>;
  /** In order per chat. A push is never tried again when it may have arrived; an answer is, for a while. */
  message(kind: 'answer' | 'push', chatId: number, call: Call): Promise<unknown>;
  /** The newest text of a message that waits wins, and everybody who asked hears of it. */
  edit(chatId: number, messageId: number, call: Call): Promise<void>;
  /** Pushes that wait are refused as never sent, and whatever comes after them. */
  closePushes(): void;
  /** Resolves when nothing is waiting or on its way. */
  idle(): Promise<void>;
  /** Gives up what still waits. */
  close(): void;
};

export type Call = (chatId: number) => Promise<unknown>;

/** Reactions of one room that go one at a time, because they may be one too many. */
type Careful = { readonly line: (readonly [job: Job, shownElsewhere: boolean])[] };

const MOST_INSTANT_AT_ONCE = 256;
const LOOK_AGAIN_MS = 1000;
const TOAST_LIVES_MS = 15_000;
const ANSWER_LIVES_MS = 60_000;
const SCARCE_REACTIONS = 6;
const SCARCE_CALLS = 12;

export type QueueParts = {
  readonly timers: Timers;
  readonly log: Log;
  readonly rule: ReactionRule;
  readonly presentId: (chatId: number) => number;
  readonly onMoved: (from: number, to: number) => Promise<void>;
};

/** Toasts and reactions go at once, messages and edits at their turn. */
export function createOutgoing({ timers, log, rule, presentId, onMoved }: QueueParts): Outgoing {
  const instants: Job[] = [];
  const careful = new Map<number, Careful>();
  const onIdle: (() => void)[] = [];
  const alarm = createAlarm(timers, () => {
    for (const job of instants.splice(0)) startInstant(job);
  });
  const turns = createTurns({
    timers,
    make,
    pausedUntil: () => pausedUntil,
    reactionsCount: () => rule.state() === 'counted',
  });
  let instantsAtOnce = 0;
  let open = 0;
  let pausedUntil = 0;
  let closing = false;

  function make(job: Job): Promise<Outcome> {
    return attempt(job, { timers, log, presentId, onMoved, onFlood });
  }

  function onFlood(job: Job, retryAfterMs: number): void {
    const now = timers.now();
    pausedUntil = Math.max(pausedUntil, now + retryAfterMs);
    log.warn('telegram.flood', { call: job.name, room: job.chatId, seconds: retryAfterMs / 1000 });
    const pace = turns.pace(job.chatId);
    if (job.chatId < 0 && pace.reactions(now) > 0) rule.flooded(pace.calls(now), job.chatId);
  }

  function newJob(name: string, chatId: number, call: Call, livesMs: number): { job: Job; done: Promise<unknown> } {
    const giveUpAt = livesMs === 0 ? 0 : timers.now() + livesMs;
    const job: Job = { name, chatId, call, giveUpAt, tries: 0, notBefore: 0, resolve: nothing, reject: nothing };
    const done = new Promise<unknown>((resolve, reject) => {
      job.resolve = (value) => {
        finished();
        resolve(value);
      };
      job.reject = (reason) => {
        finished();
        reject(reason);
      };
    });
    open++;
    return { job, done };
  }

  function finished(): void {
    open--;
    if (open === 0) for (const tell of onIdle.splice(0)) tell();
  }

  function startInstant(job: Job): void {
    const now = timers.now();
    const isFull = instantsAtOnce >= MOST_INSTANT_AT_ONCE;
    if (!isFull && now >= pausedUntil && now >= job.notBefore) return void makeInstant(job);
    instants.push(job);
    alarm.at(Math.max(pausedUntil, job.notBefore, isFull ? now + LOOK_AGAIN_MS : 0));
  }

  async function makeInstant(job: Job): Promise<void> {
    instantsAtOnce++;
    const outcome = await make(job);
    instantsAtOnce--;
    const next = outcome === 'again' ? job : instants.shift();
    if (next !== undefined) startInstant(next);
  }

  function startReaction(job: Job, shownElsewhere: boolean): void {
    const state = rule.state();
    if (state === 'free' || job.chatId > 0) return startInstant(job);
    const now = timers.now();
    const pace = turns.pace(job.chatId);
    const calls = pace.calls(now);
    if (state === 'unknown' && calls >= BEYOND_THE_LIMIT - 2) return reactCarefully(job, shownElsewhere);
    if (state === 'counted' && (calls >= SCARCE_CALLS || pace.reactions(now) >= SCARCE_REACTIONS)) {
      return shownElsewhere ? job.resolve(false) : turns.say('answer', job);
    }
    pace.reacted(now);
    startInstant(job);
  }

  function reactCarefully(job: Job, shownElsewhere: boolean): void {
    const { chatId, resolve, reject } = job;
    const under = careful.get(chatId);
    if (under !== undefined) return void under.line.push([job, shownElsewhere]);
    const { line }: Careful = { line: [] };
    careful.set(chatId, { line });
    const calls = turns.pace(chatId).reacted(timers.now());
    // The first of the line may be careful again, and then the others stand behind it as before.
    const goOn = (): void => {
      careful.delete(chatId);
      for (const [next, isShown] of line) startReaction(next, isShown);
    };
    job.resolve = (value) => {
      rule.passed(calls);
      resolve(value);
      goOn();
    };
    job.reject = (reason) => {
      reject(reason);
      goOn();
    };
    startInstant(job);
  }

  return {
    instant(name, chatId, call) {
      const { job, done } = newJob(name, chatId, call, TOAST_LIVES_MS);
      startInstant(job);
      return done;
    },

    async reaction(chatId, call, shownElsewhere) {
      const { job, done } = newJob('setMessageReaction', chatId, call, ANSWER_LIVES_MS);
      startReaction(job, shownElsewhere);
      return (await done) !== false;
    },

    message(kind, chatId, call) {
      if (closing && kind === 'push') return Promise.reject(stopping());
      const { job, done } = newJob('send', chatId, call, kind === 'answer' ? ANSWER_LIVES_MS : 0);
      turns.say(kind, job);
      return done;
    },

    async edit(chatId, messageId, call) {
      const { job, done } = newJob('editMessageText', chatId, call, ANSWER_LIVES_MS);
      turns.edit(messageId, job);
      await done;
    },

    closePushes() {
      closing = true;
      for (const job of turns.takePushes()) job.reject(stopping());
    },

    idle: () => (open === 0 ? Promise.resolve() : new Promise((resolve) => onIdle.push(resolve))),

    close() {
      const lines = [...careful.values()].flatMap(({ line }) => line.splice(0).map(([job]) => job));
      for (const job of [...turns.takeAll(), ...lines, ...instants.splice(0)]) job.reject(stopping());
      alarm.cancel();
    },
  };
}

const nothing = (): void => {};
const stopping = (): SendFailure => new SendFailure('unreachable', 'stopping');
