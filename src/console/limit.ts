import type { Clock } from '../ports.ts';

const mostKeys = 10_000;

/** Whether one more is too many: at most `most` of a key within each `perMs`. */
export const createLimit = (wall: Clock, most: number, perMs: number): ((key: string) => boolean) => {
  const counts = new Map<string, { count: number; until: number }>();
  return (key) => {
    const now = wall.now();
    const known = counts.get(key);
    if (known && known.until > now) {
      known.count += 1;
      return known.count > most;
    }
    if (counts.size >= mostKeys) for (const [old, { until }] of counts) if (until <= now) counts.delete(old);
    counts.set(key, { count: 1, until: now + perMs });
    return false;
  };
};
