import { z } from 'zod';
import {
  activityIdSchema,
  branchSchema,
  cadenceSchema,
  concernSchema,
  destinationSchema,
  instantSchema,
  kinds,
  leaveCategorySchema,
  markSchema,
  pushIdSchema,
  pushSchema,
  rectificationSchema,
  reviewSchema,
  standingSchema,
  tickSchema,
} from './branch.ts';
import { itemStates, keptListSchema, monthSchema, skipReasons } from './guidance-kept.ts';
import { recordPartSchema } from './record-part.ts';
import { memberIdSchema, memberSchema, trustSchema } from './roster.ts';
import { checklistSchema, studyDaySchema } from './themed-day.ts';
import { timingSchema } from './timing.ts';

/** Why a mark was corrected: a category, never somebody's words. */
export const correctionReasons = ['记错', '漏记', '核实', '其他'] as const;
export type CorrectionReason = (typeof correctionReasons)[number];

const seqSchema = z.int().positive();
const inActivity = { activity: activityIdSchema, member: memberIdSchema };

/** What a ledger can hold. A correction is one more of these, never an edit; none holds a name. */
export const factSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('branch-founded'), name: z.string() }),
  z.object({ type: z.literal('branch-renamed'), name: z.string() }),
  z.object({ type: z.literal('room-claimed'), room: z.string() }),
  z.object({ type: z.literal('room-moved'), from: z.string(), to: z.string() }),
  z.object({ type: z.literal('room-left'), room: z.string() }),
  z.object({ type: z.literal('room-informed'), room: z.string() }),

  z.object({ type: z.literal('roster-changed'), members: z.array(memberSchema), left: z.array(memberIdSchema) }),
  z.object({ type: z.literal('account-bound'), member: memberIdSchema, trust: trustSchema }),
  z.object({
    type: z.literal('account-released'),
    member: memberIdSchema,
    /** It was bound by a display name alone. */
    byName: z.literal(true).optional(),
  }),
  z.object({
    type: z.literal('preference-set'),
    member: memberIdSchema,
    preference: z.enum(['withoutBot', 'unnamed', 'privateReminders', 'keepsJoinDate', 'erasureAsked']),
    on: z.boolean(),
  }),
  z.object({ type: z.literal('member-erased'), member: memberIdSchema }),
  z.object({ type: z.literal('setting-changed'), setting: z.literal('namesInGroup'), value: z.boolean() }),
  z.object({ type: z.literal('preset-chosen'), preset: z.string() }),
  /** null: as the preset has it. */
  z.object({ type: z.literal('cadence-set'), rule: z.string(), cadence: cadenceSchema.nullable() }),
  z.object({ type: z.literal('term-end-set'), date: z.iso.date().nullable() }),
  z.object({ type: z.literal('timing-set'), timing: timingSchema }),
  /** null: none. */
  z.object({ type: z.literal('checklist-set'), checklist: checklistSchema.nullable() }),
  z.object({ type: z.literal('study-day-set'), studyDay: studyDaySchema.nullable() }),
  /** The calendar can be subscribed to under the link of this number, or under none; a number is never given again. */
  z.object({ type: z.literal('calendar-shared'), no: z.int().positive(), on: z.boolean() }),
  z.object({ type: z.literal('obligation-ticked'), ...tickSchema.shape }),
  z.object({ type: z.literal('tick-withdrawn'), ...tickSchema.shape }),
  /** All that is counted so far: it stands instead of what was counted before. */
  z.object({ type: z.literal('review-counted'), year: z.int(), ...reviewSchema.shape }),
  z.object({
    type: z.literal('rectification-added'),
    ...rectificationSchema.pick({ no: true, text: true, owner: true, due: true }).shape,
  }),
  z.object({
    type: z.literal('rectification-settled'),
    ...rectificationSchema.pick({ no: true, state: true, doneOn: true }).shape,
  }),

  z.object({ type: z.literal('guidance-set'), month: monthSchema, list: keptListSchema }),
  /** `heldAs` is the activity by which it is or will be done; `date` the day, where no activity says it. */
  z.object({
    type: z.literal('guidance-item-noted'),
    month: monthSchema,
    no: z.int().positive(),
    state: z.enum(itemStates),
    heldAs: activityIdSchema.optional(),
    date: z.iso.date().optional(),
    reason: z.enum(skipReasons).optional(),
  }),

  z.object({
    type: z.literal('activity-planned'),
    activity: activityIdSchema,
    kind: z.enum(kinds),
    concern: concernSchema,
    start: instantSchema,
    place: z.string(),
    topic: z.string(),
    online: z.boolean(),
  }),
  z.object({
    type: z.literal('activity-moved'),
    activity: activityIdSchema,
    start: instantSchema,
    place: z.string().optional(),
  }),
  z.object({ type: z.literal('activity-dropped'), activity: activityIdSchema }),
  z.object({ type: z.literal('online-allowed'), activity: activityIdSchema, allowed: z.boolean() }),
  z.object({ type: z.literal('check-in-opened'), activity: activityIdSchema }),
  z.object({
    type: z.literal('attendance-marked'),
    ...inActivity,
    mark: markSchema,
    /** Said with 更正. */
    correction: z.enum(correctionReasons).optional(),
  }),
  z.object({ type: z.literal('mark-withdrawn'), ...inActivity }),
  z.object({ type: z.literal('lateness-announced'), ...inActivity, minutes: z.int().nonnegative() }),
  z.object({ type: z.literal('intention-stated'), ...inActivity, coming: z.boolean() }),
  z.object({ type: z.literal('leave-asked'), ...inActivity, category: leaveCategorySchema }),
  z.object({
    type: z.literal('leave-decided'),
    ...inActivity,
    approved: z.boolean(),
    category: leaveCategorySchema.optional(),
  }),
  z.object({ type: z.literal('leave-withdrawn'), ...inActivity }),
  z.object({ type: z.literal('proxy-reported'), ...inActivity, online: z.literal(true).optional() }),
  z.object({ type: z.literal('proxy-decided'), ...inActivity, accepted: z.boolean() }),
  z.object({
    type: z.literal('activity-closed'),
    activity: activityIdSchema,
    should: z.array(memberIdSchema),
    absent: z.array(memberIdSchema),
    unconfirmed: z.array(memberIdSchema),
  }),
  z.object({ type: z.literal('activity-reopened'), activity: activityIdSchema }),
  z.object({ type: z.literal('make-up-recorded'), ...inActivity, on: z.iso.date() }),
  /** An officer wrote one part of the record of a meeting. */
  z.object({
    type: z.literal('record-written'),
    activity: activityIdSchema,
    no: z.int().positive(),
    part: recordPartSchema,
  }),
  /** That part does not stand any more, or stands again. */
  z.object({
    type: z.literal('record-struck'),
    activity: activityIdSchema,
    no: z.int().positive(),
    struck: z.boolean(),
  }),
  /** Entries `from` to `to` of this book, one decision of the same author, no longer stand; what follows puts them right. */
  z.object({ type: z.literal('decision-withdrawn'), from: seqSchema, to: seqSchema }),
  z.object({ type: z.literal('standing-restored'), ...inActivity, standing: standingSchema }),

  z.object({
    type: z.literal('push-queued'),
    ...pushSchema.pick({ template: true, data: true, to: true }).shape,
    push: pushIdSchema,
    notBefore: instantSchema.optional(),
  }),
  z.object({
    type: z.literal('push-attempted'),
    push: pushIdSchema,
    to: destinationSchema,
    /** Which of its tries it is, from 1; without it the first. */
    tries: z.int().positive().optional(),
  }),
  /** The attempt failed for certain: it is owed as before. */
  z.object({ type: z.literal('push-put-off'), push: pushIdSchema, to: destinationSchema }),
  z.object({
    type: z.literal('push-delivered'),
    push: pushIdSchema,
    to: destinationSchema,
    ref: z.string().optional(),
    parts: z.array(z.string()).optional(),
  }),
  z.object({
    type: z.literal('push-given-up'),
    push: pushIdSchema,
    to: destinationSchema,
    /** `needless`: what it spoke of was settled before it went, so nobody misses it. */
    reason: z.enum(['refused', 'gone', 'unreachable', 'unknown', 'late', 'needless']),
  }),
  /** An officer takes it back from these rooms, and wherever it has not been sent yet. */
  z.object({ type: z.literal('push-withdrawn'), push: pushIdSchema, rooms: z.array(z.string()) }),
  z.object({
    type: z.literal('push-recalled'),
    push: pushIdSchema,
    to: destinationSchema,
    /** The platform did not do it: the message stands where it was. */
    failed: z.literal(true).optional(),
  }),
  z.object({ type: z.literal('receipt-given'), push: pushIdSchema, member: memberIdSchema }),
  z.object({ type: z.literal('schedule-started'), schedule: z.string(), from: instantSchema }),
  z.object({ type: z.literal('schedule-fired'), schedule: z.string(), due: instantSchema }),
  z.object({ type: z.literal('schedule-missed'), schedule: z.string(), due: instantSchema }),

  z.object({ type: z.literal('carried-forward'), state: branchSchema, causes: z.record(z.string(), instantSchema) }),
]);
export type Fact = z.infer<typeof factSchema>;

/** Who acted: a member, the operator on the command line, a schedule, or somebody not (yet) on the roster. */
export const authorSchema = z.union([memberIdSchema, z.enum(['operator', 'schedule', 'stranger', 'delivery'])]);
export type Author = z.infer<typeof authorSchema>;

const stampSchema = z.object({
  seq: seqSchema,
  /** When it was said or fell due, not when it was written. */
  at: instantSchema,
  by: authorSchema,
  /** The message, due time or console action behind it; a cause seen before is ignored. */
  cause: z.string().optional(),
});
export type Stamp = z.infer<typeof stampSchema>;

/** One line of a book: a fact and its stamp. */
export type Entry = Fact & Stamp;
const [first, ...rest] = factSchema.options.map((option) => option.extend(stampSchema.shape));
export const entrySchema = z.discriminatedUnion('type', [
  first as NonNullable<typeof first>,
  ...rest,
]) as z.ZodType<Entry>;
