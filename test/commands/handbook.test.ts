import { expect, test } from 'vitest';
import type { Reply } from '../../src/ports.ts';
import { createGroup, type Group, textOf, when } from '../support/group.ts';
import { readPdf } from '../support/read-pdf.ts';
import { zipTexts } from '../support/zip.ts';

type Said = Extract<Reply, { kind: 'said' }>;
const saidOf = (reply: Reply | undefined): Said => {
  if (reply?.kind !== 'said') throw new Error(`Something else was answered: ${textOf(reply)}`);
  return reply;
};
const wordsIn = ({ file }: Said): string => {
  if (!file) throw new Error('No file was handed over.');
  return (zipTexts(file.bytes).get('word/document.xml') ?? '')
    .replaceAll(/<\/w:p>/gu, '\n')
    .replaceAll(/<[^>]*>/gu, '');
};

/** An evening of eight at which three came, and it is over. */
const afterAnEvening = async (): Promise<Group> => {
  const group = await createGroup();
  const secretary = group.person('林书华');
  await secretary.says('发起 主题党日 今天 19:30 党群服务中心 学习');
  await group.goTo(when('2026-11-21', '19:10'));
  for (const name of ['张三', '李四', '赵六']) await group.person(name).says('签到');
  await group.goTo(when('2026-11-21', '21:00'));
  await secretary.says('结束签到');
  return group;
};

test('手册 comes as a Word file to the officer alone, also when asked for in the group', async () => {
  const group = await afterAnEvening();
  const before = group.group().length;
  const said = saidOf(await group.person('林书华').reply('手册'));
  expect(said).toMatchObject({
    privately: true,
    text: '党支部工作手册已生成，请查收文件。年份为2026年，内容截至2026年11月21日。',
  });
  expect(said.file?.name).toBe('2026_第一党支部_工作手册.docx');
  expect(group.group()).toHaveLength(before);
  const words = wordsIn(said);
  expect(words).toContain('七、考勤');
  expect(words).toContain('截至2026年11月21日');
  expect(words).toContain(
    '全年开展活动 1 次，应到 8 人次，实到 3 人次（其中线上 0 人次），请假 0 人次，缺席 5 人次，补课 0 人次。',
  );
});

test('as pdf it is the same book, and a table it cannot be', async () => {
  const group = await afterAnEvening();
  const said = saidOf(await group.person('林书华').reply('手册 2026 pdf', { direct: true }));
  expect(said.file?.name).toBe('2026_第一党支部_工作手册.pdf');
  const pages = await readPdf(said.file?.bytes ?? new Uint8Array());
  expect(pages[0]?.squeezed).toBe('党支部工作手册第一党支部2026年截至2026年11月21日');
  expect(await group.person('林书华').whispers('手册 xlsx')).toBe(
    '党支部工作手册只能生成 docx 或 pdf，请写明其中一种。',
  );
});

test('the year is named in several ways; in January it is the one that is over', async () => {
  const group = await afterAnEvening();
  const secretary = group.person('林书华');
  const named = async (words: string) => saidOf(await secretary.reply(words, { direct: true })).file?.name;
  for (const words of ['手册 2026', '手册 2026年度', '工作手册 今年', '/handbook']) {
    expect(await named(words)).toBe('2026_第一党支部_工作手册.docx');
  }
  expect(await secretary.whispers('手册 2027')).toBe('2027年还没有到，没有工作手册。');
  expect(await secretary.whispers('手册 去年')).toBe('2025年还没有台账。');
  expect(await secretary.whispers('手册 前年')).toBe('没有看懂「前年」，请只写年份，例如：手册 2026。');
  await group.goTo(when('2027-01-06', '10:00'));
  expect(await named('手册')).toBe('2026_第一党支部_工作手册.docx');
  expect(await named('手册 今年')).toBe('2027_第一党支部_工作手册.docx');
  await group.goTo(when('2027-02-01', '10:00'));
  expect(await named('手册')).toBe('2027_第一党支部_工作手册.docx');
});

test('it is for officers, and talk of a handbook in the group is no request', async () => {
  const group = await afterAnEvening();
  for (const name of ['张三', '李四']) {
    expect(await group.person(name).whispers('手册')).toBe('「手册」由支委使用。');
  }
  expect(await group.person('林书华').reply('手册 交了没有')).toBeUndefined();
  expect(saidOf(await group.person('林书华').reply('导出工作手册', { direct: true })).file?.name).toBe(
    '2026_第一党支部_工作手册.docx',
  );
});

test('who was erased is in it no more, and the counts stay', async () => {
  const group = await afterAnEvening();
  await group.person('张三').says('删除我的资料');
  await group.person('林书华').whispers('删除资料 张三');
  await group.person('林书华').whispers('确认删除');
  const words = wordsIn(saidOf(await group.person('林书华').reply('手册', { direct: true })));
  expect(words).not.toContain('张三');
  expect(words).toContain('某同志');
  expect(words).toContain('应到 8 人次，实到 3 人次');
});
