import { expect, test } from 'vitest';
import { consoleTests } from '../support/console-browser.ts';

const here = consoleTests();

test('the secretary sets preset, cadence, hours and reminder, and takes the last one back', async () => {
  const page = await here.desk.enters('林书华', 'settings');
  const settings = () => here.group.held()?.branch.settings;
  await page.getByLabel('预设').selectOption('廊坊');
  await page.getByRole('button', { name: '改用这个预设' }).click();
  await page.locator('#cadences', { hasText: '现在按「廊坊」计算。' }).waitFor();

  await page.getByText('更改支委会', { exact: true }).click();
  const cadence = page.locator('#rule-committee-meeting, li:has(h3:text-is("支委会"))').first();
  await cadence.getByLabel('次数').fill('2');
  await cadence.getByRole('button', { name: '更改频次' }).click();
  await page.locator('li:has(h3:text-is("支委会")) .badge', { hasText: '本支部自定' }).waitFor();
  expect(Object.values(settings()?.cadences ?? {})).toEqual([{ demanded: 2, period: 'month' }]);

  await page.locator('#hours').getByLabel('到').fill('18:00');
  await page.getByRole('button', { name: '更改推送时段' }).click();
  await page.locator('#timing', { hasText: '推送时段：08:30到18:00' }).waitFor();
  await page.locator('#publishing').getByLabel('每月哪一天').selectOption('5日');
  await page.getByRole('button', { name: '更改清单时间' }).click();
  await page.locator('#timing', { hasText: '清单时间：每月5日09:00' }).waitFor();
  await page.locator('#reminder').getByLabel('活动以前提醒').selectOption('不提醒');
  await page.getByRole('button', { name: '更改提醒' }).click();
  await page.locator('#timing', { hasText: '提醒：不提醒' }).waitFor();
  expect(settings()?.timing).toMatchObject({ pushUntil: '18:00', reminder: 'none', publishing: { on: { day: 5 } } });

  await page.locator('#answer').getByRole('button', { name: '撤销这一步' }).click();
  await page.locator('#timing', { hasText: '提醒：前一天' }).waitFor();
});

test('another officer neither sees the page in the menu nor reaches it', async () => {
  const page = await here.desk.enters('王祖志');
  expect(await page.locator('nav').getByText('设置').count()).toBe(0);
  const status = await page.evaluate(async () => (await fetch('settings')).status);
  expect(status).toBe(403);
});
