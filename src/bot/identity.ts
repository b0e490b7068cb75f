import type { Fact } from '../domain/entry.ts';
import { queueToOfficers } from '../domain/push.ts';
import {
  actorOf,
  isNickname,
  type MemberId,
  mayAct,
  nameOf,
  nicknameAccount,
  type PeopleChange,
  roleOf,
} from '../domain/roster.ts';
import type { Incoming } from '../ports.ts';
import type { Speaker } from './command.ts';
import type { Held } from './recorder.ts';

/** The operator's 账号 column named this person by group nickname: good once, for the account that bears it first. */
const declaredName = (held: Held, incoming: Incoming): { key: string; member: MemberId } | undefined => {
  if (incoming.direct || incoming.sender.id in held.people.accounts) return undefined;
  const key = nicknameAccount(`${incoming.sender.id.split(':')[0]}:${incoming.sender.name.trim()}`);
  // Anybody may call himself by another's id: only the key of a nickname is one.
  const bound = isNickname(key) ? held.people.accounts[key] : undefined;
  return bound?.trust === 'confirmed' && bound.member in held.branch.members
    ? { key, member: bound.member }
    : undefined;
};

/** Who speaks, as far as the account is bound. */
export const speakerOf = (held: Held, incoming: Incoming): Speaker => {
  const account = incoming.sender.id;
  const base = { account, displayName: incoming.sender.name };
  const declared = declaredName(held, incoming);
  const member = declared && held.branch.members[declared.member];
  const actor = member
    ? { member: member.id, role: roleOf(member, 'confirmed') }
    : actorOf(held.branch.members, held.people, account);
  // Found again only by a display name: good for one's own attendance, not for an office.
  const isCapped = incoming.sender.refound && actor.member !== 'founder' && mayAct(actor.role, 'leader');
  return { ...base, ...actor, ...(isCapped ? { role: 'member' } : {}) };
};

/** A display name equal to exactly one unbound roster name without 职务 is that member, for 签到 迟到 请假 only. */
export const recognised = (held: Held, incoming: Incoming): MemberId | undefined => {
  if (incoming.direct) return undefined;
  const name = incoming.sender.name.trim();
  const named = held.branch.roster.filter((id) => nameOf(held.people, id) === name);
  const [only, ...others] = named;
  if (only === undefined || others.length > 0 || held.branch.members[only]?.posts.length !== 0) return undefined;
  if (held.branch.preferences[only]?.notByName) return undefined;
  const isBound = Object.values(held.people.accounts).some(({ member }) => member === only);
  return isBound ? undefined : only;
};

export type Identified = {
  readonly speaker: Speaker;
  /** What binds the account for good, to be recorded with what was decided. */
  readonly facts: readonly Fact[];
  readonly people: readonly PeopleChange[];
  /** What the officers are told of it; the push follows those decided before it. */
  readonly notice: (decided: readonly Fact[], now: number) => readonly Fact[];
};

/** The speaker with the binding that this message itself brings about: by the operator's word, or by the display name. */
export const identify = (held: Held, incoming: Incoming, recordsAttendance: boolean): Identified => {
  const speaker = speakerOf(held, incoming);
  const none = { speaker, facts: [], people: [], notice: () => [] };
  const declared = declaredName(held, incoming);
  if (declared) {
    const { key, member } = declared;
    return {
      ...none,
      facts: [{ type: 'account-bound', member, trust: 'confirmed' }],
      people: [
        { bind: speaker.account, to: member, trust: 'confirmed' },
        { bind: key, to: member, trust: 'name' },
      ],
    };
  }
  const member = speaker.role === 'stranger' && recordsAttendance ? recognised(held, incoming) : undefined;
  if (member === undefined) return none;
  return {
    speaker: { ...speaker, member, role: 'named' },
    facts: [{ type: 'account-bound', member, trust: 'name' }],
    people: [{ bind: speaker.account, to: member, trust: 'name' }],
    notice: (decided, now) =>
      queueToOfficers(
        held.branch,
        `群昵称为「⟦${member}⟧」的账号已按名册对应到本人，目前只能签到、说明迟到和请假。如有误，请说「解除绑定 ⟦${member}⟧」。`,
        now,
        decided,
      ),
  };
};
