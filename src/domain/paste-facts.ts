import { activitiesIn, recordSeen } from './attendance.ts';
import type { Activity, Branch } from './branch.ts';
import { localDate } from './calendar.ts';
import type { Fact } from './entry.ts';
import type { Paste } from './paste.ts';
import type { Compared } from './paste-compare.ts';
import type { MemberId } from './roster.ts';

/** What is open, what has closed, or what has begun while nobody was there to open it, the earliest first. */
const begun = (branch: Branch, now: number): Activity[] =>
  activitiesIn(branch, 'planned', 'open', 'closed').filter(({ state, start }) => state !== 'planned' || start <= now);

const offered = 9;

/** The activities a paste can be about: those of the days its messages were said on, else those open, else the latest. */
export const pasteableFor = (
  branch: Branch,
  { dates }: Pick<Paste, 'dates'>,
  now: number,
  { all = false }: { all?: boolean } = {},
): Activity[] => {
  const candidates = begun(branch, now);
  if (all) return candidates;
  const dated = candidates.filter(({ start }) => dates.includes(localDate(start, branch.timeZone)));
  const open = candidates.filter(({ state }) => state === 'open');
  const meant = [dated, dates.length === 0 ? open : [], candidates].find((list) => list.length > 0) ?? [];
  return meant.slice(-offered);
};

/**
 * What confirming a paste writes, recorded by the officer: what is new, what is only reported, and on request what
 * differs. A check-in that never opened is opened first, without a word in the group.
 */
export const pasteFacts = (
  branch: Branch,
  activity: Activity,
  officer: MemberId,
  compared: Compared,
  { overwrites }: { overwrites: boolean },
): Fact[] => {
  const open: Activity = activity.state === 'planned' ? { ...activity, state: 'open' } : activity;
  const changed = [...compared.fresh, ...(overwrites ? compared.differing : [])];
  const facts: Fact[] = [
    ...changed.flatMap(({ member, mark }) =>
      recordSeen(
        branch,
        open,
        officer,
        member,
        mark.is === 'leave'
          ? { is: 'leave', category: mark.category ?? '其他' }
          : { is: 'present', online: mark.online ?? false, late: mark.late },
      ),
    ),
    ...compared.reported.map(({ member, online }) => ({
      type: 'proxy-reported' as const,
      activity: activity.id,
      member,
      ...(online ? { online: true as const } : {}),
    })),
  ];
  if (facts.length === 0 || activity.state !== 'planned') return facts;
  return [{ type: 'check-in-opened', activity: activity.id }, ...facts];
};
