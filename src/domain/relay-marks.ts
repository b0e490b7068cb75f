import { checkIn, concerns, recordSeen, withdrawCheckIn } from './attendance.ts';
import type { Activity, Branch } from './branch.ts';
import type { Fact } from './entry.ts';
import { askLeave } from './leave.ts';
import { Refusal } from './refusal.ts';
import type { RelayRow } from './relay.ts';
import type { MemberId } from './roster.ts';

/** A row that is new or was changed by a post, with the member it speaks of. */
export type Told = { readonly member: MemberId; readonly row: RelayRow; readonly edited: boolean };
export type Poster = { readonly member: MemberId; readonly isOfficer: boolean };

const without = (activity: Activity, member: MemberId): Activity => ({
  ...activity,
  marks: Object.fromEntries(Object.entries(activity.marks).filter(([id]) => id !== member)),
  proxies: Object.fromEntries(Object.entries(activity.proxies).filter(([id]) => id !== member)),
});

/** Reported, and counted only once an officer confirms; said late it still waits for one. */
const reported = (activity: Activity, member: MemberId, isOnline: boolean): Fact[] => {
  const known = activity.proxies[member];
  if (activity.marks[member]?.is === 'present' || (known && (known.online ?? false) === isOnline)) return [];
  return [{ type: 'proxy-reported', activity: activity.id, member, ...(isOnline ? { online: true as const } : {}) }];
};

/** A report or an own 签到 gives way to the leave the same person's row speaks of now. */
const onLeave = (
  branch: Branch,
  activity: Activity,
  { member, row }: Told,
  at: number,
  mayTakeBack: boolean,
): Fact[] => {
  const isPresent = activity.marks[member]?.is === 'present';
  if (isPresent && !mayTakeBack) return [];
  const isReported = activity.proxies[member] !== undefined && activity.marks[member]?.is !== 'leave';
  const back: Fact[] = isPresent
    ? withdrawCheckIn(activity, member)
    : isReported
      ? [{ type: 'mark-withdrawn', activity: activity.id, member }]
      : [];
  const from = back.length > 0 ? without(activity, member) : activity;
  return [...back, ...askLeave(branch, from, member, row.category ?? '其他', at)];
};

const own = (branch: Branch, activity: Activity, told: Told, at: number): Fact[] => {
  const { member, row, edited } = told;
  switch (row.wish) {
    case 'present':
      return checkIn(branch, activity, member, at);
    case 'online':
      return activity.online
        ? checkIn(branch, activity, member, at, { online: true })
        : reported(activity, member, true);
    case 'leave':
      return onLeave(branch, activity, told, at, edited);
    case 'proxy':
      return reported(activity, member, false);
    case 'empty':
      return [];
  }
};

const ofOthers = (branch: Branch, activity: Activity, told: Told, poster: Poster, at: number): Fact[] => {
  const { member, row, edited } = told;
  const isPresent = activity.marks[member]?.is === 'present';
  switch (row.wish) {
    case 'present':
    case 'online': {
      const isOnline = row.wish === 'online';
      if (!poster.isOfficer) return reported(activity, member, isOnline);
      if (isPresent && !edited) return [];
      return recordSeen(branch, activity, poster.member, member, { is: 'present', online: isOnline });
    }
    case 'leave':
      if (!poster.isOfficer) return onLeave(branch, activity, told, at, false);
      if (isPresent && !edited) return [];
      return recordSeen(branch, activity, poster.member, member, { is: 'leave', category: row.category ?? '其他' });
    case 'proxy':
      return reported(activity, member, false);
    case 'empty':
      return [];
  }
};

/**
 * What the rows of a post mean for an activity: the poster's own row is the poster's own word; of others an officer's
 * post is recorded by the officer, anybody else's only reported. A row of leave takes a presence back only where the
 * row was edited, because a list is older than the message that carries it.
 */
export const marksFromRelay = (
  branch: Branch,
  activity: Activity,
  rows: readonly Told[],
  poster: Poster,
  at: number,
): Fact[] =>
  rows.flatMap((told) => {
    if (!concerns(branch, activity, told.member)) return [];
    try {
      return told.member === poster.member
        ? own(branch, activity, told, at)
        : ofOthers(branch, activity, told, poster, at);
    } catch (error) {
      // What the person could not say in words either, such as leave that was refused, changes nothing here.
      if (error instanceof Refusal) return [];
      throw error;
    }
  });
