import type { Activity, Branch } from './branch.ts';
import { localDate } from './calendar.ts';
import { type CopiedMessage, readChat } from './chat-copy.ts';
import { readNameList } from './name-list.ts';
import { type Relay, readNumberedRows, readRelay, relayPurpose } from './relay.ts';
import { type KnownRelay, mergeRelay } from './relay-merge.ts';
import type { MemberId, People } from './roster.ts';
import { heardIn, hearingOf, type Statement } from './statement.ts';
import type { Words } from './understand.ts';
import { type NameBook, nameBookOf } from './written.ts';

export type Paste = {
  readonly kind: 'relay' | 'chat' | 'list';
  readonly title: string;
  readonly purpose: 'check-in' | 'other' | 'unclear';
  readonly statements: readonly Statement[];
  /** The days its messages were said on, or its title names. */
  readonly dates: readonly string[];
  /** Lists within a chat that nobody can tell to be a check-in. */
  readonly unclearLists: number;
};

export type PasteOptions = {
  readonly branch: Branch;
  readonly people: People;
  readonly now: number;
  /** The commands as loaded: what counts in a copied chat is what the bot itself would have understood. */
  readonly words: readonly Words[];
};

const rowSays = { present: 'present', online: 'online', leave: 'leave', proxy: 'reported', empty: 'unclear' } as const;

const fromRows = (rows: Relay['rows'], book: NameBook, more: Partial<Statement>, speaker?: MemberId): Statement[] =>
  rows
    .filter(({ text }) => text !== '')
    .map((row, index) => {
      const member = row.name === undefined ? undefined : book.find(row.name, row.text);
      return {
        line: row.number ?? index + 1,
        name: row.name ?? row.text,
        member,
        says: rowSays[row.wish],
        ...(row.category ? { category: row.category } : {}),
        isOwn: member !== undefined && member === speaker,
        ...more,
      };
    });

/** A speaker as a group shows them: 「第一党小组-张三」, 「张三（党员）」. */
const speakerNamed = (name: string, book: NameBook): MemberId | undefined => {
  const exact = book.find(name);
  if (exact !== undefined) return exact;
  const within = book.names.filter((one) => name.split(/[\s()（）\-_—–·.|/@]+/u).includes(one));
  return within.length === 1 && within[0] !== undefined ? book.find(within[0], name) : undefined;
};

const fromChat = (messages: readonly CopiedMessage[], book: NameBook, options: PasteOptions): Paste => {
  const hearing = hearingOf(options, book);
  let lists: readonly KnownRelay[] = [];
  let unclearLists = 0;
  const statements = messages.flatMap((message) => {
    const relay = readRelay(message.text, book.names);
    if (!relay) return heardIn(message, speakerNamed(message.speaker, book), hearing);
    const purpose = relayPurpose(relay);
    if (purpose === 'unclear') unclearLists += 1;
    if (purpose !== 'check-in') return [];
    const merge = mergeRelay(lists, relay);
    lists = [...lists.filter((one) => one !== merge.replaces), merge.relay];
    const { line, at } = message;
    const said = { line, ...(at === undefined ? {} : { at }) };
    const speaker = speakerNamed(message.speaker, book);
    return merge.changes.flatMap(({ row, was }) =>
      fromRows([row], book, { ...said, isEdited: was !== undefined }, speaker),
    );
  });
  const dates = new Set(
    messages.flatMap(({ at }) => (at === undefined ? [] : [localDate(at, options.branch.timeZone)])),
  );
  return { kind: 'chat', title: '', purpose: 'check-in', statements, dates: [...dates], unclearLists };
};

/** 「11月26日」 of this year and of the last: one copies what has been. */
const daysIn = (title: string, today: string): string[] =>
  [...title.normalize('NFKC').matchAll(/(\d{1,2})月(\d{1,2})[日号]/gu)].flatMap(([, month = '', day = '']) =>
    [0, 1].map((ago) => `${Number(today.slice(0, 4)) - ago}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`),
  );

/**
 * What somebody copied out of a group: a 接龙, a stretch of chat, or a list of names; undefined when it is plainly none
 * of them. Only names, marks and categories come out of it.
 */
export const readPaste = (text: string, options: PasteOptions): Paste | undefined => {
  const { branch, people, now } = options;
  const book = nameBookOf(branch, people);
  const isKnown = (name: string): boolean => speakerNamed(name, book) !== undefined;
  const listed = (kind: 'relay' | 'list', { title, rows }: Relay, purpose: Paste['purpose']): Paste => ({
    kind,
    title,
    purpose,
    statements: fromRows(rows, book, {}),
    dates: daysIn(title, localDate(now, branch.timeZone)),
    unclearLists: 0,
  });
  const relay = readRelay(text, book.names);
  if (relay) return listed('relay', relay, relayPurpose(relay));
  const messages = readChat(text, { now, zone: branch.timeZone, isKnown });
  if (messages) return fromChat(messages, book, options);
  const numbered = readNumberedRows(text, book.names);
  const list = numbered.rows.length >= 2 ? numbered : readNameList(text, book.names);
  const known = list.rows.filter(({ name, text: row }) => name !== undefined && book.find(name, row) !== undefined);
  if (known.length === 0) return undefined;
  const purpose = relayPurpose(list);
  return listed('list', list, purpose === 'other' ? 'other' : 'check-in');
};

/** Whether it is so plainly a copy that no word need introduce it: three rows, or messages, or names and little else. */
export const isPlainlyPasted = ({ kind, statements }: Paste): boolean => {
  const known = statements.filter(({ member, says }) => member !== undefined && says !== 'unclear').length;
  if (kind === 'relay') return known > 0;
  return kind === 'chat' ? known > 0 : known >= 2 && known * 5 >= statements.length * 4;
};

/**
 * Equal for a text pasted again about the same activity, and for no other; once the roster knows one more of its names
 * it is another. It holds no name.
 */
export const pasteKey = (activity: Activity, { statements }: Paste, overwrites: boolean): string => {
  const said = statements.map(({ member, says, category, at }) =>
    [member ?? '', says, category ?? '', at ?? ''].join(' '),
  );
  return ['paste', activity.id, overwrites ? 'over' : 'new', ...said].join('|');
};
