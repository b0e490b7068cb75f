import { describe, expect, test } from 'vitest';
import { createGroup, defaultRoster, when } from '../support/group.ts';

const opened = async (roster: readonly string[] = defaultRoster) => {
  const group = await createGroup({ roster });
  await group.person('林书华').says('发起 主题党日 今天 19:30 党群服务中心 学习');
  await group.goTo(when('2026-11-21', '19:00'));
  return { group, secretary: group.person('林书华'), activity: () => group.state()?.activities['A1'] };
};

describe('an alias that an officer taught', () => {
  test('names the member in commands, in free speech, in lists and in pasted text', async () => {
    const { group, secretary, activity } = await opened();
    expect(await secretary.whispers('别名 老王头 王五')).toBe('好的，「老王头」是王五。');
    await secretary.whispers('别名 八哥 周八');
    expect(await secretary.whispers('代录 老王头 迟到 20')).toBe('已代录王五。');
    expect(await group.person('张三').says('八哥也到了')).toContain('已记为代报');
    expect(activity()?.proxies).toEqual({ M8: { reporter: 'M3' } });
    expect(await group.person('周八').says('八哥到')).toBe('✓ 签到成功。');
    await secretary.says('#接龙\n主题党日签到\n\n1. 老王头 请假');
    expect(activity()?.marks['M5']).toMatchObject({ is: 'present', late: 20 });
    await secretary.whispers('别名 大李 李四');
    await secretary.says('#接龙\n主题党日签到\n\n1. 大李');
    expect(activity()?.marks['M4']?.is).toBe('present');
  });

  test('is in the people document alone, is listed, taken away, and erased with the person', async () => {
    const { group, secretary } = await opened();
    await secretary.whispers('别名 老王头 王五');
    await secretary.whispers('发起 学习 明天 10:00 会议室 老王头讲党课');
    expect(JSON.stringify(group.entries)).not.toContain('老王头');
    expect(await secretary.whispers('别名')).toBe('【别名】\n王五：老王头');
    await secretary.whispers('名册\n王五 正式 第一党小组');
    await secretary.whispers('确认');
    expect(await secretary.whispers('别名')).toContain('老王头');
    await group.person('王五').whispers('删除我的资料');
    await secretary.whispers('删除资料 王五');
    await secretary.whispers('确认删除');
    expect(JSON.stringify(group.held()?.people)).not.toContain('老王头');
    await secretary.whispers('别名 小赵 赵六');
    expect(await secretary.whispers('别名 去掉 小赵')).toBe('已去掉别名「小赵」。');
    expect(await secretary.whispers('代录 小赵')).toContain('名册里没有「小赵」');
  });

  test('of two people is asked about', async () => {
    const { group, secretary, activity } = await opened();
    await secretary.whispers('别名 小同志 孙七');
    expect(await secretary.whispers('别名 小同志 周八')).toContain('也是孙七；说到时我会先问是哪一位');
    expect(await secretary.whispers('代录 小同志 到')).toBe(
      '名册里有 2 位小同志（孙七、周八），请写姓名。\n1. 孙七，第二党小组\n2. 周八，第二党小组\n请回复序号说明是哪一位。',
    );
    expect(await secretary.whispers('2')).toBe('已代录周八。');
    expect(activity()?.marks).toEqual({ M8: { is: 'present', recordedBy: 'M1' } });
    expect(await group.person('张三').says('小同志也到了')).toContain('1. 孙七');
    expect(activity()?.proxies).toEqual({});
    await group.person('张三').says('1');
    expect(activity()?.proxies).toEqual({ M7: { reporter: 'M3' } });
  });

  test.each([
    ['别名 李四 王五', '是名册里的姓名'],
    ['别名 签到 王五', '是一条命令'],
    ['别名 13812345678 王五', '两到八个字'],
    ['别名 老王头 王十', '名册里没有「王十」'],
    ['别名 去掉 老张', '没有登记过别名'],
  ])('「%s」 is refused', async (line, why) => {
    const { group, secretary } = await opened();
    const before = JSON.stringify(group.held()?.people);
    expect(await secretary.whispers(line)).toContain(why);
    expect(JSON.stringify(group.held()?.people)).toBe(before);
  });
});

describe('a name that is unclear', () => {
  test('of two people of one name is asked about with their 党小组, answered by a number', async () => {
    const { secretary, activity } = await opened([...defaultRoster, '张三 正式 第二党小组']);
    expect(await secretary.whispers('代录 张三 线上')).toContain('1. 张三，第一党小组\n2. 张三，第二党小组');
    await secretary.whispers('2');
    expect(activity()?.marks).toEqual({ M9: { is: 'present', online: true, recordedBy: 'M1' } });
  });

  test('that is one character off is asked about, and forgotten when something else is said', async () => {
    const { secretary, activity } = await opened();
    expect(await secretary.whispers('代录 王祖至 到')).toBe(
      '名册里没有「王祖至」，请核对姓名。\n1. 王祖志\n如果是这一位，请回复 1。',
    );
    expect(await secretary.whispers('1')).toBe('已代录王祖志。');
    expect(activity()?.marks['M2']?.is).toBe('present');
    expect(await secretary.whispers('代录 欧阳修')).toBe('名册里没有「欧阳修」，请核对姓名。');
  });
});
