import { groupsOf } from '../../domain/plan.ts';
import { type Member, type MemberId, nameOf } from '../../domain/roster.ts';
import { definePage, type View } from '../page.ts';
import { Field, Nothing, SayForm, Section } from '../parts.tsx';
import { ClaimRow, claimed, ErasureRow, leaving, MemberBadges, notesOf } from '../people-rows.tsx';

/** Who belongs to the branch, in its groups and posts; whose account is known; who came and who left. */
export const roster = definePage({
  path: 'roster',
  title: '名册',
  menu: '名册',
  render: (view) => (
    <>
      <h1>名册</h1>
      <Counts view={view} />
      <p class="note screen-only">按姓名查看和更改一位同志，或者登记离开。</p>
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
        <Section id={`group-${index + 1}`} title={`${group ?? '没有编入党小组'}，${ids.length}人`}>
          <ul class="rows people">
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
  const notes = notesOf(view, id);
  return (
    <li id={`m-${id}`}>
      <div class="row-head">
        <h3>
          <a href={`roster/${id}`}>{nameOf(view.people, id)}</a>
        </h3>
        <MemberBadges view={view} id={id} />
      </div>
      {notes !== '' && <p class="note">{notes}</p>}
    </li>
  );
};

const Import = ({ view: { branch } }: { view: View }) => (
  <Section id="import" title="导入名册" screenOnly>
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
            <h3>
              <a href={`roster/${id}`}>{nameOf(people, id)}</a>
            </h3>
          </li>
        ))}
      </ul>
    </Section>
  );
};
