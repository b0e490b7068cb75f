import { isInDoubt } from './attendance.ts';
import type { Branch, HeldActivity } from './branch.ts';
import { formatWhen, localDate } from './calendar.ts';
import type { Fact } from './entry.ts';
import { circled, dayOf, type GuidanceFile, type GuidanceItem, type GuidanceList, listFor } from './guidance.ts';
import type { ItemNote, ItemState, SkipReason } from './guidance-kept.ts';
import { groupsOf } from './plan.ts';

/** The branch's own list of a month (YYYY-MM), else the suggestion for it. */
export const listInForce = (branch: Branch, month: string, files: readonly GuidanceFile[]): GuidanceList | undefined =>
  branch.guidance[month]?.list ?? listFor(month, files);

export type ItemStatus = {
  readonly item: GuidanceItem;
  readonly state: ItemState;
  /** What it is or will be done by, oldest first. */
  readonly by: readonly HeldActivity[];
  readonly date?: string;
  readonly reason?: SkipReason;
  /** 党小组 that have not met yet, where some have. */
  readonly lacking: readonly string[];
};

type Seen = HeldActivity & { readonly closed: boolean; readonly closedAt: number };

/** What was held or is coming in a month, oldest first. */
const activitiesOf = (branch: Branch, month: string): Seen[] =>
  [
    ...branch.earlier.map((one) => ({ ...one, closed: true, closedAt: one.start })),
    ...Object.values(branch.activities)
      .filter((activity) => activity.state !== 'dropped' && !isInDoubt(activity))
      .map(({ id, kind, concern, start, state, closedAt = start }) => ({
        id,
        kind,
        concern,
        start,
        closed: state === 'closed',
        closedAt,
      })),
  ]
    .filter(({ start }) => localDate(start, branch.timeZone).startsWith(month))
    .toSorted((a, b) => a.start - b.start);

const groupIn = ({ concern }: Seen): string | undefined => (concern.scope === 'group' ? concern.group : undefined);

/** Activities of an item's kind say how far it is; a 党小组会 is done once every 党小组 has met. */
const byActivities = (branch: Branch, item: GuidanceItem, matching: readonly Seen[]): ItemStatus => {
  const held = matching.filter(({ closed }) => closed);
  const coming = matching.filter(({ closed }) => !closed);
  const groups = item.kind === '党小组会' ? groupsOf(branch) : [];
  const lacking = held.length > 0 ? groups.filter((group) => !held.some((one) => groupIn(one) === group)) : [];
  if (held.length > 0 && lacking.length === 0) return { item, state: 'done', by: held, lacking };
  return { item, state: coming.length > 0 ? 'planned' : 'open', by: coming.length > 0 ? coming : held, lacking };
};

/**
 * How far each item of a list is. An officer's word counts first; else an item is done by the activities of its kind in
 * that month, if no other item could be meant by them. Computed, never written: a reopened or moved activity changes it.
 */
export const itemStatuses = (branch: Branch, list: GuidanceList): ItemStatus[] => {
  const notes: Readonly<Record<string, ItemNote>> = branch.guidance[list.month]?.notes ?? {};
  const activities = activitiesOf(branch, list.month);
  const all = new Map([...activitiesOf(branch, ''), ...activities].map((one) => [one.id, one]));
  const noteOf = ({ no }: GuidanceItem): ItemNote | undefined => notes[String(no)];
  const assigned = new Set(Object.values(notes).flatMap(({ heldAs }) => heldAs ?? []));
  const isAssigned = (item: GuidanceItem): boolean => {
    const held = noteOf(item)?.heldAs;
    return held !== undefined && all.has(held);
  };
  return list.items.map((item): ItemStatus => {
    const note = noteOf(item);
    const heldAs = note?.heldAs === undefined ? undefined : all.get(note.heldAs);
    const by = heldAs ? [heldAs] : [];
    const said = note?.date === undefined ? {} : { date: note.date };
    if (note?.state === 'skipped') {
      return { item, state: 'skipped', by: [], lacking: [], ...(note.reason ? { reason: note.reason } : {}) };
    }
    if (note?.state === 'done') return { item, state: 'done', by, lacking: [], ...said };
    if (note?.state === 'planned' && heldAs) {
      return { item, state: heldAs.closed ? 'done' : 'planned', by, lacking: [] };
    }
    const rivals = list.items.filter(
      (one) => one.kind === item.kind && noteOf(one)?.state !== 'skipped' && !isAssigned(one),
    );
    const since = note?.state === 'open' ? note.at : Number.NEGATIVE_INFINITY;
    const matching = activities.filter(
      (one) => one.kind === item.kind && !assigned.has(one.id) && !(one.closed && one.closedAt <= since),
    );
    // 其他 names no kind: that something else was held says nothing about this.
    const computed = rivals.length === 1 && item.kind !== '其他' ? byActivities(branch, item, matching) : undefined;
    if (computed?.state === 'done') return computed;
    // A day once agreed on lapses with the activity that was to be held then.
    if (note?.state === 'planned' && note.heldAs === undefined) {
      return { item, state: 'planned', by: [], lacking: [], ...said };
    }
    return computed ?? { item, state: 'open', by: [], lacking: [] };
  });
};

const dates = ({ by, date }: ItemStatus, branch: Branch): string =>
  by.length > 0
    ? [...new Set(by.map(({ start }) => dayOf(localDate(start, branch.timeZone))))].join('、')
    : date === undefined
      ? ''
      : dayOf(date);

/** 「已完成，11月5日」; empty for an item nothing is known of. Names no person. */
export const statusText = (status: ItemStatus, branch: Branch): string => {
  const { state, by, reason, lacking } = status;
  const when = dates(status, branch);
  switch (state) {
    case 'done':
      return when === '' ? '已完成' : `已完成，${when}`;
    case 'planned': {
      const [only, ...others] = by;
      const exact = only && others.length === 0 ? formatWhen(only.start, branch.timeZone) : when;
      return exact === '' ? '已安排' : `已安排，${exact}`;
    }
    case 'skipped':
      return reason === undefined ? '不做' : `不做，${reason}`;
    case 'open':
      return lacking.length > 0 ? `已开一部分，还差${lacking.join('、')}` : '';
    default:
      return state satisfies never;
  }
};

/** What 清单 puts behind an item. */
export const statusMark =
  (statuses: readonly ItemStatus[], branch: Branch) =>
  (item: GuidanceItem): string => {
    const status = statuses.find((one) => one.item.no === item.no);
    const text = status ? statusText(status, branch) : '';
    return text === '' ? '' : `【${text}】`;
  };

const inState = (statuses: readonly ItemStatus[], ...states: readonly ItemState[]): ItemStatus[] =>
  statuses.filter(({ state }) => states.includes(state));

const counts = (statuses: readonly ItemStatus[]): string => {
  const part = (state: ItemState, name: string): string[] => {
    const { length } = inState(statuses, state);
    return length === 0 ? [] : [`${name}${length}项`];
  };
  return [
    `共${statuses.length}项`,
    `已完成${inState(statuses, 'done').length}项`,
    ...part('planned', '已安排'),
    ...part('skipped', '不做'),
    ...part('open', '还没有完成'),
  ].join('，');
};

/** 上月完成情况 for the group, as a block after the list; undefined where the branch had no list of its own. */
export const lastMonthBlock = (branch: Branch, month: string): string | undefined => {
  const own = branch.guidance[month];
  if (!own) return undefined;
  // What was only planned in a month that is over was not done.
  const statuses = itemStatuses(branch, own.list).map((one) =>
    one.state === 'planned' ? { ...one, state: 'open' as const } : one,
  );
  const named = (states: readonly ItemState[], name: string): string[] => {
    const some = inState(statuses, ...states).map(({ item }) => `${circled(item.no)}${item.kind}`);
    return some.length === 0 ? [] : [`${name}：${some.join('、')}。`];
  };
  return [
    `【上月完成情况】${Number(month.slice(5))}月清单${counts(statuses)}。`,
    ...named(['done'], '已完成'),
    ...named(['open'], '还没有完成'),
  ].join('\n');
};

/** The month's end for the secretary: what of the list was done, by which activity, and what is open. */
export const monthEndSheet = (branch: Branch, month: string): string | undefined => {
  const own = branch.guidance[month];
  if (!own) return undefined;
  const statuses = itemStatuses(branch, own.list);
  const line = (status: ItemStatus): string => {
    const { item, by, state } = status;
    const text = statusText(status, branch);
    const source = state !== 'done' ? '' : by.length === 0 ? '（支委登记）' : `（按签到记录，${by[0]?.kind ?? ''}）`;
    return `${circled(item.no)}${item.kind}：${item.topic.replace(/[。；，]$/u, '')}。${text === '' ? '还没有完成' : text}${source}。`;
  };
  const section = (name: string, some: readonly ItemStatus[]): string[] =>
    some.length === 0 ? [] : [`${name}：`, ...some.map(line)];
  return [
    `【${Number(month.slice(5))}月清单完成情况】${counts(statuses)}。`,
    ...section('已完成', inState(statuses, 'done')),
    ...section('已安排', inState(statuses, 'planned')),
    ...section('还没有完成', inState(statuses, 'open')),
    ...section('不做', inState(statuses, 'skipped')),
    ...(inState(statuses, 'open', 'planned').length > 0
      ? ['没有用签到、但已经办过的，请说「清单 完成 序号」；不做的请说「清单 跳过 序号」。']
      : []),
    '本表只发给书记，不需要回复。',
  ].join('\n');
};

/** What an officer says of an item. */
export type ItemWord = { readonly state: ItemState; readonly date?: string; readonly reason?: SkipReason };

/** The fact for an officer's word on an item; the one activity of its kind on the day named is what it is done by. */
export const noteItem = (
  branch: Branch,
  list: GuidanceList,
  no: number,
  { state, date, reason }: ItemWord,
): Extract<Fact, { type: 'guidance-item-noted' }> => {
  const kind = list.items.find((item) => item.no === no)?.kind;
  const [only, ...others] =
    date === undefined
      ? []
      : activitiesOf(branch, date).filter((one) => one.kind === kind && (state === 'planned' || one.closed));
  return {
    type: 'guidance-item-noted',
    month: list.month,
    no,
    state,
    ...(only && others.length === 0 ? { heldAs: only.id } : {}),
    ...(date === undefined ? {} : { date }),
    ...(reason === undefined ? {} : { reason }),
  };
};
