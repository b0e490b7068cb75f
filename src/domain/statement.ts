import type { Branch, LeaveCategory } from './branch.ts';
import { localDate, parseDay } from './calendar.ts';
import type { CopiedMessage } from './chat-copy.ts';
import { kinds } from './kinds.ts';
import { categoryOfReason, leaveCategoryOf } from './leave.ts';
import { type MemberId, nameOf, type People } from './roster.ts';
import { type Context, nothingOpen } from './understand/context.ts';
import { understand } from './understand/understand.ts';
import { hear, type Words } from './understand.ts';
import type { NameBook } from './written.ts';

/** One thing somebody said or a list says, in the order of the text. */
export type Statement = {
  readonly line: number;
  /** As written; kept nowhere. */
  readonly name: string;
  readonly member: MemberId | undefined;
  readonly at?: number;
  readonly says: 'present' | 'online' | 'leave' | 'reported' | 'not-present' | 'not-on-leave' | 'unclear';
  readonly category?: LeaveCategory;
  /** The person's own word, whose time decides lateness. */
  readonly isOwn: boolean;
  /** The day it speaks of, where it names one. */
  readonly forDay?: string;
  /** A row that said something else in an earlier post. */
  readonly isEdited?: boolean;
};

/** Whom and what a copied chat is heard with: the same words and the same rules as a message to the bot. */
export type Hearing = {
  readonly branch: Branch;
  readonly people: People;
  readonly words: readonly Words[];
  readonly book: NameBook;
  readonly context: Context;
};

/** A check-in counts as open: a copied stretch of chat is about one. */
export const hearingOf = (
  { branch, people, words }: Pick<Hearing, 'branch' | 'people' | 'words'>,
  book: NameBook,
): Hearing => {
  const roster = branch.roster.map((id) => ({ name: nameOf(people, id), group: branch.members[id]?.group }));
  return { branch, people, words, book, context: { ...nothingOpen, checkIns: 1, notice: true, roster } };
};

type Said = Pick<Statement, 'line' | 'name' | 'member' | 'at'>;

const own = (said: Said, says: Statement['says'], category?: LeaveCategory): Statement => ({
  ...said,
  says,
  ...(category === undefined ? {} : { category }),
  isOwn: true,
});

const reported = (said: Said, names: readonly string[], book: NameBook): Statement[] =>
  names.map((name) => ({ ...said, name, member: book.find(name), says: 'reported', isOwn: false }));

const ownWords: Readonly<Record<string, Statement['says']>> = { checkin: 'present', online: 'online', leave: 'leave' };

const inOwnWords = (said: Said, text: string, { branch, people, book, context }: Hearing): Statement[] => {
  const name = said.member === undefined ? undefined : nameOf(people, said.member);
  const understood = understand(text, { ...context, speaker: { name, role: 'member' } });
  if (!understood) return [];
  const { intent, slots } = understood;
  switch (intent) {
    case 'check_in':
      return [own(said, 'present')];
    case 'check_in_online':
      return [own(said, 'online')];
    case 'proxy_check_in':
      return reported(
        said,
        (slots.target ?? '').split('、').filter((one) => one !== ''),
        book,
      );
    case 'leave_request': {
      const today = said.at === undefined ? undefined : localDate(said.at, branch.timeZone);
      const forDay = slots.when === undefined || today === undefined ? undefined : parseDay(slots.when, today);
      const leave = own(said, 'leave', categoryOfReason[slots.reason_type ?? 'other']);
      return [{ ...leave, ...(forDay === undefined ? {} : { forDay }) }];
    }
    case 'cancel_check_in':
      return [own(said, 'not-present')];
    case 'cancel_leave':
      return [own(said, 'not-on-leave')];
    default:
      return [];
  }
};

/** What one message of a copied chat says of attendance, as the bot would have heard it; talk says nothing. */
export const heardIn = (
  { speaker, text, line, at }: CopiedMessage,
  member: MemberId | undefined,
  hearing: Hearing,
): Statement[] => {
  const said: Said = { line, name: speaker, member, ...(at === undefined ? {} : { at }) };
  const heard = hear(text, hearing.words, { addressed: false });
  if (!heard) return inOwnWords(said, text, hearing);
  const { command, rest, word } = heard;
  if (command.alias === 'cancel') return [own(said, word === '取消签到' ? 'not-present' : 'not-on-leave')];
  if (command.alias === 'report') return reported(said, [rest], hearing.book);
  const says = ownWords[command.alias];
  if (says === undefined) return [];
  // 「签到 …」 is a 签到 only where what follows names an activity.
  if (says === 'present' && rest !== '' && !kinds.some((kind) => rest.includes(kind))) return [];
  return [own(said, says, says === 'leave' ? leaveCategoryOf(rest) : undefined)];
};
