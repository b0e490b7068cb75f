import { z } from 'zod';
import { evidences, guidanceBlocks, guidanceKinds, guidanceModes, monthSchema } from './guidance-kept.ts';

/** In characters: what is longer is no topic and is cut where it is read. */
export const longestTopic = 160;
export const longestTitle = 60;
export const longestWho = 30;
export const mostItems = 50;
export const mostMaterials = 12;

const monthOfAnyYearSchema = z.string().regex(/^(0[1-9]|1[0-2])$/, '月份应写成 MM。');
/** MM-DD; 02-29 is not a day of any year. */
const dayOfAnyYearSchema = z
  .string()
  .refine((day) => z.iso.date().safeParse(`2001-${day}`).success, { message: '日期应写成 MM-DD。' });

/** A page on the web; other addresses are for no list. */
export const addressSchema = z.url({ protocol: /^https?$/ });

function itemSchema<Day extends z.ZodType<string>>(day: Day) {
  return z.strictObject({
    no: z.int().positive(),
    block: z.enum(guidanceBlocks),
    kind: z.enum(guidanceKinds),
    topic: z.string().min(1).max(longestTopic),
    mode: z.enum(guidanceModes).default('集中'),
    required: z.boolean(),
    materials: z
      .array(z.strictObject({ title: z.string().min(1).max(longestTitle), url: addressSchema.optional() }))
      .max(mostMaterials)
      .default([]),
    /** In the words of the list: 全体党员, 支委, 党小组. */
    who: z.string().min(1).max(longestWho),
    due: day.optional(),
    /** What a branch has studied or done before need not be repeated. */
    skipIfDone: z.boolean().default(false),
    evidence: z.enum(evidences).default('无'),
    /** The rule, notice or published list that the item comes from. */
    source: z.string().min(1),
  });
}

function listSchema<Month extends z.ZodType<string>, Day extends z.ZodType<string>>(month: Month, day: Day) {
  return z.strictObject({
    month,
    issuer: z.string().min(1).max(40),
    theme: z.string().min(1).max(80).optional(),
    /** A general suggestion, written by nobody above the branch; the text says so. */
    suggestion: z.boolean().default(false),
    window: z.strictObject({ from: day, to: day }).optional(),
    minHalfDays: z.int().positive().optional(),
    audience: z.array(z.string().min(1)).default([]),
    invite: z.array(z.string().min(1)).default([]),
    items: z
      .array(itemSchema(day))
      .min(1)
      .max(mostItems)
      .refine((items) => items.every(({ no }, index) => no === index + 1), { message: '各项应从1起依次编号。' }),
    feedbackDue: day.optional(),
  });
}

/** A 组织生活清单 of one month (YYYY-MM); its days are YYYY-MM-DD. */
export const guidanceListSchema = listSchema(monthSchema, z.iso.date());
export type GuidanceList = z.infer<typeof guidanceListSchema>;
export type GuidanceItem = GuidanceList['items'][number];

/** A file in data/guidance: lists for one month each, or (month MM, days MM-DD) for that month of any year. */
export const guidanceFileSchema = z.strictObject({
  title: z.string().min(1),
  lists: z
    .array(z.union([guidanceListSchema, listSchema(monthOfAnyYearSchema, dayOfAnyYearSchema)]))
    .min(1)
    .refine((lists) => new Set(lists.map(({ month }) => month)).size === lists.length, {
      message: '同一个月有两份清单。',
    }),
});
export type GuidanceFile = z.infer<typeof guidanceFileSchema>;

/** The list of a month (YYYY-MM): one written for it if any file has it, else one for that month of any year, given its days. */
export function listFor(month: string, files: readonly GuidanceFile[]): GuidanceList | undefined {
  const lists = files.flatMap((file) => file.lists);
  const written = lists.find((list) => list.month === month);
  if (written) return written;
  const anyYear = lists.find((list) => list.month === month.slice(5));
  return anyYear && inYear(month, anyYear);
}

function inYear(month: string, list: GuidanceList): GuidanceList {
  const { window, feedbackDue, items, ...rest } = list;
  const dated = (day: string): string => `${month.slice(0, 4)}-${day}`;
  return {
    ...rest,
    month,
    ...(window && { window: { from: dated(window.from), to: dated(window.to) } }),
    ...(feedbackDue && { feedbackDue: dated(feedbackDue) }),
    items: items.map(({ due, ...item }) => ({ ...item, ...(due && { due: dated(due) }) })),
  };
}

/** ① to ㊿, for whole numbers from 1 to 50. */
export function circled(no: number): string {
  return String.fromCodePoint(no <= 20 ? 0x245f + no : no <= 35 ? 0x323c + no : 0x328d + no);
}

export function dayOf(date: string): string {
  return `${Number(date.slice(5, 7))}月${Number(date.slice(8))}日`;
}

/** One line: ①支委会（必做，支委，12月5日前）：研究本月组织生活安排。 */
export function renderItem(item: GuidanceItem): string {
  const marks = [
    item.required ? '必做' : '选做',
    item.who,
    ...(item.mode === '集中' ? [] : [item.mode]),
    ...(item.due ? [`${dayOf(item.due)}前`] : []),
    ...(item.skipIfDone ? ['已做的不必重复'] : []),
  ];
  const named = item.materials.filter(({ title, url }) => url !== undefined || !item.topic.includes(`《${title}》`));
  const materials = named.map(({ title, url }) => (url ? `「${title}」 ${url} ` : `「${title}」`));
  const topic = item.topic.replace(/[。；，]$/u, '');
  const study = materials.length > 0 ? `材料：${materials.join('、').trim()}。` : '';
  return `${circled(item.no)}${item.kind}（${marks.join('，')}）：${topic}。${study}`;
}

/** The text that is pushed: the counts, one line per item with what `after` says of it, and that nobody need answer. */
export function renderList(list: GuidanceList, after: (item: GuidanceItem) => string = () => ''): string {
  const required = list.items.filter((item) => item.required).length;
  return [
    `【${Number(list.month.slice(5))}月组织生活清单】共${list.items.length}项，必做${required}项。`,
    ...(list.theme ? [`主题：${list.theme}。`] : []),
    ...(list.window ? [`时间：${dayOf(list.window.from)}至${dayOf(list.window.to)}。`] : []),
    ...list.items.map((item) => `${renderItem(item)}${after(item)}`),
    ...(list.suggestion ? ['本清单为通用参考，请以上级党组织的通知和本支部的安排为准。'] : []),
    '请先看与本人有关的项目，无需回复。',
  ].join('\n');
}
