import type { Activity } from '../domain/branch.ts';
import type { Fact } from '../domain/entry.ts';
import type { MemberId } from '../domain/roster.ts';

const afterClosing = '签到已经结束，已转支委确认，确认后计入。';
/** What a 签到 after the closing is told: it is reported and not yet counted. */
export const waitsForOfficer = { answer: afterClosing, privately: true, instead: afterClosing } as const;

/** Whether a 签到 that gave these facts is reported only, by it or by the same said before; one said in time is a mark. */
export const waits = (activity: Activity, member: MemberId, facts: readonly Fact[]): boolean =>
  facts.some(({ type }) => type === 'proxy-reported') ||
  (facts.length === 0 && activity.marks[member]?.is !== 'present' && activity.proxies[member] !== undefined);
