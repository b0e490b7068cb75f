import { describe, expect, test } from 'vitest';
import { createGroup, type Group, when } from '../support/group.ts';
import { restarted } from '../support/restart.ts';

const reminders = (group: Group): string[] => group.group().filter((text) => text.startsWith('【活动提醒】'));
const planned = async (line: string, now = when('2026-11-21', '10:00')): Promise<Group> => {
  const group = await createGroup({ now });
  expect(await group.person('林书华').says(`发起 ${line}`)).toContain('已安排');
  return group;
};

describe('the reminder', () => {
  test('goes to the group a day before, once', async () => {
    const group = await planned('学习 11月25日 19:30 会议室');
    await group.goTo(when('2026-11-24', '19:29'));
    expect(reminders(group)).toEqual([]);
    await group.goTo(when('2026-11-24', '19:30'));
    expect(reminders(group).length).toBe(1);
    expect(reminders(group)[0]).toContain('时间：11月25日（周三）19:30');
    expect(reminders(group)[0]).toContain('已经请假的同志不需要再说。');
    await group.goTo(when('2026-11-25', '19:00'));
    expect(reminders(group).length).toBe(1);
  });

  test('is not owed by an activity planned less than a day ahead', async () => {
    const group = await planned('学习 明天 09:59 会议室');
    await group.goTo(when('2026-11-22', '12:00'));
    expect(reminders(group)).toEqual([]);
    expect(group.entries.filter(({ type }) => type === 'schedule-missed')).toEqual([]);
  });

  test('follows a moved activity and forgets a dropped one', async () => {
    const group = await planned('学习 11月25日 19:30 会议室');
    await group.goTo(when('2026-11-23', '12:00'));
    await group.person('林书华').says('改期 11月27日 19:30');
    await group.goTo(when('2026-11-25', '22:00'));
    expect(reminders(group)).toEqual([]);
    await group.goTo(when('2026-11-26', '19:30'));
    expect(reminders(group).length).toBe(1);
    await group.person('林书华').says('发起 党课 11月30日 19:30 会议室');
    await group.person('林书华').says('取消活动 党课');
    await group.person('林书华').says('确认');
    await group.goTo(when('2026-11-30', '22:00'));
    expect(reminders(group).length).toBe(1);
  });

  test('of an activity moved to an earlier day within a day is not sent late', async () => {
    const group = await planned('学习 11月25日 19:30 会议室');
    await group.person('林书华').says('改期 明天 09:00');
    await group.goTo(when('2026-11-26', '12:00'));
    expect(reminders(group)).toEqual([]);
  });

  test.each([
    ['22:30', '2026-11-25', '08:30'],
    ['22:01', '2026-11-25', '08:30'],
    ['07:00', '2026-11-24', '08:30'],
  ])('that falls due at %s, in quiet hours, waits for the morning', async (time, day, sentAt) => {
    const group = await planned(`学习 11月25日 ${time} 会议室`);
    await group.goTo(when(day, sentAt) - 1);
    expect(reminders(group)).toEqual([]);
    await group.goTo(when(day, sentAt));
    expect(reminders(group).length).toBe(1);
  });

  test.each(['08:30', '20:31', '22:00'])(
    'that falls due at %s, the edge of quiet hours, is sent then',
    async (time) => {
      const group = await planned(`学习 11月25日 ${time} 会议室`);
      await group.goTo(when('2026-11-24', time));
      expect(reminders(group).length).toBe(1);
    },
  );

  test('more than twelve hours late is written down as missed', async () => {
    const group = await planned('学习 11月25日 19:30 会议室');
    const next = await restarted(group, when('2026-11-25', '07:31'));
    await next.goTo(when('2026-11-25', '10:00'));
    expect(reminders(next)).toEqual([]);
    expect(
      next.entries.filter((entry) => entry.type === 'schedule-missed' && entry.schedule === 'activity-reminder'),
    ).toMatchObject([{ due: '2026-11-24T11:30:00.000Z' }]);
  });

  test('reaches in private only who asked for it and has not answered', async () => {
    const group = await planned('学习 11月25日 19:30 会议室');
    await group.person('张三').whispers('单独提醒我');
    await group.person('王五').whispers('单独提醒我');
    await group.person('周八').whispers('单独提醒我');
    await group.person('周八').whispers('不用提醒我');
    await group.person('王五').says('请假');
    await group.goTo(when('2026-11-24', '19:30'));
    const letters = (name: string): string[] =>
      group
        .person(name)
        .letters()
        .filter((text) => text.startsWith('【活动提醒】'));
    expect(letters('张三').length).toBe(1);
    expect(letters('王五')).toEqual([]);
    expect(letters('周八')).toEqual([]);
    expect(letters('李四')).toEqual([]);
  });
});

describe('the check-in', () => {
  const state = (group: Group, id = 'A1'): string | undefined => group.state()?.activities[id]?.state;

  test('opens by itself half an hour before the start', async () => {
    const group = await planned('学习 今天 19:30 会议室');
    await group.goTo(when('2026-11-21', '19:00') - 1);
    expect(state(group)).toBe('planned');
    await group.goTo(when('2026-11-21', '19:00'));
    expect(state(group)).toBe('open');
    expect(group.group().at(-1)).toContain('【签到】学习');
  });

  test('opens at once for an activity planned within half an hour', async () => {
    const group = await planned('学习 今天 10:20 会议室');
    expect(state(group)).toBe('planned');
    await group.goTo(group.clock.current + 1000);
    expect(state(group)).toBe('open');
  });

  test('opens in quiet hours, because it is the hour of the activity itself', async () => {
    const group = await planned('学习 今天 21:30 会议室');
    await group.goTo(when('2026-11-21', '21:00'));
    expect(state(group)).toBe('open');
    expect(group.group().at(-1)).toContain('【签到】');
  });

  test('opens for two activities of the same minute, each with its own message', async () => {
    const group = await planned('学习 今天 19:30 会议室');
    await group.person('林书华').says('发起 志愿服务 今天 19:30 广场');
    await group.goTo(when('2026-11-21', '19:00'));
    expect([state(group, 'A1'), state(group, 'A2')]).toEqual(['open', 'open']);
    expect(group.group().filter((text) => text.startsWith('【签到】')).length).toBe(2);
  });

  test('opens after a downtime of four hours and is missed after more', async () => {
    const group = await planned('学习 今天 19:30 会议室');
    const soon = await restarted(group, when('2026-11-21', '23:00'));
    await soon.goTo(when('2026-11-21', '23:00'));
    expect(state(soon)).toBe('open');
    const other = await planned('学习 今天 19:30 会议室');
    const late = await restarted(other, when('2026-11-21', '23:01'));
    await late.goTo(when('2026-11-21', '23:01'));
    expect(state(late)).toBe('planned');
    expect(
      late.entries.filter((entry) => entry.type === 'schedule-missed' && entry.schedule === 'open-check-in').length,
    ).toBe(1);
  });

  test('opens for an activity announced before another one opened and heard of after it', async () => {
    const group = await planned('学习 今天 10:41 会议室');
    await group.goTo(when('2026-11-21', '10:12'));
    expect(state(group, 'A1')).toBe('open');
    // Its own time was 10:05, between the saying and the opening of the other.
    await group.person('林书华').says('发起 党课 今天 10:35 会议室', { at: when('2026-11-21', '10:02') });
    await group.goTo(when('2026-11-21', '10:13'));
    expect(state(group, 'A2')).toBe('open');
    expect(group.group().filter((text) => text.startsWith('【签到】')).length).toBe(2);
  });

  test('opens for an activity whose move was heard of after another one opened', async () => {
    const group = await planned('学习 今天 10:41 会议室');
    await group.person('林书华').says('发起 党课 今天 15:00 会议室');
    await group.goTo(when('2026-11-21', '10:12'));
    await group.person('林书华').says('/move A2 今天 10:35', { at: when('2026-11-21', '10:02') });
    await group.goTo(when('2026-11-21', '10:13'));
    expect(state(group, 'A2')).toBe('open');
  });

  test('follows a moved activity and never opens for a dropped one', async () => {
    const group = await planned('学习 今天 19:30 会议室');
    await group.person('林书华').says('改期 今天 20:30');
    await group.goTo(when('2026-11-21', '19:45'));
    expect(state(group)).toBe('planned');
    await group.goTo(when('2026-11-21', '20:00'));
    expect(state(group)).toBe('open');
    await group.person('林书华').says('发起 党课 明天 19:30 会议室');
    await group.person('林书华').says('取消活动 党课');
    await group.person('林书华').says('确认');
    await group.goTo(when('2026-11-22', '20:00'));
    expect(state(group, 'A2')).toBe('dropped');
  });

  test('that nobody ends is closed at 23:59, the secretary reads the counts next morning, the group nothing', async () => {
    const group = await planned('学习 今天 19:30 会议室');
    await group.goTo(when('2026-11-21', '19:00'));
    await group.person('张三').says('签到');
    const read = group.group().length;
    const letters = group.person('林书华').letters().length;
    await group.goTo(when('2026-11-21', '23:58'));
    expect(state(group)).toBe('open');
    await group.goTo(when('2026-11-21', '23:59'));
    expect(state(group)).toBe('closed');
    expect(Object.values(group.state()?.activities['A1']?.marks ?? {}).filter(({ is }) => is === 'absent').length).toBe(
      7,
    );
    await group.goTo(when('2026-11-22', '08:29'));
    expect(group.person('林书华').letters().length).toBe(letters);
    await group.goTo(when('2026-11-22', '08:30'));
    expect(group.person('林书华').letters().length).toBe(letters + 1);
    expect(group.person('林书华').letters().at(-1)).toContain('应到 8，实到 1（线上 0），请假 0，缺席 7。');
    expect(group.group().length).toBe(read);
  });

  test('is closed as of its own day even when that is noticed days later', async () => {
    const group = await planned('学习 今天 19:30 会议室');
    await group.goTo(when('2026-11-21', '19:00'));
    const next = await restarted(group, when('2026-11-25', '10:00'));
    await next.goTo(when('2026-11-25', '10:00'));
    expect(state(next)).toBe('closed');
    expect(next.entries.find(({ type }) => type === 'activity-closed')?.at).toBe('2026-11-21T15:59:00.000Z');
    expect(next.person('林书华').letters().length).toBe(1);
  });

  test('of two activities left open are closed together, each with its own line', async () => {
    const group = await planned('学习 今天 19:30 会议室');
    await group.person('林书华').says('发起 志愿服务 今天 20:00 广场');
    await group.goTo(when('2026-11-22', '08:30'));
    expect([state(group, 'A1'), state(group, 'A2')]).toEqual(['closed', 'closed']);
    const lines = group
      .person('林书华')
      .letters()
      .filter((text) => text.includes('签到已结束'));
    expect(lines.length).toBe(2);
  });
});

describe('an activity whose check-in never opened, because the program did not run', () => {
  const missed = async (): Promise<Group> => {
    const group = await planned('学习 今天 19:30 会议室');
    await group.person('林书华').says('发起 志愿服务 今天 19:30 广场');
    group.clock.current = when('2026-11-23', '06:00');
    await group.goTo(when('2026-11-23', '08:40'));
    return group;
  };
  const told = (group: Group): string[] =>
    group
      .person('林书华')
      .letters()
      .filter((text) => text.includes('没有自动开始'));

  test('stays planned, and the secretary alone is told once, after quiet hours, what to say', async () => {
    const group = await missed();
    expect(['A1', 'A2'].map((id) => group.state()?.activities[id]?.state)).toEqual(['planned', 'planned']);
    expect(told(group)).toEqual([
      '11月21日（周六）19:30 学习的签到没有自动开始，因为当时程序没有运行。活动已经举行的，请说「开始签到」，用「全到除 姓名」或「代录 姓名」登记后说「结束签到」；没有举行的，请说「取消活动」。这条只发给您，不在群里说。',
      expect.stringContaining('11月21日（周六）19:30 志愿服务的签到没有自动开始'),
    ]);
    const toldAt = group.entries.flatMap((entry) =>
      entry.type === 'push-delivered' && entry.to === 'M1' ? [Date.parse(entry.at)] : [],
    );
    expect(toldAt).toEqual([when('2026-11-23', '08:30'), when('2026-11-23', '08:30')]);
    expect(group.group().join('')).not.toContain('没有自动开始');
    await group.goTo(when('2026-12-05', '12:00'));
    expect(told(group).length).toBe(2);
  });

  test('is opened by hand without asking the group, recorded by an officer, and ended', async () => {
    const group = await missed();
    const secretary = group.person('林书华');
    const asked = await secretary.whispers('/open A1');
    expect(asked).toBe(
      '11月21日（周六）19:30 学习的登记已补开，没有通知群里。请用「全到除 姓名」或「代录 姓名」登记，完成后说「结束签到」。',
    );
    await group.goTo(when('2026-11-23', '15:00'));
    expect(group.state()?.activities['A1']?.state).toBe('open');
    expect(group.group().filter((text) => text.startsWith('【签到】'))).toEqual([]);
    await secretary.whispers('全到除 张三');
    await secretary.whispers('确认');
    await secretary.whispers('结束签到');
    const activity = group.state()?.activities['A1'];
    expect(activity?.state).toBe('closed');
    expect(Object.values(activity?.marks ?? {}).filter(({ is }) => is === 'present').length).toBe(7);
    expect(activity?.marks['M3']).toEqual({ is: 'absent' });
  });

  test('and opened by hand is closed at 23:59 of that day, if nobody did', async () => {
    const group = await missed();
    await group.person('林书华').whispers('/open A1');
    await group.goTo(when('2026-11-23', '23:58'));
    expect(group.state()?.activities['A1']?.state).toBe('open');
    await group.goTo(when('2026-11-23', '23:59'));
    expect(group.state()?.activities['A1']?.state).toBe('closed');
  });

  test('takes a word of the member on a later day as reported, not as seen', async () => {
    const group = await missed();
    await group.person('林书华').whispers('/open A1');
    await group.person('张三').says('签到');
    const activity = group.state()?.activities['A1'];
    expect(activity?.marks['M3']).toBeUndefined();
    expect(activity?.proxies['M3']).toEqual({ reporter: 'M3' });
  });

  test('can be dropped', async () => {
    const group = await missed();
    await group.person('林书华').whispers('取消活动 志愿服务');
    await group.person('林书华').whispers('确认');
    expect(group.state()?.activities['A2']?.state).toBe('dropped');
  });
});
