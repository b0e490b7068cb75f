import { z } from 'zod';
import { addMonths, localDate } from './calendar.ts';
import { kinds } from './kinds.ts';

/** What an item asks for: a kind of activity the ledger counts, or something done beside it. */
export const guidanceKinds = [...kinds, '自学', '交纳党费', '重温誓词', '政治生日', '走访'] as const;
export const guidanceBlocks = ['规定动作', '学习', '会议', '服务', '自选', '准备'] as const;
export const guidanceModes = ['集中', '自学', '线上'] as const;
export const evidences = ['会议记录', '签到表', '无'] as const;

export const monthSchema = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, '月份应写成 YYYY-MM。');

/**
 * A list as a book holds it. It was checked when it was taken in; what is kept is never refused again, so that a limit
 * changed later, or a name replaced by a longer id, damages no book.
 */
export const keptListSchema = z.object({
  month: monthSchema,
  issuer: z.string(),
  theme: z.string().optional(),
  suggestion: z.boolean(),
  window: z.object({ from: z.iso.date(), to: z.iso.date() }).optional(),
  minHalfDays: z.int().positive().optional(),
  audience: z.array(z.string()),
  invite: z.array(z.string()),
  items: z.array(
    z.object({
      no: z.int().positive(),
      block: z.enum(guidanceBlocks),
      kind: z.enum(guidanceKinds),
      topic: z.string(),
      mode: z.enum(guidanceModes),
      required: z.boolean(),
      materials: z.array(z.object({ title: z.string(), url: z.string().optional() })),
      who: z.string(),
      due: z.iso.date().optional(),
      skipIfDone: z.boolean(),
      evidence: z.enum(evidences),
      source: z.string(),
    }),
  ),
  feedbackDue: z.iso.date().optional(),
});
export type KeptList = z.infer<typeof keptListSchema>;

/** Why an item is left out: a category, never somebody's words. */
export const skipReasons = ['已做过', '上级调整', '并入其他活动', '不适用', '其他'] as const;
export type SkipReason = (typeof skipReasons)[number];

/** `open` takes an earlier word back. */
export const itemStates = ['open', 'planned', 'done', 'skipped'] as const;
export type ItemState = (typeof itemStates)[number];

/** An officer's word on one item; `at` is when it was said, in epoch milliseconds. */
export const itemNoteSchema = z.object({
  state: z.enum(itemStates),
  at: z.number(),
  heldAs: z.string().optional(),
  date: z.iso.date().optional(),
  reason: z.enum(skipReasons).optional(),
});
export type ItemNote = z.infer<typeof itemNoteSchema>;

/** A month's list of the branch itself, and what was said of its items, by their number. */
export const ownListSchema = z.object({ list: keptListSchema, notes: z.record(z.string(), itemNoteSchema) });
export type OwnLists = Readonly<Record<string, z.infer<typeof ownListSchema>>>;

/** Without the lists of months before the last one; those stay in the book. */
export const presentLists = <Lists extends OwnLists>(lists: Lists, now: number, zone: string): Lists => {
  const months = Object.keys(lists);
  if (months.length === 0) return lists;
  const oldest = addMonths(localDate(now, zone).slice(0, 7), -1);
  if (months.every((month) => month >= oldest)) return lists;
  return Object.fromEntries(Object.entries(lists).filter(([month]) => month >= oldest)) as Lists;
};

/** The notes that still hold when a list is replaced: those on items of the same kind and topic, under their new number. */
export const notesKept = (before: OwnLists[string] | undefined, list: KeptList): Record<string, ItemNote> =>
  Object.fromEntries(
    list.items.flatMap(({ no, kind, topic }) => {
      const known = before?.list.items.find((item) => item.kind === kind && item.topic === topic);
      const note = known && before?.notes[String(known.no)];
      return note ? [[String(no), note]] : [];
    }),
  );
