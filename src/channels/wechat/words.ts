/** Everything about the text of a WeChat message that needs no connection to know. */

export type Unquoted = { readonly text: string; readonly quoted?: { readonly name: string; readonly text: string } };

const quote = /^「([^:：\n]{1,60})[:：]([\s\S]*)」\s*\n\s*(?:[-—–]\s?){5,}\s*(?:\n|$)([\s\S]*)$/;

/** A quote reply arrives as 「name：text」, a line of dashes, and the reply; only the reply was said now. */
export function unquote(text: string): Unquoted {
  const [, name, quoted, reply] = quote.exec(text) ?? [];
  if (name === undefined || quoted === undefined || reply === undefined) return { text };
  return { text: reply.trim(), quoted: { name: name.trim(), text: quoted.trim() } };
}

export type Addressed = { readonly text: string; readonly addressed: boolean };

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const gap = '[\\u2005\\u2004\\u2002\\u00a0\\u3000 ]';

/**
 * Removes the bot's own @name, after which mobile clients write U+2005 and desktop clients a space. An e-mail address
 * that ends in the bot's name is not a mention, although wechat4u reports it as one.
 */
export function removeMention(text: string, botNames: readonly string[]): Addressed {
  let rest = text;
  let addressed = false;
  for (const name of [...new Set(botNames)].filter(Boolean).toSorted((a, b) => b.length - a.length)) {
    const mention = new RegExp(`(?<![\\w.-])@${escaped(name)}(?:${gap}|(?=\\n)|$)`, 'g');
    const without = rest.replace(mention, '');
    if (without === rest) continue;
    rest = without;
    addressed = true;
  }
  return { text: plain(rest), addressed };
}

/** For a bot mentioned under a name it does not know of: drops one leading @word that a client has closed with U+2005. */
export function removeLeadingMention(text: string): Addressed {
  const without = text.replace(/^@[^\u2005\n]{1,60}\u2005/, '');
  return { text: plain(without), addressed: without !== text };
}

/** Whether an @ stands where it can mean one person: not inside an address, and not before everybody. */
export function couldMention(text: string): boolean {
  return /(?<![\w.-])@(?!所有人|all\b)/i.test(text);
}

function plain(text: string): string {
  return text.replaceAll('\u2005', ' ').trim();
}

const notices = [
  /^"?.{1,60}"? ?拍了拍 ?.{1,80}$/,
  /^收到红包[，,]请在手机上查看$/,
  /^.{0,70}撤回了一条消息$/,
  /^\[?该消息(类型)?暂不(支持|能展示).*$/,
  /^\[?(收到一条)?.{0,20}[，,]请在手机上查看\]?$/,
  /^.{1,80}(邀请.{1,200}加入了群聊|通过扫描.{1,80}加入群聊|修改群名为.{1,80})$/,
];

/** System texts that some puppets deliver as if a person had written them: 拍一拍, 红包, 撤回. */
export function isNotice(text: string): boolean {
  return !text.includes('\n') && notices.some((notice) => notice.test(text));
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'", '#39': "'" };
const decoded = (xml: string): string =>
  xml.replace(/&(lt|gt|amp|quot|apos|#39);/g, (all, name) => entities[name] ?? all);

/**
 * The whole text of a group message as wechat4u received it, or undefined for another puppet. wechat4u cuts what it
 * hands on at the second ":\n", so 「今日完成:」 followed by a list arrives without the list (puppet-wechat4u#75).
 */
export function originalText(raw: unknown): string | undefined {
  const content = (raw as { readonly OriginalContent?: unknown } | undefined)?.OriginalContent;
  if (typeof content !== 'string') return undefined;
  const end = content.indexOf(':<br/>');
  if (end <= 0 || !/^@?[\w-]+$/.test(content.slice(0, end))) return undefined;
  return decoded(content.slice(end + 6).replace(/<br\/>/g, '\n'));
}

/** Before the XML some puppets leave the account that sent it. */
const xmlStart = /^\s*(?:[\w@-]{1,64}:\s*)?</u;
const withoutCdata = (xml: string): string => xml.replace(/<!\[CDATA\[|\]\]>/g, '');

/** The list of a native 接龙, which some puppets deliver as the XML it travels in. */
export function relayText(text: string): string {
  const title = xmlStart.test(text) ? /<title>([\s\S]*?)<\/title>/.exec(text)?.[1] : undefined;
  return title === undefined ? text : decoded(withoutCdata(title));
}

const numberedRow = /^\s*\d{1,3}\s?[.,．。、:：)）]\s*(.+)$/u;
const author = /<u(?:\s*\/>|>([^<]{0,64})<\/u>)((?:(?!<u[\s/>])[\s\S])*)/gu;
const firstLine = (text: string | undefined): string => text?.split('\n')[0]?.trim() ?? '';

/**
 * The rows of a native 接龙 with the id of the account that wrote each, or '' where the XML does not plainly say whose it
 * is; empty where it says nothing. Of each row it tells the author <u> and either where its text stands in the title,
 * <r>offset-length</r>, or the text itself, <c>. Rows that read alike have the same place, the first one's, so those are
 * told apart by their order, and only where as many authors as rows are known.
 */
export function relayRows(text: string): { readonly text: string; readonly author: string }[] {
  const [, info = ''] = /<solitaire_info>([\s\S]*?)<\/solitaire_info>/u.exec(text) ?? [];
  const title = relayText(text);
  const written = [...withoutCdata(info.includes('&lt;') ? decoded(info) : info).matchAll(author)].map(
    ([, by = '', about = '']) => {
      const [, from, length] = /<r>(\d{1,6})-(\d{1,6})<\/r>/u.exec(about) ?? [];
      const [, content] = /<c>([\s\S]*?)<\/c>/u.exec(about) ?? [];
      const said =
        from === undefined ? content && decoded(content) : title.slice(Number(from), Number(from) + Number(length));
      return { by: by.trim(), text: firstLine(said) };
    },
  );
  const rows = title.split('\n').flatMap((line) => numberedRow.exec(line)?.[1]?.trim() ?? []);
  if (!written.some(({ by }) => by !== '')) return [];
  // Where the places fit no row the order still tells, as long as nobody is missing from it.
  const isReadable = written.some((one) => rows.includes(one.text));
  const isSame = (one: string, row: string): boolean => !isReadable || one === row;
  return rows.map((row, index) => {
    const authors = written.filter((one) => isSame(one.text, row));
    const alike = rows.filter((one) => isSame(one, row));
    const place = rows.slice(0, index).filter((one) => isSame(one, row)).length;
    return { text: row, author: authors.length === alike.length ? (authors[place]?.by ?? '') : '' };
  });
}

/** Splits between lines into pieces of at most `limit` characters; only a single longer line is cut inside. */
export function split(text: string, limit = 600): string[] {
  const pieces: string[] = [];
  let piece = '';
  const push = (): void => {
    if (piece.trim() !== '') pieces.push(piece.replace(/^\n+|\s+$/g, ''));
    piece = '';
  };
  for (const line of text.split('\n')) {
    if (piece.length + line.length + 1 > limit) push();
    const characters = [...line];
    while (characters.length > limit) pieces.push(characters.splice(0, limit).join(''));
    piece += piece === '' ? characters.join('') : `\n${characters.join('')}`;
  }
  push();
  return pieces;
}
