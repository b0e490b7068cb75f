import { describe, expect, test } from 'vitest';
import type { Reply } from '../../src/ports.ts';
import { createGroup, type Group, textOf, when } from '../support/group.ts';
import { type PageRead, readPdf } from '../support/read-pdf.ts';
import { zipTexts } from '../support/zip.ts';

type Said = Extract<Reply, { kind: 'said' }>;
const saidOf = (reply: Reply | undefined): Said => {
  if (reply?.kind !== 'said') throw new Error(`Something else was answered: ${textOf(reply)}`);
  return reply;
};
const pagesOf = async (said: Said): Promise<PageRead[]> => readPdf(said.file?.bytes ?? new Uint8Array());

/** A 支部党员大会 of eight of whom seven may vote: five came, 王五 is on leave, 赵六 and 周八 were absent; it is over. */
const afterAMeeting = async (): Promise<Group> => {
  const group = await createGroup();
  const secretary = group.person('林书华');
  await secretary.says('发起 支部党员大会 今天 19:30 党群服务中心 学习全会精神');
  await group.person('王五').whispers('请假 出差');
  await secretary.whispers('准假 王五');
  await group.goTo(when('2026-11-21', '19:20'));
  for (const name of ['林书华', '王祖志', '张三', '李四', '孙七']) await group.person(name).says('签到');
  await group.goTo(when('2026-11-21', '21:05'));
  await secretary.whispers('结束签到');
  return group;
};

test('a 第一议题 announced and held stands in the record once, as it was held', async () => {
  const group = await createGroup();
  const secretary = group.person('林书华');
  await secretary.says('发起 支委会 今天 19:30 会议室 研究发展党员 第一议题 学习党章');
  await secretary.whispers('第一议题 学习全会精神');
  const pages = await pagesOf(saidOf(await secretary.reply('会议记录 pdf', { direct: true })));
  const text = pages.map(({ squeezed }) => squeezed).join('');
  expect(text).toContain('1.第一议题：学习全会精神2.研究发展党员');
  expect(text).not.toContain('学习党章');
});

test.each([
  '记录 张三赞成，李四反对。',
  '记录 张三发言：同意孙七同志按期转正。',
  '记录 张三、李四同志表示不同意',
  '决议 通过，其中张三投了反对票',
  '议题 转正（李四弃权）',
])('who was for or against is not kept: %s', async (line) => {
  const group = await afterAMeeting();
  const before = group.entries.length;
  expect(await group.person('林书华').whispers(line)).toMatch(/^会议记录只写汇报了什么、会议定了什么/u);
  expect(group.entries).toHaveLength(before);
});

test.each([
  '记录 张三介绍了反对形式主义的做法，会议同意孙七转正。',
  '决议 同意孙七按期转正，由李四报上级党委。',
  '记录 李四汇报了群众意见，会议一致赞成。',
])('what was reported and decided is kept: %s', async (line) => {
  const group = await afterAMeeting();
  expect(await group.person('林书华').whispers(line)).toMatch(/^已记入会议记录/u);
});

test('a guest who asks for it is 某同志 in the records from then on, in the same places', async () => {
  const group = await afterAMeeting();
  const secretary = group.person('林书华');
  await secretary.whispers('列席 街道组织员陈大同、李明的同事');
  await secretary.whispers('记录 会议学习了文件。');
  await secretary.whispers('记录 陈大同作了指导。');
  await secretary.whispers('记录 会议安排了下一步工作。');
  expect(await group.person('张三').whispers('删除资料 陈大同')).toContain('由书记确认');
  expect(await secretary.whispers('删除资料 陈小同')).toContain('名册里没有「陈小同」，请核对姓名。');
  expect(await secretary.whispers('删除资料 陈大同')).toBe(
    '名册里没有「陈大同」，今年的会议记录里有 2 条写有这几个字：A1 第 1 条、A1 第 3 条。将改写为「某同志」，以后的记录和手册里不再出现；台账只增不改，原来的条目仍留在账册里。请核对以后回复「确认删除」。',
  );
  expect(await secretary.whispers('确认删除')).toBe('已改写为「某同志」。');
  const pages = await pagesOf(saidOf(await secretary.reply('会议记录 pdf', { direct: true })));
  const text = pages.map(({ squeezed }) => squeezed).join('');
  expect(text).toContain('列席街道组织员某同志、李明的同事');
  expect(text).toContain('会议学习了文件。某同志作了指导。会议安排了下一步工作。');
  expect(text).not.toContain('陈大同');
});

describe('the record of a meeting, taken in private', () => {
  test('says what is missing until nothing is, and holds everything that was written', async () => {
    const group = await afterAMeeting();
    const secretary = group.person('林书华');
    expect(await secretary.whispers('主持 林书华')).toBe('已记入会议记录第 1 条。');
    expect(await secretary.whispers('散会')).toBe(
      '已记入会议记录第 2 条。\n会议记录尚缺：记录人、会议内容、2 位缺席同志的原因。',
    );
    expect(await secretary.whispers('记录人 王祖志')).toBe('已记入会议记录第 3 条。');
    expect(await secretary.whispers('列席 街道组织员陈明、张三的家属')).toBe('已记入会议记录第 4 条。');
    expect(await secretary.whispers('第一议题 传达学习重要讲话精神')).toBe('已记入会议记录第 5 条。');
    expect(await secretary.whispers('议题 讨论孙七转正')).toBe('已记入会议记录第 6 条。');
    expect(await secretary.whispers('记录 张三介绍了孙七同志的培养情况。\n李四汇报了考察情况。')).toBe(
      '已记入会议记录第 7 条。',
    );
    expect(await secretary.whispers('表决 孙七按期转正 赞成 4 反对 0 弃权 0')).toBe(
      [
        '已记入会议记录第 8 条。',
        '到会有表决权 4 人，应到会 7 人，已过半数。',
        '赞成 4，超过应到会有表决权 7 人的半数，通过。',
      ].join('\n'),
    );
    expect(await secretary.whispers('决议 王祖志 12月10日前报上级党委')).toBe('已记入会议记录第 9 条。');
    expect(await secretary.whispers('缺席原因 赵六 病假')).toBe('已记入会议记录第 10 条。');
    expect(await secretary.whispers('缺席原因 未请假')).toBe('已记入会议记录第 11 条。');

    const said = saidOf(await secretary.reply('会议记录 pdf', { direct: true }));
    expect(said.text).toBe('第一党支部党员大会记录已生成，请查收文件。');
    expect(said.file?.name).toBe('2026-11-21_第一党支部_支部党员大会_会议记录_A1.pdf');
    const text = (await pagesOf(said)).map(({ squeezed }) => squeezed.replaceAll(/—\d+—/gu, '')).join('');
    for (const part of [
      '会议名称2026年第1次支部党员大会',
      '时间2026年11月21日（周六）19:30至21:05（1小时35分钟）',
      '地点党群服务中心',
      '主持人书记林书华记录人组织委员王祖志',
      '应到8人实到5人',
      '请假1人：王五（公差）',
      '缺席2人：赵六（病假）、周八（未请假）',
      '列席街道组织员陈明、张三的家属',
      '有表决权应到会7人，现场4人（线上不计）',
      '一、议题1.第一议题：传达学习重要讲话精神2.讨论孙七转正',
      '二、会议内容张三介绍了孙七同志的培养情况。李四汇报了考察情况。',
      '三、表决情况事项赞成反对弃权结果孙七按期转正400',
      '四、决议王祖志12月10日前报上级党委',
      '主持人签字：',
    ]) {
      expect(text).toContain(part);
    }
    expect(text).not.toContain('还不完整');

    const word = saidOf(await secretary.reply('会议记录', { direct: true }));
    expect(word.file?.name).toBe('2026-11-21_第一党支部_支部党员大会_会议记录_A1.docx');
    const xml = zipTexts(word.file?.bytes ?? new Uint8Array()).get('word/document.xml') ?? '';
    for (const part of ['王五（公差）', '李四汇报了考察情况。', '王祖志 12月10日前报上级党委'])
      expect(xml).toContain(part);
    expect(await secretary.whispers('会议记录 csv')).toBe(
      '第一党支部党员大会记录只能生成 docx 或 pdf，请写明其中一种。',
    );
  });

  test('comes unfinished as well, and says so on the paper', async () => {
    const group = await afterAMeeting();
    const said = saidOf(await group.person('林书华').reply('会议记录 A1 pdf', { direct: true }));
    const missing = '尚缺：主持人、记录人、散会时间、会议内容、2 位缺席同志的原因。';
    expect(said.text).toBe(`第一党支部党员大会记录已生成，请查收文件。记录还不完整，${missing}`);
    const text = (await pagesOf(said)).map(({ squeezed }) => squeezed).join('');
    expect(text).toContain(`这份记录还不完整，${missing.replaceAll(' ', '')}`);
    expect(text).toContain('1.第一议题：＿＿＿＿＿＿＿＿2.学习全会精神');
  });

  test('what was written is struck by its number, taken back with 撤销, and told by 经过', async () => {
    const group = await afterAMeeting();
    const secretary = group.person('林书华');
    await secretary.whispers('记录 第一段');
    await secretary.whispers('记录 第二段');
    expect(await secretary.whispers('删记录 1')).toBe('会议记录第 1 条不再采用。');
    expect(await secretary.whispers('删记录 1')).toBe('第 1 条已经不在会议记录里。');
    expect(await secretary.whispers('删记录 9')).toBe('会议记录里没有第 9 条，编号请看「经过 A1」。');
    const texts = async (): Promise<string> =>
      (await pagesOf(saidOf(await secretary.reply('会议记录 pdf', { direct: true }))))
        .map(({ squeezed }) => squeezed)
        .join('');
    expect(await texts()).not.toContain('第一段');
    expect(await texts()).toContain('第二段');
    expect(await secretary.whispers('撤销')).toContain('会议记录第 1 条不再算数');
    expect(await texts()).toContain('第一段');
    await secretary.whispers('记录 第三段');
    await secretary.whispers('撤销');
    expect(await texts()).not.toContain('第三段');
    expect(await secretary.whispers('经过 A1')).toMatch(/会议记录第 2 条：记录：第二段/u);
    // A number is never given twice.
    expect(await secretary.whispers('记录 第四段')).toBe('已记入会议记录第 4 条。');
  });

  test('keeps names as ids, so that who is erased is gone from it and from every file made after', async () => {
    const group = await afterAMeeting();
    const secretary = group.person('林书华');
    await secretary.whispers('主持 张三');
    await secretary.whispers('记录 张三介绍了情况。');
    await secretary.whispers('表决 推荐张三为先进 赞成 4');
    expect(JSON.stringify(group.entries)).not.toContain('张三');
    await group.person('张三').says('删除我的资料');
    await secretary.whispers('删除资料 张三');
    await secretary.whispers('确认删除');
    const said = saidOf(await secretary.reply('会议记录 pdf', { direct: true }));
    const text = (await pagesOf(said)).map(({ squeezed }) => squeezed).join('');
    expect(text).not.toContain('张三');
    expect(text).toContain('某同志介绍了情况。');
    expect(text).toContain('推荐某同志为先进');
    expect(text).toContain('应到8人实到5人');
  });

  test('is kept over the turn of the year', async () => {
    const group = await createGroup({ now: when('2026-12-28', '10:00') });
    const secretary = group.person('林书华');
    await secretary.says('发起 党课 今天 19:30 会议室 学习');
    await group.goTo(when('2026-12-28', '19:40'));
    await secretary.whispers('全到');
    await group.goTo(when('2026-12-28', '21:00'));
    await secretary.whispers('结束签到');
    await secretary.whispers('记录 年前写的');
    await group.goTo(when('2027-01-05', '10:00'));
    expect(await secretary.whispers('记录 A1 年后写的')).toBe('已记入会议记录第 2 条。');
    const said = saidOf(await secretary.reply('会议记录 12月28日 pdf', { direct: true }));
    const text = (await pagesOf(said)).map(({ squeezed }) => squeezed).join('');
    expect(text).toContain('年前写的年后写的');
    expect(text).toContain('2026年第1次党课');
  });
});

test('who could vote that evening is so for ever, whatever becomes of them later', async () => {
  const group = await afterAMeeting();
  const secretary = group.person('林书华');
  const inRoom = async (): Promise<string | undefined> => {
    const said = saidOf(await secretary.reply('会议记录 pdf', { direct: true }));
    const text = (await pagesOf(said)).map(({ squeezed }) => squeezed).join('');
    return /有表决权应到会\d+人，现场\d+人/u.exec(text)?.[0];
  };
  await secretary.whispers('主持 王祖志');
  await secretary.whispers('表决 孙七按期转正 赞成 4');
  const then = '有表决权应到会7人，现场4人';
  expect(await inRoom()).toBe(then);
  // He was at the meeting, without a vote; the meeting made him a full member.
  await secretary.whispers('名册\n孙七 正式 第二党小组');
  await secretary.whispers('确认');
  expect(group.state()?.members['M7']?.votes).toBe(true);
  expect(await inRoom()).toBe(then);
  await secretary.whispers('名册\n王祖志 正式 第一党小组 宣传委员');
  await secretary.whispers('确认');
  await group.person('张三').says('删除我的资料');
  await secretary.whispers('删除资料 张三');
  await secretary.whispers('确认删除');
  expect(await inRoom()).toBe(then);
  const said = saidOf(await secretary.reply('会议记录 pdf', { direct: true }));
  expect((await pagesOf(said))[0]?.squeezed).toContain('主持人组织委员王祖志');
});

test('what cannot be is refused with a sentence, and nothing is written', async () => {
  const group = await afterAMeeting();
  const secretary = group.person('林书华');
  const before = group.entries.length;
  const refused: Record<string, string> = {
    '主持 陌生人': '名册里没有「陌生人」，请核对姓名。',
    记录: '请写明内容。',
    '记录 联系电话13800138000': '电话和证件号不保存，请删去以后再说一次。',
    [`记录 ${'长'.repeat(4001)}`]: '一次请不要超过 4000 个字，可以分几次写。',
    '表决 某事项': '没有看懂票数，请写成：表决 议题 赞成 12 反对 1 弃权 0。',
    '表决 赞成 3': '请写明表决的是哪个议题，请写成：表决 议题 赞成 12 反对 1 弃权 0。',
    '表决 某事项 赞成 5 反对 0 弃权 0': '赞成、反对、弃权共 5，多于到会有表决权的 4 人，请核对后再说一次。',
    '表决 某事项 赞成 4 书面 1': '书面意见只在接收预备党员和转正时计入，请核对后再说一次。',
    '散会 19:00': '会议11月21日（周六）19:30开始，散会时间不能早于开始，请写明时间，例如：散会 21:00。',
    '散会 刚才': '没有看懂时间「刚才」，请写成 21:00 或 晚上9点。',
    '缺席原因 张三 病假': '这位同志在这次会议中没有记为缺席。',
    '缺席原因 赵六 睡过头': '请写明类别：病假、事假、公差、其他、未请假，例如：缺席原因 张三 病假。',
    '删记录 一': '请写明是会议记录的第几条，例如：删记录 3。',
  };
  for (const [words, answer] of Object.entries(refused)) expect(await secretary.whispers(words)).toBe(answer);
  expect(group.entries).toHaveLength(before);
});

test('in the group these words are people talking, unless the bot is addressed', async () => {
  const group = await afterAMeeting();
  const secretary = group.person('林书华');
  const before = group.entries.length;
  for (const words of ['散会', '主持 张三', '记录 一下明天的安排', '议题 大家再想想', '决议 就这样', '表决 赞成 3']) {
    expect(await secretary.says(words)).toBeUndefined();
  }
  expect(group.entries).toHaveLength(before);
  expect(await secretary.says('记录 会议开始', { mentions: true })).toBe('✓ 已记入会议记录第 1 条。');
  // What the record still lacks, and how a vote went, is said to the officer alone.
  const reply = await secretary.reply('散会 21:00', { mentions: true });
  expect(reply).toMatchObject({ privately: true, instead: '已记入会议记录第 2 条。' });
});

test('of several meetings it asks which, and what was said of it is not lost', async () => {
  const group = await createGroup();
  const secretary = group.person('林书华');
  await secretary.says('发起 支委会 今天 19:00 会议室');
  await secretary.says('发起 支部党员大会 今天 20:00 会议室');
  expect(await secretary.whispers('议题 党课的安排')).toMatch(/^现在有几次活动，请回复序号说明是哪一次：\n1\. 支委会/u);
  expect(await secretary.whispers('2')).toBe('已记入会议记录第 1 条。');
  expect(group.state()?.activities['A2']?.record).toEqual([{ no: 1, part: { is: 'item' } }]);
  expect(await secretary.whispers('议题 A1 讨论支部党员大会议程')).toBe('已记入会议记录第 1 条。');
  const said = saidOf(await secretary.reply('会议记录 支委会 pdf', { direct: true }));
  expect((await pagesOf(said)).map(({ squeezed }) => squeezed).join('')).toContain('讨论支部党员大会议程');
});

test('a 党小组长 takes the record of the own group and of no other', async () => {
  const group = await afterAMeeting();
  const leader = group.person('李四');
  const none = '没有可以记录的会议，请先用「发起」安排，或写明编号，例如：记录 A12 内容。';
  expect(await leader.whispers('记录 内容')).toBe(none);
  expect(await leader.whispers('记录 A1 内容')).toBe(none);
  await leader.says('发起 党小组会 明天 19:30 会议室 学习');
  expect(await leader.whispers('主持 李四')).toBe('已记入会议记录第 1 条。');
  expect(await group.person('张三').whispers('记录 内容')).toBe('「记录」由党小组长或支委使用。');
});

test('on the third day the secretary alone hears what a record still lacks, where records are taken here', async () => {
  const group = await afterAMeeting();
  const secretary = group.person('林书华');
  const letters = (): string[] => secretary.letters().filter((text) => text.includes('【会议记录】'));
  await group.goTo(when('2026-11-24', '12:00'));
  // This branch has never written one: perhaps it keeps them on paper.
  expect(letters()).toEqual([]);

  const other = await afterAMeeting();
  await other.person('林书华').whispers('主持 林书华');
  await other.goTo(when('2026-11-24', '12:00'));
  expect(
    other
      .person('林书华')
      .letters()
      .filter((text) => text.includes('【会议记录】')),
  ).toEqual([
    [
      '【会议记录】以下会议结束已满三天，记录还不完整：',
      '11月21日（周六）19:30 支部党员大会「学习全会精神」（A1）的会议记录尚缺：记录人、散会时间、会议内容、2 位缺席同志的原因。',
    ].join('\n'),
  ]);
  expect(other.group().join()).not.toContain('不完整');

  const complete = await afterAMeeting();
  for (const words of ['主持 林书华', '记录人 王祖志', '记录 内容', '缺席原因 未请假', '散会']) {
    await complete.person('林书华').whispers(words);
  }
  await complete.goTo(when('2026-11-24', '12:00'));
  expect(
    complete
      .person('林书华')
      .letters()
      .filter((text) => text.includes('【会议记录】')),
  ).toEqual([]);
});

test('a themed day lists what is always done, and the sign-in sheet says who presided', async () => {
  const group = await createGroup();
  const secretary = group.person('林书华');
  await secretary.says('发起 主题党日 今天 19:30 党群服务中心 学习');
  await group.goTo(when('2026-11-21', '19:40'));
  await secretary.whispers('主持 王祖志');
  const text = (await pagesOf(saidOf(await secretary.reply('会议记录 pdf', { direct: true }))))
    .map(({ squeezed }) => squeezed)
    .join('');
  expect(text).toContain('二、规定动作□交纳党费');
  expect(text).not.toContain('第一议题');
  const sheet = (await pagesOf(saidOf(await secretary.reply('签到表 pdf', { direct: true })))).map(
    ({ squeezed }) => squeezed,
  );
  expect(sheet.join('')).toContain('主持人：王祖志记录人：＿＿');
});
