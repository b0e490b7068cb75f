import { wasHeld } from '../../domain/attendance.ts';
import { lastDayOf, localDate } from '../../domain/calendar.ts';
import type { Obligation } from '../../domain/obligations.ts';
import { cadenceName, spanName } from '../../domain/period.ts';
import { activitiesAt, demandedWithin, demandName, monthsShown } from '../month-shown.ts';
import { definePage, type View } from '../page.ts';
import { Nothing, Section } from '../parts.tsx';
import { DemandState } from './calendar.tsx';

/** The year at a glance: every month, and every obligation in each of its periods. */
export const calendarYear = definePage({
  path: 'calendar/year',
  title: '全年日历',
  under: 'calendar',
  render: (view) => {
    const { first, last } = monthsShown(view);
    const years = [first.slice(0, 4), last.slice(0, 4)];
    const year = view.query['year'] ?? years[0] ?? '';
    if (!years.includes(year)) return undefined;
    return (
      <>
        <h1>{year}年</h1>
        <p class="acts">
          {years
            .filter((one) => one !== year)
            .map((one) => (
              <a class="button" href={`calendar/year?year=${one}`}>
                {one}年
              </a>
            ))}
        </p>
        <Months view={view} year={year} />
        <Demanded view={view} year={year} />
      </>
    );
  },
});

const Months = ({ view, year }: { view: View; year: string }) => (
  <Section id="months" title="各月">
    <ul class="months">
      {Array.from({ length: 12 }, (_, index) => `${year}-${String(index + 1).padStart(2, '0')}`).map((month) => (
        <Month view={view} month={month} />
      ))}
    </ul>
  </Section>
);

const Month = ({ view, month }: { view: View; month: string }) => {
  const { branch, now } = view;
  const activities = activitiesAt(branch, month);
  const held = activities.filter(wasHeld).length;
  const planned = activities.filter(({ state }) => state === 'planned' || state === 'open').length;
  const off = offDays(view, month);
  const counts = [...(held > 0 ? [`已开 ${held} 次`] : []), ...(planned > 0 ? [`已安排 ${planned} 次`] : [])];
  return (
    <li id={`month-${month}`} class="card">
      <h3>
        <a href={`calendar?month=${month}`}>{Number(month.slice(5))}月</a>
        {localDate(now, branch.timeZone).startsWith(month) && '（本月）'}
      </h3>
      <p>{counts.length === 0 ? '没有活动。' : `${counts.join('，')}。`}</p>
      {off !== '' && <p class="note">{off}。</p>}
    </li>
  );
};

/** 「元旦放假1日至3日，4日上班」, of the days a notice names in the month. */
const offDays = ({ holidays }: View, month: string): string => {
  const days = (holidays.get(Number(month.slice(0, 4)))?.days ?? []).filter(({ date }) => date.startsWith(month));
  const number = (date: string | undefined): string => `${Number(date?.slice(8))}日`;
  const off = [...new Set(days.filter(({ isOffDay }) => isOffDay).map(({ name }) => name))].map((name) => {
    const dates = days.filter((day) => day.isOffDay && day.name === name).map(({ date }) => date);
    return `${name}放假${number(dates[0])}${dates.length > 1 ? `至${number(dates.at(-1))}` : ''}`;
  });
  const worked = days.filter(({ isOffDay }) => !isOffDay).map(({ date }) => number(date));
  return [...off, ...(worked.length > 0 ? [`${worked.join('、')}调休上班`] : [])].join('，');
};

const Demanded = ({ view, year }: { view: View; year: string }) => {
  const today = localDate(view.now, view.branch.timeZone);
  const all = demandedWithin(view, { from: `${year}-01-01`, to: lastDayOf(`${year}-12`) });
  const names = [...new Set(all.map(demandName))];
  return (
    <Section id="demanded" title="各项应做事项">
      {names.length === 0 ? (
        <Nothing>这一年没有应做事项。</Nothing>
      ) : (
        <ul class="rows">
          {names.map((name) => (
            <DemandedYear name={name} periods={all.filter((one) => demandName(one) === name)} today={today} />
          ))}
        </ul>
      )}
    </Section>
  );
};

const DemandedYear = ({ name, periods, today }: { name: string; periods: readonly Obligation[]; today: string }) => {
  const [first] = periods;
  return (
    <li>
      <div class="row-head">
        <h3>{name}</h3>
        {first && <span>{cadenceName(first.rule)}</span>}
      </div>
      <ul class="periods">
        {periods.map((one) => (
          <li>
            {spanName(one.rule, one.period, one.period.from)} <DemandState one={one} today={today} />
          </li>
        ))}
      </ul>
    </li>
  );
};
