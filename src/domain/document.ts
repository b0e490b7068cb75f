import { activityById } from './attendance.ts';
import { attendanceLedger } from './attendance-ledger.ts';
import { leaveSheet } from './leave-sheet.ts';
import { Refusal } from './refusal.ts';
import type { People } from './roster.ts';
import type { Sheet } from './sheet.ts';
import { type SheetPeriod, yearIn } from './sheet-period.ts';
import { signInSheet } from './sign-in-sheet.ts';
import type { Yearbook } from './yearbook.ts';

/** Which form is wanted: a plain value, so that who asks for it need not wait or read. */
export type DocumentRequest =
  /** `year` is the one in which the activity is held. */
  | { readonly kind: 'sign-in'; readonly activity: string; readonly year: number }
  | { readonly kind: 'leave' | 'ledger'; readonly period: SheetPeriod };

/** The year whose book tells it. */
export const yearOf = (request: DocumentRequest): number =>
  request.kind === 'sign-in' ? request.year : yearIn(request.period);

/** The form as a value; refuses where there is nothing to show. */
export const documentOf = (request: DocumentRequest, yearbook: Yearbook, people: People): Sheet => {
  switch (request.kind) {
    case 'sign-in': {
      const activity = activityById(yearbook.branch, request.activity);
      if (!activity) throw new Refusal('no-activity', '没有找到这次活动。');
      return signInSheet(yearbook, people, activity);
    }
    case 'leave':
      return leaveSheet(yearbook, people, request.period);
    case 'ledger':
      return attendanceLedger(yearbook, people, request.period);
    default:
      return request satisfies never;
  }
};
