import { type Post, posts } from './roster.ts';

/** The columns of a roster, in the order in which they are listed to people. */
export const rosterColumns = [
  '姓名',
  '状态',
  '党小组',
  '职务',
  '入党月日',
  '账号',
  '应到',
  '表决权',
  '支部',
  '群',
] as const;
export type RosterColumn = (typeof rosterColumns)[number];

/** One person of a roster. `joined` is MM-DD; `accounts` are `telegram:12345` or `wechat:` and the group nickname. */
export type RosterRow = {
  readonly line: number;
  readonly name: string;
  readonly status: '正式' | '预备';
  readonly group?: string;
  readonly posts: readonly Post[];
  readonly joined?: string;
  readonly accounts: readonly string[];
  readonly counted: boolean;
  readonly votes: boolean;
  readonly branch?: string;
  readonly room?: string;
};

/** What is wrong in a line, as a whole sentence that names the line. */
export type Problem = { readonly line: number; readonly what: string };

/** The cells of one person by column, as written. */
export type RowCells = { [Column in RosterColumn]?: string };

/** NFKC and trimmed; every run of white space is one space. */
export function cleaned(cell: string): string {
  return cell
    .normalize('NFKC')
    .replace(/[\s\u200b-\u200f\u2060\ufeff]+/gu, ' ')
    .trim();
}

/** At most twelve characters of a cell between 「」, so that an answer never repeats a whole card number. */
export function quoted(cell: string): string {
  const characters = [...cleaned(cell)];
  return characters.length > 12 ? `「${characters.slice(0, 10).join('')}…」` : `「${characters.join('')}」`;
}

/** Cleaned, but characters that NFKC would exchange for another ideograph stay; spaces that only stretch a Han name go. */
export function nameOf(cell: string): string {
  const kept = cell
    .replace(/[\u200b-\u200f\u2060\ufeff]+/gu, '')
    .replace(/[^\uf900-\ufaff\u{2f800}-\u{2fa1f}]+/gu, (run) => run.normalize('NFKC'))
    .replace(/[•‧∙⋅・●᛫]/gu, '·')
    .replace(/\s*·\s*/gu, '·')
    .replace(/\s+/gu, ' ')
    .trim();
  return /^[\p{Script=Han}〇· ]+$/u.test(kept) ? kept.replaceAll(' ', '') : kept;
}

/** A dash, a slash or 无 in a cell that may be left empty. */
function isEmpty(cell: string): boolean {
  return /^([-—–－_/\\]*|无|暂无)$/u.test(cell);
}

const postNames: Readonly<Record<string, Post>> = {
  支部书记: '书记',
  党支部书记: '书记',
  支部副书记: '副书记',
  党支部副书记: '副书记',
  组织: '组织委员',
  纪检: '纪检委员',
  纪律检查委员: '纪检委员',
  宣传: '宣传委员',
  组长: '党小组长',
  小组长: '党小组长',
  党小组组长: '党小组长',
};

/** The post a word names, by itself or by a common synonym. */
export function postOf(word: string): Post | undefined {
  return posts.find((post) => post === word) ?? (Object.hasOwn(postNames, word) ? postNames[word] : undefined);
}

/** 正式党员 and 预备党员 are understood as well. */
export function statusOf(word: string): '正式' | '预备' | undefined {
  const found = /^(正式|预备)(党员)?$/u.exec(word)?.[1];
  return found === '正式' || found === '预备' ? found : undefined;
}

/** MM-DD of 07-01, 7月1日, 2001-07-01 and the like; the year is dropped. 02-29 counts, 02-30 does not. */
export function monthDayOf(text: string): string | undefined {
  const found =
    /^(?:\d{4}\s?[-/.年]\s?)?(\d{1,2})\s?[-/.月]\s?(\d{1,2})\s?[日号]?$/u.exec(text) ??
    /^(?:\d{4})?(\d{2})(\d{2})$/u.exec(text);
  const [month, day] = [Number(found?.[1] ?? 0), Number(found?.[2] ?? 0)];
  const last = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
  if (day < 1 || day > last) return undefined;
  return `${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** The accounts in a cell; undefined if one is not `telegram:` and a number or `wechat:` and a nickname. */
function accountsOf(cell: string): readonly string[] | undefined {
  const accounts = cell
    .split(/[、,，;；/\s]+(?=(?:telegram|wechat|[a-z]+)\s*[:：])/iu)
    .map((account) => account.trim().replace(/[、,，;；]+$/u, ''))
    .map((account) => {
      const [, channel = '', name = ''] = /^([a-z]+)\s*[:：]\s*(.+)$/isu.exec(account) ?? [];
      return `${channel.toLowerCase()}:${/^telegram$/i.test(channel) ? name.normalize('NFKC') : name}`;
    });
  const known = /^(telegram:[1-9]\d{0,15}|wechat:.{1,60})$/su;
  return accounts.every((account) => known.test(account)) ? [...new Set(accounts)] : undefined;
}

/** Words that stand in a title, a heading or a sum, and in nobody's name. */
const notInNames = /支部|名册|名单|党员|党小组|委员|书记|组长|姓名|合计|总计|小计/u;

/** Longest name in characters. */
const nameLength = 20;

/** One person from the cells of a line, or everything that is wrong with them. A column that is not there is as an empty cell. */
export function readRosterRow(line: number, cells: Readonly<RowCells>): RosterRow | readonly Problem[] {
  const problems: Problem[] = [];
  const refuse = (what: string): undefined => {
    problems.push({ line, what: `第${line}行${what}` });
  };
  const cell = (column: RosterColumn): string => {
    const text = cleaned(cells[column] ?? '');
    return column !== '表决权' && column !== '姓名' && isEmpty(text) ? '' : text;
  };

  const name = nameOf(cells.姓名 ?? '');
  if (name === '') refuse('没有姓名，请补上姓名，或删去这一行。');
  else if ([...name].length > nameLength) refuse(`的姓名${quoted(name)}超过${nameLength}个字，请改正。`);
  else if (!/^[\p{L}\p{M}〇]+([· ][\p{L}\p{M}〇]+)*$/u.test(name))
    refuse(`的姓名${quoted(name)}含有数字或符号，请只写姓名。`);
  else if (notInNames.test(name)) refuse(`的${quoted(name)}不像姓名，请改正，或删去这一行。`);

  const status = cell('状态') === '' ? '正式' : statusOf(cell('状态'));
  if (!status) refuse(`的状态${quoted(cell('状态'))}无法识别，请写「正式」或「预备」。`);

  const group = cell('党小组');
  if ([...group].length > 40) refuse(`的党小组${quoted(group)}超过40个字，请改正。`);

  const held: Post[] = [];
  for (const word of cell('职务').split(/[、,;/+\s]+|兼任?|以?及|和/u)) {
    if (isEmpty(word) || /^(普通)?党员$/u.test(word)) continue;
    const post = postOf(word);
    if (post) held.push(post);
    else refuse(`的职务${quoted(word)}无法识别，可以写：${posts.join('、')}。`);
  }

  const joined = cell('入党月日') === '' ? undefined : monthDayOf(cell('入党月日'));
  if (cell('入党月日') !== '' && !joined)
    refuse(`的入党月日${quoted(cell('入党月日'))}不是有效的日期，请写成「07-01」。`);

  const accounts = cell('账号') === '' ? [] : accountsOf((cells.账号 ?? '').trim());
  if (!accounts) refuse(`的账号${quoted(cell('账号'))}无法识别，请写成「telegram:12345」或「wechat:群昵称」。`);

  const counted = cell('应到').replace(/入$/u, '') || '计';
  if (counted !== '计' && counted !== '不计') refuse(`的应到${quoted(counted)}无法识别，请写「计」或「不计」。`);

  const votes = cell('表决权') || (status === '预备' ? '无' : '有');
  if (votes !== '有' && votes !== '无') refuse(`的表决权${quoted(votes)}无法识别，请写「有」或「无」。`);
  if (votes === '有' && status === '预备') refuse('写明预备党员有表决权，预备党员没有表决权，请改正。');

  const branch = cell('支部');
  if ([...branch].length > 40) refuse(`的支部${quoted(branch)}超过40个字，请改正。`);

  const room = cell('群');
  if (room !== '' && !/^(telegram:-?\d{1,16}|[a-z]+:(?<!telegram:).{1,80})$/u.test(room))
    refuse(`的群${quoted(room)}无法识别，请写成「telegram:-100123」。`);

  if (problems.length > 0 || !status || !accounts) return problems;
  return {
    line,
    name,
    status,
    ...(group && { group }),
    posts: posts.filter((post) => held.includes(post)),
    ...(joined && { joined }),
    accounts,
    counted: counted === '计',
    votes: votes === '有',
    ...(branch && { branch }),
    ...(room && { room }),
  };
}
