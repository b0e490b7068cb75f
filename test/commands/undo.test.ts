import { describe, expect, test } from 'vitest';
import { createGroup, when } from '../support/group.ts';
import { restarted } from '../support/restart.ts';

const opened = async () => {
  const group = await createGroup();
  await group.person('林书华').says('发起 主题党日 今天 19:30 党群服务中心 学习 可线上');
  await group.goTo(when('2026-11-21', '19:00'));
  return { group, secretary: group.person('林书华'), activity: () => group.state()?.activities['A1'] };
};
const written = (group: Awaited<ReturnType<typeof createGroup>>, from: number) =>
  group.entries.slice(from).map(({ type }) => type);

describe('撤销 takes the own last decision back by new entries', () => {
  test('a 签到, and with a second 撤销 the 迟到 before it', async () => {
    const { group, activity } = await opened();
    const before = activity();
    await group.person('张三').says('迟到 15');
    await group.person('张三').says('签到');
    const from = group.entries.length;
    expect(await group.person('张三').says('撤销')).toMatch(/^已撤销：\n.*张三本人：.*登记为到会。$/u);
    expect(written(group, from)).toEqual(['decision-withdrawn', 'standing-restored']);
    expect(activity()?.announcedLate).toEqual({ M3: 15 });
    expect(await group.person('张三').says('撤销')).toContain('会晚到15分钟');
    expect(activity()).toEqual(before);
    expect(await group.person('张三').whispers('撤销')).toBe('一天以内没有找到您可以撤销的登记。');
  });

  test('what an officer recorded for many at once comes back as it was', async () => {
    const { group, secretary, activity } = await opened();
    await group.person('张三').says('签到');
    await group.person('李四').says('代报 王五');
    const before = activity();
    await secretary.says('全到除 周八');
    expect(activity()?.proxies).toEqual({});
    expect(await secretary.whispers('撤销')).toContain('登记王五为到会（代录）');
    expect(activity()).toEqual(before);
  });

  test('a mark recorded over another one, with the time of the first on the sheet', async () => {
    const { group, secretary, activity } = await opened();
    await group.person('张三').says('签到');
    group.clock.current += 600_000;
    await secretary.says('代录 张三 线上');
    await secretary.whispers('撤销');
    expect(activity()?.marks['M3']).toEqual({ is: 'present' });
  });

  test('a closing opens the check-in again, and what was recorded before it stays', async () => {
    const { group, secretary, activity } = await opened();
    await group.person('张三').says('签到');
    await secretary.says('结束签到');
    expect(activity()?.marks['M5']).toEqual({ is: 'absent' });
    expect(await secretary.whispers('撤销')).toContain('结束签到');
    expect(activity()?.state).toBe('open');
    expect(activity()?.marks).toEqual({ M3: { is: 'present' } });
    expect(await group.person('王五').says('签到')).toBe('✓ 签到成功。');
  });

  test('a closing takes the summary out of the group, or says there that it does not hold', async () => {
    const { group, secretary } = await opened();
    await secretary.says('结束签到');
    expect(group.group().at(-1)).toContain('【小结】');
    await secretary.whispers('撤销');
    expect(group.group().join('\n')).not.toContain('【小结】');
    expect(group.group().join('\n')).not.toContain('重新开始');

    (group.wire.channel.can as { recallForMs?: number | undefined }).recallForMs = undefined;
    await secretary.says('结束签到');
    await secretary.whispers('撤销');
    const word = '【更正】主题党日「学习」的签到重新开始，上一次小结不作数，以后一次小结为准。';
    expect(group.group().at(-1)).toBe(word);
    await secretary.says('结束签到');
    expect(group.group().at(-1)).toContain('【小结】');
    expect(group.group().filter((text) => text === word).length).toBe(1);
  });

  test('leave and the decision on it, and who was told of the decision hears that it does not hold', async () => {
    const { group, secretary, activity } = await opened();
    await group.person('张三').says('请假 出差');
    await secretary.whispers('准假 张三');
    expect(group.person('张三').letters().at(-1)).toContain('您的请假已同意');
    await secretary.whispers('撤销');
    expect(activity()?.leaves).toEqual({ M3: { category: '公差', state: 'asked' } });
    expect(activity()?.marks).toEqual({});
    expect(group.person('张三').letters().at(-1)).toMatch(/^刚才这一条已由林书华撤销，请不必理会：您的请假已同意/u);
    await group.person('张三').says('撤销');
    expect(activity()?.leaves).toEqual({});
  });

  test('a 接龙 that spoke of several people, by the member who posted it', async () => {
    const { group, activity } = await opened();
    const before = activity();
    await group.person('张三').says('#接龙\n主题党日签到\n\n1. 张三\n2. 王五\n3. 周八 请假');
    expect(Object.keys(activity()?.leaves ?? {})).toEqual(['M8']);
    expect(await group.person('张三').whispers('撤销')).toContain('已撤销');
    expect(activity()).toEqual(before);
  });

  test('a setting, a preference and a tick', async () => {
    const { group, secretary } = await opened();
    const before = group.state();
    await secretary.whispers('设置 频次 党小组会 每月 2');
    await secretary.whispers('群内点名 开');
    await secretary.whispers('已办 谈心谈话');
    await group.person('张三').says('不要点我名');
    for (let turn = 0; turn < 3; turn += 1) await secretary.whispers('撤销');
    expect(await group.person('张三').says('撤销')).toContain('群内不出现姓名');
    expect(group.state()?.settings).toEqual(before?.settings);
    expect(group.state()?.ticks).toEqual(before?.ticks);
    expect(group.state()?.preferences['M3']?.unnamed).toBe(false);
  });

  test('what still waits for the morning is not sent', async () => {
    const group = await createGroup();
    await group.person('林书华').says('发起 学习 后天 10:00 会议室');
    await group.goTo(when('2026-11-21', '23:00'));
    await group.person('张三').says('请假 出差');
    await group.person('张三').says('撤销');
    expect(group.entries.slice(-3).map(({ type }) => type)).toEqual([
      'decision-withdrawn',
      'standing-restored',
      'push-withdrawn',
    ]);
    const heard = group.person('林书华').letters().length;
    await group.goTo(when('2026-11-22', '09:00'));
    expect(group.person('林书华').letters()).toHaveLength(heard);
    expect(group.state()?.unsent).toEqual([]);
  });
});

describe('撤销 refuses plainly', () => {
  test('what was announced, and says what to do instead', async () => {
    const group = await createGroup();
    const secretary = group.person('林书华');
    await secretary.says('发起 学习 明天 19:30 会议室');
    expect(await secretary.whispers('撤销')).toContain('请说「取消活动」');
    await secretary.says('改期 后天 19:30');
    expect(await secretary.whispers('撤销')).toContain(
      '原定11月22日（周日）19:30；要改回去请说「改期 11月22日 19:30」',
    );
    await secretary.whispers('通知 明天停水');
    await secretary.whispers('确认');
    expect(await secretary.whispers('撤销')).toContain('已经发给大家');
  });

  test('what somebody else changed since', async () => {
    const { group, secretary, activity } = await opened();
    await secretary.says('代录 张三 线上');
    await group.person('王祖志').says('代录 张三 到');
    const before = activity();
    expect(await secretary.whispers('撤销')).toContain('又有新的登记或变动');
    expect(activity()).toEqual(before);
  });

  test('an own 签到 once the activity is closed', async () => {
    const { group, secretary, activity } = await opened();
    await group.person('张三').says('签到');
    await secretary.says('结束签到');
    expect(await group.person('张三').whispers('撤销')).toContain('代录 姓名 状态');
    expect(activity()?.marks['M3']).toEqual({ is: 'present' });
  });

  test('what is older than a day, and what is not one’s own', async () => {
    const { group, secretary } = await opened();
    await secretary.whispers('不要点我名');
    group.clock.current += 24 * 3_600_000 + 1;
    expect(await secretary.whispers('撤销')).toContain('一天以内没有找到');
    expect(await group.person('张三').whispers('撤销')).toContain('一天以内没有找到');
  });

  test('what was done in an office since lost', async () => {
    const { group, secretary, activity } = await opened();
    await group.person('李四').says('代录 张三');
    await secretary.whispers('名册\n李四 正式 第一党小组');
    await secretary.whispers('确认');
    expect(group.state()?.members['M4']?.posts).toEqual([]);
    expect(await group.person('李四').whispers('撤销')).toContain('以支委身份登记');
    expect(activity()?.marks['M3']?.recordedBy).toBe('M4');
  });

  test('an erased person’s data', async () => {
    const { group, secretary } = await opened();
    await group.person('张三').whispers('删除我的资料');
    await secretary.whispers('删除资料 张三');
    await secretary.whispers('确认删除');
    expect(await secretary.whispers('撤销')).toContain('不能恢复');
  });
});

test('in the group nobody reads what was taken back', async () => {
  const { group } = await opened();
  await group.person('张三').says('请假 病假');
  const reply = await group.person('张三').reply('撤销');
  expect(reply).toMatchObject({ kind: 'said', privately: true, instead: '已撤销您的上一条登记。' });
  expect(await group.person('张三').says('撤销这个决定不合适')).toBeUndefined();
});

test('after a restart the last decision is still known, for it is in the book', async () => {
  const { group, activity } = await opened();
  await group.person('张三').says('签到');
  const again = await restarted(group, group.clock.current);
  expect(await again.person('张三').says('撤销', { id: 'test:again' })).toContain('登记为到会');
  expect(again.state()?.activities['A1']?.marks).toEqual({});
  expect(activity()?.marks).toEqual({ M3: { is: 'present' } });
});

test('清单 完成 on the general list is taken back, and the rest of the list stays', async () => {
  const group = await createGroup();
  const secretary = group.person('林书华');
  await secretary.whispers('清单 完成 3');
  expect(await secretary.whispers('撤销')).toContain('已撤销：');
  expect(await secretary.whispers('清单')).not.toContain('【已完成】');
});

test('a preset and a rule are called by their names when they are taken back', async () => {
  const group = await createGroup();
  const secretary = group.person('林书华');
  await secretary.whispers('设置 预设 廊坊');
  expect(await secretary.whispers('撤销')).toContain('选用预设「廊坊」');
  await secretary.whispers('设置 频次 党小组会 每月 2');
  expect(await secretary.whispers('撤销')).not.toMatch(/[a-z]/u);
});
