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
const notices = (group: Group): string[] => group.group().filter((text) => text.startsWith('【通知】'));

describe('a push that cannot be sent', () => {
  test('is tried again after 1, 2, 5 and 10 minutes until it arrives, once', async () => {
    const group = await createGroup();
    group.wire.failNext('unreachable', 'unreachable', 'unreachable', 'unreachable');
    await notify(group, '停水');
    const start = group.clock.current;
    for (const after of [1, 3, 8, 18]) {
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
    expect(notices(group).length).toBe(1);

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
    expect(told).toEqual(['有一条推送没有送达支部群（编号 P1），已停止重试，请在群里另行告知。']);
    expect(notices(group)).toEqual([]);
    expect(owed(group)).toEqual([]);
  });

  test('for a whole day is given up as late', async () => {
    const group = await createGroup();
    group.wire.failNext(...Array.from({ length: 60 }, () => 'unreachable' as const));
    await notify(group, '停水');
    await group.goTo(group.clock.current + minutes(26 * 60));
    expect(group.entries.filter((entry) => entry.type === 'push-given-up' && entry.push === 'P1')).toMatchObject([
      { reason: 'late' },
    ]);
    expect(notices(group)).toEqual([]);
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
  test('what was queued and never attempted is sent by the next process', async () => {
    const group = await createGroup();
    group.wire.failNext('unreachable');
    await notify(group, '停水');
    const next = await restarted(group, group.clock.current + minutes(5));
    await next.goTo(next.clock.current);
    expect(notices(next)).toEqual(['【通知】停水']);
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
    const facts = (group: Group, type: 'push-attempted' | 'push-delivered') =>
      group.entries.flatMap((entry) => (entry.type === type && entry.to === group.room ? [entry.push] : []));

    test('is one message, each push with facts of its own', async () => {
      const group = await createGroup();
      await atOnce(group, '第一件', '第二件');
      expect(notices(group)).toEqual(['【通知】第一件\n\n【通知】第二件']);
      expect(facts(group, 'push-attempted')).toEqual(['P1', 'P2']);
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

    test('stays apart where one of them has buttons', async () => {
      const group = await createGroup();
      await group.person('林书华').says('发起 学习 12月25日 19:30 会议室');
      const seen = group.group().length;
      group.wire.failNext('unreachable');
      await notify(group, '第一件');
      await group.person('林书华').says('发起 党课 12月26日 19:30 会议室');
      await notify(group, '第二件');
      await group.goTo(group.clock.current + minutes(30));
      const heads = group
        .group()
        .slice(seen)
        .map((text) => text.split('\n')[0]);
      expect(heads).toEqual(['【通知】第一件', '【活动通知】党课', '【通知】第二件']);
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
