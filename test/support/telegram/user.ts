import { wireChat, wireMessage, wirePerson } from './wire.ts';
import {
  addChat,
  type Chat,
  type ChatMessage,
  changeBot,
  changeMember,
  chatOf,
  isIn,
  keepFile,
  NO_RIGHTS,
  type Person,
  type Place,
  plainText,
  post,
  privateChat,
  putInside,
  type Toast,
  tell,
  unixSeconds,
  type Wire,
  type World,
} from './world.ts';

type Someone = { readonly person: Person };

export type SayOptions = {
  readonly replyTo?: ChatMessage | number;
  readonly topic?: Place | number;
  /** `channel` speaks as a channel of the person's own; a chat given here is the channel spoken as. */
  readonly via?: 'anonymous-admin' | 'channel' | Place;
};

export type TelegramUser = ReturnType<typeof userHandle>;

export const ANONYMOUS: Wire = { id: 1087968824, is_bot: true, first_name: 'Group', username: 'GroupAnonymousBot' };
const AS_CHANNEL: Wire = { id: 136817688, is_bot: true, first_name: 'Channel', username: 'Channel_Bot' };

const idOf = (one: Place | number): number => (typeof one === 'number' ? one : one.id);

const wireReactions = (list: readonly string[]) => list.map((emoji) => ({ type: 'emoji', emoji }));

function senderOf(world: World, chat: Chat, person: Person, via: SayOptions['via']): { from: Wire; senderChat?: Wire } {
  if (via === undefined) return { from: wirePerson(person) };
  if (via === 'anonymous-admin') return { from: ANONYMOUS, senderChat: wireChat(chat) };
  const channel = via === 'channel' ? addChat(world, 'channel', `${person.name}的频道`) : chatOf(world, via.id);
  return { from: AS_CHANNEL, senderChat: wireChat(channel) };
}

/** What a person can do with a phone in the hand. */
export function userHandle(world: World, person: Person) {
  const startedChat = (): Chat => {
    if (person.deleted) throw new Error(`${person.name} has deleted the account`);
    if (person.blocked) throw new Error(`${person.name} has blocked the bot`);
    person.started = true;
    return privateChat(world, person);
  };
  const setBlocked = (blocked: boolean) => {
    const chat = privateChat(world, person);
    person.blocked = blocked;
    chat.bot = { status: blocked ? 'member' : 'kicked', rights: NO_RIGHTS, seesAll: true };
    changeBot(world, chat, person, blocked ? 'kicked' : 'member');
  };
  const speak = (chatId: number, draft: Parameters<typeof post>[2], { replyTo, topic, via }: SayOptions) => {
    const chat = chatId === person.id ? startedChat() : chatOf(world, chatId);
    if (chat.kind !== 'private') putInside(chat, person);
    return post(world, chat, {
      ...senderOf(world, chat, person, via),
      ...draft,
      ...(replyTo === undefined ? {} : { replyTo: idOf(replyTo) }),
      ...(topic === undefined ? {} : { topic: idOf(topic) }),
    });
  };
  return {
    id: person.id,
    name: person.name,
    person,

    /** Also works in a group the person never joined: they are put there silently. */
    says: (chat: Place, text: string, options: SayOptions = {}): ChatMessage =>
      speak(chat.id, { content: plainText(text) }, options),

    /** Says something in the private chat. */
    writes: (text: string, options: SayOptions = {}): ChatMessage =>
      speak(person.id, { content: plainText(text) }, options),

    sendsFile(chat: Place, name: string, bytes: Uint8Array, caption = '', options: SayOptions = {}): ChatMessage {
      const file = keepFile(world, 'document', name, Buffer.from(bytes));
      return speak(chat.id, { file, content: plainText(caption) }, options);
    },

    edits(message: ChatMessage, text: string): void {
      const chat = chatOf(world, message.chatId);
      Object.assign(message, plainText(text));
      message.edits++;
      message.editedAt = unixSeconds(world);
      tell(world, chat, message, chat.kind === 'channel' ? 'edited_channel_post' : 'edited_message');
    },

    /** Presses a button by its label or data, also on a deleted message somebody still has on screen. */
    presses(message: ChatMessage, labelOrData: string): Promise<Toast> {
      const button = message.buttons.flat().find(({ text, data }) => text === labelOrData || data === labelOrData);
      if (button?.data === undefined) {
        throw new Error(`message ${message.id} has no button 「${labelOrData}」 that can be pressed`);
      }
      const chat = chatOf(world, message.chatId);
      const id = String(++world.lastPressId);
      const toast = new Promise<Toast>((answer) => {
        world.presses.set(id, { at: world.now(), answer });
      });
      if (chat.kind === 'private' || isIn(chat.bot.status)) {
        world.updates.push('callback_query', {
          id,
          from: wirePerson(person),
          message: message.deleted
            ? { chat: wireChat(chat), message_id: message.id, date: 0 }
            : wireMessage(chat, message),
          chat_instance: String(-chat.id),
          data: button.data,
        });
      }
      return toast;
    },

    /** An empty emoji takes the reaction back. */
    reacts(message: ChatMessage, emoji: string): void {
      const chat = chatOf(world, message.chatId);
      const before = message.reactionsOfPeople.get(person.id) ?? [];
      const after = emoji === '' ? [] : [emoji];
      message.reactionsOfPeople.set(person.id, after);
      if (chat.kind !== 'private' && chat.bot.status !== 'administrator') return;
      world.updates.push('message_reaction', {
        chat: wireChat(chat),
        message_id: message.id,
        user: wirePerson(person),
        date: unixSeconds(world),
        old_reaction: wireReactions(before),
        new_reaction: wireReactions(after),
      });
    },

    joins(chat: Place, by?: Someone): void {
      const room = chatOf(world, chat.id);
      changeMember(world, room, person, by?.person ?? person, 'member');
      const wire = wirePerson(person);
      const from = wirePerson(by?.person ?? person);
      post(world, room, { from, service: { new_chat_members: [wire], new_chat_member: wire } });
    },

    leaves(chat: Place): void {
      const room = chatOf(world, chat.id);
      changeMember(world, room, person, person, 'left');
      post(world, room, { from: wirePerson(person), service: { left_chat_member: wirePerson(person) } });
    },

    /** Opens the private chat with /start, followed by the payload of a deep link. */
    startsBot: (payload = ''): ChatMessage => {
      if (person.blocked) setBlocked(false);
      return speak(person.id, { content: plainText(payload === '' ? '/start' : `/start ${payload}`) }, {});
    },

    blocksBot: () => setBlocked(true),
    unblocksBot: () => setBlocked(false),

    deletesAccount(): void {
      person.deleted = true;
    },
  };
}
