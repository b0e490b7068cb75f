import { tally } from '../../domain/attendance.ts';
import type { Activity } from '../../domain/branch.ts';
import { formatDay, formatWhen, localDate } from '../../domain/calendar.ts';
import { type Obligation, obligations } from '../../domain/obligations.ts';
import { spanName } from '../../domain/period.ts';
import { presetOf } from '../../domain/preset.ts';
import { titleOf } from '../../domain/push.ts';
import { type MemberId, nameOf, withNames } from '../../domain/roster.ts';
import { suggestDates } from '../../domain/suggest-dates.ts';
import { coming, countsText, stateName, unanswered } from '../activity-line.ts';
import { Decisions, undecided } from '../decisions.tsx';
import { definePage, type View } from '../page.ts';
import { Field, Nothing, Say, SayForm, Section } from '../parts.tsx';
import { ClaimRow, claimed, ErasureRow, leaving } from '../people-rows.tsx';

const shownActivities = 5;

export const today = definePage({
  path: 'today',
  title: '今天',
  menu: '今天',
  render: (view) => (
    <>
      <h1>今天</h1>
      <Waiting view={view} />
      <Coming view={view} />
      <Owed view={view} />
      <Undelivered view={view} />
      <Missing view={view} />
    </>
  ),
});

const Waiting = ({ view }: { view: View }) => {
  const { branch } = view;
  const activities = undecided(view);
  const claims = claimed(view);
  const erasures = leaving(view);
  if (branch.roster.length === 0) {
    return (
      <Section id="waiting" title="等您决定">
        <Nothing>
          还没有名册。请先<a href="roster#import">导入名册</a>，再安排活动。
        </Nothing>
      </Section>
    );
  }
  return (
    <Section id="waiting" title="等您决定">
      {activities.length + claims.length + erasures.length === 0 ? (
        <Nothing>没有等您决定的事。</Nothing>
      ) : (
        <ul class="rows">
          {activities.map((activity) => (
            <Decisions view={view} activity={activity} named />
          ))}
          {claims.map((id) => (
            <ClaimRow view={view} id={id} />
          ))}
          {erasures.map((id) => (
            <ErasureRow view={view} id={id} />
          ))}
        </ul>
      )}
    </Section>
  );
};

const Coming = ({ view }: { view: View }) => {
  const next = coming(view.branch).slice(0, shownActivities);
  return (
    <Section id="coming" title="接下来的活动">
      {next.length === 0 ? (
        <Nothing>
          没有安排活动。可以<a href="activities#new">发起一次活动</a>。
        </Nothing>
      ) : (
        <ul class="rows">
          {next.map((activity) => (
            <ComingActivity view={view} activity={activity} />
          ))}
        </ul>
      )}
    </Section>
  );
};

const ComingActivity = ({ view, activity }: { view: View; activity: Activity }) => {
  const { branch, people, now } = view;
  const silent = unanswered(branch, activity);
  const isDue = localDate(activity.start, branch.timeZone) <= localDate(now, branch.timeZone);
  return (
    <li id={`coming-${activity.id}`}>
      <div class="row-head">
        <h3>
          <a href={`activity/${activity.id}`}>{titleOf(activity, people)}</a>
        </h3>
        <span class={activity.state === 'open' ? 'badge good' : 'badge'}>{stateName(branch, activity, now)}</span>
      </div>
      <p>
        {formatWhen(activity.start, branch.timeZone)}。{countsText(branch, activity)}
      </p>
      <Silent view={view} ids={silent} />
      <div class="acts">
        {activity.state === 'open' ? (
          <a class="button main" href={`activity/${activity.id}#roll`}>
            去登记到会（已到 {tally(branch, activity).present}）
          </a>
        ) : isDue ? (
          <Say says={`开始签到 ${activity.id}`} main>
            开始签到
          </Say>
        ) : (
          <a class="button" href={`activity/${activity.id}`}>
            查看
          </a>
        )}
      </div>
    </li>
  );
};

/** Answering is nobody's duty: these names are for who plans the chairs, and only on this page. */
const Silent = ({ view: { people }, ids }: { view: View; ids: readonly MemberId[] }) =>
  ids.length === 0 ? (
    <p class="note">大家都有了回音。</p>
  ) : (
    <details>
      <summary>还没有回音的 {ids.length} 位（不要求回复，仅供您掌握）</summary>
      <p class="names">{ids.map((id) => nameOf(people, id)).join('、')}</p>
    </details>
  );

const orderOf: Readonly<Record<string, number>> = { 逾期: 0, 临近: 1, 未到期: 2 };
const badgeOf: Readonly<Record<string, string>> = { 逾期: 'badge wait', 临近: 'badge wait', 未到期: 'badge' };

const Owed = ({ view }: { view: View }) => {
  const { branch, presets, now } = view;
  const all = obligations({ branch, presets, now });
  const owed = all
    .filter(({ left, state }) => left > 0 && state !== '不适用')
    .toSorted((a, b) => (orderOf[a.state] ?? 3) - (orderOf[b.state] ?? 3) || a.lastDay.localeCompare(b.lastDay));
  const done = all.filter(({ state, period }) => state === '已完成' && period.to >= localDate(now, branch.timeZone));
  return (
    <Section id="owed" title="应做事项">
      <p class="note">按「{presetOf(branch, presets)?.name ?? ''}」计算，只计算签到已经结束的活动。</p>
      {owed.length === 0 ? (
        <Nothing>目前没有欠缺的事项。</Nothing>
      ) : (
        <ul class="rows lead">
          {owed.map((one) => (
            <OwedThing view={view} one={one} />
          ))}
        </ul>
      )}
      {done.length > 0 && (
        <p class="lead">
          已经做到：
          {done
            .map(
              ({ rule, group, period }) =>
                `${rule.what}${group === undefined ? '' : `（${group}）`}${spanName(rule, period, localDate(now, branch.timeZone))}`,
            )
            .join('，')}
          。
        </p>
      )}
    </Section>
  );
};

const OwedThing = ({ view, one }: { view: View; one: Obligation }) => {
  const { branch, holidays, now } = view;
  const { rule, group, period, left, state, planned, why } = one;
  const day = localDate(now, branch.timeZone);
  const starts = planned.flatMap((id) => branch.activities[id]?.start ?? []).toSorted((a, b) => a - b);
  const dates = planned.length >= left ? [] : suggestDates(one, branch, holidays, now);
  const [first] = dates;
  const name = `${rule.what}${group === undefined ? '' : `（${group}）`}`;
  const id = `owed-${rule.id}-${period.from}${group === undefined ? '' : `-${groupNumber(view, group)}`}`;
  const address = (date: string): string =>
    `activities?${new URLSearchParams({
      kind: rule.kinds[0] ?? '',
      ...(group === undefined ? {} : { group: String(groupNumber(view, group)) }),
      date,
    }).toString()}#new`;
  return (
    <li id={id}>
      <div class="row-head">
        <h3>{name}</h3>
        <span class={badgeOf[state] ?? 'badge'}>{state}</span>
        <span>{spanName(rule, period, day)}</span>
      </div>
      <p>{why}。</p>
      {starts.length > 0 && <p>已安排{starts.map((start) => formatWhen(start, branch.timeZone)).join('、')}。</p>}
      {first && (
        <>
          <p>
            可以考虑{dates.map(({ date }) => formatDay(date)).join('、')}。
            {first.certain ? '' : '这一年的放假安排还没有录入，请再核对。'}
          </p>
          <div class="acts">
            <a class="button" href={address(first.date)} aria-label={`去安排${name}`}>
              去安排
            </a>
          </div>
        </>
      )}
      {rule.kinds.length === 0 && (
        <details>
          <summary>已经办过，登记</summary>
          <SayForm id={`${id}-done`} says={`已办 ${rule.what}${group === undefined ? '' : ` ${group}`}`} button="登记">
            <Field label="办理日期">
              <input type="date" name="says" required max={day} />
            </Field>
          </SayForm>
        </details>
      )}
    </li>
  );
};

/** A group is named by its place in an address, for a name of it is text that people wrote. */
const groupNumber = ({ branch }: View, group: string): number =>
  [...new Set(branch.roster.flatMap((id) => branch.members[id]?.group ?? []))].indexOf(group);

const Undelivered = ({ view: { branch, people } }: { view: View }) =>
  branch.unsent.length === 0 ? (
    <></>
  ) : (
    <Section id="unsent" title="没有送达的推送">
      <p class="note">试过几次都没有送达，请在群里或另行告知。</p>
      <ul class="rows lead">
        {branch.unsent.map(({ push, at, what }) => (
          <li id={`unsent-${push}`}>
            {formatWhen(at, branch.timeZone)} {withNames(what, people)}（编号 {push}）
          </li>
        ))}
      </ul>
    </Section>
  );

const Missing = ({ view: { branch, holidays, now } }: { view: View }) => {
  const year = Number(localDate(now, branch.timeZone).slice(0, 4));
  // The notice of next year's holidays comes in November.
  const ahead = localDate(now, branch.timeZone).slice(5, 7) >= '11' ? year + 1 : year;
  const missing = [...new Set([year, ahead])].filter((one) => !holidays.has(one));
  return missing.length === 0 ? (
    <></>
  ) : (
    <Section id="holidays" title="放假安排">
      {missing.map((one) => (
        <p>
          {one}年的放假安排还没有录入，涉及{one}年的日期只能按周一至周五推算。请转告管理员更新放假安排。
        </p>
      ))}
    </Section>
  );
};
