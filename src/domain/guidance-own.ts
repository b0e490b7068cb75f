import type { Branch } from './branch.ts';
import { addMonths, localDate } from './calendar.ts';
import type { Fact } from './entry.ts';
import { type GuidanceList, renderList } from './guidance.ts';
import { lastMonthBlock } from './guidance-status.ts';
import { pushQueue, queueToOfficers, roomsOf } from './push.ts';
import { Refusal } from './refusal.ts';
import { type People, withoutNames } from './roster.ts';

/** A list as the ledger may keep it: every roster name replaced by its member's id. */
const listWithoutNames = (list: GuidanceList, people: People): GuidanceList => {
  const kept = (text: string): string => withoutNames(text, people);
  const { theme, items, ...rest } = list;
  return {
    ...rest,
    issuer: kept(list.issuer),
    ...(theme === undefined ? {} : { theme: kept(theme) }),
    audience: list.audience.map(kept),
    invite: list.invite.map(kept),
    items: items.map((item) => ({
      ...item,
      topic: kept(item.topic),
      who: kept(item.who),
      source: kept(item.source),
      materials: item.materials.map((one) => ({ ...one, title: kept(one.title) })),
    })),
  };
};

/** Makes a list the branch's own for its month, which must be the last, the present or the next; one before it is replaced. */
export const setList = (branch: Branch, people: People, list: GuidanceList, now: number): Fact[] => {
  const present = localDate(now, branch.timeZone).slice(0, 7);
  if (list.month < addMonths(present, -1) || list.month > addMonths(present, 1)) {
    throw new Refusal('other-month', '只能导入上月、本月和下月的清单，请写明月份，例如：导入清单 12月。');
  }
  return [{ type: 'guidance-set', month: list.month, list: listWithoutNames(list, people) }];
};

/** Whether a month's list has gone to the group, however long before the month, and was not taken back. */
export const isPublished = (branch: Branch, month: string): boolean => branch.published[month] !== undefined;

/** Whether it went there as it now stands: it need not go again. */
export const isPublishedAs = (branch: Branch, list: GuidanceList): boolean =>
  branch.published[list.month]?.text.includes(renderList(list)) ?? false;

/**
 * One message to every room, with 上月完成情况 below once that month is over, and in private to the secretary the text to
 * pin: only a group's owner can set 群公告. Where an older text of it stands in the group, the message begins by saying so.
 */
export const publishList = (
  branch: Branch,
  list: GuidanceList,
  { now, note = '' }: { now: number; note?: string },
): Fact[] => {
  const text = renderList(list);
  const isAhead = list.month > localDate(now, branch.timeZone).slice(0, 7);
  const past = isAhead ? undefined : lastMonthBlock(branch, addMonths(list.month, -1));
  const isChanged = isPublished(branch, list.month) && !isPublishedAs(branch, list);
  const published = [
    ...(isChanged ? [`【更新】${Number(list.month.slice(5))}月清单发布以后有改动，以这一份为准。`] : []),
    text,
    ...(note === '' ? [] : [note]),
    ...(past === undefined ? [] : [past]),
  ].join('\n');
  const facts = pushQueue(branch)('guidance-list', { month: list.month, text: published }, roomsOf(branch));
  if (facts.length === 0) return [];
  const pin = `清单已发到支部群。群公告要由群主或管理员设置，需要时请复制下面的文字：\n${text}`;
  return [...facts, ...queueToOfficers(branch, pin, now, facts)];
};

/** What a list published ahead of its month could not say yet: 上月完成情况, to every room; nothing where it was said. */
export const tellLastMonth = (branch: Branch, month: string): Fact[] => {
  const { at } = branch.published[month] ?? {};
  const isSaid = at === undefined || localDate(at, branch.timeZone).slice(0, 7) >= month;
  const text = isSaid ? undefined : lastMonthBlock(branch, addMonths(month, -1));
  return text === undefined ? [] : pushQueue(branch)('notice', { text }, roomsOf(branch));
};
