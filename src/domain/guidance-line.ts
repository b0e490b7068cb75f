import { addressSchema, type GuidanceItem, longestTitle, longestTopic, longestWho, mostMaterials } from './guidance.ts';
import { deadlineIn } from './guidance-days.ts';
import { guidanceKinds } from './guidance-kept.ts';
import { blockOf, type ItemKind, kindOf, requiredBy, type Section, whoOf } from './guidance-words.ts';

/** An item as a line says it, before it is numbered; `notes` is what of the line was not taken over. */
export type ItemRead = { readonly item: Omit<GuidanceItem, 'no'>; readonly notes: readonly string[] };

/** What the columns of a row say outright, beside its text. */
export type Said = {
  readonly kind?: ItemKind;
  readonly required?: boolean;
  readonly mode?: GuidanceItem['mode'];
  readonly due?: string;
  readonly who?: string;
  readonly skipIfDone?: true;
  readonly materials?: GuidanceItem['materials'];
};

const source = '本支部导入的清单';

/** The index of the bracket that closes the one at `from`, or -1. */
const closedAt = (text: string, from: number): number => {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    if (text[at] === '（' || text[at] === '(') depth += 1;
    else if (text[at] === '）' || text[at] === ')') depth -= 1;
    if (depth === 0) return at;
  }
  return -1;
};

const material = (title: string, address: string | undefined): GuidanceItem['materials'][number] => ({
  title,
  ...(addressSchema.safeParse(address).success && address !== undefined ? { url: address } : {}),
});

/** What stands between 《 and 》, each once, with the address written behind it. */
export const materialsIn = (text: string): GuidanceItem['materials'] => {
  const found = new Map<string, string | undefined>();
  for (const [, title = '', address] of text.matchAll(
    /《([^《》]{1,60})》(?:\s*[（(]?\s*(https?:\/\/[^\s（）()，。；、《]+))?/gu,
  )) {
    found.set(title, found.get(title) ?? address);
  }
  return [...found].map(([title, address]) => material(title, address)).slice(0, mostMaterials);
};

const item = (
  said: Required<Pick<Said, 'kind' | 'required'>> & Said & { topic: string },
  section: Section,
): ItemRead['item'] => ({
  block: section.block ?? blockOf(said.kind, said.required),
  kind: said.kind,
  topic: said.topic,
  mode: said.mode ?? '集中',
  required: said.required,
  materials: [...(said.materials ?? [])],
  who: said.who ?? whoOf(said.kind),
  ...(said.due === undefined ? {} : { due: said.due }),
  skipIfDone: said.skipIfDone ?? false,
  evidence: '无',
  source,
});

/** A line as renderItem() writes it: what the bot published can be changed and sent back. */
const asRendered = (text: string, section: Section, month: string): ItemRead | undefined => {
  const kind = guidanceKinds.find((one) => text.startsWith(`${one}（必做，`) || text.startsWith(`${one}（选做，`));
  const end = kind === undefined ? -1 : closedAt(text, kind.length);
  if (kind === undefined || text[end + 1] !== '：') return undefined;
  const marks = text.slice(kind.length + 1, end).split('，');
  const required = marks.shift() === '必做';
  const skipIfDone = marks.at(-1) === '已做的不必重复';
  if (skipIfDone) marks.pop();
  const due = /^\d{1,2}月\d{1,2}日前$/u.test(marks.at(-1) ?? '')
    ? deadlineIn(marks.pop() ?? '', month)?.value
    : undefined;
  const last = marks.at(-1);
  const mode = marks.length > 1 && (last === '自学' || last === '线上') ? last : undefined;
  if (mode) marks.pop();
  const rest = text.slice(end + 2).replace(/【(?:已|不做)[^【】]*】$/u, '');
  const [, words = '', listed = ''] = /^(.*?)(?:。(?:材料：(「.*))?)?$/su.exec(rest.replace(/。$/u, '')) ?? [];
  const behind = [...listed.matchAll(/「([^」]*)」(?: (\S+) ?)?(?:、|$)/gu)].map(([, title = '', url]) =>
    material(title, url),
  );
  const within = materialsIn(words).filter(({ title }) => !behind.some((one) => one.title === title));
  return {
    item: item(
      {
        kind,
        required,
        topic: words,
        materials: [...within, ...behind],
        who: marks.join('，'),
        ...(due && { due }),
        ...(mode && { mode }),
        ...(skipIfDone && { skipIfDone }),
      },
      section.isIgnored ? {} : section,
    ),
    notes: [],
  };
};

const isWho =
  /^(?:全体|各|本月|在职|离退休|流动|支委|支部委员|支部班子|党小组|预备|正式|党员|书记|班子)[\p{Script=Han}、]{0,24}$/u;

/** What one mark between brackets says; undefined for words that are no mark. */
const marked = (word: string, month: string): Said | undefined => {
  const required = requiredBy(word);
  if (required !== undefined && word.length <= 8) return { required };
  if (/^(?:个人)?自学$/u.test(word)) return { mode: '自学' };
  if (/^(?:线上|网上|在线)(?:学习|参加)?$/u.test(word)) return { mode: '线上' };
  if (/^集中(?:学习)?$/u.test(word)) return { mode: '集中' };
  if (/已(?:学|做)的?(?:过的?)?(?:不必|无需|不再)重复/u.test(word)) return { skipIfDone: true };
  const due = deadlineIn(word, month);
  if (due?.value !== undefined && word.length <= due.text.length + 4) return { due: due.value };
  return isWho.test(word) ? { who: word } : undefined;
};

/** Marks are a few short words; what is longer is text. */
const longestMarks = 80;

/** Brackets that hold nothing but marks leave the text; others stay part of the topic. */
const withoutMarks = (text: string, month: string): { rest: string; said: Said } => {
  let rest = text;
  let said: Said = {};
  for (let at = 0; at < rest.length; at++) {
    if (!'（([【〔'.includes(rest[at] ?? '')) continue;
    const end = '（('.includes(rest[at] ?? '') ? closedAt(rest, at) : rest.slice(at).search(/[\]】〕]/u) + at;
    if (end <= at || end - at > longestMarks) continue;
    const inside = rest.slice(at + 1, end);
    const words = inside.split(/[，,；;、\s]+/u).map((word) => marked(word, month));
    // 「12月20日（周五） 前」 is one mark in two words.
    const found = words.every((one) => one !== undefined) ? words : [marked(inside, month)];
    if (!found.every((one) => one !== undefined)) continue;
    said = Object.assign({}, said, ...found) as Said;
    rest = `${rest.slice(0, at)}${rest.slice(end + 1)}`;
    at -= 1;
  }
  return { rest, said };
};

/** At most the characters a topic may have, cut where the sentence lets one. */
const shortened = (topic: string): string => {
  const head = [...topic].slice(0, longestTopic).join('');
  if (head === topic) return topic;
  const at = Math.max(head.lastIndexOf('。'), head.lastIndexOf('；'), head.lastIndexOf('，'));
  return (at > 20 ? head.slice(0, at) : head).trim();
};

const ends = /[\s。；;，,、：:]+$/u;

/** Without punctuation at its end, and without the deadline there that is kept as such. */
const withoutDue = (words: string, due: string): string => {
  const whole = words.trim().replace(ends, '');
  const at = due === '' ? -1 : whole.lastIndexOf(due);
  const isLast =
    at > 0 && /^(?:完成|前完成)?$/u.test(whole.slice(at + due.length)) && /[，,；;。]\s*$/u.test(whole.slice(0, at));
  return (isLast ? whole.slice(0, at) : whole).replace(ends, '').trim();
};

/** An item in people's own words, or as the bot writes it; `columns` is what a table says beside the text. */
export const readItem = (text: string, section: Section, month: string, columns: Said = {}): ItemRead => {
  const known = asRendered(text, section, month);
  if (known) return known;
  const notes: string[] = [];
  const { rest, said: aside } = withoutMarks(text, month);
  const [, lead, behind = ''] = /^([\p{Script=Han}]{2,7})\s*[：:]\s*(.+)$/su.exec(rest.trim()) ?? [];
  const leading = guidanceKinds.find((one) => one === lead) ?? (lead === '党员大会' ? '支部党员大会' : undefined);
  const words = (leading ? behind : rest).replaceAll(/https?:\/\/[^\s，。；、）)]+/gu, '').replaceAll(/\s+/gu, ' ');
  const mode =
    columns.mode ??
    aside.mode ??
    section.mode ??
    (/自学/u.test(words) ? '自学' : /线上|网上/u.test(words) ? '线上' : undefined);
  const guessed = columns.kind ?? leading ?? kindOf(words, { ...section, ...(mode ? { mode } : {}) });
  const kind = guessed === '学习' && mode === '自学' ? '自学' : guessed;
  const said = { ...aside, ...columns };
  const due = said.due === undefined ? deadlineIn(rest, month) : { text: '', value: said.due };
  if (due && due.value === undefined) notes.push(`日期「${due.text}」不存在，没有记下`);
  const full = withoutDue(words, due?.text ?? '') || kind;
  const topic = shortened(full);
  if (topic !== full) notes.push(`文字较长，只记下了前${[...topic].length}个字`);
  const who = said.who === undefined ? undefined : [...said.who].slice(0, longestWho).join('');
  const isRepeated = /已(?:经)?(?:学习|学|做|开展)(?:过|的|了)*[^。]{0,8}(?:不必|无需|不再)重复/u.test(rest);
  const isChoice = mode === '自学' || kind === '自学';
  const { due: _, who: __, ...others } = said;
  const materials = [...(columns.materials ?? []), ...materialsIn(text)];
  return {
    item: item(
      {
        ...others,
        kind,
        topic,
        materials: distinct(materials),
        required: said.required ?? requiredBy(rest) ?? section.required ?? !isChoice,
        ...(kind === '自学' ? { mode: '自学' } : mode ? { mode } : {}),
        ...(due?.value === undefined ? {} : { due: due.value }),
        ...(who === undefined ? {} : { who }),
        ...(isRepeated ? { skipIfDone: true } : {}),
      },
      section,
    ),
    notes,
  };
};

/** Each title once, none longer than a title may be. */
export const distinct = (materials: GuidanceItem['materials']): GuidanceItem['materials'] =>
  materials
    .filter(({ title }, at) => title.length <= longestTitle && materials.findIndex((one) => one.title === title) === at)
    .slice(0, mostMaterials);
