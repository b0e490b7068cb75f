import type { Seen } from '../domain/attendance.ts';
import { leaveCategories } from '../domain/branch.ts';
import { leaveCategoryOf } from '../domain/leave.ts';
import { Refusal } from '../domain/refusal.ts';

export const statesToSay = '到、线上、迟到 分钟、请假 类别、缺席、补课';

/** What an officer says to have seen: 「迟到 20」, 「请假 病假」; nothing is 到. Refuses with unknown-state. */
export const seenAs = (words: string): Seen | '补课' => {
  const [state = '到', detail = ''] = words.split(/[\s,，]+/u).filter((word) => word !== '');
  const minutes = Number(/\d{1,3}/u.exec(`${state}${detail}`.normalize('NFKC'))?.[0] ?? 0);
  if (['到', '现场', '签到', '已到', '到会'].includes(state)) return { is: 'present' };
  if (['线上', '线上签到'].includes(state)) return { is: 'present', online: true };
  if (/^(迟到|晚到)/u.test(state)) return { is: 'present', late: Math.max(minutes, 1) };
  if (state === '补课') return '补课';
  if (['缺席', '未到', '没到'].includes(state)) return { is: 'absent' };
  if (state === '请假') {
    const named = leaveCategories.find((category) => category === detail);
    return { is: 'leave', category: named ?? leaveCategoryOf(detail) };
  }
  const category = leaveCategories.find((one) => one === state);
  if (category) return { is: 'leave', category };
  throw new Refusal('unknown-state', `没有看懂「${state}」。可以写：${statesToSay}。`);
};
