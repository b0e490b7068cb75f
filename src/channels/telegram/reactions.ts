import type { Clock, Log, Memory } from '../../ports.ts';

/** Whether a reaction counts towards a group's limit of messages: Telegram does not say. */
export type ReactionRule = {
  readonly state: () => 'unknown' | 'free' | 'counted';
  /** A reaction was answered although its room had this many calls in the last minute. */
  passed(callsInMinute: number): void;
  /** A call met 429 in a room with this many calls in the last minute. */
  flooded(callsInMinute: number, room: number): void;
};

/** From here on a group's minute is certainly fuller than Telegram's limit for messages alone. */
export const BEYOND_THE_LIMIT = 20;
const PROOFS = 10;
const KEY = 'reactions';
const BELIEVED_MS = 7 * 24 * 60 * 60 * 1000;

/**
 * Nothing but a 429 can tell whether reactions are counted, and in a crowd both wishes cannot be met blindly: with at
 * most 20 calls in a minute, 45 people arriving within 10 seconds cannot each be acknowledged within half a second
 * (edits come at one a second at best). So the channel learns. Up to the limit all reactions go at once. Beyond it
 * they go one at a time in a room, until ten have passed: then they are free, and that is remembered. If one meets 429
 * they are counted, which is remembered for a week: a few reactions share the room's minute with messages and edits,
 * and the live message acknowledges the rest. The price is a single 429 where they are counted, and none afterwards.
 */
export function createReactionRule(memory: Memory, clock: Clock, log: Log): ReactionRule {
  const kept = memory.get(KEY);
  let free = kept === 'free';
  let countedUntil = kept?.startsWith('counted:') ? Number(kept.slice('counted:'.length)) : 0;
  let proofs = 0;

  function remember(value: string): void {
    memory.set(KEY, value).catch(() => log.warn('telegram.memory-failed', { key: KEY }));
  }

  return {
    state: () => (free ? 'free' : countedUntil > 0 && clock.now() < countedUntil ? 'counted' : 'unknown'),
    passed(callsInMinute) {
      if (free || callsInMinute <= BEYOND_THE_LIMIT || clock.now() < countedUntil) return;
      proofs++;
      if (proofs < PROOFS) return;
      free = true;
      remember('free');
      log.info('telegram.reactions-free');
    },
    flooded(callsInMinute, room) {
      if (callsInMinute <= BEYOND_THE_LIMIT - 2) return;
      free = false;
      proofs = 0;
      countedUntil = clock.now() + BELIEVED_MS;
      remember(`counted:${countedUntil}`);
      log.warn('telegram.reactions-counted', { room });
    },
  };
}
