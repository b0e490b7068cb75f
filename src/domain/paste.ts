import { concerns, lateBy } from './attendance.ts';
import type { Activity, Branch, LeaveCategory, Mark } from './branch.ts';
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
  /** The days its messages were said on. */
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
    dates: [],
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

export type Understood = {
  readonly is: 'present' | 'leave';
  readonly online?: boolean;
  readonly late?: number;
  readonly category?: LeaveCategory;
};

/** What a paste says of an activity, beside what its ledger says already. */
export type Compared = {
  readonly fresh: readonly { readonly member: MemberId; readonly mark: Understood }[];
  readonly differing: readonly { readonly member: MemberId; readonly mark: Understood; readonly known: Mark }[];
  readonly same: number;
  readonly reported: readonly { readonly member: MemberId; readonly online: boolean }[];
  readonly unknown: readonly { readonly line: number; readonly name: string }[];
  /** On the roster, and not of this activity. */
  readonly outside: readonly MemberId[];
  /** Said on another day, or long before the start. */
  readonly otherTimes: number;
};

type Standing = { mark?: Understood; reported?: { online: boolean } };

const earliestMs = 2 * 3_600_000;

/** Whether the bot would have taken it then. */
const inTime = (branch: Branch, activity: Activity, { at, says, forDay }: Statement): boolean => {
  if (forDay !== undefined && forDay !== localDate(activity.start, branch.timeZone)) return false;
  if (at === undefined) return true;
  const isThatDay = localDate(at, branch.timeZone) === localDate(activity.start, branch.timeZone);
  if (says === 'leave' || says === 'not-on-leave') return at <= activity.start || isThatDay;
  return isThatDay && at >= activity.start - earliestMs;
};

const lateness = (activity: Activity, { at, isOwn }: Statement): { late?: number } =>
  at === undefined || !isOwn ? {} : lateBy(activity, at);

/** The person after one more statement, by the rules the bot has for words said to it. */
const after = (activity: Activity, standing: Standing, said: Statement): Standing => {
  const isPresent = standing.mark?.is === 'present';
  const isAfterClosing = activity.state === 'closed' && said.at !== undefined && said.at > (activity.closedAt ?? 0);
  switch (said.says) {
    case 'present':
    case 'online': {
      const online = said.says === 'online';
      const isUpgrade = isPresent && standing.mark?.online === true && !online;
      if (isPresent && !isUpgrade) return standing;
      if (isAfterClosing || (online && !activity.online)) return { ...standing, reported: { online } };
      return { mark: { is: 'present', ...(online ? { online } : {}), ...lateness(activity, said) } };
    }
    case 'leave': {
      const category = said.category ?? '其他';
      if (isAfterClosing || (isPresent && !said.isEdited)) return standing;
      const isLessClear = standing.mark?.is === 'leave' && category === '其他';
      return isLessClear ? standing : { mark: { is: 'leave', category } };
    }
    case 'reported':
      return isPresent || isAfterClosing ? standing : { ...standing, reported: { online: false } };
    case 'not-present':
      return isAfterClosing || !(isPresent || standing.reported) ? standing : {};
    case 'not-on-leave':
      return isAfterClosing || standing.mark?.is !== 'leave' ? standing : {};
    case 'unclear':
      return standing;
  }
};

/** Per person, in roster order: what is new, what differs, what is known already. */
export const comparePaste = (branch: Branch, activity: Activity, { statements }: Paste): Compared => {
  const standings = new Map<MemberId, Standing>();
  const unknown = new Map<string, { line: number; name: string }>();
  const outside = new Set<MemberId>();
  let otherTimes = 0;
  for (const said of statements) {
    if (!inTime(branch, activity, said)) otherTimes += 1;
    else if (said.member === undefined || said.says === 'unclear') {
      if (!unknown.has(said.name)) unknown.set(said.name, { line: said.line, name: said.name });
    } else if (!concerns(branch, activity, said.member)) outside.add(said.member);
    else standings.set(said.member, after(activity, standings.get(said.member) ?? {}, said));
  }
  const fresh: Compared['fresh'][number][] = [];
  const differing: Compared['differing'][number][] = [];
  const reported: Compared['reported'][number][] = [];
  let same = 0;
  for (const member of branch.roster) {
    const standing = standings.get(member);
    if (!standing) continue;
    const known = activity.marks[member];
    const { mark } = standing;
    if (mark) {
      // An absence was written down at the closing because nothing else was known.
      if (!known || (known.is === 'absent' && !known.recordedBy)) fresh.push({ member, mark });
      else if (known.is === mark.is) same += 1;
      else differing.push({ member, mark, known });
    }
    if (standing.reported && mark?.is !== 'present') {
      if (known?.is === 'present' || activity.proxies[member]) same += 1;
      else reported.push({ member, online: standing.reported.online });
    }
  }
  return { fresh, differing, same, reported, unknown: [...unknown.values()], outside: [...outside], otherTimes };
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
