import { expect, test } from 'vitest';
import { periodNamed } from '../../src/bot/period-named.ts';
import type { Reply } from '../../src/ports.ts';
import { createGroup, type Group, textOf, when } from '../support/group.ts';
import { readPdf } from '../support/read-pdf.ts';
import { zipTexts } from '../support/zip.ts';

type Said = Extract<Reply, { kind: 'said' }>;
const saidOf = (reply: Reply | undefined): Said => {
  if (reply?.kind !== 'said') throw new Error(`Something else was answered: ${textOf(reply)}`);
  return reply;
};
/** What stands in a workbook that was handed over. */
const textsIn = ({ file }: Said): string[] => {
  if (!file) throw new Error('No file was handed over.');
  const strings = zipTexts(file.bytes).get('xl/sharedStrings.xml') ?? '';
  return [...strings.matchAll(/<t[^>]*>([^<]*)<\/t>/gu)].map(([, text = '']) => text);
};

/** An evening of eight: four came, 王五 is on leave, three were absent; it is over. */
const afterAnEvening = async (): Promise<Group> => {
  const group = await createGroup();
  const secretary = group.person('林书华');
  await secretary.says('发起 主题党日 今天 19:30 党群服务中心 学习');
  await group.person('王五').whispers('请假 出差');
  await secretary.whispers('准假 王五');
  await group.goTo(when('2026-11-21', '19:10'));
  for (const name of ['张三', '李四', '赵六']) await group.person(name).says('签到');
  await secretary.whispers('代录 周八');
  await group.goTo(when('2026-11-21', '21:00'));
  await secretary.says('结束签到');
  return group;
};

test('签到表 comes as a file, after the evening with times, ways and counts', async () => {
  const group = await afterAnEvening();
  const said = saidOf(await group.person('林书华').reply('签到表', { direct: true }));
  expect(said.text).toBe('第一党支部主题党日签到表已生成，请查收文件。');
  expect(said.file?.name).toBe('2026-11-21_第一党支部_主题党日_签到表_A1.xlsx');
  expect(textsIn(said)).toEqual(
    expect.arrayContaining([
      '应到 8 人　实到 4 人（其中线上 0 人）　请假 1 人　缺席 3 人',
      '19:10',
      '代录',
      '请假（公差）',
      '缺席',
    ]),
  );
});

test('before the evening it is a list to sign without times', async () => {
  const group = await createGroup();
  await group.person('林书华').says('发起 主题党日 明天 19:30 党群服务中心 学习');
  await group.person('王五').whispers('请假 出差');
  const texts = textsIn(saidOf(await group.person('王祖志').reply('签到表', { direct: true })));
  expect(texts).toContain('应到 8 人　实到＿＿＿人　请假＿＿＿人　缺席＿＿＿人');
  expect(texts).toContain('王五');
  expect(texts.join()).not.toMatch(/公差|签到时间/u);
});

test('a sheet comes as pdf, Word or CSV to who names it, and as a workbook otherwise', async () => {
  const group = await afterAnEvening();
  const reply = async (words: string) => saidOf(await group.person('林书华').reply(words, { direct: true }));
  const pdf = await reply('台账 pdf');
  expect(pdf.file?.name).toBe('2026-11_第一党支部_考勤台账.pdf');
  const [page] = await readPdf(pdf.file?.bytes ?? new Uint8Array());
  expect(page?.squeezed).toMatch(/^第一党支部考勤台账2026年11月活动1次序号姓名/u);
  expect([page?.width, page?.height]).toEqual([297, 210]);
  const word = await reply('签到表 主题党日 Word版');
  expect(word.file?.name).toBe('2026-11-21_第一党支部_主题党日_签到表_A1.docx');
  expect(zipTexts(word.file?.bytes ?? new Uint8Array()).get('word/document.xml')).toContain('请假（公差）');
  const csv = await reply('请假表 11月CSV');
  expect(csv.file?.name).toBe('2026-11_第一党支部_请假表.csv');
  expect(new TextDecoder().decode(csv.file?.bytes)).toContain('王五');
  expect((await reply('台账 四季度 Excel格式')).file?.name).toBe('2026-Q4_第一党支部_考勤台账.xlsx');
});

test('asked for in the group, a sheet goes to who asked and nothing of it to the group', async () => {
  const group = await afterAnEvening();
  const before = group.group().length;
  for (const word of ['签到表', '请假表', '台账']) {
    const said = saidOf(await group.person('林书华').reply(word));
    expect(said).toMatchObject({
      privately: true,
      instead: '表格只能私聊发送，请先打开与我的私聊，再说一次。',
      told: '已私聊发送。',
    });
    expect(said.file).toBeDefined();
  }
  expect(group.group()).toHaveLength(before);
});

test('请假表 and 台账 come for the month, another month or the quarter', async () => {
  const group = await afterAnEvening();
  const secretary = group.person('林书华');
  const leave = saidOf(await secretary.reply('请假表', { direct: true }));
  expect(leave.file?.name).toBe('2026-11_第一党支部_请假表.xlsx');
  expect(textsIn(leave)).toEqual(expect.arrayContaining(['王五', '公差', '林书华', '11月21日 10:00']));
  const names = [];
  for (const words of ['台账', '台账 11月', '考勤台账 四季度', '/ledger 2026-Q4']) {
    names.push(saidOf(await secretary.reply(words, { direct: true })).file?.name);
  }
  expect(names).toEqual([
    '2026-11_第一党支部_考勤台账.xlsx',
    '2026-11_第一党支部_考勤台账.xlsx',
    '2026-Q4_第一党支部_考勤台账.xlsx',
    '2026-Q4_第一党支部_考勤台账.xlsx',
  ]);
});

test('the ledger prints where the book ended, as the store knows it', async () => {
  const group = await afterAnEvening();
  const texts = textsIn(saidOf(await group.person('林书华').reply('台账', { direct: true })));
  const [book] = (await group.store.ledger.books()).books;
  expect(texts).toContain(`账册：2026年，末条第 ${book?.seq} 条，校验码 ${book?.hash}`);
  expect(book?.hash).toMatch(/^[0-9a-f]{32}$/u);
});

test('what was said wrong, or holds nothing, is answered with a sentence and no file', async () => {
  const group = await afterAnEvening();
  const secretary = group.person('林书华');
  expect(await secretary.whispers('台账 13月')).toBe('没有看懂「13月」，请写成 12月、2026-12 或 四季度。');
  expect(await secretary.whispers('请假表 前年')).toBe('没有看懂「前年」，请写成 12月、2026-12 或 四季度。');
  expect(await secretary.whispers('台账 10月')).toBe('2026年10月没有已结束签到的活动，没有内容可以列入台账。');
  expect(await secretary.whispers('请假表 12月')).toBe('2026年12月没有请假记录，不需要请假表。');
  expect(await secretary.whispers('台账 2019-05')).toBe('2019年还没有台账。');
  expect(await secretary.whispers('签到表 党课')).toBe('没有找到这次活动，请写明种类或日期，例如：签到表 12月3日。');
  expect(await secretary.whispers('签到表 A9')).toBe('没有找到这次活动，请写明种类或日期，例如：签到表 12月3日。');
  const empty = await createGroup();
  expect(await empty.person('林书华').whispers('签到表')).toMatch(/^没有找到这次活动/u);
});

test('a member is refused, and a 党小组长 gets the sheets of the own group alone', async () => {
  const group = await afterAnEvening();
  for (const [word, who] of [
    ['签到表', '党小组长或支委'],
    ['请假表', '支委'],
    ['台账', '支委'],
  ]) {
    expect(await group.person('张三').whispers(`${word}`)).toBe(`「${word}」由${who}使用。`);
  }
  const leader = group.person('李四');
  expect(await leader.whispers('台账')).toBe('「台账」由支委使用。');
  expect(await leader.whispers('签到表')).toMatch(/^没有找到这次活动/u);
  expect(await leader.whispers('签到表 A1')).toMatch(/^没有找到这次活动/u);
  await leader.says('发起 党小组会 明天 19:30 会议室 学习');
  const said = saidOf(await leader.reply('签到表', { direct: true }));
  expect(said.file?.name).toBe('2026-11-22_第一党支部_党小组会_签到表_A2.xlsx');
  expect(textsIn(said)).toContain('第一党支部第一党小组党小组会签到表');
  expect(textsIn(said)).not.toContain('王五');
});

test('of several activities it asks which, and a date or a kind says it at once', async () => {
  const group = await afterAnEvening();
  const secretary = group.person('林书华');
  await group.goTo(when('2026-11-23', '10:00'));
  await secretary.whispers('发起 党课 12月3日 19:30 会议室 讲课');
  expect(await secretary.whispers('签到表')).toMatch(/^现在有几次活动，请回复序号说明是哪一次：\n1\. 主题党日/u);
  expect(saidOf(await secretary.reply('2', { direct: true })).file?.name).toBe(
    '2026-12-03_第一党支部_党课_签到表_A2.xlsx',
  );
  const named = async (words: string) => saidOf(await secretary.reply(words, { direct: true })).file?.name.slice(0, 10);
  expect(await named('签到表 11月21日')).toBe('2026-11-21');
  expect(await named('签到表 2026-12-03')).toBe('2026-12-03');
  expect(await named('签到表 主题党日')).toBe('2026-11-21');
});

test('who was erased is 某同志 in a sheet made after it, and the counts stay', async () => {
  const group = await afterAnEvening();
  await group.person('张三').says('删除我的资料');
  await group.person('林书华').whispers('删除资料 张三');
  await group.person('林书华').whispers('确认删除');
  expect(group.held()?.people.members['M3']).toBeUndefined();
  for (const word of ['签到表', '台账']) {
    const texts = textsIn(saidOf(await group.person('林书华').reply(word, { direct: true })));
    expect(texts).toContain('某同志');
    expect(texts.join()).not.toContain('张三');
  }
  const texts = textsIn(saidOf(await group.person('林书华').reply('签到表', { direct: true })));
  expect(texts).toContain('应到 8 人　实到 4 人（其中线上 0 人）　请假 1 人　缺席 3 人');
});

test('in January the sheets of December are still at hand, with what was corrected since', async () => {
  const group = await afterAnEvening();
  const secretary = group.person('林书华');
  await group.goTo(when('2026-12-28', '10:00'));
  await secretary.says('发起 学习 今天 10:20 会议室 学习');
  await group.goTo(when('2026-12-28', '10:05'));
  await group.person('张三').says('签到');
  await group.goTo(when('2026-12-28', '21:00'));
  await secretary.says('结束签到');
  await group.goTo(when('2027-01-05', '10:00'));
  await secretary.whispers('代录 李四 到');
  expect((await group.store.ledger.books()).books.map(({ year }) => year)).toEqual([2026, 2027]);
  const ledger = saidOf(await secretary.reply('台账 12月', { direct: true }));
  expect(ledger.file?.name).toBe('2026-12_第一党支部_考勤台账.xlsx');
  // 张三 and, since January, 李四: two of eight.
  expect(textsIn(ledger)).toContain('25.0%');
  expect(textsIn(ledger).filter((text) => text.startsWith('账册：'))).toHaveLength(2);
  const sheet = textsIn(saidOf(await secretary.reply('签到表 12月28日', { direct: true })));
  expect(sheet).toEqual(expect.arrayContaining(['10:05', '1月5日 10:00', '代录']));
  expect(saidOf(await secretary.reply('台账 2026-11', { direct: true })).file?.name).toMatch(/^2026-11/u);
});

test('what officers ask for in their own words comes as the same file; of members it is no request', async () => {
  const group = await afterAnEvening();
  const named = async (words: string) => saidOf(await group.person('林书华').reply(words, { direct: true })).file?.name;
  expect(await named('导出本月台账')).toBe('2026-11_第一党支部_考勤台账.xlsx');
  expect(await named('导出十一月考勤台账')).toBe('2026-11_第一党支部_考勤台账.xlsx');
  expect(await named('生成本季度考勤表')).toBe('2026-Q4_第一党支部_考勤台账.xlsx');
  expect(await named('下载11月请假表')).toBe('2026-11_第一党支部_请假表.xlsx');
  expect(await named('导出台账pdf')).toBe('2026-11_第一党支部_考勤台账.pdf');
  expect(await named('导出签到表')).toBe('2026-11-21_第一党支部_主题党日_签到表_A1.xlsx');
  expect(await group.person('林书华').whispers('导出名册')).toBe(
    '目前可以导出签到表、会议记录、请假表、考勤台账、月报和工作手册，例如：台账 12月。',
  );
  const reply = await group.person('张三').reply('导出签到表', { direct: true });
  expect(reply && 'file' in reply ? reply.file : undefined).toBeUndefined();
});

test('a member gets the own sheet of the year in private, and nobody gets another one', async () => {
  const group = await afterAnEvening();
  for (const [name, counts] of [
    ['张三', '应到 1 次　实到 1 次　请假 0 次　缺席 0 次　补课 0 次'],
    ['王五', '应到 1 次　实到 0 次　请假 1 次　缺席 0 次　补课 0 次'],
  ] as const) {
    const said = saidOf(await group.person(name).reply('我的 台账', { direct: true }));
    expect(said.file?.name).toBe(`2026_第一党支部_${name}_个人台账.xlsx`);
    expect(textsIn(said)).toEqual(expect.arrayContaining([`姓名：${name}　　2026年`, counts, '主题党日「学习」']));
    expect(textsIn(said).join()).not.toMatch(name === '张三' ? /王五|李四/u : /张三|李四/u);
  }
  const inGroup = saidOf(await group.person('张三').reply('我的 台账'));
  expect(inGroup).toMatchObject({ privately: true });
  // An officer's own; of 张三 there is none to be had.
  const officers = saidOf(await group.person('林书华').reply('我的 台账 张三', { direct: true }));
  expect(officers.text).toBe('没有看懂「张三」，请写成：我的 台账 2026年。');
  expect(officers.file).toBeUndefined();
  expect(await group.person('张三').whispers('我的 台账 10月')).toBe('2026年10月没有您应参加的、已结束签到的活动。');
});

test('台账 with an activity is the sheet of that activity, and with a year that of the year', async () => {
  const group = await afterAnEvening();
  const named = async (words: string) => saidOf(await group.person('林书华').reply(words, { direct: true })).file?.name;
  for (const words of ['台账 主题党日', '台账 11月21日', '台账 A1']) {
    expect(await named(words)).toBe('2026-11-21_第一党支部_主题党日_签到表_A1.xlsx');
  }
  expect(await named('台账 今年')).toBe('2026_第一党支部_考勤台账.xlsx');
  expect(await named('台账 2026年')).toBe('2026_第一党支部_考勤台账.xlsx');
  const sheet = saidOf(await group.person('林书华').reply('台账 A1', { direct: true }));
  // Four of eight came, one of the other four is on leave.
  expect(textsIn(sheet)).toContain('到会率 50.0%　出勤率（请假不计） 57.1%　补课后参学率 50.0%');
});

test('months and quarters are named in many ways, and forms look back', () => {
  const named: Record<string, string | undefined> = {
    '': '2026-11',
    本月: '2026-11',
    上月: '2026-10',
    '11月': '2026-11',
    '1月': '2026-01',
    十月: '2026-10',
    十二月份: '2025-12',
    '12月': '2025-12',
    '2026-12': '2026-12',
    '2025年3月': '2025-03',
    下月: '2026-12',
    四季度: '2026-Q4',
    第四季度: '2026-Q4',
    '1季度': '2026-Q1',
    本季度: '2026-Q4',
    上季度: '2026-Q3',
    '2026-Q4': '2026-Q4',
    q2: '2026-Q2',
    '2025年第一季度': '2025-Q1',
    '13月': undefined,
    今年: '2026',
    去年: '2025',
    '2025年': '2025',
    '2026': '2026',
    五季度: undefined,
    '2026-13': undefined,
    昨天: undefined,
  };
  const found = Object.keys(named).map((words) => [words, periodNamed(words, '2026-11-21')]);
  expect(Object.fromEntries(found)).toEqual(named);
  expect(periodNamed('12月', '2026-11-21', { ahead: 1 })).toBe('2026-12');
  expect(periodNamed('四季度', '2027-01-05')).toBe('2026-Q4');
  expect(periodNamed('上季度', '2027-01-05')).toBe('2026-Q4');
});
