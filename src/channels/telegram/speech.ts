import { type Api, InputFile } from 'grammy';
import { type Choice, type OutgoingFile, SendFailure } from '../../ports.ts';
import type { Choices } from './choices.ts';
import { refOf } from './ids.ts';
import type { Outgoing } from './queue.ts';
import { LONGEST_CAPTION, LONGEST_TEXT, shorten, splitText } from './split.ts';

/** A message as it goes out, however many parts Telegram makes of it. */
export type Speech = {
  readonly text: string;
  readonly choices?: readonly (readonly Choice[])[] | undefined;
  readonly file?: OutgoingFile | undefined;
  /** The message answered; it is quoted by the first part, if it still exists. */
  readonly quotes?: number | undefined;
  readonly topicId?: number | undefined;
};

export type Speaker = {
  /** Resolves with the ref of the last part, which carries the buttons, and those before it; rejects with SendFailure. */
  say(kind: 'answer' | 'push', chatId: number, speech: Speech): Promise<{ ref: string; parts: readonly string[] }>;
  /** Resolves when the message, cut to what one message holds, shows this or something newer. */
  replace(chatId: number, messageId: number, speech: Speech): Promise<void>;
};

type Part = { readonly text: string; readonly file?: OutgoingFile | undefined; readonly isLast: boolean };

const NO_PREVIEW = { link_preview_options: { is_disabled: true } } as const;

/** Says messages through the queue, which knows when they may go. */
export function createSpeaker(api: Api, queue: Outgoing, choices: Choices): Speaker {
  return {
    async say(kind, chatId, speech) {
      const [first, ...others] = partsOf(speech);
      if (first === undefined) throw new Error('there is nothing to say');
      const send = (part: Part, quotes: number | undefined) => async (to: number) => {
        const more = {
          ...(part.isLast ? choices.keyboard(speech.choices) : {}),
          ...(speech.topicId === undefined ? {} : { message_thread_id: speech.topicId }),
          ...(quotes === undefined
            ? {}
            : { reply_parameters: { message_id: quotes, allow_sending_without_reply: true } }),
        };
        const { file, text } = part;
        const sent =
          file === undefined
            ? await api.raw.sendMessage({ chat_id: to, text, ...NO_PREVIEW, ...more })
            : isPhoto(file)
              ? await api.raw.sendPhoto({ chat_id: to, photo: uploadOf(file), caption: text, ...more })
              : await api.raw.sendDocument({ chat_id: to, document: uploadOf(file), caption: text, ...more });
        return refOf(sent.chat.id, sent.message_id);
      };
      const parts: string[] = [];
      let ref = String(await queue.message(kind, chatId, send(first, speech.quotes)));
      // What follows a part that arrived is insisted on, because half a message cannot be sent again as a whole.
      for (const part of others) {
        parts.push(ref);
        ref = String(await queue.message('answer', chatId, send(part, undefined)).catch(unsure));
      }
      return { ref, parts };
    },

    replace: (chatId, messageId, { text, choices: rows }) =>
      queue.edit(chatId, messageId, (to) =>
        api.raw.editMessageText({
          chat_id: to,
          message_id: messageId,
          text: shorten(text, LONGEST_TEXT),
          ...NO_PREVIEW,
          ...choices.keyboard(rows),
        }),
      ),
  };
}

function partsOf({ text, file }: Speech): readonly Part[] {
  if (file === undefined) {
    const texts = splitText(text);
    return texts.map((one, index) => ({ text: one, isLast: index === texts.length - 1 }));
  }
  // A photo is seen, not opened: what its file is called is of no use.
  const caption = isPhoto(file) ? text : captionOf(file.name, text);
  if (caption.length <= LONGEST_CAPTION) return [{ text: caption, file, isLast: true }];
  const before = splitText(text).map((one) => ({ text: one, isLast: false }));
  return [...before, { text: shorten(captionOf(file.name, ''), LONGEST_CAPTION), file, isLast: true }];
}

/** The first part is there already, so whatever stopped a later one, the message as a whole may have arrived. */
function unsure(error: unknown): never {
  throw new SendFailure('unknown', error instanceof Error ? error.message : 'a later part failed');
}

const uploadOf = ({ name, bytes }: OutgoingFile): InputFile => new InputFile(bytes, safeName(name));

/** Names outside ASCII are cut or lost on the way, so the caption ends with what the file is called. */
const captionOf = (name: string, text: string): string =>
  [...(text === '' ? [] : [text]), ...(safeName(name) === name ? [] : [name])].join('\n');

/** A file name that survives multipart and every phone. */
export function safeName(name: string): string {
  const [, stem = name, extension = ''] = /^(.*?)(\.[A-Za-z0-9]{1,8})?$/s.exec(name) ?? [];
  const safe = stem.replace(/[^A-Za-z0-9_-]+/g, '-').replace(/^-+|-+$/g, '');
  return `${safe === '' ? 'file' : safe}${extension}`;
}

const LONGEST_PHOTO_SIDE = 2560;

/** A PNG that Telegram shows in the chat as it is; a larger one it would make smaller, so that is sent as a file. */
function isPhoto({ name, bytes }: OutgoingFile): boolean {
  if (!name.endsWith('.png') || bytes.length < 24) return false;
  const head = new DataView(bytes.buffer, bytes.byteOffset);
  return Math.max(head.getUint32(16), head.getUint32(20)) <= LONGEST_PHOTO_SIDE;
}
