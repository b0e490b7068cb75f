import { instantOf } from '../../src/domain/calendar.ts';
import type { Clock } from '../../src/ports.ts';

export type EveningClock = Clock & {
  /** Forward to this time of the evening; never back. */
  goTo(time: string): void;
};

/** The clock of 21 November 2026, going `speed` times as fast as the wall's, so that paced messages need no patience. */
export function eveningClock(speed: number): EveningClock {
  let from = instantOf('2026-11-21', '17:30', 'Asia/Shanghai');
  let at = performance.now();
  const now = (): number => Math.floor(from + (performance.now() - at) * speed);
  return {
    now,
    goTo(time) {
      from = Math.max(now(), instantOf('2026-11-21', time, 'Asia/Shanghai'));
      at = performance.now();
    },
  };
}
