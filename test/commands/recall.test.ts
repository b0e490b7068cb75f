import { describe, expect, test } from 'vitest';
import { createGroup, type Group, when } from '../support/group.ts';
import { restarted } from '../support/restart.ts';

const minutes = (count: number): number => count * 60_000;
const notify = async (group: Group, text: string): Promise<string> => {
  await group.person('林书华').whispers(`通知 ${text}`);
  await group.person('林书华').whispers('确认');
  return group.wire.sent.findLast(({ room }) => room === group.room)?.ref ?? '';
};
const facts = (group: Group): string[] =>
  group.entries.flatMap((entry) =>
    entry.type === 'push-withdrawn' || entry.type === 'push-recalled'
      ? [`${entry.type} ${entry.push}${'failed' in entry && entry.failed ? ' failed' : ''}`]
      : [],
  );

describe('撤回', () => {
  test('with a quote takes that message out of the group, and the ledger says so', async () => {
    const group = await createGroup();
    const first = await notify(group, '明天停水');
    await notify(group, '后天停电');
    expect(await group.person('王祖志').says('撤回', { quotes: first, mentions: true })).toBe(
      '正在从1个群撤回通知「明天停水」。',
    );
    expect(group.group()).toEqual(['【通知】后天停电']);
    expect(facts(group)).toEqual(['push-withdrawn P1', 'push-recalled P1']);
    expect(group.entries.find(({ type }) => type === 'push-withdrawn')).toMatchObject({ by: 'M2' });
    expect(await group.person('王祖志').says('撤回', { quotes: first, mentions: true })).toContain('请回复「确认」');
  });

  test('alone means the latest, names it, and waits for 确认', async () => {
    const group = await createGroup();
    await notify(group, '明天停水');
    group.clock.current += minutes(3);
    await notify(group, '请张三同志联系我');
    expect(await group.person('林书华').whispers('撤回')).toBe(
      '将撤回11月21日（周六）10:03的通知「请张三同志联系我」，请回复「确认」。',
    );
    expect(group.group().length).toBe(2);
    expect(await group.person('林书华').whispers('确认')).toBe('正在从1个群撤回通知「请张三同志联系我」。');
    expect(group.group()).toEqual(['【通知】明天停水']);
    expect(await group.person('林书华').whispers('撤回')).toContain('通知「明天停水」');
  });

  test('is silent where people say it to each other', async () => {
    const group = await createGroup();
    await notify(group, '停水');
    for (const name of ['林书华', '王祖志', '张三']) {
      expect(await group.person(name).says('撤回')).toBeUndefined();
      expect(await group.person(name).says('撤回吧')).toBeUndefined();
    }
    expect(await group.person('林书华').says('撤回刚才的通知')).toContain('请回复「确认」');
    expect(await group.person('张三').says('撤回刚才的通知')).toBeUndefined();
    expect(await group.person('张三').whispers('撤回')).toBe('「撤回」由支委使用。');
    expect(group.group().length).toBe(1);
  });

  test('of an announcement leaves the activity, and says so', async () => {
    const group = await createGroup();
    await group.person('林书华').says('发起 学习 11月25日 19:30 会议室');
    await group.person('林书华').whispers('撤回');
    expect(await group.person('林书华').whispers('确认')).toBe(
      '正在从1个群撤回活动通知（学习）。活动本身仍然有效，需要取消请说「取消活动」。',
    );
    expect(group.group().filter((text) => text.startsWith('【活动通知】'))).toEqual([]);
    expect(group.state()?.activities['A1']?.state).toBe('planned');
  });

  test('of what went as one message takes back all of it', async () => {
    const group = await createGroup();
    group.wire.goDown();
    await notify(group, '第一件');
    await notify(group, '第二件');
    group.wire.comeUp();
    await group.goTo(group.clock.current + minutes(5));
    const ref = group.wire.sent.at(-1)?.ref ?? '';
    expect(await group.person('林书华').says('撤回', { quotes: ref, mentions: true })).toBe(
      '正在从1个群撤回通知「第一件」、通知「第二件」。',
    );
    expect(group.group()).toEqual([]);
  });

  test('of what has not been sent yet keeps it from being sent', async () => {
    const group = await createGroup();
    group.wire.goDown();
    await notify(group, '停水');
    await group.person('林书华').whispers('撤回');
    await group.person('林书华').whispers('确认');
    group.wire.comeUp();
    await group.goTo(group.clock.current + minutes(200));
    expect(group.group()).toEqual([]);
    expect(group.entries.filter(({ type }) => type === 'push-given-up')).toEqual([]);
  });

  test('of what is on its way takes it back when it has arrived', async () => {
    const group = await createGroup();
    await group.person('林书华').whispers('通知 停水');
    const release = group.wire.hold();
    const sending = group.person('林书华').whispers('确认');
    for (let turn = 0; turn < 50; turn++) await Promise.resolve();
    const asked = group.person('王祖志').whispers('撤回');
    for (let turn = 0; turn < 50; turn++) await Promise.resolve();
    const confirmedIt = group.person('王祖志').whispers('确认');
    for (let turn = 0; turn < 50; turn++) await Promise.resolve();
    release();
    await Promise.all([sending, asked, confirmedIt]);
    expect(group.group()).toEqual([]);
    expect(facts(group)).toEqual(['push-withdrawn P1', 'push-recalled P1']);
  });

  test('is refused after 48 hours, and where the platform does not know it', async () => {
    const group = await createGroup();
    const ref = await notify(group, '停水');
    await group.goTo(when('2026-11-23', '10:01'));
    expect(await group.person('林书华').says('撤回', { quotes: ref, mentions: true })).toBe(
      '已经超过平台允许撤回的时间，请在群里手动删除，或另发通知说明：通知「停水」。',
    );
    const other = await createGroup();
    (other.wire.channel.can as { recallForMs?: number | undefined }).recallForMs = undefined;
    const lasting = await notify(other, '停水');
    expect(await other.person('林书华').says('撤回', { quotes: lasting, mentions: true })).toBe(
      '这个群里的消息不能由我撤回，请在群里手动处理，或另发通知说明：通知「停水」。',
    );
    expect(facts(other)).toEqual([]);
  });

  test('in a room whose platform names no message says so', async () => {
    const group = await createGroup();
    const { channel } = group.wire;
    (channel.can as { recallForMs?: number | undefined }).recallForMs = undefined;
    channel.send = async () => ({ ref: undefined });
    await notify(group, '停水');
    expect(await group.person('林书华').whispers('撤回')).toBe(
      '这个群里的消息不能由我撤回，请在群里手动处理，或另发通知说明：通知「停水」。',
    );
  });

  test('of the check-in is refused, and with nothing pushed there is nothing', async () => {
    const group = await createGroup();
    expect(await group.person('林书华').whispers('撤回')).toBe('近期没有可以撤回的推送。');
    await group.person('林书华').says('发起 学习 今天 10:20 会议室');
    await group.goTo(when('2026-11-21', '10:05'));
    const ref = group.wire.sent.findLast(({ text }) => text.startsWith('【签到】'))?.ref ?? '';
    expect(await group.person('林书华').says('撤回', { quotes: ref, mentions: true })).toContain('这一类消息不能撤回');
  });

  test('that the platform refuses is told to the secretary in private', async () => {
    const group = await createGroup();
    const ref = await notify(group, '停水');
    group.wire.failNext('refused');
    await group.person('王祖志').says('撤回', { quotes: ref, mentions: true });
    expect(group.person('林书华').letters().at(-1)).toBe(
      '通知「停水」（编号 P1）没能从支部群撤回，需要时请在群里手动删除或另行说明。',
    );
    expect(facts(group)).toEqual(['push-withdrawn P1', 'push-recalled P1 failed']);
    await group.goTo(group.clock.current + minutes(600));
    expect(facts(group).length).toBe(2);
  });

  test('that cannot be reached is done by the next process', async () => {
    const group = await createGroup();
    const ref = await notify(group, '停水');
    group.wire.goDown();
    await group.person('林书华').says('撤回', { quotes: ref, mentions: true });
    const next = await restarted(group, group.clock.current + minutes(2));
    next.wire.sent.push(...group.wire.sent);
    await next.goTo(next.clock.current);
    expect(next.group()).toEqual([]);
    expect(facts(next)).toEqual(['push-recalled P1']);
  });
});
