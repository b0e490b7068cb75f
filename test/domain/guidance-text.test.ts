import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type GuidanceItem, type GuidanceList, guidanceListSchema, renderList } from '../../src/domain/guidance.ts';
import { guidanceKinds } from '../../src/domain/guidance-kept.ts';
import { type GuidanceReading, readGuidanceText } from '../../src/domain/guidance-text.ts';
import { ownMs } from '../support/own-time.ts';

const read = (text: string, month = '2026-12'): GuidanceReading =>
  readGuidanceText(text, { month, today: '2026-11-21' });

const listOf = (text: string, month?: string): GuidanceList => {
  const reading = read(text, month);
  if ('problems' in reading) throw new Error(reading.problems.map(({ what }) => what).join('\n'));
  return reading.list;
};
const unreadOf = (text: string, month?: string): string[] => {
  const reading = read(text, month);
  return 'problems' in reading ? ['refused'] : reading.unread.map(({ what }) => what);
};
const problemsOf = (text: string): string[] => {
  const reading = read(text);
  return 'problems' in reading ? reading.problems.map(({ what }) => what) : [];
};
const only = (text: string): GuidanceItem => {
  const [item, ...others] = listOf(text).items;
  if (!item || others.length > 0) throw new Error(`not one item: ${text}`);
  return item;
};
/** Block, kind, required or not, topic. */
const short = ({ block, kind, required, topic }: GuidanceItem): string =>
  `${block} ${kind} ${required ? '必做' : '选做'} ${topic}`;

describe('a list of a university for January: everything required, one meeting with its steps', () => {
  const text = `2026年1月主题党日活动安排
主题：开好2025年度组织生活会，认真开展民主评议党员
一、学习内容
1.《求是》第1期重要文章
2. 学习中央政治局民主生活会精神
3. 学习《中国共产党党徽党旗条例》
4. 学习二十届中央纪委五次全会和省纪委全会精神
5. 开展警示教育，通报七起典型案例，严禁酒后驾车
二、组织生活
召开2025年度组织生活会和民主评议党员
（1）会前学习
（2）查摆问题
（3）开展批评
请各基层党组织于1月底前完成。`;

  test('gives six items in their order', () => {
    expect(listOf(text, '2026-01').items.map(short)).toEqual([
      '学习 学习 必做 《求是》第1期重要文章',
      '学习 学习 必做 学习中央政治局民主生活会精神',
      '学习 学习 必做 学习《中国共产党党徽党旗条例》',
      '学习 学习 必做 学习二十届中央纪委五次全会和省纪委全会精神',
      '学习 学习 必做 开展警示教育，通报七起典型案例，严禁酒后驾车',
      '会议 组织生活会 必做 召开2025年度组织生活会和民主评议党员',
    ]);
  });

  test('knows its theme, month and time, and the papers that are read', () => {
    const list = listOf(text, '2026-01');
    expect(list.theme).toBe('开好2025年度组织生活会，认真开展民主评议党员');
    expect(list.window).toEqual({ from: '2026-01-01', to: '2026-01-31' });
    expect(list.items.map(({ materials }) => materials.map(({ title }) => title))).toEqual([
      ['求是'],
      [],
      ['中国共产党党徽党旗条例'],
      [],
      [],
      [],
    ]);
    expect(read(text, '2026-01')).toMatchObject({ monthSaid: '2026-01' });
  });

  test('says of the steps of the meeting that they are no items of their own', () => {
    expect(unreadOf(text, '2026-01')).toEqual([
      '第11行是第6项的下一级内容，没有单列一项：「会前学习」。',
      '第12行是第6项的下一级内容，没有单列一项：「查摆问题」。',
      '第13行是第6项的下一级内容，没有单列一项：「开展批评」。',
    ]);
  });
});

describe('a list of a teachers’ college for June: 规定动作 and 自选动作', () => {
  const text = `6月主题党日活动安排
各党支部请于6月28日前完成。
【规定动作】
（1）开展主题教育，学习《选读》第一卷
（2）学习关于安全生产的重要指示
（3）颁发“光荣在党50年”纪念章，行动不便的送到家
（4）参加文明城市志愿服务
（5）观看两部微党课或纪录短片
【自选动作】
（1）围绕建党102周年，支部书记讲党课`;

  test('gives five required items and one of choice', () => {
    const list = listOf(text, '2026-06');
    expect(list.items.map(short)).toEqual([
      '规定动作 学习 必做 开展主题教育，学习《选读》第一卷',
      '规定动作 学习 必做 学习关于安全生产的重要指示',
      '规定动作 走访 必做 颁发“光荣在党50年”纪念章，行动不便的送到家',
      '规定动作 志愿服务 必做 参加文明城市志愿服务',
      '规定动作 学习 必做 观看两部微党课或纪录短片',
      '自选 党课 选做 围绕建党102周年，支部书记讲党课',
    ]);
    expect(list.window).toEqual({ from: '2026-06-01', to: '2026-06-28' });
    expect(unreadOf(text, '2026-06')).toEqual([]);
  });
});

describe('a list of a college for April: four parts and what was done last month', () => {
  const text = `2026年4月组织生活清单
一、理论学习
1. 学习全国两会精神（集中学习）
2. 自学《条例》原文
二、组织生活
1. 对照组织生活会查摆的问题抓好整改，4月20日前
三、党日
1. 清明祭英烈活动（必做，全体党员）
四、日常学习
1. 用好共产党员网和学习强国
五、上月完成情况
1. 3月组织生活会已召开
2. 学雷锋活动已开展`;

  test('gives five items, and nothing of last month', () => {
    expect(listOf(text, '2026-04').items.map(short)).toEqual([
      '学习 学习 必做 学习全国两会精神',
      '学习 自学 选做 自学《条例》原文',
      '会议 其他 必做 对照组织生活会查摆的问题抓好整改',
      '规定动作 主题党日 必做 清明祭英烈活动',
      '学习 自学 选做 用好共产党员网和学习强国',
    ]);
    expect(listOf(text, '2026-04').items.map(({ mode, due }) => [mode, due])).toEqual([
      ['集中', undefined],
      ['自学', undefined],
      ['集中', '2026-04-20'],
      ['集中', undefined],
      ['自学', undefined],
    ]);
    expect(unreadOf(text, '2026-04')).toEqual([]);
  });
});

describe('a table copied from Word', () => {
  const text = [
    '12月组织生活清单',
    '序号\t内容\t形式\t完成时间\t责任人\t备注',
    '1\t学习全会精神\t集中学习\t12月10日前\t全体党员\t必做',
    '2\t交纳党费\t\t每月\t组织委员\t',
    '3\t走访慰问老党员\t志愿服务\t12月20日至25日\t支委\t选做',
    '4\t自学《条例》《准则》\t自学\t12月底\t全体党员\t请张主任联系',
    '5\t\t学习\t\t\t',
  ].join('\n');

  test('is read by its columns', () => {
    expect(listOf(text).items.map((item) => [short(item), item.mode, item.due, item.who])).toEqual([
      ['学习 学习 必做 学习全会精神', '集中', '2026-12-10', '全体党员'],
      ['规定动作 交纳党费 必做 交纳党费', '集中', undefined, '组织委员'],
      ['服务 走访 选做 走访慰问老党员', '集中', '2026-12-25', '支委'],
      ['学习 自学 选做 自学《条例》《准则》', '自学', '2026-12-31', '全体党员'],
    ]);
    expect(listOf(text).items[3]?.materials).toEqual([{ title: '条例' }, { title: '准则' }]);
  });

  test('says what of it was left', () => {
    expect(unreadOf(text)).toEqual(['第6行备注「请张主任联系」没有记下。', '第7行没有看懂：「5 学习」。']);
    expect(unreadOf('序号\t内容\t完成时间\t审核\n1\t党课\t适当时候再说\t\n')).toEqual([
      '第1行的「审核」一列没有使用。',
      '第2行没有看懂时间「适当时候再说」。',
    ]);
  });

  test('carries a merged 类别 down', () => {
    const rows = '类别\t内容\n规定动作\t重温入党誓词\n\t交纳党费\n自选动作\t参观展览';
    expect(listOf(rows).items.map(short)).toEqual([
      '规定动作 重温誓词 必做 重温入党誓词',
      '规定动作 交纳党费 必做 交纳党费',
      '自选 其他 选做 参观展览',
    ]);
  });
});

describe('the words of one line', () => {
  test.each([
    ['1. 召开支部党员大会，讨论预备党员转正', '会议 支部党员大会 必做 召开支部党员大会，讨论预备党员转正'],
    ['1、支委会：研究本月安排', '会议 支委会 必做 研究本月安排'],
    ['（1）党小组会', '会议 党小组会 必做 党小组会'],
    ['①书记讲党课（选做）', '学习 党课 选做 书记讲党课'],
    ['一、开展主题党日活动', '规定动作 主题党日 必做 开展主题党日活动'],
    ['• 缴纳党费。', '规定动作 交纳党费 必做 缴纳党费'],
    ['- 重温入党誓词；', '规定动作 重温誓词 必做 重温入党誓词'],
    ['1）为本月入党的党员过政治生日（自选）', '自选 政治生日 选做 为本月入党的党员过政治生日'],
    ['2. 到社区开展志愿服务', '服务 志愿服务 必做 到社区开展志愿服务'],
    ['2. 做好组织生活会准备工作', '规定动作 其他 必做 做好组织生活会准备工作'],
    ['2. 学习《关于开好组织生活会的通知》', '学习 学习 必做 学习《关于开好组织生活会的通知》'],
    ['2. 学习资料，自学', '学习 自学 选做 学习资料，自学'],
    ['2. 【必做】学习党章', '学习 学习 必做 学习党章'],
    ['2. 参观展览', '规定动作 其他 必做 参观展览'],
  ])('%s', (line, expected) => {
    expect(short(only(line))).toBe(expected);
  });

  test.each([
    ['1. 党课（12月20日前）', '2026-12-20'],
    ['1. 党课，１２月２０日前完成', '2026-12-20'],
    ['1. 28日前开展党课', '2026-12-28'],
    ['1. 党课（12月底前）', '2026-12-31'],
    ['1. 本月底前讲一次党课', '2026-12-31'],
    ['1. 十二月十五日（周二）前讲党课', '2026-12-15'],
    ['1. 党课（1月8日前）', '2027-01-08'],
    ['1. 12月12日至31日讲党课', '2026-12-31'],
    ['1. 12-15日讲党课', '2026-12-15'],
    ['1. 结合12月4日国家宪法日讲党课', undefined],
    ['1. 二十届四中全会召开前后讲党课', undefined],
  ])('%s is due', (line, due) => {
    expect(only(line).due).toBe(due);
  });

  test('a day that is none is named, and the item stays', () => {
    expect(only('1. 党课（2月30日前）')).toMatchObject({ kind: '党课' });
    expect(only('1. 党课（2月30日前）').due).toBeUndefined();
    expect(unreadOf('1. 党课（2月30日前）')).toEqual(['第1行日期「2月30日前」不存在，没有记下。']);
  });

  test('papers keep the address behind them, and other addresses none', () => {
    expect(only('1. 学习《公报》https://www.gov.cn/a.htm、《解读》').materials).toEqual([
      { title: '公报', url: 'https://www.gov.cn/a.htm' },
      { title: '解读' },
    ]);
    expect(only('1. 学习《公报》（javascript:alert）').materials).toEqual([{ title: '公报' }]);
  });

  test('marks between brackets leave the topic', () => {
    expect(only('1. 学习全会精神（选做，支委，线上，12月20日前，已学的不必重复）')).toMatchObject({
      topic: '学习全会精神',
      required: false,
      who: '支委',
      mode: '线上',
      due: '2026-12-20',
      skipIfDone: true,
    });
    expect(only('1. 学习全会精神（重点是第三部分）').topic).toBe('学习全会精神（重点是第三部分）');
  });

  test('lines below an item belong to it', () => {
    expect(only('1. 党课\n材料：《公报》\n完成时间：12月20日\n参加人员：支委')).toMatchObject({
      kind: '党课',
      materials: [{ title: '公报' }],
      due: '2026-12-20',
      who: '支委',
    });
  });
});

describe('a text without numbers', () => {
  test('is one item a line', () => {
    expect(listOf('支委会\n党课\n自学《条例》').items.map(({ kind }) => kind)).toEqual(['支委会', '党课', '自学']);
  });

  test('keeps 主题党日 and 学习 as items where nothing stands below them', () => {
    expect(listOf('支委会\n主题党日\n党课').items.map(({ kind }) => kind)).toEqual(['支委会', '主题党日', '党课']);
    expect(listOf('1. 理论学习\n2. 主题党日\n3. 志愿服务').items.map(short)).toEqual([
      '学习 学习 必做 理论学习',
      '规定动作 主题党日 必做 主题党日',
      '服务 志愿服务 必做 志愿服务',
    ]);
    expect(listOf('主题党日\n1. 交纳党费\n2. 参观展览').items.map(({ kind }) => kind)).toEqual([
      '交纳党费',
      '主题党日',
    ]);
  });

  test('takes 「学习：…」 for the part it belongs to', () => {
    expect(listOf('学：两会精神\n会：召开支委会\n服：走访老党员\n备：换届').items.map(short)).toEqual([
      '学习 学习 必做 两会精神',
      '会议 支委会 必做 召开支委会',
      '服务 走访 必做 走访老党员',
      '准备 其他 必做 换届',
    ]);
  });
});

describe('what is not understood', () => {
  test('is told line by line and never becomes an item', () => {
    const text = '12月清单\n各支部：\n1. 党课\n以上请认真落实\n联系人：王某，电话 13800000000\n2. 支委会';
    expect(listOf(text).items.map(({ kind }) => kind)).toEqual(['党课', '支委会']);
    expect(unreadOf(text)).toEqual([
      '第2行没有看懂：「各支部:」。',
      '第4行没有看懂：「以上请认真落实」。',
      '第5行含有联系方式或证件号码，没有记下。',
    ]);
  });

  test('a title above lines of a deeper number is told as well', () => {
    expect(unreadOf('一、深入学习全会精神\n1. 集体学习\n2. 交流体会')).toEqual([
      '第1行按标题理解，没有单列一项：「深入学习全会精神」。',
    ]);
  });

  test('a long item keeps its beginning', () => {
    const reading = unreadOf(`1. 学习${'重要讲话精神，'.repeat(40)}`);
    expect(reading).toEqual(['第1行文字较长，只记下了前155个字。']);
  });
});

describe('a text that is no list is refused by line', () => {
  test.each([
    ['', '没有读到清单的任何一项，请每项写一行，例如：1. 党课：学习全会精神。'],
    ['规定动作\n自选动作', '没有读到清单的任何一项，请每项写一行，例如：1. 党课：学习全会精神。'],
    ['1. 党课\n2. 支委会\u0007', '第2行含有不能显示的字符，请删去后再发一次。'],
    ['1. 党课\n2. \ud800', '第2行含有不能显示的字符，请删去后再发一次。'],
    [`1. 党课\n2. ${'长'.repeat(1000)}`, '第2行太长，请不要超过1000个字。'],
    [Array.from({ length: 51 }, () => '- 党课').join('\n'), '第51行起超过50项，一份清单最多50项。'],
    ['党课\n'.repeat(601), '内容太长，一份清单不会有这么多，请只保留本月清单后再发一次。'],
  ])('%#', (text, problem) => {
    expect(problemsOf(text)).toEqual([problem]);
  });
});

test('the month is the one asked for, else the one of the title, else the present one', () => {
  const month = (text: string, wanted?: string): string | undefined => {
    const reading = readGuidanceText(text, { month: wanted, today: '2026-11-21' });
    return 'list' in reading ? reading.list.month : undefined;
  };
  expect(month('12月组织生活清单\n1. 党课')).toBe('2026-12');
  expect(month('一月组织生活清单\n1. 党课')).toBe('2027-01');
  expect(month('2026年10月组织生活清单\n1. 党课')).toBe('2026-10');
  expect(month('12月组织生活清单\n1. 党课', '2026-11')).toBe('2026-11');
  expect(month('1. 党课')).toBe('2026-11');
});

const words = fc.stringMatching(/^[一-龥]{1,12}[一-龥，、A-Za-z0-9“”]{0,40}[一-龥]$/u);
const title = fc.stringMatching(/^[一-龥A-Za-z0-9]{1,20}$/u);
const item = fc.record({
  kind: fc.constantFrom(...guidanceKinds),
  topic: words,
  mode: fc.constantFrom('集中' as const, '自学' as const, '线上' as const),
  required: fc.boolean(),
  materials: fc.uniqueArray(
    fc.record(
      { title, url: fc.stringMatching(/^https:\/\/[a-z]{1,9}\.cn\/[a-z0-9]{0,9}$/u) },
      { requiredKeys: ['title'] },
    ),
    { maxLength: 4, selector: (one) => one.title },
  ),
  who: fc.constantFrom(
    '全体党员',
    '支委',
    '各党小组',
    '支委（未设支委会的支部除外）',
    '正式党员，预备党员',
    '组织委员',
  ),
  due: fc.option(fc.integer({ min: 1, max: 31 }), { nil: undefined }),
  skipIfDone: fc.boolean(),
});

test('any list that is rendered reads back with the same items', () => {
  fc.assert(
    fc.property(
      fc.array(item, { minLength: 1, maxLength: 50 }),
      fc.option(words, { nil: undefined }),
      (items, theme) => {
        const list = guidanceListSchema.parse({
          month: '2026-12',
          issuer: '本支部',
          ...(theme === undefined ? {} : { theme }),
          items: items.map(({ due, ...one }, index) => ({
            ...one,
            no: index + 1,
            block: '学习',
            source: '通知',
            ...(due === undefined ? {} : { due: `2026-12-${String(due).padStart(2, '0')}` }),
          })),
        });
        const back = listOf(renderList(list));
        const said = ({ kind, topic, mode, required, materials, who, due, skipIfDone }: GuidanceItem) => ({
          kind,
          topic,
          mode,
          required,
          materials,
          who,
          due,
          skipIfDone,
        });
        expect(back.items.map(said)).toEqual(list.items.map(said));
        expect(back.theme).toBe(list.theme);
        expect(unreadOf(renderList(list))).toEqual([]);
      },
    ),
    { numRuns: 300 },
  );
});

const piece = fc.constantFrom(
  '1. ',
  '一、',
  '（1）',
  '①',
  '• ',
  '\t',
  '\n',
  '党课',
  '《',
  '》',
  '（',
  '）',
  '必做',
  '自学',
  '主题：',
  '时间：',
  '12月31日前',
  '2月30日',
  '至',
  '规定动作',
  '上月完成情况',
  '序号\t内容\t备注',
  '：',
  '，',
  '。',
  'https://',
  '【',
  '】',
  '⟦M1⟧',
);

test('garbage is read or refused, and nothing is thrown', () => {
  const garbage = fc.oneof(
    fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join('')),
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.string({ unit: 'grapheme', maxLength: 300 }),
  );
  fc.assert(
    fc.property(garbage, (text) => {
      const reading = read(text);
      if ('list' in reading) expect(guidanceListSchema.parse(reading.list)).toEqual(reading.list);
      else expect(reading.problems.length).toBeGreaterThan(0);
      const said = 'list' in reading ? reading.unread : reading.problems;
      for (const { what } of said) expect(what).toMatch(/^[^\n]+。$/u);
    }),
    { numRuns: 2000 },
  );
});

test('brackets within brackets in every line hold nobody up', async () => {
  const line = `1. ${'（，'.repeat(240)}${'）'.repeat(240)}`;
  const lines = Array.from({ length: 19 }, () => line).join('\n');
  expect(await ownMs(() => expect(listOf(lines).items.length).toBe(19))).toBeLessThan(2000);
});
