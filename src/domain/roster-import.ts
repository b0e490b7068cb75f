import type { Branch } from './branch.ts';
import type { Fact } from './entry.ts';
import {
  accountsOf,
  isNickname,
  type Member,
  type MemberId,
  nameOf,
  nicknameAccount,
  type People,
  type PeopleChange,
} from './roster.ts';
import type { Problem, RosterRow } from './roster-row.ts';
import { matchRoster } from './roster-table.ts';

export type RosterChange = {
  readonly facts: readonly Fact[];
  readonly people: readonly PeopleChange[];
  readonly added: readonly MemberId[];
  readonly changed: readonly MemberId[];
  readonly returned: readonly MemberId[];
  /** On the roster and not in the file: they stay unless `leaveMissing`. */
  readonly missing: readonly MemberId[];
  /** Rows whose 入党月日 was not kept, because the member has not agreed. */
  readonly unkeptJoinDates: number;
};

const memberOf = (id: MemberId, row: RosterRow): Member => ({
  id,
  status: row.status,
  ...(row.group === undefined ? {} : { group: row.group }),
  posts: [...row.posts],
  counted: row.counted,
  votes: row.votes,
});

const sameMember = (a: Member | undefined, b: Member): boolean =>
  a !== undefined &&
  a.status === b.status &&
  a.group === b.group &&
  a.counted === b.counted &&
  a.votes === b.votes &&
  a.posts.toSorted().join() === b.posts.toSorted().join();

/**
 * Rows onto the roster: people matched by account, name, or name and 党小组; only what changed becomes a fact, so that
 * the same file twice changes nothing. Accounts in the file (the operator's column) are bound at once if `bindAccounts`.
 */
export const importRoster = (
  branch: Branch,
  people: People,
  written: readonly RosterRow[],
  { bindAccounts, leaveMissing = false }: { bindAccounts: boolean; leaveMissing?: boolean },
): RosterChange | { readonly problems: readonly Problem[] } => {
  const rows = written.map((row) => ({ ...row, accounts: row.accounts.map(nicknameAccount) }));
  const known = Object.keys({ ...branch.members, ...branch.left }).map((id) => ({
    id,
    name: nameOf(people, id),
    group: (branch.members[id] ?? branch.left[id])?.group,
    accounts: accountsOf(people, id),
  }));
  const match = matchRoster(rows, known);
  if (match.problems.length > 0) return { problems: match.problems };

  const stays = branch.roster.filter((id) => match.missing.includes(id));
  const secretaryRow = rows.find(({ posts }) => posts.includes('书记'));
  const otherSecretary = stays.find((id) => branch.members[id]?.posts.includes('书记'));
  if (secretaryRow && otherSecretary !== undefined && !leaveMissing) {
    return {
      problems: [
        {
          line: secretaryRow.line,
          what: `第${secretaryRow.line}行的职务是书记，而名册里已经有另一位书记，请在同一份名册里写明两位的职务。`,
        },
      ],
    };
  }

  const members: Member[] = [];
  const changes: PeopleChange[] = [];
  const added: MemberId[] = [];
  const changed: MemberId[] = [];
  const returned: MemberId[] = [];
  let unkeptJoinDates = 0;
  let next = branch.last.member;

  const note = (id: MemberId, row: RosterRow): void => {
    const keeps = branch.preferences[id]?.keepsJoinDate === true;
    if (row.joined !== undefined && !keeps) unkeptJoinDates += 1;
    const before = people.members[id];
    const joined = keeps ? (row.joined ?? before?.joined) : undefined;
    if (before?.name !== row.name || before.joined !== joined) changes.push({ name: id, as: row.name, joined });
    if (!bindAccounts) return;
    for (const account of row.accounts) {
      const bound = people.accounts[account];
      // A nickname that was recognised is used up, and saying it again changes nothing.
      const isKnown = bound?.member === id && (bound.trust === 'confirmed' || isNickname(account));
      if (!isKnown) changes.push({ bind: account, to: id, trust: 'confirmed' });
    }
  };

  for (const { row, id } of match.matched) {
    const member = memberOf(id, row);
    const back = id in branch.left;
    const renamed = people.members[id]?.name !== row.name;
    if (back || !sameMember(branch.members[id], member)) members.push(member);
    if (back) returned.push(id);
    else if (renamed || !sameMember(branch.members[id], member)) changed.push(id);
    note(id, row);
  }
  for (const row of match.added) {
    next += 1;
    const id = `M${next}`;
    members.push(memberOf(id, row));
    added.push(id);
    note(id, row);
  }
  const left = leaveMissing ? stays : [];
  const bound = changes.filter((change) => 'bind' in change);
  return {
    facts: [
      ...(members.length + left.length > 0 ? [{ type: 'roster-changed' as const, members, left }] : []),
      ...bound.map((change) => ({ type: 'account-bound' as const, member: change.to, trust: change.trust })),
    ],
    people: changes,
    added,
    changed,
    returned,
    missing: stays,
    unkeptJoinDates,
  };
};
