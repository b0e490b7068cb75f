import { describe, expect, test } from 'vitest';
import { createGroup, defaultRoster, type Group, when } from '../support/group.ts';

const at = (time: string): number => when('2026-11-21', time);
const accounts = (group: Group) => group.held()?.people.accounts ?? {};

/** Only the secretary and 王祖志 are bound. */
const mostlyUnbound = async (roster: readonly string[] = defaultRoster): Promise<Group> => {
  const group = await createGroup({ roster });
  const names = roster.map((line) => line.split(' ')[0] ?? '').filter((name) => !['林书华', '王祖志'].includes(name));
  for (const name of new Set(names)) await group.person('林书华').whispers(`解除绑定 ${name}`);
  return group;
};

describe('我是 and 确认绑定', () => {
  test('an account claims a name, the secretary is told in private, and an officer confirms', async () => {
    const group = await mostlyUnbound();
    const zhang = group.person('张三');
    expect(await zhang.says('我是 张三')).toBe('已记下，请等支委确认。');
    expect(accounts(group)['test:张三']).toBeUndefined();
    expect(group.person('林书华').letters().at(-1)).toContain('有账号申请对应到名册中的张三');
    expect(await zhang.says('我是 张三')).toBe('您的申请已经记下，正在等支委确认。');
    expect(await group.person('王祖志').says('确认绑定 张三')).toBe('已确认张三的账号。');
    expect(accounts(group)['test:张三']).toEqual({ member: 'M3', trust: 'confirmed' });
    expect(await zhang.says('我是 张三')).toBe('您的账号已经对应到名册，不需要再说。');
    expect(await zhang.whispers('我的')).toContain('【本人记录】张三');
    expect(group.confirmed).toContain('test:张三');
  });

  test('a name that is not on the roster is silence in the group and a sentence when addressed', async () => {
    const group = await createGroup();
    expect(await group.person('过路人').says('我是 来办事的')).toBeUndefined();
    expect(await group.person('过路人').says('我是 孙悟空', { mentions: true })).toBe(
      '名册里没有这个姓名，请核对，或请支委先补充名册。',
    );
  });

  test('nobody confirms himself, and nobody claims a second member', async () => {
    const group = await createGroup();
    expect(await group.person('张三').says('我是 李四')).toBe(
      '您的账号已经对应到另一位同志，如有误请支委先说「解除绑定」。',
    );
    expect(await group.person('王祖志').says('确认绑定 王祖志')).toBe('自己的账号要由另一位支委确认。');
    expect(await group.person('王祖志').says('解除绑定 王祖志')).toBe('不能解除自己的账号，请由另一位支委操作。');
  });

  test('a display name that is somebody else’s account id makes nobody somebody else', async () => {
    const group = await createGroup();
    const before = JSON.stringify([group.entries, group.held()?.people]);
    expect(await group.person('生人', '林书华').says('发起 学习 明天 19:30 会议室', { mentions: true })).toContain(
      '名册里还没有对应到您',
    );
    expect(await group.person('生人', ' 林书华 ').says('考勤', { mentions: true })).toContain('名册里还没有对应到您');
    expect(JSON.stringify([group.entries, group.held()?.people])).toBe(before);
  });

  test('nobody asked is refused', async () => {
    const group = await mostlyUnbound();
    expect(await group.person('林书华').whispers('确认绑定 张三')).toBe('张三还没有申请，请本人先说「我是 张三」。');
    expect(await group.person('林书华').whispers('解除绑定 张三')).toBe('张三没有对应的账号。');
  });

  test('a second account of the same member counts as the same member', async () => {
    const group = await createGroup();
    const second = group.person('张三的电脑', '张三');
    expect(await second.says('我是 张三')).toBe('已记下，请等支委确认。');
    await group.person('林书华').whispers('确认绑定 张三');
    await group.person('林书华').says('发起 学习 今天 10:20 会议室');
    await group.goTo(at('10:05'));
    await group.person('张三').says('签到');
    expect(await second.says('签到')).toBe('✓ 您已经签到，不需要重复。');
    expect(group.state()?.activities['A1']?.marks).toEqual({ M3: { is: 'present' } });
  });

  test('two accounts claiming one name are told apart by nobody but the officers, and can be cleared', async () => {
    const group = await mostlyUnbound();
    await group.person('甲', '张三').says('我是 张三');
    await group.person('乙', '张三丰').says('我是 张三');
    const secretary = group.person('林书华');
    expect(await secretary.whispers('确认绑定 张三')).toContain('有 2 个账号都自称张三');
    expect(accounts(group)['test:甲']).toBeUndefined();
    expect(await secretary.whispers('解除绑定 张三')).toBe('已解除张三的账号对应。');
    expect(group.held()?.people.claims).toEqual({});
    expect(await secretary.whispers('确认绑定 张三')).toBe('张三还没有申请，请本人先说「我是 张三」。');
    await group.person('甲', '张三').says('我是 张三');
    expect(await secretary.whispers('确认绑定 张三')).toBe('已确认张三的账号。');
    expect(accounts(group)['test:甲']).toEqual({ member: 'M3', trust: 'confirmed' });
  });

  test('a changed nickname changes nothing for a bound account', async () => {
    const group = await createGroup();
    await group.person('林书华').says('发起 学习 今天 10:20 会议室');
    await group.goTo(at('10:05'));
    expect(await group.person('张三', '一片冰心').says('签到')).toBe('✓ 签到成功。');
    expect(group.state()?.activities['A1']?.marks).toEqual({ M3: { is: 'present' } });
  });

  test('解除绑定 lets the person ask anew', async () => {
    const group = await createGroup();
    await group.person('林书华').whispers('解除绑定 张三');
    expect(await group.person('张三').says('我的')).toContain('名册里还没有对应到您');
    await group.person('张三').says('我是 张三');
    await group.person('林书华').whispers('确认绑定 张三');
    expect(accounts(group)['test:张三']).toEqual({ member: 'M3', trust: 'confirmed' });
  });
});

describe('two people of one name', () => {
  const roster = [...defaultRoster, '张伟 正式 第一党小组', '张伟 正式 第二党小组'];
  const withTwo = async (): Promise<Group> => {
    const group = await mostlyUnbound(roster);
    return group;
  };

  test('are told apart by their 党小组, in claims and in everything an officer says', async () => {
    const group = await withTwo();
    const secretary = group.person('林书华');
    const [first, second] = [group.person('伟一', '张伟'), group.person('伟二', '张伟')];
    expect(await first.says('我是 张伟')).toBe('名册里有同名的同志，请加上党小组，例如：我是 张三 第一党小组。');
    expect(await first.says('我是 张伟 第一党小组')).toBe('已记下，请等支委确认。');
    expect(await second.says('我是 张伟 第二党小组')).toBe('已记下，请等支委确认。');
    expect(await secretary.whispers('确认绑定 张伟')).toContain(
      '名册里有 2 位张伟（第一党小组、第二党小组），请在姓名后写上党小组。',
    );
    expect(await secretary.whispers('确认绑定 张伟 第二党小组')).toBe('已确认张伟的账号。');
    expect(accounts(group)['test:伟二']).toEqual({ member: 'M10', trust: 'confirmed' });
    expect(accounts(group)['test:伟一']).toBeUndefined();
    await secretary.says('发起 学习 今天 10:20 会议室');
    await group.goTo(at('10:05'));
    expect(await secretary.whispers('代录 张伟')).toContain('名册里有 2 位张伟');
    expect(await secretary.whispers('代录 张伟 第一党小组 迟到 3')).toBe('已代录张伟。');
    expect(group.state()?.activities['A1']?.marks).toEqual({ M9: { is: 'present', late: 3, recordedBy: 'M1' } });
  });

  test('are recognised by no display name', async () => {
    const group = await withTwo();
    await group.person('林书华').says('发起 学习 今天 10:20 会议室');
    await group.goTo(at('10:05'));
    expect(await group.person('伟一', '张伟').says('签到')).toContain('名册里还没有对应到您');
    expect(group.state()?.activities['A1']?.marks).toEqual({});
  });

  test('the button under a line to the secretary means the one it speaks of', async () => {
    const group = await withTwo();
    const second = group.person('伟二', '张伟');
    await second.says('我是 张伟 第二党小组');
    await group.person('林书华').presses('确认绑定 张伟 第二党小组', { direct: true });
    await group.person('林书华').says('发起 学习 明天 10:20 会议室');
    await second.says('请假');
    const letter = group.wire.sent.findLast(({ room }) => room === 'test:林书华');
    expect(letter?.text).toContain('张伟 第二党小组请假（其他）');
    const approve = letter?.message.choices?.[0]?.[0]?.says ?? '';
    expect(await group.person('林书华').presses(approve, { direct: true })).toBe('✓ 已准假：张伟。');
    expect(group.state()?.activities['A1']?.leaves).toEqual({ M10: { category: '其他', state: 'approved' } });
  });
});

describe('an account known by its display name alone', () => {
  const open = async (): Promise<Group> => {
    const group = await mostlyUnbound();
    await group.person('林书华').says('发起 学习 今天 10:20 会议室 可线上');
    await group.goTo(at('10:05'));
    return group;
  };

  test('may 签到, 迟到 and 请假, and the secretary is told once in private', async () => {
    const group = await open();
    const letters = group.person('林书华').letters().length;
    expect(await group.person('张三').says('签到')).toBe('✓ 签到成功。');
    expect(accounts(group)['test:张三']).toEqual({ member: 'M3', trust: 'name' });
    expect(await group.person('王五').says('迟到 10')).toContain('已记下您会晚到');
    expect(await group.person('周八').says('请假 出差')).toContain('已登记请假（公差）');
    const told = group.person('林书华').letters().slice(letters);
    expect(told.filter((text) => text.includes('群昵称为「张三」的账号已按名册对应到本人')).length).toBe(1);
    expect(told.filter((text) => text.includes('如有误，请说「解除绑定 周八」')).length).toBe(1);
    await group.person('张三').says('签到');
    expect(
      group
        .person('林书华')
        .letters()
        .filter((text) => text.includes('群昵称为「张三」')).length,
    ).toBe(1);
  });

  test('is not confirmed to the channel, because nobody vouched for it', async () => {
    const group = await open();
    await group.person('张三').says('签到');
    expect(group.confirmed).not.toContain('test:张三');
    await group.person('林书华').whispers('确认绑定 张三');
    expect(accounts(group)['test:张三']).toEqual({ member: 'M3', trust: 'confirmed' });
    expect(group.confirmed).toContain('test:张三');
  });

  test('may nothing else', async () => {
    const group = await open();
    await group.person('张三').says('签到');
    for (const text of ['我的', '线上签到', '取消签到', '代报 王五', '删除我的资料', '不要点我名']) {
      expect(await group.person('张三').says(text, { mentions: true })).toContain('您的账号还没有经支委确认');
    }
  });

  test('is undone by 解除绑定', async () => {
    const group = await open();
    await group.person('冒名', '张三').says('签到');
    expect(await group.person('林书华').whispers('解除绑定 张三')).toBe('已解除张三的账号对应。');
    expect(accounts(group)['test:冒名']).toBeUndefined();
  });

  test('is never an officer, a leader, or somebody who has an account already', async () => {
    const group = await open();
    expect(await group.person('生人', '李四').says('签到')).toContain('名册里还没有对应到您');
    expect(await group.person('生人', '林书华').says('签到')).toContain('名册里还没有对应到您');
    await group.person('张三').says('签到');
    expect(await group.person('另一个', '张三').says('签到')).toContain('名册里还没有对应到您');
    expect(group.state()?.activities['A1']?.marks).toEqual({ M3: { is: 'present' } });
  });

  test('is not recognised in private', async () => {
    const group = await open();
    expect(await group.person('张三').whispers('签到')).toContain('我还不知道您在哪个支部');
  });

  test('found again after a change of ids has no office until confirmed', async () => {
    const group = await createGroup();
    const sender = { id: 'test:王祖志', name: '王祖志', via: 'person' as const, refound: true };
    expect(await group.person('王祖志').says('名册', { sender })).toBe('「名册」由支委使用。');
    expect(await group.person('王祖志').says('名册')).toContain('【名册】');
  });
});
