import { describe, expect, test } from 'vitest';
import { createGroup, type Group, when } from '../support/group.ts';
import { zipTexts } from '../support/zip.ts';

const receipts = (group: Group): number => group.entries.filter(({ type }) => type === 'receipt-given').length;

describe('通知', () => {
  test('goes out only after 确认 by the same person, once, to every room', async () => {
    const group = await createGroup();
    const secretary = group.person('林书华');
    const before = group.group().length;
    expect(await secretary.says('通知 明天上午停水，会议改在三楼。')).toBe(
      '将向1个群发出以下通知，请回复「确认」：\n【通知】明天上午停水，会议改在三楼。',
    );
    expect(await group.person('王祖志').says('确认')).toBeUndefined();
    expect(group.group().length).toBe(before);
    expect(await secretary.says('确认')).toBe('✓ 通知正在发出。');
    expect(group.group().slice(before)).toEqual(['【通知】明天上午停水，会议改在三楼。']);
    expect(await secretary.says('确认')).toBeUndefined();
    expect(group.group().length).toBe(before + 1);
  });

  test('forgotten for ten minutes is not sent any more', async () => {
    const group = await createGroup();
    const secretary = group.person('林书华');
    await secretary.says('通知 停水');
    await group.goTo(group.clock.current + 10 * 60_000);
    const before = group.group().length;
    expect(await secretary.says('确认')).toBeUndefined();
    expect(group.group().length).toBe(before);
  });

  test('without text, or too long, is refused', async () => {
    const group = await createGroup();
    expect(await group.person('林书华').says('通知')).toContain('请写明通知内容');
    expect(await group.person('林书华').says(`通知 ${'长'.repeat(1501)}`)).toBe('通知请不要超过1500个字。');
  });
});

describe('收到', () => {
  const withNotice = async (): Promise<Group> => {
    const group = await createGroup();
    await group.person('林书华').says('通知 停水');
    await group.person('林书华').says('确认');
    return group;
  };

  test('is a receipt of the latest push, said once, and answered by silence', async () => {
    const group = await withNotice();
    expect(await group.person('张三').says('收到')).toBeUndefined();
    expect(await group.person('张三').says('收到。')).toBeUndefined();
    expect(receipts(group)).toBe(1);
    expect(group.entries.at(-1)).toMatchObject({ type: 'receipt-given', member: 'M3', by: 'M3' });
  });

  test('as a reaction on the message is the same receipt', async () => {
    const group = await withNotice();
    const ref = group.wire.sent.at(-1)?.ref ?? '';
    expect(await group.person('张三').says('👌', { kind: 'reaction', quotes: ref })).toBeUndefined();
    await group.person('张三').says('收到');
    expect(receipts(group)).toBe(1);
    expect(await group.person('过路人').says('👌', { kind: 'reaction', quotes: ref })).toBeUndefined();
    expect(await group.person('王五').says('👌', { kind: 'reaction', quotes: 'test:message:999' })).toBeUndefined();
    expect(receipts(group)).toBe(1);
  });

  test('is never attendance, as a word or as a reaction on the check-in message', async () => {
    const group = await createGroup();
    await group.person('林书华').says('发起 学习 今天 10:20 会议室');
    await group.goTo(when('2026-11-21', '10:05'));
    const ref = group.wire.sent.at(-1)?.ref ?? '';
    expect(group.group().at(-1)).toContain('【签到】');
    await group.person('张三').says('👍', { kind: 'reaction', quotes: ref });
    await group.person('王五').says('收到');
    expect(receipts(group)).toBe(2);
    expect(group.state()?.activities['A1']?.marks).toEqual({});
    expect(group.group().at(-1)).toContain('应到 8，已到 0。');
  });

  test('with a quote means the quoted push', async () => {
    const group = await withNotice();
    const first = group.wire.sent.at(-1)?.ref ?? '';
    await group.person('林书华').says('通知 来电');
    await group.person('林书华').says('确认');
    await group.person('张三').says('收到', { quotes: first, mentions: true });
    expect(group.entries.at(-1)).toMatchObject({ type: 'receipt-given', push: 'P1' });
  });

  test('after three days belongs to no push any more', async () => {
    const group = await withNotice();
    await group.goTo(when('2026-11-24', '10:01'));
    await group.person('张三').says('收到');
    expect(receipts(group)).toBe(0);
  });
});

describe('发布清单', () => {
  test('of 1月 said in December is next January’s', async () => {
    const group = await createGroup({ now: when('2026-12-20', '10:00') });
    await group.person('林书华').says('发布清单 1月');
    const { message } = group.wire.sent.findLast(({ room }) => room === group.room) ?? {};
    expect(message?.file?.name).toBe('2027-01_组织生活清单.xlsx');
  });

  test('publishes this month’s list, or another’s, and not twice within the hour', async () => {
    const group = await createGroup();
    const secretary = group.person('林书华');
    expect(await secretary.says('发布清单')).toBe('✓ 清单正在发出。');
    expect(group.group().at(-1)).toContain('【11月组织生活清单】');
    expect(group.group().at(-1)).toContain('请先看与本人有关的项目，无需回复。');
    expect(await secretary.says('发布清单')).toBe('这份清单刚刚发布过，没有重复发布。');
    expect(await secretary.says('发布清单 12月')).toBe('✓ 清单正在发出。');
    expect(group.group().at(-1)).toContain('【12月组织生活清单】');
    expect(await secretary.says('发布清单 2027-01')).toBe('✓ 清单正在发出。');
    await group.goTo(group.clock.current + 3_600_001);
    expect(await secretary.says('发布清单 本月')).toBe('✓ 清单正在发出。');
  });

  test('brings the whole list along as a workbook, and the text to pin to the secretary', async () => {
    const group = await createGroup();
    const secretary = group.person('林书华');
    await secretary.whispers('导入清单 12月\n1. 张三讲党课《公报》\n2. 支委会');
    await secretary.whispers('确认');
    await secretary.whispers('发布清单 12月');
    const sent = group.wire.sent.findLast(({ room }) => room === group.room);
    expect(sent?.message.file?.name).toBe('2026-12_组织生活清单.xlsx');
    const parts = zipTexts(sent?.message.file?.bytes ?? new Uint8Array());
    expect(parts.get('xl/sharedStrings.xml')).toContain('张三讲党课');
    expect(parts.get('xl/sharedStrings.xml')).toContain('《公报》');
    expect(secretary.letters().at(-1)).toContain('需要时请复制下面的文字：\n【12月组织生活清单】');
    await secretary.whispers('通知 停水');
    await secretary.whispers('确认');
    expect(group.wire.sent.findLast(({ room }) => room === group.room)?.message.file).toBeUndefined();
  });

  test('of a month that does not exist is refused', async () => {
    const group = await createGroup();
    for (const words of ['13月', '下个月吧', '2026-00', '零月']) {
      expect(await group.person('林书华').says(`发布清单 ${words}`)).toBe(
        `没有看懂月份「${words}」，请写成 12月 或 2026-12。`,
      );
    }
  });

  test('清单 shows it to anybody without publishing', async () => {
    const group = await createGroup();
    const before = group.group().length;
    expect(await group.person('过路人').says('清单')).toContain('【11月组织生活清单】');
    expect(group.group().length).toBe(before);
  });
});

describe('近期', () => {
  test('lists what is planned in order of time, and says when there is nothing', async () => {
    const group = await createGroup();
    expect(await group.person('张三').says('近期')).toBe('近期没有安排活动。');
    await group.person('林书华').says('发起 党课 11月25日 19:30 会议室 张三讲');
    await group.person('李四').says('发起 党小组会 11月23日 18:00 活动室');
    expect(await group.person('张三').says('近期')).toBe(
      [
        '【近期活动】',
        '11月23日（周一）18:00 第一党小组党小组会，活动室',
        '11月25日（周三）19:30 党课「张三讲」，会议室（全体党员）',
      ].join('\n'),
    );
  });
});

describe('我的', () => {
  test('is the member’s own record, in private', async () => {
    const group = await createGroup();
    const secretary = group.person('林书华');
    await secretary.says('发起 学习 今天 10:20 会议室');
    await group.goTo(when('2026-11-21', '10:35'));
    await group.person('张三').says('签到');
    await secretary.says('结束签到');
    await secretary.says('发起 党课 今天 15:00 会议室');
    await group.goTo(when('2026-11-21', '14:45'));
    await group.person('张三').says('请假 出差');
    await secretary.whispers('准假 张三');
    await secretary.says('结束签到');
    const reply = await group.person('张三').reply('我的');
    expect(reply).toEqual({
      kind: 'said',
      privately: true,
      instead: '您的记录只能私聊查看，请先打开与我的私聊，再说「我的」。',
      text: [
        '【本人记录】张三',
        '正式党员，第一党小组。',
        '本年度应参加 2 次，到会 1 次，请假 1 次，缺席 0 次，到会率 50.0%。',
        '11月21日（周六）15:00 党课：请假（公差）',
        '11月21日（周六）10:20 学习：到会（晚到15分钟）',
        '全年的表格请说「我的 台账」。',
        '如有出入：签到没有结束时请说「撤销」或「取消签到」，已经结束的请联系组织委员更正；怎样登记的请说「经过」。',
      ].join('\n'),
    });
  });

  test('speaks of the year it is said in, though December is still there to be corrected', async () => {
    const group = await createGroup({ now: when('2026-12-28', '10:00') });
    await group.person('林书华').says('发起 学习 今天 10:20 会议室');
    await group.goTo(when('2026-12-28', '10:15'));
    await group.person('张三').says('签到');
    await group.person('林书华').says('结束签到');
    expect(await group.person('张三').whispers('我的')).toContain('本年度应参加 1 次，到会 1 次');
    await group.goTo(when('2027-01-04', '10:00'));
    expect(await group.person('张三').whispers('我的')).toContain(
      '本年度应参加 0 次，到会 0 次，请假 0 次，缺席 0 次，到会率 —。',
    );
  });
});

describe('我会到', () => {
  test('is an intention, never a mark', async () => {
    const group = await createGroup();
    await group.person('林书华').says('发起 学习 明天 10:20 会议室');
    expect(await group.person('张三').says('我会到')).toBe('✓ 已记下您打算参加，到会时请再签到。');
    expect(group.state()?.activities['A1']).toMatchObject({ marks: {}, intentions: { M3: true } });
  });
});
