import type { InlineKeyboardMarkup } from 'grammy/types';
import type { Choice } from '../../ports.ts';

/** Buttons: pressing one says what it stands for. */
export type Choices = {
  keyboard(rows: readonly (readonly Choice[])[] | undefined): { reply_markup?: InlineKeyboardMarkup };
  /** What a pressed button says, or undefined when it is too old to be known. */
  says(data: string): string | undefined;
};

const LONGEST_DATA_BYTES = 64;
const MOST_KEPT = 2000;
const SHORT = '~';

/**
 * Telegram carries 64 bytes, 21 Chinese characters. What is longer stays here under a short id, in memory only: it may
 * hold what somebody wrote, and that is kept nowhere; after a restart such a button says that it is too old.
 */
export function createChoices(startedAt: number): Choices {
  const kept = new Map<string, string>();
  let count = 0;

  function dataFor(says: string): string {
    if (Buffer.byteLength(says) <= LONGEST_DATA_BYTES && !says.startsWith(SHORT)) return says;
    for (const [id, known] of kept) if (known === says) return id;
    const id = `${SHORT}${startedAt.toString(36)}.${(count++).toString(36)}`;
    kept.set(id, says);
    const [oldest] = kept.keys();
    if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
    return id;
  }

  return {
    keyboard(rows = []) {
      const shown = rows.filter((row) => row.length > 0);
      if (shown.length === 0) return {};
      const inline_keyboard = shown.map((row) =>
        row.map(({ label, says }) => ({ text: label, callback_data: dataFor(says) })),
      );
      return { reply_markup: { inline_keyboard } };
    },
    says: (data) => (data.startsWith(SHORT) ? kept.get(data) : data),
  };
}
