import { simplify } from './understand/simplify.ts';
import { questionWord } from './understand/words.ts';

/** The words of one command as the rules of understanding need them. */
export type Words = {
  readonly words: readonly string[];
  readonly alias: string;
  /** Said alone while exactly this is expected, e.g. 到 while a check-in is open. */
  readonly shortWords?: readonly string[];
};

export type Heard<W extends Words> = {
  readonly command: W;
  readonly word: string;
  /** What follows the word, untouched but for trimming. */
  readonly rest: string;
  /** Said as a /command or by a short word. */
  readonly how: 'word' | 'slash' | 'short';
  /** Nothing stands between the word and what follows: it may be the beginning of another sentence. */
  readonly glued: boolean;
};

/** NFKC, no invisible or full-width spaces, no trailing punctuation or [表情]: the form in which words are compared. */
export const normalise = (text: string): string =>
  text
    .normalize('NFKC')
    .replaceAll(/\u200B|\u200C|\u200D|\u200E|\u200F|\u2060|\uFEFF|\uFE0F/gu, '')
    .replaceAll(/[\s\u2005]+/gu, ' ')
    .trim()
    // A run is tried from its beginning alone, or a long row of full stops would hold up everybody.
    .replace(
      /(?<![\s。.!~,;、…\]\p{Extended_Pictographic}])(?:\s|[。.!~,;、…]|\[[^\]\s]{1,6}\]|\p{Extended_Pictographic})+$/u,
      '',
    )
    .trim();

/** A question mark or a word that asks turns the words before it into a question: 「签到了吗」 is no 签到. */
export const isAsked = (rest: string): boolean => {
  const plain = simplify(normalise(rest));
  return plain.includes('?') || questionWord.test(plain);
};

/** A pasted roster of two hundred people fits; a longer text is said to nobody. */
const longestHeard = 10_000;

const separator = /^[\s,，:：、。;；]+/u;

const afterWord = (text: string, word: string, tight: boolean): string | undefined => {
  if (!text.startsWith(word)) return undefined;
  const rest = text.slice(word.length);
  if (rest === '') return '';
  if (separator.test(rest)) return rest.replace(separator, '').trim();
  return tight ? rest.trim() : undefined;
};

/**
 * Which command a text is, if it is one: a word alone, a word and a separator, a /command; glued to what follows only
 * where the bot is addressed (`addressed`). Everything else is people talking to each other and gives undefined.
 */
export const hear = <W extends Words>(
  text: string,
  commands: readonly W[],
  { addressed }: { addressed: boolean },
): Heard<W> | undefined => {
  const plain = normalise(text);
  if (plain === '' || plain.length > longestHeard) return undefined;
  const slash = plain.startsWith('/');
  const said = slash ? plain.slice(1) : plain;
  const raw = text.trim().replace(/^\//u, '');
  let best: { heard: Heard<W>; length: number } | undefined;
  for (const command of commands) {
    for (const word of slash ? [...command.words, command.alias] : command.words) {
      const rest = afterWord(said, word, addressed && word.length >= 2 && !/^[a-z]/u.test(word));
      if (rest === undefined || (best && best.length >= word.length)) continue;
      // The words as written are kept where they can be: full-width punctuation belongs to a topic.
      const written = raw.startsWith(word) ? raw.slice(word.length).replace(separator, '').trim() : rest;
      best = {
        heard: {
          command,
          word,
          rest: rest === '' ? '' : written,
          how: slash ? 'slash' : 'word',
          glued: rest !== '' && !separator.test(said.slice(word.length)),
        },
        length: word.length,
      };
    }
    if (!best && command.shortWords?.includes(said)) {
      best = { heard: { command, word: said, rest: '', how: 'short', glued: false }, length: 0 };
    }
  }
  return best?.heard;
};
