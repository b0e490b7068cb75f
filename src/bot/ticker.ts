import type { Fact } from '../domain/entry.ts';
import { outsideQuietHours } from '../domain/push.ts';
import type { Clock, Log } from '../ports.ts';
import type { Outbox } from './outbox.ts';
import { BranchDamaged, type Held, type Recorder } from './recorder.ts';
import type { Almanac, Schedule } from './schedule.ts';

export type Ticker = {
  /** Fires what is due and still worth it in every loaded branch, in order of due time, and delivers what is owed. */
  readonly tick: () => Promise<void>;
  /** Loads every branch in turn, so that its schedules are watched; between two it lets others work. */
  readonly loadAll: () => Promise<void>;
  /** The next instant at which tick() has something to do for a loaded branch. */
  readonly nextDue: () => number | undefined;
};

/** A tick later than this was no slow one: the program did not run. */
const lateMs = 10 * 60_000;

type Next = { schedule: Schedule; due: number; runs: number };

/** Progress is a fact, not a timer: what fired, and what it queued, is one append, so that no restart repeats it. */
export const createTicker = ({
  recorder,
  outbox,
  schedules,
  almanac,
  clock,
  log,
}: {
  recorder: Recorder;
  outbox: Outbox;
  schedules: readonly Schedule[];
  almanac: Almanac;
  clock: Clock;
  log: Log;
}): Ticker => {
  const cached = new Map<string, { version: number; next: Next | undefined }>();

  const upcoming = (held: Held): Next | undefined => {
    const known = cached.get(held.id);
    if (known?.version === held.version) return known.next;
    let next: Next | undefined;
    for (const schedule of schedules) {
      const after = held.branch.schedules[schedule.id];
      if (after === undefined) continue;
      const due = schedule.due(held.branch, almanac, after);
      if (due === undefined) continue;
      const runs = schedule.exemptFromQuietHours ? due : outsideQuietHours(due, held.branch.timeZone);
      if (!next || runs < next.runs || (runs === next.runs && due < next.due)) next = { schedule, due, runs };
    }
    cached.set(held.id, { version: held.version, next });
    return next;
  };

  /** A schedule seen for the first time starts now: it does not flood the group with history. */
  const startSchedules = (held: Held, now: number): Fact[] =>
    schedules
      .filter(({ id }) => !(id in held.branch.schedules))
      .map(({ id }) => ({ type: 'schedule-started', schedule: id, from: new Date(now).toISOString() }));

  /** What fires late is owed from now on, not from when it was due, and quiet hours hold it back where they bind. */
  const owedFrom = (fact: Fact, from: number, zone: string): Fact => {
    if (fact.type !== 'push-queued') return fact;
    const known =
      fact.notBefore === undefined ? 0 : outsideQuietHours(Math.max(Date.parse(fact.notBefore), from), zone);
    return { ...fact, notBefore: new Date(Math.max(known, from)).toISOString() };
  };

  const fire = async (held: Held, { schedule, due, runs }: Next, now: number): Promise<void> => {
    const latest = due + schedule.catchUpHours * 3_600_000;
    const iso = new Date(due).toISOString();
    const cause = `schedule:${schedule.id}:${iso}`;
    const zone = held.branch.timeZone;
    const isLate = now - runs > lateMs;
    const sendsAt = !isLate ? runs : schedule.exemptFromQuietHours ? now : outsideQuietHours(now, zone);
    if (now > latest || sendsAt > latest) {
      log.warn('schedule-missed', { branch: held.id, schedule: schedule.id, due: iso });
      await recorder.record(held.id, {
        facts: [{ type: 'schedule-missed', schedule: schedule.id, due: iso }],
        at: due,
        by: 'schedule',
        cause,
      });
      return;
    }
    const decided = schedule.run({ due, branch: held.branch, ...almanac });
    const facts = isLate ? decided.map((fact) => owedFrom(fact, sendsAt, zone)) : decided;
    await recorder.record(held.id, {
      facts: [{ type: 'schedule-fired', schedule: schedule.id, due: iso }, ...facts],
      at: runs,
      by: 'schedule',
      cause,
    });
  };

  const tickBranch = async (id: string): Promise<void> => {
    const held = recorder.loaded(id);
    if (!held) return;
    const started = startSchedules(held, clock.now());
    if (started.length > 0) {
      await recorder.record(id, { facts: started, at: clock.now(), by: 'schedule' });
    }
    for (;;) {
      const now = clock.now();
      const next = upcoming(held);
      if (!next || next.runs > now) break;
      await fire(held, next, now);
    }
    if ((outbox.nextDue(id) ?? Number.POSITIVE_INFINITY) <= clock.now()) void outbox.deliver(id);
  };

  let ticking: Promise<void> | undefined;
  const tickAll = async (): Promise<void> => {
    for (const id of recorder.branches()) {
      if (recorder.stopped()) return;
      const held = recorder.loaded(id);
      if (!held) continue;
      try {
        await tickBranch(id);
      } catch (error) {
        if (!recorder.stopped()) log.error('tick-failed', { branch: id, reason: (error as Error).name });
      }
    }
  };

  return {
    tick: () => {
      ticking ??= tickAll().finally(() => {
        ticking = undefined;
      });
      return ticking;
    },
    loadAll: async () => {
      for (const id of recorder.branches()) {
        try {
          await recorder.load(id);
        } catch (error) {
          if (!(error instanceof BranchDamaged))
            log.error('load-failed', { branch: id, reason: (error as Error).name });
        }
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
    nextDue: () => {
      let soonest: number | undefined;
      for (const id of recorder.branches()) {
        const held = recorder.loaded(id);
        if (!held) continue;
        for (const due of [upcoming(held)?.runs, outbox.nextDue(id)]) {
          if (due !== undefined && (soonest === undefined || due < soonest)) soonest = due;
        }
      }
      return soonest;
    },
  };
};
