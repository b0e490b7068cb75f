import { activityById, rate, tally } from '../../domain/attendance.ts';
import type { Activity } from '../../domain/branch.ts';
import { formatWhen, localDate } from '../../domain/calendar.ts';
import { markText } from '../../domain/mark-words.ts';
import { concernText, titleOf } from '../../domain/push.ts';
import { quorum, quorumLine } from '../../domain/quorum.ts';
import { missingIn } from '../../domain/record.ts';
import { type MemberId, nameOf, withNames } from '../../domain/roster.ts';
import { everybody, stateName } from '../activity-line.ts';
import { Decisions } from '../decisions.tsx';
import { definePage, type View } from '../page.ts';
import { Download, Field, Say, SayButton, SayForm, SayList, Section } from '../parts.tsx';

type Props = { readonly view: View; readonly activity: Activity };

/** One activity, live: who is there, who may still come, and what an officer does about it. */
export const activity = definePage({
  path: 'activity/:activity',
  title: '活动',
  under: 'activities',
  render: (view) => {
    const one = activityById(view.branch, view.params['activity'] ?? '');
    return one && <Whole view={view} activity={one} />;
  },
});

const Whole = ({ view, activity: one }: Props) => {
  const { branch, people } = view;
  return (
    <>
      <h1>{titleOf(one, people)}</h1>
      <p class="lead">
        <span class={one.state === 'open' ? 'badge good' : 'badge'}>{stateName(branch, one, view.now)}</span>{' '}
        {formatWhen(one.start, branch.timeZone)}
        {one.place === '' ? '' : `，${withNames(one.place, people)}`}，{concernText(one.concern)}
        {one.online ? '，可线上参加' : ''}。
      </p>
      {one.state !== 'dropped' && (
        <>
          <Counts view={view} activity={one} />
          <Steps view={view} activity={one} />
          <Pending view={view} activity={one} />
          <Roll view={view} activity={one} />
          <Papers view={view} activity={one} />
          <Change view={view} activity={one} />
        </>
      )}
    </>
  );
};

const Counts = ({ view: { branch }, activity: one }: Props) => {
  const { should, present, online, leave, open, absent } = tally(branch, one);
  const counts: [string, string | number][] = [
    ['应到', should],
    ['实到', present],
    ['其中线上', online],
    ['请假', leave],
    one.state === 'closed' ? ['缺席', absent] : ['未登记', open],
    ...(one.state === 'planned' ? [] : [['到会率', rate(present, should)] as [string, string]]),
  ];
  return (
    <>
      <dl class="counts" id="counts">
        {counts.map(([name, count]) => (
          <div>
            <dt>{name}</dt>
            <dd>{count}</dd>
          </div>
        ))}
      </dl>
      {one.state !== 'planned' && <p class="lead">{quorumLine(quorum(branch, one))}</p>}
    </>
  );
};

const Steps = ({ view: { branch, now }, activity: one }: Props) => (
  <div class="acts" id="steps">
    {one.state === 'planned' && (
      <Say says={`开始签到 ${one.id}`} main>
        开始签到
      </Say>
    )}
    {one.state === 'open' && (
      <Say says={`结束签到 ${one.id}`} main>
        结束签到
      </Say>
    )}
    {one.state === 'closed' &&
      [one.start, one.closedAt ?? 0].some(
        (at) => localDate(at, branch.timeZone) === localDate(now, branch.timeZone),
      ) && <Say says={`重新签到 ${one.id}`}>重新开始签到</Say>}
    {(one.state === 'planned' || one.state === 'open') && (
      <Say says={`${one.online ? '不允许线上' : '允许线上'} ${one.id}`}>
        {one.online ? '不再允许线上' : '允许线上参加'}
      </Say>
    )}
  </div>
);

const Pending = ({ view, activity: one }: Props) => {
  const rows = Decisions({ view, activity: one, named: false });
  return one.state === 'dropped' ? (
    <></>
  ) : (
    <section aria-label="等您决定">
      <ul class="rows">{rows}</ul>
    </section>
  );
};

/** In roster order, as the paper lies on the table: one tap for who is in the room, and one form for all else. */
const Roll = ({ view, activity: one }: Props) => {
  const ids = everybody(view.branch, one);
  const mayMark = one.state === 'open' || one.state === 'closed';
  return (
    <Section id="roll" title={mayMark ? '登记到会' : '名单'}>
      {mayMark && <p class="note">按名册顺序。亲眼见到的同志，按一下「到」即可；其他情形在名单下面登记。</p>}
      <SayList>
        <ol class="roll two lead">
          {ids.map((id) => (
            <RollRow view={view} activity={one} id={id} mayMark={mayMark} />
          ))}
        </ol>
      </SayList>
      {mayMark && <OtherMarks view={view} activity={one} ids={ids} />}
    </Section>
  );
};

const RollRow = ({ view, activity: one, id, mayMark }: Props & { id: MemberId; mayMark: boolean }) => {
  const name = nameOf(view.people, id);
  const isHere = one.marks[id]?.is === 'present';
  return (
    <li id={`m-${id}`} class={isHere ? 'here' : undefined}>
      <span>
        <span class="name">{name}</span> <span class="state">{stateOf(one, id)}</span>
      </span>
      {mayMark && (
        <SayButton says={`代录 ${one.id} ⟦${id}⟧ 到`} label={`到，${name}`} pressed={isHere}>
          到
        </SayButton>
      )}
    </li>
  );
};

const stateOf = (one: Activity, id: MemberId): string => {
  if (one.marks[id]) return markText(one, id);
  if (one.proxies[id]) return '代报，待确认';
  const leave = one.leaves[id];
  if (leave?.state === 'asked') return `请假待定（${leave.category}）`;
  if (leave?.state === 'refused') return '请假未获同意';
  const minutes = one.announcedLate[id];
  if (minutes !== undefined) return minutes > 0 ? `说会晚到 ${minutes} 分钟` : '说会晚到';
  if (one.intentions[id]) return '打算参加';
  return one.state === 'planned' ? '' : '未登记';
};

const OtherMarks = ({ view: { people }, activity: one, ids }: Props & { ids: readonly MemberId[] }) => {
  const options = ids.map((id) => <option value={`⟦${id}⟧`}>{nameOf(people, id)}</option>);
  const states = [
    ['到', '到会'],
    ['线上', '线上参加'],
    ['迟到', '迟到（请写几分钟）'],
    ['请假 病假', '病假'],
    ['请假 事假', '事假'],
    ['请假 公差', '公差'],
    ['请假 其他', '请假（其他）'],
    ['缺席', one.state === 'closed' ? '缺席' : '没有到（取消登记）'],
    ...(one.state === 'closed' ? [['补课', '已补课']] : []),
  ];
  return (
    <>
      <details class="lead">
        <summary>登记线上、迟到、请假，或更正</summary>
        <SayForm id={`other-${one.id}`} says={`代录 ${one.id}`} button="登记">
          <Field label="同志">
            <select name="says" required>
              <option value="">请选择</option>
              {options}
            </select>
          </Field>
          <Field label="情形">
            <select name="says">
              {states.map(([value = '', words]) => (
                <option value={value}>{words}</option>
              ))}
            </select>
          </Field>
          <Field label="迟到几分钟">
            <input type="number" name="says" min={1} max={999} inputmode="numeric" />
          </Field>
        </SayForm>
      </details>
      {one.state === 'open' && (
        <details>
          <summary>其余都到了，一次登记</summary>
          <div class="acts">
            <Say says={`全到 ${one.id}`}>没有例外，其余都到</Say>
          </div>
          <SayForm id={`rest-${one.id}`} says={`全到除 ${one.id}`} button="除勾选的以外，其余都到">
            <fieldset class="whole">
              <legend>没有到的同志</legend>
              {ids
                .filter((id) => !one.marks[id])
                .map((id) => (
                  <label class="tick">
                    <input type="checkbox" name="says" value={`⟦${id}⟧`} /> {nameOf(people, id)}
                  </label>
                ))}
            </fieldset>
          </SayForm>
        </details>
      )}
    </>
  );
};

const Papers = ({ view: { branch }, activity: one }: Props) => {
  const missing = missingIn(branch, one);
  return (
    <Section id="papers" title="会议记录和材料" screenOnly>
      {one.record !== undefined && (
        <p>{missing.length === 0 ? '会议记录已经完整。' : `会议记录还缺：${missing.join('、')}。`}</p>
      )}
      <div class="acts">
        <a class="button" href={`record/${one.id}`}>
          写会议记录
        </a>
        <Download says={`签到表 ${one.id}`}>{one.state === 'closed' ? '下载签到表' : '下载供签名的签到表'}</Download>
        {one.state === 'closed' && <Download says={`会议记录 ${one.id}`}>下载会议记录</Download>}
        <a class="button" href={`ledger?activity=${one.id}`}>
          查看台账，是谁登记和更正的
        </a>
      </div>
    </Section>
  );
};

const Change = ({ view: { branch, people }, activity: one }: Props) =>
  one.state === 'planned' || one.state === 'open' ? (
    <Section id="change" title="改期和取消" screenOnly>
      <details>
        <summary>改期</summary>
        <SayForm id={`move-${one.id}`} says={`改期 ${one.id}`} button="改期并通知">
          <Field label="新的日期">
            <input type="date" name="says" required value={localDate(one.start, branch.timeZone)} />
          </Field>
          <Field label="新的时间">
            <input type="time" name="says" required />
          </Field>
          <Field label="地点（不变可以不写）">
            <input
              type="text"
              name="says"
              maxlength={60}
              autocomplete="off"
              placeholder={withNames(one.place, people)}
            />
          </Field>
        </SayForm>
      </details>
      <div class="acts">
        <Say says={`取消活动 ${one.id}`}>取消这次活动</Say>
      </div>
    </Section>
  ) : (
    <></>
  );
