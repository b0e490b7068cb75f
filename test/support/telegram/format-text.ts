import { badRequest } from './api-error.ts';

export type TextEntity = {
  readonly type: string;
  readonly offset: number;
  readonly length: number;
  readonly url?: string;
  readonly language?: string;
  readonly custom_emoji_id?: string;
};

export type FormattedText = { readonly text: string; readonly entities: readonly TextEntity[] };

type Open = { readonly marker: string; readonly type: string; readonly offset: number; readonly detail?: string };

const unparsable = (reason: string) => badRequest(`can't parse entities: ${reason}`);

/** The text as people see it with its entities, offsets in UTF-16 units; throws the 400 Telegram gives for bad markup. */
export function formatText(raw: string, parseMode: string, given: readonly TextEntity[]): FormattedText {
  const parsed = parse(raw, parseMode.toLowerCase(), given);
  const start = parsed.text.length - parsed.text.trimStart().length;
  const text = parsed.text.trim();
  const entities = parsed.entities.flatMap((entity) => {
    const from = Math.max(0, entity.offset - start);
    const to = Math.min(text.length, entity.offset - start + entity.length);
    return to > from ? [{ ...entity, offset: from, length: to - from }] : [];
  });
  const found = findEntities(text).filter((one) => !entities.some((other) => overlap(one, other)));
  return { text, entities: [...entities, ...found].toSorted((a, b) => a.offset - b.offset || b.length - a.length) };
}

const overlap = (a: TextEntity, b: TextEntity): boolean =>
  a.offset < b.offset + b.length && b.offset < a.offset + a.length;

const COMMAND = /(?<![\p{L}\p{N}_/<>])\/[a-zA-Z0-9_]{1,64}(?:@[a-zA-Z0-9_]{3,32})?(?![\p{L}\p{N}_/<>])/gu;
const MENTION = /(?<![\p{L}\p{N}_])@[a-zA-Z0-9_]{3,32}(?![\p{L}\p{N}_])/gu;

/** Commands and mentions as Telegram recognises them itself: latin names only, so `/签到` is plain text. */
export function findEntities(text: string): readonly TextEntity[] {
  const entities: TextEntity[] = [];
  if (text.includes('/')) {
    for (const match of text.matchAll(COMMAND)) {
      entities.push({ type: 'bot_command', offset: match.index, length: match[0].length });
    }
  }
  if (text.includes('@')) {
    for (const match of text.matchAll(MENTION)) {
      entities.push({ type: 'mention', offset: match.index, length: match[0].length });
    }
  }
  return entities;
}

function parse(raw: string, mode: string, given: readonly TextEntity[]): FormattedText {
  if (mode === '' || mode === 'none') return { text: raw, entities: given };
  if (mode === 'html') return parseHtml(raw);
  if (mode === 'markdownv2') return parseMarkdown(raw, MARKDOWN_V2, true);
  if (mode === 'markdown') return parseMarkdown(raw, MARKDOWN, false);
  throw badRequest('unsupported parse_mode');
}

const HTML_TYPES: Readonly<Record<string, string>> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  code: 'code',
  pre: 'pre',
  a: 'text_link',
  blockquote: 'blockquote',
  'tg-spoiler': 'spoiler',
  'tg-emoji': 'custom_emoji',
  span: 'spoiler',
};

const HTML_CHARACTERS: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' };

function parseHtml(raw: string): FormattedText {
  const entities: TextEntity[] = [];
  const open: Open[] = [];
  let text = '';
  for (const [token, character, tag] of raw.matchAll(/&(#x?[0-9a-f]+|lt|gt|amp|quot);|<([^>]*)>?|[^&<]+|&/gi)) {
    if (character !== undefined) {
      text += characterOf(character);
    } else if (tag === undefined) {
      text += token;
    } else if (!token.endsWith('>')) {
      throw unparsable('Unclosed start tag');
    } else if (tag.startsWith('/')) {
      const name = tag.slice(1).trim().toLowerCase();
      const start = open.pop();
      if (start === undefined) throw unparsable(`Unexpected end tag "${name}"`);
      if (start.marker !== name) {
        throw unparsable(`Unmatched end tag, expected "</${start.marker}>", found "</${name}>"`);
      }
      close(entities, start, text.length);
    } else {
      const name = /^[^\s>]*/.exec(tag)?.[0].toLowerCase() ?? '';
      const type = HTML_TYPES[name];
      if (type === undefined) throw unparsable(`Unsupported start tag "${name}"`);
      const detail = /(?:href|emoji-id|class)\s*=\s*["']?([^"'>]*)/i.exec(tag)?.[1];
      if (name === 'span' && detail !== 'tg-spoiler') {
        throw unparsable('Tag "span" must have class "tg-spoiler"');
      }
      open.push({ marker: name, type, offset: text.length, ...(detail === undefined ? {} : { detail }) });
    }
  }
  const left = open.at(-1);
  if (left !== undefined) throw unparsable(`Can't find end tag corresponding to start tag "${left.marker}"`);
  return { text, entities };
}

function characterOf(name: string): string {
  if (!name.startsWith('#')) return HTML_CHARACTERS[name.toLowerCase()] ?? `&${name};`;
  const hex = name[1]?.toLowerCase() === 'x';
  return String.fromCodePoint(Number.parseInt(name.slice(hex ? 2 : 1), hex ? 16 : 10));
}

function close(entities: TextEntity[], start: Open, end: number): void {
  const { type, offset, detail } = start;
  if (end === offset) return;
  const length = end - offset;
  if (type === 'text_link')
    entities.push(detail ? { type, offset, length, url: detail } : { type: 'url', offset, length });
  else if (type === 'custom_emoji') entities.push({ type, offset, length, custom_emoji_id: detail ?? '' });
  else entities.push({ type, offset, length });
}

const MARKDOWN_V2: Readonly<Record<string, string>> = {
  '```': 'pre',
  '`': 'code',
  '||': 'spoiler',
  __: 'underline',
  '*': 'bold',
  _: 'italic',
  '~': 'strikethrough',
  '[': 'text_link',
};

const MARKDOWN: Readonly<Record<string, string>> = {
  '```': 'pre',
  '`': 'code',
  '*': 'bold',
  _: 'italic',
  '[': 'text_link',
};

const RESERVED = new Set('_*[]()~`>#+-=|{}.!');

function parseMarkdown(raw: string, types: Readonly<Record<string, string>>, strict: boolean): FormattedText {
  const entities: TextEntity[] = [];
  const open: Open[] = [];
  const markers = Object.keys(types);
  let text = '';
  let i = 0;
  while (i < raw.length) {
    const character = raw.charAt(i);
    const last = open.at(-1);
    const inCode = last?.type === 'pre' || last?.type === 'code';
    if (character === '\\' && RESERVED.has(raw.charAt(i + 1))) {
      text += raw.charAt(i + 1);
      i += 2;
      continue;
    }
    if (last?.type === 'text_link' && character === ']') {
      open.pop();
      const url = /^\]\(([^)]*)\)/.exec(raw.slice(i));
      close(entities, url?.[1] === undefined ? last : { ...last, detail: url[1] }, text.length);
      i += url?.[0].length ?? 1;
      continue;
    }
    const marker = inCode
      ? raw.startsWith(last.marker, i) && last.marker
      : markers.find((candidate) => raw.startsWith(candidate, i));
    if (marker) {
      if (last?.marker === marker) {
        open.pop();
        close(entities, last, text.length);
      } else {
        open.push({ marker, type: types[marker] ?? '', offset: text.length });
      }
      i += marker.length;
      continue;
    }
    if (strict && !inCode && RESERVED.has(character) && !(character === '>' && (i === 0 || raw[i - 1] === '\n'))) {
      throw unparsable(`Character '${character}' is reserved and must be escaped with the preceding '\\'`);
    }
    text += character;
    i++;
  }
  const left = open.at(-1);
  if (left !== undefined) throw unparsable(`Can't find end of the entity starting at byte offset ${left.offset}`);
  return { text, entities };
}
