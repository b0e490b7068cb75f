import { activitiesIn, concerns } from '../domain/attendance.ts';
import type { Activity } from '../domain/branch.ts';
import { type Meaning, Refusal } from '../domain/refusal.ts';
import { idsCalled, type MemberId, nameOf, wordsFor } from '../domain/roster.ts';
import type { Situation } from './command.ts';

const onRoster = ({ branch, people }: Situation, name: string): MemberId[] =>
  idsCalled(people, name).filter((id) => id in branch.members);

const suggested = 3;

/** Members of three characters or more one of which was written otherwise, as thumbs and voice-to-text do. */
const alike = ({ branch, people }: Situation, written: string): Meaning[] =>
  branch.roster
    .filter((id) => {
      const name = [...nameOf(people, id)];
      const said = [...written].slice(0, name.length);
      return name.length >= 3 && said.length === name.length && name.filter((one, at) => one !== said[at]).length === 1;
    })
    .slice(0, suggested)
    .map((id) => ({
      label: nameOf(people, id),
      written: written.slice(0, nameOf(people, id).length),
      instead: `⟦${id}⟧`,
    }));

/** A page writes the member's id where a person writes the name, so that two of one name are never taken for each other. */
const writtenAsId = /^⟦(M[1-9]\d*)⟧[\s,，、:：]*/u;

/** The one member named who is on the roster or left it; for what concerns a person rather than an activity. */
export const personNamed = (situation: Situation, words: string): MemberId => {
  const { branch, people } = situation;
  const id = writtenAsId.exec(words.trim())?.[1];
  if (id !== undefined && id in branch.left) return id;
  const gone = idsCalled(people, words.trim()).filter((one) => one in branch.left);
  return gone.length === 1 && gone[0] !== undefined && onRoster(situation, words.trim()).length === 0
    ? gone[0]
    : memberNamed(situation, words);
};

/** Whether the words begin with what somebody on the roster is called. */
export const namesSomebody = ({ branch, people }: Situation, words: string): boolean =>
  branch.roster.some((id) => wordsFor(people, id).some((word) => words.startsWith(word)));

/**
 * Splits 「张三 迟到 10」 or 「老张迟到」 into the member and what follows; refuses unknown and ambiguous names, with whom
 * they may mean.
 */
export const memberAndRest = (situation: Situation, words: string): { member: MemberId; rest: string } => {
  const { branch, people } = situation;
  const text = words.trim();
  if (text === '') throw new Refusal('no-name', '请写明姓名。');
  const [written = '', given] = writtenAsId.exec(text) ?? [];
  if (given !== undefined && given in branch.members) return { member: given, rest: text.slice(written.length) };
  const [name] = branch.roster
    .flatMap((id) => wordsFor(people, id))
    .filter((word) => text.startsWith(word))
    .toSorted((a, b) => b.length - a.length);
  if (name === undefined) {
    const [unknown = ''] = text.split(/[\s,，、]/u);
    throw new Refusal('unknown-name', `名册里没有「${unknown}」，请核对姓名。`, alike(situation, unknown));
  }
  const rest = text.slice(name.length).replace(/^[\s,，、:：]+/u, '');
  const same = onRoster(situation, name);
  const [only] = same;
  if (only !== undefined && same.length === 1) return { member: only, rest };
  const groupOf = (id: MemberId): string => branch.members[id]?.group ?? '未分组';
  const byGroup = same.find((id) => rest.startsWith(groupOf(id)));
  if (byGroup === undefined) {
    // Two who are called alike have names of their own; two of one name have their 党小组.
    const isAlias = new Set(same.map((id) => nameOf(people, id))).size === same.length;
    const apart = same.map((id) => (isAlias ? nameOf(people, id) : groupOf(id)));
    const meanings = same.map((id) => ({
      label: `${nameOf(people, id)}，${groupOf(id)}`,
      written: name,
      instead: `⟦${id}⟧`,
    }));
    const how = isAlias ? '请写姓名' : '请在姓名后写上党小组';
    throw new Refusal('same-name', `名册里有 ${same.length} 位${name}（${apart.join('、')}），${how}。`, meanings);
  }
  return { member: byGroup, rest: rest.slice(groupOf(byGroup).length).replace(/^[\s,，、:：]+/u, '') };
};

/** The one member named; anything after the name is refused. */
export const memberNamed = (situation: Situation, words: string): MemberId => {
  const { member, rest } = memberAndRest(situation, words);
  if (rest !== '') throw new Refusal('extra-words', `没有看懂姓名后面的「${rest.slice(0, 20)}」。`);
  return member;
};

/** Several names, separated by spaces or 、; every one must be on the roster. */
export const membersNamed = (situation: Situation, words: string): MemberId[] => {
  const named: MemberId[] = [];
  for (let rest = words.trim(); rest !== ''; ) {
    const next = memberAndRest(situation, rest);
    named.push(next.member);
    rest = next.rest;
  }
  return [...new Set(named)];
};

/** What an officer can still record for this member: what is open, else the latest that closed. */
export const recordable = ({ branch }: Situation, member: MemberId): Activity[] => {
  const open = activitiesIn(branch, 'open').filter((activity) => concerns(branch, activity, member));
  if (open.length > 0) return open;
  return activitiesIn(branch, 'closed')
    .filter((activity) => concerns(branch, activity, member))
    .slice(-1);
};

const offeredToMakeUp = 5;

/** What this member was not at and has not made up: the latest few of this year that closed; else the latest of all. */
export const missedBy = ({ branch }: Situation, member: MemberId): Activity[] => {
  const closed = activitiesIn(branch, 'closed').filter((activity) => concerns(branch, activity, member));
  const missed = closed.filter(({ marks, madeUp }) => marks[member]?.is !== 'present' && !madeUp[member]);
  return missed.length > 0 ? missed.slice(-offeredToMakeUp) : closed.slice(-1);
};
