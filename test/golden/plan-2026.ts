/**
 * What the demo branch does in 2026, as data and nothing else: what its secretary plans and ends, and when. All times
 * are those of the wall clock in Shanghai. Times people speak are chosen so that no schedule is due in the same minute.
 */
export type Planned = {
  readonly kind: '主题党日' | '支委会' | '党小组会' | '支部党员大会' | '党课' | '学习' | '志愿服务' | '组织生活会';
  /** Without one it is a meeting of the whole branch, a 支委会 of the committee. */
  readonly group?: string;
  /** 「2026-03-05 10:10」, as all that follow. */
  readonly planned: string;
  readonly start: string;
  /** Said by an officer; without it nobody ends it. */
  readonly ended?: string;
  /** Somebody asked for leave, and nobody ever decided. */
  readonly leaveAsked?: true;
  readonly moved?: { readonly at: string; readonly to: string };
  readonly dropped?: string;
};

export const founded = '2025-12-28 10:10';
/** One private letter a year more is all they get: the secretary, and a member who asked to be reminded. */
export const secretary = '周建华';
export const remindedInPrivate = '陈志强';

const groups = ['第一党小组', '第二党小组', '第三党小组'];
const months = ['01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12'];
const day = (month: string, rest: string): string => `2026-${month}-${rest}`;

/** On the 12th in the evening; in July on the 1st, in October on the National Day itself. */
const themedDays: Planned[] = months.map((month) => {
  if (month === '07')
    return { kind: '主题党日', planned: '2026-06-16 10:10', start: '2026-07-01 15:00', ended: '2026-07-01 17:05' };
  if (month === '10')
    return { kind: '主题党日', planned: '2026-09-25 10:10', start: '2026-10-01 08:00', ended: '2026-10-01 09:35' };
  const leave = ['03', '06', '09'].includes(month) ? { leaveAsked: true as const } : {};
  return {
    kind: '主题党日',
    planned: day(month, '04 10:10'),
    start: day(month, '12 19:30'),
    ended: day(month, '12 21:05'),
    ...leave,
  };
});

/** On the 24th at nine; in February that is the first day after the Spring Festival. */
const committees: Planned[] = months.map((month) => ({
  kind: '支委会',
  planned: day(month, '13 09:10'),
  start: day(month, '24 09:00'),
  ended: day(month, '24 10:35'),
}));

/** On the 22nd (in February on the 25th) all three at once, and nobody ends them; none in August, one less in May. */
const groupMeetings: Planned[] = months.flatMap((month) =>
  groups
    .filter((group) => month !== '08' && !(month === '05' && group === '第三党小组'))
    .map((group) => ({
      kind: '党小组会' as const,
      group,
      planned: day(month, '14 10:10'),
      start: day(month, month === '02' ? '25 12:30' : '22 12:30'),
    })),
);

const others: Planned[] = [
  { kind: '志愿服务', planned: '2026-02-25 10:10', start: '2026-03-05 07:30', ended: '2026-03-05 11:05' },
  { kind: '支部党员大会', planned: '2026-03-12 16:10', start: '2026-03-27 15:00', ended: '2026-03-27 17:05' },
  {
    kind: '党课',
    planned: '2026-04-13 09:10',
    start: '2026-04-20 15:00',
    moved: { at: '2026-04-18 09:10', to: '2026-04-25 20:00' },
    ended: '2026-04-25 21:35',
  },
  { kind: '学习', planned: '2026-05-13 10:10', start: '2026-05-20 21:30' },
  { kind: '支部党员大会', planned: '2026-06-11 16:10', start: '2026-06-26 15:00', ended: '2026-06-26 17:05' },
  { kind: '志愿服务', planned: '2026-08-05 10:10', start: '2026-08-15 09:00', dropped: '2026-08-10 10:10' },
  { kind: '支部党员大会', planned: '2026-12-02 16:10', start: '2026-12-16 15:00', ended: '2026-12-16 17:05' },
  { kind: '组织生活会', planned: '2026-12-04 16:10', start: '2026-12-18 14:30', ended: '2026-12-18 17:05' },
];

export const plan: readonly Planned[] = [...themedDays, ...committees, ...groupMeetings, ...others];

/** What an officer says was done (已办): the rule, the first day of its period, and when it is said. */
export const done = [
  { rule: 'handbook', period: '2026-01-01', said: '2026-01-09 10:10' },
  { rule: 'heart-to-heart-talks', period: '2026-01-01', said: '2026-11-20 10:10' },
  { rule: 'democratic-review', period: '2026-01-01', said: '2026-12-18 17:10' },
];

/** Months for which the branch imports a list of its own, and when. */
export const ownLists = [
  { month: '2026-03', said: '2026-02-26 10:10' },
  { month: '2026-09', said: '2026-08-28 10:10' },
];
