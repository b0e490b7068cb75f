import { type RelayRow, readRow } from './relay-row.ts';
import { plain } from './written.ts';

export type { RelayRow, Wish } from './relay-row.ts';

/** A 接龙 list: what its introduction says, and its rows in the order they stand. */
export type Relay = { readonly title: string; readonly rows: readonly RelayRow[] };

const longest = 20_000;
const native = /#\s?(?:接[龙龍]|Group ?Note)/iu;
const typed = /^.{0,20}接[龙龍].{0,20}$/u;
const signIn = /^.{0,16}(?:签到|簽到|报到|報到|到会|到會).{0,12}$/u;
const numbered = /^\s*(\d{1,3})\s?[.,、。)]\s*(.*)$/u;
const example = /^\s*例(?:[\s::]|$|.{0,20}\+)/u;
const quote = /^「[\s\S]*?\n[^\S\n]*(?:- ?){3,}[^\S\n]*\n/u;

/** Circled and keycap digits are numbers of rows too; NFKC alone would glue them to the name. */
const circled = (text: string): string =>
  text
    .replaceAll(/^[^\S\n]*([①-⑳])/gmu, (_, digit: string) => `${digit.codePointAt(0)! - 0x24_5f}. `)
    .replaceAll(/^[^\S\n]*(\d)\uFE0F?\u20E3/gmu, '$1. ');

type Numbered = { readonly number: number; readonly lines: string[] };

/** The rows of lines below each other; what stands before row 1 is the introduction, even if it begins with a number. */
const rowsBelow = (lines: readonly string[]): { before: string[]; rows: Numbered[] } => {
  const numbers = lines.map((line) => (example.test(line) ? null : numbered.exec(line)));
  const isDate = (found: RegExpExecArray | null): boolean =>
    /^\d{1,2}(?:\s|日|号|[\p{Script=Han}])/u.test(found?.[2] ?? '');
  const ones = numbers.flatMap((found, index) => (found && Number(found[1]) === 1 ? [index] : []));
  const one = ones.length > 1 && isDate(numbers[ones[0] ?? 0] ?? null) ? ones[1] : ones[0];
  const start = one ?? numbers.findIndex((found) => found !== null);
  if (start < 0) return { before: [...lines], rows: [] };
  const rows: Numbered[] = [];
  let open = false;
  for (const [index, line] of lines.entries()) {
    if (index < start) continue;
    const found = numbers[index];
    if (found) rows.push({ number: Number(found[1]), lines: [found[2] ?? ''] });
    else if (open && line.trim() !== '') rows.at(-1)?.lines.push(line);
    // A blank line ends a row: what follows is a footer.
    open = line.trim() !== '' && (found !== null || open);
  }
  return { before: lines.slice(0, start), rows };
};

/** The rows of a list that a gateway put on one line: they begin at the first 1 and count on. */
const rowsBeside = (line: string): { before: string[]; rows: Numbered[] } => {
  const marks = [...line.matchAll(/(?<=^|\s)(\d{1,3})\s?(?:[.](?!\d)|[,、。)])\s*/gu)];
  const start = marks.findIndex(([, number]) => Number(number) === 1);
  if (start < 0) return { before: [line], rows: [] };
  let last = 0;
  const rows = marks.slice(start).filter(([, number]) => {
    const isNext = Number(number) >= last && Number(number) <= last + 30;
    if (isNext) last = Number(number);
    return isNext;
  });
  return {
    before: [line.slice(0, rows[0]?.index)],
    rows: rows.map((mark, index) => ({
      number: Number(mark[1]),
      lines: [line.slice(mark.index + mark[0].length, rows[index + 1]?.index)],
    })),
  };
};

/** A row of several lines: its person stands in the first, and the others count only where they say how. */
const rowOf = ({ number, lines: [first = '', ...more] }: Numbered, names: readonly string[]): RelayRow[] => {
  const whole = [first, ...more].join(' ');
  const all = more.length > 0 && first.trim() !== '' ? readRow(whole, names) : [];
  const isClear = all.length > 0 && all.every(({ name, wish }) => name !== undefined && wish !== 'empty');
  return (isClear ? all : readRow(first, names)).map((row) => ({ number, ...row }));
};

const titleOf = (lines: readonly string[]): string =>
  lines
    .filter((line) => !example.test(line))
    .join(' ')
    .replace(native, ' ')
    .replaceAll(/\s+/gu, ' ')
    .trim()
    .replace(/[:,。]+$/u, '');

/** The numbered rows of any text, whatever stands above them. */
export const readNumberedRows = (text: string, names: readonly string[] = []): Relay => {
  const { before, rows } = rowsBelow(plain(circled(text)).split('\n'));
  return { title: titleOf(before), rows: rows.flatMap((row) => rowOf(row, names)) };
};

/**
 * The 接龙 a text is: native («#接龙», «#Group Note»), typed by hand under a line with 接龙 or 签到, below each other or
 * on one line. Talk about a 接龙 gives undefined. `names` are the roster's, longest first; without them names are guessed.
 */
export const readRelay = (text: string, names: readonly string[] = []): Relay | undefined => {
  if (text.length > longest) return undefined;
  const lines = plain(circled(text)).replace(quote, '').split('\n');
  const top = lines.findIndex((line) => line.trim() !== '');
  const head = lines[top]?.trim() ?? '';
  const isNative = native.test(head);
  const isTyped = !isNative && (typed.test(head) || signIn.test(head));
  const below = isNative || isTyped ? rowsBelow(lines.slice(top + 1)) : { before: [], rows: [] };
  const beside =
    below.rows.length === 0 && (isNative || /接[龙龍]/u.test(head))
      ? rowsBeside(lines.slice(top).join(' ').trim())
      : undefined;
  const { before, rows } =
    beside && beside.rows.length > 0 ? beside : { before: [head, ...below.before], rows: below.rows };
  if (rows.length === 0 || (!isNative && beside !== undefined && rows.length < 2)) return undefined;
  const relay = { title: titleOf(before), rows: rows.flatMap((row) => rowOf(row, names)) };
  const said = relay.rows.filter(({ wish }) => wish !== 'empty').length;
  if (!isNative && !/接[龙龍]/u.test(head) && (rows.length < 2 || said * 2 < relay.rows.length)) return undefined;
  return relay;
};

const arriving = /签到|簽到|报到|報到|到会|到會|参会|參會|参加会议|到场|出席|考勤|点名|sign[- ]?in|check[- ]?in/iu;
const trading =
  /订餐|点餐|订饭|盒饭|午餐|晚餐|早餐|聚餐|团购|團購|拼单|代购|包邮|(?<!月)份|[箱斤盒]|水果|\d元|号楼|單元|单元|快递|认领|領取|领取|投票|报名|捐|党费|车位|疫苗|体检|意见|建议|统计|调查|问卷|哪天|心得|打卡学习|学习打卡/u;
const goods = /\d+\s?(?:份|斤|箱|盒|个|件|袋|元|张票)|\d+-\d+|号楼/u;

/** What a list is for, by its introduction and its rows; `unclear` is for an officer to say. */
export const relayPurpose = ({ title, rows }: Relay): 'check-in' | 'other' | 'unclear' => {
  const said = rows.filter(({ text }) => text !== '');
  const sold = said.filter(({ text }) => goods.test(plain(text))).length * 2 >= Math.max(said.length, 1);
  const isArriving = arriving.test(title) || said.filter(({ text }) => arriving.test(text)).length * 2 > said.length;
  const isTrading = trading.test(title) || sold;
  if (isArriving) return isTrading ? 'unclear' : 'check-in';
  return isTrading ? 'other' : 'unclear';
};
