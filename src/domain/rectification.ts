import type { Branch, Rectification } from './branch.ts';
import { addDays, formatDay, localDate, parseDay } from './calendar.ts';
import type { Fact } from './entry.ts';
import { dayName } from './period.ts';
import { groupsOf } from './plan.ts';
import { mustNotBePrivate } from './private-numbers.ts';
import { Refusal } from './refusal.ts';
import { type People, posts, withNames, withoutNames } from './roster.ts';
import { type Sheet, sheetName } from './sheet.ts';
import type { Yearbook } from './yearbook.ts';

const usage = '请写明责任、事项和时限，例如：整改 组织委员 规范会议记录 12月31日。';

/** What is not taken back, by number. */
export const rectificationsOf = ({ rectifications }: Branch): Rectification[] =>
  rectifications.filter(({ state }) => state !== 'dropped').toSorted((a, b) => a.no - b.no);

/**
 * Reads 「[责任] 事项 时限」 as one more item of the 整改清单. Responsible is a post, 支委会 or a 党小组, never a person. Refuses
 * with no-day, no-matter, too-long, private-number and past.
 */
export const addRectification = (branch: Branch, people: People, line: string, now: number): Fact => {
  const today = localDate(now, branch.timeZone);
  const words = line.trim().split(/[\s,，;；]+/u);
  const due = parseDay(words.at(-1) ?? '', today);
  if (due === undefined || words.length < 2) throw new Refusal('no-day', usage);
  if (due < today) throw new Refusal('past', `${formatDay(due)}已经过去，请写今后的时限。`);
  const owners: readonly string[] = ['支委会', ...posts, ...groupsOf(branch)];
  const owner = owners.find((one) => one === words[0]?.replace(/^责任[:：]?/u, ''));
  const text = words.slice(owner === undefined ? 0 : 1, -1).join(' ');
  if (text === '') throw new Refusal('no-matter', usage);
  if (text.length > 200) throw new Refusal('too-long', '整改事项请不要超过200个字。');
  mustNotBePrivate(text);
  const no = Math.max(0, ...branch.rectifications.map((one) => one.no)) + 1;
  return {
    type: 'rectification-added',
    no,
    text: withoutNames(text, people),
    ...(owner === undefined ? {} : { owner }),
    due,
  };
};

/** Marks an item done on a day, open again or taken back. Refuses with no-item; nothing new to say gives no facts. */
export const settleRectification = (
  branch: Branch,
  no: number,
  { state, doneOn }: Pick<Rectification, 'state' | 'doneOn'>,
): Fact[] => {
  const known = rectificationsOf(branch).find((one) => one.no === no);
  if (!known) throw new Refusal('no-item', `整改清单里没有第 ${no} 项，说「整改」可以查看。`);
  if (known.state === state && known.doneOn === doneOn) return [];
  return [{ type: 'rectification-settled', no, state, ...(doneOn === undefined ? {} : { doneOn }) }];
};

const stateOf = ({ state, due, doneOn }: Rectification, today: string): string => {
  if (state === 'done') return `${dayName(doneOn ?? due)}完成`;
  return due < today ? `${dayName(due)}到期，已过` : `${dayName(due)}以前`;
};

/** 「2. 规范会议记录（组织委员，12月31日以前）」, as the ledger keeps it, names as ids. */
export const rectificationLine = (one: Rectification, today: string): string =>
  `${one.no}. ${one.text}（${[...(one.owner === undefined ? [] : [one.owner]), stateOf(one, today)].join('，')}）`;

/** Open items whose day has passed or comes within a week of `today`, for the secretary alone. */
export const rectificationsDue = (branch: Branch, today: string): Rectification[] =>
  rectificationsOf(branch).filter(({ state, due }) => state === 'open' && due <= addDays(today, 7));

/** 整改清单 on paper: what, who answers for it, until when, done when. Refuses with no-item where there is none. */
export const rectificationSheet = ({ branch }: Pick<Yearbook, 'branch'>, people: People, year: number): Sheet => {
  const items = rectificationsOf(branch);
  if (items.length === 0) {
    throw new Refusal('no-item', `整改清单还是空的。${usage}`);
  }
  const long = (date: string): string => `${date.slice(0, 4)}年${dayName(date)}`;
  return {
    name: sheetName(String(year), branch.name, '整改清单'),
    orientation: 'portrait',
    form: '整改清单',
    title: `${branch.name}整改清单`,
    lines: [`${year}年　　共 ${items.length} 项　　已完成 ${items.filter(({ state }) => state === 'done').length} 项`],
    columns: [
      { title: '序号', width: 12 },
      { title: '整改事项', width: 52, align: 'left' },
      { title: '责任', width: 24 },
      { title: '时限', width: 34 },
      { title: '完成情况', width: 40 },
    ],
    points: 10.5,
    rowHeight: 10,
    rows: items.map(({ no, text, owner = '', due, state, doneOn = '' }) => [
      String(no),
      withNames(text, people),
      owner,
      long(due),
      state === 'done' ? `${long(doneOn)}完成` : '',
    ]),
    totals: [],
    labelled: 1,
    footer: ['支部书记签字：＿＿＿＿＿＿＿＿　　　　年　　月　　日'],
    notes: ['只列支部的整改事项，不列党员个人的问题。'],
  };
};
