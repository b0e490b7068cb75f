import { activitiesIn, doubtful, isInDoubt, pendingIn } from '../domain/attendance.ts';
import type { Activity } from '../domain/branch.ts';
import { formatWhen } from '../domain/calendar.ts';
import { titleOf } from '../domain/push.ts';
import { nameOf } from '../domain/roster.ts';
import type { View } from './page.ts';
import { Say } from './parts.tsx';

/** Activities in which leave or a proxy waits for an officer, and those that may not have been held. */
export const undecided = ({ branch, now }: View): Activity[] => [
  ...activitiesIn(branch, 'planned', 'open', 'closed').filter((activity) => {
    const { leaves, proxies } = pendingIn(activity);
    return leaves.length + proxies.length > 0 && !isInDoubt(activity);
  }),
  ...doubtful(branch, now),
];

/** What of one activity waits for an officer, a row each with its two answers. */
export const Decisions = ({ view, activity, named }: { view: View; activity: Activity; named: boolean }) => {
  const { branch, people } = view;
  const { leaves, proxies } = pendingIn(activity);
  const about = named && (
    <a href={`activity/${activity.id}`}>
      {formatWhen(activity.start, branch.timeZone)} {titleOf(activity, people)}
    </a>
  );
  if (isInDoubt(activity)) {
    return (
      <li id={`doubt-${activity.id}`}>
        <div class="row-head">
          <b>没有人签到，是没有开吗？</b>
          {about}
        </div>
        <div class="acts">
          <Say says={`取消活动 ${activity.id}`} main>
            没有开，取消
          </Say>
          <Say says={`全到 ${activity.id}`}>开过，都到了</Say>
        </div>
      </li>
    );
  }
  return (
    <>
      {leaves.map((id) => (
        <li id={`leave-${activity.id}-${id}`}>
          <div class="row-head">
            <b>{nameOf(people, id)}</b>
            <span>请假（{activity.leaves[id]?.category}），等待决定</span>
            {about}
          </div>
          <div class="acts">
            <Say says={`准假 ${activity.id} ⟦${id}⟧`} main>
              准假
            </Say>
            <Say says={`不准假 ${activity.id} ⟦${id}⟧`}>不准假</Say>
          </div>
        </li>
      ))}
      {proxies.map((id) => {
        const proxy = activity.proxies[id];
        const reporter = proxy && proxy.reporter !== id ? `${nameOf(people, proxy.reporter)}代报` : '本人事后报';
        return (
          <li id={`proxy-${activity.id}-${id}`}>
            <div class="row-head">
              <b>{nameOf(people, id)}</b>
              <span>
                {reporter}
                {proxy?.online ? '线上' : ''}到会，等待确认
              </span>
              {about}
            </div>
            <div class="acts">
              <Say says={`代录 ${activity.id} ⟦${id}⟧ ${proxy?.online ? '线上' : '到'}`} main>
                认可
              </Say>
              <Say says={`不认代报 ${activity.id} ⟦${id}⟧`}>不认可</Say>
            </div>
          </li>
        );
      })}
    </>
  );
};
