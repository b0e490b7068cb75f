import { ApiError, badRequest, forbidden } from './api-error.ts';
import { type Arguments, integer, string } from './arguments.ts';
import { type Chat, type ChatMessage, isAdmin, privateChat, type World } from './world.ts';

/** What a call is about to do to a chat; the answers differ. */
type Access = 'read' | 'members' | 'edit' | 'write';

/** The chat a call names, refused with the reason Telegram would give for this kind of access. */
export function chatFor(world: World, args: Arguments, access: Access): Chat {
  const given = string(args, 'chat_id');
  if (given === '') throw badRequest('chat_id is empty');
  const chat = findChat(world, given);
  if (chat === undefined) throw badRequest('chat not found');
  if (chat.kind === 'private') requirePrivate(world, chat, access);
  else if (chat.kind === 'group') requireGroup(chat, access);
  else requireSupergroup(chat, access);
  return chat;
}

function findChat(world: World, given: string): Chat | undefined {
  if (given.startsWith('@')) {
    const name = given.slice(1).toLowerCase();
    for (const chat of world.chats.values()) {
      if (chat.kind !== 'private' && chat.username?.toLowerCase() === name) return chat;
    }
    return undefined;
  }
  const id = Number(given);
  const person = world.people.get(id);
  return person === undefined ? world.chats.get(id) : privateChat(world, person);
}

function requirePrivate(world: World, chat: Chat, access: Access): void {
  const person = world.people.get(chat.id);
  if (person === undefined) throw badRequest('private chat not found');
  if (access === 'read' || access === 'members') return;
  if (person.deleted) throw forbidden('user is deactivated');
  if (access !== 'write') return;
  if (person.id === world.me.id || person.isBot) throw forbidden("bot can't send messages to bots");
  if (person.blocked) throw forbidden('bot was blocked by the user');
  if (!person.started) throw forbidden("bot can't initiate conversation with a user");
}

export function requireGroup(chat: Chat, access: Access): void {
  if (access === 'read') return;
  const changes = access === 'write' || access === 'members';
  if (changes && chat.migratedTo !== undefined) {
    throw new ApiError(400, 'Bad Request: group chat was upgraded to a supergroup chat', {
      migrate_to_chat_id: chat.migratedTo,
    });
  }
  if (changes && chat.gone) throw forbidden('the group chat was deleted');
  if (chat.gone || chat.migratedTo !== undefined) return;
  if (chat.bot.status === 'kicked') throw forbidden('bot was kicked from the group chat');
  if (chat.bot.status === 'left') throw forbidden('bot is not a member of the group chat');
  if (access === 'write' && chat.bot.status === 'restricted') throw badRequest('have no rights to send a message');
}

function requireSupergroup(chat: Chat, access: Access): void {
  const kind = chat.kind === 'channel' ? 'channel' : 'supergroup';
  if (chat.gone) throw badRequest('chat not found');
  if (chat.bot.status === 'kicked') throw forbidden(`bot was kicked from the ${kind} chat`);
  const isPublic = chat.username !== undefined;
  if (chat.bot.status === 'left' && (!isPublic || access === 'edit' || access === 'write')) {
    throw forbidden(`bot is not a member of the ${kind} chat`);
  }
}

export function requireVoice(chat: Chat, what: string): void {
  if (chat.kind === 'channel' && !isAdmin(chat.bot.status)) {
    throw badRequest('need administrator rights in the channel chat');
  }
  if (chat.bot.status === 'restricted') throw badRequest(`not enough rights to send ${what} to the chat`);
}

/** What privacy mode hid from the bot does not exist for it, unless it is an administrator now. */
export function knownMessage(chat: Chat, id: number): ChatMessage | undefined {
  const message = chat.messages.get(id);
  if (message === undefined || message.deleted) return undefined;
  return message.visible || isAdmin(chat.bot.status) ? message : undefined;
}

export function messageFor(chat: Chat, args: Arguments, what: string): ChatMessage {
  const message = knownMessage(chat, integer(args, 'message_id'));
  if (message === undefined) throw badRequest(`${what} not found`);
  return message;
}
