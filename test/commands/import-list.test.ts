import { describe, expect, test } from 'vitest';
import { createGroup, type Group, when } from '../support/group.ts';
import { restarted } from '../support/restart.ts';

const november = `导入清单
主题：学习全会精神
1. 支委会：研究本月安排，11月25日前
2. 党课：书记讲党课
3. 自学《条例》
4. 请王五介绍经验，主题党日`;

/** A group whose secretary imported a list for November and confirmed it. */
const withList = async (options: Parameters<typeof createGroup>[0] = {}): Promise<Group> => {
  const group = await createGroup(options);
  await group.person('林书华').says(november);
  await group.person('林书华').says('确认');
  return group;
};
/** Holds an activity of the given line from beginning to end. */
const hold = async (group: Group, line: string, from: string, to: string): Promise<void> => {
  const secretary = group.person('林书华');
  await secretary.says(`发起 ${line}`);
  await group.goTo(when('2026-11-23', from));
  await secretary.says('全到');
  await group.goTo(when('2026-11-23', to));
  await secretary.says('结束签到');
};
const listSaid = async (group: Group, words = '清单'): Promise<string[]> =>
  ((await group.person('张三').says(words)) ?? '').split('\n');

describe('导入清单', () => {
  test('shows what it understood, and saves it after 确认', async () => {
    const group = await createGroup();
    const secretary = group.person('林书华');
    const before = group.entries.length;
    expect(await secretary.says(november)).toBe(
      [
        '【清单预览】11月，读出4项，必做3项，还没有保存：',
        '主题：学习全会精神。',
        '①支委会（必做，支委，11月25日前）：研究本月安排。',
        '②党课（必做，全体党员）：书记讲党课。',
        '③自学（选做，全体党员，自学）：自学《条例》。',
        '④主题党日（必做，全体党员）：请王五介绍经验，主题党日。',
        '核对无误请回复「确认」保存；需要更改，请改好后再发一次。',
      ].join('\n'),
    );
    expect(group.entries.length).toBe(before);
    expect(await group.person('王祖志').says('确认')).toBeUndefined();
    expect(await secretary.says('确认')).toBe('已保存11月组织生活清单，共4项。现在发布请说「发布清单 11月」。');
    expect(group.entries.at(-1)).toMatchObject({ type: 'guidance-set', month: '2026-11', by: 'M1' });
    expect(await listSaid(group)).toContain('②党课（必做，全体党员）：书记讲党课。');
  });

  test('keeps no name: the book holds ids, people read names', async () => {
    const group = await withList();
    expect(JSON.stringify(group.entries)).not.toContain('王五');
    expect(JSON.stringify(group.entries)).toContain('请⟦M5⟧介绍经验');
    expect((await listSaid(group)).join('\n')).toContain('请王五介绍经验');
    await group.person('林书华').says('发布清单');
    expect(group.group().at(-1)).toContain('请王五介绍经验');
    expect(JSON.stringify(group.entries)).not.toContain('王五');
  });

  test('says line by line what it left, and refuses what is no list', async () => {
    const group = await createGroup();
    const secretary = group.person('林书华');
    expect(await secretary.says('导入清单 12月\n1. 党课\n特此通知')).toContain(
      '没有记下的内容（1处）：\n第2行没有看懂：「特此通知」。',
    );
    expect(await secretary.whispers('导入清单 12月\n规定动作')).toContain('清单没有导入，请改正后再发一次：\n没有读到');
    expect(await secretary.says('导入清单')).toContain('请在「导入清单」后换行，每行写一项');
    expect(group.entries.some(({ type }) => type === 'guidance-set')).toBe(false);
  });

  test('takes the month said, else that of the title, and no far month', async () => {
    const group = await createGroup();
    const secretary = group.person('林书华');
    expect(await secretary.says('导入清单 12月\n1. 党课')).toContain('【清单预览】12月，');
    expect(await secretary.says('导入清单\n12月组织生活清单\n1. 党课')).toContain('【清单预览】12月，');
    expect(await secretary.says('导入清单 11月\n12月组织生活清单\n1. 党课')).toContain(
      '标题写的是12月，将按11月保存。',
    );
    expect(await secretary.whispers('导入清单 2027年3月\n1. 党课')).toBe(
      '只能导入上月、本月和下月的清单，请写明月份，例如：导入清单 12月。',
    );
    await secretary.says('导入清单 12月\n1. 党课');
    expect(await secretary.says('确认')).toBe(
      '已保存12月组织生活清单，共1项。12月1日（周二）09:00自动发布，现在发布请说「发布清单 12月」。',
    );
  });

  test('says when it goes to the group by itself, as the branch has set it', async () => {
    const group = await createGroup();
    const secretary = group.person('林书华');
    await secretary.whispers('设置 清单时间 每月5日 10:00');
    await secretary.whispers('导入清单 12月\n1. 党课');
    expect(await secretary.whispers('确认')).toContain('12月5日（周六）10:00自动发布');
  });

  test('said again replaces the list, and what is the same keeps its progress', async () => {
    const group = await withList();
    const secretary = group.person('林书华');
    await secretary.says('清单 完成 2');
    expect(await secretary.says('导入清单\n1. 走访老党员\n2. 党课：书记讲党课')).toContain(
      '请回复「确认」，替换现有的11月清单，同样的项目保留进展；',
    );
    await secretary.says('确认');
    expect((await listSaid(group)).slice(1, 3)).toEqual([
      '①走访（必做，全体党员）：走访老党员。',
      '②党课（必做，全体党员）：书记讲党课。【已完成】',
    ]);
  });

  test('a list of the length people paste is heard', async () => {
    const group = await createGroup();
    const lines = Array.from(
      { length: 50 },
      (_, at) => `${at + 1}. 学习${'全会精神和有关文件的要求'.repeat(5)}${at + 1}`,
    );
    expect(await group.person('林书华').whispers(`导入清单 12月\n${lines.join('\n')}`)).toContain('读出50项');
  });

  test('what the bot published can be sent back', async () => {
    const group = await withList();
    await group.person('林书华').says('发布清单');
    const published = group.group().at(-1) ?? '';
    const answer = await group.person('林书华').says(`导入清单\n${published}`);
    expect(answer).toContain('读出4项，必做3项');
    expect(answer).not.toContain('没有记下');
  });
});

describe('清单 完成, 安排, 跳过', () => {
  test('by an officer mark an item, and 恢复 takes it back', async () => {
    const group = await withList();
    const officer = group.person('王祖志');
    expect(await officer.says('清单 完成 3')).toBe('11月清单第3项自学：已完成。');
    expect(await officer.says('清单 完成 第2项 11月12日')).toBe('11月清单第2项党课：已完成，11月12日。');
    expect(await officer.says('清单 安排 1 11月24日')).toBe('11月清单第1项支委会：已安排，11月24日。');
    expect(await officer.says('清单 跳过 ④ 上级取消了')).toBe('11月清单第4项主题党日：不做，上级调整。');
    expect((await listSaid(group)).slice(2, 6)).toEqual([
      '①支委会（必做，支委，11月25日前）：研究本月安排。【已安排，11月24日】',
      '②党课（必做，全体党员）：书记讲党课。【已完成，11月12日】',
      '③自学（选做，全体党员，自学）：自学《条例》。【已完成】',
      '④主题党日（必做，全体党员）：请王五介绍经验，主题党日。【不做，上级调整】',
    ]);
    expect(await officer.says('清单 恢复 2、3')).toBe(
      '11月清单第2项党课：还没有完成。\n11月清单第3项自学：还没有完成。',
    );
    expect(JSON.stringify(group.entries)).not.toContain('取消了');
  });

  test('are understood as /item and /import_list', async () => {
    const group = await createGroup();
    const officer = group.person('王祖志');
    expect(await officer.says('/import_list 12月\n1. 党课')).toContain('【清单预览】12月');
    await officer.says('确认');
    expect(await officer.says('/item 完成 12月 1')).toBe('12月清单第1项党课：已完成。');
    expect(await officer.whispers('/item')).toContain('请写明是第几项');
  });

  test('refuse what cannot be', async () => {
    const group = await withList();
    const officer = group.person('王祖志');
    expect(await officer.whispers('清单 完成 9')).toBe('11月清单共4项，没有第9项。');
    expect(await officer.whispers('清单 完成')).toContain('请写明是第几项');
    expect(await officer.whispers('清单 完成 2 11月30日')).toBe('这一天还没有到，请说「清单 安排 序号 日期」。');
    expect(await officer.whispers('清单 安排 2 11月1日')).toBe('这一天已经过去，请说「清单 完成 序号 日期」。');
    expect(await officer.whispers('清单 安排 2 改天')).toBe('没有看懂日期「改天」，请写成 12月5日。');
    expect(await officer.says('清单 完成了吗')).toBeUndefined();
    expect(await officer.says('清单 完成 得怎么样了')).toBeUndefined();
    expect(await group.person('张三').whispers('清单 完成 3')).toBe('「清单 完成」由支委使用。');
    expect(group.entries.some(({ type }) => type === 'guidance-item-noted')).toBe(false);
  });

  test('make the suggestion the branch’s own where nothing was imported', async () => {
    const group = await createGroup();
    expect(await group.person('王祖志').says('清单 完成 1')).toContain('11月清单没有导入，已按通用参考清单登记。');
    expect(group.state()?.guidance['2026-11']?.list.suggestion).toBe(true);
    expect((await listSaid(group))[2]).toMatch(/^①.*【已完成】$/u);
  });

  test('mean the last month until this one has a list, or the month that is named', async () => {
    const group = await withList();
    await group.goTo(when('2026-12-02', '10:00'));
    const officer = group.person('王祖志');
    expect(await officer.says('清单 完成 3 11月28日')).toBe('11月清单第3项自学：已完成，11月28日。');
    await officer.says('导入清单\n1. 党课');
    await officer.says('确认');
    expect(await officer.says('清单 完成 1')).toBe('12月清单第1项党课：已完成。');
    expect(await officer.says('清单 完成 上月 1')).toBe('11月清单第1项支委会：已完成。');
    expect(await listSaid(group, '清单 11月')).toContain(
      '③自学（选做，全体党员，自学）：自学《条例》。【已完成，11月28日】',
    );
  });
});

describe('an activity says by itself how far an item is', () => {
  test('planned, then done when it is closed, and open again when it is dropped', async () => {
    const group = await withList({ now: when('2026-11-22', '10:00') });
    const secretary = group.person('林书华');
    await secretary.says('发起 支委会 11月24日 19:30 会议室');
    expect((await listSaid(group))[2]).toContain('【已安排，11月24日（周二）19:30】');
    await secretary.says('取消活动');
    await secretary.says('确认');
    expect((await listSaid(group))[2]).toBe('①支委会（必做，支委，11月25日前）：研究本月安排。');
    await hold(group, '党课 11月23日 19:30 会议室', '19:20', '20:30');
    expect((await listSaid(group))[3]).toBe('②党课（必做，全体党员）：书记讲党课。【已完成，11月23日】');
    expect(group.entries.some(({ type }) => type === 'guidance-item-noted')).toBe(false);
  });

  test('only where no other item could be meant, and an officer’s word decides the others', async () => {
    const group = await createGroup({ now: when('2026-11-22', '10:00') });
    const secretary = group.person('林书华');
    await secretary.says('导入清单\n1. 党课：书记讲党课\n2. 党课：老党员讲党课');
    await secretary.says('确认');
    await hold(group, '党课 11月23日 19:30 会议室', '19:20', '20:30');
    expect((await listSaid(group)).join('')).not.toContain('【已');
    expect(await secretary.says('清单 完成 2 11月23日')).toBe('11月清单第2项党课：已完成，11月23日。');
    expect(group.entries.at(-1)).toMatchObject({ type: 'guidance-item-noted', no: 2, heldAs: 'A1' });
    expect((await listSaid(group))[1]).toBe('①党课（必做，全体党员）：书记讲党课。');
  });

  test('a 党小组会 is done once every 党小组 has met', async () => {
    const group = await createGroup({ now: when('2026-11-22', '10:00') });
    const secretary = group.person('林书华');
    await secretary.says('导入清单\n1. 党小组会');
    await secretary.says('确认');
    await hold(group, '党小组会 第一党小组 11月23日 09:00 会议室', '09:05', '10:00');
    expect((await listSaid(group))[1]).toContain('【已开一部分，还差第二党小组】');
    await hold(group, '党小组会 第二党小组 11月23日 14:00 会议室', '14:05', '15:00');
    expect((await listSaid(group))[1]).toContain('【已完成，11月23日】');
  });

  test('what 恢复 took back is not done again by what was closed before', async () => {
    const group = await withList({ now: when('2026-11-22', '10:00') });
    const secretary = group.person('林书华');
    await hold(group, '党课 11月23日 09:00 会议室', '09:05', '10:00');
    expect(await secretary.says('清单 恢复 2')).toBe('11月清单第2项党课：还没有完成。');
    await group.goTo(when('2026-11-23', '12:00'));
    await hold(group, '党课 11月23日 14:00 会议室', '14:05', '15:00');
    expect((await listSaid(group))[3]).toContain('【已完成，11月23日】');
  });
});

test('lists of months long past leave the value, and the new year keeps December’s', async () => {
  const group = await withList({ now: when('2026-11-22', '10:00') });
  await group.goTo(when('2026-12-20', '10:00'));
  const secretary = group.person('林书华');
  await secretary.says('导入清单\n1. 党课');
  await secretary.says('确认');
  await secretary.says('清单 完成 1');
  expect(Object.keys(group.state()?.guidance ?? {})).toEqual(['2026-11', '2026-12']);
  await group.goTo(when('2027-01-04', '10:00'));
  expect(group.entries.some(({ type }) => type === 'carried-forward')).toBe(true);
  expect(Object.keys(group.state()?.guidance ?? {})).toEqual(['2026-12']);
  expect(await listSaid(group, '清单 12月')).toContain('①党课（必做，全体党员）：党课。【已完成】');
  const next = await restarted(group, when('2027-01-05', '10:00'));
  expect(next.held()?.branch.guidance['2026-12']?.notes['1']?.state).toBe('done');
});
