import { activitiesIn } from '../domain/attendance.ts';
import type { Activity } from '../domain/branch.ts';
import { localDate } from '../domain/calendar.ts';
import { type Relay, readRelay, relayPurpose } from '../domain/relay.ts';
import { type KnownRelay, type Merge, mergeRelay, personOf } from '../domain/relay-merge.ts';
import { accountsOf, nameOf } from '../domain/roster.ts';
import { type NameBook, nameBookOf } from '../domain/written.ts';
import type { Incoming } from '../ports.ts';
import type { Command } from './command.ts';
import type { Held } from './recorder.ts';
import { type Posted, relayCommand, unclearCommand } from './relay-posted.ts';

export type HeardRelay = {
  readonly command: Command;
  readonly prepared: unknown;
  /** Remembers the post, so that the next one changes only what changed. */
  readonly keep: () => void;
};

const roomsRemembered = 500;
const listsRemembered = 8;

const openFor = ({ branch }: Held, at: number): Activity[] =>
  activitiesIn(branch, 'open', 'closed').filter(
    ({ state, start, closedAt }) =>
      state === 'open' ||
      (at <= (closedAt ?? 0) && localDate(at, branch.timeZone) === localDate(start, branch.timeZone)),
  );

/** The one check-in a list can be for: the one its title names, else the only one. */
const meant = (activities: readonly Activity[], title: string): Activity | undefined => {
  const named = activities.filter(
    ({ kind }) => title.includes(kind) || (kind === '支部党员大会' && title.includes('党员大会')),
  );
  const [only, ...others] = named.length > 0 ? named : activities;
  return others.length === 0 ? only : undefined;
};

const rowNumber = (relay: Relay, index: number): number => relay.rows[index]?.number ?? index + 1;

/** Rows with words that speak of nobody on the roster, or not plainly. */
const unknownIn = (relay: Relay, book: NameBook, told: readonly string[]): { number: number; person: string }[] =>
  relay.rows.flatMap((row, index) => {
    const isKnown = row.name !== undefined && row.wish !== 'empty' && book.find(row.name, row.text) !== undefined;
    const person = personOf(row);
    return row.text === '' || isKnown || told.includes(person) ? [] : [{ number: rowNumber(relay, index), person }];
  });

const rowStart = /^\s*\d{1,3}\s?[.,．。、:：)）]\s*/u;

/**
 * The list as the accounts behind its rows say it: people are called otherwise in WeChat than on the roster, or only
 * write 参加, so a row that names nobody gets its author's name. A row that names somebody whom another account wrote
 * down is reported and not that person's word.
 */
const withAuthors = (held: Held, { text, rows = [] }: Incoming, book: NameBook): string => {
  const left = [...rows];
  return text
    .split('\n')
    .map((line) => {
      const [number = ''] = rowStart.exec(line) ?? [];
      const at = number === '' ? -1 : left.findIndex((one) => line.slice(number.length).trim() === one.text);
      const [row] = at < 0 ? [] : left.splice(0, at + 1).slice(-1);
      if (!row?.author) return line;
      const shown = row.text.replace(row.author.name, ' ').trim();
      const own = ownName(held, row.author.id, book);
      // The name an account shows is no word about whoever is called so on the roster.
      const said = own === undefined ? row.text : shown;
      if (!book.names.some((name) => said.includes(name))) return own === undefined ? line : `${number}${own} ${shown}`;
      return isAbout(held, row.author.id, book, row.text) ? line : `${line}（代）`;
    })
    .join('\n');
};

/** What the roster calls whoever an account is confirmed to belong to. */
const ownName = ({ branch, people }: Held, account: string, book: NameBook): string | undefined => {
  const bound = people.accounts[account];
  if (bound?.trust !== 'confirmed' || !(bound.member in branch.members)) return undefined;
  const name = nameOf(people, bound.member);
  return book.find(name) === bound.member ? name : `${name} ${branch.members[bound.member]?.group ?? ''}`;
};

/** Whether a row can be its author's own: it names the account's member, or somebody who has no account of their own. */
const isAbout = ({ people }: Held, account: string, book: NameBook, text: string): boolean => {
  const named = book.names.filter((name) => text.includes(name)).map((name) => book.find(name, text));
  const bound = people.accounts[account]?.member;
  return named.every((member) => member === undefined || member === bound || accountsOf(people, member).length === 0);
};

export type Relays = {
  /** What to do about a message in a room; undefined when it is no list, or one that is none of the bot's business. */
  readonly hear: (held: Held, incoming: Incoming, at: number) => HeardRelay | 'ignored' | undefined;
};

/** Lists posted in rooms, as far as their last posts: in memory only, because they hold what people wrote. */
export const createRelays = (toldBefore: (key: string) => boolean): Relays => {
  const known = new Map<string, readonly KnownRelay[]>();

  const keep = (key: string, merge: Merge, told: readonly string[]): void => {
    const lists = (known.get(key) ?? []).filter((one) => one !== merge.replaces);
    const relay = { ...merge.relay, asked: [...merge.relay.asked, ...told] };
    known.delete(key);
    known.set(key, [...lists, relay].slice(-listsRemembered));
    for (const oldest of known.keys()) {
      if (known.size <= roomsRemembered) return;
      known.delete(oldest);
    }
  };

  return {
    hear: (held, incoming, at) => {
      if (!/接[龙龍]|Group ?Note|\n/iu.test(incoming.text)) return undefined;
      const book = nameBookOf(held.branch, held.people);
      const relay = readRelay(withAuthors(held, incoming, book), book.names);
      if (!relay) return undefined;
      const open = openFor(held, at);
      if (open.length === 0) return 'ignored';
      const isOurs = relay.rows.some(({ name, text }) => name !== undefined && book.find(name, text) !== undefined);
      const purpose = relayPurpose(relay);
      if (purpose === 'other' || !isOurs) return 'ignored';
      const activity = meant(open, relay.title);
      if (purpose === 'unclear' || !activity) {
        const isTold = toldBefore(
          `${held.id}|${incoming.room}|relay|${relay.title}|${open.map(({ id }) => id).join(' ')}`,
        );
        return isTold ? 'ignored' : { command: unclearCommand, prepared: undefined, keep: () => undefined };
      }
      const key = `${held.id}|${activity.id}|${incoming.room}`;
      const merge = mergeRelay(known.get(key) ?? [], relay);
      const unknown = unknownIn(relay, book, merge.replaces?.asked ?? []);
      const posted: Posted = { activity: activity.id, merge, unknown: unknown.map(({ number }) => number) };
      return {
        command: relayCommand,
        prepared: posted,
        keep: () =>
          keep(
            key,
            merge,
            unknown.map(({ person }) => person),
          ),
      };
    },
  };
};
