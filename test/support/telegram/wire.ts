import type { Chat, ChatMessage, Person, Rights, Status, StoredFile, Wire } from './world.ts';

export function wirePerson(person: Person): Wire {
  return {
    id: person.id,
    is_bot: person.isBot,
    first_name: person.deleted ? '' : person.name,
    ...(person.username === undefined ? {} : { username: person.username }),
    ...(person.languageCode === undefined ? {} : { language_code: person.languageCode }),
  };
}

export function wireChat(chat: Chat): Wire {
  return {
    id: chat.id,
    ...(chat.kind === 'private' ? { first_name: chat.title } : { title: chat.title }),
    ...(chat.username === undefined ? {} : { username: chat.username }),
    type: chat.kind,
    ...(chat.forum ? { is_forum: true } : {}),
  };
}

export function wireMessage(chat: Chat, message: ChatMessage, embedReply = true): Wire {
  const wire: Wire = { message_id: message.id };
  if (message.topic !== undefined) {
    wire['message_thread_id'] = message.topic;
    wire['is_topic_message'] = true;
  }
  if (message.from !== undefined) wire['from'] = message.from;
  if (message.senderChat !== undefined) wire['sender_chat'] = message.senderChat;
  wire['chat'] = wireChat(chat);
  wire['date'] = message.date;
  if (message.editedAt !== undefined) wire['edit_date'] = message.editedAt;
  if (message.automaticForward !== undefined) Object.assign(wire, message.automaticForward);
  if (embedReply && message.replyTo !== undefined) {
    const target = chat.messages.get(message.replyTo);
    if (target !== undefined && !target.deleted) wire['reply_to_message'] = wireMessage(chat, target, false);
  }
  if (message.service !== undefined) Object.assign(wire, message.service);
  else if (message.file !== undefined) {
    wire[message.file.kind] = message.file.kind === 'photo' ? [wireFile(message.file)] : wireFile(message.file);
    if (message.text !== '') wire['caption'] = message.text;
    if (message.entities.length > 0) wire['caption_entities'] = message.entities;
  } else {
    wire['text'] = message.text;
    if (message.entities.length > 0) wire['entities'] = message.entities;
  }
  if (message.markup !== undefined) wire['reply_markup'] = message.markup;
  return wire;
}

function wireFile(file: StoredFile): Wire {
  const common = { file_id: file.fileId, file_unique_id: file.fileId.slice(-12), file_size: file.bytes.length };
  return file.kind === 'photo'
    ? { ...common, width: 90, height: 90 }
    : { ...common, file_name: file.name, mime_type: 'application/octet-stream' };
}

export function wireMember(person: Person, status: Status, rights: Rights, anonymous = false): Wire {
  const user = wirePerson(person);
  if (status === 'creator') return { user, status, is_anonymous: anonymous };
  if (status === 'administrator') {
    return {
      user,
      status,
      can_be_edited: false,
      is_anonymous: anonymous,
      can_manage_chat: true,
      can_manage_video_chats: false,
      can_promote_members: false,
      can_post_stories: false,
      can_edit_stories: false,
      can_delete_stories: false,
      ...rights,
    };
  }
  if (status === 'restricted') {
    return {
      user,
      status,
      is_member: true,
      can_send_messages: false,
      can_send_other_messages: false,
      can_send_documents: false,
      can_send_photos: false,
      can_pin_messages: false,
      can_invite_users: true,
      can_change_info: false,
      can_react_to_messages: true,
      until_date: 0,
    };
  }
  if (status === 'kicked') return { user, status, until_date: 0 };
  return { user, status };
}
