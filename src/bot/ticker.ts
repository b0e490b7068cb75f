import type { Branch } from '../domain/branch.ts';
import type { Clock, Log } from '../ports.ts';
import { fire, type Next, nextRun, startFacts } from './firing.ts';
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

/** So many branches are ticked side by side: enough to keep the disk busy, few enough that who speaks is heard between. */
const atOnce = 8;

/** Lets everything else that waits have its turn. */
const breath = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

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
    const next = nextRun(held.branch, schedules, almanac);
    cached.set(held.id, { version: held.version, next });
    return next;
  };

  /** Decides at once, or throws at once; resolves when it is written. */
  const fireAt = (held: Held, next: Next, now: number): Promise<void> => {
    const { facts, at, isMissed } = fire(held.branch, next, now, almanac);
    const due = new Date(next.due).toISOString();
    if (isMissed) log.warn('schedule-missed', { branch: held.id, schedule: next.schedule.id, due });
    return recorder.record(held.id, { facts, at, by: 'schedule', cause: `schedule:${next.schedule.id}:${due}` });
  };

  const tickBranch = async (id: string): Promise<void> => {
    const held = recorder.loaded(id);
    if (!held) return;
    const started = startFacts(held.branch, schedules, clock.now());
    if (started.length > 0) {
      await recorder.record(id, { facts: started, at: clock.now(), by: 'schedule' });
    }
    // Decided at one go, so that all of it is owed before the first of it is sent: what falls due together goes together.
    const written: Promise<void>[] = [];
    const now = clock.now();
    try {
      for (let next = upcoming(held); next && next.runs <= now && !recorder.stopped(); next = upcoming(held))
        written.push(fireAt(held, next, now));
    } finally {
      await Promise.all(written);
    }
    if ((outbox.nextDue(id) ?? Number.POSITIVE_INFINITY) <= clock.now()) void outbox.deliver(id);
  };

  /** When there is next something to do for a branch. */
  const nextFor = (held: Held): number =>
    Math.min(upcoming(held)?.runs ?? Number.POSITIVE_INFINITY, outbox.nextDue(held.id) ?? Number.POSITIVE_INFINITY);

  /** Until when a branch was found to have nothing to do, which holds while its value is the same. */
  const asleep = new Map<string, { branch: Branch; until: number }>();
  const sleeps = (held: Held): boolean => {
    const known = asleep.get(held.id);
    return known?.branch === held.branch && clock.now() < known.until;
  };

  const tickSafely = async (held: Held): Promise<void> => {
    try {
      await tickBranch(held.id);
      asleep.set(held.id, { branch: held.branch, until: nextFor(held) });
    } catch (error) {
      if (!recorder.stopped()) log.error('tick-failed', { branch: held.id, reason: (error as Error).name });
    }
  };

  let ticking: Promise<void> | undefined;
  const tickAll = async (): Promise<void> => {
    const awake = recorder
      .branches()
      .flatMap((id) => recorder.loaded(id) ?? [])
      .filter((held) => !sleeps(held));
    const rest = awake.values();
    const goOn = async (): Promise<void> => {
      for (const held of rest) {
        if (recorder.stopped()) return;
        await tickSafely(held);
        await breath();
      }
    };
    await Promise.all(Array.from({ length: atOnce }, goOn));
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
        await breath();
      }
    },
    nextDue: () => {
      let soonest: number | undefined;
      for (const id of recorder.branches()) {
        const held = recorder.loaded(id);
        if (!held) continue;
        const due = nextFor(held);
        if (due < (soonest ?? Number.POSITIVE_INFINITY)) soonest = due;
      }
      return soonest;
    },
  };
};
