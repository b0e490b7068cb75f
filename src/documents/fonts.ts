import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const source = '@expo-google-fonts/noto-sans-sc';
const files = {
  regular: `${source}/400Regular/NotoSansSC_400Regular.ttf`,
  bold: `${source}/700Bold/NotoSansSC_700Bold.ttf`,
};

/** Characters of names and of our own forms: a font without them would print a person's name with a hole. */
export const mustHave = '支部党员签到表请假出勤率喆堃昇玥祎珺·〔〕✓△○—〓０＿　';

/** A font file and what it can draw. */
export type Font = { readonly path: string; readonly has: (character: string) => boolean };

type Range = readonly [first: number, last: number];

/** The characters a TrueType file maps to a glyph, read from its cmap table (formats 12 and 4). */
const mapped = (bytes: Buffer): Range[] => {
  const tables = bytes.readUInt16BE(4);
  const tag = (at: number): string => bytes.toString('latin1', at, at + 4);
  const record = Array.from({ length: tables }, (_, index) => 12 + index * 16).find((at) => tag(at) === 'cmap');
  if (record === undefined) throw new Error('it has no cmap table');
  const cmap = bytes.readUInt32BE(record + 8);
  const offsets = Array.from({ length: bytes.readUInt16BE(cmap + 2) }, (_, index) => {
    return cmap + bytes.readUInt32BE(cmap + 4 + index * 8 + 4);
  });
  const long = offsets.find((at) => bytes.readUInt16BE(at) === 12);
  if (long !== undefined) {
    return Array.from({ length: bytes.readUInt32BE(long + 12) }, (_, index): Range => {
      const group = long + 16 + index * 12;
      return [bytes.readUInt32BE(group), bytes.readUInt32BE(group + 4)];
    });
  }
  const short = offsets.find((at) => bytes.readUInt16BE(at) === 4);
  if (short === undefined) throw new Error('its cmap table is of a kind not known here');
  const doubled = bytes.readUInt16BE(short + 6);
  return Array.from({ length: doubled / 2 }, (_, index): Range => {
    const last = bytes.readUInt16BE(short + 14 + index * 2);
    return [bytes.readUInt16BE(short + 16 + doubled + index * 2), last];
  });
};

const covers = (ranges: readonly Range[]): ((character: string) => boolean) => {
  const sorted = ranges.toSorted(([one], [other]) => one - other);
  return (character) => {
    const code = character.codePointAt(0) ?? 0;
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const [first, last] = sorted[middle] ?? [0, 0];
      if (code < first) high = middle;
      else if (code > last) low = middle + 1;
      else return true;
    }
    return false;
  };
};

const advice = `Install the dependencies with \`npm ci\` in the folder of zhishu; the font comes with the package ${source}.`;

/** Reads one font file; throws, saying which file it is and what to do, when it is missing or lacks `needed`. */
export const readFont = (path: string, needed = mustHave): Font => {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new Error(`The Chinese font ${path} cannot be read (${(error as Error).message}). ${advice}`, {
      cause: error,
    });
  }
  let has: (character: string) => boolean;
  try {
    has = covers(mapped(bytes));
  } catch (error) {
    throw new Error(`${path} is no TrueType font that can be used: ${(error as Error).message}. ${advice}`, {
      cause: error,
    });
  }
  const missing = [...new Set(needed)].filter((character) => !has(character));
  if (missing.length > 0) {
    throw new Error(
      `The font ${path} lacks the characters ${missing.join(' ')}, which forms and names need. ${advice}`,
    );
  }
  return { path, has };
};

const pathOf = (file: string): string => {
  try {
    return createRequire(import.meta.url).resolve(file);
  } catch (error) {
    throw new Error(`The Chinese font ${file} is not installed. ${advice}`, { cause: error });
  }
};

export type Fonts = { readonly regular: Font; readonly bold: Font };
let found: Fonts | undefined;

/**
 * The free fonts that pdf and png are drawn with (Noto Sans SC, 10.5 MB each), by path; checked once. Throws when one is
 * not there or lacks characters of names: a document without its Chinese must never be handed to anybody.
 */
export const chineseFonts = (): Fonts => {
  found ??= { regular: readFont(pathOf(files.regular)), bold: readFont(pathOf(files.bold)) };
  return found;
};
