import { describe, expect, test } from 'vitest';
import { createGroup, type Group, when } from '../support/group.ts';

const planned = async (line: string, now = when('2026-05-20', '10:00')): Promise<Group> => {
  const group = await createGroup({ now });
  expect(await group.person('林书华').says(`发起 ${line}`)).toContain('已安排');
  return group;
};
const count = (group: Group, head: string): number => group.group().filter((text) => text.startsWith(head)).length;
const letters = (group: Group, head: string): string[] =>
  group
    .person('林书华')
    .letters()
    .filter((text) => text.startsWith(head));

describe('the notice three days before', () => {
  test('goes to the group once, if the announcement is more than three days older', async () => {
    const group = await planned('学习 5月28日 15:00 会议室');
    await group.goTo(when('2026-05-25', '15:00') - 1);
    expect(count(group, '【活动通知】')).toBe(1);
    await group.goTo(when('2026-05-25', '15:00'));
    expect(count(group, '【活动通知】')).toBe(2);
    await group.goTo(when('2026-05-28', '23:00'));
    expect(count(group, '【活动通知】')).toBe(2);
    expect(count(group, '【活动提醒】')).toBe(1);
  });

  test.each(['5月26日 09:59', '5月25日 15:00', '5月22日 15:00'])('is not owed for one on %s', async (day) => {
    const group = await planned(`学习 ${day} 会议室`);
    await group.goTo(when('2026-05-27', '12:00'));
    expect(count(group, '【活动通知】')).toBe(1);
  });

  test('counts from the day an activity was moved', async () => {
    const group = await planned('学习 5月28日 15:00 会议室');
    await group.goTo(when('2026-05-24', '12:00'));
    await group.person('林书华').says('改期 5月29日 15:00');
    await group.goTo(when('2026-05-29', '12:00'));
    expect(count(group, '【活动通知】')).toBe(1);
    expect(count(group, '【活动提醒】')).toBe(1);
  });

  test('of an activity right after the holidays is left out, because the reminder says it that morning', async () => {
    const group = await planned('学习 10月8日 15:00 会议室', when('2026-09-25', '10:00'));
    await group.goTo(when('2026-10-08', '08:29'));
    expect([count(group, '【活动通知】'), count(group, '【活动提醒】')]).toEqual([1, 0]);
    await group.goTo(when('2026-10-08', '08:30'));
    expect([count(group, '【活动通知】'), count(group, '【活动提醒】')]).toEqual([1, 1]);
  });
});

test('the notice that holidays hold back until a day before the reminder is left out, because the reminder says it', async () => {
  const group = await planned('学习 10月10日 07:30 会议室', when('2026-09-25', '10:00'));
  await group.goTo(when('2026-10-08', '20:00'));
  expect([count(group, '【活动通知】'), count(group, '【活动提醒】')]).toEqual([1, 0]);
  await group.goTo(when('2026-10-09', '08:30'));
  expect([count(group, '【活动通知】'), count(group, '【活动提醒】')]).toEqual([1, 1]);
});

test('of a meeting of one 党小组 only its own members are reminded in private', async () => {
  const group = await planned('党小组会 第二党小组 5月22日 15:00 会议室');
  await group.person('林书华').says('发起 支委会 5月22日 16:00 会议室');
  for (const name of ['张三', '王五']) await group.person(name).whispers('单独提醒我');
  await group.goTo(when('2026-05-21', '17:00'));
  const reminded = (name: string): string[] =>
    group
      .person(name)
      .letters()
      .filter((text) => text.startsWith('【活动提醒】'));
  expect([reminded('张三').length, reminded('王五').length]).toEqual([0, 1]);
  expect(reminded('王五')[0]).toContain('【活动提醒】第二党小组党小组会');
});

test('the secretary can tell apart two 党小组 that meet at the same time', async () => {
  const group = await planned('党小组会 第一党小组 5月26日 15:00 会议室');
  await group.person('林书华').says('发起 党小组会 第二党小组 5月26日 15:00 会议室');
  await group.goTo(when('2026-05-27', '12:00'));
  expect(letters(group, '【本周提示】')[0]?.split('\n').slice(2)).toEqual([
    '5月26日（周二）15:00 第一党小组党小组会。',
    '5月26日（周二）15:00 第二党小组党小组会。',
  ]);
  expect(letters(group, '5月26日').map((text) => text.split('\n')[0])).toEqual([
    '5月26日（周二）15:00 第一党小组党小组会签到已结束。',
    '5月26日（周二）15:00 第二党小组党小组会签到已结束。',
  ]);
});

test('on a public holiday only what is about that very day is pushed', async () => {
  const group = await planned('主题党日 10月1日 15:00 广场 升旗', when('2026-09-29', '10:00'));
  await group.goTo(when('2026-10-07', '23:00'));
  const pushed = group.entries.filter(
    ({ type, at }) => type === 'push-delivered' && at >= '2026-10-01T04:00:00Z' && at < '2026-10-07T16:00:00Z',
  );
  const templates = pushed.map((entry) =>
    group.entries.find((one) => one.type === 'push-queued' && 'push' in entry && one.push === entry.push),
  );
  expect(templates.map((one) => one?.type === 'push-queued' && one.template)).toEqual(['check-in']);
  expect(count(group, '【活动提醒】')).toBe(1);
});

describe('three days after an activity closed', () => {
  const held = async (): Promise<Group> => {
    const group = await planned('学习 今天 15:00 会议室');
    await group.goTo(when('2026-05-20', '14:40'));
    await group.person('张三').says('签到');
    await group.person('王五').says('请假 出差');
    await group.person('李四').says('代报 赵六');
    await group.goTo(when('2026-05-20', '17:00'));
    await group.person('林书华').says('结束签到');
    return group;
  };

  test('the secretary is told in private what still waits for a word', async () => {
    const group = await held();
    await group.goTo(when('2026-05-23', '09:00') - 1);
    expect(letters(group, '【考勤待确认】')).toEqual([]);
    await group.goTo(when('2026-05-23', '09:00'));
    expect(letters(group, '【考勤待确认】')).toEqual([
      [
        '【考勤待确认】以下活动结束已满三天，还有登记没有确认：',
        '5月20日（周三）15:00 学习：到会待确认 赵六。请假未定 王五。',
        '请说「确认代报」「不认代报 姓名」或「准假 姓名」「不准假 姓名」。',
      ].join('\n'),
    ]);
    await group.goTo(when('2026-05-24', '12:00'));
    expect(letters(group, '【考勤待确认】').length).toBe(1);
    expect(group.group().join('')).not.toContain('待确认');
  });

  test('nothing is said once it is decided', async () => {
    const group = await held();
    const secretary = group.person('林书华');
    await secretary.whispers('准假 王五');
    await secretary.whispers('不认代报 赵六');
    await group.goTo(when('2026-05-24', '12:00'));
    expect(letters(group, '【考勤待确认】')).toEqual([]);
  });
});

describe('on Monday at 09:00', () => {
  test('nothing is said when there is nothing', async () => {
    const group = await createGroup({ now: when('2026-05-20', '10:00') });
    await group.goTo(when('2026-05-26', '12:00'));
    expect(letters(group, '【本周提示】')).toEqual([]);
  });

  test('the secretary is told of the week, of what is undecided and of what did not arrive', async () => {
    const group = await planned('学习 今天 15:00 会议室');
    const secretary = group.person('林书华');
    await group.goTo(when('2026-05-20', '14:40'));
    await group.person('王五').says('请假');
    await secretary.says('签到');
    await secretary.says('结束签到');
    await secretary.says('发起 党课 5月28日 15:00 会议室 讲张三同志');
    await secretary.says('发起 支委会 6月2日 15:00 会议室');
    group.wire.failNext('refused');
    await secretary.whispers('通知 停水');
    await secretary.whispers('确认');
    await group.goTo(when('2026-05-25', '09:00'));
    expect(letters(group, '【本周提示】')).toEqual([
      [
        '【本周提示】',
        '本周活动：',
        '5月28日（周四）15:00 党课「讲张三同志」。',
        '还没有确认的登记：',
        '5月20日（周三）15:00 学习：请假未定 王五。',
        '请说「确认代报」「不认代报 姓名」或「准假 姓名」「不准假 姓名」。',
        '上周没有送达的推送：通知「停水」，请确认已另行告知。',
      ].join('\n'),
    ]);
    await group.goTo(when('2026-06-09', '12:00'));
    expect(letters(group, '【本周提示】').length).toBe(2);
    expect(letters(group, '【本周提示】').at(-1)).not.toContain('没有送达');
  });

  test('what closed less than three days before is not spoken of yet, because it will be alone', async () => {
    const group = await planned('学习 5月23日 15:00 会议室');
    await group.goTo(when('2026-05-23', '14:40'));
    await group.person('王五').says('请假');
    await group.person('林书华').says('结束签到');
    await group.person('林书华').says('结束签到');
    await group.goTo(when('2026-05-25', '12:00'));
    expect(letters(group, '【本周提示】')).toEqual([]);
    await group.goTo(when('2026-05-26', '12:00'));
    expect(letters(group, '【考勤待确认】').length).toBe(1);
    await group.goTo(when('2026-06-01', '12:00'));
    expect(letters(group, '【本周提示】').length).toBe(1);
  });

  test('that is a public holiday, it waits for the first day after them', async () => {
    const group = await planned('学习 10月9日 15:00 会议室', when('2026-09-28', '10:00'));
    await group.goTo(when('2026-10-08', '08:29'));
    expect(letters(group, '【本周提示】')).toEqual([]);
    await group.goTo(when('2026-10-08', '08:30'));
    expect(letters(group, '【本周提示】').length).toBe(1);
  });
});

describe('in WeChat nobody is reminded in private', () => {
  test('who asks for it is told so', async () => {
    const group = await createGroup();
    await group.recorder.record(group.held()?.id ?? '', {
      facts: [],
      people: [{ bind: 'wechat:zhang', to: 'M3', trust: 'confirmed' }],
      at: group.clock.current,
      by: 'operator',
    });
    const reply = await group.say('张三', 'wechat:zhang', '单独提醒我');
    expect(reply).toMatchObject({ kind: 'refused', text: '微信里不单独提醒，群里的活动提醒照常发送。' });
  });

  test('who asked for it elsewhere and has only WeChat left hears it in the group, and nobody is alarmed', async () => {
    const group = await planned('学习 5月22日 15:00 会议室');
    await group.person('张三').whispers('单独提醒我');
    await group.recorder.record(group.held()?.id ?? '', {
      facts: [],
      people: [{ release: 'test:张三' }, { bind: 'wechat:zhang', to: 'M3', trust: 'confirmed' }],
      at: group.clock.current,
      by: 'operator',
    });
    await group.goTo(when('2026-05-21', '15:00'));
    expect(count(group, '【活动提醒】')).toBe(1);
    expect(group.wire.sent.filter(({ room }) => room.startsWith('wechat:'))).toEqual([]);
    expect(group.person('林书华').letters().join('')).not.toContain('没有送达');
  });
});
