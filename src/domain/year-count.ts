import { madeUpCount, rate, tally } from './attendance.ts';
import { type Activity, type Branch, type Kind, kinds } from './branch.ts';

/** Closed activities in numbers; people are counted once for each activity. */
export type Count = {
  readonly held: number;
  readonly should: number;
  readonly present: number;
  /** Of those present. */
  readonly online: number;
  readonly leave: number;
  readonly absent: number;
  readonly madeUp: number;
};

const nothing: Count = { held: 0, should: 0, present: 0, online: 0, leave: 0, absent: 0, madeUp: 0 };

const plus = (a: Count, b: Count): Count => ({
  held: a.held + b.held,
  should: a.should + b.should,
  present: a.present + b.present,
  online: a.online + b.online,
  leave: a.leave + b.leave,
  absent: a.absent + b.absent,
  madeUp: a.madeUp + b.madeUp,
});

/** One closed activity. */
export const countOf = (branch: Branch, activity: Activity): Count => {
  const { should, present, online, leave, absent } = tally(branch, activity);
  return { held: 1, should, present, online, leave, absent, madeUp: madeUpCount(branch, activity) };
};

export const totalOf = (branch: Branch, activities: readonly Activity[]): Count =>
  activities.map((activity) => countOf(branch, activity)).reduce(plus, nothing);

/** Of each kind that was held, in the order of the kinds. */
export const countPerKind = (branch: Branch, activities: readonly Activity[]): { kind: Kind; count: Count }[] =>
  kinds.flatMap((kind) => {
    const alike = activities.filter((activity) => activity.kind === kind);
    return alike.length === 0 ? [] : [{ kind, count: totalOf(branch, alike) }];
  });

/** 应到, 实到, 线上, 请假, 缺席, 补课, 到会率 and 出勤率（请假不计）, as they stand in a row. */
export const countCells = ({ should, present, online, leave, absent, madeUp }: Count): string[] => [
  ...[should, present, online, leave, absent, madeUp].map(String),
  rate(present, should),
  rate(present, should - leave),
];
