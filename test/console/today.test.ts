import { expect, test } from 'vitest';
import { createDesk } from '../support/console.ts';
import { createGroup } from '../support/group.ts';

test('an activity nobody opened on its day is not called one that is still to come', async () => {
  const group = await createGroup();
  await group.person('林书华').says('发起 学习 明天 11:00 会议室');
  const window = await createDesk(group).enters('林书华');
  expect(await window.reads('today')).toContain('>未开始<');
  // The program was down meanwhile.
  group.clock.current += 3 * 24 * 3_600_000;
  for (const address of ['today', 'activities', 'activity/A1']) {
    const html = await (await createDesk(group).enters('林书华')).reads(address);
    expect([address, html.includes('没有签到，等待补记')]).toEqual([address, true]);
    expect(html).not.toContain('>未开始<');
  }
});

test('an activity to which nobody came waits for a word whether it was held, and two buttons say it', async () => {
  const group = await createGroup();
  await group.person('林书华').says('发起 学习 今天 11:00 会议室');
  await group.person('张三').says('请假');
  await group.goTo(group.clock.current + 24 * 3_600_000);
  const window = await createDesk(group).enters('林书华');
  for (const address of ['today', 'activity/A1']) {
    const html = await window.reads(address);
    expect(html).toContain('没有人签到，是没有开吗？');
    expect(html).not.toContain('准假 A1');
  }
  await window.says('全到 A1');
  expect(await window.reads('today')).not.toContain('是没有开吗');
});
