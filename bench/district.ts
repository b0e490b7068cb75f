import { loadSchedules } from '../src/bot/load.ts';
import { wallClock } from '../src/clock.ts';
import { schedulesFolder } from '../src/places.ts';
import { accountOf, roomOf, writeStore } from './book-files.ts';
import { writeYear } from './year.ts';

export const membersPerBranch = 23;

/** Writes a district: every branch with its closed activities, and one check-in standing open. */
export const writeDistrict = async (
  folder: string,
  branches: number,
  activities: number,
): Promise<{ readonly entriesPerBranch: number; readonly megabytes: number }> => {
  const now = wallClock.now();
  const schedules = (await loadSchedules(schedulesFolder)).map(({ id }) => id);
  const members = membersPerBranch;
  const year = writeYear({ activities, members, schedules, now, room: roomOf(1), accountOf: (m) => accountOf(1, m) });
  const bytes = writeStore(folder, year, now, branches);
  return { entriesPerBranch: year.entries, megabytes: bytes / 1e6 };
};
