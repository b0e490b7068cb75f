import { chatFor, knownMessage, messageFor, requireGroup, requireVoice } from './access.ts';
import { ApiError, badRequest } from './api-error.ts';
import { type Arguments, integer, isRecord, record, string, structure, truth } from './arguments.ts';
import { type FormattedText, formatText, type TextEntity } from './format-text.ts';
import { wireChat, wireMember, wireMessage } from './wire.ts';
import {
  ALL_RIGHTS,
  type Button,
  type Chat,
  changeBot,
  isAdmin,
  isIn,
  keepFile,
  type Member,
  type StoredFile,
  store,
  unixSeconds,
  type Wire,
  type World,
} from './world.ts';

type Method = (world: World, args: Arguments) => unknown;

const LONGEST_TEXT = 4096;
const LONGEST_CAPTION = 1024;
const LARGEST_DOWNLOAD = 20 * 1024 * 1024;
const LARGEST_UPLOAD = 50 * 1024 * 1024;
const LARGEST_PHOTO = 10 * 1024 * 1024;
const PRESS_LIVES_MS = 30_000;
const HOURS_48 = 48 * 60 * 60;

const EMOJI = new Set(
  `👍 👎 ❤ 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡
  🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡`.split(/\s+/),
);

const CHAT_ACTIONS = new Set(
  `typing upload_photo record_video upload_video record_voice upload_voice upload_document choose_sticker
  find_location record_video_note upload_video_note`.split(/\s+/),
);

function textOf(args: Arguments, name: 'text' | 'caption'): FormattedText {
  const raw = string(args, name);
  if (name === 'text' && raw === '') throw badRequest('message text is empty');
  const entities = structure(args, name === 'text' ? 'entities' : 'caption_entities');
  const given = Array.isArray(entities) ? (entities as readonly TextEntity[]) : [];
  const content = formatText(raw, string(args, 'parse_mode'), given);
  if (name === 'text' && content.text === '') throw badRequest('text must be non-empty');
  if (name === 'text' && content.text.length > LONGEST_TEXT) throw badRequest('message is too long');
  if (name === 'caption' && content.text.length > LONGEST_CAPTION) throw badRequest('message caption is too long');
  return content;
}

type Keyboard = { readonly buttons: readonly (readonly Button[])[]; readonly markup?: Wire };

function keyboardOf(args: Arguments): Keyboard {
  const given = record(args, 'reply_markup');
  const rows = given?.['inline_keyboard'];
  if (given === undefined || rows === undefined) return { buttons: [] };
  if (!Array.isArray(rows) || !rows.every((row): row is readonly unknown[] => Array.isArray(row))) {
    throw badRequest("can't parse reply keyboard markup JSON object");
  }
  const buttons = rows.filter((row) => row.length > 0).map((row) => row.map(buttonOf));
  return buttons.length === 0 ? { buttons } : { buttons, markup: { inline_keyboard: rows } };
}

function buttonOf(given: unknown): Button {
  if (!isRecord(given)) throw badRequest("can't parse inline keyboard button: InlineKeyboardButton must be an Object");
  const { text, callback_data: data, url } = given;
  if (typeof text !== 'string') {
    throw badRequest('can\'t parse inline keyboard button: can\'t find field "text"');
  }
  if (text.trim() === '') throw badRequest("can't parse inline keyboard button: text must be non-empty");
  if (typeof data === 'string') {
    const bytes = Buffer.byteLength(data);
    if (bytes === 0 || bytes > 64) throw badRequest('BUTTON_DATA_INVALID');
    return { text, data };
  }
  if (typeof url === 'string') return { text, url };
  if (Object.keys(given).length === 1) {
    throw badRequest("can't parse inline keyboard button: text buttons are unallowed in the inline keyboard");
  }
  return { text };
}

function replyTarget(chat: Chat, args: Arguments): number | undefined {
  const given = record(args, 'reply_parameters');
  const reply: Arguments = given === undefined ? args : { fields: given, uploads: args.uploads };
  const id = integer(reply, given === undefined ? 'reply_to_message_id' : 'message_id');
  if (id <= 0) return undefined;
  const otherChat = given === undefined ? '' : string(reply, 'chat_id');
  if ((otherChat === '' || otherChat === String(chat.id)) && knownMessage(chat, id) !== undefined) return id;
  if (truth(reply, 'allow_sending_without_reply')) return undefined;
  throw badRequest('message to be replied not found');
}

function topicOf(chat: Chat, args: Arguments): number | undefined {
  const topic = integer(args, 'message_thread_id');
  if (topic === 0 || !chat.forum) return undefined;
  if (!chat.topics.has(topic)) throw badRequest('message thread not found');
  return topic;
}

function send(world: World, args: Arguments, content: FormattedText, what: string, file?: () => StoredFile): Wire {
  const { buttons, markup } = keyboardOf(args);
  const chat = chatFor(world, args, 'write');
  requireVoice(chat, what);
  const topic = topicOf(chat, args);
  const replyTo = replyTarget(chat, args);
  const isChannel = chat.kind === 'channel';
  const message = store(world, chat, {
    byBot: true,
    ...(isChannel ? { senderChat: wireChat(chat) } : { from: botAsSender(world) }),
    content,
    buttons,
    ...(markup === undefined ? {} : { markup }),
    ...(topic === undefined ? {} : { topic }),
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(file === undefined ? {} : { file: file() }),
  });
  return wireMessage(chat, message);
}

const botAsSender = ({ me }: World): Wire => ({
  id: me.id,
  is_bot: true,
  first_name: me.name,
  username: me.username,
});

function fileOf(world: World, args: Arguments, kind: StoredFile['kind']): () => StoredFile {
  const given = string(args, kind);
  const upload = args.uploads.get(given.startsWith('attach://') ? given.slice('attach://'.length) : kind);
  if (upload === undefined) {
    if (given === '' || given.startsWith('attach://')) throw badRequest(`there is no ${kind} in the request`);
    const known = world.files.get(given);
    if (known === undefined) {
      throw badRequest('wrong remote file identifier specified: wrong string length');
    }
    return () => known;
  }
  const { name, bytes } = upload;
  if (bytes.length === 0) throw badRequest('file must be non-empty');
  if (bytes.length > LARGEST_UPLOAD) throw new ApiError(413, 'Request Entity Too Large');
  if (kind === 'photo' && bytes.length > LARGEST_PHOTO) {
    throw badRequest(
      `file of size ${bytes.length} bytes is too big for a photo; the maximum size is ${LARGEST_PHOTO} bytes`,
    );
  }
  return () => keepFile(world, kind, name, bytes);
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

const NOT_MODIFIED =
  'message is not modified: specified new message content and reply markup are exactly the same as a current content ' +
  'and reply markup of the message';

function edit(world: World, args: Arguments, what: 'text' | 'caption' | 'markup'): Wire {
  const content = what === 'markup' ? undefined : textOf(args, what);
  const { buttons, markup } = keyboardOf(args);
  const chat = chatFor(world, args, 'edit');
  const message = messageFor(chat, args, 'message to edit');
  if (!message.byBot || message.service !== undefined) throw badRequest("message can't be edited");
  if (what === 'text' && message.file !== undefined) throw badRequest('there is no text in the message to edit');
  if (what === 'caption' && message.file === undefined) throw badRequest('there is no caption in the message to edit');
  const next = content ?? message;
  if (next.text === message.text && same(next.entities, message.entities) && same(markup, message.markup)) {
    throw badRequest(NOT_MODIFIED);
  }
  message.text = next.text;
  message.entities = next.entities;
  message.buttons = buttons;
  message.markup = markup;
  message.edits++;
  message.editedAt = unixSeconds(world);
  return wireMessage(chat, message);
}

/** One list per scope and language, as Telegram keeps them; also checks that a named chat exists. */
function commandsKey(world: World, args: Arguments): string {
  const scope = record(args, 'scope') ?? { type: 'default' };
  const type = String(scope['type'] ?? '');
  const about: Arguments = { fields: scope, uploads: args.uploads };
  if (['default', 'all_private_chats', 'all_group_chats', 'all_chat_administrators'].includes(type)) {
    return `${type}|${string(args, 'language_code')}`;
  }
  if (!['chat', 'chat_administrators', 'chat_member'].includes(type)) {
    throw badRequest("can't parse BotCommandScope: unsupported type specified");
  }
  const chat = chatFor(world, about, 'read');
  const user = type === 'chat_member' ? string(about, 'user_id') : '';
  return `${type}:${chat.id}:${user}|${string(args, 'language_code')}`;
}

function commandsOf(args: Arguments): readonly Wire[] {
  const given = structure(args, 'commands') ?? [];
  if (!Array.isArray(given)) throw badRequest('expected an Array of BotCommand');
  if (given.length > 100) throw badRequest('BOT_COMMANDS_TOO_MUCH');
  return given.map((one: unknown) => {
    if (!isRecord(one)) throw badRequest("can't parse BotCommand: expected an Object");
    const { command, description } = one;
    if (typeof command !== 'string') throw badRequest('can\'t parse BotCommand: can\'t find field "command"');
    if (typeof description !== 'string') {
      throw badRequest('can\'t parse BotCommand: can\'t find field "description"');
    }
    if (!/^[a-z0-9_]{1,32}$/.test(command)) throw badRequest('BOT_COMMAND_INVALID');
    if (description.length < 1 || description.length > 256) throw badRequest('BOT_COMMAND_DESCRIPTION_INVALID');
    return one;
  });
}

const wireMemberOf = ({ person, status, anonymous }: Member): Wire => wireMember(person, status, ALL_RIGHTS, anonymous);

const botAsMember = (world: World, chat: Chat): Wire =>
  wireMember(world.me, chat.kind === 'private' ? 'member' : chat.bot.status, chat.bot.rights);

function requirePinRights(chat: Chat): void {
  if (chat.kind === 'private' || (isAdmin(chat.bot.status) && chat.bot.rights.can_pin_messages)) return;
  throw badRequest('not enough rights to manage pinned messages in the chat');
}

/** Every method but getUpdates, which answers later, under its lower-case name. */
export const METHODS: Readonly<Record<string, Method>> = {
  getme: (world) => ({
    ...botAsSender(world),
    can_join_groups: true,
    can_read_all_group_messages: !world.privacy,
    supports_inline_queries: false,
    can_connect_to_business: false,
    has_main_web_app: false,
    has_topics_enabled: false,
    allows_users_to_create_topics: false,
    can_manage_bots: false,
  }),

  logout: () => true,
  close: () => true,

  sendmessage: (world, args) => send(world, args, textOf(args, 'text'), 'text messages'),

  senddocument: (world, args) =>
    send(world, args, textOf(args, 'caption'), 'documents', fileOf(world, args, 'document')),

  sendphoto: (world, args) => send(world, args, textOf(args, 'caption'), 'photos', fileOf(world, args, 'photo')),

  editmessagetext: (world, args) => edit(world, args, 'text'),

  editmessagecaption: (world, args) => edit(world, args, 'caption'),

  editmessagereplymarkup: (world, args) => edit(world, args, 'markup'),

  deletemessage(world, args) {
    const chat = chatFor(world, args, 'write');
    const message = messageFor(chat, args, 'message to delete');
    const isOld = unixSeconds(world) - message.date > HOURS_48;
    const mayDeleteOthers =
      chat.kind === 'private' || (isAdmin(chat.bot.status) && chat.bot.rights.can_delete_messages);
    if (!message.byBot && !mayDeleteOthers) throw badRequest("message can't be deleted");
    if (isOld && !(isAdmin(chat.bot.status) && chat.bot.rights.can_delete_messages)) {
      throw badRequest("message can't be deleted for everyone");
    }
    message.deleted = true;
    if (chat.pinned === message.id) chat.pinned = undefined;
    return true;
  },

  setmessagereaction(world, args) {
    const given = structure(args, 'reaction') ?? [];
    if (!Array.isArray(given)) throw badRequest('expected an Array of ReactionType');
    const emoji = given.map((one: unknown) => {
      if (!isRecord(one)) throw badRequest("can't parse ReactionType: expected an Object");
      return one['type'] === 'emoji' ? String(one['emoji']) : '';
    });
    const chat = chatFor(world, args, 'read');
    const message = messageFor(chat, args, 'message to react');
    if (chat.kind !== 'private' && !isIn(chat.bot.status)) requireGroup(chat, 'edit');
    if (emoji.length > 1) throw badRequest('REACTIONS_TOO_MANY');
    if (emoji.some((one) => !EMOJI.has(one) || (chat.reactions !== undefined && !chat.reactions.includes(one)))) {
      throw badRequest('REACTION_INVALID');
    }
    message.reactions = emoji;
    return true;
  },

  answercallbackquery(world, args) {
    const id = string(args, 'callback_query_id');
    const press = world.presses.get(id);
    if (press === undefined || world.now() - press.at > PRESS_LIVES_MS) {
      throw badRequest('query is too old and response timeout expired or query ID is invalid');
    }
    const text = string(args, 'text');
    if (text.length > 200) throw badRequest('MESSAGE_TOO_LONG');
    world.presses.delete(id);
    const url = string(args, 'url');
    press.answer({ text, alert: truth(args, 'show_alert'), ...(url === '' ? {} : { url }) });
    return true;
  },

  sendchataction(world, args) {
    if (!CHAT_ACTIONS.has(string(args, 'action'))) throw badRequest('wrong parameter action in request');
    requireVoice(chatFor(world, args, 'write'), 'text messages');
    return true;
  },

  pinchatmessage(world, args) {
    const chat = chatFor(world, args, 'write');
    const message = messageFor(chat, args, 'message to pin');
    requirePinRights(chat);
    chat.pinned = message.id;
    return true;
  },

  unpinchatmessage(world, args) {
    const chat = chatFor(world, args, 'write');
    requirePinRights(chat);
    chat.pinned = undefined;
    return true;
  },

  leavechat(world, args) {
    const chat = chatFor(world, args, 'read');
    if (chat.kind === 'private') throw badRequest("chat member status can't be changed in private chats");
    if (isIn(chat.bot.status)) changeBot(world, chat, world.me, 'left');
    return true;
  },

  getchat(world, args) {
    const chat = chatFor(world, args, 'read');
    const pinned = chat.pinned === undefined ? undefined : chat.messages.get(chat.pinned);
    return {
      ...wireChat(chat),
      accent_color_id: 0,
      max_reaction_count: 11,
      accepted_gift_types: {},
      ...(chat.reactions === undefined
        ? {}
        : { available_reactions: chat.reactions.map((emoji) => ({ type: 'emoji', emoji })) }),
      ...(chat.linkedGroup === undefined ? {} : { linked_chat_id: chat.linkedGroup }),
      ...(chat.kind === 'group' || chat.kind === 'supergroup'
        ? { permissions: { can_send_messages: chat.bot.status !== 'restricted' } }
        : {}),
      ...(pinned === undefined ? {} : { pinned_message: wireMessage(chat, pinned) }),
    };
  },

  getchatmember(world, args) {
    const userId = integer(args, 'user_id');
    if (userId <= 0) throw badRequest('invalid user_id specified');
    const isMe = userId === world.me.id;
    const chat = chatFor(world, args, isMe ? 'read' : 'members');
    if (isMe) return botAsMember(world, chat);
    const person = world.people.get(userId);
    if (person === undefined) throw badRequest('user not found');
    const member = chat.members.get(userId);
    if (chat.kind === 'private') return wireMember(person, userId === chat.id ? 'member' : 'left', ALL_RIGHTS);
    return member === undefined ? wireMember(person, 'left', ALL_RIGHTS) : wireMemberOf(member);
  },

  getchatadministrators(world, args) {
    const chat = chatFor(world, args, 'members');
    if (chat.kind === 'private') throw badRequest('there are no administrators in the private chat');
    const people = [...chat.members.values()].filter(({ status, person }) => isAdmin(status) && !person.isBot);
    return [...people.map(wireMemberOf), ...(isAdmin(chat.bot.status) ? [botAsMember(world, chat)] : [])];
  },

  getchatmembercount(world, args) {
    const chat = chatFor(world, args, 'members');
    if (chat.kind === 'private') return 2;
    const people = [...chat.members.values()].filter(({ status }) => isIn(status)).length;
    return people + (isIn(chat.bot.status) ? 1 : 0);
  },

  setmycommands(world, args) {
    const commands = commandsOf(args);
    world.commands.set(commandsKey(world, args), commands);
    return true;
  },

  getmycommands: (world, args) => world.commands.get(commandsKey(world, args)) ?? [],

  deletemycommands(world, args) {
    world.commands.delete(commandsKey(world, args));
    return true;
  },

  getfile(world, args) {
    const file = world.files.get(string(args, 'file_id'));
    if (file === undefined) throw badRequest('wrong file_id or the file is temporarily unavailable');
    if (file.bytes.length > LARGEST_DOWNLOAD) throw badRequest('file is too big');
    return {
      file_id: file.fileId,
      file_unique_id: file.fileId.slice(-12),
      file_size: file.bytes.length,
      file_path: file.path,
    };
  },

  setwebhook(world, args) {
    const url = string(args, 'url');
    if (url !== '' && !url.startsWith('https://')) {
      throw badRequest('bad webhook: An HTTPS URL must be provided for webhook');
    }
    world.updates.allow(structure(args, 'allowed_updates'));
    world.updates.setWebhook(url, truth(args, 'drop_pending_updates'));
    return true;
  },

  deletewebhook(world, args) {
    world.updates.setWebhook('', truth(args, 'drop_pending_updates'));
    return true;
  },

  getwebhookinfo(world) {
    const allowed = world.updates.allowed();
    return {
      url: world.updates.webhook(),
      has_custom_certificate: false,
      pending_update_count: world.updates.pending(),
      ...(allowed === undefined ? {} : { allowed_updates: allowed }),
    };
  },
};
