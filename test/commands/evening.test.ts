import { expect, test } from 'vitest';
import { createGroup, when } from '../support/group.ts';

test('a whole evening: planned, announced, opened by itself, answered, closed and counted', async () => {
  const group = await createGroup();
  const secretary = group.person('林书华');
  const [zhang, li, wang, zhao, sun] = ['张三', '李四', '王五', '赵六', '孙七'].map((name) => group.person(name));

  expect(await secretary.says('发起 主题党日 今天 19:30 党群服务中心 学习全会精神')).toContain('已安排主题党日');
  expect(group.group().at(-1)).toContain('【活动通知】主题党日「学习全会精神」');
  expect(group.group()[0]).toContain('【说明】');

  expect(await wang?.says('请假 出差')).toContain('✓ 已登记请假（公差）');
  expect(secretary.letters().at(-1)).toContain('王五请假（公差）');
  expect(await secretary.whispers('准假 王五')).toContain('已准假');

  await group.goTo(when('2026-11-21', '19:00'));
  expect(group.group().at(-1)).toContain('应到 8，已到 0。');
  expect(await zhang?.says('签到')).toBe('✓ 签到成功。');
  expect(await li?.says('到')).toBe('✓ 签到成功。');
  expect(await li?.says('到时候再说')).toBeUndefined();
  expect(await zhao?.presses('/checkin A1')).toBe('✓ 签到成功。');
  expect(group.group().at(-1)).toContain('应到 8，已到 3。');

  await group.goTo(when('2026-11-21', '19:45'));
  expect(await sun?.says('签到')).toBe('✓ 签到成功。');
  expect(await zhang?.says('代报 周八')).toContain('已记为代报');
  expect(await secretary.whispers('代录 林书华')).toContain('已代录');

  expect(await secretary.says('结束签到')).toContain('代报未确认：周八');
  expect(await secretary.says('结束签到')).toBe('✓ 签到已结束。');
  expect(group.group().at(-1)).toContain('【小结】主题党日「学习全会精神」签到已结束。应到 8，已到 5。');
  const counted = await secretary.whispers('考勤');
  expect(counted).toContain('应到 8，实到 5（线上 0），请假 1，缺席 2。');
  expect(counted).toContain('到会率 62.5%，出勤率（请假不计）71.4%。');
  expect(counted).toContain('有表决权应到会 7 人，现场 4 人');
  expect(group.state()?.activities['A1']?.marks['M7']).toEqual({ is: 'present', late: 15 });
  expect(group.state()?.activities['A1']?.marks['M8']).toEqual({ is: 'absent', unconfirmed: true });
  expect(group.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
});
