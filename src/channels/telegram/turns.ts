import { createAlarm } from './alarm.ts';
import type { Job, Outcome } from './job.ts';
import { createOverallPace, createPace, type Pace } from './pace.ts';
import type { Timers } from './timers.ts';

/** Messages and edits, each at its turn: in a room one after the other, over all rooms evenly. */
export type Turns = {
  pace(chatId: number): Pace;
  say(kind: 'answer' | 'push', job: Job): void;
  /** Takes the place of an edit of the same message that waits; both are done when this one is. */
  edit(messageId: number, job: Job): void;
  /** What waits, taken out of its line. */
  takePushes(): readonly Job[];
  takeAll(): readonly Job[];
};

type EditJob = Job & { readonly messageId: number; readonly superseded: Job[] };

type Room = {
  readonly pace: Pace;
  readonly answers: Job[];
  readonly pushes: Job[];
  readonly edits: Map<number, EditJob>;
  readonly editedAt: Map<number, number>;
  busy: boolean;
  /** Before this there is no use in asking what it would say next. */
  notBefore: number;
};

type Next = { readonly kind: 'answer' | 'push' | 'edit'; readonly job: Job; readonly waitMs: number };

const BETWEEN_EDITS_MS = 3000;

export type TurnsParts = {
  readonly timers: Timers;
  readonly make: (job: Job) => Promise<Outcome>;
  readonly pausedUntil: () => number;
  readonly reactionsCount: () => boolean;
};

/** Answers go first everywhere; pushes and live edits take turns by room, whoever waited longest. */
export function createTurns({ timers, make, pausedUntil, reactionsCount }: TurnsParts): Turns {
  const rooms = new Map<number, Room>();
  /** Rooms with something to say that could not be said at once, in the order they get their turn. */
  const waiting = new Set<Room>();
  const overall = createOverallPace();
  const alarm = createAlarm(timers, giveTurns);

  function roomOf(chatId: number): Room {
    let room = rooms.get(chatId);
    if (room === undefined) {
      const pace = createPace(chatId < 0, reactionsCount);
      room = { pace, answers: [], pushes: [], edits: new Map(), editedAt: new Map(), busy: false, notBefore: 0 };
      rooms.set(chatId, room);
    }
    return room;
  }

  /** Says the room's next thing if it may go now, else notes when to look again. */
  function touch(room: Room): void {
    if (room.busy) return;
    const now = timers.now();
    const next = nextOf(room, now);
    if (next === undefined) return void waiting.delete(room);
    const waitMs = Math.max(next.waitMs, pausedUntil() - now, overall.wait(now));
    if (waitMs > 0) {
      room.notBefore = now + next.waitMs;
      waiting.add(room);
      return alarm.at(now + waitMs);
    }
    waiting.delete(room);
    void speak(room, next, now);
  }

  /** With a thousand rooms waiting only those whose time has come are asked, and none once all may say no more. */
  function giveTurns(): void {
    const now = timers.now();
    if (now < pausedUntil()) return alarm.at(pausedUntil());
    for (const isAnswer of [true, false]) {
      for (const room of waiting) {
        if (room.answers.length > 0 !== isAnswer) continue;
        if (room.notBefore > now) alarm.at(room.notBefore);
        else touch(room);
        const allWait = overall.wait(now);
        if (allWait > 0) return alarm.at(now + allWait);
      }
    }
  }

  async function speak(room: Room, { kind, job }: Next, now: number): Promise<void> {
    room.busy = true;
    room.pace.spoke(now);
    overall.spoke();
    const line = kind === 'answer' ? room.answers : room.pushes;
    if (kind === 'edit') takeEdit(room, job as EditJob, now);
    else line.shift();
    const outcome = await make(job);
    overall.answered(timers.now());
    room.busy = false;
    if (outcome === 'again' && kind === 'edit') putEdit(room, job as EditJob, true);
    else if (outcome === 'again') line.unshift(job);
    touch(room);
  }

  function takeAll(): readonly Job[] {
    const taken: Job[] = [];
    for (const room of rooms.values()) {
      taken.push(...room.answers.splice(0), ...room.pushes.splice(0), ...room.edits.values());
      room.edits.clear();
    }
    alarm.cancel();
    return taken;
  }

  return {
    pace: (chatId) => roomOf(chatId).pace,
    say(kind, job) {
      const room = roomOf(job.chatId);
      (kind === 'answer' ? room.answers : room.pushes).push(job);
      touch(room);
    },
    edit(messageId, job) {
      const room = roomOf(job.chatId);
      putEdit(room, withSuperseded(messageId, job), false);
      touch(room);
    },
    takePushes: () => [...rooms.values()].flatMap((room) => room.pushes.splice(0)),
    takeAll,
  };
}

/** What a room would say next; answers stand before everything else in it. */
function nextOf(room: Room, now: number): Next | undefined {
  const [answer] = room.answers;
  if (answer !== undefined) return candidate(room, 'answer', answer, now);
  const push = room.pushes[0] === undefined ? undefined : candidate(room, 'push', room.pushes[0], now);
  const edit = nextEdit(room, now);
  return push === undefined || (edit !== undefined && edit.waitMs < push.waitMs) ? edit : push;
}

const candidate = (room: Room, kind: Next['kind'], job: Job, now: number): Next => ({
  kind,
  job,
  waitMs: Math.max(room.pace.wait(now, kind), job.notBefore - now),
});

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

function takeEdit(room: Room, job: EditJob, now: number): void {
  room.edits.delete(job.messageId);
  for (const [messageId, at] of room.editedAt) if (at + BETWEEN_EDITS_MS < now) room.editedAt.delete(messageId);
  room.editedAt.set(job.messageId, now);
}

/** Of two for the same message the newer speaks for both; one that comes back from a failed try is the older. */
function putEdit(room: Room, job: EditJob, isBack: boolean): void {
  const other = room.edits.get(job.messageId);
  const [newer, older] = isBack && other !== undefined ? [other, job] : [job, other];
  if (older !== undefined) {
    for (const one of older.superseded.splice(0)) newer.superseded.push(one);
    newer.superseded.push(older);
  }
  room.edits.set(job.messageId, newer);
}

/** Tells whoever it superseded what became of it; a superseded one has handed its own list on. */
function withSuperseded(messageId: number, job: Job): EditJob {
  const superseded: Job[] = [];
  const { resolve, reject } = job;
  return Object.assign(job, {
    messageId,
    superseded,
    resolve(value: unknown) {
      resolve(value);
      for (const one of superseded.splice(0)) one.resolve(value);
    },
    reject(reason: unknown) {
      reject(reason);
      for (const one of superseded.splice(0)) one.reject(reason);
    },
  });
}
