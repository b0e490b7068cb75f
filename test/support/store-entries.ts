import type { Entry } from '../../src/domain/entry.ts';

/** A check-in as entry number `seq` of a book. */
export function checkedIn(seq: number, cause = `telegram:-100:${seq}`): Entry {
  return {
    seq,
    at: '2026-11-21T10:00:00+08:00',
    by: 'M3',
    cause,
    type: 'attendance-marked',
    activity: 'A12',
    member: 'M3',
    mark: { is: 'present' },
  };
}

/** Entries `from` to `to`, both included. */
export function checkIns(from: number, to: number): Entry[] {
  return Array.from({ length: to - from + 1 }, (_, index) => checkedIn(from + index));
}
