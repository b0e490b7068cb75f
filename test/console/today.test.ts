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
