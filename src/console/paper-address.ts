import type { DocumentRequest } from '../domain/document.ts';
import { isMonth, sheetPeriodSchema } from '../domain/sheet-period.ts';

const ofPeriods = ['ledger', 'leave', 'month'] as const;
const ofActivities = ['sign-in', 'record'] as const;

/** How a form is named in an address: `ledger-2026-Q4`, `record-2026-A3`. */
export const addressOfPaper = (request: DocumentRequest): string => {
  if ('activity' in request) return `${request.kind}-${request.year}-${request.activity}`;
  return `${request.kind}-${'period' in request ? request.period : request.year}`;
};

/** The form an address names; undefined for what names none that the console shows. */
export const paperAt = (address: string): DocumentRequest | undefined => {
  for (const kind of ofActivities) {
    const [, year, activity] = new RegExp(`^${kind}-(\\d{4})-(A[1-9]\\d{0,5})$`, 'u').exec(address) ?? [];
    if (activity !== undefined) return { kind, activity, year: Number(year) };
  }
  for (const kind of ofPeriods) {
    const period = sheetPeriodSchema.safeParse(address.slice(kind.length + 1));
    if (!address.startsWith(`${kind}-`) || !period.success) continue;
    return kind === 'month' && !isMonth(period.data) ? undefined : { kind, period: period.data };
  }
  const [, year] = /^handbook-(\d{4})$/u.exec(address) ?? [];
  return year === undefined ? undefined : { kind: 'handbook', year: Number(year) };
};
