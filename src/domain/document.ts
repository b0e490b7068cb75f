import { activityById } from './attendance.ts';
import { attendanceLedger } from './attendance-ledger.ts';
import { leaveSheet } from './leave-sheet.ts';
import { meetingRecord } from './meeting-record.ts';
import { memberSheet } from './member-sheet.ts';
import type { Paper } from './paper.ts';
import { rectificationSheet } from './rectification.ts';
import { Refusal } from './refusal.ts';
import type { Typed } from './review.ts';
import { ballotSheet, tallySheet } from './review-sheets.ts';
import type { MemberId, People } from './roster.ts';
import type { Sheet } from './sheet.ts';
import { type SheetPeriod, yearIn } from './sheet-period.ts';
import { signInSheet } from './sign-in-sheet.ts';
import type { Yearbook } from './yearbook.ts';

export const documentFormats = ['xlsx', 'pdf', 'docx', 'csv'] as const;
export type DocumentFormat = (typeof documentFormats)[number];

/** What a renderer draws: a sheet in every format, a paper as docx or pdf. */
export type DrawnDocument = Sheet | Paper;

/** The format asked for, else xlsx for a sheet and docx for a paper; refuses with no-format a paper as a table. */
export const formatOf = (document: DrawnDocument, wanted: DocumentFormat | undefined): DocumentFormat => {
  if ('columns' in document) return wanted ?? 'xlsx';
  if (wanted === 'xlsx' || wanted === 'csv') {
    throw new Refusal('no-format', `${document.title}只能生成 docx 或 pdf，请写明其中一种。`);
  }
  return wanted ?? 'docx';
};

/** Which form is wanted, and in which format: a plain value, so that who asks for it need not wait or read. */
export type DocumentRequest = Form & { readonly format?: DocumentFormat };

type Form =
  /** `year` is the one in which the activity is held. */
  | { readonly kind: 'sign-in' | 'record'; readonly activity: string; readonly year: number }
  | { readonly kind: 'leave' | 'ledger'; readonly period: SheetPeriod }
  /** For that member alone. */
  | { readonly kind: 'member'; readonly member: MemberId; readonly period: SheetPeriod }
  /** `year` is the present one, whose roster counts; `reviewed` the one that is reviewed. */
  | { readonly kind: 'ballot'; readonly year: number; readonly reviewed: number }
  /** What was typed is printed and kept nowhere; without it the counts are those of the book. */
  | {
      readonly kind: 'tally';
      readonly year: number;
      readonly reviewed: number;
      readonly typed?: Pick<Typed, 'counts' | 'votes'>;
    }
  | { readonly kind: 'rectification'; readonly year: number };

/** The year whose book tells it. */
export const yearOf = (request: DocumentRequest): number =>
  'period' in request ? yearIn(request.period) : request.year;

/** The form as a value; refuses where there is nothing to show. */
export const documentOf = (request: DocumentRequest, yearbook: Yearbook, people: People): DrawnDocument => {
  switch (request.kind) {
    case 'sign-in':
    case 'record': {
      const activity = activityById(yearbook.branch, request.activity);
      if (!activity) throw new Refusal('no-activity', '没有找到这次活动。');
      return request.kind === 'record'
        ? meetingRecord(yearbook, people, activity)
        : signInSheet(yearbook, people, activity);
    }
    case 'leave':
      return leaveSheet(yearbook, people, request.period);
    case 'ledger':
      return attendanceLedger(yearbook, people, request.period);
    case 'member':
      return memberSheet(yearbook, people, request.member, request.period);
    case 'ballot':
      return ballotSheet(yearbook, people, request.reviewed);
    case 'tally': {
      const kept = yearbook.branch.reviews[request.reviewed] ?? {};
      const { counts = {}, votes = [] } = request.typed ?? {};
      return tallySheet(yearbook, people, request.reviewed, { review: { ...kept, ...counts }, votes });
    }
    case 'rectification':
      return rectificationSheet(yearbook, people, request.year);
    default:
      return request satisfies never;
  }
};
