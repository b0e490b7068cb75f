import type { Ahead } from '../../bot/preview.ts';
import type { Activity } from '../../domain/branch.ts';
import { addMonths, formatDay, lastDayOf, localDate, localTime, weekday } from '../../domain/calendar.ts';
import type { Obligation } from '../../domain/obligations.ts';
import { spanName } from '../../domain/period.ts';
import { groupsOf } from '../../domain/plan.ts';
import { titleOf } from '../../domain/push.ts';
import { type SuggestedDate, suggestDates } from '../../domain/suggest-dates.ts';
import { stateName } from '../activity-line.ts';
import { forecastDays } from '../forecast.ts';
import { activitiesAt, dayNames, daysOf, demandedWithin, demandName, monthsShown } from '../month-shown.ts';
import { definePage, type View } from '../page.ts';
import { Nothing, Say, Section } from '../parts.tsx';
import { PlanForm } from '../plan-form.tsx';

/** One month, day by day: what was held and is planned, what is owed by then, what will be sent, and which days are off. */
export const calendar = definePage({
  path: 'calendar',
  title: '日历',
  menu: '日历',
  live: true,
  load: async ({ ahead }, view) => ahead(view),
  render: (view) => {
    const { branch, query, now } = view;
    const month = query['month'] ?? query['day']?.slice(0, 7) ?? localDate(now, branch.timeZone).slice(0, 7);
    const { first, last } = monthsShown(view);
    if (!/^\d{4}-(?:0[1-9]|1[0-2])$/u.test(month) || month < first || month > last) return undefined;
    const demanded = demandedWithin(view, { from: `${month}-01`, to: lastDayOf(month) });
    const owed = demanded.find((one) => demandId(view, one) === query['owed']);
    const dates = owed && suggestDates(owed, branch, view.holidays, now);
    const day = daysOf(month).find((one) => one === query['day']) ?? dates?.[0]?.date;
    const what = [...(owed ? [demandName(owed)] : []), ...(day === undefined ? [] : [formatDay(day)])].join('，');
    return (
      <>
        <h1>
          {month.slice(0, 4)}年{Number(month.slice(5))}月
        </h1>
        <p class="acts">
          {month > first && <MonthLink month={addMonths(month, -1)} />}
          {month < last && <MonthLink month={addMonths(month, 1)} />}
          <a
            class="button"
            href={month.slice(0, 4) === first.slice(0, 4) ? 'calendar/year' : `calendar/year?year=${month.slice(0, 4)}`}
          >
            看全年
          </a>
        </p>
        <Days view={view} month={month} demanded={demanded} />
        <Section id="demanded" title="应做事项和完成情况">
          {demanded.length === 0 ? (
            <Nothing>这个月没有应做事项。</Nothing>
          ) : (
            <ul class="rows">
              {demanded.map((one) => (
                <DemandedRow view={view} one={one} month={month} />
              ))}
            </ul>
          )}
        </Section>
        <Section id="new" title={what === '' ? '安排活动' : `安排活动：${what}`} screenOnly>
          {dates && <Suggested dates={dates} />}
          {day !== undefined && <DayNote view={view} day={day} />}
          <p class="note">发起以后，支部群里会收到一条通知；开始前30分钟自动开始签到。</p>
          <PlanForm view={view} kind={owed?.rule.kinds[0]} group={owed?.group} date={day} />
        </Section>
        <Subscription view={view} />
      </>
    );
  },
});

const Subscription = ({ view: { branch } }: { view: View }) => (
  <Section id="subscribe" title="订阅到手机日历" screenOnly>
    <p>
      {branch.settings.calendar?.on
        ? '已经启用。手机日历添加订阅地址以后，活动改期或取消会自动更新。'
        : '没有启用。启用以后得到一个地址，手机日历可以订阅，活动改期或取消会自动更新。'}
      日历里没有姓名，但知道地址的人都能看到活动的时间、地点和主题。
    </p>
    <div class="acts">
      {branch.settings.calendar?.on ? (
        <>
          <Say says="日历订阅">显示地址</Say>
          <Say says="日历订阅 更换">更换地址，旧地址作废</Say>
          <Say says="日历订阅 停用">停用</Say>
        </>
      ) : (
        <Say says="日历订阅 启用">启用日历订阅</Say>
      )}
    </div>
  </Section>
);

const MonthLink = ({ month }: { month: string }) => (
  <a class="button" href={`calendar?month=${month}`}>
    {month.slice(0, 4)}年{Number(month.slice(5))}月
  </a>
);

/** Pushes of the same reason and minute are one line. */
type Sending = Pick<Ahead, 'at' | 'why' | 'activity'> & { rooms: number; members: number };

const sendingsOf = (ahead: readonly Ahead[], { timeZone }: View['branch'], month: string): Sending[] => {
  const grouped = new Map<string, Sending>();
  for (const { at, to, why, activity } of ahead) {
    if (!localDate(at, timeZone).startsWith(month)) continue;
    const key = `${Math.floor(at / 60_000)} ${why} ${activity ?? ''}`;
    const one = grouped.get(key) ?? { at, why, activity, rooms: 0, members: 0 };
    grouped.set(key, to.includes(':') ? { ...one, rooms: one.rooms + 1 } : { ...one, members: one.members + 1 });
  }
  return [...grouped.values()];
};

const Days = ({
  view,
  month,
  demanded,
}: {
  view: View<readonly Ahead[]>;
  month: string;
  demanded: readonly Obligation[];
}) => {
  const { branch, now } = view;
  const today = localDate(now, branch.timeZone);
  const sendings = sendingsOf(view.loaded, branch, month);
  const names = dayNames(view, month);
  const owed = demanded.filter(({ left, planned }) => left > planned.length);
  const isKnown = view.holidays.has(Number(month.slice(0, 4)));
  return (
    <Section id="days" title="每一天">
      <p class="note">
        点日期可以在那一天安排活动。将要推送的内容只预告今后{forecastDays}天，以到时的情况为准。
        {!isKnown && `${month.slice(0, 4)}年的放假安排还没有录入。`}
      </p>
      <ol class={`days lead from-${weekday(`${month}-01`)}`}>
        {daysOf(month).map((date) => (
          <Day
            view={view}
            date={date}
            today={today}
            name={names[date]}
            activities={activitiesAt(branch, date)}
            last={owed.filter(({ lastDay }) => lastDay === date)}
            sendings={sendings.filter(({ at }) => localDate(at, branch.timeZone) === date)}
          />
        ))}
      </ol>
    </Section>
  );
};

const weekdays = '一二三四五六日';

const Day = ({
  view,
  date,
  today,
  name,
  activities,
  last,
  sendings,
}: {
  view: View;
  date: string;
  today: string;
  name: string | undefined;
  activities: readonly Activity[];
  last: readonly Obligation[];
  sendings: readonly Sending[];
}) => {
  const { branch, people, holidays, now } = view;
  const isFree = name === undefined && activities.length + last.length + sendings.length === 0 && date !== today;
  const named = holidays.get(Number(date.slice(0, 4)))?.days.find((one) => one.date === date);
  const isOff = named ? named.isOffDay : weekday(date) > 5;
  const text = `${Number(date.slice(8))}日（周${weekdays[weekday(date) - 1]}）`;
  const classes = [isFree ? 'free' : '', isOff ? 'off' : '', date === today ? 'now' : ''].filter((one) => one !== '');
  return (
    <li id={`d-${date}`} class={classes.length === 0 ? undefined : classes.join(' ')}>
      <h3>
        {date < today ? (
          <span class="date">{text}</span>
        ) : (
          <a class="date" href={`calendar?day=${date}#new`}>
            {text}
          </a>
        )}
        {date === today && ' 今天'}
      </h3>
      {name !== undefined && <p>{name}</p>}
      {activities.map((activity) => (
        <p>
          {localTime(activity.start, branch.timeZone)}{' '}
          <a href={`activity/${activity.id}`}>{titleOf(activity, people)}</a>，{stateName(branch, activity, now)}。
        </p>
      ))}
      {last.length > 0 && (
        <p class="wait">
          最迟这一天，还没有安排：
          {last.map((one) => `${demandName(one)} ${one.left - one.planned.length} 次`).join('、')}。
        </p>
      )}
      {sendings.map((sending) => (
        <p class="note">
          {localTime(sending.at, branch.timeZone)} 推送：{sendingText(view, sending)}
        </p>
      ))}
    </li>
  );
};

const sendingText = ({ branch, people }: View, { why, activity, rooms, members }: Sending): string => {
  const about = activity === undefined ? undefined : branch.activities[activity];
  const to = [...(rooms > 0 ? ['发到群里'] : []), ...(members > 0 ? [`私聊 ${members} 位`] : [])].join('，');
  return `${why}${about ? `（${titleOf(about, people)}）` : ''}，${to}。`;
};

const DayNote = ({ view, day }: { view: View; day: string }) => {
  const { branch, people } = view;
  const name = dayNames(view, day.slice(0, 7))[day];
  const others = activitiesAt(branch, day).filter(({ state }) => state !== 'dropped');
  return name === undefined && others.length === 0 ? (
    <></>
  ) : (
    <p>
      {name !== undefined && `这一天是${name}。`}
      {others.length > 0 &&
        `这一天已有${others.map((one) => `${localTime(one.start, branch.timeZone)}的${titleOf(one, people)}`).join('、')}。`}
    </p>
  );
};

const DemandedRow = ({ view, one, month }: { view: View; one: Obligation; month: string }) => {
  const today = localDate(view.now, view.branch.timeZone);
  const { rule, period, demanded, done, left, planned } = one;
  const id = demandId(view, one);
  return (
    <li id={`demanded-${id}`}>
      <div class="row-head">
        <h3>{demandName(one)}</h3>
        <DemandState one={one} today={today} />
        <span>{spanName(rule, period, today)}</span>
      </div>
      <p>
        应 {demanded} 次，已完成 {done} 次{planned.length > 0 ? `，已安排 ${planned.length} 次` : ''}。
      </p>
      {planned.length < left && rule.kinds.length > 0 && lastDayOf(month) >= today && (
        <p class="acts">
          <a class="button" href={`calendar?month=${month}&owed=${id}#new`} aria-label={`去安排${demandName(one)}`}>
            去安排
          </a>
        </p>
      )}
    </li>
  );
};

/** Names one of the month's obligations in an address: a group by its place, for its name is text that people wrote. */
const demandId = ({ branch }: View, { rule, group, period }: Obligation): string =>
  `${rule.id}-${period.from}${group === undefined ? '' : `-${groupsOf(branch).indexOf(group)}`}`;

/** Days that suit what is to be planned, the first of them chosen in the form. */
const Suggested = ({ dates }: { dates: readonly SuggestedDate[] }) => (
  <p>
    {dates.length === 0
      ? '期限以内没有合适的空闲日子，请自己选定日期。'
      : `可以考虑${dates.map(({ date }) => formatDay(date)).join('、')}。`}
    {dates.some(({ certain }) => !certain) && '这一年的放假安排还没有录入，请再核对。'}
  </p>
);

/** How a period stands, in a word; one that lies ahead has only begun to be planned. */
export const DemandState = ({ one: { period, state, left, planned }, today }: { one: Obligation; today: string }) => {
  if (state === '已完成') return <span class="badge good">已完成</span>;
  if (planned.length >= left) return <span class="badge">已安排</span>;
  if (period.from > today) return <span class="badge">还没开始</span>;
  return <span class={state === '未到期' ? 'badge' : 'badge wait'}>{state}</span>;
};
