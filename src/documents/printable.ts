/** What a font cannot draw is shown by this sign, as printers do, and never left out. */
export const missingSign = '〓';

/**
 * A text as it may be put on paper: without control characters, marks that turn the direction of what follows, and
 * other invisible signs; a half of a character becomes 〓. Line breaks stay, a tab becomes a space.
 */
export const printable = (text: string): string =>
  text
    .replaceAll(/\r\n?|[\v\f\u0085\u2028\u2029]/gu, '\n')
    .replaceAll('\t', ' ')
    .replaceAll(/(?!\n)[\p{Cc}\p{Cf}]/gu, '')
    .replaceAll(/[\p{Cs}\uFFFE\uFFFF]/gu, missingSign)
    .normalize('NFC');

/** The same for one font: every character it lacks becomes 〓. */
export const drawable = (text: string, has: (character: string) => boolean): string =>
  [...printable(text).replaceAll(/\p{Variation_Selector}/gu, '')]
    .map((character) => (character === '\n' || has(character) ? character : missingSign))
    .join('');
