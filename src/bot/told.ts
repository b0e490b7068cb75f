import type { Clock } from '../ports.ts';

/** Whether something was told already within a span of milliseconds; asking remembers that it is told now. */
export type Told = (key: string, span: number) => boolean;

const most = 10_000;

export const createTold = (clock: Clock): Told => {
  const until = new Map<string, number>();
  return (key, span) => {
    const now = clock.now();
    if ((until.get(key) ?? 0) > now) return true;
    if (until.size > most) for (const [old, end] of until) if (end <= now) until.delete(old);
    until.set(key, now + span);
    return false;
  };
};
