import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Memory } from '../ports.ts';

const secretKey = 'secret';

/** The addresses of calendars to subscribe to: a branch's numbered links, of which the ledger says which one is good. */
export type Feeds = {
  /** The path of a link; the store keeps what it is made of before it is told. */
  readonly path: (branch: string, no: number) => Promise<string>;
  /** Whether `token` is that of this link. */
  readonly opens: (branch: string, no: number, token: string) => boolean;
};

/**
 * A link's token (256 bits) is computed from a secret of this store, the branch and the link's number, so that neither the
 * ledger nor anybody who reads it holds an address. Where the secret is lost every address is void.
 */
export const createFeeds = (memory: Pick<Memory, 'get' | 'set'>): Feeds => {
  let making: Promise<void> | undefined;
  const tokenOf = (branch: string, no: number): string | undefined => {
    const secret = memory.get(secretKey);
    return secret === undefined
      ? undefined
      : createHmac('sha256', Buffer.from(secret, 'base64url')).update(`${branch} ${no}`).digest('base64url');
  };
  const makeSecret = async (): Promise<void> => {
    if (memory.get(secretKey) === undefined) await memory.set(secretKey, randomBytes(32).toString('base64url'));
  };
  return {
    path: async (branch, no) => {
      making ??= makeSecret();
      await making;
      return `/console/calendar/${branch}/${tokenOf(branch, no)}.ics`;
    },
    opens: (branch, no, token) => {
      const good = Buffer.from(tokenOf(branch, no) ?? '');
      const tried = Buffer.from(token);
      return good.length > 0 && good.length === tried.length && timingSafeEqual(good, tried);
    },
  };
};
