import { expect, test } from 'vitest';
import { pushesAhead } from '../../src/bot/preview.ts';
import { createForecast } from '../../src/console/forecast.ts';
import { addDays, endOfDay } from '../../src/domain/calendar.ts';
import { almanac, createGroup, type Group, schedules, when, zone } from '../support/group.ts';

const asked = (group: Group) => {
  const held = group.held();
  if (!held) throw new Error('There is no branch.');
  return { ...almanac, schedules, branch: held.branch, people: held.people, now: group.clock.current };
};
const walked = (group: Group) => {
  const { branch, people, now } = asked(group);
  return pushesAhead({ branch, people, schedules, almanac, now, until: endOfDay(addDays('2026-11-21', 62), zone) });
};

test('the forecast stands while people check in, and follows what is planned', async () => {
  const group = await createGroup({ now: when('2026-11-21', '19:10') });
  const forecast = createForecast();
  await group.person('林书华').says('发起 学习 今天 19:30 二楼 读书');
  await group.person('林书华').says('开始签到');
  await group.outbox.idle();
  const before = forecast(asked(group));
  expect(before).toEqual(walked(group));
  await group.person('张三').says('签到');
  const after = forecast(asked(group));
  // The very same ones: nothing was walked through again, and nothing would have come out otherwise.
  expect(after.every((one, index) => one === before[index])).toBe(true);
  expect(after).toEqual(walked(group));

  await group.person('林书华').whispers('发起 党课 12月3日 15:00 三楼 讲条例');
  await group.outbox.idle();
  const later = forecast(asked(group));
  expect(later).toEqual(walked(group));
  expect(later.length).toBeGreaterThan(before.length);
});
