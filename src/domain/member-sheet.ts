import { allActivities, rate, shouldAttend, wasHeld } from './attendance.ts';
import { formatDay, localDate, localTime } from './calendar.ts';
import { markText } from './mark-words.ts';
import { titleOf } from './push.ts';
import { Refusal } from './refusal.ts';
import { type MemberId, nameOf, type People } from './roster.ts';
import { type Sheet, sheetName } from './sheet.ts';
import { periodTitle, type SheetPeriod, spanIn } from './sheet-period.ts';
import type { Yearbook } from './yearbook.ts';

/**
 * 个人台账: what the book has of one member's attendance in a period, activity by activity, for that member and nobody
 * else. Counts only what counts for 应到. Refuses with no-activity.
 */
export const memberSheet = (
  { branch, seals }: Pick<Yearbook, 'branch' | 'seals'>,
  people: People,
  member: MemberId,
  period: SheetPeriod,
): Sheet => {
  const { from, to } = spanIn(period);
  const dateOf = (start: number): string => localDate(start, branch.timeZone);
  const mine = allActivities(branch)
    .filter(
      (activity) =>
        wasHeld(activity) &&
        dateOf(activity.start) >= from &&
        dateOf(activity.start) <= to &&
        (shouldAttend(branch, activity).includes(member) || activity.marks[member]?.is === 'present'),
    )
    .toSorted((a, b) => a.start - b.start);
  if (mine.length === 0) {
    throw new Refusal('no-activity', `${periodTitle(period)}没有您应参加的、已结束签到的活动。`);
  }
  const counted = mine.filter((activity) => shouldAttend(branch, activity).includes(member));
  const count = (is: string): number => counted.filter(({ marks }) => marks[member]?.is === is).length;
  const [present, leave] = [count('present'), count('leave')];
  const absent = counted.length - present - leave;
  const madeUp = counted.filter(({ marks, madeUp: on }) => on[member] && marks[member]?.is !== 'present').length;
  return {
    name: sheetName(period, branch.name, nameOf(people, member), '个人台账'),
    orientation: 'portrait',
    form: '个人台账',
    title: `${branch.name}个人台账`,
    lines: [
      `姓名：${nameOf(people, member)}　　${periodTitle(period)}`,
      `应到 ${counted.length} 次　实到 ${present} 次　请假 ${leave} 次　缺席 ${absent} 次　补课 ${madeUp} 次`,
      `到会率 ${rate(present, counted.length)}　出勤率（请假不计） ${rate(present, counted.length - leave)}　补课后参学率 ${rate(present + madeUp, counted.length)}`,
    ],
    columns: [
      { title: '序号', width: 12 },
      { title: '日期', width: 50 },
      { title: '活动', width: 60, align: 'left' },
      { title: '情况', width: 40 },
    ],
    points: 10.5,
    rowHeight: 8,
    rows: mine.map((activity, index) => [
      String(index + 1),
      `${formatDay(dateOf(activity.start))}${localTime(activity.start, branch.timeZone)}`,
      titleOf(activity, people),
      `${markText(activity, member)}${counted.includes(activity) ? '' : '，不计入应到'}`,
    ]),
    totals: [],
    labelled: 1,
    footer: [],
    notes: [
      '到会率＝实到÷应到，请假计入应到；出勤率（请假不计）＝实到÷（应到－请假）；补课后参学率＝（实到＋补课）÷应到。',
      '本表只发给本人。如有出入，请联系组织委员更正。',
      ...seals.map(({ year, seq, hash }) => `账册：${year}年，末条第 ${seq} 条，校验码 ${hash}`),
    ],
  };
};
