import { describe, expect, test } from 'vitest';
import { pushesAhead } from '../../src/bot/preview.ts';
import { almanac, createGroup, type Group, schedules, when } from '../support/group.ts';

type Line = { at: string; to: string; template: string; firstLine: string };

const byAll = (a: Line, b: Line): number => JSON.stringify(a).localeCompare(JSON.stringify(b));

const foreseen = (group: Group, until: number): Line[] => {
  const held = group.held();
  if (!held) throw new Error('no branch');
  const { branch, people } = held;
  return pushesAhead({ branch, people, schedules, almanac, now: group.clock.current, until })
    .map(({ at, to, template, firstLine }) => ({ at: new Date(at).toISOString(), to, template, firstLine }))
    .toSorted(byAll);
};

/** What was delivered from the `seen`th entry on, with the text as it was sent. */
const delivered = (group: Group, seen: number): Line[] => {
  const templates = new Map(
    group.entries.flatMap((entry) => (entry.type === 'push-queued' ? [[entry.push, entry.template] as const] : [])),
  );
  // Several pushes of one minute are one message, in their order.
  const texts = new Map(
    group.wire.sent.flatMap(({ message: { key, text }, room }) => {
      const parts = key.includes('+') ? text.split('\n\n') : [text];
      return key.split('+').map((id, index) => [`${id} ${room}`, parts[index] ?? ''] as const);
    }),
  );
  const accounts = Object.entries(group.held()?.people.accounts ?? {});
  const roomOf = (to: string): string => accounts.find(([, { member }]) => member === to)?.[0] ?? to;
  return group.entries
    .slice(seen)
    .flatMap((entry) =>
      entry.type === 'push-delivered'
        ? [
            {
              at: entry.at,
              to: entry.to,
              template: templates.get(entry.push) ?? '',
              firstLine: (texts.get(`${entry.push} ${roomOf(entry.to)}`) ?? '').split('\n')[0] ?? '',
            },
          ]
        : [],
    )
    .toSorted(byAll);
};

/** A branch as the demo's: one activity closed, some coming, of several kinds and hours. */
const demoLike = async (now: number): Promise<Group> => {
  const group = await createGroup({ now });
  const secretary = group.person('林书华');
  await secretary.says('发起 主题党日 今天 19:30 党群服务中心 学习全会精神');
  await group.goTo(now + 10 * 3_600_000);
  await group.person('张三').says('签到');
  await group.person('王五').whispers('单独提醒我');
  await secretary.says('结束签到');
  await secretary.says('发起 党小组会 第一党小组 大后天 12:30 会议室 交流');
  await secretary.says('发起 支部党员大会 下下周三 21:10 会议室 通报工作');
  await secretary.says('发起 党课 下周六 08:40 会议室');
  return group;
};

describe('what is foreseen is what is pushed', () => {
  test.each([
    ['an ordinary month', '2026-05-20', '2026-06-25'],
    ['across the National Day holidays', '2026-09-15', '2026-10-20'],
    ['across the end of the year', '2026-12-10', '2027-01-31'],
  ])('in %s: the same, to the same places, at the same times', async (_, from, to) => {
    const group = await demoLike(when(from, '10:00'));
    const until = when(to, '23:00');
    const expected = foreseen(group, until);
    const seen = group.entries.length;
    await group.goTo(until);
    expect(expected.length).toBeGreaterThan(8);
    expect(delivered(group, seen)).toEqual(expected);
  });

  test('also after the program did not run for a while', async () => {
    const group = await demoLike(when('2026-05-20', '10:00'));
    group.clock.current = when('2026-06-02', '23:10');
    const until = when('2026-06-20', '12:00');
    const expected = foreseen(group, until);
    const seen = group.entries.length;
    await group.ticker.tick();
    await group.outbox.idle();
    await group.goTo(until);
    expect(delivered(group, seen)).toEqual(expected);
  });

  test('and looking ahead writes nothing', async () => {
    const group = await demoLike(when('2026-05-20', '10:00'));
    const before = JSON.stringify([group.held()?.branch, group.entries]);
    foreseen(group, when('2026-08-01', '12:00'));
    expect(JSON.stringify([group.held()?.branch, group.entries])).toBe(before);
  });
});

describe('「日程」', () => {
  test('tells an officer the next 31 days in private, a line each', async () => {
    const group = await createGroup({ now: when('2026-11-21', '10:00') });
    await group.person('林书华').says('发起 学习 12月3日 15:00 会议室 全会精神');
    const answer = (await group.person('王祖志').whispers('日程')) ?? '';
    const lines = answer.split('\n');
    expect(lines[0]).toBe('【日程】今后31天将要推送：');
    expect(lines).toContain('12月1日（周二）09:00 群 组织生活清单');
    expect(lines).toContain('12月2日（周三）15:00 群 活动提醒：学习「全会精神」');
    expect(lines).toContain('12月1日（周二）09:00 私聊林书华 放假安排未录入');
    const reply = await group.person('王祖志').reply('日程');
    expect(reply).toMatchObject({ kind: 'said', privately: true });
  });
});
