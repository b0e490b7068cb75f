import type { Branch } from './branch.ts';
import { isNickname, type MemberId, type People, wordsFor } from './roster.ts';
import { simplify } from './understand/simplify.ts';

const invisible = /\u200B|\u200C|\u200D|\u200E|\u200F|\u2060|\uFEFF|\uFE0F|\u20E3/gu;

/** The form in which written names and words are compared: NFKC, simplified, nothing invisible. Line breaks stay. */
export const plain = (text: string): string =>
  simplify(text.normalize('NFKC'))
    .replaceAll(invisible, '')
    .replaceAll(/\r\n?/gu, '\n')
    .replaceAll(/[^\S\n]+/gu, ' ');

/** Every name a list or a chat may call a member by, longest first. */
export type NameBook = {
  readonly names: readonly string[];
  /** The one member meant by a name; `beside` is what else was written, for the 党小组 that tells two of one name apart. */
  readonly find: (name: string, beside?: string) => MemberId | undefined;
};

const withoutSpaces = (text: string): string => plain(text).replaceAll(/\s/gu, '');

/** The roster's names and aliases, and the group nicknames that the operator's 账号 column gave. */
export const nameBookOf = (branch: Branch, people: People): NameBook => {
  const known = new Map<string, MemberId[]>();
  const add = (name: string, id: MemberId): void => {
    const key = withoutSpaces(name);
    const ids = known.get(key) ?? [];
    if (key !== '' && !ids.includes(id)) known.set(key, [...ids, id]);
  };
  for (const id of branch.roster) if (id in people.members) for (const word of wordsFor(people, id)) add(word, id);
  for (const [account, { member }] of Object.entries(people.accounts)) {
    if (isNickname(account) && member in branch.members) add(account.slice(account.indexOf('=') + 1), member);
  }
  return {
    names: [...known.keys()].filter((name) => name.length >= 2).toSorted((a, b) => b.length - a.length),
    find: (name, beside = '') => {
      const ids = known.get(withoutSpaces(name)) ?? [];
      if (ids.length <= 1) return ids[0];
      const said = withoutSpaces(beside);
      const [only, ...others] = ids.filter((id) => {
        const group = branch.members[id]?.group;
        return group !== undefined && said.includes(withoutSpaces(group));
      });
      return others.length === 0 ? only : undefined;
    },
  };
};
