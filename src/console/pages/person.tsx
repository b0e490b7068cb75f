import { groupsOf } from '../../domain/plan.ts';
import { accountsOf, type Member, type MemberId, nameOf, posts } from '../../domain/roster.ts';
import { definePage, type View } from '../page.ts';
import { Field, Say, SayForm, Section } from '../parts.tsx';
import { MemberBadges, notesOf } from '../people-rows.tsx';

/** One person on the roster, or who has left: what is kept, what can be changed, and by whom it was. */
export const person = definePage({
  path: 'roster/:member',
  title: '名册',
  under: 'roster',
  render: (view) => {
    const id = view.params['member'] ?? '';
    const { branch, people } = view;
    if (!(id in people.members) || !(id in branch.members || id in branch.left)) return undefined;
    const one = branch.members[id];
    return (
      <>
        <h1>{nameOf(people, id)}</h1>
        <div id={`m-${id}`}>
          <p class="row-head">
            <MemberBadges view={view} id={id} />
          </p>
          <p>
            {one ? `${one.status}党员，${one.group ?? withoutGroup}。` : '已经离开本支部，以前的记录保留。'}
            {notesOf(view, id)}
          </p>
          <p class="acts screen-only">
            <a class="button" href={`ledger?member=${id}`}>
              查看{nameOf(people, id)}的台账，是谁登记和更正的
            </a>
            <a class="button" href="roster">
              返回名册
            </a>
          </p>
        </div>
        {one ? <Present view={view} member={one} /> : <Gone view={view} id={id} />}
      </>
    );
  },
});

const withoutGroup = '没有编入党小组';

const Present = ({ view, member: one }: { view: View; member: Member }) => {
  const name = nameOf(view.people, one.id);
  const accounts = accountsOf(view.people, one.id);
  return (
    <>
      <Section id="change" title={`更改${name}`} screenOnly>
        <p class="note">按「查看变化」以后先列出变化，由您确认才保存。</p>
        <ChangeForm view={view} member={one} />
      </Section>
      {accounts.length > 0 && (
        <Section id="account" title="聊天账号" screenOnly>
          <p class="note">账号对应错了，或者换了账号，可以解除；本人再说「我是 姓名」就能重新申请。</p>
          <div class="acts">
            <Say says={`解除绑定 ⟦${one.id}⟧`}>解除账号对应</Say>
          </div>
        </Section>
      )}
      <Section id="leaving" title="离开支部" screenOnly>
        <p class="note">离开以后不再计入应到，以前的记录保留，随时可以转回。</p>
        <div class="acts">
          <Say says={`名册 离开 ⟦${one.id}⟧`}>登记{name}离开</Say>
        </div>
      </Section>
    </>
  );
};

const Gone = ({ view: { branch }, id }: { view: View; id: MemberId }) => (
  <Section id="gone" title="转回或者删除" screenOnly>
    <p class="note">转回以后，以前的记录仍属于本人。删除资料以前会先列出保留什么，由书记确认。</p>
    <div class="acts">
      <Say says={returning(id, branch.left[id])}>转回</Say>
      <Say says={`删除资料 ⟦${id}⟧`}>查看并删除资料</Say>
    </div>
  </Section>
);

const ChangeForm = ({ view: { branch }, member }: { view: View; member: Member }) => (
  <SayForm id={`change-${member.id}`} says={`名册 更改 ⟦${member.id}⟧`} button="查看变化">
    <Field label="状态">
      <select name="says">
        {['正式', '预备'].map((status) => (
          <option value={status} selected={status === member.status}>
            {status}
          </option>
        ))}
      </select>
    </Field>
    <Field label="党小组">
      <select name="says">
        <option value="">{withoutGroup}</option>
        {groupsOf(branch).map((group) => (
          <option value={group} selected={group === member.group}>
            {group}
          </option>
        ))}
      </select>
    </Field>
    <Field label="应到">
      <select name="says">
        <option value="计应到">计入应到</option>
        <option value="不计应到" selected={!member.counted}>
          不计入应到
        </option>
      </select>
    </Field>
    <Field label="表决权">
      <select name="says">
        <option value="">正式党员有，预备党员没有</option>
        <option value="无表决权" selected={member.status === '正式' && !member.votes}>
          没有表决权
        </option>
      </select>
    </Field>
    <fieldset class="whole">
      <legend>职务</legend>
      {posts.map((post) => (
        <label class="tick">
          <input type="checkbox" name="says" value={post} checked={member.posts.includes(post)} /> {post}
        </label>
      ))}
    </fieldset>
  </SayForm>
);

/** As the member was when leaving, without the posts. */
const returning = (id: MemberId, member: Member | undefined): string =>
  [
    `名册 更改 ⟦${id}⟧`,
    member?.status ?? '正式',
    member?.group ?? '',
    member?.counted === false ? '不计应到' : '',
    member?.status === '正式' && !member.votes ? '无表决权' : '',
  ]
    .filter((word) => word !== '')
    .join(' ');
