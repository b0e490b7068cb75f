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
  members: z.record(
    memberIdSchema,
    z.object({
      name: z.string(),
      joined: z.string().optional(),
      /** What else people of the branch call this member (老张). */
      aliases: z.array(z.string()).optional(),
    }),
  ),
  accounts: z.record(z.string(), z.object({ member: memberIdSchema, trust: trustSchema })),
  claims: z.record(z.string(), memberIdSchema),
});
export type People = z.infer<typeof peopleSchema>;

export const nobody: People = { format: 1, members: {}, accounts: {}, claims: {} };

export const committeePosts: readonly Post[] = ['书记', '副书记', '组织委员', '纪检委员', '宣传委员'];

/** Who may say what, from least to most; the operator acts on the command line instead. */
export const roles = ['stranger', 'named', 'member', 'leader', 'officer', 'secretary'] as const;
export type Role = (typeof roles)[number];

/** The role of a member reached through an account of this trust: a display name alone carries no post. */
export const roleOf = (member: Member | undefined, trust: Trust): Role => {
  if (!member) return 'stranger';
  if (trust === 'name') return 'named';
  if (member.posts.includes('书记')) return 'secretary';
  if (member.posts.some((post) => committeePosts.includes(post))) return 'officer';
  return member.posts.includes('党小组长') ? 'leader' : 'member';
};

/** Who is behind an account, and with what powers; nobody on the roster is a stranger. The founder acts as secretary. */
export const actorOf = (
  members: Readonly<Record<MemberId, Member>>,
  people: People,
  account: string,
): { readonly member: MemberId | undefined; readonly role: Role } => {
  const bound = people.accounts[account];
  if (bound?.member === 'founder') return { member: 'founder', role: 'secretary' };
  const member = bound && members[bound.member];
  return member ? { member: member.id, role: roleOf(member, bound.trust) } : { member: undefined, role: 'stranger' };
};

export const mayAct = (role: Role, from: Role): boolean => roles.indexOf(role) >= roles.indexOf(from);

/** The name to show; somebody erased or not yet named is 「某同志」. */
export const nameOf = (people: People, id: MemberId): string => people.members[id]?.name ?? '某同志';

/** Every member of exactly this name. */
export const idsNamed = (people: People, name: string): MemberId[] =>
  Object.keys(people.members).filter((id) => people.members[id]?.name === name);

/** Every member whom somebody can mean by this word: those of exactly this name, else those who are called so. */
export const idsCalled = (people: People, word: string): MemberId[] => {
  const named = idsNamed(people, word);
  return named.length > 0
    ? named
    : Object.keys(people.members).filter((id) => people.members[id]?.aliases?.includes(word));
};

/** The name of a member, then what else people call this member. */
export const wordsFor = (people: People, id: MemberId): string[] => [
  nameOf(people, id),
  ...(people.members[id]?.aliases ?? []),
];

export const accountsOf = (people: People, id: MemberId): string[] =>
  Object.keys(people.accounts).filter((account) => people.accounts[account]?.member === id);

/**
 * The key of an account the operator could name only by group nickname (`wechat:昵称`). The sign keeps it apart from
 * every id a channel gives; other accounts stay as they are.
 */
export const nicknameAccount = (account: string): string => account.replace(/^wechat:(?!=)/u, 'wechat:=');
export const isNickname = (account: string): boolean => account.startsWith('wechat:=');

/** What a decision changes in the people document; the ledger keeps the fact, this keeps who it was. */
export type PeopleChange =
  | { readonly name: MemberId; readonly as: string; readonly joined?: string | undefined }
  | { readonly bind: string; readonly to: MemberId; readonly trust: Trust }
  | { readonly release: string }
  | { readonly claim: string; readonly as: MemberId }
  | { readonly alias: string; readonly of: MemberId; readonly known: boolean }
  | { readonly forget: MemberId };

const without = <T>(record: Record<string, T>, drop: (key: string, value: T) => boolean): Record<string, T> =>
  Object.fromEntries(Object.entries(record).filter(([key, value]) => !drop(key, value)));

export const changePeople = (people: People, change: PeopleChange): People => {
  if ('name' in change) {
    const joined = change.joined === undefined ? {} : { joined: change.joined };
    const aliases = people.members[change.name]?.aliases;
    const called = aliases === undefined ? {} : { aliases };
    return { ...people, members: { ...people.members, [change.name]: { name: change.as, ...joined, ...called } } };
  }
  if ('alias' in change) {
    const member = people.members[change.of];
    if (!member) return people;
    const others = (member.aliases ?? []).filter((alias) => alias !== change.alias);
    const { aliases: _, ...named } = member;
    const aliases = change.known ? [...others, change.alias] : others;
    return {
      ...people,
      members: { ...people.members, [change.of]: aliases.length === 0 ? named : { ...named, aliases } },
    };
  }
  if ('bind' in change) {
    return {
      ...people,
      accounts: { ...people.accounts, [change.bind]: { member: change.to, trust: change.trust } },
      claims: without(people.claims, (account) => account === change.bind),
    };
  }
  if ('release' in change) {
    return {
      ...people,
      accounts: without(people.accounts, (account) => account === change.release),
      claims: without(people.claims, (account) => account === change.release),
    };
  }
  if ('claim' in change) return { ...people, claims: { ...people.claims, [change.claim]: change.as } };
  return {
    ...people,
    members: without(people.members, (id) => id === change.forget),
    accounts: without(people.accounts, (_, bound) => bound.member === change.forget),
    claims: without(people.claims, (_, id) => id === change.forget),
  };
};

/** Free text as the ledger may keep it: every roster name, and every alias of one member alone, replaced by the id. */
export const withoutNames = (text: string, people: People): string =>
  Object.keys(people.members)
    .flatMap((id) => wordsFor(people, id).map((word) => ({ word, id })))
    .filter(({ word, id }) => word.length >= 2 && (word === nameOf(people, id) || idsCalled(people, word).length === 1))
    .toSorted((a, b) => b.word.length - a.word.length)
    .reduce((kept, { word, id }) => kept.replaceAll(word, `⟦${id}⟧`), text);

/** The same text for people to read. */
export const withNames = (text: string, people: People): string =>
  text.replaceAll(/⟦(M\d+)⟧/g, (_, id: string) => nameOf(people, id));

/** The shape of what a store knows as a whole; it names branches and rooms, and people only by id. */
export const registrySchema = z.object({
  format: z.literal(1),
  branches: z.array(z.object({ id: z.string(), name: z.string(), rooms: z.array(z.string()) })),
  codes: z.array(z.object({ hash: z.string(), spentBy: z.string().exactOptional() })),
  erased: z.array(z.object({ branch: z.string(), member: memberIdSchema })),
});
