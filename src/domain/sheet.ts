import type { Activity } from './branch.ts';

type Meeting = Pick<Activity, 'kind' | 'concern'>;

/** One column of the table; `width` in millimetres on paper. */
export type Column = { readonly title: string; readonly width: number; readonly align?: 'left' };

/** A form on A4 as a value: a renderer draws it and counts nothing. Every cell is text. */
export type Sheet = {
  /** The name of the file without its ending; names of one kind sort by date. */
  readonly name: string;
  readonly orientation: 'portrait' | 'landscape';
  /** What kind of form it is. */
  readonly form:
    | '签到表'
    | '请假表'
    | '考勤台账'
    | '个人台账'
    | '测评票'
    | '计票表'
    | '整改清单'
    | '组织生活清单'
    | '台账条目';
  readonly title: string;
  /** Below the title: time, place, counts. */
  readonly lines: readonly string[];
  readonly columns: readonly Column[];
  /** Of the text in the table. */
  readonly points: number;
  /** The height of a row, in millimetres: a row to sign in needs more than one to read. A renderer may change it a little. */
  readonly rowHeight: number;
  readonly rows: readonly (readonly string[])[];
  /** Rows at the foot of the table; the first cell of each is its label and spans the `labelled` first columns. */
  readonly totals: readonly (readonly string[])[];
  readonly labelled: number;
  /** Below the table: who signs. */
  readonly footer: readonly string[];
  /** In small print at the end: the legend and how the numbers came about. */
  readonly notes: readonly string[];
};

/** Part of a file name: nothing that a file system or a chat platform gives a meaning of its own. */
const plainPart = (part: string): string =>
  part.normalize('NFC').replaceAll(/[\s\p{Cc}\p{Cf}\\/:*?"<>|.]+/gu, '') || '支部';

/** 「2026-12_第一支部_考勤台账」 */
export const sheetName = (...parts: readonly string[]): string => parts.map(plainPart).join('_');

/** 「第一党支部党员大会签到表」: the branch, its 党小组 and the kind, without saying 支部 twice. */
export const formTitle = (branch: { readonly name: string }, { kind, concern }: Meeting, form: string): string => {
  const group = concern.scope === 'group' ? concern.group : '';
  return `${branch.name}${group}${kind}${form}`.replace('支部支部', '支部');
};
