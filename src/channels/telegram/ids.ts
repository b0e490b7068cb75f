/** The room (or, for a person, the account) as the rest of the program names it. */
export const roomOf = (chatId: number): string => `telegram:${chatId}`;

/** A message's name for quotes, edits and reactions; also its id as something heard. */
export const refOf = (chatId: number, messageId: number): string => `telegram:${chatId}:${messageId}`;

/** The chat behind a room or account id, or undefined when it is not one of Telegram's. */
export function chatIn(room: string): number | undefined {
  const found = /^telegram:(-?[1-9]\d*)$/.exec(room)?.[1];
  return found === undefined ? undefined : Number(found);
}

/** The chat and message behind a ref, or undefined when it is not one of Telegram's. */
export function messageIn(ref: string): { readonly chatId: number; readonly messageId: number } | undefined {
  const [, chat, message] = /^telegram:(-?[1-9]\d*):([1-9]\d*)$/.exec(ref) ?? [];
  return chat === undefined ? undefined : { chatId: Number(chat), messageId: Number(message) };
}
