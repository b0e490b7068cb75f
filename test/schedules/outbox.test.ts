import { describe, expect, test } from 'vitest';
import { createGroup, type Group, when } from '../support/group.ts';
import { restarted } from '../support/restart.ts';

const minutes = (count: number): number => count * 60_000;
const owed = (group: Group): string[] =>
  Object.values(group.state()?.pushes ?? {}).flatMap((push) =>
    Object.keys(push.owed).map((to) => `${push.template} ${to}`),
  );
const notify = async (group: Group, text: string): Promise<void> => {
  await group.person('林书华').whispers(`通知 ${text}`);
  await group.person('林书华').whispers('确认');
};
const facts = (group: Group, type: 'push-attempted' | 'push-delivered' | 'push-given-up' | 'push-put-off'): string[] =>
  group.entries.flatMap((entry) => (entry.type === type && entry.to === group.room ? [entry.push] : []));
const notices = (group: Group): string[] => group.group().filter((text) => text.startsWith('【通知】'));

describe('a push that cannot be sent', () => {
  test('is tried again after 1, 5, 20 and 60 minutes until it arrives, once', async () => {
    const group = await createGroup();
    group.wire.failNext('unreachable', 'unreachable', 'unreachable', 'unreachable');
    await notify(group, '停水');
    const start = group.clock.current;
    for (const after of [1, 6, 26, 86]) {
      await group.goTo(start + minutes(after) - 1);
      expect(notices(group)).toEqual([]);
      await group.goTo(start + minutes(after));
    }
    expect(notices(group)).toEqual(['【通知】停水']);
    await group.goTo(start + minutes(600));
    expect(notices(group).length).toBe(1);
    expect(owed(group)).toEqual([]);
  });

  test('by an unknown outcome is sent again if it is a notice, and not if it is a reminder', async () => {
    const group = await createGroup();
    group.wire.failNext('unknown');
    await notify(group, '停水');
    await group.goTo(group.clock.current + minutes(1));
    expect(group.group().at(-1)).toBe('【补发】上一次发送没有得到确认，已经看到的同志请忽略这一条。\n【通知】停水');

    await group.person('林书华').says('发起 学习 11月25日 19:30 会议室');
    await group.goTo(when('2026-11-24', '12:00'));
    group.wire.failNext('unknown');
    await group.goTo(when('2026-11-25', '12:00'));
    expect(group.group().filter((text) => text.startsWith('【活动提醒】'))).toEqual([]);
    expect(group.entries.filter(({ type }) => type === 'push-given-up')).toMatchObject([{ reason: 'unknown' }]);
  });

  test('and is refused is given up, and the secretary is told in private once', async () => {
    const group = await createGroup();
    group.wire.failNext('refused');
    await notify(group, '停水');
    await group.goTo(group.clock.current + minutes(600));
    const told = group
      .person('林书华')
      .letters()
      .filter((text) => text.includes('没有送达'));
    expect(told).toEqual(['通知「停水」（编号 P1）没有送达支部群，已停止重试，请在群里另行告知。']);
    expect(notices(group)).toEqual([]);
    expect(owed(group)).toEqual([]);
    expect((await group.person('王祖志').whispers('日程'))?.split('\n').slice(-2)).toEqual([
      '近两周没有送达的推送，请确认已另行告知：',
      '11月21日（周六）10:00 通知「停水」（编号 P1）',
    ]);
  });

  test('is given up after five tries, and what is owed after it is tried in its turn', async () => {
    const group = await createGroup();
    group.wire.failNext(...Array.from({ length: 5 }, () => 'unreachable' as const));
    await notify(group, '停水');
    const start = group.clock.current;
    await group.goTo(start + minutes(86) - 1);
    expect(group.entries.filter(({ type }) => type === 'push-given-up')).toEqual([]);
    await group.goTo(start + minutes(86));
    expect(group.entries.filter(({ type }) => type === 'push-given-up')).toMatchObject([
      { push: 'P1', reason: 'unreachable' },
    ]);
    expect(facts(group, 'push-attempted').filter((push) => push === 'P1').length).toBe(5);
    await notify(group, '来电');
    expect(notices(group)).toEqual(['【通知】来电']);
  });

  test.each(['unreachable', 'unknown'] as const)('has had its tries also before a restart (%s)', async (reason) => {
    const group = await createGroup();
    group.wire.failNext(reason, reason, reason);
    await notify(group, '停水');
    await group.goTo(group.clock.current + minutes(6));
    expect(facts(group, 'push-attempted')).toEqual(['P1', 'P1', 'P1']);
    const next = await restarted(group, group.clock.current + minutes(1));
    next.wire.failNext(reason, reason, reason, reason);
    await next.goTo(next.clock.current + minutes(600));
    expect(facts(next, 'push-attempted')).toEqual(['P1', 'P1']);
    expect(next.entries.filter(({ type }) => type === 'push-given-up')).toMatchObject([{ push: 'P1', reason }]);
  });

  test('and waited for a connection before a restart has had none of its tries by that', async () => {
    const group = await createGroup();
    group.wire.goDown();
    await notify(group, '停水');
    await group.goTo(group.clock.current + minutes(200));
    const next = await restarted(group, group.clock.current + minutes(1));
    next.wire.failIn(next.room, 'unreachable', 'unreachable', 'unreachable');
    await next.goTo(next.clock.current + minutes(600));
    expect(notices(next)).toEqual(['【通知】停水']);
  });

  test('over a connection that is down is not counted as tried, and given up as late after a day', async () => {
    const group = await createGroup();
    group.wire.goDown();
    await notify(group, '停水');
    await group.goTo(group.clock.current + minutes(23 * 60));
    expect(facts(group, 'push-given-up')).toEqual([]);
    await group.goTo(group.clock.current + minutes(2 * 60));
    expect(group.entries.filter((entry) => entry.type === 'push-given-up' && entry.push === 'P1')).toMatchObject([
      { reason: 'late' },
    ]);
    expect(notices(group)).toEqual([]);
  });

  test('is not lost by what something new tries in between', async () => {
    const group = await createGroup();
    group.wire.failNext(...Array.from({ length: 7 }, () => 'unreachable' as const));
    for (const text of ['一', '二', '三', '四', '五', '六', '七']) await notify(group, text);
    await group.goTo(group.clock.current + minutes(1));
    expect(notices(group).join('')).toContain('【通知】一\n\n【通知】二');
  });

  test('to the secretary himself is given up without another line', async () => {
    const group = await createGroup();
    group.wire.failNext('refused', 'refused');
    await notify(group, '停水');
    expect(group.entries.filter(({ type }) => type === 'push-given-up').length).toBe(2);
    await group.goTo(group.clock.current + minutes(600));
    expect(group.entries.filter(({ type }) => type === 'push-given-up').length).toBe(2);
  });

  test('to a member without an account is given up at once', async () => {
    const group = await createGroup({ bind: false });
    await group.person('林书华').says('我是 林书华');
    expect(group.entries.filter(({ type }) => type === 'push-given-up')).toMatchObject([
      { to: 'M1', reason: 'refused' },
    ]);
  });
});

describe('over a restart', () => {
  test('what certainly never left is sent by the next process, unmarked, and a reminder too', async () => {
    const group = await createGroup();
    group.wire.failNext('unreachable');
    await notify(group, '停水');
    const next = await restarted(group, group.clock.current + minutes(5));
    await next.goTo(next.clock.current);
    expect(notices(next)).toEqual(['【通知】停水']);
    const other = await createGroup();
    await other.person('林书华').says('发起 学习 11月25日 19:30 会议室');
    await other.goTo(when('2026-11-24', '12:00'));
    other.wire.goDown();
    await other.goTo(when('2026-11-24', '19:30'));
    const after = await restarted(other, when('2026-11-24', '19:40'));
    await after.goTo(when('2026-11-24', '19:40'));
    expect(after.group().map((text) => text.split('\n')[0])).toEqual(['【活动提醒】学习']);
  });

  test('a reminder whose attempt was cut short is not sent a second time, an announcement is', async () => {
    const group = await createGroup();
    await group.person('林书华').says('发起 学习 11月25日 19:30 会议室');
    await group.goTo(when('2026-11-24', '12:00'));
    group.clock.current = when('2026-11-24', '19:30');
    const release = group.wire.hold();
    await group.ticker.tick();
    for (let turn = 0; turn < 50; turn++) await Promise.resolve();
    const next = await restarted(group, when('2026-11-24', '19:40'));
    await next.goTo(when('2026-11-24', '19:40'));
    expect(next.group()).toEqual([]);
    expect(next.entries.filter(({ type }) => type === 'push-given-up')).toMatchObject([{ reason: 'unknown' }]);
    release();
    const other = await createGroup();
    const letGo = other.wire.hold();
    const asked = other.person('林书华').says('发起 学习 11月25日 19:30 会议室');
    for (let turn = 0; turn < 50; turn++) await Promise.resolve();
    const after = await restarted(other, when('2026-11-21', '10:10'));
    await after.goTo(when('2026-11-21', '10:10'));
    expect(after.group().filter((text) => text.startsWith('【活动通知】')).length).toBe(1);
    letGo();
    await asked;
  });
});

describe('a room reads its pushes in order', () => {
  test('when several are queued while the first is on its way', async () => {
    const group = await createGroup();
    const release = group.wire.hold();
    const said = [1, 2, 3].map(async (number) => {
      const person = group.person(number === 2 ? '王祖志' : '林书华');
      await person.reply(`发布清单 ${number}月`, { direct: true });
    });
    for (let turn = 0; turn < 50; turn++) await Promise.resolve();
    release();
    await Promise.all(said);
    await group.outbox.idle();
    const months = [
      ...group
        .group()
        .join('\n')
        .matchAll(/^【(\d+)月/gmu),
    ].map(([, month]) => month);
    expect(months).toEqual(['1', '2', '3']);
  });

  test('when the first could not be sent and a second is queued meanwhile', async () => {
    const group = await createGroup();
    group.wire.failNext('unreachable');
    await notify(group, '第一件');
    expect(notices(group)).toEqual([]);
    await notify(group, '第二件');
    await group.goTo(group.clock.current + minutes(1));
    expect(notices(group)).toEqual(['【通知】第一件\n\n【通知】第二件']);
  });

  describe('and what falls due there within the same minute', () => {
    const atOnce = async (group: Group, ...texts: readonly string[]): Promise<void> => {
      group.wire.goDown();
      for (const text of texts) await notify(group, text);
      group.wire.comeUp();
      await group.goTo(group.clock.current + minutes(30));
    };

    test('is one message, each push with facts of its own', async () => {
      const group = await createGroup();
      await atOnce(group, '第一件', '第二件');
      expect(notices(group)).toEqual(['【通知】第一件\n\n【通知】第二件']);
      expect(facts(group, 'push-attempted').slice(-2)).toEqual(['P1', 'P2']);
      expect(facts(group, 'push-delivered')).toEqual(['P1', 'P2']);
      expect(group.wire.sent.at(-1)?.message.key).toBe('P1+P2');
    });

    test('is acknowledged with one 收到', async () => {
      const group = await createGroup();
      await atOnce(group, '第一件', '第二件');
      await group.person('张三').says('收到');
      const receipts = group.entries.flatMap((entry) => (entry.type === 'receipt-given' ? [entry.push] : []));
      expect(receipts).toEqual(['P1', 'P2']);
    });

    test('has the buttons of the one that has any', async () => {
      const group = await createGroup();
      await group.person('林书华').says('发起 学习 12月25日 19:30 会议室');
      const seen = group.group().length;
      group.wire.goDown();
      await notify(group, '第一件');
      await group.person('林书华').says('发起 党课 12月26日 19:30 会议室');
      await notify(group, '第二件');
      group.wire.comeUp();
      await group.goTo(group.clock.current + minutes(30));
      const [message, ...others] = group.wire.sent.filter(({ room }) => room === group.room).slice(seen);
      expect(others).toEqual([]);
      expect(message?.text.match(/【[^】]+】[^\n]*/gu)).toEqual([
        '【通知】第一件',
        '【活动通知】党课',
        '【通知】第二件',
      ]);
      expect(message?.message.choices).toEqual([
        [
          { label: '请假', says: '/leave A2' },
          { label: '我会到', says: '/coming A2' },
        ],
      ]);
    });

    test('tells the buttons of two activities apart, and whoever quotes it is asked which one is meant', async () => {
      const group = await createGroup();
      await group.person('林书华').says('发起 学习 12月25日 19:30 会议室');
      group.wire.goDown();
      await group.person('林书华').says('发起 党课 12月26日 19:30 会议室');
      await group.person('李四').says('发起 党小组会 12月27日 19:30 会议室');
      group.wire.comeUp();
      await group.goTo(group.clock.current + minutes(30));
      const last = group.wire.sent.at(-1);
      expect(last?.message.choices?.flat().map(({ label }) => label)).toEqual([
        '请假（12月26日党课）',
        '我会到（12月26日党课）',
        '请假（12月27日第一党小组党小组会）',
        '我会到（12月27日第一党小组党小组会）',
      ]);
      const asked = await group.person('张三').says('请假', { quotes: last?.ref ?? '', mentions: true });
      expect(asked?.split('\n').slice(1, 3)).toEqual([
        '1. 党课，12月26日（周六）19:30',
        '2. 第一党小组党小组会，12月27日（周日）19:30',
      ]);
      await group.person('张三').says('2');
      expect(group.state()?.activities['A3']?.leaves).toMatchObject({ M3: { state: 'asked' } });
    });

    test('from two schedules is one message, also where another process sends it', async () => {
      const heads = (group: Group): string[][] =>
        group.group().map((text) => [...text.matchAll(/^【[^】]+】/gmu)].map(([head]) => head));
      const opened = async (): Promise<Group> => {
        const group = await createGroup({ now: when('2026-11-30', '10:00') });
        await group.person('林书华').says('发起 学习 12月2日 09:00 会议室');
        return group;
      };
      const group = await opened();
      await group.goTo(when('2026-12-01', '09:00'));
      expect(heads(group).slice(2)).toEqual([['【活动提醒】', '【12月组织生活清单】']]);
      const before = await opened();
      await before.goTo(when('2026-12-01', '08:59'));
      before.wire.goDown();
      await before.goTo(when('2026-12-01', '09:00'));
      const next = await restarted(before, when('2026-12-01', '09:03'));
      await next.goTo(when('2026-12-01', '09:03'));
      expect(heads(next)).toEqual([['【活动提醒】', '【12月组织生活清单】']]);
      expect(next.group()[0]).not.toContain('补发');
    });

    test('whose outcome is unknown is sent again without the reminder in it', async () => {
      const group = await createGroup({ now: when('2026-10-07', '10:00') });
      await group.person('林书华').says('发起 学习 10月9日 09:00 会议室');
      const seen = group.group().length;
      await group.goTo(when('2026-10-08', '08:59'));
      group.wire.failIn(group.room, 'unknown');
      await group.goTo(when('2026-10-08', '09:05'));
      const [again, ...others] = group.group().slice(seen);
      expect(others).toEqual([]);
      expect(again?.split('\n')[0]).toBe('【补发】上一次发送没有得到确认，已经看到的同志请忽略这一条。');
      expect(again).toContain('【10月组织生活清单】');
      expect(again).not.toContain('【活动提醒】');
      expect(facts(group, 'push-given-up').length).toBe(1);
    });

    test('stays apart where together it would be long', async () => {
      const group = await createGroup();
      await atOnce(group, '一'.repeat(400), '二'.repeat(400), '三'.repeat(400), '四'.repeat(400));
      expect(notices(group).map((text) => text.length)).toEqual([3 * 404 + 4, 404]);
    });

    test('is given up push by push when the room refuses', async () => {
      const group = await createGroup();
      group.wire.failNext('unreachable', 'unreachable', 'refused');
      await notify(group, '第一件');
      await notify(group, '第二件');
      await group.goTo(group.clock.current + minutes(30));
      const lost = group.entries.flatMap((entry) => (entry.type === 'push-given-up' ? [entry.push] : []));
      expect(lost).toEqual(['P1', 'P2']);
    });
  });

  test('stays apart where a minute lies between', async () => {
    const group = await createGroup();
    group.wire.failNext('unreachable', 'unreachable');
    await notify(group, '第一件');
    group.clock.current += minutes(1) - 1;
    await notify(group, '第二件');
    group.clock.current += 1;
    await notify(group, '第三件');
    await group.goTo(group.clock.current + minutes(30));
    expect(notices(group).join('|')).toContain('|【通知】第三件');
  });

  test('and a room that cannot be reached does not hold up another', async () => {
    const group = await createGroup();
    await group.person('林书华').says('建支部 第一党支部', { room: 'test:second' });
    group.wire.failNext('unreachable');
    await notify(group, '停水');
    expect(group.wire.sent.filter(({ text }) => text === '【通知】停水').map(({ room }) => room)).toEqual([
      'test:second',
    ]);
    await group.goTo(group.clock.current + minutes(1));
    expect(group.wire.sent.filter(({ text }) => text === '【通知】停水').map(({ room }) => room)).toEqual([
      'test:second',
      'test:group',
    ]);
  });
});

test('in quiet hours a line to the secretary waits for the morning, an answer does not', async () => {
  const group = await createGroup({ now: when('2026-11-21', '19:00') });
  await group.person('林书华').says('发起 学习 明天 19:30 会议室');
  await group.goTo(when('2026-11-21', '22:30'));
  expect(await group.person('张三').says('请假')).toContain('已登记请假');
  expect(group.person('林书华').letters()).toEqual([]);
  await group.goTo(when('2026-11-22', '08:30'));
  expect(
    group
      .person('林书华')
      .letters()
      .filter((text) => text.includes('张三请假')).length,
  ).toBe(1);
});
