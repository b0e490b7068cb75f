import { describe, expect, test } from 'vitest';
import { createGroup, type Group, when } from '../support/group.ts';

const minutes = (count: number): number => count * 60_000;

/** Two activities at 19:30 and 19:40, both with their check-in open. */
const groupWithTwo = async (): Promise<Group> => {
  const group = await createGroup();
  const secretary = group.person('林书华');
  await secretary.says('发起 学习 今天 19:30 会议室 可线上');
  await secretary.says('发起 志愿服务 今天 19:40 广场 可线上');
  await group.goTo(when('2026-11-21', '19:20'));
  return group;
};

const marks = (group: Group, activity: string) => group.state()?.activities[activity]?.marks;

describe('with two check-ins open', () => {
  test('签到 asks which one, and the number that follows is the answer', async () => {
    const group = await groupWithTwo();
    const zhang = group.person('张三');
    const before = group.entries.length;
    expect(await zhang.says('签到')).toBe(
      [
        '现在有几次活动，请回复序号说明是哪一次：',
        '1. 学习，11月21日（周六）19:30',
        '2. 志愿服务，11月21日（周六）19:40',
      ].join('\n'),
    );
    expect(group.entries.length).toBe(before);
    expect(await zhang.says('2')).toBe('✓ 签到成功。');
    expect(marks(group, 'A1')).toEqual({});
    expect(marks(group, 'A2')).toEqual({ M3: { is: 'present' } });
  });

  test('the question offers a button for each activity', async () => {
    const group = await groupWithTwo();
    expect(await group.person('张三').reply('到')).toMatchObject({
      kind: 'said',
      choices: [
        { label: '1. 学习', says: '1' },
        { label: '2. 志愿服务', says: '2' },
      ],
    });
  });

  test('到 is asked about too and its answer counts as the check-in', async () => {
    const group = await groupWithTwo();
    const zhang = group.person('张三');
    await zhang.says('到');
    expect(await zhang.says('1')).toBe('✓ 签到成功。');
    expect(marks(group, 'A1')).toEqual({ M3: { is: 'present' } });
  });

  test('the kind of the activity said with the word makes the question needless', async () => {
    const group = await groupWithTwo();
    expect(await group.person('张三').says('签到 志愿服务')).toBe('✓ 签到成功。');
    expect(marks(group, 'A2')).toEqual({ M3: { is: 'present' } });
  });

  test('a third word said in between neither answers the question nor takes it away', async () => {
    const group = await groupWithTwo();
    const zhang = group.person('张三');
    await zhang.says('签到');
    expect(await zhang.says('3')).toBeUndefined();
    expect(await zhang.says('都行')).toBeUndefined();
    expect(marks(group, 'A1')).toEqual({});
    expect(await zhang.says('1')).toBe('✓ 签到成功。');
  });

  test('after ten minutes the number is no answer any more', async () => {
    const group = await groupWithTwo();
    const zhang = group.person('张三');
    await zhang.says('签到');
    await group.goTo(group.clock.current + minutes(10));
    // 1 alone is the short word of a check-in, so it asks again; 2 is nothing at all.
    expect(await zhang.says('2')).toBeUndefined();
    expect(await zhang.says('1')).toContain('请回复序号');
    expect(marks(group, 'A1')).toEqual({});
    expect(marks(group, 'A2')).toEqual({});
  });

  test('another person cannot answer it, and neither can the same person in another room', async () => {
    const group = await groupWithTwo();
    const [zhang, wang] = [group.person('张三'), group.person('王五')];
    await zhang.says('签到');
    expect(await wang.says('2')).toBeUndefined();
    expect(await zhang.whispers('2')).toContain('没有看懂');
    expect(marks(group, 'A2')).toEqual({});
  });

  test('a question is answered once: the same number again is talk', async () => {
    const group = await groupWithTwo();
    const zhang = group.person('张三');
    await zhang.says('签到');
    await zhang.says('2');
    expect(await zhang.says('2')).toBeUndefined();
  });

  test('the answer keeps the names that were said: 全到除, 代报, 不认代报, 代录', async () => {
    const group = await groupWithTwo();
    const [secretary, zhang] = [group.person('林书华'), group.person('张三')];
    expect(await zhang.says('代报 周八')).toContain('请回复序号');
    expect(await zhang.says('1')).toContain('已记为代报');
    expect(await zhang.says('代报 周八')).toContain('请回复序号');
    expect(await zhang.says('2')).toContain('已记为代报');
    expect(group.state()?.activities['A1']?.proxies).toEqual({ M8: { reporter: 'M3' } });
    expect(await secretary.says('不认代报 周八')).toContain('请回复序号');
    expect(await secretary.says('1')).toBe('✓ 已不计入这条代报。');
    expect(group.state()?.activities['A1']?.proxies).toEqual({});
    expect(group.state()?.activities['A2']?.proxies).toEqual({ M8: { reporter: 'M3' } });
    expect(await secretary.says('代录 王五 迟到 12')).toContain('请回复序号');
    expect(await secretary.says('1')).toBe('✓ 已代录王五。');
    expect(marks(group, 'A1')).toEqual({ M5: { is: 'present', late: 12, recordedBy: 'M1' } });
    expect(await secretary.says('全到除 张三 李四')).toContain('请回复序号');
    expect(await secretary.says('1')).toBe('已为 5 位同志代录到会。');
    expect(Object.keys(marks(group, 'A1') ?? {}).toSorted()).toEqual(['M1', 'M2', 'M5', 'M6', 'M7', 'M8']);
  });

  test('不允许线上 still forbids after the question', async () => {
    const group = await groupWithTwo();
    const secretary = group.person('林书华');
    await secretary.says('不允许线上');
    expect(await secretary.says('2')).toBe('已关闭这次活动的线上签到。');
    expect(group.state()?.activities['A1']?.online).toBe(true);
    expect(group.state()?.activities['A2']?.online).toBe(false);
  });

  test('取消签到 takes back the one that was chosen', async () => {
    const group = await groupWithTwo();
    const zhang = group.person('张三');
    await zhang.presses('/checkin A1');
    await zhang.presses('/checkin A2');
    expect(await zhang.says('取消签到')).toContain('请回复序号');
    expect(await zhang.says('1')).toBe('✓ 已取消签到。');
    expect(marks(group, 'A1')).toEqual({});
    expect(marks(group, 'A2')).toEqual({ M3: { is: 'present' } });
  });

  test('结束签到 asks which, then lists what is pending in that one, then closes it alone', async () => {
    const group = await groupWithTwo();
    const [secretary, zhang] = [group.person('林书华'), group.person('张三')];
    await zhang.presses('/leave A2');
    expect(await secretary.says('结束签到')).toContain('请回复序号');
    expect(await secretary.says('2')).toContain('请假未定：张三。');
    expect(await secretary.says('结束签到')).toBe('✓ 签到已结束。');
    expect(group.state()?.activities['A1']?.state).toBe('open');
    expect(group.state()?.activities['A2']?.state).toBe('closed');
  });
});

describe('with leave asked for two activities', () => {
  const groupWithLeaves = async (): Promise<Group> => {
    const group = await createGroup();
    await group.person('林书华').says('发起 学习 明天 19:30 会议室');
    await group.person('林书华').says('发起 党课 后天 19:30 会议室');
    await group.person('王五').presses('/leave A1');
    await group.person('王五').presses('/leave A2');
    return group;
  };

  test('请假 asks for which activity', async () => {
    const group = await groupWithLeaves();
    const zhang = group.person('张三');
    expect(await zhang.says('请假 出差')).toContain('2. 党课，11月23日（周一）19:30');
    expect(await zhang.says('2')).toContain('已登记请假（公差）：11月23日（周一）19:30');
    expect(group.state()?.activities['A2']?.leaves['M3']).toEqual({ category: '公差', state: 'asked' });
  });

  test('准假 and 不准假 decide the one that was chosen, for the member that was named', async () => {
    const group = await groupWithLeaves();
    const secretary = group.person('林书华');
    expect(await secretary.says('准假 王五 病假')).toContain('请回复序号');
    expect(await secretary.says('2')).toBe('✓ 已准假：王五。');
    expect(group.state()?.activities['A2']?.leaves['M5']).toEqual({ category: '病假', state: 'approved' });
    expect(await secretary.says('不准假 王五')).toBe('✓ 已记为不准假：王五。');
    expect(group.state()?.activities['A1']?.leaves['M5']).toEqual({ category: '其他', state: 'refused' });
  });

  test('销假 takes back the leave that was chosen', async () => {
    const group = await groupWithLeaves();
    const wang = group.person('王五');
    expect(await wang.says('销假')).toContain('请回复序号');
    expect(await wang.says('1')).toBe('✓ 已取消请假。');
    expect(group.state()?.activities['A1']?.leaves).toEqual({});
    expect(Object.keys(group.state()?.activities['A2']?.leaves ?? {})).toEqual(['M5']);
  });

  test('改期 moves the one that was chosen to the time that was said', async () => {
    const group = await groupWithLeaves();
    const secretary = group.person('林书华');
    expect(await secretary.says('改期 11月26日 20:00')).toContain('请回复序号');
    expect(await secretary.says('1')).toContain('已改期');
    expect(group.state()?.activities['A1']?.start).toBe(when('2026-11-26', '20:00'));
    expect(group.state()?.activities['A2']?.start).toBe(when('2026-11-23', '19:30'));
  });

  test('取消活动 asks which, then for a confirmation, and drops that one alone', async () => {
    const group = await groupWithLeaves();
    const secretary = group.person('林书华');
    expect(await secretary.says('取消活动')).toContain('请回复序号');
    expect(await secretary.says('2')).toBe('将取消11月23日（周一）19:30的党课并通知大家，请回复「确认」。');
    expect(group.state()?.activities['A2']?.state).toBe('planned');
    expect(await secretary.says('确认')).toBe('已取消，通知正在发出。');
    expect(group.state()?.activities['A1']?.state).toBe('planned');
    expect(group.state()?.activities['A2']?.state).toBe('dropped');
  });
});

describe('a word that must be said twice', () => {
  test('is not said twice by a message that is delivered twice', async () => {
    const group = await createGroup();
    const secretary = group.person('林书华');
    await secretary.says('发起 学习 今天 10:20 会议室');
    await group.goTo(group.clock.current + 1000);
    await group.person('张三').says('请假');
    expect(await secretary.says('结束签到', { id: 'test:once' })).toContain('请再说一次「结束签到」');
    expect(await secretary.says('结束签到', { id: 'test:once' })).toContain('请再说一次「结束签到」');
    expect(group.state()?.activities['A1']?.state).toBe('open');
    expect(await secretary.says('结束签到')).toBe('✓ 签到已结束。');
  });

  test('cannot be spared by writing what the bot would write itself', async () => {
    const group = await createGroup();
    const secretary = group.person('林书华');
    await secretary.says('发起 学习 明天 19:30 会议室');
    await secretary.says('取消活动 confirmed');
    expect(group.state()?.activities['A1']?.state).toBe('planned');
    await secretary.says('通知 confirmed\n今天停水');
    expect(group.group().some((text) => text.includes('停水'))).toBe(false);
    await group.person('张三').whispers('删除我的资料');
    await secretary.whispers('删除资料 confirmed M3');
    expect(group.state()?.members['M3']).toBeDefined();
  });
});

test('an answer that is delivered twice is not heard a second time as a word of its own', async () => {
  const group = await createGroup();
  const secretary = group.person('林书华');
  await secretary.says('发起 学习 今天 19:30 会议室');
  await secretary.says('发起 党课 明天 19:30 报告厅');
  await group.goTo(when('2026-11-21', '19:35'));
  expect(await secretary.says('取消活动')).toContain('请回复序号');
  expect(await secretary.says('1', { id: 'test:answer' })).toContain('请回复「确认」');
  expect(await secretary.says('1', { id: 'test:answer' })).toBeUndefined();
  expect(group.state()?.activities['A1']?.marks['M1']).toBeUndefined();
});

describe('a question', () => {
  test('is answered by the kind it offers, and by 「第二个」', async () => {
    const group = await groupWithTwo();
    await group.person('张三').says('签到');
    expect(await group.person('张三').says('志愿服务')).toBe('✓ 签到成功。');
    await group.person('李四').says('签到');
    expect(await group.person('李四').says('第二个')).toBe('✓ 签到成功。');
    expect(marks(group, 'A2')).toEqual({ M3: { is: 'present' }, M4: { is: 'present' } });
  });

  test.each(['算了', '不用了', '取消。'])(
    'answered by 「%s」 is put aside, and no later 确认 brings it back',
    async (word) => {
      const group = await createGroup();
      const secretary = group.person('林书华');
      await secretary.says('通知 停水');
      const before = group.group().length;
      expect(await secretary.says(word)).toBe('好的，没有作任何改动。');
      expect(await secretary.says('确认')).toBeUndefined();
      expect(group.group().length).toBe(before);
    },
  );

  test('never asked is not declined', async () => {
    const group = await createGroup();
    expect(await group.person('张三').says('算了')).toBeUndefined();
  });
});

test('what is no answer in private is told what would be one', async () => {
  const group = await createGroup();
  const secretary = group.person('林书华');
  await secretary.whispers('通知 停水');
  expect(await secretary.whispers('是的')).toBe('没有看懂这一条。请回复「确认」，不办请说「算了」。');
  expect(await secretary.whispers('确认')).toBe('通知正在发出。');
  expect(await secretary.whispers('是的')).not.toContain('请回复');
});
