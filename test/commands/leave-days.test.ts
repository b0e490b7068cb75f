import { describe, expect, test } from 'vitest';
import { createGroup, when } from '../support/group.ts';

/** Saturday the 21st: an evening today, one on Monday, one on Wednesday and one in December. */
const planned = async () => {
  const group = await createGroup();
  const secretary = group.person('林书华');
  await secretary.says('发起 主题党日 今天 19:30 党群服务中心 学习');
  await secretary.says('发起 党课 11月23日 19:30 会议室 讲稿');
  await secretary.says('发起 学习 11月25日 19:30 会议室 材料');
  await secretary.says('发起 主题党日 12月15日 19:30 党群服务中心 参观');
  const asked = (): string[] =>
    Object.values(group.state()?.activities ?? {})
      .filter(({ leaves }) => leaves['M3'])
      .map(({ id }) => id);
  return { group, me: group.person('张三'), secretary, asked };
};

describe('leave is for the activity of the day that was named', () => {
  test.each([
    ['后天的会我请假，要出差', ['A2'], '公差'],
    ['23号的党课请假', ['A2'], '其他'],
    ['15号主题党日请假，住院', ['A4'], '病假'],
    ['下周三的学习我请假，孩子发烧', ['A3'], '事假'],
    ['12月15日请假', ['A4'], '其他'],
    ['今晚我请假', ['A1'], '其他'],
  ])('「%s」', async (text, ids, category) => {
    const { group, me, asked } = await planned();
    expect(await me.says(text, { mentions: true })).toMatch(/^✓ 已登记请假/u);
    expect(asked()).toEqual(ids);
    expect(group.state()?.activities[ids[0] ?? '']?.leaves['M3']?.category).toBe(category);
  });

  test('a day on which nothing is planned is asked about in private', async () => {
    const { me, asked } = await planned();
    expect(await me.whispers('24号请假')).toContain('请回复序号说明是哪一次');
    expect(asked()).toEqual([]);
    await me.whispers('3');
    expect(asked()).toEqual(['A3']);
  });

  test('of such a day the group reads one line, and without the word 假 and unasked nothing', async () => {
    const { me, asked } = await planned();
    const line = '那天没有安排您参加的活动，不需要请假。有哪些活动可以私聊我说「近期」。';
    expect(await me.says('24号请假')).toBe(line);
    expect(await me.says('24号的会我来不了', { mentions: true })).toBe(line);
    expect(await me.says('24号的会我来不了')).toBeUndefined();
    await me.says('1');
    expect(asked()).toEqual([]);
  });

  test('what was closed on that day is passed on, however much is planned for other days', async () => {
    const { group, me, secretary, asked } = await planned();
    await group.goTo(when('2026-11-21', '20:30'));
    await secretary.says('签到');
    await secretary.says('结束签到');
    await group.goTo(when('2026-11-21', '21:00'));
    expect(await me.says('今天我请假')).toBe('活动已经结束，已转支委核实，核实以后登记。');
    expect(asked()).toEqual([]);
  });
});

describe('leave for a stretch of time', () => {
  test('asks which of several activities, or all of them', async () => {
    const { group, me, asked } = await planned();
    expect(await me.says('下周都出差，请假')).toBe(
      [
        '现在有几次活动，请回复序号说明是哪一次：',
        '1. 党课「讲稿」，11月23日（周一）19:30',
        '2. 学习「材料」，11月25日（周三）19:30',
        '都请假请回复「全部」。',
      ].join('\n'),
    );
    expect(asked()).toEqual([]);
    expect(await me.says('全部')).toBe('✓ 已登记 2 次活动的请假（公差），待书记确认；如有误请说「销假」。');
    expect(asked()).toEqual(['A2', 'A3']);
    expect(
      group
        .person('林书华')
        .letters()
        .filter((text) => text.includes('张三请假（公差）')),
    ).toHaveLength(2);
  });

  test('without the word 假 nothing is entered before 是', async () => {
    const { me, asked } = await planned();
    expect(await me.says('我这周都不在')).toContain('是要为11月21日（周六）19:30的主题党日请假吗');
    expect(asked()).toEqual([]);
    await me.says('是');
    expect(asked()).toEqual(['A1']);
  });

  test('until a day: what lies between', async () => {
    const { me, asked } = await planned();
    expect(await me.says('今天到周一出差，请假')).toContain('2. 党课');
    await me.says('全部');
    expect(asked()).toEqual(['A1', 'A2']);
  });

  test('in which nothing is planned needs no leave, and without the word is talk', async () => {
    const { group, me, asked } = await planned();
    await group.goTo(when('2026-11-26', '10:00'));
    expect(await me.says('下周都出差，请假')).toBe(
      '这段时间没有安排您参加的活动，不需要请假。有哪些活动可以私聊我说「近期」。',
    );
    expect(await me.says('我下周都不在')).toBeUndefined();
    expect(asked()).toEqual([]);
  });
});

test('after the closing leave is passed on to the officers with what to say, once', async () => {
  const group = await createGroup();
  const secretary = group.person('林书华');
  await secretary.says('发起 学习 今天 10:20 会议室');
  await group.goTo(when('2026-11-21', '10:30'));
  await secretary.says('结束签到');
  group.clock.current = when('2026-11-22', '09:00');
  const reply = await group.person('张三').reply('请假 住院');
  expect(reply).toMatchObject({ privately: true, text: '活动已经结束，已转支委核实，核实以后登记。' });
  const letter = secretary.letters().at(-1);
  expect(letter).toContain('张三在活动结束后说明请假（病假）：11月21日（周六）10:20 学习');
  expect(letter).toContain('「代录 A1 张三 请假 病假」');
  expect(group.state()?.activities['A1']?.marks['M3']).toEqual({ is: 'absent' });
  await secretary.presses('代录 A1 张三 请假 病假');
  expect(group.state()?.activities['A1']?.marks['M3']).toMatchObject({ is: 'leave', category: '病假' });
  expect(await group.person('张三').whispers('请假')).toContain('现在没有可以请假的活动');
});
