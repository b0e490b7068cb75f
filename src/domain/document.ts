import { activityById } from './attendance.ts';
import { attendanceLedger } from './attendance-ledger.ts';
import { handbook } from './handbook.ts';
import { leaveSheet } from './leave-sheet.ts';
import { meetingRecord } from './meeting-record.ts';
import { memberSheet } from './member-sheet.ts';
import { type MonthAtAGlance, monthAtAGlance } from './month.ts';
import type { Paper } from './paper.ts';
import type { Preset } from './preset.ts';
import { rectificationSheet } from './rectification.ts';
import { Refusal } from './refusal.ts';
import type { Typed } from './review.ts';
import { ballotSheet, tallySheet } from './review-sheets.ts';
import type { MemberId, People } from './roster.ts';
import type { Sheet } from './sheet.ts';
import { type SheetPeriod, yearIn } from './sheet-period.ts';
import { signInSheet } from './sign-in-sheet.ts';
import type { Yearbook } from './yearbook.ts';

export const documentFormats = ['xlsx', 'pdf', 'docx', 'csv', 'png', 'svg', 'txt'] as const;
export type DocumentFormat = (typeof documentFormats)[number];

/** What a renderer draws: a sheet, a paper, or the month at a glance. */
export type DrawnDocument = Sheet | Paper | MonthAtAGlance;

/** The formats of each kind of document; the first is the one for who names none. */
const formatsOf = (document: DrawnDocument): readonly [DocumentFormat, ...DocumentFormat[]] => {
  if ('columns' in document) return ['xlsx', 'pdf', 'docx', 'csv'];
  return 'blocks' in document ? ['docx', 'pdf'] : ['png', 'svg', 'txt'];
};

const inChinese: Partial<Record<DocumentFormat, string>> = { png: '图片', txt: '文字' };

/** The format asked for, if the document has it, else its first; refuses with no-format, naming those it has. */
export const formatOf = (document: DrawnDocument, wanted: DocumentFormat | undefined): DocumentFormat => {
  const formats = formatsOf(document);
  if (wanted !== undefined && !formats.includes(wanted)) {
    const named = formats.map((format) => inChinese[format] ?? format);
    throw new Refusal('no-format', `${document.title}只能生成 ${named.join(' 或 ')}，请写明其中一种。`);
  }
  return wanted ?? formats[0];
};

/** Which form is wanted, and in which format: a plain value, so that who asks for it need not wait or read. */
export type DocumentRequest = Form & { readonly format?: DocumentFormat };

type Form =
  /** `year` is the one in which the activity is held. */
  | { readonly kind: 'sign-in' | 'record'; readonly activity: string; readonly year: number }
  /** 月报 is of one month. */
  | { readonly kind: 'leave' | 'ledger' | 'month'; readonly period: SheetPeriod }
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
  | { readonly kind: 'rectification' | 'handbook'; readonly year: number };

/** The year whose book tells it. */
export const yearOf = (request: DocumentRequest): number =>
  'period' in request ? yearIn(request.period) : request.year;

/** Whether it names people, and so goes to who asked alone. */
export const namesPeople = (request: DocumentRequest): boolean => request.kind !== 'month';

/** The form as a value; refuses where there is nothing to show. */
export const documentOf = (
  request: DocumentRequest,
  yearbook: Yearbook,
  people: People,
  at: { readonly presets: readonly Preset[]; readonly now: number },
): DrawnDocument => {
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
    case 'month':
      return monthAtAGlance(yearbook, at, request.period);
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
    case 'handbook':
      return handbook(yearbook, people, { ...at, year: request.year });
    default:
      return request satisfies never;
  }
};
