import type { Branch } from './branch.ts';
import { type Member, nameOf, type People } from './roster.ts';
import type { RosterChange } from './roster-import.ts';

const counted = (member: Member): string => (member.counted ? '' : '不计应到');
const voting = (member: Member): string =>
  member.votes === (member.status === '正式') ? '' : member.votes ? '有表决权' : '无表决权';

/** 「正式，第一党小组，组织委员」. */
const described = (member: Member): string =>
  [member.status, member.group ?? '', member.posts.join('、'), counted(member), voting(member)]
    .filter((one) => one !== '')
    .join('，');

/** 「郑十：新增，正式，第一党小组」: what an import would change, a line for each person, names as they will be. */
export const rosterDifferences = (branch: Branch, people: People, change: RosterChange): readonly string[] => {
  const members = new Map(
    change.facts.flatMap((fact) =>
      fact.type === 'roster-changed' ? fact.members.map((member) => [member.id, member] as const) : [],
    ),
  );
  const names = new Map(change.people.flatMap((one) => ('name' in one ? [[one.name, one.as] as const] : [])));
  const line = (id: string, what: string): string => `${names.get(id) ?? nameOf(people, id)}：${what}`;
  const now = (id: string): string => {
    const member = members.get(id);
    return member === undefined ? '' : described(member);
  };
  return [
    ...change.added.map((id) => line(id, `新增，${now(id)}`)),
    ...change.returned.map((id) => line(id, `转回，${now(id)}`)),
    ...change.changed.map((id) => {
      const before = branch.members[id];
      const renamed = names.has(id) && names.get(id) !== people.members[id]?.name;
      const parts = [
        renamed ? `原来写作${nameOf(people, id)}` : '',
        before && members.has(id) ? `由「${described(before)}」改为「${now(id)}」` : '',
      ];
      return line(id, parts.filter((part) => part !== '').join('，'));
    }),
  ];
};
