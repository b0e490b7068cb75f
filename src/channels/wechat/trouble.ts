import { createHash } from 'node:crypto';

/**
 * What an error of wechaty is about, in our own words: its message may hold names, texts or the token, so it is never
 * logged. The fingerprint lets an operator see that two unknown errors are the same.
 */
export type Trouble = {
  readonly code: string;
  readonly fingerprint?: string;
  /** The connection is over and only a new one helps. */
  readonly over: boolean;
  /** The gateway refuses the token: asking again soon is useless. */
  readonly refused: boolean;
  /** wechat4u has gone deaf although it says that it is logged in. */
  readonly suspect: boolean;
};

const kinds: readonly (readonly [RegExp, string])[] = [
  [/^1 CANCELLED/, 'gateway-cancelled'],
  [/^14 UNAVAILABLE/, 'gateway-unavailable'],
  [/^16 UNAUTHENTICATED/, 'gateway-refuses-token'],
  [/^WatchdogAgent reset/, 'gateway-watchdog'],
  [/^no grpc manager/, 'gateway-not-connected'],
  [/requires a SNI/, 'token-without-server-name'],
  [/状态同步超过|重启时网络错误|连续\d+次同步失败/, 'wechat4u-deaf'],
  [/not logged in/i, 'not-logged-in'],
  [/getaddrinfo|ENOTFOUND|EAI_AGAIN/, 'name-not-resolved'],
  [/ECONNREFUSED|ECONNRESET|ETIMEDOUT|socket hang up/, 'network'],
  [/no payload/, 'no-payload'],
  [/message not found/, 'message-not-found'],
  [/NOPUPPET/, 'no-puppet'],
  [/takes too long$/, 'too-slow'],
];
const over = new Set([
  'gateway-cancelled',
  'gateway-unavailable',
  'gateway-refuses-token',
  'gateway-watchdog',
  'gateway-not-connected',
]);

export function troubleOf(error: unknown): Trouble {
  const message = (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
  const status = /^\d+ ([A-Z_]+)/.exec(message)?.[1]?.toLowerCase().replaceAll('_', '-');
  const kind = kinds.find(([pattern]) => pattern.test(message))?.[1];
  const code = kind ?? (status === undefined ? 'other' : `gateway-${status}`);
  return {
    code,
    ...(kind === undefined ? { fingerprint: createHash('sha256').update(message).digest('hex').slice(0, 8) } : {}),
    over: over.has(code),
    refused: code === 'gateway-refuses-token' || code === 'token-without-server-name',
    suspect: code === 'wechat4u-deaf',
  };
}
