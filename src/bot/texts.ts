import type { Activity } from '../domain/branch.ts';
import { markWords } from '../domain/mark-words.ts';
import type { MemberId } from '../domain/roster.ts';

/** One member's mark in words, for that member or an officer only. */
export const markText = (activity: Activity, id: MemberId): string => {
  const mark = activity.marks[id];
  const madeUp = activity.madeUp[id] && mark && mark.is !== 'present' ? '，已补课' : '';
  return `${markWords(mark)}${madeUp}`;
};

const afterClosing = '签到已经结束，已转支委确认，确认后计入。';
/** What a 签到 after the closing is told: it is reported and not yet counted. */
export const waitsForOfficer = { answer: afterClosing, privately: true, instead: afterClosing } as const;
