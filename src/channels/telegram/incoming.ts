import type {
  CallbackQuery,
  Chat,
  ChatMemberUpdated,
  Message,
  MessageReactionUpdated,
  Update,
  User,
} from 'grammy/types';
import type { Incoming, IncomingFile, Sender } from '../../ports.ts';
import type { Choices } from './choices.ts';
import { refOf, roomOf } from './ids.ts';

/** Where an answer goes; kept beside what was heard, because the bot knows nothing of topics and buttons. */
export type Origin = {
  readonly chatId: number;
  readonly direct: boolean;
  readonly messageId?: number | undefined;
  readonly topicId?: number | undefined;
  readonly pressId?: string | undefined;
  /** Absent for an anonymous admin or a channel, behind whom nobody can be written to. */
  readonly personId?: number | undefined;
};

export type Heard = { readonly incoming: Incoming; readonly origin: Origin };

/** The bot as getMe tells it. */
export type Me = { readonly id: number; readonly username: string; readonly seesAll: boolean };

export type Ear = {
  /** Nothing for what does not concern the bot: other bots, channel posts, commands for others, service messages. */
  hear(update: Update, me: Me): readonly Heard[];
};

type Draft = { -readonly [Key in keyof Incoming]: Incoming[Key] };

const NOTHING: readonly Heard[] = [];

/** Turns updates into what the bot understands; `read` fetches a file's bytes when they are asked for. */
export function createEar(parts: {
  readonly choices: Choices;
  readonly now: () => number;
  readonly read: (fileId: string) => Promise<Uint8Array>;
}): Ear {
  function hearMessage(message: Message, me: Me, edited: boolean): readonly Heard[] {
    const { chat } = message;
    if (chat.type === 'channel') return NOTHING;
    const sender = senderOf(message);
    if (message.migrate_to_chat_id !== undefined) {
      return [moved(chat, message.migrate_to_chat_id, message.date)];
    }
    if (message.migrate_from_chat_id !== undefined) {
      const old = { ...chat, id: message.migrate_from_chat_id };
      return [moved(old, chat.id, message.date)];
    }
    if (message.new_chat_members !== undefined) {
      return message.new_chat_members.flatMap((user) => membership(chat, user, 'joined', message.date));
    }
    if (message.left_chat_member !== undefined) return membership(chat, message.left_chat_member, 'left', message.date);
    if (sender === undefined) return NOTHING;
    const said = message.text ?? message.caption;
    const file = message.document;
    if (said === undefined && file === undefined) return NOTHING;
    const bare = undecorated(said ?? '', me.username);
    if (bare === undefined) return NOTHING;
    const isFile = file !== undefined && !edited;
    const id = refOf(chat.id, message.message_id);
    const incoming: Draft = {
      id: edited ? `${id}:e${message.edit_date ?? 0}` : id,
      kind: isFile ? 'file' : 'text',
      room: roomOf(chat.id),
      direct: chat.type === 'private',
      sender,
      text: bare.text,
      sentAt: (edited ? (message.edit_date ?? message.date) : message.date) * 1000,
      mentionsBot: bare.addressed,
    };
    if (chat.title !== undefined) incoming.roomTitle = chat.title;
    if (edited) incoming.edited = message.date * 1000;
    if (isFile) incoming.file = fileOf(file, parts.read);
    const quoted = message.reply_to_message;
    // In a topic every message is formally a reply to the one that opened it.
    if (quoted !== undefined && quoted.message_id !== message.message_thread_id) {
      incoming.quotes = refOf(chat.id, quoted.message_id);
      if (quoted.from?.id === me.id) incoming.mentionsBot = true;
    }
    return [{ incoming, origin: originOf(message, sender) }];
  }

  function hearPress(press: CallbackQuery): readonly Heard[] {
    const { message, data } = press;
    if (message === undefined || data === undefined || message.chat.type === 'channel') return NOTHING;
    const { chat } = message;
    const incoming: Draft = {
      id: `telegram:callback:${press.id}`,
      kind: 'choice',
      room: roomOf(chat.id),
      direct: chat.type === 'private',
      sender: personOf(press.from),
      text: parts.choices.says(data) ?? '',
      sentAt: parts.now(),
      quotes: refOf(chat.id, message.message_id),
      mentionsBot: true,
    };
    if (chat.title !== undefined) incoming.roomTitle = chat.title;
    const topicId = 'is_topic_message' in message && message.is_topic_message ? message.message_thread_id : undefined;
    const origin = { chatId: chat.id, direct: incoming.direct, topicId, pressId: press.id, personId: press.from.id };
    return [{ incoming, origin }];
  }

  return {
    hear(update, me) {
      if (update.message !== undefined) return hearMessage(update.message, me, false);
      if (update.callback_query !== undefined) return hearPress(update.callback_query);
      if (update.edited_message !== undefined) return hearMessage(update.edited_message, me, true);
      if (update.message_reaction !== undefined) return hearReaction(update.message_reaction);
      if (update.chat_member !== undefined) return hearMember(update.chat_member);
      return NOTHING;
    },
  };
}

/** The chat an update belongs to; what happens in one chat is handled in order. */
export function chatOf(update: Update): number {
  const message = update.message ?? update.edited_message ?? update.callback_query?.message;
  const other = message ?? update.message_reaction ?? update.chat_member ?? update.my_chat_member;
  return other?.chat.id ?? 0;
}

/** What a file, a removal or a move changes must be done before what was said after it. */
export const standsAlone = ({ message }: Update): boolean =>
  message?.document !== undefined ||
  message?.migrate_to_chat_id !== undefined ||
  message?.migrate_from_chat_id !== undefined;

const ANOTHERS_COMMAND = /^\/[^\s@/]+@([a-z0-9_]+)/i;

/** Without @bot; undefined for a command given to another bot. */
function undecorated(said: string, botName: string): { text: string; addressed: boolean } | undefined {
  const isCommand = /^\/[a-z0-9_]/i.test(said);
  if (!said.includes('@')) return { text: said.trim(), addressed: isCommand };
  const commandFor = ANOTHERS_COMMAND.exec(said)?.[1];
  if (commandFor !== undefined && commandFor.toLowerCase() !== botName.toLowerCase()) return undefined;
  const mention = new RegExp(`(^|[^a-z0-9_])@${botName}(?![a-z0-9_])`, 'gi');
  const bare = commandFor === undefined ? said : said.replace(`@${commandFor}`, '');
  const text = bare.replace(mention, '$1').replace(/ {2,}/g, ' ').trim();
  return { text, addressed: isCommand || text.length < said.trim().length };
}

/** undefined for another bot; an anonymous admin and a channel also come under a bot's name, so they are looked at first. */
function senderOf({ from, sender_chat: as, chat, author_signature: signature }: Message): Sender | undefined {
  if (as !== undefined) {
    const via = as.id === chat.id ? 'anonymous' : 'channel';
    return { id: roomOf(as.id), name: signature ?? as.title ?? '', via };
  }
  return from === undefined || from.is_bot ? undefined : personOf(from);
}

const personOf = (user: User): Sender => ({
  id: roomOf(user.id),
  name: user.last_name === undefined ? user.first_name : `${user.first_name} ${user.last_name}`,
  via: 'person',
});

function originOf(message: Message, sender: Sender): Origin {
  return {
    chatId: message.chat.id,
    direct: message.chat.type === 'private',
    messageId: message.message_id,
    topicId: message.is_topic_message ? message.message_thread_id : undefined,
    personId: sender.via === 'person' ? message.from?.id : undefined,
  };
}

const fileOf = (
  { file_id, file_name = '', file_size = 0 }: { file_id: string; file_name?: string; file_size?: number },
  read: (fileId: string) => Promise<Uint8Array>,
): IncomingFile => ({ name: file_name, size: file_size, read: () => read(file_id) });

/** Something that happened rather than was said; `what` makes the id, so that being told twice is seen. */
function happening(
  kind: Incoming['kind'],
  chat: Chat,
  sender: Sender,
  what: string,
  date: number,
  more: Partial<Incoming> = {},
): Heard {
  const incoming: Incoming = {
    id: `telegram:${what}`,
    kind,
    room: roomOf(chat.id),
    direct: chat.type === 'private',
    sender,
    text: '',
    sentAt: date * 1000,
    mentionsBot: false,
    ...(chat.title === undefined ? {} : { roomTitle: chat.title }),
    ...more,
  };
  return { incoming, origin: { chatId: chat.id, direct: incoming.direct } };
}

/** Both halves of a migration and a refused call tell the same move under one id. */
export function moved(old: Chat, newId: number, date: number): Heard {
  const nobody: Sender = { id: roomOf(old.id), name: '', via: 'anonymous' };
  return happening('moved', old, nobody, `${old.id}:moved:${newId}`, date, { movedTo: roomOf(newId) });
}

/** Told by a service message, and to an administrator by an update as well: the same second, the same id. */
function membership(chat: Chat, user: User, kind: 'joined' | 'left', date: number): readonly Heard[] {
  if (user.is_bot) return NOTHING;
  return [happening(kind, chat, personOf(user), `${chat.id}:${kind}:${user.id}:${date}`, date)];
}

type Member = ChatMemberUpdated['new_chat_member'];

export const isInside = (member: Member): boolean =>
  member.status === 'restricted' ? member.is_member : member.status !== 'left' && member.status !== 'kicked';

function hearMember({ chat, date, old_chat_member: before, new_chat_member: after }: ChatMemberUpdated) {
  if (chat.type === 'channel' || isInside(before) === isInside(after)) return NOTHING;
  return membership(chat, after.user, isInside(after) ? 'joined' : 'left', date);
}

/** Only a reaction added by a named person says something. */
function hearReaction({ chat, message_id: message, user, date, old_reaction, new_reaction }: MessageReactionUpdated) {
  if (user === undefined || user.is_bot || chat.type === 'channel') return NOTHING;
  const before = new Set(old_reaction.map((one) => (one.type === 'emoji' ? one.emoji : '')));
  const added = new_reaction.find((one) => one.type === 'emoji' && !before.has(one.emoji));
  if (added?.type !== 'emoji') return NOTHING;
  const what = `${chat.id}:${message}:reaction:${user.id}:${date}:${added.emoji}`;
  const heard = happening('reaction', chat, personOf(user), what, date, {
    text: added.emoji,
    quotes: refOf(chat.id, message),
  });
  return [{ ...heard, origin: { ...heard.origin, personId: user.id } }];
}
