import { randomInt, randomUUID } from 'node:crypto';
import { type FormattedText, findEntities, type TextEntity } from './format-text.ts';
import type { UpdateQueue, UpdateType } from './update-queue.ts';
import { wireChat, wireMember, wireMessage, wirePerson } from './wire.ts';

/** Anything with a chat's, topic's or person's id. */
export type Place = { readonly id: number };

export type Wire = Record<string, unknown>;

export type Status = 'creator' | 'administrator' | 'member' | 'restricted' | 'left' | 'kicked';

export type Rights = {
  can_delete_messages: boolean;
  can_pin_messages: boolean;
  can_restrict_members: boolean;
  can_invite_users: boolean;
  can_change_info: boolean;
  can_manage_topics: boolean;
};

export type Person = {
  readonly id: number;
  name: string;
  username?: string;
  languageCode?: string;
  readonly isBot: boolean;
  /** Whether the bot may write to this person first. */
  started: boolean;
  blocked: boolean;
  deleted: boolean;
};

export type Member = { readonly person: Person; status: Status; anonymous: boolean };

export type ChatKind = 'private' | 'group' | 'supergroup' | 'channel';

export type Chat = {
  readonly id: number;
  readonly kind: ChatKind;
  title: string;
  username?: string;
  readonly forum: boolean;
  /** Missing in private chats and in channels that exist only to speak as. */
  owner: Person | undefined;
  readonly members: Map<number, Member>;
  bot: { status: Status; rights: Rights; seesAll: boolean };
  botSpokeLast: boolean;
  readonly messages: Map<number, ChatMessage>;
  readonly topics: Map<number, string>;
  /** `undefined` allows every standard emoji. */
  reactions: readonly string[] | undefined;
  pinned: number | undefined;
  migratedTo: number | undefined;
  gone: boolean;
  lastMessageId: number;
  linkedGroup?: number;
};

export type Button = { readonly text: string; readonly data?: string; readonly url?: string };

export type StoredFile = {
  readonly fileId: string;
  readonly kind: 'document' | 'photo';
  readonly name: string;
  readonly bytes: Buffer;
  readonly path: string;
};

/** One message as it is now; the object stays the same through edits and deletion, so holding it shows its fate. */
export type ChatMessage = {
  readonly id: number;
  readonly chatId: number;
  /** Unix seconds, as on the wire. */
  readonly date: number;
  readonly byBot: boolean;
  readonly from: Wire | undefined;
  readonly senderChat: Wire | undefined;
  /** The text, or the caption of a file. */
  text: string;
  entities: readonly TextEntity[];
  buttons: readonly (readonly Button[])[];
  markup: Wire | undefined;
  /** What the bot reacted with. */
  reactions: readonly string[];
  readonly reactionsOfPeople: Map<number, readonly string[]>;
  readonly replyTo: number | undefined;
  readonly topic: number | undefined;
  readonly file: StoredFile | undefined;
  readonly service: Wire | undefined;
  readonly automaticForward: Wire | undefined;
  edits: number;
  editedAt: number | undefined;
  deleted: boolean;
  /** Whether Telegram showed it to the bot, now or by a later edit. */
  visible: boolean;
  meantForBot: boolean;
};

export type Toast = { readonly text: string; readonly alert: boolean; readonly url?: string };

export type Press = { readonly at: number; readonly answer: (toast: Toast) => void };

export type World = ReturnType<typeof createWorld>;

export type Draft = {
  readonly byBot?: boolean;
  readonly from?: Wire;
  readonly senderChat?: Wire;
  readonly content?: FormattedText;
  readonly buttons?: readonly (readonly Button[])[];
  readonly markup?: Wire;
  readonly replyTo?: number;
  readonly topic?: number;
  readonly file?: StoredFile;
  readonly service?: Wire;
  readonly automaticForward?: Wire;
};

export const ALL_RIGHTS: Rights = {
  can_delete_messages: true,
  can_pin_messages: true,
  can_restrict_members: true,
  can_invite_users: true,
  can_change_info: true,
  can_manage_topics: true,
};

export const NO_RIGHTS: Rights = {
  can_delete_messages: false,
  can_pin_messages: false,
  can_restrict_members: false,
  can_invite_users: false,
  can_change_info: false,
  can_manage_topics: false,
};

const PLAIN: FormattedText = { text: '', entities: [] };

/** Who exists, which chats there are and what was said in them; knows nothing of HTTP. */
export function createWorld(options: {
  readonly now: () => number;
  readonly token: string;
  readonly botUsername: string;
  readonly privacy: boolean;
  readonly updates: UpdateQueue;
}) {
  const me: Person = {
    id: Number(options.token.split(':')[0]),
    name: '支书助手',
    username: options.botUsername,
    isBot: true,
    started: false,
    blocked: false,
    deleted: false,
  };
  return {
    ...options,
    me,
    privacy: options.privacy,
    people: new Map<number, Person>([[me.id, me]]),
    chats: new Map<number, Chat>(),
    files: new Map<string, StoredFile>(),
    presses: new Map<string, Press>(),
    commands: new Map<string, readonly Wire[]>(),
    lastPersonId: 5_000_000_000,
    lastGroupId: 4_000_000_000,
    lastSupergroupId: 2_000_000_000,
    // Private chats and basic groups share one numbering, as on Telegram.
    lastSharedMessageId: 100,
    lastPressId: BigInt(randomInt(1, 2 ** 40)) << 20n,
  };
}

export function addChat(
  world: World,
  kind: ChatKind,
  title: string,
  details: { id?: number; forum?: boolean; username?: string } = {},
): Chat {
  const id = details.id ?? (kind === 'group' ? -++world.lastGroupId : -(1_000_000_000_000 + ++world.lastSupergroupId));
  const chat: Chat = {
    id,
    kind,
    title,
    ...(details.username === undefined ? {} : { username: details.username }),
    forum: details.forum ?? false,
    owner: undefined,
    members: new Map(),
    bot: { status: 'left', rights: NO_RIGHTS, seesAll: false },
    botSpokeLast: false,
    messages: new Map(),
    topics: new Map(),
    reactions: undefined,
    pinned: undefined,
    migratedTo: undefined,
    gone: false,
    lastMessageId: 0,
  };
  world.chats.set(id, chat);
  return chat;
}

/** The private chat exists from the person's point of view before the bot may use it. */
export function privateChat(world: World, person: Person): Chat {
  return (
    world.chats.get(person.id) ??
    addChat(world, 'private', person.name, {
      id: person.id,
      ...(person.username === undefined ? {} : { username: person.username }),
    })
  );
}

export function chatOf(world: World, id: number): Chat {
  const chat = world.chats.get(id);
  if (chat === undefined) throw new Error(`there is no chat ${id}`);
  return chat;
}

/** Stays the same when the owner has left, so that somebody can still act. */
export function ownerOf(chat: Chat): Person {
  if (chat.owner === undefined) throw new Error(`chat ${chat.id} has no owner`);
  return chat.owner;
}

/** Makes somebody a member without anybody being told. */
export function putInside(chat: Chat, person: Person): void {
  const member = chat.members.get(person.id);
  if (member !== undefined && isIn(member.status)) return;
  chat.members.set(person.id, { person, status: 'member', anonymous: false });
}

export const isIn = (status: Status): boolean => status !== 'left' && status !== 'kicked';

export const isAdmin = (status: Status): boolean => status === 'creator' || status === 'administrator';

export const unixSeconds = (world: World): number => Math.floor(world.now() / 1000);

/** Stores a message without telling the bot. */
export function store(world: World, chat: Chat, draft: Draft): ChatMessage {
  const numbered = chat.kind === 'supergroup' || chat.kind === 'channel';
  const id = numbered ? ++chat.lastMessageId : ++world.lastSharedMessageId;
  const content = draft.content ?? PLAIN;
  const message: ChatMessage = {
    id,
    chatId: chat.id,
    date: unixSeconds(world),
    byBot: draft.byBot ?? false,
    from: draft.from,
    senderChat: draft.senderChat,
    text: content.text,
    entities: content.entities,
    buttons: draft.buttons ?? [],
    markup: draft.markup,
    reactions: [],
    reactionsOfPeople: new Map(),
    replyTo: draft.replyTo,
    topic: draft.topic,
    file: draft.file,
    service: draft.service,
    automaticForward: draft.automaticForward,
    edits: 0,
    editedAt: undefined,
    deleted: false,
    visible: draft.byBot ?? false,
    meantForBot: false,
  };
  chat.messages.set(id, message);
  if (message.byBot) chat.botSpokeLast = true;
  else if (draft.from?.['is_bot'] === true && draft.senderChat === undefined) chat.botSpokeLast = false;
  return message;
}

/** Stores what somebody else than the bot said, and tells the bot if Telegram would. */
export function post(world: World, chat: Chat, draft: Draft): ChatMessage {
  const message = store(world, chat, draft);
  tell(world, chat, message, chat.kind === 'channel' ? 'channel_post' : 'message');
  return message;
}

/** Passes a message on under the privacy rules. */
export function tell(world: World, chat: Chat, message: ChatMessage, type: UpdateType): void {
  message.meantForBot = isMeantForBot(world, chat, message);
  if (!isShown(chat, message)) return;
  message.visible = true;
  world.updates.push(type, wireMessage(chat, message));
}

function isShown(chat: Chat, message: ChatMessage): boolean {
  if (message.from?.['is_bot'] === true && message.senderChat === undefined) return false;
  if (chat.kind === 'private') return true;
  if (!isIn(chat.bot.status)) return false;
  if (chat.kind === 'channel') return isAdmin(chat.bot.status);
  return message.service !== undefined || isAdmin(chat.bot.status) || chat.bot.seesAll || message.meantForBot;
}

function isMeantForBot(world: World, chat: Chat, message: ChatMessage): boolean {
  const replied = message.replyTo === undefined ? undefined : chat.messages.get(message.replyTo);
  if (replied !== undefined && (replied.byBot || replied.meantForBot)) return true;
  const name = `@${world.botUsername.toLowerCase()}`;
  return message.entities.some(({ type, offset, length }) => {
    const part = message.text.slice(offset, offset + length).toLowerCase();
    if (type === 'mention') return part === name;
    if (type !== 'bot_command') return false;
    return part.includes('@') ? part.endsWith(name) : chat.botSpokeLast;
  });
}

export const plainText = (text: string): FormattedText => ({ text, entities: findEntities(text) });

export function keepFile(world: World, kind: StoredFile['kind'], name: string, bytes: Buffer): StoredFile {
  const fileId = `BQACAgUAAx${randomUUID().replaceAll('-', '')}`;
  const extension = /\.[A-Za-z0-9]+$/.exec(name)?.[0] ?? '';
  const path = `${kind}s/file_${world.files.size}${extension}`;
  const file: StoredFile = { fileId, kind, name, bytes, path };
  world.files.set(fileId, file);
  return file;
}

/** Changes what the bot is in a chat and tells it, together with Telegram's service message where there is one. */
export function changeBot(world: World, chat: Chat, by: Person, status: Status, rights: Rights = NO_RIGHTS): void {
  const before = chat.bot;
  if (status !== before.status || status === 'administrator') {
    const seesAll = isIn(before.status) ? before.seesAll : !world.privacy;
    chat.bot = { status, rights: status === 'administrator' ? rights : NO_RIGHTS, seesAll };
    world.updates.push('my_chat_member', {
      chat: wireChat(chat),
      from: wirePerson(by),
      date: unixSeconds(world),
      old_chat_member: wireMember(world.me, before.status, before.rights),
      new_chat_member: wireMember(world.me, status, chat.bot.rights),
    });
  }
  if (chat.kind === 'group' || chat.kind === 'supergroup') {
    const me = wirePerson(world.me);
    if (!isIn(before.status) && isIn(status)) {
      post(world, chat, { from: wirePerson(by), service: { new_chat_members: [me], new_chat_member: me } });
    } else if (isIn(before.status) && !isIn(status)) {
      store(world, chat, { from: wirePerson(by), service: { left_chat_member: me } });
    }
  }
}

/** Changes what a person is in a chat; the bot hears of it only as an administrator that asked for chat_member. */
export function changeMember(world: World, chat: Chat, person: Person, by: Person, status: Status, anonymous = false) {
  const before = chat.members.get(person.id);
  chat.members.set(person.id, { person, status, anonymous });
  if (!isAdmin(chat.bot.status)) return;
  world.updates.push('chat_member', {
    chat: wireChat(chat),
    from: wirePerson(by),
    date: unixSeconds(world),
    old_chat_member: wireMember(person, before?.status ?? 'left', ALL_RIGHTS, before?.anonymous),
    new_chat_member: wireMember(person, status, ALL_RIGHTS, anonymous),
  });
}
