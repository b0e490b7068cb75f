import { describe, expect, test } from 'vitest';
import { createGroup, type Group, when } from '../support/group.ts';

const at = (time: string): number => when('2026-11-21', time);
const planned = async (): Promise<Group> => {
  const group = await createGroup();
  await group.person('林书华').says('发起 学习 今天 19:30 会议室');
  return group;
};
const activity = (group: Group) => group.state()?.activities['A1'];

describe('请假', () => {
  test.each([
    ['请假', '其他'],
    ['请假 出差', '公差'],
    ['请假，感冒发烧', '病假'],
    ['请假：家里有事', '事假'],
    ['请假 半天', '其他'],
  ])('「%s」 keeps only the category %s and none of the words', async (text, category) => {
    const group = await planned();
    expect(await group.person('张三').says(text)).toBe(
      `✓ 已登记请假（${category}）：11月21日（周六）19:30，待书记确认；如有误请说「销假」。`,
    );
    expect(activity(group)?.leaves).toEqual({ M3: { category, state: 'asked' } });
    const words = text.replace(/^请假[ ，：]?/u, '');
    if (words !== '') expect(JSON.stringify(group.entries)).not.toContain(words);
    expect(group.group().join()).not.toContain('张三');
    expect(group.person('林书华').letters().at(-1)).toContain(`张三请假（${category}）`);
  });

  test('the secretary is told in private with buttons that decide', async () => {
    const group = await planned();
    await group.person('张三').says('请假 出差');
    const letter = group.wire.sent.find(({ room, text }) => room === 'test:林书华' && text.includes('请假'));
    expect(letter?.message.choices).toEqual([
      [
        { label: '准假 张三', says: '准假 张三' },
        { label: '不准假 张三', says: '不准假 张三' },
      ],
    ]);
    expect(await group.person('林书华').presses('准假 张三', { direct: true })).toBe('✓ 已准假：张三。');
  });

  test('approved leave is a mark, is told to the member, and stays through the closing', async () => {
    const group = await planned();
    await group.person('张三').says('请假 出差');
    await group.person('王祖志').whispers('准假 张三');
    expect(activity(group)?.marks).toEqual({ M3: { is: 'leave', category: '公差' } });
    expect(group.person('张三').letters()).toEqual(['您的请假已同意：11月21日（周六）19:30 学习。']);
    await group.goTo(at('19:00'));
    await group.person('林书华').says('结束签到');
    expect(activity(group)?.marks['M3']).toEqual({ is: 'leave', category: '公差' });
  });

  test('the officer may set another category while approving', async () => {
    const group = await planned();
    await group.person('张三').says('请假');
    expect(await group.person('林书华').whispers('准假 张三 病假')).toBe('已准假：张三。');
    expect(activity(group)?.marks['M3']).toEqual({ is: 'leave', category: '病假' });
    expect(await group.person('林书华').whispers('准假 张三 病假')).toBe('这条请假已经这样决定，没有变化。');
  });

  test('refused leave is told in private, cannot be asked again, and ends in absence', async () => {
    const group = await planned();
    await group.person('张三').says('请假');
    await group.person('林书华').whispers('不准假 张三');
    expect(group.person('张三').letters().at(-1)).toContain('您的请假没有获得同意');
    expect(await group.person('张三').says('请假 出差')).toBe('这次请假书记没有同意，如情况有变请直接联系书记。');
    await group.goTo(at('19:00'));
    await group.person('林书华').says('结束签到');
    expect(activity(group)?.marks['M3']).toEqual({ is: 'absent' });
  });

  test('a decision can be changed, also after the closing', async () => {
    const group = await planned();
    await group.person('张三').says('请假');
    await group.goTo(at('19:00'));
    await group.person('林书华').says('结束签到');
    await group.person('林书华').says('结束签到');
    expect(activity(group)?.marks['M3']).toEqual({ is: 'absent', unconfirmed: true });
    await group.person('林书华').whispers('准假 张三');
    expect(activity(group)?.marks['M3']).toEqual({ is: 'leave', category: '其他' });
    await group.person('林书华').whispers('不准假 张三');
    expect(activity(group)?.marks['M3']).toEqual({ is: 'absent' });
  });

  test('销假 takes back what was asked and what was approved', async () => {
    const group = await planned();
    const zhang = group.person('张三');
    await zhang.says('请假');
    expect(await zhang.says('销假')).toBe('✓ 已取消请假。');
    expect(activity(group)?.leaves).toEqual({});
    await zhang.says('请假');
    await group.person('林书华').whispers('准假 张三');
    expect(await zhang.says('取消请假')).toBe('✓ 已取消请假。');
    expect(activity(group)?.marks).toEqual({});
    expect(await zhang.says('销假')).toBe('没有找到您的请假记录。');
  });

  test('who asked leave and comes all the same is present', async () => {
    const group = await planned();
    await group.person('张三').says('请假');
    await group.person('林书华').whispers('准假 张三');
    await group.goTo(at('19:00'));
    expect(await group.person('张三').says('签到')).toBe('✓ 签到成功。');
    expect(activity(group)?.marks['M3']).toEqual({ is: 'present' });
    expect(await group.person('张三').says('请假')).toBe('您已经签到，如确需请假，请先说「取消签到」。');
    expect(await group.person('林书华').whispers('准假 张三')).toBe('这位同志已经签到，不需要再准假。');
  });

  test('leave that an officer recorded is settled and is not pending at the closing', async () => {
    const group = await planned();
    await group.person('张三').says('请假');
    await group.goTo(at('19:00'));
    await group.person('林书华').whispers('代录 张三 请假 病假');
    expect(activity(group)?.marks['M3']).toEqual({ is: 'leave', category: '病假', recordedBy: 'M1' });
    expect(await group.person('林书华').says('结束签到')).toBe('✓ 签到已结束。');
    expect(activity(group)?.marks['M3']).toEqual({ is: 'leave', category: '病假', recordedBy: 'M1' });
  });

  test('after tonight’s closing a 请假 means the next activity and asks nothing', async () => {
    const group = await planned();
    await group.person('林书华').says('发起 党课 明天 19:30 会议室');
    await group.goTo(at('19:00'));
    await group.person('林书华').says('结束签到');
    await group.goTo(at('19:01'));
    expect(await group.person('张三').says('请假 出差')).toContain('已登记请假（公差）：11月22日（周日）19:30');
  });

  test('a 请假 said before the closing and received after it waits for a decision as a correction', async () => {
    const group = await planned();
    await group.goTo(at('20:00'));
    await group.person('林书华').says('结束签到');
    await group.goTo(at('20:10'));
    expect(await group.person('张三').says('请假', { at: at('18:00') })).toContain('已登记请假');
    expect(activity(group)?.marks['M3']).toEqual({ is: 'absent' });
    await group.person('林书华').whispers('准假 张三');
    expect(activity(group)?.marks['M3']).toEqual({ is: 'leave', category: '其他' });
  });

  test('nothing to ask leave from is said in a whole sentence', async () => {
    const group = await createGroup();
    expect(await group.person('张三').says('请假')).toBe('现在没有可以请假的活动。');
  });
});

describe('准假', () => {
  test('names somebody who asked nothing, nobody, or a category that does not exist: refused', async () => {
    const group = await planned();
    const secretary = group.person('林书华');
    expect(await secretary.whispers('准假 张三')).toBe('张三没有请假记录，需要时请用「代录 张三 请假」。');
    expect(await secretary.whispers('准假 张飞')).toBe('名册里没有「张飞」，请核对姓名。');
    expect(await secretary.whispers('准假')).toBe('请写明姓名。');
    await group.person('张三').says('请假');
    expect(await secretary.whispers('准假 张三 婚假')).toBe('没有看懂「婚假」，类别可以写：病假、事假、公差、其他。');
    expect(activity(group)?.leaves['M3']?.state).toBe('asked');
  });
});

describe('leave in own words without a day', () => {
  const withLater = async (): Promise<Group> => {
    const group = await createGroup();
    await group.person('林书华').says('发起 学习 今天 19:30 会议室');
    await group.person('林书华').says('发起 党课 11月28日 19:30 会议室');
    return group;
  };

  test('is about the activity of the day, which is asked about', async () => {
    const group = await withLater();
    await group.goTo(at('19:00'));
    expect(await group.person('张三').says('到不了了，孩子发烧')).toBe(
      '是要为11月21日（周六）19:30的学习请假吗？回复「是」即登记。',
    );
  });

  test('that names another activity is about that one', async () => {
    const group = await withLater();
    await group.goTo(at('19:00'));
    expect(await group.person('张三').says('党课我来不了')).toContain('是要为11月28日（周六）19:30的党课请假吗');
  });

  test('with the word 请假 offers the activities in the order of their days', async () => {
    const group = await withLater();
    await group.goTo(at('19:00'));
    expect(await group.person('张三').says('请假')).toContain(
      '1. 学习，11月21日（周六）19:30\n2. 党课，11月28日（周六）19:30',
    );
  });
});

test('a request that was decided before the morning is no push that failed', async () => {
  const group = await createGroup({ now: at('06:30') });
  const secretary = group.person('林书华');
  await secretary.says('发起 学习 今天 19:30 会议室');
  await group.person('张三').says('请假 出差');
  await secretary.whispers('准假 张三');
  await group.goTo(at('09:00'));
  expect(group.state()?.unsent).toEqual([]);
  expect(secretary.letters().join()).not.toContain('张三请假（公差）');
  expect(await secretary.whispers('日程')).not.toContain('没有送达');
});

test('不准假 for somebody who never asked suggests no leave', async () => {
  const group = await planned();
  expect(await group.person('林书华').whispers('不准假 张三')).toBe('张三没有请假记录，不需要处理。');
});
