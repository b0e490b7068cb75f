import type { MemberId } from './roster.ts';
import {
  cleaned,
  monthDayOf,
  type Problem,
  postOf,
  quoted,
  type RosterColumn,
  type RosterRow,
  type RowCells,
  readRosterRow,
  rosterColumns,
  statusOf,
} from './roster-row.ts';

/** Rows of a sheet or CSV file as text; `line` counts from 1 as the person sees it. */
export type Table = {
  readonly rows: readonly { readonly line: number; readonly cells: readonly string[] }[];
};

/** Either every row or, if anything at all is wrong, only what is wrong, in the order of lines. */
export type RosterReading = { readonly rows: readonly RosterRow[] } | { readonly problems: readonly Problem[] };

/** More people than this are no branch. */
const mostRows = 200;
/** More lines, or more characters in one, are not read any further. */
const mostLines = 2000;
const longestCell = 400;
const longestLine = 1000;
/** How far down the header is looked for, below a title. */
const headerWithin = 5;

const columnNames: Readonly<Record<string, RosterColumn | 'ignored'>> = {
  序号: 'ignored',
  党员姓名: '姓名',
  名字: '姓名',
  党员状态: '状态',
  党员类别: '状态',
  人员类别: '状态',
  小组: '党小组',
  所在党小组: '党小组',
  所属党小组: '党小组',
  党内职务: '职务',
  入党日期: '入党月日',
  入党时间: '入党月日',
  政治生日: '入党月日',
  帐号: '账号',
  党支部: '支部',
  所在支部: '支部',
  所在党支部: '支部',
};

const neverKept =
  /身份|证件|证号|电话|手机|联系|住址|地址|出生|生日|年龄|性别|民族|籍贯|户籍|学历|学位|工资|收入|薪|党费|金额|银行|卡号|健康|疾病|病|残|婚|家庭|单位/u;

function columnOf(cell: string): RosterColumn | 'ignored' | undefined {
  const name = columnKey(cell);
  return (
    rosterColumns.find((column) => column === name) ??
    (Object.hasOwn(columnNames, name) ? columnNames[name] : undefined)
  );
}

/** A column's name without spaces and without what stands in brackets after it. */
function columnKey(cell: string): string {
  return cleaned(cell)
    .replaceAll(' ', '')
    .replace(/\(.*\)$|[:*]+$/gu, '');
}

function isHeader(cells: readonly string[]): boolean {
  return cells.some((cell) => columnOf(cell) === '姓名');
}

function isBlank(cells: readonly string[]): boolean {
  return cells.every((cell) => cleaned(cell) === '');
}

/** What is wrong with the names of the columns. */
function headerProblems(line: number, cells: readonly string[]): Problem[] {
  const seen = new Set<string>();
  return cells.flatMap((cell) => {
    const column = columnOf(cell);
    const repeated = column !== undefined && column !== 'ignored' && seen.has(column);
    if (column) seen.add(column);
    if (repeated) return [{ line, what: `第${line}行有两列都是「${column}」，请只保留一列。` }];
    if (column || columnKey(cell) === '') return [];
    if (neverKept.test(columnKey(cell)))
      return [{ line, what: `第${line}行有${quoted(cell)}一列，这类信息从不保存，请删去这一列后再发一次。` }];
    const known = rosterColumns.join('、');
    return [{ line, what: `第${line}行的列名${quoted(cell)}无法识别，可以使用的列有：${known}。` }];
  });
}

/**
 * A roster from a table whose header stands in one of its first five lines that are not empty. Columns, defaults and
 * refusals are those of the operator's contract; any problem at all leaves only problems.
 */
export function readRosterTable(table: Table): RosterReading {
  const written = table.rows.filter((row) => !isBlank(row.cells));
  const beyond = written[mostLines];
  if (beyond)
    return {
      problems: [
        { line: beyond.line, what: `第${beyond.line}行起的内容太多，一个文件最多${mostLines}行，请分开导入。` },
      ],
    };
  for (const { line, cells } of written) {
    const at = cells.findIndex((cell) => cell.length > longestCell);
    if (at >= 0)
      return { problems: [{ line, what: `第${line}行第${at + 1}格的内容太长，请检查引号和分隔符是否正确。` }] };
  }
  const headerAt = written.slice(0, headerWithin).findIndex((row) => isHeader(row.cells));
  const header = written[headerAt];
  if (!header) {
    const line = written[0]?.line ?? 1;
    const known = rosterColumns.join('、');
    return {
      problems: [{ line, what: `从第${line}行起没有找到「姓名」一列，第一行请写列名，可以使用的列有：${known}。` }],
    };
  }
  const wrong = headerProblems(header.line, header.cells);
  if (wrong.length > 0) return { problems: wrong };

  const columns = header.cells.map(columnOf);
  const people = written
    .slice(headerAt + 1)
    .filter(({ cells }) => !cells.every((cell, at) => columnKey(cell) === columnKey(header.cells[at] ?? '')));
  return checkedRows(
    header.line,
    people.map(({ line, cells }) => {
      const stray = cells.findIndex((cell, at) => columns[at] === undefined && cleaned(cell) !== '');
      if (stray >= 0)
        return [
          { line, what: `第${line}行第${stray + 1}格${quoted(cells[stray] ?? '')}上方没有列名，请检查是否多了一格。` },
        ];
      const named: RowCells = {};
      for (const [at, column] of columns.entries()) {
        if (column && column !== 'ignored') named[column] = cells[at] ?? '';
      }
      return readRosterRow(line, named);
    }),
  );
}

function isProblems(read: RosterRow | readonly Problem[]): read is readonly Problem[] {
  return Array.isArray(read);
}

/** The rules between rows: 书记 once, nobody twice, no account twice, neither none nor too many. */
function checkedRows(firstLine: number, read: readonly (RosterRow | readonly Problem[])[]): RosterReading {
  const problems = read.filter(isProblems).flat();
  const rows = read.filter((row): row is RosterRow => !isProblems(row));
  if (read.length === 0) problems.push({ line: firstLine, what: `第${firstLine}行以下没有党员，请至少写一名党员。` });

  const secretaries = new Map<string, RosterRow>();
  const accounts = new Map<string, RosterRow>();
  const people = new Map<string, RosterRow>();
  const counts = new Map<string, number>();
  for (const row of rows) {
    const { line, branch = '' } = row;
    const refuse = (what: string): unknown => problems.push({ line, what: `第${line}行${what}` });

    const count = (counts.get(branch) ?? 0) + 1;
    counts.set(branch, count);
    if (count === mostRows + 1) refuse(`起超过${mostRows}人，一个支部的名册最多${mostRows}人，请分开导入。`);

    const secretary = secretaries.get(branch);
    if (row.posts.includes('书记')) {
      if (secretary) refuse(`与第${secretary.line}行都是书记，书记只能有一人，请改正。`);
      else secretaries.set(branch, row);
    }

    for (const account of row.accounts) {
      const owner = accounts.get(account);
      if (owner) refuse(`与第${owner.line}行的账号${quoted(account)}相同，一个账号只能属于一人，请改正。`);
      else accounts.set(account, row);
    }

    const key = JSON.stringify([branch, row.name, row.group]);
    const twin = people.get(key);
    if (twin && (row.accounts.length === 0 || twin.accounts.length === 0))
      refuse(`与第${twin.line}行的姓名和党小组相同，请删去重复的一行；如果是同名的两人，请都写上账号。`);
    else people.set(key, row);
  }
  if (problems.length === 0) return { rows };
  return { problems: problems.toSorted((one, other) => one.line - other.line) };
}

/**
 * A roster from pasted lines: a table with its header row, or one person per line, the name first (「1. 张三 正式
 * 第一党小组 书记 07-01」), the rest in any order between spaces, 、, commas or tabs. A word that is one of `groups` is a
 * 党小组 whatever it looks like.
 */
export function readRosterLines(text: string, groups: readonly string[] = []): RosterReading {
  const lines = text
    .split(/\r\n|[\r\n\u2028\u2029]/u)
    .map((line, at) => ({ line: at + 1, text: line }))
    .filter((line) => cleaned(line.text) !== '');
  const [first] = lines;
  if (!first) return { problems: [{ line: 1, what: '第1行起没有内容，请每行写一名党员。' }] };

  const beyond = lines[mostLines];
  if (beyond)
    return {
      problems: [{ line: beyond.line, what: `第${beyond.line}行起的内容太多，一次最多${mostLines}行，请分开导入。` }],
    };
  const long = lines.find((line) => line.text.length > longestLine);
  if (long) return { problems: [{ line: long.line, what: `第${long.line}行的内容太长，请每行写一名党员。` }] };

  const headerAt = lines.slice(0, headerWithin).findIndex((line) => isHeader(words(line.text)));
  const header = lines[headerAt];
  const separator = header && [/\t/u, /[,，]/u, /[;；]/u, /\|/u].find((candidate) => candidate.test(header.text));
  if (separator) {
    const rows = lines
      .slice(headerAt)
      .filter((line) => !/^[\s|:-]+$/u.test(line.text))
      .map((line) => ({ line: line.line, cells: line.text.split(separator) }));
    return readRosterTable({ rows });
  }
  if (header) {
    const wrong = headerProblems(header.line, words(header.text));
    if (wrong.length > 0) return { problems: wrong };
  }
  const isTitle = /^[^\s、,，]*(支部|名册|名单)[^\s、,，]*$/u.test(cleaned(first.text));
  const people = header ? lines.slice(headerAt + 1) : isTitle ? lines.slice(1) : lines;
  return checkedRows(
    (header ?? first).line,
    people.map((line) => readLine(line.line, line.text, groups)),
  );
}

/** The words of a pasted line. An account's separator stays inside its word. */
function words(line: string): string[] {
  return line.split(/[\s、,，;；|]+/u).filter((word) => word !== '');
}

/** What a word after the name is, by its look; undefined if it looks like nothing a roster holds. */
function columnOfWord(word: string, groups: readonly string[]): readonly [RosterColumn, string] | undefined {
  if (groups.includes(word)) return ['党小组', word];
  if (statusOf(word)) return ['状态', word];
  if (word.split('兼').every((post) => postOf(post))) return ['职务', word];
  if (/^[a-z]+:./iu.test(word)) return ['账号', word];
  const counted = /^(计|不计)(入?应到|入)?$/u.exec(word)?.[1];
  if (counted) return ['应到', counted];
  const votes = /^(有|无)表决权$/u.exec(word)?.[1];
  if (votes) return ['表决权', votes];
  if (/^(\d{4}[-/.年])?\d{1,2}[-/.月]\d{1,2}[日号]?$/u.test(word) || (/^\d+$/u.test(word) && monthDayOf(word)))
    return ['入党月日', word];
  if (word.endsWith('组')) return ['党小组', word];
  return undefined;
}

/** Columns of which a line can hold several words. */
const joinable: readonly RosterColumn[] = ['职务', '账号'];

function readLine(line: number, text: string, groups: readonly string[]): RosterRow | readonly Problem[] {
  const [first = '', ...rest] = words(
    text.replace(/^\s*[\u2460-\u2473]/u, '').replace(/^\s*[（(【[]?[\d０-９]{1,3}(?:[)）】\].、．。:：]+|\s)\s*/u, ''),
  );
  const nameWords = [first];
  while (rest[0] !== undefined && continuesName(nameWords, rest[0], groups)) nameWords.push(rest.shift() ?? '');

  const cells: RowCells = { 姓名: nameWords.join(' ') };
  const problems: Problem[] = [];
  for (const raw of rest) {
    const word = cleaned(raw);
    const [column, value] = columnOfWord(word, groups) ?? [];
    const before = column && cells[column];
    if (column === '账号') cells.账号 = before ? `${before}、${raw}` : raw;
    else if (column && (before === undefined || joinable.includes(column)))
      cells[column] = before ? `${before}、${value}` : (value ?? '');
    else if (column) problems.push({ line, what: `第${line}行有两个${column}，请只写一个。` });
    else if (/\d{7}/u.test(word))
      problems.push({ line, what: `第${line}行有像号码的内容，电话、证件号码从不保存，请删去后再发一次。` });
    else problems.push({ line, what: `第${line}行的${quoted(word)}无法识别，请删去或改正。` });
  }
  const read = readRosterRow(line, cells);
  return problems.length > 0 ? [...(isProblems(read) ? read : []), ...problems] : read;
}

/** 「张 三」 and 「John Smith」 are one name each. */
function continuesName(name: readonly string[], word: string, groups: readonly string[]): boolean {
  const last = name.at(-1) ?? '';
  const han = /^\p{Script=Han}$/u;
  if (name.length === 1 && han.test(last)) return han.test(word) && !columnOfWord(word, groups);
  return /^[\p{Script=Latin}\p{M}]+$/u.test(last) && /^[\p{Script=Latin}\p{M}]+$/u.test(word);
}

/** A member as a roster file is compared with. */
export type RosterMember = {
  readonly id: MemberId;
  readonly name: string;
  readonly group?: string | undefined;
  readonly accounts: readonly string[];
};

export type RosterMatch = {
  readonly matched: readonly { readonly row: RosterRow; readonly id: MemberId }[];
  readonly added: readonly RosterRow[];
  /** Members that no row names; they stay. */
  readonly missing: readonly MemberId[];
  /** If there are any, the other three are empty: nothing is half imported. */
  readonly problems: readonly Problem[];
};

/**
 * Who of a branch each row is: by account, else by a name that one row and one member alone still have, else by name and
 * 党小组. A row that shares its name with members it cannot be told from is refused with its line.
 */
export function matchRoster(rows: readonly RosterRow[], members: readonly RosterMember[]): RosterMatch {
  const problems: Problem[] = [];
  const found = new Map<RosterRow, MemberId>();
  const taken = new Map<MemberId, RosterRow>();
  const take = (row: RosterRow, member: RosterMember): void => {
    found.set(row, member.id);
    taken.set(member.id, row);
  };

  const owners = new Map(members.flatMap((member) => member.accounts.map((account) => [account, member] as const)));
  for (const row of rows) {
    const named = new Set(row.accounts.map((account) => owners.get(account)).filter((member) => member !== undefined));
    const [member, another] = named;
    const earlier = member && taken.get(member.id);
    if (another) problems.push({ line: row.line, what: `第${row.line}行的账号属于名册上不同的人，请改正。` });
    else if (earlier)
      problems.push({ line: row.line, what: `第${row.line}行与第${earlier.line}行的账号属于名册上的同一人，请改正。` });
    else if (member) take(row, member);
  }

  const keys: readonly ((person: RosterRow | RosterMember) => string)[] = [
    (person) => person.name,
    (person) => JSON.stringify([person.name, person.group]),
  ];
  for (const key of keys) {
    const openMembers = alone(
      members.filter((member) => !taken.has(member.id)),
      key,
    );
    const openRows = alone(
      rows.filter((row) => !found.has(row)),
      key,
    );
    for (const [name, row] of openRows) {
      const member = openMembers.get(name);
      if (member) take(row, member);
    }
  }

  const left = members.filter((member) => !taken.has(member.id));
  const unmatched = rows.filter((row) => !found.has(row));
  for (const row of unmatched) {
    if (left.some((member) => member.name === row.name) && !problems.some(({ line }) => line === row.line))
      problems.push({
        line: row.line,
        what: `第${row.line}行的姓名${quoted(row.name)}在名册上不止一处，无法确定是哪一位，请写上账号或原来的党小组。`,
      });
  }
  if (problems.length > 0)
    return { matched: [], added: [], missing: [], problems: problems.toSorted((one, other) => one.line - other.line) };
  return {
    matched: [...found].map(([row, id]) => ({ row, id })).toSorted((one, other) => one.row.line - other.row.line),
    added: unmatched,
    missing: left.map((member) => member.id),
    problems,
  };
}

/** The items whose key no other has, by key. */
function alone<Item>(items: readonly Item[], key: (item: Item) => string): ReadonlyMap<string, Item> {
  const keys = items.map(key);
  return new Map(
    items.flatMap((item, at) => {
      const own = keys[at] ?? '';
      return keys.indexOf(own) === keys.lastIndexOf(own) ? [[own, item] as const] : [];
    }),
  );
}
