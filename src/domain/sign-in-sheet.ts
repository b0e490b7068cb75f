import { madeUpCount, markedPresentBeside, mustAddUp, rate, shouldAttend, tally } from './attendance.ts';
import type { Activity } from './branch.ts';
import { formatDay, localDate, localTime } from './calendar.ts';
import { lastPart } from './record.ts';
import { Refusal } from './refusal.ts';
import { type MemberId, nameOf, type People, withNames } from './roster.ts';
import { type Column, formTitle, type Sheet, sheetName } from './sheet.ts';
import type { Yearbook } from './yearbook.ts';

const toSign: readonly Column[] = [
  { title: '序号', width: 12 },
  { title: '姓名', width: 32 },
  { title: '党小组', width: 36 },
  { title: '签名', width: 50 },
  { title: '备注', width: 32 },
];

const signed: readonly Column[] = [
  { title: '序号', width: 12 },
  { title: '姓名', width: 24 },
  { title: '签到时间', width: 32 },
  { title: '方式', width: 14 },
  { title: '备注', width: 44, align: 'left' },
  { title: '签名', width: 36 },
];

/** 「2026年12月3日（周四）」 */
const longDay = (date: string): string => `${date.slice(0, 4)}年${formatDay(date)}`;

/**
 * 签到表 of one activity: before its closing a list to sign on paper, after it what the book says of each. Refuses with
 * dropped, and with counts-differ if a closed activity does not add up.
 */
export const signInSheet = (yearbook: Yearbook, people: People, activity: Activity): Sheet => {
  const { branch } = yearbook;
  if (activity.state === 'dropped') throw new Refusal('dropped', '这次活动已经取消，没有签到表。');
  const isClosed = activity.state === 'closed';
  const { should, present, online, leave, absent } = tally(branch, activity);
  if (isClosed) mustAddUp(branch, activity);
  const date = localDate(activity.start, branch.timeZone);
  const beside = isClosed ? markedPresentBeside(branch, activity) : [];
  const ids = [...shouldAttend(branch, activity), ...beside];
  const about = isClosed
    ? `应到 ${should} 人　实到 ${present} 人（其中线上 ${online} 人）　请假 ${leave} 人　缺席 ${absent} 人`
    : `应到 ${should} 人　实到＿＿＿人　请假＿＿＿人　缺席＿＿＿人`;
  const officeOf = (is: 'chair' | 'recorder'): string => {
    const part = lastPart(activity, is);
    return part ? nameOf(people, part.member) : '＿＿＿＿＿＿＿＿';
  };
  const row = isClosed ? signedRow(yearbook, activity, date, new Set(beside)) : undefined;
  return {
    name: sheetName(date, branch.name, activity.kind, '签到表', activity.id),
    orientation: 'portrait',
    form: '签到表',
    title: formTitle(branch, activity, '签到表'),
    lines: [
      ...(activity.topic === '' ? [] : [`主题：${withNames(activity.topic, people)}`]),
      `时间：${longDay(date)}${localTime(activity.start, branch.timeZone)}　　地点：${withNames(activity.place, people)}`,
      `主持人：${officeOf('chair')}　　记录人：${officeOf('recorder')}`,
      about,
    ],
    columns: isClosed ? signed : toSign,
    points: 12,
    rowHeight: 8,
    rows: ids.map((id, index) => {
      const name = nameOf(people, id);
      const inGroup = (branch.members[id] ?? branch.left[id])?.group ?? '';
      return [String(index + 1), name, ...(row ? row(id) : [inGroup, '', ''])];
    }),
    totals: [],
    labelled: 1,
    footer: ['主持人签字：＿＿＿＿＿＿＿＿　　记录人签字：＿＿＿＿＿＿＿＿　　　　年　　月　　日'],
    notes: isClosed
      ? [
          `到会率 ${rate(present, should)}　出勤率（请假不计） ${rate(present, should - leave)}　补课后参学率 ${rate(present + madeUpCount(branch, activity), should)}`,
          '到会率＝实到÷应到；出勤率＝实到÷（应到－请假）；补课后参学率＝（实到＋补课）÷应到；四舍五入到一位小数，分母为零记“—”。实到含线上、代录和迟到，补课不改变实到和缺席。',
        ]
      : [],
  };
};

/** 签到时间, 方式, 备注 and an empty 签名 of one member after the closing. */
const signedRow =
  ({ branch, presentBy }: Yearbook, activity: Activity, date: string, beside: ReadonlySet<MemberId>) =>
  (id: MemberId): string[] => {
    const mark = activity.marks[id];
    const madeUp = activity.madeUp[id];
    const later = madeUp === undefined ? [] : [`${formatDay(madeUp)}补课`];
    const note = (...words: string[]): string => [...words, ...later].filter((word) => word !== '').join('，');
    if (mark?.is === 'leave') return ['', '', note(`请假（${mark.category ?? '其他'}）`), ''];
    if (mark?.is !== 'present') return ['', '', note(`缺席${mark?.unconfirmed ? '（待确认）' : ''}`), ''];
    const said = presentBy(activity.id, id)?.at;
    const time = said === undefined ? '' : localTime(said, branch.timeZone);
    // Recorded on another day: the time alone would claim the evening of the activity.
    const day = said === undefined ? date : localDate(said, branch.timeZone);
    return [
      day === date ? time : `${Number(day.slice(5, 7))}月${Number(day.slice(8))}日 ${time}`,
      mark.online ? '线上' : mark.recordedBy ? '代录' : '现场',
      note(
        mark.late ? `晚到${mark.late}分钟` : '',
        mark.online && mark.recordedBy ? '代录' : '',
        beside.has(id) ? '不计入应到' : '',
      ),
      '',
    ];
  };
