import { describe, expect, test } from 'vitest';
import { createGroup, type Group, when } from '../support/group.ts';
import { restarted } from '../support/restart.ts';

const lists = (group: Group): string[] => group.group().filter((text) => text.includes('组织生活清单】'));
const fired = (group: Group): string[] =>
  group.entries.flatMap((entry) =>
    entry.type === 'schedule-fired' && entry.schedule === 'monthly-guidance' ? [entry.due] : [],
  );
const missed = (group: Group): string[] =>
  group.entries.flatMap((entry) =>
    entry.type === 'schedule-missed' && entry.schedule === 'monthly-guidance' ? [entry.due] : [],
  );

describe('the guidance list goes out on the first working day at nine', () => {
  test.each([
    ['October 2026, after the long holiday', '2026-09-29', '2026-10-08', '【10月组织生活清单】'],
    ['February 2026, whose first day is a Sunday', '2026-01-29', '2026-02-02', '【2月组织生活清单】'],
    ['January 2026, a Sunday made a workday', '2025-12-29', '2026-01-04', '【1月组织生活清单】'],
    ['May 2026, after Labour Day', '2026-04-29', '2026-05-06', '【5月组织生活清单】'],
  ])('%s', async (_, from, day, heading) => {
    const group = await createGroup({ now: when(from, '10:00') });
    await group.goTo(when(day, '08:59'));
    expect(lists(group)).toEqual([]);
    await group.goTo(when(day, '09:00'));
    expect(lists(group).length).toBe(1);
    expect(lists(group)[0]).toContain(heading);
    expect(lists(group)[0]).not.toContain('推算');
    await group.goTo(when(day, '20:00'));
    expect(lists(group).length).toBe(1);
  });

  test('a year whose holidays are not known yet says so', async () => {
    const group = await createGroup({ now: when('2028-12-30', '10:00') });
    // 1 January 2029 is a Monday and a holiday in every year.
    await group.goTo(when('2029-01-02', '08:59'));
    expect(lists(group)).toEqual([]);
    await group.goTo(when('2029-01-02', '09:00'));
    expect(lists(group)[0]).toContain('2029年放假安排尚未录入，首个工作日按周一至周五推算。');
  });
});

describe('exactly once', () => {
  const before = (): Promise<Group> => createGroup({ now: when('2026-10-07', '10:00') });

  test('over a double tick', async () => {
    const group = await before();
    group.clock.current = when('2026-10-08', '09:00');
    await Promise.all([group.ticker.tick(), group.ticker.tick()]);
    await group.ticker.tick();
    await group.outbox.idle();
    expect(lists(group).length).toBe(1);
    expect(fired(group)).toEqual(['2026-10-08T01:00:00.000Z']);
  });

  test('over a restart right after it', async () => {
    const group = await before();
    await group.goTo(when('2026-10-08', '09:00'));
    const next = await restarted(group, when('2026-10-08', '09:00'));
    await next.goTo(when('2026-10-09', '12:00'));
    expect(lists(group).length).toBe(1);
    expect(lists(next)).toEqual([]);
    expect(fired(next)).toEqual([]);
  });

  test('over a clock that is set back and comes again', async () => {
    const group = await before();
    await group.goTo(when('2026-10-08', '09:00'));
    group.clock.current = when('2026-10-08', '08:30');
    await group.ticker.tick();
    await group.goTo(when('2026-10-08', '09:30'));
    expect(lists(group).length).toBe(1);
    group.clock.current = when('2026-09-01', '08:30');
    await group.ticker.tick();
    await group.goTo(when('2026-10-20', '09:30'));
    expect(lists(group).length).toBe(1);
  });

  test('the firing and the push it queues are one append with one cause', async () => {
    const group = await before();
    await group.goTo(when('2026-10-08', '09:00'));
    const at = group.entries.findIndex(({ type }) => type === 'schedule-fired');
    expect(group.entries[at + 1]).toMatchObject({ type: 'push-queued', template: 'guidance-list', by: 'schedule' });
    expect(group.entries[at + 1]?.cause).toBe(group.entries[at]?.cause);
  });
});

describe('after a downtime', () => {
  test('of up to 48 hours it is still sent, once', async () => {
    const group = await createGroup({ now: when('2026-10-07', '10:00') });
    const next = await restarted(group, when('2026-10-10', '09:00'));
    await next.goTo(when('2026-10-10', '09:00'));
    expect(lists(next).length).toBe(1);
    expect(missed(next)).toEqual([]);
  });

  test('noticed at night it waits for the morning', async () => {
    const group = await createGroup({ now: when('2026-10-07', '10:00') });
    const next = await restarted(group, when('2026-10-09', '03:00'));
    await next.goTo(when('2026-10-09', '08:29'));
    expect(lists(next)).toEqual([]);
    await next.goTo(when('2026-10-09', '08:30'));
    expect(lists(next).length).toBe(1);
  });

  test('of more than 48 hours it is written down as missed and not sent', async () => {
    const group = await createGroup({ now: when('2026-10-07', '10:00') });
    const next = await restarted(group, when('2026-10-10', '09:01'));
    await next.goTo(when('2026-10-12', '12:00'));
    expect(lists(next)).toEqual([]);
    expect(missed(next)).toEqual(['2026-10-08T01:00:00.000Z']);
    const letters = next.person('林书华').letters();
    expect(letters.filter((text) => text.includes('没有按时发到群里'))).toEqual([
      '10月组织生活清单没有按时发到群里，因为当时程序没有运行。需要发布时请说「发布清单」；不需要的可以不理会。',
    ]);
    await next.goTo(when('2026-11-02', '09:00'));
    expect(lists(next).length).toBe(1);
  });

  test('of months every one is written down and none is sent', async () => {
    const group = await createGroup({ now: when('2026-06-10', '10:00') });
    const next = await restarted(group, when('2026-10-20', '10:00'));
    await next.goTo(when('2026-10-20', '10:00'));
    expect(lists(next)).toEqual([]);
    expect(missed(next)).toEqual([
      '2026-07-01T01:00:00.000Z',
      '2026-08-03T01:00:00.000Z',
      '2026-09-01T01:00:00.000Z',
      '2026-10-08T01:00:00.000Z',
    ]);
    const letters = next.person('林书华').letters();
    expect(letters.filter((text) => text.includes('没有按时发到群里')).map((text) => text.slice(0, 3))).toEqual([
      '10月',
    ]);
  });
});

test('a branch founded in the middle of a month is not sent what it was never owed', async () => {
  const group = await createGroup({ now: when('2026-10-20', '10:00') });
  await group.goTo(when('2026-11-01', '23:00'));
  expect(lists(group)).toEqual([]);
  expect(missed(group)).toEqual([]);
  await group.goTo(when('2026-11-02', '09:00'));
  expect(lists(group).length).toBe(1);
});

test('a list is not published twice in its month where the platform names no message', async () => {
  const group = await createGroup({ now: when('2026-11-30', '10:00') });
  const sent: string[] = [];
  group.wire.channel.send = async (_room, { text }) => {
    sent.push(text);
    return { ref: undefined };
  };
  const secretary = group.person('林书华');
  await group.goTo(when('2026-12-01', '12:00'));
  await secretary.whispers('设置 清单时间 每月5日 10:00');
  await group.goTo(when('2026-12-07', '12:00'));
  expect(sent.filter((text) => text.startsWith('【12月组织生活清单】')).length).toBe(1);
});

describe('a list published ahead', () => {
  const ahead = async (): Promise<Group> => {
    const group = await createGroup({ now: when('2026-11-26', '10:00') });
    const secretary = group.person('林书华');
    await secretary.whispers('导入清单 12月\n1. 党课：书记讲党课');
    await secretary.whispers('确认');
    await secretary.whispers('发布清单 12月');
    expect(lists(group).length).toBe(1);
    return group;
  };

  test('does not go out again by itself', async () => {
    const group = await ahead();
    await group.goTo(when('2026-12-10', '12:00'));
    expect(lists(group).length).toBe(1);
    expect(missed(group)).toEqual([]);
  });

  test('is remembered however much was said in the group since, and in the book of a new year', async () => {
    const group = await createGroup({ now: when('2026-12-20', '10:00') });
    const secretary = group.person('林书华');
    await secretary.whispers('发布清单 2027-01');
    for (let number = 1; number <= 25; number += 1) {
      await secretary.whispers(`通知 第${number}次`);
      await secretary.whispers('确认');
    }
    const next = await restarted(group, when('2026-12-31', '23:00'));
    await next.goTo(when('2027-01-10', '12:00'));
    expect(next.entries.some(({ type }) => type === 'carried-forward')).toBe(true);
    expect([...lists(group), ...lists(next)].length).toBe(1);
  });

  test('and changed since goes out on its day with a word about it', async () => {
    const group = await ahead();
    const secretary = group.person('林书华');
    await secretary.whispers('导入清单 12月\n1. 党课：书记讲党课\n2. 支委会');
    await secretary.whispers('确认');
    await group.goTo(when('2026-12-10', '12:00'));
    expect(lists(group).length).toBe(2);
    expect(lists(group)[1]).toMatch(/^【更新】12月清单发布以后有改动，以这一份为准。\n【12月组织生活清单】/u);
  });

  test('and changed can be published anew within the hour, and the same again cannot', async () => {
    const group = await ahead();
    const secretary = group.person('林书华');
    expect(await secretary.whispers('发布清单 12月')).toBe('这份清单刚刚发布过，没有重复发布。');
    await secretary.whispers('导入清单 12月\n1. 党课\n2. 支委会');
    await secretary.whispers('确认');
    expect(await secretary.whispers('发布清单 12月')).toBe('清单正在发出。');
    await group.goTo(when('2026-12-10', '12:00'));
    expect(lists(group).length).toBe(2);
  });

  test('and taken back goes out on its day', async () => {
    const group = await ahead();
    const secretary = group.person('林书华');
    await secretary.whispers('撤回');
    await secretary.whispers('确认');
    expect(lists(group)).toEqual([]);
    await group.goTo(when('2026-12-10', '12:00'));
    expect(lists(group).length).toBe(1);
  });

  test('says nothing yet of how the month before it went; that follows on the first working day', async () => {
    const group = await createGroup({ now: when('2026-11-20', '10:00') });
    const secretary = group.person('林书华');
    await secretary.whispers('导入清单 11月\n1. 党课');
    await secretary.whispers('确认');
    await secretary.whispers('发布清单 12月');
    expect(lists(group)[0]).not.toContain('上月完成情况');
    await secretary.whispers('清单 完成 1');
    await group.goTo(when('2026-12-01', '12:00'));
    expect(lists(group).length).toBe(1);
    expect(group.group().filter((text) => text.includes('上月完成情况'))).toEqual([
      '【上月完成情况】11月清单共1项，已完成1项。\n已完成：①党课。',
    ]);
  });
});
