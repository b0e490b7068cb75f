import {
  activitiesIn,
  heldActivities,
  isInDoubt,
  madeUpCount,
  markedPresentBeside,
  mustAddUp,
  rate,
  shouldAttend,
  tally,
} from './attendance.ts';
import type { Activity, Branch } from './branch.ts';
import { localDate } from './calendar.ts';
import { Refusal } from './refusal.ts';
import { type MemberId, nameOf, type People } from './roster.ts';
import { type Sheet, sheetName } from './sheet.ts';
import { periodTitle, type SheetPeriod, spanIn } from './sheet-period.ts';
import type { Yearbook } from './yearbook.ts';

/** What the signs of the grid mean. */
export const attendanceLegend =
  '图例：✓ 到会　线 线上　△ 请假　○ 缺席　补 已补课（写在 △ 或 ○ 之后）　— 不在应到范围　（ ）到会但不计入应到。';
const footnote =
  '算法：实到＝✓＋线，代录和迟到计入实到；到会率＝实到÷应到，请假计入应到；出勤率（请假不计）＝实到÷（应到－请假）；补课后参学率＝（实到＋补课）÷应到，补课不改变实到和缺席。各率四舍五入到一位小数，分母为零时记“—”。按名册顺序排列，不排名次。';

/** One member's mark in one activity, as one sign of the legend. */
const signOf = (activity: Activity, should: ReadonlySet<MemberId>, id: MemberId): string => {
  const mark = activity.marks[id];
  const there = mark?.online ? '线' : '✓';
  if (!should.has(id)) return mark?.is === 'present' ? `（${there}）` : '—';
  if (mark?.is === 'present') return there;
  return `${mark?.is === 'leave' ? '△' : '○'}${activity.madeUp[id] === undefined ? '' : '补'}`;
};

/** Roster order, then who has left since, as they came onto the roster. */
const inOrder = (branch: Branch, concerned: ReadonlySet<MemberId>): MemberId[] => {
  const gone = [...concerned].filter((id) => !branch.roster.includes(id));
  const number = (id: MemberId): number => Number(id.slice(1)) || 0;
  return [...branch.roster.filter((id) => concerned.has(id)), ...gone.toSorted((a, b) => number(a) - number(b))];
};

/** Millimetres per activity: together they fill a landscape page, but none is narrower than 「100.0%」. */
const wide = (activities: number): number => Math.max(13, Math.floor(2210 / activities) / 10);

const columnTitle = ({ start, kind, concern }: Activity, zone: string): string =>
  [
    localDate(start, zone).slice(5),
    kind === '支部党员大会' ? '党员大会' : kind,
    ...(concern.scope === 'group' ? [concern.group] : []),
  ].join('\n');

/**
 * 考勤台账 of a month or quarter: a grid of who was in which activity that was held, and the counts and rates of each. Refuses
 * with no-activity, and with counts-differ if one does not add up.
 */
export const attendanceLedger = ({ branch, seals }: Yearbook, people: People, period: SheetPeriod): Sheet => {
  const { from, to } = spanIn(period);
  const within = ({ start }: Activity): boolean => {
    const date = localDate(start, branch.timeZone);
    return date >= from && date <= to;
  };
  const activities = heldActivities(branch).filter(within);
  const unfinished = activitiesIn(branch, 'planned', 'open').filter(within).length;
  const inDoubt = activitiesIn(branch, 'closed').filter((one) => isInDoubt(one) && within(one)).length;
  if (activities.length === 0) {
    throw new Refusal('no-activity', `${periodTitle(period)}没有已结束签到的活动，没有内容可以列入台账。`);
  }
  for (const activity of activities) mustAddUp(branch, activity);
  const shoulds = activities.map((activity) => new Set(shouldAttend(branch, activity)));
  const concerned = new Set([
    ...shoulds.flatMap((should) => [...should]),
    ...activities.flatMap((activity) => markedPresentBeside(branch, activity)),
  ]);
  const counts = activities.map((activity) => ({ ...tally(branch, activity), madeUp: madeUpCount(branch, activity) }));
  const total = (label: string, of: (count: (typeof counts)[number]) => number | string): string[] => [
    label,
    '',
    ...counts.map((count) => String(of(count))),
  ];
  return {
    name: sheetName(period, branch.name, '考勤台账'),
    orientation: 'landscape',
    form: '考勤台账',
    title: `${branch.name}考勤台账`,
    lines: [
      `${periodTitle(period)}　　活动 ${activities.length} 次${unfinished > 0 ? `　　另有 ${unfinished} 次尚未结束签到，没有列入` : ''}${inDoubt > 0 ? `　　另有 ${inDoubt} 次没有人签到，没有列入` : ''}`,
    ],
    columns: [
      { title: '序号', width: 12 },
      { title: '姓名', width: 24 },
      ...activities.map((activity) => ({
        title: columnTitle(activity, branch.timeZone),
        width: wide(activities.length),
      })),
    ],
    points: 10,
    rowHeight: 5.5,
    rows: inOrder(branch, concerned).map((id, index) => [
      String(index + 1),
      nameOf(people, id),
      ...activities.map((activity, at) => signOf(activity, shoulds[at] ?? new Set(), id)),
    ]),
    totals: [
      total('应到', ({ should }) => should),
      total('实到', ({ present }) => present),
      total('请假', ({ leave }) => leave),
      total('缺席', ({ absent }) => absent),
      total('补课', ({ madeUp }) => madeUp),
      total('到会率', ({ present, should }) => rate(present, should)),
      total('出勤率（请假不计）', ({ present, should, leave }) => rate(present, should - leave)),
      total('补课后参学率', ({ present, should, madeUp }) => rate(present + madeUp, should)),
    ],
    labelled: 2,
    footer: ['支部书记签字：＿＿＿＿＿＿＿＿　　填表人签字：＿＿＿＿＿＿＿＿　　　　年　　月　　日'],
    notes: [
      attendanceLegend,
      footnote,
      ...seals.map(({ year, seq, hash }) => `账册：${year}年，末条第 ${seq} 条，校验码 ${hash}`),
    ],
  };
};
