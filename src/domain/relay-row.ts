import type { LeaveCategory } from './branch.ts';
import { leaveCategoryOf } from './leave.ts';
import { plain } from './written.ts';

/** What a row says of its person; `empty` says nothing that could be recorded. */
export type Wish = 'present' | 'online' | 'leave' | 'proxy' | 'empty';

export type RelayRow = {
  readonly number?: number;
  readonly text: string;
  readonly name?: string;
  readonly wish: Wish;
  readonly category?: LeaveCategory;
};

type Meaning = Pick<RelayRow, 'wish' | 'category'>;

const online = /线上|線上|网上|網上|在线|腾讯会议|视频参会|视频|远程/gu;
const present =
  /已经|准时|按时|现场|线下|本人|参加会议|参加|参会|出席|签到|簽到|报到|報到|到会|到會|到场|到達|到达|已到|到了|来了|到|在|同志|副?书记|(?:组织|纪检|宣传)?委员|组长|预备党员|党员|支部|第?[一二三四五六七八九十\d]{1,3}(?:党小组|小组|组)|党小组|\[[^\]\s]{1,6}\]|\+1|\b1\b|ok|上午|下午|晚上|\d{1,2}:\d{2}/giu;
const marks = /[\s.,、。;:!~()<>{}"'“”‘’「」【】*+_/|√✓✔✅☑-]|\p{Extended_Pictographic}/gu;
const leave =
  /请假|請假|告假|(?:病|事|公|产|年|休)假|公差|出差|值班|夜班|加班|住院|生病|发烧|感冒|有事|外出|缺席|(?:来|去|到|参加)不了|(?:不|无法|没法|不能|未能)(?:来|去|到|参加|参会|出席)/u;
const instead = /代(?!表)|替|帮/u;
const unsure = /[?]|吗|还是|也许|可能|收到/u;

/** What the rest of a row means, its name taken out; undefined when it is not plainly one of the things a list says. */
export const meaningOf = (rest: string): Meaning | undefined => {
  if (unsure.test(rest)) return undefined;
  if (leave.test(rest))
    return /不请假|没请假/u.test(rest) ? undefined : { wish: 'leave', category: leaveCategoryOf(rest) };
  if (instead.test(rest)) return { wish: 'proxy' };
  const left = rest.replaceAll(online, '').replaceAll(present, '').replaceAll(marks, '');
  if (left !== '') return undefined;
  return { wish: rest.replaceAll(online, '') === rest ? 'present' : 'online' };
};

type Found = { readonly name: string; readonly from: number; readonly to: number };

const namesIn = (text: string, names: readonly string[]): Found[] => {
  const found: Found[] = [];
  for (let at = 0; at < text.length; ) {
    const name = names.find((one) => text.startsWith(one, at));
    if (name !== undefined) found.push({ name, from: at, to: at + name.length });
    at += name?.length ?? 1;
  }
  return found;
};

/** 「李四代张三」 and 「张三（李四代）」 both speak of 张三. */
const represented = (text: string, found: readonly Found[]): Found | undefined => {
  const verb = /(?:代(?!表)|替|帮)(?:为|表)?(?:签到|报到|接龙|签|报)?/u.exec(text);
  if (!verb) return undefined;
  const end = verb.index + verb[0].length;
  const after = found.find(({ from }) => from >= verb.index && from <= end);
  return after ?? found.find(({ to }) => to !== verb.index) ?? found[0];
};

const unclear = (text: string): RelayRow => ({ text, wish: 'empty' });

const meaningful = new RegExp(`^(?:${[leave, online, present, instead].map(({ source }) => source).join('|')})`, 'iu');

/** A name nobody knows: the fewest characters after which the rest of the row has a meaning. */
const guessed = (text: string, line: string): RelayRow => {
  const [first = ''] = line.split(/[\s(,:]/u);
  const spoken = /^代(?=[\p{Script=Han}]{2,4}$)/u.test(first) ? first.slice(1) : first;
  for (let length = 2; length <= Math.min(spoken.length, 10); length += 1) {
    const name = spoken.slice(0, length);
    if (!/^(?:[\p{Script=Han}]{2,4}|[\p{Script=Han}]+[·•][\p{Script=Han}]+)$/u.test(name)) continue;
    const tail = spoken.slice(length);
    if (tail !== '' && !meaningful.test(tail)) continue;
    const meaning = meaningOf(
      `${first.slice(0, first.length - spoken.length)}${line.slice(first.length - spoken.length + length)}`,
    );
    if (meaning) return { text, name, ...meaning };
  }
  return unclear(text);
};

/**
 * One row of a list: usually one person, several where several names stand together, and a row without a name where it
 * is not plain who or what is meant. `names` are those of the roster, longest first.
 */
export const readRow = (raw: string, names: readonly string[] = []): RelayRow[] => {
  const text = raw.trim();
  const line = plain(text).trim().replace(/^@/u, '');
  if (line === '') return [unclear('')];
  const joined = line.replaceAll(/\s/gu, '');
  const found = namesIn(joined, names);
  const [first, ...others] = found;
  const last = found.at(-1);
  if (!first || !last) return [guessed(text, line)];
  const rest = found.reduceRight((left, { from, to }) => `${left.slice(0, from)} ${left.slice(to)}`, joined);
  if (others.length > 0) {
    const meant = represented(joined, found);
    if (meant) {
      const meaning = meaningOf(rest);
      return [meaning ? { text, name: meant.name, ...meaning } : unclear(text)];
    }
    const between = found.slice(1).map(({ from }, index) => joined.slice(found[index]?.to ?? 0, from));
    if (between.some((words) => words.replaceAll(marks, '').replaceAll(/和|及|与/gu, '') !== ''))
      return [unclear(text)];
    const meaning = meaningOf(`${joined.slice(0, first.from)} ${joined.slice(last.to)}`);
    return meaning ? found.map(({ name }) => ({ text, name, ...meaning })) : [unclear(text)];
  }
  const meaning = meaningOf(rest);
  return [meaning ? { text, name: first.name, ...meaning } : guessed(text, line)];
};
