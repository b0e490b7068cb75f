import { z } from 'zod';

/** M1, M2, … in the order people came onto the roster; `founder` is whoever said 建支部 until a roster row is theirs. */
export const memberIdSchema = z.string().regex(/^(M[1-9]\d*|founder)$/);
export type MemberId = z.infer<typeof memberIdSchema>;

export const posts = ['书记', '副书记', '组织委员', '纪检委员', '宣传委员', '党小组长'] as const;
export type Post = (typeof posts)[number];

/** What the ledger knows of a member: no name, no account. `counted` is 应到 (计/不计), `votes` is 表决权. */
export const memberSchema = z.object({
  id: memberIdSchema,
  status: z.enum(['正式', '预备']),
  group: z.string().max(40).optional(),
  posts: z.array(z.enum(posts)),
  counted: z.boolean(),
  votes: z.boolean(),
});
export type Member = z.infer<typeof memberSchema>;

/** How far an account is trusted: `name` means only that a display name equalled a roster name. */
export const trustSchema = z.enum(['name', 'confirmed']);
export type Trust = z.infer<typeof trustSchema>;

/** Everything that identifies a person, kept apart from the ledger: one document per branch. */
export const peopleSchema = z.object({
  format: z.literal(1),
  members: z.record(memberIdSchema, z.object({ name: z.string(), joined: z.string().optional() })),
  accounts: z.record(z.string(), z.object({ member: memberIdSchema, trust: trustSchema })),
  claims: z.record(z.string(), memberIdSchema),
});
export type People = z.infer<typeof peopleSchema>;

export const nobody: People = { format: 1, members: {}, accounts: {}, claims: {} };

/** The shape of what a store knows as a whole; it names branches and rooms, and people only by id. */
export const registrySchema = z.object({
  format: z.literal(1),
  branches: z.array(z.object({ id: z.string(), name: z.string(), rooms: z.array(z.string()) })),
  codes: z.array(z.object({ hash: z.string(), spentBy: z.string().exactOptional() })),
  erased: z.array(z.object({ branch: z.string(), member: memberIdSchema })),
});
