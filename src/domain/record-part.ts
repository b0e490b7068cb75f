import { z } from 'zod';
import { isFormalMatter } from './formal-matter.ts';
import { memberIdSchema, posts } from './roster.ts';

/** Why somebody of 应到 was not there, as far as a record says it: a category, never somebody's words. */
export const absenceReasons = ['病假', '事假', '公差', '其他', '未请假'] as const;
export type AbsenceReason = (typeof absenceReasons)[number];

/** What a vote in the room was about; each has thresholds of its own. */
export const voteCases = ['一般', '接收', '选举'] as const;
export type VoteCase = (typeof voteCases)[number];

const count = z.int().min(0).max(9999);
const text = { text: z.string() };

/** The office is the one held at the meeting. */
const inOffice = { member: memberIdSchema, post: z.enum(posts).optional() };
const chair = z.object({ is: z.literal('chair'), ...inOffice });
const recorder = z.object({ is: z.literal('recorder'), ...inOffice });
const guests = z.object({ is: z.literal('guests') });
/** `first` is 第一议题, whose words the notice of the meeting says. */
const item = z.object({ is: z.literal('item'), first: z.literal(true).optional() });
const note = z.object({ is: z.literal('note') });
const decision = z.object({ is: z.literal('decision') });
/** Counted on paper or by hands in the room, and typed in; `written` opinions of absentees are among the three. */
const vote = z.object({
  is: z.literal('vote'),
  case: z.enum(voteCases),
  for: count,
  against: count,
  abstain: count,
  written: count,
});
const absence = z.object({ is: z.literal('absence'), member: memberIdSchema, reason: z.enum(absenceReasons) });
const adjourned = z.object({ is: z.literal('adjourned'), at: z.iso.datetime({ offset: true }) });

/** One thing an officer wrote into the record of a meeting; names in a text are ⟦M3⟧. */
export const recordPartSchema = z.discriminatedUnion('is', [
  chair,
  recorder,
  guests.extend(text),
  item.extend(text),
  note.extend(text),
  decision.extend(text),
  vote.extend(text),
  absence,
  adjourned,
]);
export type RecordPart = z.infer<typeof recordPartSchema>;

/**
 * The same without its words, save those of 第一议题: what decisions and notices ask for. The words stay in the book.
 * `formal` says of an item that it is decided by ballot.
 */
const outlineSchema = z.discriminatedUnion('is', [
  chair,
  recorder,
  guests,
  item.extend({ text: z.string().optional(), formal: z.literal(true).optional() }),
  note,
  decision,
  vote,
  absence,
  adjourned,
]);
export type Outline = z.infer<typeof outlineSchema>;

/** Numbered from 1 in each activity; a struck one keeps its number. */
export const keptPartSchema = z.object({
  no: z.int().positive(),
  struck: z.literal(true).optional(),
  part: outlineSchema,
});
export type KeptPart = z.infer<typeof keptPartSchema>;

export const outlineOf = (part: RecordPart): Outline => {
  if (!('text' in part) || (part.is === 'item' && part.first)) return part;
  const { text: words, ...outline } = part;
  return outline.is === 'item' && isFormalMatter(words) ? { ...outline, formal: true } : outline;
};
