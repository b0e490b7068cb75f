import { describe, expect, test } from 'vitest';
import { chapters } from '../../src/bot/command.ts';
import { commands, createGroup, type Group, when } from '../support/group.ts';

const helpOf = async (group: Group, name: string, words = ''): Promise<string[]> =>
  ((await group.person(name).whispers(`帮助 ${words}`.trim())) ?? '').split('\n');

test('the first button of a private chat is answered with eight lines at most, also for a secretary', async () => {
  const group = await createGroup();
  for (const name of ['张三', '李四', '林书华']) {
    const lines = ((await group.person(name).whispers('/start')) ?? '').split('\n');
    expect(lines[0]).toBe('【帮助】眼下用得着的：');
    expect(lines.length).toBeLessThanOrEqual(8);
    expect(lines.join()).not.toMatch(/[[\]]/u);
    expect(lines.at(-1)).toContain('全部说法请说「帮助 全部」。');
  }
});

test('a member is told nothing that only officers can say', async () => {
  const group = await createGroup();
  const said = await group.person('张三').whispers('帮助 全部');
  expect(said).toContain('请假');
  expect(said).not.toContain('代录 姓名');
  expect(said).not.toContain('【报表】');
  expect((await helpOf(group, '张三')).join()).not.toContain('代录');
  expect(await helpOf(group, '张三', '台账')).toEqual(['【本人记录与资料】', expect.stringMatching(/^我的/u)]);
});

describe('what comes first follows the state of the branch', () => {
  test('an open check-in', async () => {
    const group = await createGroup();
    await group.person('林书华').says('发起 学习 今天 10:20 会议室');
    await group.goTo(when('2026-11-21', '10:05'));
    expect((await helpOf(group, '张三'))[1]).toMatch(/^签到：/u);
    expect((await helpOf(group, '林书华')).join('\n')).toMatch(/^代录 .*[^]*^结束签到：/mu);
  });

  test('leave that waits for an officer', async () => {
    const group = await createGroup();
    await group.person('林书华').says('发起 学习 明天 10:20 会议室');
    await group.person('张三').says('请假');
    expect((await helpOf(group, '林书华'))[1]).toMatch(/^待定：/u);
    expect((await helpOf(group, '张三')).join()).not.toContain('待定');
  });

  test('nothing at all: planning and what is owed', async () => {
    const group = await createGroup();
    const lines = await helpOf(group, '林书华');
    expect(lines[1]).toMatch(/^发起 /u);
    expect(lines[2]).toMatch(/^欠账：/u);
  });
});

describe('a word after it', () => {
  test('names a heading or a part of it, or what a line speaks of', async () => {
    const group = await createGroup();
    const ahead = await helpOf(group, '林书华', '会前');
    expect(ahead[0]).toBe('【会前安排】');
    expect(ahead.some((line) => line.startsWith('发起 '))).toBe(true);
    expect(await helpOf(group, '林书华', '代录')).toContainEqual(expect.stringMatching(/^代录 姓名/u));
    expect((await helpOf(group, '林书华', '签到'))[0]).toBe('【签到与请假】');
    expect(await helpOf(group, '林书华', '天气')).toEqual([
      '没有找到和「天气」有关的说法，全部说法请说「帮助 全部」。',
    ]);
  });

  test('in a group is talk, unless the bot is addressed', async () => {
    const group = await createGroup();
    expect(await group.person('张三').says('帮助 老人搬东西')).toBeUndefined();
    expect(await group.person('张三').says('帮助 请假', { mentions: true })).toContain('请假 [事由]');
  });
});

test('every heading has something under it, and 全部 says each line once under its own', async () => {
  const group = await createGroup();
  const lines = await helpOf(group, '林书华', '全部');
  expect(lines.filter((line) => line.startsWith('【'))).toEqual(chapters.map((one) => `【${one}】`));
  for (const { help, does, chapter } of commands) {
    const at = lines.indexOf(`${help}：${does}。`);
    expect(lines.slice(0, at).findLast((line) => line.startsWith('【'))).toBe(`【${chapter}】`);
    expect(lines.lastIndexOf(`${help}：${does}。`)).toBe(at);
  }
});
