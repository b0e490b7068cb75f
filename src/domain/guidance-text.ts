import { type GuidanceItem, type GuidanceList, guidanceListSchema, mostItems } from './guidance.ts';
import { dueOf, monthIn, windowOf } from './guidance-days.ts';
import { guidanceKinds } from './guidance-kept.ts';
import { distinct, type ItemRead, materialsIn, readItem } from './guidance-line.ts';
import { type Columns, columnsIn, readRow, sectionCell } from './guidance-table.ts';
import { type Section, sectionNamed, sectionOf } from './guidance-words.ts';
import { isPrivate } from './private-numbers.ts';
import { type Problem, quoted } from './roster-row.ts';

/** A list as far as the text could be understood, and what could not, by line; or, for input that is no list, only why. */
export type GuidanceReading =
  | { readonly list: GuidanceList; readonly unread: readonly Problem[]; readonly monthSaid?: string }
  | { readonly problems: readonly Problem[] };

const mostCharacters = 20_000;
const mostLines = 600;
const longestLine = 1000;

const numberings = [
  /^(?:第?[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十]{1,3}[，,：:项]?\s)\s*/u,
  /^[（(][一二三四五六七八九十]{1,3}[)）]\s*[、.．]?\s*/u,
  /^\d{1,2}\s*(?:、|[.．](?!\d(?!\d{3}年)))\s*/u,
  /^(?:[（(]\d{1,2}[)）]|\d{1,2}[)）])\s*[、.．]?\s*/u,
  /^[\u2460-\u2473\u3251-\u325f\u32b1-\u32bf]\s*[、.．]?\s*/u,
  /^(?:[-–—•·●○◦■□◆◇▪▸►*＊★☆✓√\u{e000}-\u{f8ff}]|\uf0b7)\s*/u,
] as const;

type Line = { readonly line: number; readonly level: number; readonly text: string; readonly cells: readonly string[] };

const readLine = (raw: string, line: number): Line => {
  const cells = raw.split('\t').map((cell) => cell.replaceAll(/^\s*"?|"?\s*$/gu, '').trim());
  const text = cells.filter((cell) => cell !== '').join(' ');
  const level = numberings.findIndex((pattern) => pattern.test(text));
  return { line, level, text: level < 0 ? text : text.replace(numberings[level] ?? '', '').trim(), cells };
};

const say = (line: number, what: string): Problem => ({ line, what: `第${line}行${what}。` });

/** Why a text is not read at all. */
const refusals = (text: string, lines: readonly string[]): Problem[] => {
  if (text.length > mostCharacters || lines.length > mostLines) {
    return [{ line: 1, what: '内容太长，一份清单不会有这么多，请只保留本月清单后再发一次。' }];
  }
  return lines.flatMap((raw, index) => {
    if (/[^\P{Cc}\t]|[\p{Cs}\ufffe\uffff]/u.test(raw)) return [say(index + 1, '含有不能显示的字符，请删去后再发一次')];
    return raw.length > longestLine ? [say(index + 1, `太长，请不要超过${longestLine}个字`)] : [];
  });
};

type Frame = {
  theme?: string;
  window?: { from: string; to: string };
  audience?: string[];
  invite?: string[];
  minHalfDays?: number;
  feedbackDue?: string;
  issuer?: string;
};

const named = (text: string): string[] =>
  text
    .split(/[、，,；;和及\s]+/u)
    .map((one) => one.replace(/[。.]$/u, ''))
    .filter((one) => one !== '')
    .slice(0, 20);

/** A line that speaks of the whole list: what it adds, or undefined. */
const frameOf = (text: string, month: string): Frame | undefined => {
  const [, key = '', value = ''] = /^【?([\p{Script=Han}]{2,8})】?\s*[：:]\s*(.+)$/su.exec(text) ?? [];
  const half = /不少于(半|一|[1-9])个?半?天/u.exec(text);
  const halves = half ? { minHalfDays: half[1] === '半' ? 1 : half[1] === '一' ? 2 : Number(half[1]) * 2 } : {};
  if (/^(?:本月|活动|本次|学习|清单)?主题$/u.test(key)) return { theme: value.replace(/[。；]$/u, '').slice(0, 80) };
  if (/^(?:活动|开展|完成|学习|清单)?(?:时间|时限|期限|日期)(?:安排|要求)?$/u.test(key)) {
    const window = windowOf(value, month);
    return window ? { window, ...halves } : undefined;
  }
  if (/^(?:反馈|报送|上报)(?:时间|时限|日期)$/u.test(key)) {
    const due = dueOf(value, month)?.value;
    return due === undefined ? undefined : { feedbackDue: due };
  }
  if (/^(?:参[加会学与](?:人员|对象|范围)|对象|范围)$/u.test(key)) return { audience: named(value) };
  if (/^(?:邀请|列席)(?:人员|对象)?$/u.test(key)) return { invite: named(value) };
  if (/^(?:发布|印发|制发)?(?:单位|机关|发布)$/u.test(key)) return { issuer: value.replace(/。$/u, '').slice(0, 40) };
  if (/^请?各.{0,12}(?:于|在).{1,30}(?:完成|开展|组织)/u.test(text)) {
    const window = windowOf(text, month);
    return window ? { window, ...halves } : undefined;
  }
  return half && !key ? halves : undefined;
};

const isTitle = (text: string): boolean =>
  text.length <= 60 &&
  /(?:清单|安排|通知|要点|计划|提示|指引|主题党日)(?:[（(][^（）()]*[)）])?】?(?:共\d+项.*)?$/u.test(text);

/** Words that are a heading above lines and, alone in a list, something to do. */
const deeds = ['主题党日', '主题党日活动', '党日', '志愿服务', '自学'];

/** The section a line opens: by its words, and by what follows, so that 「1. 主题党日」 between other items stays one. */
const headingAt = (lines: readonly Line[], index: number): Section | undefined => {
  const { level, text } = lines[index] ?? { level: -1, text: '' };
  const section = sectionNamed(text);
  if (!section || section.isIgnored || /^[【[〔]|[:：]$/u.test(text)) return section;
  const next = lines[index + 1];
  if (next && next.level > level) return section;
  if (level < 0 && section.kind === undefined) return section;
  return next && next.level < 0 && !deeds.includes(text) && !sectionNamed(next.text) ? section : undefined;
};

/** What the bot itself says around a list. */
const ownWords = /^(?:请先看与本人有关的项目|本清单为通用参考|\d{4}年放假安排尚未录入)/u;

type Draft = { line: number; read: ItemRead };

/** Adds a line that stands below an item, such as 材料：… or 完成时间：…, to it; undefined for any other. */
const below = ({ item, notes }: ItemRead, text: string, month: string): ItemRead | undefined => {
  const [, key = '', value = ''] = /^([\p{Script=Han}]{2,6})\s*[：:]\s*(.+)$/su.exec(text) ?? [];
  if (/^(?:学习)?(?:材料|资料|篇目|书目|链接)$/u.test(key)) {
    const materials = distinct([...item.materials, ...materialsIn(value)]);
    return materials.length > item.materials.length ? { item: { ...item, materials }, notes } : undefined;
  }
  if (/^(?:完成|截止|活动)?(?:时间|时限|期限)$/u.test(key)) {
    const due = dueOf(value, month)?.value;
    return due === undefined ? undefined : { item: { ...item, due }, notes };
  }
  if (/^(?:责任人|责任单位|负责人|参[加会学与](?:人员|对象|范围))$/u.test(key)) {
    return { item: { ...item, who: value.replace(/[。；]$/u, '').slice(0, 30) || item.who }, notes };
  }
  return undefined;
};

const isKind = (words: string): boolean => (guidanceKinds as readonly string[]).includes(words);

const holdsMeeting = (kind: GuidanceItem['kind']): boolean =>
  ['支部党员大会', '支委会', '党小组会', '党课', '组织生活会'].includes(kind);

/**
 * Reads a 组织生活清单 as people write, paste and publish it: numbered lines under headings, lines without numbers, or a
 * table with TABs. `month` (YYYY-MM) is the one it is for; without it the month its title names, else that of `today`.
 * Never throws; nothing is dropped without a line in `unread`.
 */
export const readGuidanceText = (
  text: string,
  { month: wanted, today }: { month?: string | undefined; today: string },
): GuidanceReading => {
  const raw = text.replaceAll(/\r\n?|\u2028|\u2029|\v|\f/gu, '\n').split('\n');
  const refused = refusals(text, raw);
  if (refused.length > 0) return { problems: refused };
  const lines = raw
    .map((one, index) => readLine(one.replaceAll(/\p{Cf}/gu, '').replaceAll(/[\u00a0\u3000]/gu, ' '), index + 1))
    .filter(({ text: said }) => said !== '');
  const firstNumbered = lines.findIndex(({ level }) => level >= 0);
  const title = lines
    .slice(0, firstNumbered < 0 ? 2 : firstNumbered)
    .find(({ cells, text: said }) => cells.length === 1 && isTitle(said) && !sectionNamed(said));
  const monthSaid = title && monthIn(title.text, today.slice(0, 7));
  const month = wanted ?? monthSaid ?? today.slice(0, 7);
  const isNumbered = firstNumbered >= 0;

  const drafts: Draft[] = [];
  const unread: Problem[] = [];
  let frame: Frame = {};
  let section: Section & { level?: number } = {};
  let columns: Columns | undefined;
  let lastCategory = '';
  let headed = 0;
  let absorbing: { level: number; no: number } | undefined;

  const take = (line: number, read: ItemRead): void => {
    drafts.push({ line, read });
    unread.push(...read.notes.map((note) => say(line, note)));
  };
  const takeRow = ({ line, cells }: Line, known: Columns): void => {
    const own = sectionCell(cells, known);
    lastCategory = own === '' ? lastCategory : own;
    const filled = known.at.section === undefined ? cells : cells.with(known.at.section, lastCategory);
    const read = readRow(filled, known, section, month);
    if (read) take(line, read);
    else unread.push(say(line, '没有写明内容，没有记下'));
  };
  const takeNumbered = ({ line, level, text: said }: Line, next: Line | undefined): void => {
    if (section.level !== undefined && level <= section.level) section = {};
    const read = readItem(said, section, month);
    const hasChildren = next !== undefined && next.level > level;
    if (hasChildren && !holdsMeeting(read.item.kind)) {
      unread.push(say(line, `按标题理解，没有单列一项：${quoted(said)}`));
      section = { ...section, ...sectionOf(said), level };
      return;
    }
    take(line, read);
    if (hasChildren) absorbing = { level, no: drafts.length };
  };

  for (const [index, one] of lines.entries()) {
    const { line, level, text: said, cells } = one;
    const heading = cells.filter((cell) => cell !== '').length === 1 ? headingAt(lines, index) : undefined;
    if (heading) {
      section = { ...heading, level };
      absorbing = undefined;
      headed = line;
      continue;
    }
    if (section.isIgnored && (level < 0 || level > (section.level ?? -1))) continue;
    if (isPrivate(said)) {
      unread.push(say(line, '含有联系方式或证件号码，没有记下'));
      continue;
    }
    if (cells.length > 1) {
      const header = columnsIn(cells);
      if (header) {
        columns = header;
        unread.push(...header.unknown.map((name) => say(line, `的${quoted(name)}一列没有使用`)));
        continue;
      }
      if (columns && (cells[columns.at.content ?? 0] ?? '') !== '') {
        takeRow(one, columns);
        continue;
      }
    }
    if (one === title || ownWords.test(said)) continue;
    const [, prefix = '', rest = ''] = /^([\p{Script=Han}]{1,6})\s*[：:]\s*(.+)$/su.exec(said) ?? [];
    const inline = prefix === '' ? undefined : sectionNamed(prefix);
    const last = drafts.at(-1);
    if (level < 0 && last && !inline) {
      const longer = below(last.read, said, month);
      if (longer) {
        drafts[drafts.length - 1] = { line: last.line, read: longer };
        continue;
      }
    }
    const more = level < 0 || drafts.length === 0 ? frameOf(said, month) : undefined;
    if (more) {
      frame = { ...frame, ...more };
      continue;
    }
    if (absorbing && level > absorbing.level) {
      unread.push(say(line, `是第${absorbing.no}项的下一级内容，没有单列一项：${quoted(said)}`));
      continue;
    }
    if (inline) {
      if (inline.isIgnored) section = { ...inline, level };
      // 「志愿服务：…」 names what is done as much as where it belongs.
      else if (isKind(prefix)) take(line, readItem(said, { ...section, ...inline }, month));
      else take(line, readItem(rest, { ...section, ...inline }, month));
      continue;
    }
    if (level >= 0) {
      absorbing = undefined;
      takeNumbered(
        one,
        lines.slice(index + 1).find((later) => later.level >= 0),
      );
      continue;
    }
    const next = lines[index + 1];
    const read = readItem(said, section, month);
    const isFollowed = next !== undefined && next.level >= 0;
    // A heading, then one line without a number: that is what the section asks for.
    if (headed > 0 && lines[index - 1]?.line === headed && (!isFollowed || holdsMeeting(read.item.kind))) {
      take(line, read);
      if (isFollowed) absorbing = { level, no: drafts.length };
      continue;
    }
    if (isNumbered || columns || /[：:]$/u.test(said)) unread.push(say(line, `没有看懂：${quoted(said)}`));
    else take(line, read);
  }

  if (drafts.length === 0) {
    return {
      problems: [{ line: 1, what: '没有读到清单的任何一项，请每项写一行，例如：1. 党课：学习全会精神。' }, ...unread],
    };
  }
  const over = drafts[mostItems];
  if (over) return { problems: [say(over.line, `起超过${mostItems}项，一份清单最多${mostItems}项`)] };
  const { issuer = '本支部', audience = [], invite = [], ...others } = frame;
  const list = guidanceListSchema.safeParse({
    month,
    issuer,
    audience,
    invite,
    ...others,
    items: drafts.map(({ read }, index) => ({ no: index + 1, ...read.item })),
  });
  if (list.success) {
    return { list: list.data, unread: unread.toSorted((a, b) => a.line - b.line), ...(monthSaid ? { monthSaid } : {}) };
  }
  const at = new Set(list.error.issues.map(({ path }) => (path[0] === 'items' ? Number(path[1]) : -1)));
  return {
    problems: [...at].map((index) => {
      const draft = drafts[index];
      return draft
        ? say(draft.line, '写法不对，没有读懂')
        : { line: 1, what: '清单的主题、时间或单位写法不对，请检查。' };
    }),
  };
};
