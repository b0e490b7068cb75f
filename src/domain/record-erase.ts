import { allActivities } from './attendance.ts';
import type { Branch } from './branch.ts';
import type { Entry, Fact } from './entry.ts';
import { standingParts } from './record.ts';
import type { RecordPart } from './record-part.ts';

/** One line of a record that names somebody. */
export type Naming = { readonly activity: string; readonly no: number };

type Worded = { readonly no: number; readonly part: RecordPart };

const names = ({ part }: Worded, name: string): boolean => 'text' in part && part.text.includes(name);

/**
 * Where the records written in this book name somebody who is not on the roster, and the facts by which they say 某同志
 * instead: those lines and what follows them of their kind are struck and written again, so that their order stays.
 */
export const withoutGuest = (
  branch: Branch,
  book: readonly Entry[],
  name: string,
): { readonly lines: readonly Naming[]; readonly facts: readonly Fact[] } => {
  const written = new Map(
    book.flatMap((entry) =>
      entry.type === 'record-written' ? [[`${entry.activity} ${entry.no}`, entry.part] as const] : [],
    ),
  );
  const found = allActivities(branch).map((activity) => {
    const standing = standingParts(activity).flatMap(({ no }): Worded[] => {
      const part = written.get(`${activity.id} ${no}`);
      return part ? [{ no, part }] : [];
    });
    const lines = standing.filter((one) => names(one, name));
    const kinds = new Set(lines.map(({ part }) => part.is));
    const again = [...kinds].flatMap((kind) => {
      const alike = standing.filter(({ part }) => part.is === kind);
      return alike.slice(alike.findIndex((one) => names(one, name)));
    });
    const last = Math.max(0, ...(activity.record ?? []).map(({ no }) => no));
    const of = { activity: activity.id };
    const facts: Fact[] = [
      ...again.map(({ no }) => ({ type: 'record-struck' as const, ...of, no, struck: true })),
      ...again.map(({ part }, index) => ({
        type: 'record-written' as const,
        ...of,
        no: last + 1 + index,
        part: 'text' in part ? { ...part, text: part.text.replaceAll(name, '某同志') } : part,
      })),
    ];
    return { lines: lines.map(({ no }) => ({ ...of, no })), facts };
  });
  return { lines: found.flatMap(({ lines }) => lines), facts: found.flatMap(({ facts }) => facts) };
};
