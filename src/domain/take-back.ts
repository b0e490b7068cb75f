import { activityById } from './attendance.ts';
import type { Activity, Branch, Rectification, Standing, Template, Tick } from './branch.ts';
import { formatDay, formatWhen, localDate, localTime } from './calendar.ts';
import { type RecallForMs, reopening } from './close.ts';
import type { Entry, Fact } from './entry.ts';
import { emptyBranch, evolve } from './evolve.ts';
import { pushQueue, type Queue } from './push.ts';
import { Refusal } from './refusal.ts';
import { type MemberId, mayAct, type Role } from './roster.ts';

/** Later than this a decision is taken back by saying what is true instead. */
const takenBackForMs = 24 * 3_600_000;

type Of<T extends Fact['type']> = Extract<Entry, { type: T }>;

/** What one message decided: entries of one author and cause that stand beside each other in the book. */
export type Decision = {
  readonly from: number;
  readonly to: number;
  readonly at: number;
  readonly entries: readonly Entry[];
  /** The branch just before it and just after. */
  readonly before: Branch;
  readonly after: Branch;
};

type Moment = Decision & {
  readonly now: Branch;
  readonly saidAt: number;
  readonly author: MemberId;
  readonly recallForMs: RecallForMs;
  /** One for all that is said, so that the numbers follow each other. */
  readonly queue: Queue;
};

/** Nothing follows from it that could be put right; a decision of such entries alone is passed over. */
type Beside = 'beside';
/** What it changed of one member in one activity is put back whole. */
type InStanding = 'standing';
type Counter<T extends Fact['type']> = Beside | InStanding | ((entry: Of<T>, moment: Moment) => Fact[]);

const refuse = (text: string) => (): Fact[] => {
  throw new Refusal('not-withdrawable', text);
};
const changedSince = (): Refusal =>
  new Refusal('changed-since', '这一条以后又有新的登记或变动，没有撤销。需要改动时请直接登记现在的情况。');

const mustStand = (now: unknown, after: unknown): void => {
  if (!isSame(now, after)) throw changedSince();
};

const asLaw = refuse('支部和群的登记不能撤销，请联系管理员。');

const tickIn = ({ rule, period, on, group, step }: Tick): Tick => ({
  rule,
  period,
  on,
  ...(group === undefined ? {} : { group }),
  ...(step === undefined ? {} : { step }),
});

const itemIn = ({ rectifications }: Branch, no: number): Rectification | undefined =>
  rectifications.find((one) => one.no === no);

/** Of every fact: how it is taken back, or why it cannot be. */
const counters: { readonly [T in Fact['type']]: Counter<T> } = {
  'branch-founded': asLaw,
  'branch-renamed': asLaw,
  'room-claimed': asLaw,
  'room-moved': asLaw,
  'room-left': asLaw,
  'room-informed': 'beside',
  'roster-changed': refuse('名册的改动不能撤销，请用「名册」重新导入，或逐行更正。'),
  'account-bound': ({ member }, { author }) =>
    member === author ? [] : refuse('账号的确认不能撤销，需要时请说「解除绑定 姓名」。')(),
  'account-released': refuse('账号已经解除，请本人重新说「我是 姓名」，再由支委确认。'),
  'preference-set': ({ member, preference }, { before, after, now }) => {
    if (preference === 'keepsJoinDate')
      return refuse('入党月日请直接说「同意保存入党日期」或「不同意保存入党日期」。')();
    const of = (branch: Branch): boolean => branch.preferences[member]?.[preference] ?? false;
    mustStand(of(now), of(after));
    return [{ type: 'preference-set', member, preference, on: of(before) }];
  },
  'member-erased': refuse('资料已经删除，不能恢复。'),
  'setting-changed': ({ setting }, { before, after, now }) => {
    mustStand(now.settings[setting], after.settings[setting]);
    return [{ type: 'setting-changed', setting, value: before.settings[setting] }];
  },
  'preset-chosen': (_, { before, after, now }) => {
    mustStand(now.settings.preset, after.settings.preset);
    return [{ type: 'preset-chosen', preset: before.settings.preset }];
  },
  'cadence-set': ({ rule }, { before, after, now }) => {
    mustStand(now.settings.cadences[rule], after.settings.cadences[rule]);
    return [{ type: 'cadence-set', rule, cadence: before.settings.cadences[rule] ?? null }];
  },
  'term-end-set': (_, { before, after, now }) => {
    mustStand(now.settings.termEnd, after.settings.termEnd);
    return [{ type: 'term-end-set', date: before.settings.termEnd ?? null }];
  },
  'timing-set': (_, { before, after, now }) => {
    mustStand(now.settings.timing, after.settings.timing);
    return [{ type: 'timing-set', timing: before.settings.timing }];
  },
  'checklist-set': (_, { before, after, now }) => {
    mustStand(now.settings.checklist, after.settings.checklist);
    return [{ type: 'checklist-set', checklist: before.settings.checklist ?? null }];
  },
  'study-day-set': (_, { before, after, now }) => {
    mustStand(now.settings.studyDay, after.settings.studyDay);
    return [{ type: 'study-day-set', studyDay: before.settings.studyDay ?? null }];
  },
  'calendar-shared': (entry, { before, after, now }) => {
    mustStand(now.settings.calendar, after.settings.calendar);
    const wasOn = before.settings.calendar?.on === true;
    // The address that was void from then on stays so.
    if (wasOn && entry.on) return refuse('订阅地址已经更换，旧地址不能恢复；可以停用。')();
    return [{ type: 'calendar-shared', no: entry.no, on: wasOn }];
  },
  'obligation-ticked': (entry) => [{ type: 'tick-withdrawn', ...tickIn(entry) }],
  'tick-withdrawn': (entry) => [{ type: 'obligation-ticked', ...tickIn(entry) }],
  'review-counted': ({ year }, { before, after, now }) => {
    mustStand(now.reviews[year], after.reviews[year]);
    return [{ type: 'review-counted', year, ...before.reviews[year] }];
  },
  'rectification-added': ({ no }, { after, now }) => {
    mustStand(itemIn(now, no), itemIn(after, no));
    return [{ type: 'rectification-settled', no, state: 'dropped' }];
  },
  'rectification-settled': ({ no }, { before, after, now }) => {
    mustStand(itemIn(now, no), itemIn(after, no));
    const { state = 'open', doneOn } = itemIn(before, no) ?? {};
    return [{ type: 'rectification-settled', no, state, ...(doneOn === undefined ? {} : { doneOn }) }];
  },
  'guidance-set': ({ month }, { before, after, now, entries }) => {
    mustStand(now.guidance[month]?.list, after.guidance[month]?.list);
    const list = before.guidance[month]?.list;
    // The general list became the branch's own only so that something could be noted of an item.
    if (!list && entries.some(({ type }) => type === 'guidance-item-noted')) return [];
    return list ? [{ type: 'guidance-set', month, list }] : refuse('清单已经保存，请用「导入清单」导入正确的一份。')();
  },
  'guidance-item-noted': ({ month, no }, { before, after, now }) => {
    mustStand(now.guidance[month]?.notes[no], after.guidance[month]?.notes[no]);
    const { state = 'open', heldAs, date, reason } = before.guidance[month]?.notes[no] ?? {};
    return [
      {
        type: 'guidance-item-noted',
        month,
        no,
        state,
        ...(heldAs === undefined ? {} : { heldAs }),
        ...(date === undefined ? {} : { date }),
        ...(reason === undefined ? {} : { reason }),
      },
    ];
  },
  'activity-planned': ({ activity }, { after, now }) => {
    mustStand(activityById(now, activity), activityById(after, activity));
    return [{ type: 'activity-dropped', activity }];
  },
  'activity-moved': ({ activity }, { before }) => {
    const old = activityById(before, activity);
    const zone = before.timeZone;
    const day = old && formatDay(localDate(old.start, zone)).replace(/（.*$/u, '');
    return refuse(
      old
        ? `改期不能撤销，原定${formatWhen(old.start, zone)}；要改回去请说「改期 ${day} ${localTime(old.start, zone)}」。`
        : '改期不能撤销，请再说一次「改期」。',
    )();
  },
  'activity-dropped': refuse('取消活动不能撤销，请用「发起」重新安排。'),
  'online-allowed': ({ activity }, { before, after, now }) => {
    const of = (branch: Branch): boolean => activityById(branch, activity)?.online ?? false;
    mustStand(of(now), of(after));
    return [{ type: 'online-allowed', activity, allowed: of(before) }];
  },
  'check-in-opened': refuse('签到已经开始，大家已经看到，不能撤销；开始得早了请说「改期」或「结束签到」。'),
  'attendance-marked': 'standing',
  'mark-withdrawn': 'standing',
  'lateness-announced': 'standing',
  'intention-stated': 'standing',
  'leave-asked': 'standing',
  'leave-decided': 'standing',
  'leave-withdrawn': 'standing',
  'proxy-reported': 'standing',
  'proxy-decided': 'standing',
  'make-up-recorded': 'standing',
  'record-written': ({ activity, no }) => [{ type: 'record-struck', activity, no, struck: true }],
  'record-struck': ({ activity, no, struck }) => [{ type: 'record-struck', activity, no, struck: !struck }],
  'activity-closed': ({ activity: id }, { now, saidAt, recallForMs, queue }) => {
    const activity = activityById(now, id);
    if (activity?.state !== 'closed') throw changedSince();
    return reopening(now, activity, { now: saidAt, recallForMs, queue });
  },
  'activity-reopened': refuse('重新签到不能撤销，请说「结束签到」。'),
  'decision-withdrawn': 'beside',
  'standing-restored': 'beside',
  'push-queued': 'beside',
  'push-attempted': 'beside',
  'push-put-off': 'beside',
  'push-delivered': 'beside',
  'push-given-up': 'beside',
  'push-withdrawn': refuse('撤回不能撤销，需要时请再发一次。'),
  'push-recalled': 'beside',
  'receipt-given': 'beside',
  'schedule-started': 'beside',
  'schedule-fired': 'beside',
  'schedule-missed': 'beside',
  'carried-forward': 'beside',
};

const alreadySent = '这一条已经发给大家，不能撤销；可以试着说「撤回」，或者再发一条更正的通知。';
/** What was said to many stands once anybody could have read it; then this is what to do instead. */
const announcements: { readonly [T in Template]?: string } = {
  'activity-announced': '活动已经通知大家，不能撤销，请说「取消活动」或「改期」。',
  'guidance-list': alreadySent,
  notice: alreadySent,
};

const isBeside = ({ type, ...rest }: Entry, author: MemberId): boolean =>
  (counters[type] === 'beside' && !(type === 'push-queued' && announcements[(rest as Of<'push-queued'>).template])) ||
  (type === 'account-bound' && (rest as Of<'account-bound'>).member === author);

/**
 * The author's last decision of the past day that still stands; undefined when there is none. `entries` is the whole book
 * of the present year.
 */
export const lastDecision = (
  entries: Iterable<Entry>,
  { author, timeZone, now }: { readonly author: MemberId; readonly timeZone: string; readonly now: number },
): Decision | undefined => {
  let branch = emptyBranch('', timeZone);
  let stack: Decision[] = [];
  let open: { entries: Entry[]; before: Branch } | undefined;
  const close = (): void => {
    const [first] = open?.entries ?? [];
    const last = open?.entries.at(-1);
    const counts = open?.entries.some((entry) => !isBeside(entry, author)) ?? false;
    // What takes back is no decision of its own.
    const takesBack = open?.entries.some(({ type }) => type === 'decision-withdrawn') ?? false;
    if (open && first && last && counts && !takesBack) {
      stack.push({
        from: first.seq,
        to: last.seq,
        at: Date.parse(first.at),
        entries: open.entries,
        before: open.before,
        after: branch,
      });
    }
    open = undefined;
  };
  for (const entry of entries) {
    const isRecent = entry.by === author && Date.parse(entry.at) > now - takenBackForMs;
    if (open && (!isRecent || open.entries[0]?.cause !== entry.cause)) close();
    if (isRecent && entry.type === 'decision-withdrawn') stack = stack.filter(({ from }) => from !== entry.from);
    if (isRecent && (open || entry.cause !== undefined)) {
      open ??= { entries: [], before: branch };
      open.entries.push(entry);
    }
    branch = evolve(branch, entry);
  }
  close();
  return stack.at(-1);
};

/** All that an activity says of a member. */
export const standingOf = (activity: Activity | undefined, member: MemberId): Standing => {
  const [mark, leave, proxy] = [activity?.marks[member], activity?.leaves[member], activity?.proxies[member]];
  const [announcedLate, intention] = [activity?.announcedLate[member], activity?.intentions[member]];
  const madeUp = activity?.madeUp[member];
  return {
    ...(mark ? { mark } : {}),
    ...(leave ? { leave } : {}),
    ...(proxy ? { proxy } : {}),
    ...(announcedLate === undefined ? {} : { announcedLate }),
    ...(intention === undefined ? {} : { intention }),
    ...(madeUp === undefined ? {} : { madeUp }),
  };
};

/** Equal as values, whatever the order of keys: one side may come from the book, the other from a decision. */
const isSame = (a: unknown, b: unknown): boolean => {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const [one, other] = [a as Readonly<Record<string, unknown>>, b as Readonly<Record<string, unknown>>];
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].every((key) => isSame(one[key], other[key]));
};

/** Each member of each activity once, put back as the decision found them. */
const restorations = ({ entries, before, after, now }: Moment): Fact[] => {
  const seen = new Set<string>();
  return entries.flatMap((entry): Fact[] => {
    if (counters[entry.type] !== 'standing' || !('activity' in entry && 'member' in entry)) return [];
    const { activity: id, member } = entry;
    if (seen.has(`${id} ${member}`)) return [];
    seen.add(`${id} ${member}`);
    const activity = activityById(now, id);
    const then = activityById(after, id);
    const isOver = (one: Activity | undefined): boolean => one?.state === 'closed' || one?.state === 'dropped';
    if (!activity || isOver(activity) !== isOver(then)) {
      throw new Refusal(
        'closed',
        '活动的签到在这以后结束或重新开始过，没有撤销。需要更正时请由支委说「代录 姓名 状态」。',
      );
    }
    mustStand(standingOf(activity, member), standingOf(then, member));
    const was = standingOf(activityById(before, id), member);
    return isSame(was, standingOf(activity, member))
      ? []
      : [{ type: 'standing-restored', activity: id, member, standing: was }];
  });
};

/** What was not sent yet is not sent; whom a private line reached, but the author, is told that it no longer holds. */
const unsaid = ({ entries, now, author, queue }: Moment): Fact[] => {
  const facts: Fact[] = [];
  for (const entry of entries) {
    // The summary of a closing goes with the reopening.
    if (entry.type !== 'push-queued' || entry.template === 'activity-closed') continue;
    const waiting = entry.to.filter((to) => now.pushes[entry.push]?.owed[to] === 'waiting');
    const instead = announcements[entry.template];
    if (instead !== undefined && waiting.length < entry.to.length) throw new Refusal('already-sent', instead);
    if (waiting.length > 0) facts.push({ type: 'push-withdrawn', push: entry.push, rooms: [] });
    const told = entry.to.filter((to) => !waiting.includes(to) && to !== author);
    if (entry.template === 'officer-line') {
      const text = `刚才这一条已由⟦${author}⟧撤销，请不必理会：${String(entry.data['text'] ?? '').split('\n')[0]}`;
      facts.push(...queue('officer-line', { text }, told));
    }
  }
  return facts;
};

/** What anybody may say; everything else was said in an office. */
const words: ReadonlySet<Fact['type']> = new Set([
  'preference-set',
  'mark-withdrawn',
  'lateness-announced',
  'intention-stated',
  'leave-asked',
  'leave-withdrawn',
  'proxy-reported',
]);

/**
 * The entries that take a decision back, so that what it changed is again as before. Refuses with changed-since or closed
 * what somebody touched later, with already-sent what was announced, with not-withdrawable what has no counterpart, with
 * not-permitted who lost the office it was said in.
 */
export const takeBack = (
  decision: Decision,
  {
    branch,
    author,
    role,
    at,
    recallForMs,
  }: { branch: Branch; author: MemberId; role: Role; at: number; recallForMs: RecallForMs },
): Fact[] => {
  const moment: Moment = {
    ...decision,
    now: branch,
    saidAt: at,
    author,
    recallForMs,
    queue: pushQueue(branch),
  };
  const isWord = (entry: Entry): boolean =>
    words.has(entry.type) ||
    isBeside(entry, author) ||
    (entry.type === 'attendance-marked' && entry.mark.recordedBy === undefined);
  if (!mayAct(role, 'leader') && !decision.entries.every(isWord)) {
    throw new Refusal('not-permitted', '这一条是以支委身份登记的，请现任支委更正。');
  }
  // What was announced is looked at first: it is the plainest reason why something stays.
  const pushes = unsaid(moment);
  const others = decision.entries.flatMap((entry) => {
    const counter = counters[entry.type] as Counter<never>;
    return typeof counter === 'function' ? counter(entry as never, moment) : [];
  });
  return [
    { type: 'decision-withdrawn', from: decision.from, to: decision.to },
    ...others,
    ...restorations(moment),
    ...pushes,
  ];
};
