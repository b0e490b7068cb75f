import type { Activity } from './branch.ts';
import { formatDay, localDate } from './calendar.ts';
import { heading, longDay, note, orSays, says, section, table, withNumbers, type Year } from './handbook-year.ts';
import type { Block } from './paper.ts';
import { dayName } from './period.ts';
import { titleOf } from './push.ts';
import { rectificationSheet, rectificationsOf } from './rectification.ts';
import { reviewLine } from './review.ts';
import { countOf } from './year-count.ts';

/** Those of some kinds, each with its topic and how many came. */
const heldTable = ({ branch, people }: Year, held: readonly Activity[]): Block[] =>
  held.length === 0
    ? []
    : [
        table(
          [
            { title: '日期', width: 38 },
            { title: '活动', width: 78, align: 'left' },
            { title: '应到', width: 20 },
            { title: '实到', width: 20 },
          ],
          held.map((activity) => {
            const { should, present } = countOf(branch, activity);
            const day = formatDay(localDate(activity.start, branch.timeZone));
            return [day, titleOf(activity, people), String(should), String(present)];
          }),
        ),
      ];

/** The days on which an officer said that a thing was done. */
const ticked = ({ branch, span }: Year, rule: string): Block[] => {
  const days = branch.ticks
    .filter((tick) => tick.rule === rule && tick.step === undefined && tick.on >= span.from && tick.on <= span.to)
    .toSorted((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0))
    .map(({ on, group }) => `${group ?? ''}${dayName(on)}`);
  return days.length === 0 ? [] : [says(`登记已办：${days.join('、')}。`)];
};

/** The steps of a rule with their days, once one of them was done. */
const stepsOf = ({ plan }: Year, rule: string): Block[] => {
  const steps = plan.find((one) => one.rule === rule)?.steps ?? [];
  if (steps.every(({ on }) => on === undefined)) return [];
  return [
    table(
      [
        { title: '序号', width: 20 },
        { title: '步骤', width: 68 },
        { title: '办理日期', width: 68 },
      ],
      withNumbers(steps.map(({ step, on }) => [step, on === undefined ? '没有登记' : longDay(on)])),
    ),
  ];
};

const rectification = ({ yearbook, branch, people, year }: Year): Block[] => {
  if (rectificationsOf(branch).length === 0) return [];
  const { columns, rows, points } = rectificationSheet(yearbook, people, year);
  return [table(columns, rows, { points })];
};

export const review = (year: Year): Block[] => {
  const { branch, held } = year;
  const meetings = held.filter(({ kind }) => kind === '组织生活会');
  const counts = reviewLine(branch.reviews[year.year]);
  const reviewed = counts === '' ? [] : [says(`${counts}。`), note('只列各项张数和各等次人数，不列党员个人的等次。')];
  return [
    heading('组织生活会和民主评议党员'),
    heading('组织生活会', 2),
    ...orSays(
      [
        ...heldTable(year, meetings),
        ...ticked(year, 'organisational-life-meeting'),
        ...stepsOf(year, 'organisational-life-meeting'),
      ],
      '本年度没有登记组织生活会。',
    ),
    heading('民主评议党员', 2),
    ...orSays(
      [...ticked(year, 'democratic-review'), ...stepsOf(year, 'democratic-review'), ...reviewed],
      '本年度没有登记民主评议党员。',
    ),
    heading('整改清单', 2),
    ...orSays(rectification(year), '本年度没有登记整改事项。'),
  ];
};

export const electionAndTraining = (year: Year): Block[] => {
  const { termEnd } = year.branch.settings;
  const taught = year.held.filter(({ kind }) => kind === '党课' || kind === '学习');
  return [
    heading('换届和教育培训'),
    heading('换届', 2),
    says(termEnd === undefined ? '没有登记本届的届满日期。' : `本届${longDay(termEnd)}届满。`),
    ...orSays(ticked(year, 'election'), '本年度没有登记换届。'),
    heading('教育培训', 2),
    ...orSays(heldTable(year, taught), '本年度没有已结束签到的党课和集中学习。'),
    ...(taught.length === 0 ? [] : [note('只列党课和集中学习的次数和人数；学时按当地办法另行计算。')]),
  ];
};

export const talks = (year: Year): Block[] =>
  section(
    '谈心谈话',
    ticked(year, 'heart-to-heart-talks').flatMap((block) => [block, note('只登记日期，不记谈话的对象和内容。')]),
    '本年度没有登记谈心谈话。',
  );
