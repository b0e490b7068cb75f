import { concerns } from './attendance.ts';
import type { Activity, Branch, LeaveCategory } from './branch.ts';
import type { Fact } from './entry.ts';
import { Refusal } from './refusal.ts';
import type { MemberId } from './roster.ts';
import type { LeaveReason } from './understand/understood.ts';

// Only the category leaves this function; the words themselves are never kept. First match wins.
const categories: readonly (readonly [RegExp, LeaveCategory])[] = [
  [/病|医院|住院|发烧|感冒|不舒服|血压|手术|看医生|身体|体检|骨折|头晕/u, '病假'],
  [/出差|值班|夜班|上班|加班|公差|因公|公事|有课|开会|培训|单位|工作/u, '公差'],
  [/家|孩子|小孩|女儿|儿子|父|母|爸|妈|老伴|结婚|私事|事假|有事|红白|搬家|接送|唔得闲/u, '事假'],
];

/** The category behind free words; a bare 请假 and everything else is 其他. */
export const leaveCategoryOf = (words: string): LeaveCategory =>
  categories.find(([pattern]) => pattern.test(words))?.[1] ?? '其他';

/** The category behind a reason understood from free speech. */
export const categoryOfReason: Readonly<Record<LeaveReason, LeaveCategory>> = {
  sick: '病假',
  business_trip: '公差',
  work_shift: '公差',
  work_conflict: '公差',
  family_or_personal: '事假',
  out_of_town: '其他',
  other: '其他',
};

/** Leave asked by the member for an activity planned, open, or closed after it was asked (then a correction follows). */
export const askLeave = (
  branch: Branch,
  activity: Activity,
  member: MemberId,
  category: LeaveCategory,
  at: number,
): Fact[] => {
  if (!concerns(branch, activity, member)) {
    throw new Refusal('not-concerned', '这次活动不在您的参加范围内，不需要请假。');
  }
  const asked = activity.state === 'planned' || activity.state === 'open';
  if (!asked && !(activity.state === 'closed' && at <= (activity.closedAt ?? 0))) {
    throw new Refusal('no-activity', '现在没有可以请假的活动。');
  }
  if (activity.marks[member]?.is === 'present') {
    throw new Refusal('already-present', '您已经签到，如确需请假，请先说「取消签到」。');
  }
  const leave = activity.leaves[member];
  if (leave?.state === 'refused') {
    throw new Refusal('leave-refused', '这次请假书记没有同意，如情况有变请直接联系书记。');
  }
  if (leave && (leave.state === 'approved' || leave.category === category || category === '其他')) return [];
  return [{ type: 'leave-asked', activity: activity.id, member, category }];
};

/** 销假 by the member, before the closing. */
export const withdrawLeave = (activity: Activity, member: MemberId): Fact[] => {
  const leave = activity.leaves[member];
  if (!leave || leave.state === 'refused') throw new Refusal('no-leave', '没有找到您的请假记录。');
  if (activity.state === 'closed') {
    throw new Refusal('closed', '这次活动的签到已经结束，如需更正请联系组织委员。');
  }
  return [{ type: 'leave-withdrawn', activity: activity.id, member }];
};

/** 准假 / 不准假 by an officer, also after the closing and to change an earlier decision. */
export const decideLeave = (
  activity: Activity,
  member: MemberId,
  approved: boolean,
  category?: LeaveCategory,
): Fact[] => {
  const leave = activity.leaves[member];
  if (!leave) throw new Refusal('no-leave', '这位同志在这次活动中没有请假，需要时请用「代录 姓名 请假」。');
  if (approved && activity.marks[member]?.is === 'present') {
    throw new Refusal('already-present', '这位同志已经签到，不需要再准假。');
  }
  const decided = leave.state === (approved ? 'approved' : 'refused');
  if (decided && (category === undefined || category === leave.category)) return [];
  return [{ type: 'leave-decided', activity: activity.id, member, approved, ...(category ? { category } : {}) }];
};
