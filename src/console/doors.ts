import { createHash, randomBytes } from 'node:crypto';
import type { Entrance } from '../bot/entrance.ts';
import type { Clock } from '../ports.ts';
import type { Feeds } from './feeds.ts';

const linkLivesMs = 10 * 60_000;
const sessionLivesMs = 8 * 3_600_000;

/** One login in one browser: an account in a branch. What it may do is looked up anew at each request. */
export type Seat = {
  /** Names the login in addresses; it opens nothing by itself. */
  readonly id: string;
  readonly branch: string;
  readonly account: string;
  readonly until: number;
};

export type Doors = {
  /** The token of a one-time link; one given to the account before and not used is void. */
  readonly link: (branch: string, account: string) => string;
  /** Whether a link would still open; looking does not spend it. */
  readonly opens: (token: string) => boolean;
  /** Spends a link: a new seat, and the secret that its browser keeps. */
  readonly enter: (token: string) => { readonly seat: Seat; readonly secret: string } | undefined;
  /** The seat of this id if the secret is its own and its time is not over. */
  readonly seat: (id: string, secret: string | undefined) => Seat | undefined;
  readonly leave: (id: string) => void;
  /** Ends every seat of the account and voids its link; says how many seats there were. */
  readonly leaveAll: (branch: string, account: string) => number;
};

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url');

/**
 * Links and seats, in memory only and as hashes: a restart of the program ends every login, which is also how the
 * operator revokes them all. `wall` is the real time, also where the branch's own clock may be moved.
 */
export const createDoors = (wall: Clock): Doors => {
  const links = new Map<string, { readonly branch: string; readonly account: string; readonly until: number }>();
  const seats = new Map<string, Seat & { readonly hash: string }>();

  const sweep = (): void => {
    const now = wall.now();
    for (const [hash, { until }] of links) if (until <= now) links.delete(hash);
    for (const [id, { until }] of seats) if (until <= now) seats.delete(id);
  };
  const dropLink = (branch: string, account: string): void => {
    for (const [hash, link] of links) if (link.branch === branch && link.account === account) links.delete(hash);
  };

  return {
    link: (branch, account) => {
      sweep();
      dropLink(branch, account);
      const token = randomBytes(24).toString('base64url');
      links.set(hashOf(token), { branch, account, until: wall.now() + linkLivesMs });
      return token;
    },
    opens: (token) => (links.get(hashOf(token))?.until ?? 0) > wall.now(),
    enter: (token) => {
      sweep();
      const hash = hashOf(token);
      const link = links.get(hash);
      if (!link) return undefined;
      links.delete(hash);
      const secret = randomBytes(32).toString('base64url');
      const id = `s${randomBytes(8).toString('hex')}`;
      const seat = { id, branch: link.branch, account: link.account, until: wall.now() + sessionLivesMs };
      seats.set(id, { ...seat, hash: hashOf(secret) });
      return { seat, secret };
    },
    seat: (id, secret) => {
      const seat = seats.get(id);
      // Hashes are compared, so how long it takes says nothing about the secret.
      if (!seat || secret === undefined || seat.hash !== hashOf(secret) || seat.until <= wall.now()) return undefined;
      return seat;
    },
    leave: (id) => void seats.delete(id),
    leaveAll: (branch, account) => {
      sweep();
      dropLink(branch, account);
      const mine = [...seats.values()].filter((seat) => seat.branch === branch && seat.account === account);
      for (const { id } of mine) seats.delete(id);
      return mine.length;
    },
  };
};

/** The door as the bot knows it; `address` is where people reach the console. */
export const entranceOf = (doors: Doors, feeds: Pick<Feeds, 'path'>, address: () => string): Entrance => ({
  open: (branch, account) => `${address()}/console/enter/${doors.link(branch, account)}`,
  close: (branch, account) => doors.leaveAll(branch, account),
  calendar: async (branch, no) => `${address()}${await feeds.path(branch, no)}`,
});
