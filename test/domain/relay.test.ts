import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readRelay, relayPurpose } from '../../src/domain/relay.ts';

type Line = { text: string; intent: string; slots: { entries?: string[] } };
const utterances = readFileSync(new URL('../fixtures/utterances.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Line);

/** Who a text speaks of and how, as «张三 present». */
const said = (text: string, names: readonly string[] = []): string[] | undefined =>
  readRelay(text, names)?.rows.map(({ name, wish, category }) => [name ?? '?', wish, category ?? ''].join(' ').trim());
const present = (...names: string[]): string[] => names.map((name) => `${name} present`);

describe('a relay', () => {
  test('is found in every list of the utterance file, with the persons its note names', () => {
    const lists = utterances.filter(({ intent }) => intent === 'jielong');
    expect(lists.length).toBe(5);
    const simple: Readonly<Record<string, string>> = { 張建國: '张建国' };
    for (const { text, slots } of lists) {
      const names = slots.entries?.map((entry) => entry.replace(' 参加', '')).map((name) => simple[name] ?? name);
      expect(said(text)?.filter((row) => !row.endsWith('empty'))).toEqual(present(...(names ?? [])));
    }
  });

  test('is found in no other line of the file', () => {
    const others = utterances.filter(({ intent }) => intent !== 'jielong');
    expect(others.length).toBeGreaterThan(200);
    expect(others.filter(({ text }) => readRelay(text) !== undefined)).toEqual([]);
  });

  test.each([
    '我们明天接龙吧',
    '接龙',
    '#接龙',
    '大家记得接龙，1号楼的先来',
    '签到：\n1. 张三负责拍照\n2. 李四负责带路',
    '今天的安排\n1. 学习\n2. 讨论',
    '「林书华：#接龙\n签到\n1. 张三」\n- - - - - - - -\n到',
    '',
  ])('is not what «%s» is', (text) => {
    expect(readRelay(text)).toBeUndefined();
  });

  test.each(['#接龙', '#接龍', '＃接龙', '# 接龙', '#Group Note', '接龙签到：', '@小张 打卡#接龙', '\n#接龙'])(
    'begins with «%s»',
    (header) => {
      expect(said(`${header}\n支部签到\n\n1. 张建国\n2. 李秀英`)).toEqual(present('张建国', '李秀英'));
    },
  );

  test.each(['.', '．', '、', '。', ',', '，', ')', '）', '. '])('numbers its rows with «%s»', (sign) => {
    expect(said(`#接龙\n签到\n1${sign}张建国\n２${sign}李秀英\n10${sign}王德福`)).toEqual(
      present('张建国', '李秀英', '王德福'),
    );
  });

  test('keeps numbers that repeat after a race and jump over gaps', () => {
    const relay = readRelay('#接龙\n签到\n\n1. 张建国\n2. 李秀英\n2. 王德福\n28. 陈桂兰');
    expect(relay?.rows.map(({ number }) => number)).toEqual([1, 2, 2, 28]);
    expect(relay?.title).toBe('签到');
  });

  test('counts circled and keycap digits as numbers', () => {
    expect(said('#接龙\n签到\n①张建国\n②李秀英')).toEqual(present('张建国', '李秀英'));
    expect(said('#接龙\n签到\n1️⃣张建国\n2️⃣ 李秀英')).toEqual(present('张建国', '李秀英'));
  });

  test('has an example line that is nobody, a footer that is no row, and an empty last row', () => {
    const text = '#接龙\n11月主题党日签到\n例 姓名\n\n1. 张建国\n2. 李秀英\n3.\n\n三点截止';
    expect(said(text)).toEqual([...present('张建国', '李秀英'), '? empty']);
    expect(readRelay(text)?.title).toBe('11月主题党日签到');
  });

  test('has rows of several lines', () => {
    expect(said('#接龙\n签到\n1. 张建国\n线上\n2. 李秀英\n请假 出差\n3. 王德福\n辛苦各位')).toEqual([
      '张建国 online',
      '李秀英 leave 公差',
      '王德福 present',
    ]);
  });

  test('may have been put on one line', () => {
    expect(said('#接龙 周日签到 1. 张三 2. 李四')).toEqual(present('张三', '李四'));
    expect(said('#接龙 签到 3. 周年庆 1. 张三 2. 李四 请假 3. 王五')).toEqual([
      '张三 present',
      '李四 leave 其他',
      '王五 present',
    ]);
    expect(readRelay('#接龙 签到 3. 周年庆 1. 张三 2. 李四')?.title).toBe('签到 3. 周年庆');
  });

  test('may have a title that begins with a number or a date', () => {
    expect(readRelay('#接龙\n3. 周年庆签到\n\n1. 张三\n2. 李四')).toMatchObject({
      title: '3. 周年庆签到',
      rows: [{ name: '张三' }, { name: '李四' }],
    });
    expect(said('#接龙\n1.15 主题党日签到\n\n1. 张三\n2. 李四')).toEqual(present('张三', '李四'));
    expect(said('#接龙\n签到 19:30 会议室\n\n1. 张三')).toEqual(present('张三'));
  });

  test('names people in traditional characters and with spaces between', () => {
    expect(said('#接龍\n簽到\n\n1. 張建國\n2. 張 三', ['张建国', '张三'])).toEqual(present('张建国', '张三'));
  });

  test('of 3,000 rows of nothing is read at once', () => {
    const text = `#接龙\n签到\n${'1. 。。。。。。 '.repeat(1200)}`;
    expect(readRelay(text.slice(0, 20_000))).toBeDefined();
    expect(readRelay(`${text}${text}${text}`)).toBeUndefined();
  });
});

describe('a row', () => {
  const names = ['欧阳建国', '张三', '李四', '王五', '周八'];
  test.each([
    ['张三', '张三 present'],
    ['张三 到', '张三 present'],
    ['张三✅', '张三 present'],
    ['第一党小组 张三', '张三 present'],
    ['张三（第一党小组）参加', '张三 present'],
    ['张三[强]', '张三 present'],
    ['欧阳建国已到', '欧阳建国 present'],
    ['张三 线上', '张三 online'],
    ['張三（腾讯会议）', '张三 online'],
    ['张三请假', '张三 leave 其他'],
    ['张三 请假 出差', '张三 leave 公差'],
    ['张三（病假）', '张三 leave 病假'],
    ['张三来不了，值班', '张三 leave 公差'],
    ['张三（代）', '张三 proxy'],
    ['代张三', '张三 proxy'],
    ['张三（李四代签）', '张三 proxy'],
    ['李四代张三', '张三 proxy'],
    ['李四 替王五签到', '王五 proxy'],
    ['张三 收到', '? empty'],
    ['张三到了吗', '? empty'],
    ['张三丰', '张三丰 present'],
    ['王小二', '王小二 present'],
    ['王小二请假', '王小二 leave 其他'],
    ['宫保鸡丁饭 2份', '? empty'],
    ['295-909 6份', '? empty'],
    ['张三 请假 李四 到', '? empty'],
    ['', '? empty'],
  ])('«%s» means %s', (row, meaning) => {
    expect(said(`#接龙\n签到\n1. ${row}\n2. 周八`, names)?.[0]).toBe(meaning);
  });

  test('of two names is two people', () => {
    expect(said('#接龙\n签到\n1. 张三、李四\n2. 王五和周八 请假', names)).toEqual([
      '张三 present',
      '李四 present',
      '王五 leave 其他',
      '周八 leave 其他',
    ]);
  });
});

describe('what a relay is for', () => {
  const purpose = (title: string, ...rows: string[]) => {
    const relay = readRelay(`#接龙\n${title}\n\n${rows.map((row, index) => `${index + 1}. ${row}`).join('\n')}`);
    return relay && relayPurpose(relay);
  };

  test.each(['主题党日签到', '11月份党员大会签到', '到会的同志请接龙', '参加会议人员', '報到', 'Party day sign-in'])(
    '«%s» is a check-in',
    (title) => {
      expect(purpose(title, '张三', '李四')).toBe('check-in');
    },
  );

  test.each([
    '周五午餐订餐',
    '团购脐橙',
    '车厘子拼单',
    '党员认领微心愿',
    '周末志愿服务报名',
    '投票：哪天方便',
    '党费收缴',
  ])('«%s» is something else', (title) => {
    expect(purpose(title, '张三', '李四')).toBe('other');
  });

  test('rows say it where the title does not', () => {
    expect(purpose('', '张三 签到', '李四 已到会')).toBe('check-in');
    expect(purpose('', '张三 2份', '李四 3份')).toBe('other');
    expect(purpose('', '3号楼 张三', '4号楼 李四')).toBe('other');
  });

  test('names alone, talk of coming some day, and both at once are for an officer to say', () => {
    expect(purpose('', '张三', '李四')).toBe('unclear');
    expect(purpose('是否参加', '张三 参加', '李四 参加')).toBe('unclear');
    expect(purpose('签到并订餐', '张三', '李四')).toBe('unclear');
  });
});
