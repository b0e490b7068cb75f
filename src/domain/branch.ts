import { z } from 'zod';
import { monthSchema, ownListSchema } from './guidance-kept.ts';
import { kinds } from './kinds.ts';
import { keptPartSchema } from './record-part.ts';
import { memberIdSchema, memberSchema } from './roster.ts';
import { checklistSchema, studyDaySchema } from './themed-day.ts';
import { timingSchema, usualTiming } from './timing.ts';

export { type Kind, kinds } from './kinds.ts';

export const leaveCategories = ['病假', '事假', '公差', '其他'] as const;
export const leaveCategorySchema = z.enum(leaveCategories);
export type LeaveCategory = z.infer<typeof leaveCategorySchema>;

export const activityIdSchema = z.string().regex(/^A[1-9]\d*$/);
export const pushIdSchema = z.string().regex(/^P[1-9]\d*$/);
export const instantSchema = z.iso.datetime({ offset: true });

/** A room (`telegram:-100…`) or a member (`M3`), reached in private. */
export const destinationSchema = z.union([memberIdSchema, z.string().regex(/^[a-z]+:.+$/)]);
export type Destination = z.infer<typeof destinationSchema>;

/** Who an activity concerns: the whole branch, the committee, or one 党小组. */
export const concernSchema = z.discriminatedUnion('scope', [
  z.object({ scope: z.literal('branch') }),
  z.object({ scope: z.literal('committee') }),
  z.object({ scope: z.literal('group'), group: z.string() }),
]);
export type Concern = z.infer<typeof concernSchema>;

/** Exactly one per member and activity; everything beside `is` is an attribute of it. */
export const markSchema = z.object({
  is: z.enum(['present', 'leave', 'absent']),
  online: z.literal(true).optional(),
  late: z.int().positive().optional(),
  recordedBy: memberIdSchema.optional(),
  category: leaveCategorySchema.optional(),
  unconfirmed: z.literal(true).optional(),
});
export type Mark = z.infer<typeof markSchema>;

const leaveSchema = z.object({ category: leaveCategorySchema, state: z.enum(['asked', 'approved', 'refused']) });
const proxySchema = z.object({ reporter: memberIdSchema, online: z.literal(true).optional() });

export const activitySchema = z.object({
  id: activityIdSchema,
  kind: z.enum(kinds),
  concern: concernSchema,
  start: z.number(),
  place: z.string(),
  topic: z.string(),
  online: z.boolean(),
  /** When the ledger learned of its time: what was due before that, or had been fired by then, was never owed. */
  since: z.number(),
  state: z.enum(['planned', 'open', 'closed', 'dropped']),
  /** When its check-in was last opened. */
  openedAt: z.number().optional(),
  closedAt: z.number().optional(),
  /** Closed at 23:59 because nobody did. */
  closedByItself: z.literal(true).optional(),
  /** Written down at the closing, in roster order. */
  should: z.array(memberIdSchema).optional(),
  /** Who of them had no vote then: whoever gets one later did not have it in that meeting. */
  voteless: z.array(memberIdSchema).optional(),
  marks: z.record(memberIdSchema, markSchema),
  leaves: z.record(memberIdSchema, leaveSchema),
  proxies: z.record(memberIdSchema, proxySchema),
  announcedLate: z.record(memberIdSchema, z.int()),
  intentions: z.record(memberIdSchema, z.boolean()),
  madeUp: z.record(memberIdSchema, z.string()),
  /** The record of the meeting without its words, as far as one was begun. */
  record: z.array(keptPartSchema).optional(),
});
export type Activity = z.infer<typeof activitySchema>;

/** All that an activity says of one member; what is left out was never said or no longer stands. */
export const standingSchema = z.object({
  mark: markSchema.optional(),
  leave: leaveSchema.optional(),
  proxy: proxySchema.optional(),
  announcedLate: z.int().optional(),
  intention: z.boolean().optional(),
  madeUp: z.string().optional(),
});
export type Standing = z.infer<typeof standingSchema>;

export const templates = [
  'privacy',
  'activity-announced',
  'activity-moved',
  'activity-dropped',
  'activity-reminder',
  'check-in',
  'activity-closed',
  'guidance-list',
  'notice',
  'officer-line',
  'leave-asked',
] as const;
export type Template = (typeof templates)[number];

/** An officer's word that a thing was done: what no check-in shows. */
export const tickSchema = z.object({
  /** The rule of a preset it meets. */
  rule: z.string(),
  /** The first day of the period it is for. */
  period: z.iso.date(),
  on: z.iso.date(),
  group: z.string().optional(),
  /** Only this step of it was done: shown, never counted. */
  step: z.string().optional(),
});
export type Tick = z.infer<typeof tickSchema>;

const countSchema = z.int().nonnegative();

/**
 * What is kept of a year's 民主评议党员: numbers of ballots (应发, 实发, 收回, 有效), and of members per grade as the committee
 * or the meeting fixed it. Never who has which.
 */
export const reviewSchema = z.object({
  owed: countSchema.optional(),
  issued: countSchema.optional(),
  collected: countSchema.optional(),
  valid: countSchema.optional(),
  grades: z
    .object({ excellent: countSchema, qualified: countSchema, basic: countSchema, unqualified: countSchema })
    .optional(),
});
export type Review = z.infer<typeof reviewSchema>;

/** One line of the 整改清单: a matter of the branch, never a member's own failings; `owner` is a post or a 党小组. */
export const rectificationSchema = z.object({
  no: z.int().positive(),
  text: z.string(),
  owner: z.string().optional(),
  due: z.iso.date(),
  state: z.enum(['open', 'done', 'dropped']),
  doneOn: z.iso.date().optional(),
});
export type Rectification = z.infer<typeof rectificationSchema>;

/** A closed activity of the past year: enough to count it, and nothing of who was there. */
export const heldSchema = activitySchema.pick({ id: true, kind: true, concern: true, start: true });
export type HeldActivity = z.infer<typeof heldSchema>;

export const periodUnits = ['month', 'quarter', 'half-year', 'year'] as const;
export type PeriodUnit = (typeof periodUnits)[number];

/** How often the branch itself wants a thing done; 0 is never. Without a period the preset's stays. */
export const cadenceSchema = z.object({
  demanded: z.int().min(0).max(31),
  period: z.enum(periodUnits).optional(),
});

export const pushSchema = z.object({
  id: pushIdSchema,
  template: z.enum(templates),
  data: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())])),
  to: z.array(destinationSchema),
  queuedAt: z.number(),
  notBefore: z.number().optional(),
  /** Which destinations are still owed it, whether an attempt's outcome is unknown, or what is owed is its taking back. */
  owed: z.record(z.string(), z.enum(['waiting', 'attempted', 'recall'])),
  /** Of each destination still owed it: how many tries it has had, the last of them maybe without an outcome. */
  tried: z.record(z.string(), z.int().positive()).optional(),
  /** Where it can be seen, by destination: a message's ref. */
  shown: z.record(z.string(), z.string()),
  /** The refs of the messages before that one, where the platform made several of it. */
  parts: z.record(z.string(), z.array(z.string())).optional(),
  /** An officer took it back: it goes nowhere any more, and leaves these rooms. */
  withdrawn: z.array(z.string()).optional(),
  receipts: z.array(memberIdSchema),
});
export type Push = z.infer<typeof pushSchema>;

/**
 * All that decisions about one branch need, as a plain value: the entries of its book folded by evolve().
 * It holds ids and instants (epoch milliseconds), never names, and no entry that no decision asks for.
 */
export const branchSchema = z.object({
  id: z.string(),
  name: z.string(),
  timeZone: z.string(),
  foundedAt: z.number(),
  /** When each room was claimed; what was said there before is none of our business. */
  rooms: z.record(z.string(), z.number()),
  /** Rooms that have been told what is kept and for how long. */
  informed: z.array(z.string()),
  roster: z.array(memberIdSchema),
  members: z.record(memberIdSchema, memberSchema),
  /** Ids of members who left, by id; they may come back under the same id. */
  left: z.record(memberIdSchema, memberSchema),
  preferences: z.record(
    memberIdSchema,
    z.object({
      withoutBot: z.boolean().optional(),
      unnamed: z.boolean().optional(),
      privateReminders: z.boolean().optional(),
      keepsJoinDate: z.boolean().optional(),
      erasureAsked: z.boolean().optional(),
      notByName: z.literal(true).optional(),
    }),
  ),
  /** What is planned, open, or closed not long ago: all that a message can change. */
  activities: z.record(activityIdSchema, activitySchema),
  /** Closed or dropped longer ago this year, kept apart so that a check-in does not cost more as the year goes on. */
  past: z.record(activityIdSchema, activitySchema).default({}),
  pushes: z.record(pushIdSchema, pushSchema),
  /** Per schedule: the due time up to which everything was fired, missed or not owed. */
  schedules: z.record(z.string(), z.number()),
  settings: z.object({
    namesInGroup: z.boolean(),
    preset: z.string().default('national'),
    /** By rule of the preset. */
    cadences: z.record(z.string(), cadenceSchema).default({}),
    /** The day the committee's term ends (届满日期), if known. */
    termEnd: z.iso.date().optional(),
    timing: timingSchema.default(usualTiming),
    /** When a day or time was last changed: what it would have meant before that was never owed. */
    timedSince: z.number().default(0),
    /** What every themed day of the branch includes (党日五件事), as it names them. */
    checklist: checklistSchema.optional(),
    studyDay: studyDaySchema.optional(),
    /** The last link under which the calendar could be subscribed to, and whether it still can. */
    calendar: z.object({ no: z.int().nonnegative(), on: z.boolean() }).optional(),
  }),
  /** When each 党小组 of the roster came into being, as far as the ledger saw it. */
  groups: z.record(z.string(), z.number()).default({}),
  ticks: z.array(tickSchema).default([]),
  /** By the year that was reviewed. */
  reviews: z.record(z.string(), reviewSchema).default({}),
  rectifications: z.array(rectificationSchema).default([]),
  /** What the past year's book held besides `activities`. */
  earlier: z.array(heldSchema).default([]),
  /** The branch's own 组织生活清单 of the last, the present and the next month. */
  guidance: z.record(monthSchema, ownListSchema).default({}),
  /** The text under which the 组织生活清单 of the last month and those after it last went to the group, and when. */
  published: z.record(monthSchema, z.object({ at: z.number(), text: z.string() })).default({}),
  /** Pushes given up in the last fortnight, for the secretary's week. */
  unsent: z.array(z.object({ push: pushIdSchema, at: z.number(), what: z.string().default('') })).default([]),
  last: z.object({ member: z.int(), activity: z.int(), push: z.int() }),
});
export type Branch = z.infer<typeof branchSchema>;
