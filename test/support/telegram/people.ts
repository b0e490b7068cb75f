import { chatHandle, type TelegramChat } from './chat.ts';
import { ANONYMOUS, type TelegramUser, userHandle } from './user.ts';
import { wireChat, wirePerson } from './wire.ts';
import {
  ALL_RIGHTS,
  addChat,
  type Chat,
  chatOf,
  NO_RIGHTS,
  ownerOf,
  type Person,
  type Place,
  post,
  privateChat,
  putInside,
  type World,
} from './world.ts';

export type ChatDetails = {
  readonly id?: number;
  readonly username?: string;
  readonly members?: readonly TelegramUser[];
  /** How the bot is in the chat before anything happens; it gets no update about it. */
  readonly bot?: 'member' | 'administrator' | 'absent';
};

const named = ({ id, username }: ChatDetails) => ({
  ...(id === undefined ? {} : { id }),
  ...(username === undefined ? {} : { username }),
});

/** Makes the people and chats of a test. */
export function createPeople(world: World) {
  const user = (
    name: string,
    details: { id?: number; username?: string; languageCode?: string } = {},
  ): TelegramUser => {
    const person: Person = {
      id: details.id ?? ++world.lastPersonId,
      name,
      ...(details.username === undefined ? {} : { username: details.username }),
      ...(details.languageCode === undefined ? {} : { languageCode: details.languageCode }),
      isBot: false,
      started: false,
      blocked: false,
      deleted: false,
    };
    world.people.set(person.id, person);
    return userHandle(world, person);
  };

  function make(chat: Chat, { members = [], bot = 'member' }: ChatDetails): TelegramChat {
    const owner = members[0]?.person ?? user('群主').person;
    chat.owner = owner;
    chat.members.set(owner.id, { person: owner, status: 'creator', anonymous: false });
    for (const { person } of members.slice(1)) putInside(chat, person);
    if (bot !== 'absent') {
      chat.bot = { status: bot, rights: bot === 'administrator' ? ALL_RIGHTS : NO_RIGHTS, seesAll: !world.privacy };
    }
    return chatHandle(world, chat);
  }

  return {
    user,

    privateChat: (one: TelegramUser): TelegramChat => chatHandle(world, privateChat(world, one.person)),

    /** The person who made the chat and does what no other person is named for. */
    ownerOf: (chat: Place): TelegramUser => userHandle(world, ownerOf(chatOf(world, chat.id))),

    /** The first member is the owner; without members somebody called 群主 is. */
    group: (title: string, details: ChatDetails = {}): TelegramChat =>
      make(addChat(world, 'group', title, named(details)), details),

    supergroup: (title: string, details: ChatDetails & { readonly forum?: boolean } = {}): TelegramChat =>
      make(addChat(world, 'supergroup', title, { ...named(details), forum: details.forum ?? false }), details),

    /** Posts of a channel with a linked group are forwarded there. */
    channel(title: string, details: ChatDetails & { readonly linkedGroup?: TelegramChat } = {}): TelegramChat {
      const chat = addChat(world, 'channel', title, named(details));
      if (details.linkedGroup !== undefined) chat.linkedGroup = details.linkedGroup.id;
      return make(chat, { bot: 'administrator', ...details });
    },

    /** Makes a basic group a supergroup with a new id; the old id answers 400 with migrate_to_chat_id from now on. */
    migrate(group: Place): TelegramChat {
      const chat = chatOf(world, group.id);
      if (chat.kind !== 'group') throw new Error('only a basic group becomes a supergroup');
      const next = addChat(world, 'supergroup', chat.title);
      for (const [id, member] of chat.members) next.members.set(id, member);
      next.owner = chat.owner;
      next.bot = chat.bot;
      next.reactions = chat.reactions;
      post(world, chat, { from: wirePerson(ownerOf(chat)), service: { migrate_to_chat_id: next.id } });
      chat.migratedTo = next.id;
      chat.bot = { ...chat.bot, status: 'left' };
      post(world, next, { from: ANONYMOUS, senderChat: wireChat(next), service: { migrate_from_chat_id: chat.id } });
      return chatHandle(world, next);
    },
  };
}
