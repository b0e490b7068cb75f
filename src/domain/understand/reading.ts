import { simplify } from './simplify.ts';
import { courtesy } from './words.ts';

/** What a message says once the clothing of the platform is off: quotes, mentions, emoji, forms and traditional characters. */
export type Reading = {
  /** Folded to NFKC and simplified, separators still in it. */
  readonly text: string;
  /** Between separators; nothing empty, no emoji. */
  readonly clauses: readonly string[];
  /** The clauses without anything between them: 「签 到」 is one word. */
  readonly joined: string;
  /** A question mark stands somewhere. */
  readonly asks: boolean;
  readonly quoted: boolean;
  readonly slash: boolean;
  readonly voice: boolean;
  /** `bot` is nobody of the branch; `person` may be told to do what the rest says. */
  readonly mention: 'bot' | 'officer' | 'person' | 'everyone' | undefined;
  /** Nothing but emoji that say yes. */
  readonly nods: boolean;
};

// 「name：text」 and a line of dashes stand before a WeChat reply, 「> 」 before a quoted line: somebody else's words.
const quoteReply = /^\s{0,3}「[\s\S]*?」[^\S\n]{0,3}\n{1,3}[^\S\n]{0,3}(?:[-—–－] ?){3,60}[^\S\n]{0,3}\n/u;
const quoteLine = /^>.*(?:\n|$)/gmu;
// Zero-width signs, variation selectors and the frame of a keycap digit carry no meaning.
const invisible = /[\u200B-\u200F\u2060\uFEFF\u00AD]|\uFE0E|\uFE0F|\u20E3/gu;
// 「别@我了」 speaks of being mentioned and mentions nobody.
const mentionForm =
  /@(?!我[了啦吧哈啊呀哦呢]{0,3}(?:[^\p{L}\p{N}]|$))([^\s@\u2005,，:：]{1,20})(?:[\s\u2005:：,，]+|$)/gu;
const botName = /助手|机器人|bot|支书|小秘/iu;
const officerName = /书记|支书|组长|委员|主任|支委/u;
const everyone = /^(?:所有人|全体成员|all|everyone)$/iu;
// WeChat writes emoji as [呲牙]; [图片] and [红包] are not words of the member either, [语音] brings a transcript.
const bracketed = /\[[^[\]\s]{1,8}\]/gu;
const pictures = /[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}]+/gu;
const nodding = /^(?:\s|👍|👌|🆗|✅|🫡|🙆|💪|👏|[\u{1F3FB}-\u{1F3FF}]|\[(?:OK|ok|强|好的|赞|抱拳|鼓掌|收到|敬礼)\])+$/u;
const separators = /[\s,.。!！;:、~～…·—|()【】*#^_=-]+/u;

// Most messages need no folding; asking first is cheaper than folding them.
const plainChinese = /^[\u0020-\u007E\u3001\u3002\u4E00-\u9FFF\n]*$/u;
const mayHoldPictures = /[\u00A9\u00AE\u203C-\u2BFF\u3030\u303D\u3297\u3299\u{1F000}-\u{1FFFF}]/u;

const mark = /[?/]/u;
const marks = /[?/]+/gu;
// The platform's own lines, and what comes with money or a picture.
const mayBeSystem = /[群拍撤包[邀验]/u;
const system =
  /加入了?群聊|拍了拍|撤回了一条消息|修改群名|移出了?群聊|领取了你的红包|\[(?:红包|转账|链接|小程序|视频|文件|位置|名片|动画表情|聊天记录)\]|开启了朋友验证|邀请.{0,20}加入/u;

const clausesOf = (text: string): string[] => {
  if (text === '') return [];
  if (!separators.test(text) && !mark.test(text)) return [text];
  return text
    .split(separators)
    .map((part) => part.replace(marks, ''))
    .filter((clause) => clause !== '');
};

/** Greeting before and thanks after, each a clause of its own, say nothing; alone they are all there is. */
const withoutCourtesy = (clauses: string[]): string[] => {
  let from = 0;
  let to = clauses.length;
  while (to - from > 1 && courtesy.test(clauses[from] ?? '')) from += 1;
  while (to - from > 1 && courtesy.test(clauses[to - 1] ?? '')) to -= 1;
  return from === 0 && to === clauses.length ? clauses : clauses.slice(from, to);
};

/** The text without the message it replies to; looked for at the start only, for a list may be long. */
export const withoutQuote = (raw: string): string => {
  const quote = raw.includes('「') ? quoteReply.exec(raw.slice(0, 1_500))?.[0] : undefined;
  return quote === undefined ? raw : raw.slice(quote.length);
};

/** Reads a text of at most 500 characters; undefined when the platform wrote it or nothing is left of it. */
export const readingOf = (raw: string): Reading | undefined => {
  const folded = simplify(plainChinese.test(raw) ? raw : raw.normalize('NFKC').replace(invisible, ''));
  const own =
    folded.includes('「') || folded.includes('>') ? folded.replace(quoteReply, '').replace(quoteLine, '') : folded;
  const quoted = own !== folded;
  if (mayBeSystem.test(own) && system.test(own)) return undefined;
  let mention: Reading['mention'];
  const unmentioned = own.includes('@')
    ? own.replace(mentionForm, (_, name: string) => {
        if (everyone.test(name)) mention = 'everyone';
        else if (botName.test(name)) mention ??= 'bot';
        else if (officerName.test(name)) mention ??= 'officer';
        else mention = mention === 'everyone' ? mention : 'person';
        return ' ';
      })
    : own;
  const pictured = mayHoldPictures.test(unmentioned);
  const nods = (pictured || unmentioned.includes('[')) && nodding.test(unmentioned);
  const voice = unmentioned.includes('[语音]');
  const plain = unmentioned.includes('[') ? unmentioned.replace(bracketed, ' ') : unmentioned;
  const trimmed = (pictured ? plain.replace(pictures, ' ') : plain).trim();
  const slash = /^\/\p{L}/u.test(trimmed);
  const text = slash ? trimmed.slice(1).replace(/^(\w+)@\w+/u, '$1') : trimmed;
  const clauses = withoutCourtesy(clausesOf(text));
  if (clauses.length === 0 && !nods) return undefined;
  return { text, clauses, joined: clauses.join(''), asks: text.includes('?'), quoted, slash, voice, mention, nods };
};
