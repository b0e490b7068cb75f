import { activitiesIn, heldActivities, isInDoubt } from './attendance.ts';
import type { Activity, Branch } from './branch.ts';
import { localDate } from './calendar.ts';
import { attendance } from './handbook-attendance.ts';
import { committee, groups, overview, roster, yearPlanTable } from './handbook-branch.ts';
import { electionAndTraining, review, talks } from './handbook-review.ts';
import { events, summary } from './handbook-summary.ts';
import { heading, longDay, note, section, type Year } from './handbook-year.ts';
import { recordBlocks } from './meeting-record.ts';
import { type Block, numbered, type Paper } from './paper.ts';
import { dayName } from './period.ts';
import type { Preset } from './preset.ts';
import { missingIn, numberInYear } from './record.ts';
import { Refusal } from './refusal.ts';
import type { People } from './roster.ts';
import { sheetName } from './sheet.ts';
import { yearPlan } from './year-plan.ts';
import type { Yearbook } from './yearbook.ts';

/** 「1月12日第一党小组党小组会（第2次）」 */
const recordTitle = (branch: Branch, activity: Activity): string => {
  const { kind, concern, start } = activity;
  const group = concern.scope === 'group' ? concern.group : '';
  return `${dayName(localDate(start, branch.timeZone))}${group}${kind}（第${numberInYear(branch, activity)}次）`;
};

const records = ({ yearbook, branch, people, held, unfinished, inDoubt }: Year): Block[] => [
  ...section(
    '组织生活记录',
    held.flatMap((activity) => [
      heading(recordTitle(branch, activity), 2),
      ...recordBlocks(yearbook, people, activity, { level: 3 }).filter(
        // Of a record that is kept on paper nothing is said to be missing.
        (block) => activity.record !== undefined || block.is !== 'paragraph' || block.as !== 'note',
      ),
    ]),
    '本年度还没有已结束签到的活动，没有记录。',
  ),
  ...(unfinished > 0 ? [note(`另有 ${unfinished} 次活动还没有结束签到，没有列入。`)] : []),
  ...(inDoubt > 0 ? [note(`另有 ${inDoubt} 次活动没有人签到，没有列入。`)] : []),
];

/**
 * 党支部工作手册 of a year: all that its book tells, as of `now` or, once the year is over, with what was corrected since.
 * Sections without anything say so. Refuses with future a year to come, and with counts-differ if a closed activity does
 * not add up.
 */
export const handbook = (
  yearbook: Yearbook,
  people: People,
  { year, presets, now }: { readonly year: number; readonly presets: readonly Preset[]; readonly now: number },
): Paper => {
  const { branch } = yearbook;
  const today = localDate(now, branch.timeZone);
  const span = { from: `${year}-01-01`, to: `${year}-12-31` };
  if (span.from > today) throw new Refusal('future', `${year}年还没有到，没有工作手册。`);
  const isOfTheYear = ({ start }: Activity): boolean => localDate(start, branch.timeZone).startsWith(`${year}-`);
  const all: Year = {
    yearbook,
    branch,
    people,
    presets,
    year,
    span,
    asOf: today < span.to ? today : span.to,
    plan: yearPlan(branch, presets, span, today),
    held: heldActivities(branch).filter(isOfTheYear),
    unfinished: activitiesIn(branch, 'planned', 'open').filter((one) => isOfTheYear(one) && one.start <= now).length,
    inDoubt: activitiesIn(branch, 'closed').filter((one) => isInDoubt(one) && isOfTheYear(one)).length,
  };
  const incomplete = all.held.filter((one) => one.record !== undefined && missingIn(branch, one).length > 0).length;
  // What is a sentence long needs no page of its own.
  const page: readonly Block[] = all.held.length > 0 ? [{ is: 'page' }] : [];
  return {
    name: sheetName(String(year), branch.name, '工作手册'),
    title: '党支部工作手册',
    layout: 'official',
    cover: { lines: [branch.name, `${year}年`, ...(today < span.to ? [`截至${longDay(today)}`] : [])] },
    remark: `年份为${year}年，内容截至${longDay(all.asOf)}。${incomplete > 0 ? `${incomplete} 份会议记录还不完整，手册里已经注明。` : ''}`,
    blocks: numbered([
      { is: 'contents' },
      { is: 'page' },
      ...overview(all),
      ...committee(all),
      ...roster(all),
      ...groups(all),
      ...yearPlanTable(all),
      ...page,
      ...records(all),
      ...page,
      ...attendance(all),
      ...page,
      ...review(all),
      ...electionAndTraining(all),
      ...talks(all),
      ...events(all),
      ...summary(all),
    ]),
  };
};
