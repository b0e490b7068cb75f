import { allActivities, pendingIn, shouldAttend, tally, wasHeld } from './attendance.ts';
import type { Activity, Branch } from './branch.ts';
import { formatWhen, instantOf, localDate } from './calendar.ts';
import type { Fact } from './entry.ts';
import { mustNotBePrivate } from './private-numbers.ts';
import { keptTitle } from './push-title.ts';
import { quorum } from './quorum.ts';
import type { AbsenceReason, KeptPart, Outline, RecordPart } from './record-part.ts';
import { Refusal } from './refusal.ts';
import { type MemberId, type People, withoutNames } from './roster.ts';
import { voteProblem } from './vote.ts';

/** The longest text of one part: a message of Telegram holds no more. */
export const longestPart = 4000;
/** A meeting that took longer was not adjourned at the time said. */
export const longestMeetingMs = 12 * 3_600_000;

type Is = Outline['is'];
type Of<T extends Is> = Extract<Outline, { is: T }>;

/** What stands in the record of an activity, in the order it was written. */
export const standingParts = ({ record = [] }: Pick<Activity, 'record'>): KeptPart[] =>
  record.filter(({ struck }) => !struck);

/** The last standing part of a kind: the one that counts where there is only one, as of a chair. */
export const lastPart = <T extends Is>(activity: Pick<Activity, 'record'>, is: T): Of<T> | undefined =>
  standingParts(activity)
    .map(({ part }) => part)
    .findLast((part): part is Of<T> => part.is === is);

/** The last standing 第一议题: a meeting has one, and what was held counts more than what was announced. */
export const firstItem = (activity: Pick<Activity, 'record'>): Of<'item'> | undefined =>
  standingParts(activity)
    .map(({ part }) => part)
    .findLast((part): part is Of<'item'> => part.is === 'item' && part.first === true);

/** Why each who was absent was so, by member, as far as an officer said it. */
export const reasonsOf = (activity: Pick<Activity, 'record'>): ReadonlyMap<MemberId, AbsenceReason> =>
  new Map(standingParts(activity).flatMap(({ part }) => (part.is === 'absence' ? [[part.member, part.reason]] : [])));

/** A member, and in the same clause which way that member voted or thought of the matter. */
const namedVote =
  /⟦M\d+⟧[^，。！？；;\n⟦]{0,8}?(?:投(?:了)?(?:赞成|反对|同意|弃权)|(?:赞成|反对|同意|弃权)(?=票|意见|[，。！？；;、）)\s⟦]|$))/u;

/**
 * A text as the record keeps it: as it was written, names as ids. Refuses with no-text, too-long, private-number, and with
 * named-vote what says who was for or against: opinions of a person are never kept (product rule 6).
 */
export const recordText = (text: string, people: People): string => {
  const written = text.trim();
  if (written === '') throw new Refusal('no-text', '请写明内容。');
  if (written.length > longestPart) {
    throw new Refusal('too-long', `一次请不要超过 ${longestPart} 个字，可以分几次写。`);
  }
  mustNotBePrivate(written);
  const kept = withoutNames(written, people);
  if (namedVote.test(kept)) {
    throw new Refusal(
      'named-vote',
      '会议记录只写汇报了什么、会议定了什么，不写谁赞成、谁反对。票数请说「表决 议题 赞成 n 反对 n 弃权 n」，其余请改写以后再说一次。',
    );
  }
  return kept;
};

/** Of what a meeting has one, whether it stands already. */
const isWritten = (activity: Activity, part: RecordPart): boolean => {
  if (part.is === 'chair' || part.is === 'recorder') {
    const standing = lastPart(activity, part.is);
    return standing?.member === part.member && standing.post === part.post;
  }
  return part.is === 'item' && part.first === true && firstItem(activity)?.text === part.text;
};

/** Who presides or keeps the record, with the office they hold. */
export const inOffice = (branch: Branch, is: 'chair' | 'recorder', member: MemberId): RecordPart => {
  const [post] = branch.members[member]?.posts ?? [];
  return { is, member, ...(post === undefined ? {} : { post }) };
};

/** Adds parts to the record; who presides and 第一议题 said twice over are written once. Refuses with dropped. */
export const writeParts = (activity: Activity, parts: readonly RecordPart[]): Fact[] => {
  if (activity.state === 'dropped') throw new Refusal('dropped', '这次活动已经取消，不需要会议记录。');
  const last = Math.max(0, ...(activity.record ?? []).map(({ no }) => no));
  return parts
    .filter((part) => !isWritten(activity, part))
    .map((part, index) => ({ type: 'record-written', activity: activity.id, no: last + 1 + index, part }));
};

/** 散会 at an instant. Refuses with before-start, and with too-long-ago what can hardly be the same meeting. */
export const adjourn = (branch: Branch, activity: Activity, at: number): Fact[] => {
  const began = formatWhen(activity.start, branch.timeZone);
  if (at <= activity.start)
    throw new Refusal('before-start', `会议${began}开始，散会时间不能早于开始，请写明时间，例如：散会 21:00。`);
  if (at > activity.start + longestMeetingMs) {
    throw new Refusal('too-long-ago', `会议${began}开始，请写明散会时间，例如：散会 21:00。`);
  }
  return writeParts(activity, [{ is: 'adjourned', at: new Date(at).toISOString() }]);
};

/** Takes one part back by its number; a later one stands in its place. Refuses with no-such-part. */
export const strikePart = (activity: Activity, no: number): Fact[] => {
  const kept = (activity.record ?? []).find((one) => one.no === no);
  if (!kept) throw new Refusal('no-such-part', `会议记录里没有第 ${no} 条，编号请看「经过 ${activity.id}」。`);
  if (kept.struck) return [];
  return [{ type: 'record-struck', activity: activity.id, no, struck: true }];
};

/** Who of 应到 was absent, in roster order. */
export const absentees = (branch: Branch, activity: Activity): MemberId[] =>
  activity.state === 'closed'
    ? shouldAttend(branch, activity).filter((id) => !['present', 'leave'].includes(activity.marks[id]?.is ?? ''))
    : [];

/** What a record still needs before it is complete (domain practice of 三会一课 records), as short clauses; empty when it is. */
export const missingIn = (branch: Branch, activity: Activity): string[] => {
  const has = (...kinds: Is[]): boolean => standingParts(activity).some(({ part }) => kinds.includes(part.is));
  const reasons = reasonsOf(activity);
  const unexplained = absentees(branch, activity).filter((id) => !reasons.has(id)).length;
  const pending = pendingIn(activity);
  const ended = lastPart(activity, 'adjourned');
  const lasted = ended === undefined ? undefined : Date.parse(ended.at) - activity.start;
  const { should, present } = tally(branch, activity);
  const inRoom = quorum(branch, activity);
  const votes = standingParts(activity).flatMap(({ no, part }) => {
    const problem = part.is === 'vote' ? voteProblem(part, inRoom) : undefined;
    return problem === undefined ? [] : [`第 ${no} 条表决的更正（${problem}）`];
  });
  return [
    ...(activity.state === 'closed' ? [] : ['结束签到']),
    ...(pending.leaves.length + pending.proxies.length > 0 ? ['待定的请假或代报'] : []),
    ...(has('chair') ? [] : ['主持人']),
    ...(has('recorder') ? [] : ['记录人']),
    ...(lasted === undefined ? ['散会时间'] : []),
    ...(lasted !== undefined && (lasted <= 0 || lasted > longestMeetingMs) ? ['正确的散会时间'] : []),
    ...(has('item') || activity.topic !== '' ? [] : ['议题']),
    ...(has('note', 'decision', 'vote') ? [] : ['会议内容']),
    ...(present > should ? ['与应到相符的实到人数'] : []),
    ...(unexplained > 0 ? [`${unexplained} 位缺席同志的原因`] : []),
    ...votes,
  ];
};

/** Whether the branch takes its records here: one that keeps them on paper is never asked about them. */
const takesRecords = (branch: Branch): boolean =>
  [...Object.values(branch.activities), ...Object.values(branch.past)].some(
    (activity) => activity.record !== undefined,
  );

/** What the record of an activity that was held still needs, in a line with ids for names; undefined when it needs nothing. */
export const unfinishedLine = (branch: Branch, activity: Activity): string | undefined => {
  if (!wasHeld(activity) || !takesRecords(branch)) return undefined;
  const missing = missingIn(branch, activity);
  if (missing.length === 0) return undefined;
  return `${formatWhen(activity.start, branch.timeZone)} ${keptTitle(activity)}（${activity.id}）的会议记录尚缺：${missing.join('、')}。`;
};

/** The number of a meeting among those of its kind (and 党小组) in its year that were held, from 1. */
export const numberInYear = (branch: Branch, activity: Activity): number => {
  const year = localDate(activity.start, branch.timeZone).slice(0, 4);
  const from = instantOf(`${year}-01-01`, '00:00', branch.timeZone);
  const groupOf = ({ concern }: Pick<Activity, 'concern'>): string => ('group' in concern ? concern.group : '');
  const isAlike = (other: Pick<Activity, 'kind' | 'concern' | 'start'>): boolean =>
    other.kind === activity.kind &&
    other.start >= from &&
    other.start < activity.start &&
    other.concern.scope === activity.concern.scope &&
    groupOf(other) === groupOf(activity);
  const held = allActivities(branch).filter((one) => wasHeld(one) && one.id !== activity.id);
  return held.filter(isAlike).length + branch.earlier.filter(isAlike).length + 1;
};
