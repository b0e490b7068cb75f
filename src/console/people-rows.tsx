import { accountsOf, type MemberId, nameOf } from '../domain/roster.ts';
import type { View } from './page.ts';
import { Say } from './parts.tsx';

/** Members for whom an account waits to be confirmed. */
export const claimed = ({ branch, people }: View): MemberId[] =>
  [...new Set(Object.values(people.claims))].filter((id) => id in branch.members);

/** Members who asked to be erased. */
export const leaving = ({ branch }: View): MemberId[] =>
  branch.roster.filter((id) => branch.preferences[id]?.erasureAsked);

/** An account that somebody says is theirs: an officer who knows the person decides. */
export const ClaimRow = ({ view: { people }, id }: { view: View; id: MemberId }) => (
  <li id={`claim-${id}`}>
    <div class="row-head">
      <b>{nameOf(people, id)}</b>
      <span>有账号申请对应到这位同志，请先核对是本人。</span>
    </div>
    <div class="acts">
      <Say says={`确认绑定 ⟦${id}⟧`} main>
        是本人，确认
      </Say>
      <Say says={`解除绑定 ⟦${id}⟧`}>不是本人</Say>
    </div>
  </li>
);

/** Somebody who wants to be forgotten: the answer to the button says first what remains. */
export const ErasureRow = ({ view: { people }, id }: { view: View; id: MemberId }) => (
  <li id={`erase-${id}`}>
    <div class="row-head">
      <b>{nameOf(people, id)}</b>
      <span>申请删除本人资料，由书记确认。</span>
    </div>
    <div class="acts">
      <Say says={`删除资料 ⟦${id}⟧`}>查看并确认</Say>
    </div>
  </li>
);

/** What stands beside a name on the roster. */
export const MemberBadges = ({ view: { branch, people }, id }: { view: View; id: MemberId }) => {
  const member = branch.members[id];
  const isKnown = accountsOf(people, id).some((account) => people.accounts[account]?.trust === 'confirmed');
  return (
    <>
      {member?.status === '预备' && <span class="badge">预备</span>}
      {member?.posts.map((post) => (
        <span class="badge good">{post}</span>
      ))}
      {member && !isKnown && <span class="badge wait">账号未确认</span>}
    </>
  );
};

/** What is not as usual with somebody, in whole sentences. */
export const notesOf = ({ branch }: View, id: MemberId): string => {
  const member = branch.members[id];
  const { withoutBot, unnamed } = branch.preferences[id] ?? {};
  return [
    member?.counted === false ? '不计入应到。' : '',
    !member || member.votes === (member.status === '正式') ? '' : member.votes ? '有表决权。' : '无表决权。',
    withoutBot ? '由支委代为登记。' : '',
    unnamed ? '在群里不点名。' : '',
  ].join('');
};
