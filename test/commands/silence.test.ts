import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createGroup, type Group, when } from '../support/group.ts';

const chatter = JSON.parse(readFileSync(new URL('../data/chatter.json', import.meta.url), 'utf8')) as string[];

const withOpenCheckIn = async (): Promise<Group> => {
  const group = await createGroup();
  await group.person('林书华').says('发起 主题党日 今天 19:30 党群服务中心 学习');
  await group.goTo(when('2026-11-21', '19:20'));
  return group;
};

describe.each([
  ['with no check-in open', createGroup],
  ['with a check-in open', withOpenCheckIn],
])('%s', (_, groupOf) => {
  test('43 lines of ordinary chatter trigger nothing, whoever says them', async () => {
    expect(chatter.length).toBe(43);
    const group = await groupOf();
    const spoke: string[] = [];
    const before = group.entries.length;
    for (const name of ['张三', '林书华', '过路人']) {
      for (const text of chatter) {
        const reply = await group.person(name).reply(text);
        if (reply !== undefined || group.entries.length > before) spoke.push(`${name}: ${text}`);
      }
    }
    expect(spoke).toEqual([]);
    expect(group.entries.length).toBe(before);
  });

  test('the same chatter from somebody whose account is not bound yet binds nobody', async () => {
    const group = await createGroup({ bind: false });
    const before = group.entries.length;
    for (const text of chatter) expect(await group.person('张三').says(text)).toBeUndefined();
    expect(group.entries.length).toBe(before);
    expect(group.held()?.people.accounts).toEqual({});
  });
});

describe('with no check-in open', () => {
  test.each(['到', '1', '报到', '１', '到！'])('「%s」 is a word between people, whoever says it', async (text) => {
    const group = await createGroup();
    await group.person('王五').says('不用机器人');
    const before = group.entries.length;
    for (const name of ['张三', '林书华', '王五', '过路人']) {
      expect(await group.person(name).says(text)).toBeUndefined();
    }
    expect(group.entries.length).toBe(before);
  });

  test('到 said by an unbound display name of the roster binds nothing', async () => {
    const group = await createGroup({ bind: false });
    const before = group.entries.length;
    expect(await group.person('张三').says('到')).toBeUndefined();
    expect(await group.person('张三').says('收到')).toBeUndefined();
    expect(group.entries.length).toBe(before);
    expect(group.held()?.people.accounts).toEqual({});
  });
});

describe('收到', () => {
  test('from somebody who is not on the roster gets no answer', async () => {
    const group = await withOpenCheckIn();
    expect(await group.person('过路人').says('收到')).toBeUndefined();
    expect(await group.person('过路人').says('收到，谢谢')).toBeUndefined();
  });

  test('from somebody who chose an officer to record gets no answer either', async () => {
    const group = await withOpenCheckIn();
    await group.person('王五').says('不用机器人');
    expect(await group.person('王五').says('收到')).toBeUndefined();
  });
});

test('a command that a member may not use, said as part of a sentence, is talk', async () => {
  const group = await createGroup();
  expect(await group.person('张三').says('通知 今天停水')).toBeUndefined();
  expect(await group.person('张三').says('名册 谁有')).toBeUndefined();
  expect(await group.person('过路人').says('发起 众筹')).toBeUndefined();
});

test('a 签到 with nothing open is answered once a day and is silent after that', async () => {
  const group = await createGroup();
  const zhang = group.person('张三');
  expect(await zhang.reply('签到')).toMatchObject({ kind: 'refused', text: '现在没有开放的签到。', repeated: false });
  expect(await zhang.reply('签到')).toMatchObject({ kind: 'refused', repeated: true });
  await group.goTo(when('2026-11-22', '10:01'));
  expect(await zhang.reply('签到')).toMatchObject({ kind: 'refused', repeated: false });
});

test('what was said in the room before it was claimed is none of the business', async () => {
  const group = await createGroup();
  const before = group.entries.length;
  expect(await group.person('张三').says('签到', { at: when('2026-11-21', '09:00') })).toBeUndefined();
  expect(
    await group.person('林书华').says('发起 学习 明天 19:30 会议室', { at: when('2026-11-20', '09:00') }),
  ).toBeUndefined();
  expect(group.entries.length).toBe(before);
});

test('the brief words of a refusal in the group do not say why', async () => {
  const group = await withOpenCheckIn();
  const reply = await group.person('过路人').reply('签到');
  expect(reply).toMatchObject({ kind: 'refused', brief: '这一条没有登记，请私聊我查看原因。' });
});
