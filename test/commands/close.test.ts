import { describe, expect, test } from 'vitest';
import { createGroup, type Group, when } from '../support/group.ts';

const at = (time: string): number => when('2026-11-21', time);
const evening = async (): Promise<Group> => {
  const group = await createGroup();
  await group.person('林书华').says('发起 主题党日 今天 19:30 党群服务中心 学习全会精神');
  await group.goTo(at('19:00'));
  return group;
};
const activity = (group: Group) => group.state()?.activities['A1'];

describe('结束签到', () => {
  test('writes everybody down once, sums up in the group without names and names them to the secretary', async () => {
    const group = await evening();
    await group.person('张三').says('签到');
    await group.person('王五').says('请假 出差');
    await group.person('林书华').whispers('准假 王五');
    await group.goTo(at('20:00'));
    expect(await group.person('林书华').says('结束签到')).toBe('✓ 签到已结束。');
    expect(activity(group)?.marks).toEqual({
      M1: { is: 'absent' },
      M2: { is: 'absent' },
      M3: { is: 'present' },
      M4: { is: 'absent' },
      M5: { is: 'leave', category: '公差' },
      M6: { is: 'absent' },
      M7: { is: 'absent' },
      M8: { is: 'absent' },
    });
    const [live, summary] = group.group().slice(-2);
    expect(live).toContain('签到已结束。应到 8，已到 1。');
    expect(summary).toBe(
      '【小结】主题党日「学习全会精神」签到已结束。应到 8，已到 1。第一党小组 1/4，第二党小组 0/4。到会率 12.5%。名单已交书记，不在群内公布。',
    );
    for (const text of group.group()) expect(text).not.toMatch(/张三|王五|周八|请假 1|缺席/u);
    expect(group.person('林书华').letters().at(-1)).toBe(
      [
        '11月21日（周六）19:30 主题党日签到已结束。',
        '应到 8，实到 1（线上 0），请假 1，缺席 6。',
        '请假：王五。',
        '缺席：林书华、王祖志、李四、赵六、孙七、周八。',
        '需要更正时请说「代录 姓名 状态」。',
      ].join('\n'),
    );
  });

  test('twice in a row says that nothing is open', async () => {
    const group = await evening();
    await group.person('林书华').says('结束签到');
    const before = group.entries.length;
    expect(await group.person('林书华').says('结束签到')).toBe('现在没有开放的签到。');
    expect(group.entries.length).toBe(before);
  });

  test('with something pending lists it privately, and closes when it is said again', async () => {
    const group = await evening();
    await group.person('王五').says('请假');
    await group.person('张三').says('代报 周八');
    const reply = await group.person('林书华').reply('结束签到');
    expect(reply).toMatchObject({
      kind: 'said',
      privately: true,
      instead: '还有 2 项待定，请私聊我说「考勤」查看；如不再处理，请再说一次「结束签到」。',
    });
    expect(reply && 'text' in reply ? reply.text : '').toContain('请假未定：王五。');
    expect(activity(group)?.state).toBe('open');
    expect(await group.person('林书华').says('结束签到')).toBe('✓ 签到已结束。');
    expect(activity(group)?.marks['M5']).toEqual({ is: 'absent', unconfirmed: true });
    expect(activity(group)?.marks['M8']).toEqual({ is: 'absent', unconfirmed: true });
    expect(group.person('林书华').letters().at(-1)).toContain('缺席（待确认）：王五、周八。');
  });

  test('asks again when what is pending changed in between', async () => {
    const group = await evening();
    await group.person('王五').says('请假');
    expect(await group.person('林书华').says('结束签到')).toContain('请假未定：王五。');
    await group.person('赵六').says('请假');
    expect(await group.person('林书华').says('结束签到')).toContain('请假未定：王五、赵六。');
    expect(activity(group)?.state).toBe('open');
    expect(await group.person('林书华').says('结束签到')).toBe('✓ 签到已结束。');
  });

  test('needs no second word once everything pending was decided', async () => {
    const group = await evening();
    await group.person('王五').says('请假');
    await group.person('林书华').says('结束签到');
    await group.person('林书华').whispers('准假 王五');
    expect(await group.person('林书华').says('结束签到')).toBe('✓ 签到已结束。');
    expect(activity(group)?.marks['M5']).toEqual({ is: 'leave', category: '其他' });
  });

  test('by another officer is not the second word of the first', async () => {
    const group = await evening();
    await group.person('王五').says('请假');
    await group.person('林书华').says('结束签到');
    expect(await group.person('王祖志').says('结束签到')).toContain('请假未定：王五。');
    expect(activity(group)?.state).toBe('open');
  });

  test('by a leader closes the own group’s meeting and no other', async () => {
    const group = await evening();
    expect(await group.person('李四').says('结束签到')).toBe('现在没有开放的签到。');
    await group.person('李四').says('发起 党小组会 今天 19:20 活动室');
    await group.goTo(at('19:21'));
    expect(await group.person('赵六').says('结束签到')).toBe('现在没有开放的签到。');
    expect(await group.person('李四').says('结束签到')).toBe('✓ 签到已结束。');
    expect(group.state()?.activities['A2']?.state).toBe('closed');
    expect(activity(group)?.state).toBe('open');
  });
});

describe('重新签到', () => {
  test('takes the summary out of the group; one sent longer ago than the platform allows is put right in a line', async () => {
    const group = await createGroup({ now: when('2026-11-21', '10:00') });
    const secretary = group.person('林书华');
    await secretary.says('发起 主题党日 今天 10:20 会议室 学习');
    await secretary.says('开始签到');
    await secretary.says('结束签到');
    expect(group.group().at(-1)).toContain('【小结】');
    expect(await secretary.says('重新签到')).toBe('✓ 签到已重新开始。');
    expect(group.group().join()).not.toContain('【小结】');
    (group.wire.channel.can as { recallForMs?: number | undefined }).recallForMs = 60_000;
    await secretary.says('结束签到');
    await group.goTo(when('2026-11-21', '11:00'));
    await secretary.says('重新签到');
    expect(group.group().at(-1)).toBe('【更正】主题党日「学习」的签到重新开始，上一次小结不作数，以后一次小结为准。');
  });

  test('on the same day opens again, keeps who was there, and closes anew', async () => {
    const group = await evening();
    await group.person('张三').says('签到');
    await group.person('林书华').says('结束签到');
    expect(await group.person('林书华').says('重新签到')).toBe('✓ 签到已重新开始。');
    expect(activity(group)?.state).toBe('open');
    expect(activity(group)?.marks).toEqual({ M3: { is: 'present' } });
    expect(await group.person('王五').says('签到')).toBe('✓ 签到成功。');
    expect(await group.person('林书华').says('结束签到')).toBe('✓ 签到已结束。');
    expect(Object.values(activity(group)?.marks ?? {}).filter(({ is }) => is === 'present').length).toBe(2);
    expect(Object.values(activity(group)?.marks ?? {}).filter(({ is }) => is === 'absent').length).toBe(6);
  });

  test('on the next day is refused', async () => {
    const group = await evening();
    await group.person('林书华').says('结束签到');
    await group.goTo(when('2026-11-22', '09:00'));
    expect(await group.person('林书华').says('重新签到')).toBe(
      '签到只能在活动当天重新开始，之后请用「代录」逐人更正。',
    );
    expect(activity(group)?.state).toBe('closed');
  });

  test('with nothing closed is refused', async () => {
    const group = await evening();
    expect(await group.person('林书华').says('重新签到')).toBe('没有可以重新开始签到的活动。');
  });
});

describe('开始签到', () => {
  test('opens before its time, once', async () => {
    const group = await createGroup();
    const secretary = group.person('林书华');
    expect(await secretary.says('开始签到')).toBe('没有等待签到的活动；如需安排请先说「发起」。');
    await secretary.says('发起 学习 今天 19:30 会议室');
    expect(await secretary.says('开始签到')).toBe('✓ 签到已开始。');
    expect(await secretary.presses('/open A1')).toBe('这次活动的签到已经开始。');
    await group.goTo(at('19:10'));
    expect(group.entries.filter(({ type }) => type === 'check-in-opened').length).toBe(1);
  });
});

describe('改期 and 取消活动', () => {
  test('a moved activity keeps leave and forgets who had already checked in', async () => {
    const group = await evening();
    await group.person('张三').says('签到');
    await group.person('赵六').says('代报 周八');
    await group.person('王五').says('请假 出差');
    await group.person('林书华').whispers('准假 王五');
    expect(await group.person('林书华').says('改期 明天 19:30 三楼')).toContain('已改期');
    expect(group.group().at(-1)).toContain('原定：11月21日（周六）19:30');
    expect(group.group().at(-1)).toContain('地点：三楼');
    expect(activity(group)).toMatchObject({ state: 'planned', place: '三楼', proxies: {} });
    expect(activity(group)?.marks).toEqual({ M5: { is: 'leave', category: '公差' } });
    await group.goTo(when('2026-11-22', '19:00'));
    expect(group.group().at(-1)).toContain('应到 8，已到 0。');
  });

  test('refuses what makes no sense and changes nothing', async () => {
    const group = await evening();
    const secretary = group.person('林书华');
    const before = group.entries.length;
    expect(await secretary.says('改期')).toBe('请写明新的日期和时间，例如：改期 后天 19:30。');
    expect(await secretary.says('改期 明天')).toContain('日期后面还没有写时间');
    expect(await secretary.says('改期 昨天 19:30')).toContain('没有看懂日期「昨天」');
    expect(await secretary.says('改期 今天 08:00')).toBe('11月21日（周六）08:00已经过去，请换一个时间。');
    expect(await secretary.says('改期 今天 19:30')).toBe('新的时间和地点与原来相同，没有改动。');
    expect(await secretary.says('改期 2028年1月1日 19:30')).toBe('这个日期在一年以后，请检查日期是否写错。');
    expect(group.entries.length).toBe(before);
  });

  test('a dropped activity is announced, its check-in message says so, and nobody can check in', async () => {
    const group = await evening();
    const secretary = group.person('林书华');
    await secretary.says('取消活动');
    await secretary.says('确认');
    expect(group.group().at(-1)).toBe(
      '【活动取消】原定 11月21日（周六）19:30 的主题党日「学习全会精神」已取消，不需要回复。',
    );
    expect(group.group().at(-2)).toContain('本次活动已取消。');
    expect(await group.person('张三').presses('/checkin A1')).toBe('现在没有开放的签到。');
    expect(await secretary.says('结束签到')).toBe('现在没有开放的签到。');
  });
});

test('an activity of an earlier day that was never opened is dropped without a word to the group', async () => {
  const group = await createGroup({ now: when('2026-11-21', '10:00') });
  const secretary = group.person('林书华');
  await secretary.says('发起 学习 今天 19:30 会议室');
  group.clock.current = when('2026-11-23', '10:00');
  const before = group.group().length;
  expect(await secretary.whispers('取消活动')).toBe(
    '将取消11月21日（周六）19:30的学习，日子已经过去，不再通知大家，请回复「确认」。',
  );
  expect(await secretary.whispers('确认')).toBe('已取消。');
  expect(group.group().length).toBe(before);
  expect(group.state()?.activities['A1']?.state).toBe('dropped');
});

test('近期 tells of a day that passed without a check-in only those who can still register it', async () => {
  const group = await createGroup({ now: when('2026-11-21', '10:00') });
  await group.person('林书华').says('发起 学习 今天 19:30 会议室');
  expect(await group.person('张三').whispers('近期')).toContain('11月21日（周六）19:30 学习，会议室（全体党员）');
  group.clock.current = when('2026-11-23', '10:00');
  expect(await group.person('张三').whispers('近期')).toBe('近期没有安排活动。');
  expect(await group.person('林书华').whispers('近期')).toContain(
    '学习，会议室（全体党员），还没有登记，请说「开始签到」补记或「取消活动」',
  );
});
