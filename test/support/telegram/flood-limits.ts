/** Real limits are not published; whether reactions share a group's budget is unknown, hence two profiles. */
export type FloodProfile = 'none' | 'reactions-free' | 'reactions-counted';

const BURST_PER_CHAT = 5;
const PER_GROUP_AND_MINUTE = 20;
const OVERALL_PER_SECOND = 30;

const COUNTED = new Set([
  'sendmessage',
  'senddocument',
  'sendphoto',
  'editmessagetext',
  'editmessagecaption',
  'editmessagereplymarkup',
]);

type Bucket = { tokens: number; at: number };

export type FloodLimits = {
  /** Seconds to wait, or 0 when the call may pass and has been counted. */
  charge(method: string, chatId: number, isGroup: boolean): number;
};

function recent(times: number[], windowMs: number, at: number): number[] {
  while (times[0] !== undefined && times[0] <= at - windowMs) times.shift();
  return times;
}

const waitFor = (times: readonly number[], most: number, windowMs: number, at: number): number =>
  times.length < most ? 0 : Math.max(1, Math.ceil(((times[times.length - most] ?? at) + windowMs - at) / 1000));

/** One message a second per chat with bursts of five, 20 a minute per group (edits count), 30 a second overall. */
export function createFloodLimits(profile: FloodProfile, now: () => number): FloodLimits {
  const buckets = new Map<number, Bucket>();
  const groups = new Map<number, number[]>();
  const overall: number[] = [];

  function groupTimes(chatId: number, at: number): number[] {
    let times = groups.get(chatId);
    if (times === undefined) groups.set(chatId, (times = []));
    return recent(times, 60_000, at);
  }

  return {
    charge(method, chatId, isGroup) {
      if (profile === 'none') return 0;
      const isReaction = method === 'setmessagereaction';
      if (isReaction ? profile === 'reactions-free' || !isGroup : !COUNTED.has(method)) return 0;
      const at = now();
      const inGroup = isGroup ? groupTimes(chatId, at) : undefined;
      const groupWait = inGroup === undefined ? 0 : waitFor(inGroup, PER_GROUP_AND_MINUTE, 60_000, at);
      if (groupWait > 0) return groupWait;
      if (!isReaction) {
        const overallWait = waitFor(recent(overall, 1000, at), OVERALL_PER_SECOND, 1000, at);
        if (overallWait > 0) return overallWait;
        const bucket = buckets.get(chatId) ?? { tokens: BURST_PER_CHAT, at };
        bucket.tokens = Math.min(BURST_PER_CHAT, bucket.tokens + (at - bucket.at) / 1000);
        bucket.at = at;
        buckets.set(chatId, bucket);
        if (bucket.tokens < 1) return Math.ceil(1 - bucket.tokens);
        bucket.tokens -= 1;
        overall.push(at);
      }
      inGroup?.push(at);
      return 0;
    },
  };
}
