import { concerns, lateBy } from './attendance.ts';
import type { Activity, Branch, LeaveCategory, Mark } from './branch.ts';
import { localDate } from './calendar.ts';
import type { Paste } from './paste.ts';
import type { MemberId } from './roster.ts';
import type { Statement } from './statement.ts';

export type Understood = {
  readonly is: 'present' | 'leave';
  readonly online?: boolean;
  readonly late?: number;
  readonly category?: LeaveCategory;
};

/** What a paste says of an activity, beside what its ledger says already. */
export type Compared = {
  readonly fresh: readonly { readonly member: MemberId; readonly mark: Understood }[];
  readonly differing: readonly { readonly member: MemberId; readonly mark: Understood; readonly known: Mark }[];
  readonly same: number;
  readonly reported: readonly { readonly member: MemberId; readonly online: boolean }[];
  readonly unknown: readonly { readonly line: number; readonly name: string }[];
  /** On the roster, and not of this activity. */
  readonly outside: readonly MemberId[];
  /** Said on another day, or long before the start. */
  readonly otherTimes: number;
};

type Standing = { mark?: Understood; reported?: { online: boolean } };

const earliestMs = 2 * 3_600_000;

/** Whether the bot would have taken it then. */
const inTime = (branch: Branch, activity: Activity, { at, says, forDay }: Statement): boolean => {
  if (forDay !== undefined && forDay !== localDate(activity.start, branch.timeZone)) return false;
  if (at === undefined) return true;
  const isThatDay = localDate(at, branch.timeZone) === localDate(activity.start, branch.timeZone);
  if (says === 'leave' || says === 'not-on-leave') return at <= activity.start || isThatDay;
  return isThatDay && at >= activity.start - earliestMs;
};

const lateness = (activity: Activity, { at, isOwn }: Statement): { late?: number } =>
  at === undefined || !isOwn ? {} : lateBy(activity, at);

/** The person after one more statement, by the rules the bot has for words said to it. */
const after = (activity: Activity, standing: Standing, said: Statement): Standing => {
  const isPresent = standing.mark?.is === 'present';
  const isAfterClosing = activity.state === 'closed' && said.at !== undefined && said.at > (activity.closedAt ?? 0);
  switch (said.says) {
    case 'present':
    case 'online': {
      const online = said.says === 'online';
      const isUpgrade = isPresent && standing.mark?.online === true && !online;
      if (isPresent && !isUpgrade) return standing;
      if (isAfterClosing || (online && !activity.online)) return { ...standing, reported: { online } };
      return { mark: { is: 'present', ...(online ? { online } : {}), ...lateness(activity, said) } };
    }
    case 'leave': {
      const category = said.category ?? '其他';
      if (isAfterClosing || (isPresent && !said.isEdited)) return standing;
      const isLessClear = standing.mark?.is === 'leave' && category === '其他';
      return isLessClear ? standing : { mark: { is: 'leave', category } };
    }
    case 'reported':
      return isPresent || isAfterClosing ? standing : { ...standing, reported: { online: false } };
    case 'not-present':
      return isAfterClosing || !(isPresent || standing.reported) ? standing : {};
    case 'not-on-leave':
      return isAfterClosing || standing.mark?.is !== 'leave' ? standing : {};
    case 'unclear':
      return standing;
  }
};

/** Per person, in roster order: what is new, what differs, what is known already. */
export const comparePaste = (branch: Branch, activity: Activity, { statements }: Paste): Compared => {
  const standings = new Map<MemberId, Standing>();
  const unknown = new Map<string, { line: number; name: string }>();
  const outside = new Set<MemberId>();
  let otherTimes = 0;
  for (const said of statements) {
    if (!inTime(branch, activity, said)) otherTimes += 1;
    else if (said.member === undefined || said.says === 'unclear') {
      if (!unknown.has(said.name)) unknown.set(said.name, { line: said.line, name: said.name });
    } else if (!concerns(branch, activity, said.member)) outside.add(said.member);
    else standings.set(said.member, after(activity, standings.get(said.member) ?? {}, said));
  }
  const fresh: Compared['fresh'][number][] = [];
  const differing: Compared['differing'][number][] = [];
  const reported: Compared['reported'][number][] = [];
  let same = 0;
  for (const member of branch.roster) {
    const standing = standings.get(member);
    if (!standing) continue;
    const known = activity.marks[member];
    const { mark } = standing;
    if (mark) {
      // An absence was written down at the closing because nothing else was known.
      if (!known || (known.is === 'absent' && !known.recordedBy)) fresh.push({ member, mark });
      else if (known.is === mark.is) same += 1;
      else differing.push({ member, mark, known });
    }
    if (standing.reported && mark?.is !== 'present') {
      if (known?.is === 'present' || activity.proxies[member]) same += 1;
      else reported.push({ member, online: standing.reported.online });
    }
  }
  return { fresh, differing, same, reported, unknown: [...unknown.values()], outside: [...outside], otherTimes };
};
