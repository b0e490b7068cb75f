import type { TelegramUser } from './user.ts';
import { wireChat, wirePerson } from './wire.ts';
import {
  ALL_RIGHTS,
  type Chat,
  type ChatMessage,
  changeBot,
  changeMember,
  chatOf,
  ownerOf,
  type Person,
  plainText,
  post,
  type Rights,
  store,
  type Wire,
  type World,
} from './world.ts';

export type TelegramTopic = { readonly id: number; readonly name: string };

export type TelegramChat = ReturnType<typeof chatHandle>;

const TELEGRAM: Wire = { id: 777000, is_bot: false, first_name: 'Telegram' };
const OTHER_BOT: Wire = { id: 7_777_777_777, is_bot: true, first_name: '另一个', username: 'another_bot' };

/** Forwards a channel post into the discussion group, as Telegram does by itself. */
function forwardToGroup(world: World, channel: Chat, message: ChatMessage): void {
  if (channel.linkedGroup === undefined) return;
  const from = wireChat(channel);
  post(world, chatOf(world, channel.linkedGroup), {
    from: TELEGRAM,
    senderChat: from,
    content: message,
    automaticForward: {
      is_automatic_forward: true,
      forward_origin: { type: 'channel', chat: from, message_id: message.id, date: message.date },
    },
  });
}

/** A chat to look at, and what its owner can do with it; who does it may be named, else the owner does. */
export function chatHandle(world: World, chat: Chat) {
  const actor = (by: TelegramUser | undefined): Person => by?.person ?? ownerOf(chat);
  const current = (): readonly ChatMessage[] => [...chat.messages.values()].filter(({ deleted }) => !deleted);
  return {
    id: chat.id,
    kind: chat.kind,
    title: chat.title,

    /** What is on the screen now, oldest first, the bot's messages and service messages included. */
    messages: current,
    fromBot: (): readonly ChatMessage[] => current().filter(({ byBot }) => byBot),
    message: (id: number): ChatMessage | undefined => chat.messages.get(id),
    pinned: (): ChatMessage | undefined => (chat.pinned === undefined ? undefined : chat.messages.get(chat.pinned)),
    botStatus: () => chat.bot.status,

    addBot(by?: TelegramUser, as: 'member' | 'administrator' = 'member'): void {
      changeBot(world, chat, actor(by), as, ALL_RIGHTS);
    },
    kickBot: (by?: TelegramUser) => changeBot(world, chat, actor(by), 'kicked'),
    /** Gone, but not banned: the way a bot is removed from a group by being taken out of the members. */
    removeBot: (by?: TelegramUser) => changeBot(world, chat, actor(by), 'left'),
    promoteBot: (by?: TelegramUser, rights: Partial<Rights> = {}) =>
      changeBot(world, chat, actor(by), 'administrator', { ...ALL_RIGHTS, ...rights }),
    demoteBot: (by?: TelegramUser) => changeBot(world, chat, actor(by), 'member'),
    muteBot: (by?: TelegramUser) => changeBot(world, chat, actor(by), 'restricted'),
    unmuteBot: (by?: TelegramUser) => changeBot(world, chat, actor(by), 'member'),

    /** Another bot has the last word, so bare commands are no longer taken to be meant for this one. */
    otherBotSpeaks(text = '我是另一个机器人。'): void {
      post(world, chat, { from: OTHER_BOT, content: plainText(text) });
    },

    promote: (user: TelegramUser, { anonymous = false }: { anonymous?: boolean } = {}) =>
      changeMember(world, chat, user.person, ownerOf(chat), 'administrator', anonymous),
    demote: (user: TelegramUser) => changeMember(world, chat, user.person, ownerOf(chat), 'member'),
    kick(user: TelegramUser, by?: TelegramUser): void {
      changeMember(world, chat, user.person, actor(by), 'kicked');
      post(world, chat, { from: wirePerson(actor(by)), service: { left_chat_member: wirePerson(user.person) } });
    },

    topic(name: string): TelegramTopic {
      if (!chat.forum) throw new Error(`chat ${chat.id} is not a forum`);
      const service = { forum_topic_created: { name, icon_color: 7322096 } };
      const topic = { id: chat.lastMessageId + 1, name };
      chat.topics.set(topic.id, name);
      post(world, chat, { from: wirePerson(ownerOf(chat)), topic: topic.id, service });
      return topic;
    },

    /** A post in a channel; it has no author. */
    posts(text: string): ChatMessage {
      const message = post(world, chat, { senderChat: wireChat(chat), content: plainText(text) });
      forwardToGroup(world, chat, message);
      return message;
    },

    renames(title: string, by?: TelegramUser): void {
      chat.title = title;
      post(world, chat, { from: wirePerson(actor(by)), service: { new_chat_title: title } });
    },

    forbidReactions(): void {
      chat.reactions = [];
    },
    allowReactions(emoji?: readonly string[]): void {
      chat.reactions = emoji;
    },

    disappears(): void {
      chat.gone = true;
    },

    /** Puts a message there unseen by the bot, as those from before it came. */
    hadMessage: (by: TelegramUser, text: string): ChatMessage =>
      store(world, chat, { from: wirePerson(by.person), content: plainText(text) }),
  };
}
