import type { Activity, Branch, Concern, Mark, Push, Rectification, Standing, Tick } from './branch.ts';
import { addMonths, localDate } from './calendar.ts';
import type { Author, Entry } from './entry.ts';
import { type ItemNote, monthSchema, notesKept, presentLists } from './guidance-kept.ts';
import { keptPushTitle } from './push-title.ts';
import { outlineOf } from './record-part.ts';
import { committeePosts, type Member, type MemberId, memberIdSchema } from './roster.ts';
import { usualTiming } from './timing.ts';

export const emptyBranch = (id: string, timeZone: string): Branch => ({
  id,
  name: '',
  timeZone,
  foundedAt: 0,
  rooms: {},
  informed: [],
  roster: [],
  members: {},
  left: {},
  preferences: {},
  activities: {},
  past: {},
  pushes: {},
  schedules: {},
  settings: { namesInGroup: false, preset: 'national', cadences: {}, timing: usualTiming, timedSince: 0 },
  groups: {},
  ticks: [],
  reviews: {},
  rectifications: [],
  earlier: [],
  guidance: {},
  published: {},
  unsent: [],
  last: { member: 0, activity: 0, push: 0 },
});

/** Whether an activity of this concern is this member's, counted (计) or not. */
export const isConcerned = (concern: Concern, member: Member): boolean => {
  switch (concern.scope) {
    case 'branch':
      return true;
    case 'committee':
      return member.posts.some((post) => committeePosts.includes(post));
    case 'group':
      return member.group === concern.group;
  }
};

/** The members an activity concerns who count towards 应到, in roster order, as the roster stands now. */
export const concerned = (branch: Branch, { concern }: Pick<Activity, 'concern'>): MemberId[] =>
  branch.roster.filter((id) => {
    const member = branch.members[id];
    return member?.counted === true && isConcerned(concern, member);
  });

/** Nobody else has a member id, and only those may be written where a member is meant. */
const memberBehind = (by: Author): MemberId | undefined => (memberIdSchema.safeParse(by).success ? by : undefined);

const numberOf = (id: string): number => Number(id.slice(1)) || 0;

const without = <T>(record: Record<string, T>, key: string): Record<string, T> => {
  if (!(key in record)) return record;
  const { [key]: _, ...rest } = record;
  return rest;
};

// Thousands of marks are alike: sharing one frozen value each keeps a year of a district in memory.
const sharedMarks = new Map<string, Mark>();
const shared = (mark: Mark): Mark => {
  const key = JSON.stringify(mark);
  const known = sharedMarks.get(key);
  if (known) return known;
  const frozen = Object.freeze({ ...mark });
  if (sharedMarks.size < 10_000) sharedMarks.set(key, frozen);
  return frozen;
};

/** Its 应到 is the roster as it will stand at the new start. */
const unfrozen = (activity: Activity): Activity => {
  const { should, voteless, ...rest } = activity;
  return should || voteless ? rest : activity;
};

const unclosed = (activity: Activity): Activity => {
  const { closedAt, closedByItself: _, ...rest } = activity;
  return closedAt === undefined ? activity : rest;
};

/** Whether a display name alone may bind this member: not after an officer undid it, until one confirms an account. */
const byName = (branch: Branch, member: MemberId, allowed: boolean): Branch => {
  const { notByName, ...known } = branch.preferences[member] ?? {};
  if (allowed && notByName === undefined) return branch;
  const next = allowed ? known : { ...known, notByName: true as const };
  return { ...branch, preferences: { ...branch.preferences, [member]: next } };
};

const withActivity = (branch: Branch, id: string, change: (activity: Activity) => Activity): Branch => {
  const activity = branch.activities[id];
  if (activity) return { ...branch, activities: { ...branch.activities, [id]: change(activity) } };
  const past = branch.past[id];
  return past ? { ...branch, past: { ...branch.past, [id]: change(past) } } : branch;
};

const withActivityAdded = (branch: Branch, activity: Activity, at: number): Pick<Branch, 'activities' | 'past'> => {
  const { activities, past } = withPastApart(branch, at);
  return { activities: { ...activities, [activity.id]: activity }, past };
};

const recentForMs = 14 * 24 * 3_600_000;

/** Sets aside what began long before `at` and is over. */
const withPastApart = (branch: Branch, at: number): Branch => {
  const over = Object.values(branch.activities).filter(
    ({ state, start }) => (state === 'closed' || state === 'dropped') && start < at - recentForMs,
  );
  if (over.length === 0) return branch;
  const ids = new Set(over.map(({ id }) => id));
  return {
    ...branch,
    activities: Object.fromEntries(Object.entries(branch.activities).filter(([id]) => !ids.has(id))),
    past: { ...branch.past, ...Object.fromEntries(over.map((activity) => [activity.id, activity])) },
  };
};

const marked = (activity: Activity, member: MemberId, mark: Mark): Activity => ({
  ...activity,
  marks: { ...activity.marks, [member]: shared(mark) },
  proxies: without(activity.proxies, member),
});

const put = <T>(record: Record<string, T>, key: string, value: T | undefined): Record<string, T> =>
  value === undefined ? without(record, key) : { ...record, [key]: value };

const restored = (activity: Activity, member: MemberId, standing: Standing): Activity => ({
  ...activity,
  marks: put(activity.marks, member, standing.mark && shared(standing.mark)),
  leaves: put(activity.leaves, member, standing.leave),
  proxies: put(activity.proxies, member, standing.proxy),
  announcedLate: put(activity.announcedLate, member, standing.announcedLate),
  intentions: put(activity.intentions, member, standing.intention),
  madeUp: put(activity.madeUp, member, standing.madeUp),
});

const allVote: MemberId[] = [];
/** Who of 应到 has no vote as the roster stands now; most meetings share the empty list. */
const withoutVote = (branch: Branch, should: readonly MemberId[]): MemberId[] => {
  const voteless = should.filter((id) => (branch.members[id] ?? branch.left[id])?.votes === false);
  return voteless.length === 0 ? allVote : voteless;
};

/** 应到 and who may vote are the roster as of the start: before the roster changes, what has started writes its own down. */
const frozenBefore = (branch: Branch, at: number): Branch['activities'] =>
  Object.fromEntries(
    Object.entries(branch.activities).map(([id, activity]) => {
      if (activity.start > at || activity.state === 'dropped') return [id, activity];
      if (activity.should && activity.voteless) return [id, activity];
      const should = activity.should ?? concerned(branch, activity);
      return [id, { ...activity, should, voteless: activity.voteless ?? withoutVote(branch, should) }];
    }),
  );

/** Since when each 党小组 somebody is in exists; one that nobody is in any more begins anew when it returns. */
const groupsSince = (known: Branch['groups'], members: Branch['members'], at: number): Branch['groups'] =>
  Object.fromEntries(
    Object.values(members).flatMap(({ group }) => (group === undefined ? [] : [[group, known[group] ?? at]])),
  );

const sameTick = (a: Tick, b: Tick): boolean =>
  a.rule === b.rule && a.period === b.period && a.on === b.on && a.group === b.group && a.step === b.step;

/**
 * What went to somebody alone decides nothing any more once it is settled; what went to a room was said there, also where
 * the platform gave no ref for it, and is not said again.
 */
const withPush = (branch: Branch, push: Push): Branch => {
  if (Object.keys(push.owed).length > 0) return { ...branch, pushes: { ...branch.pushes, [push.id]: push } };
  const { tried: _, ...settled } = push;
  return {
    ...branch,
    pushes: push.to.some((to) => to.includes(':'))
      ? { ...branch.pushes, [push.id]: settled }
      : without(branch.pushes, push.id),
  };
};

const settled = (branch: Branch, push: string, to: string): Branch => {
  const known = branch.pushes[push];
  return known ? withPush(branch, { ...known, owed: without(known.owed, to) }) : branch;
};

const withTries = (branch: Branch, id: string, to: string, tries: number): Branch => {
  const push = branch.pushes[id];
  if (!push || !(to in push.owed)) return branch;
  return { ...branch, pushes: { ...branch.pushes, [id]: { ...push, tried: { ...push.tried, [to]: tries } } } };
};

const withOwed = (branch: Branch, id: string, to: string, state: 'attempted' | 'waiting'): Branch => {
  const push = branch.pushes[id];
  if (!push || !(to in push.owed)) return branch;
  // Taken back while it was on its way, and it never left.
  if (state === 'waiting' && push.withdrawn) return settled(branch, id, to);
  return { ...branch, pushes: { ...branch.pushes, [id]: { ...push, owed: { ...push.owed, [to]: state } } } };
};

const delivered = (branch: Branch, push: string, to: string, ref?: string, parts?: readonly string[]): Branch => {
  const known = branch.pushes[push];
  if (!known || ref === undefined) return settled(branch, push, to);
  // It was on its way when it was taken back.
  const owed = known.withdrawn?.includes(to) ? { ...known.owed, [to]: 'recall' as const } : without(known.owed, to);
  return withPush(branch, {
    ...known,
    owed,
    shown: { ...known.shown, [to]: ref },
    ...(parts === undefined ? {} : { parts: { ...known.parts, [to]: [...parts] } }),
  });
};

/** What was not sent is not sent any more; where it stands, its taking back is owed; what is on its way is seen to later. */
const withdrawn = (branch: Branch, id: string, rooms: readonly string[]): Branch => {
  const known = branch.pushes[id];
  if (!known) return branch;
  const onItsWay = Object.entries(known.owed).filter(([, state]) => state === 'attempted');
  const standing = rooms.filter((room) => room in known.shown).map((room) => [room, 'recall'] as const);
  return withPush(withPublished(branch, known, false), {
    ...known,
    owed: { ...Object.fromEntries(onItsWay), ...Object.fromEntries(standing) },
    withdrawn: [...rooms],
  });
};

const recalled = (branch: Branch, id: string, to: string): Branch => {
  const known = branch.pushes[id];
  return known
    ? withPush(branch, { ...known, owed: without(known.owed, to), shown: without(known.shown, to) })
    : branch;
};

const unsentKeptForMs = 14 * 24 * 3_600_000;

/** A reminder in private is beside the one in the group: nobody misses it. */
const withUnsent = (branch: Branch, id: string, to: string, at: number): Branch => {
  const push = branch.pushes[id];
  if (push?.template === 'activity-reminder' && !to.includes(':')) return branch;
  const before = branch.unsent.filter((one) => one.push !== id && one.at > at - unsentKeptForMs);
  return { ...branch, unsent: [...before, { push: id, at, what: push ? keptPushTitle(branch, push) : '' }] };
};

const shownPushesKept = 20;

/** Old pushes leave the value once newer ones were queued; their history stays in the book. */
const prunedPushes = (pushes: Branch['pushes']): Branch['pushes'] => {
  const done = Object.keys(pushes).filter((id) => Object.keys(pushes[id]?.owed ?? {}).length === 0);
  if (done.length <= shownPushesKept) return pushes;
  const drop = new Set(done.toSorted((a, b) => numberOf(a) - numberOf(b)).slice(0, done.length - shownPushesKept));
  return Object.fromEntries(Object.entries(pushes).filter(([id]) => !drop.has(id)));
};

/** A list that went to the group, for as long as it may go again; one that was taken back did not. */
const withPublished = (branch: Branch, { template, data, queuedAt }: Push, isOut: boolean): Branch => {
  const { data: month } = monthSchema.safeParse(data['month']);
  if (template !== 'guidance-list' || month === undefined) return branch;
  const oldest = addMonths(localDate(queuedAt, branch.timeZone).slice(0, 7), -1);
  const others = Object.fromEntries(
    Object.entries(branch.published).filter(([other]) => other !== month && other >= oldest),
  );
  return {
    ...branch,
    published: isOut ? { ...others, [month]: { at: queuedAt, text: String(data['text']) } } : others,
  };
};

const withPresentLists = (branch: Branch, at: string): Branch => {
  const guidance = presentLists(branch.guidance, Date.parse(at), branch.timeZone);
  return guidance === branch.guidance ? branch : { ...branch, guidance };
};

/** An entry counts from when it was said, but one that came late changes nothing that was fired meanwhile. */
const learnedAt = (branch: Branch, { at }: Entry): number =>
  Math.max(Date.parse(at), ...Object.values(branch.schedules));

/** Folds one entry into the branch: total over all facts, and the only way a Branch changes. */
export const evolve = (branch: Branch, entry: Entry): Branch => {
  switch (entry.type) {
    case 'attendance-marked':
      return withActivity(branch, entry.activity, (activity) => marked(activity, entry.member, entry.mark));
    case 'branch-founded':
      return { ...branch, name: entry.name, foundedAt: Date.parse(entry.at) };
    case 'branch-renamed':
      return { ...branch, name: entry.name };
    case 'room-claimed':
      return { ...branch, rooms: { ...branch.rooms, [entry.room]: Date.parse(entry.at) } };
    case 'room-moved': {
      const claimed = branch.rooms[entry.from] ?? Date.parse(entry.at);
      return {
        ...branch,
        rooms: { ...without(branch.rooms, entry.from), [entry.to]: claimed },
        informed: branch.informed.map((room) => (room === entry.from ? entry.to : room)),
        pushes: Object.fromEntries(
          Object.entries(branch.pushes).map(([id, push]) => {
            if (!(entry.from in push.owed)) return [id, push];
            const owed = { ...without(push.owed, entry.from), [entry.to]: push.owed[entry.from] ?? 'waiting' };
            return [id, { ...push, owed }];
          }),
        ),
      };
    }
    case 'room-left':
      return { ...branch, rooms: without(branch.rooms, entry.room) };
    case 'room-informed':
      return branch.informed.includes(entry.room) ? branch : { ...branch, informed: [...branch.informed, entry.room] };
    case 'roster-changed': {
      const members = { ...branch.members };
      const left = { ...branch.left };
      let roster = branch.roster;
      for (const member of entry.members) {
        members[member.id] = member;
        delete left[member.id];
        if (!roster.includes(member.id)) roster = [...roster, member.id];
      }
      for (const id of entry.left) {
        const member = members[id];
        if (member) left[id] = member;
        delete members[id];
      }
      roster = roster.filter((id) => id in members);
      const highest = Math.max(branch.last.member, ...entry.members.map(({ id }) => numberOf(id)));
      return {
        ...branch,
        activities: frozenBefore(branch, Date.parse(entry.at)),
        members,
        left,
        roster,
        groups: groupsSince(branch.groups, members, Date.parse(entry.at)),
        last: { ...branch.last, member: highest },
      };
    }
    case 'account-bound':
      return entry.trust === 'confirmed' ? byName(branch, entry.member, true) : branch;
    case 'account-released':
      return entry.byName ? byName(branch, entry.member, false) : branch;
    case 'preference-set': {
      const known = branch.preferences[entry.member] ?? {};
      return {
        ...branch,
        preferences: { ...branch.preferences, [entry.member]: { ...known, [entry.preference]: entry.on } },
      };
    }
    case 'member-erased': {
      const members = without(branch.members, entry.member);
      return {
        ...branch,
        activities: frozenBefore(branch, Date.parse(entry.at)),
        roster: branch.roster.filter((id) => id !== entry.member),
        members,
        groups: groupsSince(branch.groups, members, Date.parse(entry.at)),
        left: without(branch.left, entry.member),
        preferences: without(branch.preferences, entry.member),
      };
    }
    case 'setting-changed':
      return { ...branch, settings: { ...branch.settings, [entry.setting]: entry.value } };
    case 'preset-chosen':
      return { ...branch, settings: { ...branch.settings, preset: entry.preset } };
    case 'cadence-set': {
      const { cadences } = branch.settings;
      return {
        ...branch,
        settings: {
          ...branch.settings,
          cadences:
            entry.cadence === null ? without(cadences, entry.rule) : { ...cadences, [entry.rule]: entry.cadence },
        },
      };
    }
    case 'term-end-set': {
      const { termEnd: _, ...settings } = branch.settings;
      return { ...branch, settings: entry.date === null ? settings : { ...settings, termEnd: entry.date } };
    }
    case 'timing-set':
      return {
        ...branch,
        settings: { ...branch.settings, timing: entry.timing, timedSince: Date.parse(entry.at) },
      };
    case 'checklist-set': {
      const { checklist: _, ...settings } = branch.settings;
      return { ...branch, settings: entry.checklist ? { ...settings, checklist: entry.checklist } : settings };
    }
    case 'study-day-set': {
      const { studyDay: _, ...kept } = branch.settings;
      const settings = { ...kept, timedSince: Date.parse(entry.at) };
      return { ...branch, settings: entry.studyDay ? { ...settings, studyDay: entry.studyDay } : settings };
    }
    case 'calendar-shared':
      return { ...branch, settings: { ...branch.settings, calendar: { no: entry.no, on: entry.on } } };
    case 'obligation-ticked': {
      const { rule, period, on, group, step } = entry;
      const tick: Tick = {
        rule,
        period,
        on,
        ...(group === undefined ? {} : { group }),
        ...(step === undefined ? {} : { step }),
      };
      if (branch.ticks.some((one) => sameTick(one, tick))) return branch;
      return { ...branch, ticks: [...branch.ticks, tick] };
    }
    case 'tick-withdrawn':
      return { ...branch, ticks: branch.ticks.filter((one) => !sameTick(one, entry)) };
    case 'review-counted': {
      const { owed, issued, collected, valid, grades } = entry;
      const review = {
        ...(owed === undefined ? {} : { owed }),
        ...(issued === undefined ? {} : { issued }),
        ...(collected === undefined ? {} : { collected }),
        ...(valid === undefined ? {} : { valid }),
        ...(grades === undefined ? {} : { grades }),
      };
      return { ...branch, reviews: { ...branch.reviews, [entry.year]: review } };
    }
    case 'rectification-added': {
      const { no, text, owner, due } = entry;
      const added = { no, text, ...(owner === undefined ? {} : { owner }), due, state: 'open' as const };
      return { ...branch, rectifications: [...branch.rectifications.filter((one) => one.no !== no), added] };
    }
    case 'rectification-settled': {
      const { no, state, doneOn } = entry;
      const rectifications = branch.rectifications.map((one): Rectification => {
        if (one.no !== no) return one;
        const { doneOn: _, ...known } = one;
        return { ...known, state, ...(doneOn === undefined ? {} : { doneOn }) };
      });
      return { ...branch, rectifications };
    }
    case 'guidance-set': {
      const { month, list } = entry;
      const guidance = { ...branch.guidance, [month]: { list, notes: notesKept(branch.guidance[month], list) } };
      return withPresentLists({ ...branch, guidance }, entry.at);
    }
    case 'guidance-item-noted': {
      const { month, no, state, heldAs, date, reason } = entry;
      const own = branch.guidance[month];
      if (!own?.list.items.some((item) => item.no === no)) return branch;
      const note: ItemNote = {
        state,
        at: Date.parse(entry.at),
        ...(heldAs === undefined ? {} : { heldAs }),
        ...(date === undefined ? {} : { date }),
        ...(reason === undefined ? {} : { reason }),
      };
      return { ...branch, guidance: { ...branch.guidance, [month]: { ...own, notes: { ...own.notes, [no]: note } } } };
    }
    case 'activity-planned': {
      const { activity: id, kind, concern, place, topic, online } = entry;
      const activity: Activity = {
        id,
        kind,
        concern,
        start: Date.parse(entry.start),
        place,
        topic,
        online,
        since: learnedAt(branch, entry),
        state: 'planned',
        marks: {},
        leaves: {},
        proxies: {},
        announcedLate: {},
        intentions: {},
        madeUp: {},
      };
      return {
        ...branch,
        ...withActivityAdded(branch, activity, Date.parse(entry.at)),
        last: { ...branch.last, activity: Math.max(branch.last.activity, numberOf(id)) },
      };
    }
    case 'activity-moved':
      // Leave holds for the new day; who was there, or on the way, was so on the old one.
      return withActivity(branch, entry.activity, (activity) => ({
        ...unfrozen(activity),
        marks: Object.fromEntries(Object.entries(activity.marks).filter(([, mark]) => mark.is === 'leave')),
        proxies: {},
        announcedLate: {},
        start: Date.parse(entry.start),
        place: entry.place ?? activity.place,
        since: learnedAt(branch, entry),
        state: 'planned',
      }));
    case 'activity-dropped':
      return withActivity(branch, entry.activity, (activity) => ({ ...activity, state: 'dropped' }));
    case 'online-allowed':
      return withActivity(branch, entry.activity, (activity) => ({ ...activity, online: entry.allowed }));
    case 'check-in-opened':
      return withActivity(branch, entry.activity, (activity) => ({
        ...activity,
        state: 'open',
        openedAt: Date.parse(entry.at),
      }));
    case 'mark-withdrawn':
      return withActivity(branch, entry.activity, (activity) => {
        // Leave that was approved before stands again.
        const leave = activity.leaves[entry.member];
        const marks = without(activity.marks, entry.member);
        return {
          ...activity,
          marks:
            leave?.state === 'approved'
              ? { ...marks, [entry.member]: shared({ is: 'leave', category: leave.category }) }
              : marks,
          proxies: without(activity.proxies, entry.member),
        };
      });
    case 'lateness-announced':
      return withActivity(branch, entry.activity, (activity) => ({
        ...activity,
        announcedLate: { ...activity.announcedLate, [entry.member]: entry.minutes },
      }));
    case 'intention-stated':
      return withActivity(branch, entry.activity, (activity) => ({
        ...activity,
        intentions: { ...activity.intentions, [entry.member]: entry.coming },
      }));
    case 'leave-asked':
      return withActivity(branch, entry.activity, (activity) => ({
        ...activity,
        leaves: { ...activity.leaves, [entry.member]: { category: entry.category, state: 'asked' } },
      }));
    case 'leave-decided':
      return withActivity(branch, entry.activity, (activity) => {
        const category = entry.category ?? activity.leaves[entry.member]?.category ?? '其他';
        const leaves = {
          ...activity.leaves,
          [entry.member]: { category, state: entry.approved ? ('approved' as const) : ('refused' as const) },
        };
        const mark = activity.marks[entry.member];
        if (mark?.is === 'present') return { ...activity, leaves };
        if (entry.approved) return { ...marked(activity, entry.member, { is: 'leave', category }), leaves };
        const marks =
          activity.state === 'closed'
            ? { ...activity.marks, [entry.member]: shared({ is: 'absent' }) }
            : without(activity.marks, entry.member);
        return { ...activity, leaves, marks };
      });
    case 'leave-withdrawn':
      return withActivity(branch, entry.activity, (activity) => ({
        ...activity,
        leaves: without(activity.leaves, entry.member),
        marks: activity.marks[entry.member]?.is === 'leave' ? without(activity.marks, entry.member) : activity.marks,
      }));
    case 'proxy-reported':
      return withActivity(branch, entry.activity, (activity) => ({
        ...activity,
        proxies: {
          ...activity.proxies,
          [entry.member]: {
            reporter: memberBehind(entry.by) ?? entry.member,
            ...(entry.online ? { online: true as const } : {}),
          },
        },
      }));
    case 'proxy-decided':
      return withActivity(branch, entry.activity, (activity) => {
        const proxy = activity.proxies[entry.member];
        const rest = { ...activity, proxies: without(activity.proxies, entry.member) };
        if (!proxy || !entry.accepted) return rest;
        const recordedBy = memberBehind(entry.by);
        return marked(rest, entry.member, {
          is: 'present',
          ...(proxy.online ? { online: true } : {}),
          ...(recordedBy === undefined ? {} : { recordedBy }),
        });
      });
    case 'activity-closed':
      return withActivity(branch, entry.activity, (activity) => {
        const absent = new Set(entry.absent);
        const unconfirmed = new Set(entry.unconfirmed);
        const marks: Record<MemberId, Mark> = {};
        // One order of keys per branch: activities that look alike share one shape in memory.
        for (const id of entry.should) {
          const mark = absent.has(id)
            ? shared(unconfirmed.has(id) ? { is: 'absent', unconfirmed: true } : { is: 'absent' })
            : activity.marks[id];
          if (mark) marks[id] = mark;
        }
        for (const [id, mark] of Object.entries(activity.marks)) marks[id] ??= mark;
        // Filled key by key it is a hash table of six times the size; its copy is a plain object again.
        return {
          ...activity,
          marks: { ...marks },
          should: entry.should,
          voteless: activity.voteless ?? withoutVote(branch, entry.should),
          state: 'closed',
          closedAt: Date.parse(entry.at),
          ...(entry.by === 'schedule' ? { closedByItself: true as const } : {}),
        };
      });
    case 'activity-reopened':
      return withActivity(branch, entry.activity, (activity) => ({
        ...unclosed(activity),
        state: 'open',
        openedAt: Date.parse(entry.at),
        marks: Object.fromEntries(Object.entries(activity.marks).filter(([, mark]) => mark.is !== 'absent')),
      }));
    case 'make-up-recorded':
      return withActivity(branch, entry.activity, (activity) => ({
        ...activity,
        madeUp: { ...activity.madeUp, [entry.member]: entry.on },
      }));
    case 'record-written':
      return withActivity(branch, entry.activity, (activity) => ({
        ...activity,
        record: [...(activity.record ?? []), { no: entry.no, part: outlineOf(entry.part) }],
      }));
    case 'record-struck':
      return withActivity(branch, entry.activity, (activity) => ({
        ...activity,
        record: (activity.record ?? []).map((kept) => {
          if (kept.no !== entry.no) return kept;
          const { no, part } = kept;
          return { no, part, ...(entry.struck ? { struck: true as const } : {}) };
        }),
      }));
    case 'decision-withdrawn':
      return branch;
    case 'standing-restored':
      return withActivity(branch, entry.activity, (activity) => restored(activity, entry.member, entry.standing));
    case 'push-queued': {
      const { push: id, template, data, to } = entry;
      const push: Push = {
        id,
        template,
        data,
        to,
        queuedAt: Date.parse(entry.at),
        ...(entry.notBefore ? { notBefore: Date.parse(entry.notBefore) } : {}),
        owed: Object.fromEntries(to.map((destination) => [destination, 'waiting' as const])),
        shown: {},
        receipts: [],
      };
      return {
        ...withPublished(branch, push, true),
        pushes: prunedPushes({ ...branch.pushes, [id]: push }),
        last: { ...branch.last, push: Math.max(branch.last.push, numberOf(id)) },
      };
    }
    case 'push-attempted':
      return withOwed(withTries(branch, entry.push, entry.to, entry.tries ?? 1), entry.push, entry.to, 'attempted');
    case 'push-put-off':
      return withOwed(branch, entry.push, entry.to, 'waiting');
    case 'push-delivered':
      return delivered(branch, entry.push, entry.to, entry.ref, entry.parts);
    case 'push-given-up':
      return settled(
        entry.reason === 'needless' ? branch : withUnsent(branch, entry.push, entry.to, Date.parse(entry.at)),
        entry.push,
        entry.to,
      );
    case 'push-withdrawn':
      return withdrawn(branch, entry.push, entry.rooms);
    case 'push-recalled':
      return recalled(branch, entry.push, entry.to);
    case 'receipt-given': {
      const push = branch.pushes[entry.push];
      if (!push || push.receipts.includes(entry.member)) return branch;
      const receipts = [...push.receipts, entry.member];
      return { ...branch, pushes: { ...branch.pushes, [entry.push]: { ...push, receipts } } };
    }
    case 'schedule-started':
      return { ...branch, schedules: { ...branch.schedules, [entry.schedule]: Date.parse(entry.from) } };
    case 'schedule-fired':
    case 'schedule-missed':
      return withPresentLists(
        { ...branch, schedules: { ...branch.schedules, [entry.schedule]: Date.parse(entry.due) } },
        entry.at,
      );
    case 'carried-forward':
      return {
        ...entry.state,
        timeZone: branch.timeZone,
        // A book opened before groups were dated: they are as old as the branch.
        groups: groupsSince(entry.state.groups, entry.state.members, entry.state.foundedAt),
      };
    default:
      return entry satisfies never;
  }
};
