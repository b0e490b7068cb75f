import { groupsOf } from '../../domain/plan.ts';
import { accountsOf, type Member, type MemberId, nameOf, posts } from '../../domain/roster.ts';
import { definePage, type View } from '../page.ts';
import { Field, Nothing, Say, SayForm, Section } from '../parts.tsx';
import { ClaimRow, claimed, ErasureRow, leaving } from '../people-rows.tsx';

/** Who belongs to the branch, in its groups and posts; whose account is known; who came and who left. */
export const roster = definePage({
  path: 'roster',
  title: '名册',
  menu: '名册',
  render: (view) => (
    <>
      <h1>名册</h1>
      <Counts view={view} />
      <Waiting view={view} />
      <Groups view={view} />
      <Import view={view} />
      <Gone view={view} />
    </>
  ),
});

const Counts = ({ view: { branch } }: { view: View }) => {
  const members = branch.roster.flatMap((id) => branch.members[id] ?? []);
  const count = (which: (member: Member) => boolean): number => members.filter(which).length;
  const counts: [string, number][] = [
    ['党员', members.length],
    ['正式', count(({ status }) => status === '正式')],
    ['预备', count(({ status }) => status === '预备')],
    ['有表决权', count(({ votes }) => votes)],
  ];
  return (
    <dl class="counts" id="counts">
      {counts.map(([name, number]) => (
        <div>
          <dt>{name}</dt>
          <dd>{number}</dd>
        </div>
      ))}
    </dl>
  );
};

const Waiting = ({ view }: { view: View }) => {
  const [claims, erasures] = [claimed(view), leaving(view)];
  return claims.length + erasures.length === 0 ? (
    <></>
  ) : (
    <Section id="waiting" title="等您决定">
      <ul class="rows">
        {claims.map((id) => (
          <ClaimRow view={view} id={id} />
        ))}
        {erasures.map((id) => (
          <ErasureRow view={view} id={id} />
        ))}
      </ul>
    </Section>
  );
};

const withoutGroup = '没有编入党小组';

const Groups = ({ view }: { view: View }) => {
  const { branch } = view;
  if (branch.roster.length === 0) {
    return (
      <Section id="members" title="同志">
        <Nothing>还没有名册。请在下面导入。</Nothing>
      </Section>
    );
  }
  const groups = [...groupsOf(branch), undefined]
    .map((group) => ({ group, ids: branch.roster.filter((id) => branch.members[id]?.group === group) }))
    .filter(({ ids }) => ids.length > 0);
  return (
    <>
      {groups.map(({ group, ids }, index) => (
        <Section id={`group-${index + 1}`} title={`${group ?? withoutGroup}，${ids.length}人`}>
          <ul class="rows">
            {ids.map((id) => (
              <MemberRow view={view} id={id} />
            ))}
          </ul>
        </Section>
      ))}
    </>
  );
};

const MemberRow = ({ view, id }: { view: View; id: MemberId }) => {
  const { branch, people } = view;
  const member = branch.members[id];
  const name = nameOf(people, id);
  if (!member) return <></>;
  const accounts = accountsOf(people, id);
  const isKnown = accounts.some((account) => people.accounts[account]?.trust === 'confirmed');
  const { withoutBot, unnamed } = branch.preferences[id] ?? {};
  return (
    <li id={`m-${id}`}>
      <div class="row-head">
        <h3>{name}</h3>
        {member.status === '预备' && <span class="badge">预备</span>}
        {member.posts.map((post) => (
          <span class="badge good">{post}</span>
        ))}
        {!isKnown && <span class="badge wait">账号未确认</span>}
      </div>
      <p class="note">
        {[
          member.counted ? '' : '不计入应到。',
          member.votes === (member.status === '正式') ? '' : member.votes ? '有表决权。' : '无表决权。',
          withoutBot ? '由支委代为登记。' : '',
          unnamed ? '在群里不点名。' : '',
        ].join('')}
      </p>
      <details>
        <summary>更改{name}</summary>
        <ChangeForm view={view} member={member} />
        <div class="acts">
          {accounts.length > 0 && <Say says={`解除绑定 ⟦${id}⟧`}>解除账号对应</Say>}
          <Say says={`名册 离开 ⟦${id}⟧`}>登记{name}离开</Say>
        </div>
      </details>
    </li>
  );
};

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

const Import = ({ view: { branch } }: { view: View }) => (
  <Section id="import" title="导入名册">
    <p class="note">
      可以重复导入：保存以前会列出新增、更改和转回的同志，由您确认。名册里有而文件里没有的同志保留不变。
    </p>
    <SayForm id="import-file" says="名册" button="读取文件" withFile>
      <Field label="CSV 或 xlsx 文件，第一行是：姓名、状态、党小组、职务">
        <input type="file" name="file" required accept=".csv,.xlsx,.xlsm,.xls,.et" />
      </Field>
    </SayForm>
    <details open={branch.roster.length === 0}>
      <summary>粘贴名单</summary>
      <SayForm id="import-lines" says="名册" button="读取名单">
        <label class="field whole">
          <span>每行一位：姓名 正式或预备 党小组 职务</span>
          <textarea name="lines" required maxlength={20_000}></textarea>
        </label>
      </SayForm>
    </details>
  </Section>
);

const Gone = ({ view: { branch, people } }: { view: View }) => {
  const gone = Object.keys(branch.left).filter((id) => id in people.members);
  return gone.length === 0 ? (
    <></>
  ) : (
    <Section id="gone" title="已经离开">
      <p class="note">以前的记录保留。转回以后，以前的记录仍属于本人。</p>
      <ul class="rows">
        {gone.map((id) => (
          <li id={`gone-${id}`}>
            <div class="row-head">
              <h3>{nameOf(people, id)}</h3>
            </div>
            <div class="acts">
              <Say says={returning(id, branch.left[id])}>转回</Say>
              <Say says={`删除资料 ⟦${id}⟧`}>删除资料</Say>
            </div>
          </li>
        ))}
      </ul>
    </Section>
  );
};

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
