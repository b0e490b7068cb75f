import { activitiesIn } from '../../domain/attendance.ts';
import type { Activity } from '../../domain/branch.ts';
import { addMonths, formatDay, localDate } from '../../domain/calendar.ts';
import { whyNoMonth } from '../../domain/month.ts';
import { titleOf } from '../../domain/push.ts';
import { Refusal } from '../../domain/refusal.ts';
import { periodTitle } from '../../domain/sheet-period.ts';
import { defineEnclosure, definePage, type View } from '../page.ts';
import { addressOfPaper } from '../paper-address.ts';
import { Download, Nothing, Section } from '../parts.tsx';

const monthShape = /^\d{4}-(?:0[1-9]|1[0-2])$/u;

const monthChosen = ({ branch, now, query }: View): string => {
  const chosen = query['month'] ?? '';
  return monthShape.test(chosen) ? chosen : localDate(now, branch.timeZone).slice(0, 7);
};

/** What the secretary hands in, for a month, its quarter and its year: to look at, and to take along. */
export const papers = definePage({
  path: 'papers',
  title: '材料',
  menu: '材料',
  render: (view) => {
    const month = monthChosen(view);
    const [year = '', number = ''] = month.split('-');
    const quarter = `${year}-Q${Math.ceil(Number(number) / 3)}`;
    return (
      <>
        <h1>材料</h1>
        <nav class="acts screen-only" aria-label="月份">
          <a class="button" href={`papers?month=${addMonths(month, -1)}`}>
            上个月
          </a>
          <b>{periodTitle(month)}</b>
          <a class="button" href={`papers?month=${addMonths(month, 1)}`}>
            下个月
          </a>
        </nav>
        <Section id="attendance" title="考勤">
          <ul class="rows">
            <Row name={`${periodTitle(month)}考勤台账`} paper={`ledger-${month}`} says={`台账 ${month}`} csv />
            <Row name={`${periodTitle(quarter)}考勤台账`} paper={`ledger-${quarter}`} says={`台账 ${quarter}`} csv />
            <Row name={`${periodTitle(year)}考勤台账`} paper={`ledger-${year}`} says={`台账 ${year}`} csv />
            <Row name={`${periodTitle(month)}请假表`} paper={`leave-${month}`} says={`请假表 ${month}`} csv />
          </ul>
        </Section>
        <Activities view={view} month={month} />
        <Section id="year" title={`${year}年`}>
          <ul class="rows">
            <li id="paper-handbook">
              <h3>
                <a href={`paper/handbook-${year}`}>党支部工作手册</a>
              </h3>
              <div class="acts">
                <Download says={`手册 ${year}`}>下载 Word</Download>
                <Download says={`手册 ${year} pdf`}>下载 PDF</Download>
              </div>
            </li>
            <li id="paper-rectification">
              <h3>整改清单</h3>
              <div class="acts">
                <Download says="整改清单">下载表格</Download>
              </div>
            </li>
            <li id="paper-review">
              <h3>民主评议党员</h3>
              <p class="note">测评票不记名，机器人不保存任何人的评价，只保存张数。</p>
              <div class="acts">
                <Download says={`测评票 ${year} pdf`}>下载测评票</Download>
                <Download says={`计票 ${year}`}>下载计票表</Download>
              </div>
            </li>
          </ul>
        </Section>
        {/* Last, for nobody knows its height before it is there. */}
        <Month view={view} month={month} />
      </>
    );
  },
});

const Month = ({ view: { branch, now }, month }: { view: View; month: string }) => {
  const why = whyNoMonth(branch, month, now);
  return (
    <Section id="month" title={`${periodTitle(month)}月报`}>
      {why === undefined ? (
        <>
          <p>
            <img
              class="chart"
              src={`month-chart/${month}`}
              alt={`${branch.name}${periodTitle(month)}月报：每次活动的人数，以及应做事项做到几次。文字请看「查看文字」。`}
              loading="lazy"
            />
          </p>
          <div class="acts">
            <a class="button" href={`paper/month-${month}`}>
              查看文字
            </a>
            <Download says={`月报 ${month}`}>下载图片</Download>
          </div>
        </>
      ) : (
        <Nothing>{why.message}</Nothing>
      )}
    </Section>
  );
};

/** Formats are named to people by the program that opens them. */
const Row = ({ name, paper, says, csv }: { name: string; paper: string; says: string; csv?: boolean }) => (
  <li id={`paper-${paper}`}>
    <h3>
      <a href={`paper/${paper}`}>{name}</a>
    </h3>
    <div class="acts">
      <Download says={says}>下载 Excel</Download>
      <Download says={`${says} pdf`}>下载 PDF</Download>
      {csv && <Download says={`${says} csv`}>下载 CSV</Download>}
    </div>
  </li>
);

const Activities = ({ view, month }: { view: View; month: string }) => {
  const { branch, people } = view;
  const held = activitiesIn(branch, 'planned', 'open', 'closed')
    .filter(({ start }) => localDate(start, branch.timeZone).startsWith(month))
    .toSorted((a, b) => a.start - b.start);
  return (
    <Section id="activities" title="每次活动">
      {held.length === 0 ? (
        <Nothing>{periodTitle(month)}没有活动。</Nothing>
      ) : (
        <ul class="rows">
          {held.map((one) => (
            <li id={`paper-${one.id}`}>
              <h3>
                {formatDay(localDate(one.start, branch.timeZone))} {titleOf(one, people)}
              </h3>
              <OfActivity view={view} activity={one} />
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
};

const OfActivity = ({ view: { branch }, activity: { id, start, state } }: { view: View; activity: Activity }) => {
  const year = Number(localDate(start, branch.timeZone).slice(0, 4));
  return (
    <div class="acts">
      <a class="button" href={`paper/${addressOfPaper({ kind: 'sign-in', activity: id, year })}`}>
        查看签到表
      </a>
      <Download says={`签到表 ${id} pdf`}>{state === 'closed' ? '下载签到表' : '下载供签名的签到表'}</Download>
      {state === 'closed' && (
        <>
          <a class="button" href={`paper/${addressOfPaper({ kind: 'record', activity: id, year })}`}>
            查看会议记录
          </a>
          <Download says={`会议记录 ${id}`}>下载会议记录</Download>
        </>
      )}
    </div>
  );
};

/** The month at a glance, drawn by the same hand as the picture for the group. */
export const monthChart = defineEnclosure({
  path: 'month-chart/:month',
  draw: async (library, { branch, params }) => {
    const month = params['month'] ?? '';
    if (!monthShape.test(month)) return undefined;
    try {
      const { bytes } = await library.draw(await library.paper(branch.id, { kind: 'month', period: month }), 'svg');
      return { type: 'image/svg+xml', bytes };
    } catch (error) {
      if (error instanceof Refusal) return undefined;
      throw error;
    }
  },
});
