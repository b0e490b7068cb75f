import { expect, test } from 'vitest';
import { createGroup, type Group, when } from '../support/group.ts';

const closed = async (): Promise<Group> => {
  const group = await createGroup({ now: when('2026-11-21', '10:00') });
  const secretary = group.person('林书华');
  await secretary.says('发起 学习 今天 10:20 会议室 可线上');
  await group.goTo(when('2026-11-21', '10:20'));
  await secretary.says('签到');
  await secretary.says('结束签到');
  await group.goTo(when('2026-11-21', '10:40'));
  return group;
};
const waits = '签到已经结束，已转支委确认，确认后计入。';

test.each(['签到', '线上签到'])('「%s」 after the closing waits, and said again it still waits', async (words) => {
  const group = await closed();
  expect(await group.person('张三').says(words)).toBe(waits);
  expect(await group.person('张三').whispers(words)).toBe(waits);
  expect(group.state()?.activities['A1']?.marks['M3']).toEqual({ is: 'absent' });
});

test('我的 says what one said about what is to come, and nothing of what one did not', async () => {
  const group = await createGroup({ now: when('2026-11-21', '10:00') });
  const secretary = group.person('林书华');
  await secretary.says('发起 学习 明天 10:20 会议室');
  await secretary.says('发起 党课 11月24日 10:20 会议室');
  const zhang = group.person('张三');
  const coming = async (): Promise<string[]> =>
    ((await zhang.whispers('我的')) ?? '').split('\n').filter((line) => line.startsWith('11月'));
  expect(await coming()).toEqual([]);
  await zhang.whispers('请假 出差');
  await zhang.whispers('1');
  expect(await coming()).toEqual(['11月22日（周日）10:20 学习：请假（公差），待书记确认。']);
  await secretary.whispers('准假 张三');
  expect(await coming()).toEqual(['11月22日（周日）10:20 学习：请假（公差）。']);
});

test('of what nobody came to waits whether it was held, and no leave; after a month nothing', async () => {
  const group = await createGroup({ now: when('2026-11-20', '10:00') });
  const secretary = group.person('林书华');
  await secretary.says('发起 学习 今天 15:00 会议室');
  await group.person('张三').says('请假');
  expect(await secretary.whispers('待定')).toContain('张三');
  await group.goTo(when('2026-11-21', '10:00'));
  expect(await secretary.whispers('待定')).toBe(
    '【待定】\n11月20日（周五）15:00 学习没有人签到，是没有开吗？没有开请说「取消活动 A1」；开过请说「全到除 A1 姓名」或「代录 A1 姓名」。',
  );
  await group.goTo(when('2026-12-22', '10:00'));
  expect(await secretary.whispers('待定')).toBe('没有等待决定的事项。');
});
