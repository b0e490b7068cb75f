import { type Log, SendFailure } from '../../ports.ts';
import { type Attempt, attempt, type Job } from './job.ts';
import { createOverallPace, createPace, type Pace } from './pace.ts';
import { BEYOND_THE_LIMIT, type ReactionRule } from './reactions.ts';
import type { Timers } from './timers.ts';

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
  /** What waits is refused as never sent, and whatever comes after it. */
  closePushes(): void;
  /** Resolves when nothing is waiting or on its way. */
  idle(): Promise<void>;
  /** Gives up what still waits. */
  close(): void;
};

export type Call = (chatId: number) => Promise<unknown>;

type EditJob = Job & { readonly messageId: number };

type Room = {
  readonly pace: Pace;
  readonly answers: Job[];
  readonly pushes: Job[];
  readonly edits: Map<number, EditJob>;
  readonly editedAt: Map<number, number>;
  readonly carefulReactions: (readonly [job: Job, shownElsewhere: boolean])[];
  careful: boolean;
  busy: boolean;
};

type Next = { readonly kind: 'answer' | 'push' | 'edit'; readonly job: Job; readonly waitMs: number };

const MOST_INSTANT_AT_ONCE = 256;
const BETWEEN_EDITS_MS = 3000;
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

/** Paces what goes out: answers first, then pushes and live edits in turn. */
export function createOutgoing({ timers, log, rule, presentId, onMoved }: QueueParts): Outgoing {
  const rooms = new Map<number, Room>();
  /** Rooms with something to say that could not be said at once, in the order they get their turn. */
  const waiting = new Set<Room>();
  const instants: Job[] = [];
  const overall = createOverallPace();
  const onIdle: (() => void)[] = [];
  let instantsAtOnce = 0;
  let open = 0;
  let pausedUntil = 0;
  let wakeAt = Infinity;
  let cancelWake: (() => void) | undefined;
  let closing = false;

  const parts: Attempt = {
    timers,
    log,
    presentId,
    onMoved,
    onFlood(job, retryAfterMs) {
      const now = timers.now();
      pausedUntil = Math.max(pausedUntil, now + retryAfterMs);
      log.warn('telegram.flood', { call: job.name, room: job.chatId, seconds: retryAfterMs / 1000 });
      const room = job.chatId < 0 ? rooms.get(job.chatId) : undefined;
      if (room !== undefined && room.pace.reactions(now) > 0) rule.flooded(room.pace.calls(now), job.chatId);
      wake(pausedUntil);
    },
  };

  function roomOf(chatId: number): Room {
    let room = rooms.get(chatId);
    if (room === undefined) {
      room = {
        pace: createPace(chatId < 0, () => rule.state() === 'counted'),
        answers: [],
        pushes: [],
        edits: new Map(),
        editedAt: new Map(),
        carefulReactions: [],
        careful: false,
        busy: false,
      };
      rooms.set(chatId, room);
    }
    return room;
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

  function wake(at: number): void {
    if (at >= wakeAt) return;
    cancelWake?.();
    wakeAt = at;
    cancelWake = timers.after(Math.max(0, at - timers.now()), () => {
      wakeAt = Infinity;
      goOn();
    });
  }

  function goOn(): void {
    const now = timers.now();
    if (now < pausedUntil) return wake(pausedUntil);
    for (const job of instants.splice(0)) startInstant(job);
    giveTurns(now);
  }

  function startInstant(job: Job): void {
    const now = timers.now();
    if (now < pausedUntil || now < job.notBefore || instantsAtOnce >= MOST_INSTANT_AT_ONCE) {
      instants.push(job);
      return wake(Math.max(pausedUntil, job.notBefore, now + (instantsAtOnce >= MOST_INSTANT_AT_ONCE ? 1000 : 0)));
    }
    void makeInstant(job);
  }

  async function makeInstant(job: Job): Promise<void> {
    instantsAtOnce++;
    const outcome = await attempt(job, parts);
    instantsAtOnce--;
    const next = outcome === 'again' ? job : instants.shift();
    if (next !== undefined) startInstant(next);
  }

  /** What a room would say next; answers stand before everything else in it. */
  function nextOf(room: Room, now: number): Next | undefined {
    const answer = room.answers[0];
    if (answer !== undefined) return candidate(room, 'answer', answer, now);
    const push = room.pushes[0] === undefined ? undefined : candidate(room, 'push', room.pushes[0], now);
    const edit = nextEdit(room, now);
    return push === undefined || (edit !== undefined && edit.waitMs < push.waitMs) ? edit : push;
  }

  function candidate(room: Room, kind: Next['kind'], job: Job, now: number): Next {
    return { kind, job, waitMs: Math.max(room.pace.wait(now, kind), job.notBefore - now) };
  }

  function nextEdit(room: Room, now: number): Next | undefined {
    let soonest: Next | undefined;
    for (const job of room.edits.values()) {
      const next = candidate(room, 'edit', job, now);
      const spaced = (room.editedAt.get(job.messageId) ?? -Infinity) + BETWEEN_EDITS_MS - now;
      const waitMs = Math.max(next.waitMs, spaced);
      if (soonest === undefined || waitMs < soonest.waitMs) soonest = { ...next, waitMs };
    }
    return soonest;
  }

  /** Says the room's next thing if it may go now, else notes when to look again. */
  function touch(room: Room): void {
    if (room.busy) return;
    const now = timers.now();
    const next = nextOf(room, now);
    if (next === undefined) return void waiting.delete(room);
    const waitMs = Math.max(next.waitMs, pausedUntil - now, overall.wait(now));
    if (waitMs > 0) {
      waiting.add(room);
      return wake(now + waitMs);
    }
    waiting.delete(room);
    void speak(room, next, now);
  }

  function giveTurns(now: number): void {
    const others: Room[] = [];
    let soonest = Infinity;
    for (const room of waiting) {
      const next = room.busy ? undefined : nextOf(room, now);
      if (next === undefined) waiting.delete(room);
      else if (next.waitMs > 0) soonest = Math.min(soonest, now + next.waitMs);
      else if (next.kind === 'answer') touch(room);
      else others.push(room);
    }
    for (const room of others) {
      const waitMs = overall.wait(now);
      if (waitMs > 0) {
        soonest = Math.min(soonest, now + waitMs);
        break;
      }
      touch(room);
    }
    if (soonest < Infinity) wake(soonest);
  }

  async function speak(room: Room, { kind, job }: Next, now: number): Promise<void> {
    room.busy = true;
    room.pace.spoke(now);
    overall.spoke(now);
    const line = kind === 'answer' ? room.answers : room.pushes;
    if (kind === 'edit') takeEdit(room, job as EditJob, now);
    else line.shift();
    const outcome = await attempt(job, parts);
    room.busy = false;
    if (outcome === 'again' && kind === 'edit') putEditBack(room, job as EditJob);
    else if (outcome === 'again') line.unshift(job);
    touch(room);
  }

  function takeEdit(room: Room, job: EditJob, now: number): void {
    room.edits.delete(job.messageId);
    for (const [messageId, at] of room.editedAt) if (at + BETWEEN_EDITS_MS < now) room.editedAt.delete(messageId);
    room.editedAt.set(job.messageId, now);
  }

  /** Beyond the limit for messages one at a time, until it is known what reactions count. */
  function reactCarefully(room: Room, job: Job, shownElsewhere: boolean): void {
    if (room.careful) return void room.carefulReactions.push([job, shownElsewhere]);
    room.careful = true;
    const calls = room.pace.reacted(timers.now());
    const next = (): void => {
      room.careful = false;
      while (!room.careful && room.carefulReactions.length > 0) {
        const [one, isShown] = room.carefulReactions.shift() ?? [];
        if (one !== undefined) startReaction(room, one, isShown ?? false);
      }
    };
    const { resolve, reject } = job;
    job.resolve = (value) => {
      rule.passed(calls);
      resolve(value);
      next();
    };
    job.reject = (reason) => {
      reject(reason);
      next();
    };
    startInstant(job);
  }

  function startReaction(room: Room, job: Job, shownElsewhere: boolean): void {
    const now = timers.now();
    const state = rule.state();
    if (state === 'free' || job.chatId > 0) return startInstant(job);
    const calls = room.pace.calls(now);
    if (state === 'unknown') {
      if (calls >= BEYOND_THE_LIMIT - 2) return reactCarefully(room, job, shownElsewhere);
    } else if (calls >= SCARCE_CALLS || room.pace.reactions(now) >= SCARCE_REACTIONS) {
      if (shownElsewhere) return job.resolve(false);
      room.answers.push(job);
      return touch(room);
    }
    room.pace.reacted(now);
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
      startReaction(roomOf(chatId), job, shownElsewhere);
      return (await done) !== false;
    },

    message(kind, chatId, call) {
      if (closing && kind === 'push') return Promise.reject(stopping());
      const room = roomOf(chatId);
      const { job, done } = newJob('send', chatId, call, kind === 'answer' ? ANSWER_LIVES_MS : 0);
      (kind === 'answer' ? room.answers : room.pushes).push(job);
      touch(room);
      return done;
    },

    async edit(chatId, messageId, call) {
      const room = roomOf(chatId);
      const { job, done } = newJob('editMessageText', chatId, call, ANSWER_LIVES_MS);
      const older = room.edits.get(messageId);
      const edit: EditJob = Object.assign(job, { messageId });
      if (older !== undefined) joinWaiters(edit, older);
      room.edits.set(messageId, edit);
      touch(room);
      await done;
    },

    closePushes() {
      closing = true;
      for (const room of rooms.values()) for (const job of room.pushes.splice(0)) job.reject(stopping());
    },

    idle: () => (open === 0 ? Promise.resolve() : new Promise((resolve) => onIdle.push(resolve))),

    close() {
      for (const room of rooms.values()) {
        const rest = [
          ...room.answers.splice(0),
          ...room.edits.values(),
          ...room.carefulReactions.splice(0).map(([job]) => job),
        ];
        room.edits.clear();
        for (const job of rest) job.reject(stopping());
      }
      for (const job of instants.splice(0)) job.reject(stopping());
      cancelWake?.();
    },
  };
}

const nothing = (): void => {};
const stopping = (): SendFailure => new SendFailure('unreachable', 'stopping');

/** Unless a newer one waits already, which then speaks for both. */
function putEditBack(room: Room, job: EditJob): void {
  const newer = room.edits.get(job.messageId);
  if (newer === undefined) room.edits.set(job.messageId, job);
  else joinWaiters(newer, job);
}

function joinWaiters(newer: Job, older: Job): void {
  const { resolve, reject } = newer;
  newer.resolve = (value) => {
    resolve(value);
    older.resolve(value);
  };
  newer.reject = (reason) => {
    reject(reason);
    older.reject(reason);
  };
}
