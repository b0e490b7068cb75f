import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { monthDayOf, nameOf, type RosterRow } from '../../src/domain/roster-row.ts';
import {
  matchRoster,
  type RosterMatch,
  type RosterMember,
  readRosterLines,
  readRosterTable,
  type Table,
} from '../../src/domain/roster-table.ts';

const columns = '姓名、状态、党小组、职务、入党月日、账号、应到、表决权、支部、群';

/** Lines of cells between commas. */
function table(text: string): Table {
  return { rows: text.split('\n').map((line, at) => ({ line: at + 1, cells: line.split(',') })) };
}

function rowsOf(text: string): readonly RosterRow[] {
  const reading = readRosterTable(table(text));
  return 'rows' in reading ? reading.rows : [];
}

function problemsOf(reading: ReturnType<typeof readRosterTable>): readonly string[] {
  return 'problems' in reading ? reading.problems.map(({ what }) => what) : [];
}

describe('a roster table', () => {
  it('gives every person with the defaults of the contract', () => {
    expect(rowsOf('姓名,状态,党小组,职务,入党月日\n张三,正式,第一党小组,书记,07-01\n李四,预备,,,\n王五,,,,')).toEqual([
      {
        line: 2,
        name: '张三',
        status: '正式',
        group: '第一党小组',
        posts: ['书记'],
        joined: '07-01',
        accounts: [],
        counted: true,
        votes: true,
      },
      { line: 3, name: '李四', status: '预备', posts: [], accounts: [], counted: true, votes: false },
      { line: 4, name: '王五', status: '正式', posts: [], accounts: [], counted: true, votes: true },
    ]);
  });

  it('needs no column but the name', () => {
    expect(rowsOf('姓名\n张三\n李四').map(({ name, status }) => [name, status])).toEqual([
      ['张三', '正式'],
      ['李四', '正式'],
    ]);
  });

  it('finds its header below a title and ignores empty lines, running numbers and repeated headers', () => {
    const text = '某某支部党员名册,,\n\n2026年,,\n序号,姓名,状态\n1,张三,正式\n,,\n序号,姓名,状态\n2,李四,预备';
    expect(rowsOf(text).map(({ line, name }) => [line, name])).toEqual([
      [5, '张三'],
      [8, '李四'],
    ]);
  });

  it('reads accounts, counts, votes, branch and room', () => {
    const cells = ['张三', 'telegram：12345、wechat:老张、三丰', '不计', '无', '机关一支部', 'telegram:-100123'];
    const rows = [
      { line: 1, cells: ['姓名', '账号', '应到', '表决权', '支部', '群'] },
      { line: 2, cells },
    ];
    expect(readRosterTable({ rows })).toEqual({
      rows: [
        {
          line: 2,
          name: '张三',
          status: '正式',
          posts: [],
          accounts: ['telegram:12345', 'wechat:老张、三丰'],
          counted: false,
          votes: false,
          branch: '机关一支部',
          room: 'telegram:-100123',
        },
      ],
    });
  });

  test.each([
    ['支部书记', ['书记']],
    ['支部副书记', ['副书记']],
    ['组织委员、党小组长', ['组织委员', '党小组长']],
    ['组织委员/组长', ['组织委员', '党小组长']],
    ['小组长；纪律检查委员', ['纪检委员', '党小组长']],
    ['宣传委员 党小组长', ['宣传委员', '党小组长']],
    ['书记兼组织委员', ['书记', '组织委员']],
    ['无', []],
    ['党员', []],
    ['——', []],
  ])('understands the post 「%s」', (post, posts) => {
    expect(rowsOf(`姓名,职务\n张三,${post}`)[0]?.posts).toEqual(posts);
  });

  test.each([
    ['07-01', '07-01'],
    ['7-1', '07-01'],
    ['7月1日', '07-01'],
    ['７月１日', '07-01'],
    ['7/1', '07-01'],
    ['7.1', '07-01'],
    ['2001-07-01', '07-01'],
    ['2001年7月1日', '07-01'],
    ['2001/7/1', '07-01'],
    ['20010701', '07-01'],
    ['2000-02-29', '02-29'],
  ])('keeps only month and day of 「%s」', (written, joined) => {
    expect(rowsOf(`姓名,入党月日\n张三,${written}`)[0]?.joined).toBe(joined);
  });

  test.each([
    ['王㛃', '王㛃'],
    ['马䶮', '马䶮'],
    ['李喆', '李喆'],
    ['𠮷田𫖯', '𠮷田𫖯'],
    ['張\uf9dc', '張\uf9dc'],
    ['张　　三', '张三'],
    [' 张三\u200b', '张三'],
    ['买买提•吐尔逊', '买买提·吐尔逊'],
    ['买买提 · 吐尔逊', '买买提·吐尔逊'],
    ['Ｊｏｈｎ   Smith', 'John Smith'],
    ['李〇', '李〇'],
  ])('keeps the characters of the name 「%s」', (written, name) => {
    expect(rowsOf(`姓名\n${written}`)[0]?.name).toBe(name);
  });

  it('allows two people of one name with their own accounts or groups', () => {
    expect(rowsOf('姓名,党小组\n张伟,一组\n张伟,二组')).toHaveLength(2);
    expect(rowsOf('姓名,账号\n张伟,telegram:1\n张伟,telegram:2')).toHaveLength(2);
  });

  it('allows a secretary for each branch of a file', () => {
    expect(rowsOf('姓名,职务,支部\n张三,书记,甲支部\n张三,书记,乙支部')).toHaveLength(2);
  });

  it('reads the demo branch: 23 members in three groups with a committee of five', () => {
    const text = readFileSync(new URL('../../data/demo/roster.csv', import.meta.url), 'utf8');
    const rows = rowsOf(text.trim());
    const inGroup = (name: string): number => rows.filter(({ group }) => group === name).length;
    expect(rows).toHaveLength(23);
    expect(new Set(rows.map(({ name }) => name)).size).toBe(23);
    expect(['第一党小组', '第二党小组', '第三党小组'].map(inGroup)).toEqual([8, 8, 7]);
    expect(rows.filter(({ posts }) => posts.some((post) => post !== '党小组长'))).toHaveLength(5);
    expect(rows.filter(({ posts }) => posts.includes('党小组长'))).toHaveLength(3);
    expect(rows.filter(({ status }) => status === '预备')).toHaveLength(2);
    expect(rows.every(({ counted }) => counted)).toBe(true);
  });
});

describe('a roster table is refused, with the line,', () => {
  test.each([
    ['姓名,备注\n张三,', `第1行的列名「备注」无法识别，可以使用的列有：${columns}。`],
    ['姓名,爱好\n张三,棋', `第1行的列名「爱好」无法识别，可以使用的列有：${columns}。`],
    ['\n名册,\n姓名,工号\n张三,1', `第3行的列名「工号」无法识别，可以使用的列有：${columns}。`],
    ['姓名,身份证号\n张三,', '第1行有「身份证号」一列，这类信息从不保存，请删去这一列后再发一次。'],
    ['姓名,公民身份号码\n张三,', '第1行有「公民身份号码」一列，这类信息从不保存，请删去这一列后再发一次。'],
    ['姓名,联系电话\n张三,', '第1行有「联系电话」一列，这类信息从不保存，请删去这一列后再发一次。'],
    ['姓名,手机\n张三,', '第1行有「手机」一列，这类信息从不保存，请删去这一列后再发一次。'],
    ['姓名,家庭住址\n张三,', '第1行有「家庭住址」一列，这类信息从不保存，请删去这一列后再发一次。'],
    ['姓名,出生年月\n张三,', '第1行有「出生年月」一列，这类信息从不保存，请删去这一列后再发一次。'],
    ['姓名,月工资\n张三,', '第1行有「月工资」一列，这类信息从不保存，请删去这一列后再发一次。'],
    ['姓名,党费金额\n张三,', '第1行有「党费金额」一列，这类信息从不保存，请删去这一列后再发一次。'],
    ['姓名,性别\n张三,男', '第1行有「性别」一列，这类信息从不保存，请删去这一列后再发一次。'],
    ['姓名,姓名\n张三,李四', '第1行有两列都是「姓名」，请只保留一列。'],
    ['姓名,党小组,所在党小组\n张三,,', '第1行有两列都是「党小组」，请只保留一列。'],
    ['名称,状态\n张三,正式', `从第1行起没有找到「姓名」一列，第一行请写列名，可以使用的列有：${columns}。`],
    ['', `从第1行起没有找到「姓名」一列，第一行请写列名，可以使用的列有：${columns}。`],
    ['一\n二\n三\n四\n五\n姓名\n张三', `从第1行起没有找到「姓名」一列，第一行请写列名，可以使用的列有：${columns}。`],
    ['姓名,状态', '第1行以下没有党员，请至少写一名党员。'],
    ['姓名,状态\n,\n,', '第1行以下没有党员，请至少写一名党员。'],
    ['姓名,状态\n,正式', '第2行没有姓名，请补上姓名，或删去这一行。'],
    ['姓名,状态\n张三,\n\n　,预备', '第4行没有姓名，请补上姓名，或删去这一行。'],
    [`姓名\n${'张'.repeat(21)}`, '第2行的姓名「张张张张张张张张张张…」超过20个字，请改正。'],
    ['姓名\n张三1', '第2行的姓名「张三1」含有数字或符号，请只写姓名。'],
    ['姓名\n张三（女）', '第2行的姓名「张三(女)」含有数字或符号，请只写姓名。'],
    ['姓名\n张三*', '第2行的姓名「张三*」含有数字或符号，请只写姓名。'],
    ['姓名\n=1+1', '第2行的姓名「=1+1」含有数字或符号，请只写姓名。'],
    ['姓名\n350524199001011234', '第2行的姓名「3505241990…」含有数字或符号，请只写姓名。'],
    ['姓名\n张三😀', '第2行的姓名「张三😀」含有数字或符号，请只写姓名。'],
    ['姓名\n·张三', '第2行的姓名「·张三」含有数字或符号，请只写姓名。'],
    ['姓名\n王\ue000', '第2行的姓名「王\ue000」含有数字或符号，请只写姓名。'],
    ['姓名\n合计', '第2行的「合计」不像姓名，请改正，或删去这一行。'],
    ['姓名\n第一党小组', '第2行的「第一党小组」不像姓名，请改正，或删去这一行。'],
    ['姓名,状态\n张三,发展对象', '第2行的状态「发展对象」无法识别，请写「正式」或「预备」。'],
    ['姓名,状态\n张三,正式\n李四,积极分子', '第3行的状态「积极分子」无法识别，请写「正式」或「预备」。'],
    ['姓名,状态\n张三,1', '第2行的状态「1」无法识别，请写「正式」或「预备」。'],
    [`姓名,党小组\n张三,${'组'.repeat(41)}`, '第2行的党小组「组组组组组组组组组组…」超过40个字，请改正。'],
    [
      '姓名,职务\n张三,主任',
      '第2行的职务「主任」无法识别，可以写：书记、副书记、组织委员、纪检委员、宣传委员、党小组长。',
    ],
    [
      '姓名,职务\n张三,书记、青年委员',
      '第2行的职务「青年委员」无法识别，可以写：书记、副书记、组织委员、纪检委员、宣传委员、党小组长。',
    ],
    [
      '姓名,职务\n张三,constructor',
      '第2行的职务「constructor」无法识别，可以写：书记、副书记、组织委员、纪检委员、宣传委员、党小组长。',
    ],
    ['姓名,入党月日\n张三,02-30', '第2行的入党月日「02-30」不是有效的日期，请写成「07-01」。'],
    ['姓名,入党月日\n张三,13-01', '第2行的入党月日「13-01」不是有效的日期，请写成「07-01」。'],
    ['姓名,入党月日\n张三,2001', '第2行的入党月日「2001」不是有效的日期，请写成「07-01」。'],
    ['姓名,入党月日\n张三,2001年7月', '第2行的入党月日「2001年7月」不是有效的日期，请写成「07-01」。'],
    ['姓名,入党月日\n张三,七月一日', '第2行的入党月日「七月一日」不是有效的日期，请写成「07-01」。'],
    ['姓名,入党月日\n张三,0-1', '第2行的入党月日「0-1」不是有效的日期，请写成「07-01」。'],
    ['姓名,账号\n张三,12345', '第2行的账号「12345」无法识别，请写成「telegram:12345」或「wechat:群昵称」。'],
    [
      '姓名,账号\n张三,telegram:abc',
      '第2行的账号「telegram:abc」无法识别，请写成「telegram:12345」或「wechat:群昵称」。',
    ],
    [
      '姓名,账号\n张三,telegram:-5',
      '第2行的账号「telegram:-5」无法识别，请写成「telegram:12345」或「wechat:群昵称」。',
    ],
    ['姓名,账号\n张三,qq:1', '第2行的账号「qq:1」无法识别，请写成「telegram:12345」或「wechat:群昵称」。'],
    [
      '姓名,账号\n张三,telegram:1、qq:1',
      '第2行的账号「telegram:1…」无法识别，请写成「telegram:12345」或「wechat:群昵称」。',
    ],
    ['姓名,账号\n张三,wechat:', '第2行的账号「wechat:」无法识别，请写成「telegram:12345」或「wechat:群昵称」。'],
    ['姓名,应到\n张三,否', '第2行的应到「否」无法识别，请写「计」或「不计」。'],
    ['姓名,应到\n张三,长期病假', '第2行的应到「长期病假」无法识别，请写「计」或「不计」。'],
    ['姓名,表决权\n张三,否', '第2行的表决权「否」无法识别，请写「有」或「无」。'],
    ['姓名,状态,表决权\n张三,预备,有', '第2行写明预备党员有表决权，预备党员没有表决权，请改正。'],
    [`姓名,支部\n张三,${'部'.repeat(41)}`, '第2行的支部「部部部部部部部部部部…」超过40个字，请改正。'],
    ['姓名,群\n张三,工作群', '第2行的群「工作群」无法识别，请写成「telegram:-100123」。'],
    ['姓名,群\n张三,telegram:群', '第2行的群「telegram:群」无法识别，请写成「telegram:-100123」。'],
    [
      '姓名,账号\n张三,telegram:1\n李四,telegram:1',
      '第3行与第2行的账号「telegram:1」相同，一个账号只能属于一人，请改正。',
    ],
    [
      '姓名,账号\n张三,wechat:老张\n李四,telegram:2、wechat:老张',
      '第3行与第2行的账号「wechat:老张」相同，一个账号只能属于一人，请改正。',
    ],
    ['姓名\n张三\n李四\n张三', '第4行与第2行的姓名和党小组相同，请删去重复的一行；如果是同名的两人，请都写上账号。'],
    ['姓名\n张三\n张 三', '第3行与第2行的姓名和党小组相同，请删去重复的一行；如果是同名的两人，请都写上账号。'],
    [
      '姓名,账号\n张三,telegram:1\n张三,',
      '第3行与第2行的姓名和党小组相同，请删去重复的一行；如果是同名的两人，请都写上账号。',
    ],
    ['姓名,职务\n张三,书记\n李四,支部书记', '第3行与第2行都是书记，书记只能有一人，请改正。'],
    ['姓名,状态\n张三,正式,多余', '第2行第3格「多余」上方没有列名，请检查是否多了一格。'],
    ['姓名,,状态\n张三,x,正式', '第2行第2格「x」上方没有列名，请检查是否多了一格。'],
  ])('%j', (text, sentence) => {
    const problems = problemsOf(readRosterTable(table(text)));
    expect(problems).toEqual([sentence]);
    expect(problems[0]).toMatch(/第\d+行.*。$/);
    expect(problems[0]).not.toMatch(/[!！]/);
  });

  it('when there are more than 200 people', () => {
    const names = Array.from({ length: 201 }, (_, at) => `张${String.fromCodePoint(0x4e00 + at)}`);
    expect(rowsOf(['姓名', ...names.slice(0, 200)].join('\n'))).toHaveLength(200);
    expect(problemsOf(readRosterTable(table(['姓名', ...names].join('\n'))))).toEqual([
      '第202行起超过200人，一个支部的名册最多200人，请分开导入。',
    ]);
  });

  it('when it is far too long, at once', () => {
    const names = Array.from({ length: 2001 }, () => '张三');
    expect(problemsOf(readRosterTable(table(['姓名', ...names].join('\n'))))).toEqual([
      '第2001行起的内容太多，一个文件最多2000行，请分开导入。',
    ]);
    expect(problemsOf(readRosterTable(table(`姓名\n${'（'.repeat(1_000_000)}`)))).toEqual([
      '第2行第1格的内容太长，请检查引号和分隔符是否正确。',
    ]);
    expect(problemsOf(readRosterLines(`张三\n${'（'.repeat(1_000_000)}`))).toEqual([
      '第2行的内容太长，请每行写一名党员。',
    ]);
    expect(problemsOf(readRosterLines(names.join('\n')))).toEqual([
      '第2001行起的内容太多，一次最多2000行，请分开导入。',
    ]);
  });

  it('as a whole, with all its problems in the order of lines', () => {
    const text = '姓名,状态,职务\n张三,正式,书记\n李四,群众,主任\n王五,,书记\n赵六,?,';
    expect(problemsOf(readRosterTable(table(text)))).toEqual([
      '第3行的状态「群众」无法识别，请写「正式」或「预备」。',
      '第3行的职务「主任」无法识别，可以写：书记、副书记、组织委员、纪检委员、宣传委员、党小组长。',
      '第4行与第2行都是书记，书记只能有一人，请改正。',
      '第5行的状态「?」无法识别，请写「正式」或「预备」。',
    ]);
  });

  it('and never throws, whatever the cells hold', () => {
    const cell = fc.oneof(
      fc.string(),
      fc.constantFrom('姓名', '状态', '张三', '正式', '账号', 'telegram:1', '__proto__', '无'),
    );
    fc.assert(
      fc.property(fc.array(fc.array(cell, { maxLength: 5 }), { maxLength: 8 }), (cells) => {
        const reading = readRosterTable({ rows: cells.map((line, at) => ({ line: at + 1, cells: line })) });
        const sentences = problemsOf(reading);
        expect('rows' in reading || sentences.length > 0).toBe(true);
        expect(sentences.every((sentence) => /第\d+行/.test(sentence) && sentence.endsWith('。'))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe('pasted lines', () => {
  const zhang = {
    line: 1,
    name: '张三',
    status: '正式',
    group: '第一党小组',
    posts: ['书记'],
    joined: '07-01',
    accounts: [],
    counted: true,
    votes: true,
  };

  test.each([
    '张三 正式 第一党小组 书记 07-01',
    '张三、正式、第一党小组、书记、07-01',
    '张三，07-01，书记，第一党小组',
    '张三\t第一党小组\t支部书记\t7月1日\t正式党员',
    '1. 张三 正式 第一党小组 书记 07-01',
    '１、张三 正式 第一党小组 书记 2001-07-01',
    '(1) 张三 正式 第一党小组 书记 07-01',
    '①张三 正式 第一党小组 书记 07-01',
    '张 三 正式 第一党小组 书记 07-01',
  ])('「%s」 are one person', (text) => {
    expect(readRosterLines(text)).toEqual({ rows: [zhang] });
  });

  it('may be names alone, numbered or not, below a title', () => {
    const reading = readRosterLines('第一党支部名册\n1. 张三\n2、李四 预备\r\n\n3 王五 telegram:5 不计 无表决权');
    expect(reading).toMatchObject({
      rows: [
        { line: 2, name: '张三', votes: true },
        { line: 3, name: '李四', status: '预备', votes: false },
        { line: 5, name: '王五', accounts: ['telegram:5'], counted: false, votes: false },
      ],
    });
  });

  it('join several posts and accounts of one person', () => {
    expect(readRosterLines('李四 组织委员 党小组长 telegram:1 wechat:老李')).toMatchObject({
      rows: [{ posts: ['组织委员', '党小组长'], accounts: ['telegram:1', 'wechat:老李'] }],
    });
  });

  it('keep a foreign name together', () => {
    expect(readRosterLines('John Smith 正式')).toMatchObject({ rows: [{ name: 'John Smith', status: '正式' }] });
  });

  test.each([
    '姓名\t状态\t党小组\n张三\t\t一组\n李四\t预备\t',
    '姓名,状态,党小组\n张三,,一组\n李四,预备,',
    '姓名，状态，党小组\n张三，，一组\n李四，预备，',
    '姓名|状态|党小组\n---|---|---\n张三||一组\n李四|预备|',
    '名册\n姓名 状态 党小组\n张三 一组\n李四 预备',
  ])('may be a table with its header: %j', (text) => {
    expect(readRosterLines(text)).toMatchObject({
      rows: [
        { name: '张三', status: '正式', group: '一组' },
        { name: '李四', status: '预备' },
      ],
    });
  });

  test.each([
    ['', '第1行起没有内容，请每行写一名党员。'],
    ['名册', '第1行以下没有党员，请至少写一名党员。'],
    ['张三 主任', '第1行的「主任」无法识别，请删去或改正。'],
    ['张三 正式\n李四 13800138000', '第2行有像号码的内容，电话、证件号码从不保存，请删去后再发一次。'],
    ['张三 350524199001011234', '第1行有像号码的内容，电话、证件号码从不保存，请删去后再发一次。'],
    ['张三 正式 预备', '第1行有两个状态，请只写一个。'],
    ['张三 一组 二组', '第1行有两个党小组，请只写一个。'],
    ['张三 07-01 08-01', '第1行有两个入党月日，请只写一个。'],
    ['张三 02-30', '第1行的入党月日「02-30」不是有效的日期，请写成「07-01」。'],
    ['张三\n第一党小组', '第2行的「第一党小组」不像姓名，请改正，或删去这一行。'],
    ['张三\n张三', '第2行与第1行的姓名和党小组相同，请删去重复的一行；如果是同名的两人，请都写上账号。'],
    ['张三 书记\n李四 书记', '第2行与第1行都是书记，书记只能有一人，请改正。'],
    ['张三 qq:5', '第1行的账号「qq:5」无法识别，请写成「telegram:12345」或「wechat:群昵称」。'],
    ['姓名 电话\n张三 1', '第1行有「电话」一列，这类信息从不保存，请删去这一列后再发一次。'],
    ['姓名\t电话\n张三\t1', '第1行有「电话」一列，这类信息从不保存，请删去这一列后再发一次。'],
    ['姓名 状态', '第1行以下没有党员，请至少写一名党员。'],
    ['张三 预备 有表决权', '第1行写明预备党员有表决权，预备党员没有表决权，请改正。'],
    ['1.', '第1行没有姓名，请补上姓名，或删去这一行。'],
  ])('%j are refused with the line', (text, sentence) => {
    expect(problemsOf(readRosterLines(text))).toEqual([sentence]);
  });

  it('never throw, whatever is pasted', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('姓名', '\t', '\n', ' ', '张三', '正式', '1.', '|', ','),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const reading = readRosterLines(pieces.join(''));
        expect('rows' in reading ? reading.rows.length : reading.problems.length).toBeGreaterThan(0);
      }),
      { numRuns: 500 },
    );
  });
});

function row(line: number, name: string, more: Partial<RosterRow> = {}): RosterRow {
  return { line, name, status: '正式', posts: [], accounts: [], counted: true, votes: true, ...more };
}

function member(id: `M${number}`, name: string, more: Partial<RosterMember> = {}): RosterMember {
  return { id, name, accounts: [], ...more };
}

function ids(match: RosterMatch): readonly (readonly [number, string])[] {
  return match.matched.map(({ row: { line }, id }) => [line, id]);
}

describe('a roster and the members already there', () => {
  it('match by account first, so that a corrected name keeps its record', () => {
    const members = [member('M1', '张珊', { accounts: ['telegram:1'] }), member('M2', '张三')];
    const match = matchRoster([row(2, '张三', { accounts: ['telegram:1'] })], members);
    expect(ids(match)).toEqual([[2, 'M1']]);
    expect(match.missing).toEqual(['M2']);
  });

  it('match by a unique name, and by name and group where it is not', () => {
    const members = [
      member('M1', '张三', { group: '一组' }),
      member('M2', '张伟', { group: '一组' }),
      member('M3', '张伟', { group: '二组' }),
    ];
    const rows = [
      row(2, '张伟', { group: '二组' }),
      row(3, '张三', { group: '三组' }),
      row(4, '张伟', { group: '一组' }),
    ];
    expect(ids(matchRoster(rows, members))).toEqual([
      [2, 'M3'],
      [3, 'M1'],
      [4, 'M2'],
    ]);
  });

  it('count a name as unique once its namesake is known by account', () => {
    const members = [member('M1', '张伟', { accounts: ['telegram:1'] }), member('M2', '张伟')];
    const rows = [row(2, '张伟', { accounts: ['telegram:2'] }), row(3, '张伟', { accounts: ['telegram:1'] })];
    expect(ids(matchRoster(rows, members))).toEqual([
      [2, 'M2'],
      [3, 'M1'],
    ]);
  });

  it('add a second person of the same name in another group', () => {
    const match = matchRoster(
      [row(2, '张伟', { group: '一组' }), row(3, '张伟', { group: '二组' })],
      [member('M1', '张伟', { group: '一组' })],
    );
    expect(ids(match)).toEqual([[2, 'M1']]);
    expect(match.added.map(({ line }) => line)).toEqual([3]);
  });

  it('list who is new and who is missing', () => {
    const match = matchRoster([row(2, '李四'), row(3, '王五')], [member('M1', '张三'), member('M2', '李四')]);
    expect(ids(match)).toEqual([[2, 'M2']]);
    expect(match.added.map(({ name }) => name)).toEqual(['王五']);
    expect(match.missing).toEqual(['M1']);
    expect(match.problems).toEqual([]);
  });

  const twins = [member('M1', '张伟', { group: '一组' }), member('M2', '张伟', { group: '二组' })];
  const pair = [
    member('M1', '张三', { accounts: ['telegram:1'] }),
    member('M2', '李四', { accounts: ['telegram:2', 'wechat:老李'] }),
  ];
  test.each([
    [
      'a name that two members have',
      [row(5, '张伟')],
      twins,
      '第5行的姓名「张伟」在名册上不止一处，无法确定是哪一位，请写上账号或原来的党小组。',
    ],
    [
      'a namesake in a group nobody is in',
      [row(5, '张伟', { group: '三组' }), row(6, '张伟', { group: '一组' })],
      twins,
      '第5行的姓名「张伟」在名册上不止一处，无法确定是哪一位，请写上账号或原来的党小组。',
    ],
    [
      'accounts of two members',
      [row(5, '张三', { accounts: ['telegram:1', 'telegram:2'] })],
      pair,
      '第5行的账号属于名册上不同的人，请改正。',
    ],
    [
      'two rows with accounts of one member',
      [row(5, '李四', { accounts: ['telegram:2'] }), row(6, '李斯', { accounts: ['wechat:老李'] })],
      pair,
      '第6行与第5行的账号属于名册上的同一人，请改正。',
    ],
  ] as const)('refuse %s, and then nothing is imported', (_why, rows, members, sentence) => {
    const match = matchRoster(rows, members);
    expect(match.problems.map(({ what }) => what)).toEqual([sentence]);
    expect([match.matched, match.added, match.missing]).toEqual([[], [], []]);
  });

  it('are the same when the same roster comes again', () => {
    const names = fc.uniqueArray(
      fc.tuple(fc.constantFrom('张伟', '李娜', '王芳'), fc.constantFrom('一组', '二组', undefined)),
      {
        selector: ([name, group]) => `${name} ${group}`,
      },
    );
    fc.assert(
      fc.property(names, (people) => {
        const rows = people.map(([name, group], at) => row(at + 2, name, group ? { group } : {}));
        const first = matchRoster(rows, []);
        expect(first.added).toEqual(rows);
        const members = rows.map(({ name, group }, at) => member(`M${at + 1}`, name, group ? { group } : {}));
        const again = matchRoster(rows, members);
        expect(ids(again)).toEqual(rows.map(({ line }, at) => [line, `M${at + 1}`]));
        expect([again.added, again.missing, again.problems]).toEqual([[], [], []]);
      }),
    );
  });
});

describe('words of a roster', () => {
  it('are idempotent for names', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(nameOf(nameOf(text))).toBe(nameOf(text));
      }),
      { numRuns: 2000 },
    );
  });

  it('never give a month-day that no year has', () => {
    fc.assert(
      fc.property(fc.nat(99), fc.nat(99), (month, day) => {
        const read = monthDayOf(`${month}-${day}`);
        expect(read === undefined || !Number.isNaN(Date.parse(`2000-${read}`))).toBe(true);
      }),
    );
  });
});
