import type { Clock } from './ports.ts';

export const wallClock: Clock = { now: () => Date.now() };

/** The demo's clock: the wall clock and an offset that only grows; it stands still while it is walked. */
export type MovableClock = Clock & {
  readonly offset: () => number;
  /** Stands at this instant until told otherwise; never earlier than now. */
  readonly standAt: (instant: number) => void;
  /** Goes on from where it stands. */
  readonly goOn: () => void;
};

export const movableClock = (offset: number): MovableClock => {
  let ahead = offset;
  let standing: number | undefined;
  const now = (): number => standing ?? Date.now() + ahead;
  return {
    now,
    offset: () => ahead,
    standAt: (instant) => {
      standing = Math.max(instant, now());
    },
    goOn: () => {
      if (standing !== undefined) ahead = standing - Date.now();
      standing = undefined;
    },
  };
};
