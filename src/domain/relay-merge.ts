import type { Relay, RelayRow } from './relay.ts';
import { plain } from './written.ts';

/** A list as far as its posts have told: the last row of every person, whoever posted it. */
export type KnownRelay = {
  readonly title: string;
  readonly rows: readonly RelayRow[];
  /** How many rows its last post had. */
  readonly length: number;
  /** Who went missing from a shorter post, or could not be told apart; both are asked about once. */
  readonly asked: readonly string[];
};

export type Change = { readonly row: RelayRow; readonly was?: RelayRow };

export type Merge = {
  readonly relay: KnownRelay;
  /** The list this is a new post of. */
  readonly replaces?: KnownRelay;
  readonly changes: readonly Change[];
  /** Persons a shorter post no longer holds: nothing is taken back for that. */
  readonly gone: readonly string[];
};

const spaceless = (text: string): string => plain(text).replaceAll(/\s/gu, '');

/** Who a row is about: rows of one person are one row, wherever they stand and whatever their number. */
export const personOf = ({ name, text }: RelayRow): string => spaceless(name ?? text);

const lastRows = (rows: readonly RelayRow[]): Map<string, RelayRow> => {
  const last = new Map<string, RelayRow>();
  for (const row of rows) if (row.text !== '') last.set(personOf(row), row);
  return last;
};

const alike = (known: KnownRelay, rows: ReadonlyMap<string, RelayRow>): number => {
  const shorter = Math.min(known.rows.length, rows.size);
  return shorter === 0 ? 0 : known.rows.filter((row) => rows.has(personOf(row))).length / shorter;
};

const likeAtLeast = 0.9;
const clearlyBetterBy = 0.1;

/** The list a post continues: the one of its title, else one at least 90 % alike and clearly more so than any other. */
const continued = (
  known: readonly KnownRelay[],
  title: string,
  rows: ReadonlyMap<string, RelayRow>,
): KnownRelay | undefined => {
  const named = known.filter((one) => title !== '' && spaceless(one.title) === spaceless(title));
  const ranked = (named.length > 0 ? named : known)
    .map((one) => ({ one, likeness: alike(one, rows) }))
    .toSorted((a, b) => b.likeness - a.likeness);
  const [best, next] = ranked;
  if (!best || (named.length === 1 && best.one === named[0])) return best?.one;
  const isClear = best.likeness >= likeAtLeast && best.likeness - (next?.likeness ?? 0) >= clearlyBetterBy;
  return isClear ? best.one : undefined;
};

const sameSaying = (a: RelayRow, b: RelayRow): boolean => a.wish === b.wish && a.category === b.category;

/** What a post changes in the lists known of its room: rows that are new or say something else than before. */
export const mergeRelay = (known: readonly KnownRelay[], { title, rows }: Relay): Merge => {
  const posted = lastRows(rows);
  const before = continued(known, title, posted);
  const earlier = lastRows(before?.rows ?? []);
  const changes = [...posted].flatMap(([person, row]) => {
    const was = earlier.get(person);
    if (was && sameSaying(was, row)) return [];
    return [was ? { row, was } : { row }];
  });
  const isShorter = before !== undefined && posted.size < before.length;
  const gone = isShorter ? [...earlier.keys()].filter((one) => !posted.has(one) && !before.asked.includes(one)) : [];
  return {
    relay: {
      title,
      rows: [...new Map([...earlier, ...posted]).values()],
      length: posted.size,
      asked: [...(before?.asked ?? []), ...gone],
    },
    ...(before ? { replaces: before } : {}),
    changes,
    gone,
  };
};
