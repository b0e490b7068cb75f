import { type Activity, activityIdSchema, type Branch, type LeaveCategory, type Mark } from './branch.ts';
import { localDate } from './calendar.ts';
import type { Fact } from './entry.ts';
import { concerned, isConcerned } from './evolve.ts';
import { Refusal } from './refusal.ts';
import type { MemberId } from './roster.ts';

/** A 签到 more than this after the start is present, late. */
export const lateAfterMinutes = 10;

/** 应到 of an activity: written down once it closed or the roster changed after its start, else as the roster stands. */
export const shouldAttend = (branch: Branch, activity: Activity): readonly MemberId[] =>
  activity.should ?? concerned(branch, activity);

/** Whether the activity is this member's at all, counted (计) or not. */
export const concerns = (branch: Branch, activity: Activity, id: MemberId): boolean => {
  if (activity.should?.includes(id)) return true;
  const member = branch.members[id];
  return member !== undefined && isConcerned(activity.concern, member);
};

export type Tally = {
  readonly should: number;
  readonly present: number;
  readonly online: number;
  readonly leave: number;
  /** Only after the closing; before it nobody is absent. */
  readonly absent: number;
  /** Concerned, and neither present nor on leave yet. */
  readonly open: number;
};

/** The four counts of domain practice: 实到 includes 线上 and 代录, and only members of 应到 are counted. */
export const tally = (branch: Branch, activity: Activity): Tally => {
  const should = shouldAttend(branch, activity);
  let present = 0;
  let online = 0;
  let leave = 0;
  for (const id of should) {
    const mark = activity.marks[id];
    if (mark?.is === 'present') {
      present += 1;
      if (mark.online) online += 1;
    } else if (mark?.is === 'leave') leave += 1;
  }
  const open = should.length - present - leave;
  return { should: should.length, present, online, leave, absent: activity.state === 'closed' ? open : 0, open };
};

/** Present at the activity without being in its 应到, in roster order: listed, never counted. */
export const markedPresentBeside = (branch: Branch, activity: Activity): MemberId[] => {
  const should = new Set(shouldAttend(branch, activity));
  const known = new Set([...branch.roster, ...Object.keys(activity.marks)]);
  return [...known].filter((id) => activity.marks[id]?.is === 'present' && !should.has(id));
};

/** Who of 应到 was not there and has made it up since: the second summand of 补课后参学率. */
export const madeUpCount = (branch: Branch, activity: Activity): number =>
  shouldAttend(branch, activity).filter(
    (id) => activity.madeUp[id] !== undefined && activity.marks[id]?.is !== 'present',
  ).length;

/** 应到 = 实到 + 请假 + 缺席, each by its own marks, of a closed activity. Refuses with counts-differ. */
export const mustAddUp = (branch: Branch, activity: Activity): void => {
  const { should, present, leave } = tally(branch, activity);
  const absent = shouldAttend(branch, activity).filter((id) => activity.marks[id]?.is === 'absent').length;
  if (should === present + leave + absent) return;
  throw new Refusal(
    'counts-differ',
    `${activity.kind}的应到 ${should} 人与实到 ${present} 人、请假 ${leave} 人、缺席 ${absent} 人之和不符，没有生成表格，请先用「代录」补全。`,
  );
};

/** Per 党小组: 应到 and 已到, in the order the groups first appear on the roster. */
export const tallyByGroup = (
  branch: Branch,
  activity: Activity,
): { group: string; should: number; present: number }[] => {
  const groups = new Map<string, { should: number; present: number }>();
  for (const id of shouldAttend(branch, activity)) {
    const group = (branch.members[id] ?? branch.left[id])?.group;
    if (!group) continue;
    const counts = groups.get(group) ?? { should: 0, present: 0 };
    counts.should += 1;
    if (activity.marks[id]?.is === 'present') counts.present += 1;
    groups.set(group, counts);
  }
  return [...groups].map(([group, counts]) => ({ group, ...counts }));
};

/** A rate in percent, rounded half up to one decimal; 「—」 when nobody should have come. */
export const rate = (part: number, whole: number): string => {
  if (whole <= 0) return '—';
  const tenths = Math.floor((part * 1000 + whole / 2) / whole);
  return `${Math.floor(tenths / 10)}.${tenths % 10}%`;
};

const sameDay = (branch: Branch, a: number, b: number): boolean =>
  localDate(a, branch.timeZone) === localDate(b, branch.timeZone);

/** Whether its day is over at `now`. */
export const isOver = (branch: Branch, activity: Activity, now: number): boolean =>
  localDate(now, branch.timeZone) > localDate(activity.start, branch.timeZone);

const mustConcern = (branch: Branch, activity: Activity, id: MemberId): void => {
  if (!concerns(branch, activity, id)) {
    throw new Refusal('not-concerned', '这次活动不在您的参加范围内，如有疑问请联系组织委员。');
  }
};

/** The lateness of a 签到 said at `at`, for a mark; none up to ten minutes after the start. */
export const lateBy = (activity: Activity, at: number): { late?: number } => {
  const minutes = Math.floor((at - activity.start) / 60_000);
  return minutes > lateAfterMinutes ? { late: minutes } : {};
};

/**
 * A member's own 签到 said at `at`. Said before the closing it also corrects an absent mark; said later the same day, or
 * on a later one while the check-in is open, it waits for an officer. Nothing new to say gives no facts. Refuses with not-open, not-concerned, online-not-allowed.
 */
export const checkIn = (
  branch: Branch,
  activity: Activity,
  member: MemberId,
  at: number,
  { online = false }: { online?: boolean } = {},
): Fact[] => {
  mustConcern(branch, activity, member);
  if (online && !activity.online) {
    throw new Refusal('online-not-allowed', '这次活动没有开通线上签到，如确需线上参加，请先联系书记。');
  }
  const mark = activity.marks[member];
  const late = isOver(branch, activity, at);
  const inTime =
    (activity.state === 'open' && !late) || (activity.state === 'closed' && at <= (activity.closedAt ?? 0));
  if (!inTime) {
    if (activity.state === 'open' || (activity.state === 'closed' && sameDay(branch, at, activity.start))) {
      if (mark?.is === 'present' || activity.proxies[member]) return [];
      return [{ type: 'proxy-reported', activity: activity.id, member, ...(online ? { online: true as const } : {}) }];
    }
    throw new Refusal('not-open', '现在没有开放的签到。');
  }
  if (mark?.is === 'present' && !(mark.online && !online && !mark.recordedBy)) return [];
  const present: Mark = { is: 'present', ...(online ? { online: true } : {}), ...lateBy(activity, at) };
  return [{ type: 'attendance-marked', activity: activity.id, member, mark: present }];
};

/** 迟到 said beforehand: an announcement, never a mark. */
export const announceLate = (branch: Branch, activity: Activity, member: MemberId, minutes: number): Fact[] => {
  mustConcern(branch, activity, member);
  if (activity.state !== 'planned' && activity.state !== 'open') {
    throw new Refusal('not-open', '现在没有可以说明晚到的活动。');
  }
  if (activity.marks[member]?.is === 'present' || activity.announcedLate[member] === minutes) return [];
  return [{ type: 'lateness-announced', activity: activity.id, member, minutes }];
};

/** Takes back one's own 签到 while the activity is open; later only an officer corrects. */
export const withdrawCheckIn = (activity: Activity, member: MemberId): Fact[] => {
  if (activity.state === 'closed') {
    throw new Refusal('closed', '这次活动的签到已经结束，如需更正请联系组织委员。');
  }
  if (activity.marks[member]?.is !== 'present' && !activity.proxies[member]) {
    throw new Refusal('nothing-to-withdraw', '您在这次活动中还没有签到记录。');
  }
  if (activity.marks[member]?.recordedBy) {
    throw new Refusal('recorded-by-officer', '这条记录由支委代录，如需更正请联系组织委员。');
  }
  return [{ type: 'mark-withdrawn', activity: activity.id, member }];
};

/** Somebody says that another member is there: reported, and counted only once an officer confirms. */
export const reportProxy = (branch: Branch, activity: Activity, target: MemberId): Fact[] => {
  mustConcern(branch, activity, target);
  if (activity.state !== 'open') throw new Refusal('not-open', '现在没有开放的签到。');
  if (activity.marks[target]?.is === 'present' || activity.proxies[target]) return [];
  return [{ type: 'proxy-reported', activity: activity.id, member: target }];
};

export type Seen =
  | { readonly is: 'present'; readonly online?: boolean; readonly late?: number | undefined }
  | { readonly is: 'leave'; readonly category: LeaveCategory }
  | { readonly is: 'absent' };

/** 代录: an officer writes what they saw; also after the closing, as a correction. The member need not be in 应到. */
export const recordSeen = (
  branch: Branch,
  activity: Activity,
  officer: MemberId,
  member: MemberId,
  seen: Seen,
): Fact[] => {
  mustConcern(branch, activity, member);
  if (activity.state === 'planned') throw new Refusal('not-open', '签到还没有开始，请先说「开始签到」。');
  if (activity.state === 'dropped') throw new Refusal('dropped', '这次活动已经取消。');
  const known = activity.marks[member];
  if (seen.is === 'absent' && activity.state === 'open') {
    if (!known) return [];
    return [{ type: 'mark-withdrawn', activity: activity.id, member }];
  }
  const mark: Mark =
    seen.is === 'present'
      ? {
          is: 'present',
          ...(seen.online ? { online: true as const } : {}),
          ...(seen.late ? { late: seen.late } : {}),
          recordedBy: officer,
        }
      : seen.is === 'leave'
        ? { is: 'leave', category: seen.category, recordedBy: officer }
        : { is: 'absent', recordedBy: officer };
  const same =
    known &&
    known.is === mark.is &&
    known.online === mark.online &&
    known.late === mark.late &&
    known.category === mark.category;
  if (same && !activity.proxies[member]) return [];
  return [{ type: 'attendance-marked', activity: activity.id, member, mark }];
};

/**
 * 全到除: everybody concerned is present but the named; who has a mark or approved leave keeps it, and whose leave was asked
 * for waits for its decision: who says 全到 may have forgotten it. Also of what closed without anybody: nobody decided that they were absent. Refuses with not-open.
 */
export const recordAllExcept = (
  branch: Branch,
  activity: Activity,
  officer: MemberId,
  except: readonly MemberId[],
): Fact[] => {
  const isUndecided = isInDoubt(activity);
  if (activity.state !== 'open' && !isUndecided) throw new Refusal('not-open', '现在没有开放的签到。');
  const isOpen = (mark: Mark | undefined): boolean => mark === undefined || (isUndecided && mark.is === 'absent');
  return shouldAttend(branch, activity)
    .filter((id) => !except.includes(id) && isOpen(activity.marks[id]) && activity.leaves[id]?.state !== 'asked')
    .map((member) => ({
      type: 'attendance-marked' as const,
      activity: activity.id,
      member,
      mark: { is: 'present' as const, recordedBy: officer },
    }));
};

export type Pending = { readonly leaves: readonly MemberId[]; readonly proxies: readonly MemberId[] };

/** What an officer still has to decide about an activity. */
export const pendingIn = (activity: Activity): Pending => ({
  leaves: Object.keys(activity.leaves).filter(
    (id) => activity.leaves[id]?.state === 'asked' && !['present', 'leave'].includes(activity.marks[id]?.is ?? ''),
  ),
  proxies: Object.keys(activity.proxies).filter((id) => activity.marks[id]?.is !== 'present'),
});

/** 结束签到: writes the absent down; what is still undecided is absent, 待确认. */
export const closeActivity = (branch: Branch, activity: Activity): Fact[] => {
  if (activity.state !== 'open') throw new Refusal('not-open', '现在没有开放的签到。');
  const should = [...shouldAttend(branch, activity)];
  const absent = should.filter((id) => !activity.marks[id]);
  const pending = pendingIn(activity);
  const undecided = new Set([...pending.leaves, ...pending.proxies]);
  return [
    {
      type: 'activity-closed',
      activity: activity.id,
      should,
      absent,
      unconfirmed: absent.filter((id) => undecided.has(id)),
    },
  ];
};

/**
 * Whether it took place as far as the ledger knows: it is closed, and an officer closed it or somebody was marked present.
 * That a check-in to which nobody came closed by itself says only that nobody used it; a record that took it for a meeting
 * would count what nobody held, and everybody as absent from it.
 */
export const wasHeld = ({ state, closedByItself, marks }: Activity): boolean =>
  state === 'closed' && (!closedByItself || Object.values(marks).some(({ is }) => is === 'present'));

/** Closed, and nobody knows yet whether it was held: the secretary is asked. */
export const isInDoubt = (activity: Activity): boolean => activity.state === 'closed' && !wasHeld(activity);

/** An officer may reopen on the day of the activity itself. */
export const reopenActivity = (branch: Branch, activity: Activity, now: number): Fact[] => {
  if (activity.state !== 'closed') throw new Refusal('not-closed', '这次活动的签到没有结束，不需要重新开始。');
  if (!sameDay(branch, activity.start, now) && !sameDay(branch, activity.closedAt ?? 0, now)) {
    throw new Refusal('too-late', '签到只能在活动当天重新开始，之后请用「代录」逐人更正。');
  }
  return [{ type: 'activity-reopened', activity: activity.id }];
};

/** 补课 never changes 实到 or 缺席; it counts only towards 补课后参学率. */
export const recordMakeUp = (activity: Activity, member: MemberId, on: string): Fact[] => {
  if (activity.state !== 'closed') throw new Refusal('not-closed', '活动结束以后才能登记补课。');
  if (activity.marks[member]?.is === 'present') throw new Refusal('was-present', '这位同志已到会，不需要登记补课。');
  if (activity.madeUp[member]) return [];
  return [{ type: 'make-up-recorded', activity: activity.id, member, on }];
};

const byStart = (a: Activity, b: Activity): number =>
  a.start - b.start || Number(a.id.slice(1)) - Number(b.id.slice(1));

/** Every activity of the year, also those set aside. */
export const allActivities = (branch: Branch): Activity[] => [
  ...Object.values(branch.past),
  ...Object.values(branch.activities),
];

/** Those in one of these states, by start; only what is over can have been set aside. */
export const activitiesIn = (branch: Branch, ...states: Activity['state'][]): Activity[] =>
  (states.includes('closed') || states.includes('dropped') ? allActivities(branch) : Object.values(branch.activities))
    .filter(({ state }) => states.includes(state))
    .toSorted(byStart);

/** What was held, by start: what counts in every record and report. */
export const heldActivities = (branch: Branch): Activity[] => activitiesIn(branch, 'closed').filter(wasHeld);

const doubtedForMs = 31 * 24 * 3_600_000;

/** Those of the last 31 days of which nobody knows yet whether they were held, by start. */
export const doubtful = (branch: Branch, now: number): Activity[] =>
  activitiesIn(branch, 'closed').filter((activity) => isInDoubt(activity) && activity.start > now - doubtedForMs);

/** Whether a check-in was open when something was said: it is still, or it was closed later on that day. */
export const checkInOpenAt = (branch: Branch, at: number): boolean =>
  Object.values(branch.activities).some(
    (activity) =>
      activity.state === 'open' ||
      (activity.state === 'closed' && at <= (activity.closedAt ?? 0) && sameDay(branch, at, activity.start)),
  );

export const activityById = (branch: Branch, id: string): Activity | undefined =>
  activityIdSchema.safeParse(id).success ? (branch.activities[id] ?? branch.past[id]) : undefined;
