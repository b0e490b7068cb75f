import { activitiesIn } from './attendance.ts';
import type { Activity, Branch } from './branch.ts';
import { localDate, localTime } from './calendar.ts';
import { Refusal } from './refusal.ts';
import { type MemberId, memberIdSchema, nameOf, type People } from './roster.ts';
import { type Sheet, sheetName } from './sheet.ts';
import { periodTitle, type SheetPeriod, spanIn } from './sheet-period.ts';
import type { Yearbook } from './yearbook.ts';

/** 「12月3日」 */
const shortDay = (date: string): string => `${Number(date.slice(5, 7))}月${Number(date.slice(8))}日`;

/** Who is on leave, or asked for it and waits, in roster order; who came after all and who was refused is not. */
const onLeave = (branch: Branch, { marks, leaves }: Activity): MemberId[] => {
  const is = (id: MemberId): boolean =>
    marks[id]?.is === 'leave' || (leaves[id]?.state === 'asked' && marks[id]?.is !== 'present');
  const known = [...branch.roster, ...Object.keys(marks), ...Object.keys(leaves)];
  return [...new Set(known)].filter(is);
};

/** 请假表 of a month or quarter: every leave, by activity; only the category is known. Refuses with no-leave. */
export const leaveSheet = ({ branch, leaveBy }: Yearbook, people: People, period: SheetPeriod): Sheet => {
  const { from, to } = spanIn(period);
  const zone = branch.timeZone;
  const activities = activitiesIn(branch, 'planned', 'open', 'closed').filter(({ start }) => {
    const date = localDate(start, zone);
    return date >= from && date <= to;
  });
  const rows = activities.flatMap((activity) =>
    onLeave(branch, activity).map((id) => {
      const mark = activity.marks[id];
      const approved = mark?.is === 'leave';
      const word = approved ? leaveBy(activity.id, id) : undefined;
      const by = memberIdSchema.safeParse(word?.by).success ? nameOf(people, String(word?.by)) : '';
      const madeUp = activity.madeUp[id];
      return [
        nameOf(people, id),
        activity.kind,
        shortDay(localDate(activity.start, zone)),
        (approved ? mark.category : activity.leaves[id]?.category) ?? '其他',
        approved ? by : '待批',
        word === undefined ? '' : `${shortDay(localDate(word.at, zone))} ${localTime(word.at, zone)}`,
        madeUp === undefined ? '' : shortDay(madeUp),
      ];
    }),
  );
  if (rows.length === 0) throw new Refusal('no-leave', `${periodTitle(period)}没有请假记录，不需要请假表。`);
  return {
    name: sheetName(period, branch.name, '请假表'),
    orientation: 'portrait',
    form: '请假表',
    title: `${branch.name}请假表`,
    lines: [`${periodTitle(period)}　　共 ${rows.length} 人次`],
    columns: [
      { title: '序号', width: 10 },
      { title: '姓名', width: 21 },
      { title: '会议', width: 25 },
      { title: '日期', width: 20 },
      { title: '事由类别', width: 18 },
      { title: '批准人', width: 17 },
      { title: '批准时间', width: 31 },
      { title: '补课情况', width: 20 },
    ],
    points: 10.5,
    rowHeight: 8,
    rows: rows.map((row, index) => [String(index + 1), ...row]),
    totals: [],
    labelled: 1,
    footer: ['支部书记签字：＿＿＿＿＿＿＿＿　　　　年　　月　　日'],
    notes: ['只登记请假类别，不保存事由。'],
  };
};
