import { describe, expect, test } from 'vitest';
import { createGroup, when } from '../support/group.ts';

const opened = async () => {
  const group = await createGroup();
  await group.person('林书华').says('发起 主题党日 今天 19:30 党群服务中心 学习');
  await group.goTo(when('2026-11-21', '19:00'));
  const activity = () => group.state()?.activities['A1'];
  return { group, activity, leader: group.person('赵六'), waiting: () => Object.keys(activity()?.proxies ?? {}) };
};

describe('a group leader reports the own 党小组', () => {
  test('all of it: each waits for 确认代报, the leader’s own word counts at once', async () => {
    const { group, activity, leader, waiting } = await opened();
    await group.person('王五').says('签到');
    expect(await leader.says('二组4人到齐')).toBe('已记第二党小组 2 人到会待确认，由支委说「确认代报」后计入。');
    expect(waiting()).toEqual(['M7', 'M8']);
    expect(Object.keys(activity()?.marks ?? {})).toEqual(['M5', 'M6']);
    const secretary = group.person('林书华');
    await secretary.whispers('确认代报');
    await secretary.whispers('确认');
    expect(activity()?.marks['M8']).toEqual({ is: 'present', recordedBy: 'M1' });
  });

  test.each([
    '二组除周八外都到了',
    '第二党小组除了周八其他人都到齐了',
    '二组都到了，除了周八请假',
    '二组就周八没到，其余都到了',
  ])('「%s」: all but who is named', async (text) => {
    const { leader, waiting } = await opened();
    await leader.says(text);
    expect(waiting()).toEqual(['M5', 'M7']);
  });

  test('without the name it is asked for, and nothing is written', async () => {
    const { leader, waiting, group } = await opened();
    const before = group.entries.length;
    expect(await leader.says('二组除一人外都到了')).toContain('第二党小组哪一位没有到');
    expect(group.entries).toHaveLength(before);
    expect(waiting()).toEqual([]);
  });

  test('a number that is not the roster’s is asked about', async () => {
    const { group, leader, waiting } = await opened();
    expect(await leader.says('二组8人到齐')).toContain('按名册应有 4 人到会，您说的是 8 人，没有登记');
    expect(waiting()).toEqual([]);
    await group.person('周八').says('请假 出差');
    await group.person('林书华').whispers('准假 周八');
    await leader.says('二组3人到齐');
    expect(waiting()).toEqual(['M5', 'M7']);
  });

  test('of another group, or from a member, it reports nobody', async () => {
    const { group, leader, waiting } = await opened();
    expect(await leader.whispers('一组到齐')).toContain('只能报告本党小组');
    expect(await group.person('张三').says('一组到齐')).toBeUndefined();
    expect(await leader.whispers('二组除张三外都到了')).toContain('张三不在第二党小组');
    expect(await group.person('王祖志').whispers('九组到齐')).toContain('名册里没有「九组」');
    expect(waiting()).toEqual([]);
  });
});

test('kin without a name is asked about', async () => {
  const { group, waiting } = await opened();
  expect(await group.person('张三').says('帮我爸签到，他不会用手机')).toContain('请写上这位同志的姓名');
  expect(waiting()).toEqual([]);
});

test('代报 of somebody who is entered already says so, and counts who was new', async () => {
  const { group, waiting } = await opened();
  await group.person('王五').says('签到');
  const zhang = group.person('张三');
  expect(await zhang.whispers('代报 王五')).toBe('已经有登记，不需要代报。');
  expect(await zhang.whispers('代报 王五 周八')).toBe(
    '已记为代报，由现场支委确认后计入。另有 1 位已经有登记，不需要代报。',
  );
  expect(waiting()).toEqual(['M8']);
});
