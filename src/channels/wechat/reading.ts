import type { Message, Room, Wechaty } from 'wechaty';
import type { Clock, Incoming, IncomingFile, RowWritten, Sender } from '../../ports.ts';
import type { Account } from './identity.ts';
import type { Rooms } from './rooms.ts';
import { type Timer, type Timing, within } from './timing.ts';
import {
  couldMention,
  isNotice,
  originalText,
  relayRows,
  relayText,
  removeLeadingMention,
  removeMention,
  unquote,
} from './words.ts';

const largestFile = 20 * 1024 * 1024;
const late = (): Error => new Error('WeChat did not hand over the file in time.');

/** Turns what wechaty hands over into what was said; undefined for what nobody said to anybody here. */
export type Reader = (bot: Wechaty, message: Message) => Promise<Incoming | undefined>;

export function createReader(parts: {
  readonly rooms: Rooms;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly timing: Timing;
  readonly saidLately: (place: string, text: string) => boolean;
}): Reader {
  const { rooms, clock, timer, timing, saidLately } = parts;

  return async (bot, message) => {
    const kinds = bot.Message.Type;
    const type = message.type();
    const isText = type === kinds.Text || type === kinds.GroupNote;
    // Voice, pictures, red envelopes, recalls and the like are nobody's command and are not even looked at.
    if (!isText && type !== kinds.Attachment) return undefined;
    const contact = message.talker();
    const room = message.room();
    if (room === undefined && contact.type() === bot.Contact.Type.Official) return undefined;
    const whole = isText ? await wholeText(bot, message) : '';
    if (isText && isNotice(whole)) return undefined;

    const where = room && (await rooms.inRoom(bot, room, contact));
    const { account, name, botNames } = where ?? (await rooms.inPrivate(bot, contact));
    const place = where?.room ?? account.id;
    const { text: said, quoted } = unquote(whole);
    let { text, addressed } = removeMention(said, botNames);
    if (!addressed && couldMention(said) && (await message.mentionSelf())) {
      text = removeLeadingMention(said).text;
      addressed = true;
    }
    const answersBot = quoted !== undefined && (botNames.includes(quoted.name) || saidLately(place, quoted.text));
    const sentAt = message.date().getTime();
    const rows = room && type === kinds.GroupNote ? await rowsOf(rooms, room, message.text()) : [];
    return {
      id: `wechat:${message.id}`,
      kind: isText ? 'text' : 'file',
      room: place,
      direct: where === undefined,
      sender: senderOf(account, name),
      text,
      sentAt: Number.isFinite(sentAt) ? Math.min(sentAt, clock.now()) : clock.now(),
      mentionsBot: addressed || answersBot,
      ...(where === undefined || where.title === '' ? {} : { roomTitle: where.title }),
      ...(rows.length === 0 ? {} : { rows }),
      ...(isText ? {} : { file: fileOf(message, timer, timing.fileMs) }),
    };
  };
}

export function senderOf(account: Account, name: string): Sender {
  return { id: account.id, name, via: 'person', ...(account.refound ? { refound: true } : {}) };
}

/** Whoever wrote a row is known by the account, whatever name the row shows. */
async function rowsOf(rooms: Rooms, room: Room, xml: string): Promise<readonly RowWritten[]> {
  const rows = relayRows(xml);
  if (rows.length === 0) return [];
  const authors = await rooms.members(
    room,
    rows.map(({ author }) => author),
  );
  return rows.map(({ text }, index) => {
    const author = authors[index];
    return author ? { text, author } : { text };
  });
}

async function wholeText(bot: Wechaty, message: Message): Promise<string> {
  const text = message.text();
  if (message.type() === bot.Message.Type.GroupNote) return relayText(text);
  if (message.room() === undefined) return text;
  const puppet = bot.puppet as unknown as { name(): string; messageRawPayload(id: string): Promise<unknown> };
  // A gateway never passes the raw message on, so asking it would only cost a call.
  if (puppet.name() === 'wechaty-puppet-service') return text;
  try {
    return originalText(await puppet.messageRawPayload(message.id)) ?? text;
  } catch {
    return text;
  }
}

/** The platform tells the size only with the file, so it is 0 before; `read` refuses what is over 20 MB. */
function fileOf(message: Message, timer: Timer, fileMs: number): IncomingFile {
  const { filename } = (message as { readonly payload?: { readonly filename?: string } }).payload ?? {};
  return {
    name: filename ?? message.text(),
    size: 0,
    async read() {
      const box = await within(timer, fileMs, message.toFileBox(), late);
      if (box.size > largestFile) throw new Error('The file is over 20 MB.');
      return within(timer, fileMs, box.toBuffer(), late);
    },
  };
}
