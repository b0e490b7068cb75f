import { activitiesIn } from '../../domain/attendance.ts';
import type { Activity } from '../../domain/branch.ts';
import { formatWhen } from '../../domain/calendar.ts';
import { groupsOf } from '../../domain/plan.ts';
import { concernText, titleOf } from '../../domain/push.ts';
import { coming, countsText, stateName } from '../activity-line.ts';
import { definePage, type View } from '../page.ts';
import { Nothing, Section } from '../parts.tsx';
import { PlanForm } from '../plan-form.tsx';

/** All activities of the book's year, and the form that makes one more. */
export const activities = definePage({
  path: 'activities',
  title: '活动',
  menu: '活动',
  render: (view) => {
    const { branch, query } = view;
    const over = activitiesIn(branch, 'closed', 'dropped').toReversed();
    return (
      <>
        <h1>活动</h1>
        <Section id="coming" title="接下来">
          <Rows view={view} list={coming(branch)} empty="没有安排活动。" />
        </Section>
        <Section id="new" title="发起活动" screenOnly>
          <p class="note">发起以后，支部群里会收到一条通知；开始前30分钟自动开始签到。</p>
          <PlanForm
            view={view}
            kind={query['kind']}
            group={groupsOf(branch)[Number(query['group'] ?? Number.NaN)]}
            date={/^\d{4}-\d\d-\d\d$/u.test(query['date'] ?? '') ? query['date'] : undefined}
          />
        </Section>
        <Section id="over" title="已经结束">
          <Rows view={view} list={over} empty="今年还没有结束的活动。" />
        </Section>
      </>
    );
  },
});

const Rows = ({ view, list, empty }: { view: View; list: readonly Activity[]; empty: string }) =>
  list.length === 0 ? (
    <Nothing>{empty}</Nothing>
  ) : (
    <ul class="rows">
      {list.map((activity) => (
        <li id={`row-${activity.id}`}>
          <div class="row-head">
            <h3>
              <a href={`activity/${activity.id}`}>{titleOf(activity, view.people)}</a>
            </h3>
            <span class={activity.state === 'open' ? 'badge good' : 'badge'}>
              {stateName(view.branch, activity, view.now)}
            </span>
          </div>
          <p>
            {formatWhen(activity.start, view.branch.timeZone)}，{concernText(activity.concern)}。
            {activity.state === 'dropped' ? '' : countsText(view.branch, activity)}
          </p>
        </li>
      ))}
    </ul>
  );
