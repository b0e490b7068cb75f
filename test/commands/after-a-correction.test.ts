import { expect, test } from 'vitest';
import { createGroup, when } from '../support/group.ts';

test('a 签到 taken back leaves the leave that was approved before it', async () => {
  const group = await createGroup();
  const secretary = group.person('林书华');
  await secretary.says('发起 学习 今天 19:30 会议室');
  await group.person('王五').says('请假 出差');
  await secretary.whispers('准假 王五');
  await group.goTo(when('2026-11-21', '19:10'));
  await group.person('王五').says('签到');
  await group.person('王五').says('取消签到');
  expect(group.state()?.activities['A1']?.marks['M5']).toEqual({ is: 'leave', category: '公差' });
});

test('a display name that was released once binds nobody again, until an officer confirms the member', async () => {
  const group = await createGroup({ bind: false });
  const held = group.held();
  await group.recorder.record(held?.id ?? '', {
    facts: [],
    people: [{ bind: 'test:林书华', to: 'M1', trust: 'confirmed' }],
    at: group.clock.current,
    by: 'operator',
  });
  const secretary = group.person('林书华');
  await secretary.says('发起 学习 今天 19:30 会议室');
  await group.goTo(when('2026-11-21', '19:10'));
  const impostor = group.person('someone', '张三');
  expect(await impostor.says('签到')).toBe('✓ 签到成功。');
  expect(await secretary.whispers('解除绑定 张三')).toContain('已解除');
  expect(await impostor.says('请假')).toContain('名册里还没有对应到您');
  expect(group.held()?.people.accounts['test:someone']).toBeUndefined();
});

test('a reminder that could not be sent is not sent any more once the activity has begun', async () => {
  const group = await createGroup();
  await group.person('林书华').says('发起 学习 11月23日 19:30 会议室');
  group.wire.goDown();
  await group.goTo(when('2026-11-23', '19:20'));
  const before = group.group().length;
  await group.goTo(when('2026-11-23', '19:35'));
  group.wire.comeUp();
  await group.goTo(when('2026-11-23', '21:00'));
  expect(group.group().length).toBeGreaterThan(before);
  expect(
    group
      .group()
      .slice(before)
      .filter((text) => text.includes('【活动提醒】')),
  ).toEqual([]);
});
