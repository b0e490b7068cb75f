import { describe, expect, test } from 'vitest';
import { hashOf } from '../../src/bot/founding.ts';
import { createGroup, type Group } from '../support/group.ts';

const branches = (group: Group) => group.store.registry.get().branches;

describe('建支部', () => {
  test('with the operator’s code founds a branch, and the code is spent', async () => {
    const group = await createGroup({ roster: [] });
    expect(await group.person('林书华').says('建支部 第一党支部 12345678')).toContain(
      '「第一党支部」已建立，您是本支部书记。下一步请把名册发给我',
    );
    expect(branches(group)).toEqual([{ id: 'b0001', name: '第一党支部', rooms: ['test:group'] }]);
    expect(group.store.registry.get().codes).toEqual([{ hash: hashOf('12345678'), spentBy: 'b0001' }]);
    expect(group.held()?.people.accounts).toEqual({ 'test:林书华': { member: 'founder', trust: 'confirmed' } });
    expect(JSON.stringify(group.entries)).not.toContain('12345678');
    expect(await group.person('王五').says('建支部 第二党支部 12345678', { room: 'test:other' })).toBe(
      '验证码不正确或已经用过，请向管理员核对。',
    );
  });

  test('without a name, without a code, or with a name too long says what is missing', async () => {
    const group = await createGroup({ roster: [] });
    const lin = group.person('林书华');
    expect(await lin.says('建支部')).toBe('请写明支部名称和验证码，例如：建支部 第一党支部 123456。');
    expect(await lin.says('建支部 第一党支部')).toBe('请在名称后写上验证码，例如：建支部 第一党支部 123456。');
    expect(await lin.says(`建支部 ${'长'.repeat(41)} 12345678`)).toBe('支部名称请不要超过40个字。');
    expect(await lin.whispers('建支部 第一党支部 12345678')).toBe('请在要登记的支部群里说「建支部 名称 验证码」。');
    expect(branches(group)).toEqual([]);
    expect(await lin.says('建支部 第一党支部 12345678')).toContain('已建立');
  });

  test('with a wrong code five times is blocked for ten minutes, in that room alone', async () => {
    const group = await createGroup({ roster: [] });
    const lin = group.person('林书华');
    for (const code of ['1', '2', '3', '4', '5']) {
      expect(await lin.says(`建支部 第一党支部 ${code}`)).toBe('验证码不正确或已经用过，请向管理员核对。');
    }
    expect(await lin.says('建支部 第一党支部 12345678')).toBe('验证码错误次数过多，请十分钟以后再试。');
    expect(await group.person('王五').says('建支部 第一党支部 12345678')).toBe(
      '验证码错误次数过多，请十分钟以后再试。',
    );
    group.clock.current += 10 * 60_000 - 1;
    expect(await lin.says('建支部 第一党支部 12345678')).toBe('验证码错误次数过多，请十分钟以后再试。');
    expect(branches(group)).toEqual([]);
    group.clock.current += 1;
    expect(await lin.says('建支部 第一党支部 12345678')).toContain('已建立');
  });

  test('after the ten minutes there are five tries again', async () => {
    const group = await createGroup({ roster: [] });
    const lin = group.person('林书华');
    for (const code of ['1', '2', '3', '4', '5']) await lin.says(`建支部 第一党支部 ${code}`);
    group.clock.current += 10 * 60_000;
    expect(await lin.says('建支部 第一党支部 6')).toBe('验证码不正确或已经用过，请向管理员核对。');
    expect(await lin.says('建支部 第一党支部 12345678')).toContain('已建立');
  });

  test('a wrong code in one room does not block another', async () => {
    const group = await createGroup({ roster: [] });
    const lin = group.person('林书华');
    for (const code of ['1', '2', '3', '4', '5']) await lin.says(`建支部 第一党支部 ${code}`);
    expect(await lin.says('建支部 第一党支部 12345678', { room: 'test:other' })).toContain('已建立');
  });

  test('in a room that has a branch is refused', async () => {
    const group = await createGroup();
    expect(await group.person('林书华').says('建支部 第一党支部 12345678')).toBe(
      '本群已经是这个支部的群，不需要再登记。',
    );
    expect(await group.person('林书华').says('建支部 第二党支部 12345678')).toBe(
      '本群已经登记给另一个支部，不能重复登记。',
    );
    expect(group.store.registry.get().codes[0]?.spentBy).toBeUndefined();
  });

  test('by the secretary in a second room adds it to the branch without a code', async () => {
    const group = await createGroup();
    const second = { room: 'test:second' };
    expect(await group.person('王五').says('建支部 第一党支部 12345678', second)).toBe(
      '已经有同名的支部。如果您是该支部书记，请用书记本人账号在本群再说一次。',
    );
    expect(await group.person('林书华').says('建支部 第一党支部', second)).toBe(
      '已将本群登记为「第一党支部」的群，各群的登记合并计算。',
    );
    await group.person('林书华').says('发起 学习 今天 10:20 会议室');
    await group.goTo(group.clock.current + 1000);
    expect(await group.person('张三').says('签到', second)).toBe('✓ 签到成功。');
    expect(await group.person('王五').says('签到')).toBe('✓ 签到成功。');
    const rooms = group.wire.sent
      .filter(({ text }) => text.startsWith('【签到】'))
      .map(({ room, text }) => [room, text.includes('已到 2')]);
    expect(rooms).toEqual([
      ['test:group', true],
      ['test:second', true],
    ]);
    expect(branches(group)[0]?.rooms).toEqual(['test:group', 'test:second']);
  });

  test('by an anonymous admin is refused', async () => {
    const group = await createGroup({ roster: [] });
    expect(
      await group.person('林书华').says('建支部 第一党支部 12345678', {
        sender: { id: 'test:林书华', name: '群管理员', via: 'anonymous' },
      }),
    ).toBe('匿名管理员或频道身份不能登记支部，请用本人身份发送。');
    expect(branches(group)).toEqual([]);
  });

  test('in a branch the operator prepared, with its roster and no secretary yet, takes the code', async () => {
    const group = await createGroup({ bind: false });
    const second = { room: 'test:second' };
    expect(await group.person('林书华').says('建支部 第一党支部 1', second)).toBe(
      '验证码不正确或已经用过，请向管理员核对。',
    );
    expect(await group.person('林书华').says('建支部 第一党支部 12345678', second)).toBe(
      '已将本群登记为「第一党支部」的群，名册已有 8 人。请书记本人说「名册」，核对后确认身份。',
    );
    expect(await group.person('林书华').whispers('名册')).toContain('名册中的书记是林书华，请回复「确认」');
    await group.person('林书华').whispers('确认');
    expect(group.held()?.people.accounts['test:林书华']).toEqual({ member: 'M1', trust: 'confirmed' });
  });
});

describe('before a branch exists', () => {
  test('the group hears nothing and a private chat is told the way in, once', async () => {
    const group = await createGroup({ roster: [] });
    expect(await group.person('张三').says('签到')).toBeUndefined();
    expect(await group.person('张三').says('帮助', { mentions: true })).toBeUndefined();
    expect(await group.person('张三').whispers('你好')).toContain('请先在支部群里说「我是 姓名」');
    expect(await group.person('张三').whispers('在吗')).toBeUndefined();
  });
});

test('a room that moves keeps its branch, its counts and what it is owed', async () => {
  const group = await createGroup();
  await group.person('林书华').says('发起 学习 今天 19:30 会议室');
  await group.say('', 'test:system', '', { kind: 'moved', movedTo: 'test:moved' });
  expect(group.state()?.rooms['test:moved']).toBeDefined();
  expect(group.state()?.rooms['test:group']).toBeUndefined();
  expect(await group.person('张三').says('请假', { room: 'test:moved' })).toContain('已登记请假');
  expect(await group.person('王五').says('请假')).toBeUndefined();
});
