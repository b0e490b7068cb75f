import type { Browser, Page } from 'playwright-core';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { sharedBrowser } from '../support/browser.ts';
import { serveConsole } from '../support/console-browser.ts';
import { createGroup, type Group, when } from '../support/group.ts';

const secretary = '林书华';
let browser: Browser;
beforeAll(async () => {
  browser = await sharedBrowser();
}, 120_000);

let group: Group;
let desk: Awaited<ReturnType<typeof serveConsole>>;
beforeEach(async () => {
  group = await createGroup();
  desk = await serveConsole(group, browser);
});
afterEach(async () => {
  await desk.close();
  if (desk.wrong.length > 0) throw new Error(desk.wrong.join('\n'));
});

const plan = async (page: Page, kind: string, place: string): Promise<void> => {
  const form = page.locator('#plan');
  await form.getByLabel(/^种类/u).selectOption(kind);
  await form.getByLabel('地点').fill(place);
  await form.getByRole('button', { name: '发起并通知' }).click();
  await page.locator('#answer .words', { hasText: `已安排${kind}` }).waitFor();
};

test('a month is planned: a day is chosen, what is owed is arranged, and what will be sent is shown beforehand', async () => {
  const page = await desk.enters(secretary, 'calendar');
  await page.getByRole('link', { name: '2026年12月' }).click();
  await page.getByRole('heading', { level: 1, name: '2026年12月' }).waitFor();
  const wanted = page.locator('li[id^="demanded-"]', { hasText: '支委会' });
  expect(await wanted.textContent()).toContain('应 1 次，已完成 0 次。');
  expect(await page.locator('#d-2026-12-31').textContent()).toContain('支委会 1 次');

  // A day is pressed, and the form holds it.
  await page.locator('#d-2026-12-09').getByRole('link').click();
  await page.getByRole('heading', { name: '安排活动：12月9日（周三）' }).waitFor();
  expect(await page.locator('#plan').getByLabel('日期').inputValue()).toBe('2026-12-09');
  await desk.followed(page);
  await plan(page, '支委会', '一楼');
  await page.locator('#d-2026-12-09 a', { hasText: '支委会' }).waitFor();
  await page.locator('li[id^="demanded-"]', { hasText: '支委会' }).getByText('已安排', { exact: true }).waitFor();
  expect(await page.locator('#d-2026-12-31').textContent()).not.toContain('支委会');
  expect(await page.locator('#d-2026-12-09').textContent()).toContain('推送：签到自动开始（支委会），发到群里');
  expect(group.entries.find(({ type }) => type === 'activity-planned')?.by).toBe('M1');

  // What is owed offers a day by itself, with the kind chosen.
  await page
    .locator('li[id^="demanded-"]', { hasText: '主题党日' })
    .getByRole('link', { name: '去安排主题党日' })
    .click();
  expect(await page.locator('#plan').getByLabel(/^种类/u).inputValue()).toBe('主题党日');
  expect(await page.locator('#plan').getByLabel('日期').inputValue()).toMatch(/^2026-12-/u);
  const planned = Object.values(group.held()?.branch.activities ?? {});
  expect(planned.map(({ kind, start }) => [kind, start])).toEqual([['支委会', when('2026-12-09', '19:30')]]);
});

test('on a phone the days are a list, and a free one is a small button among others', async () => {
  const page = await desk.enters(secretary, 'calendar?month=2026-12', { width: 360, height: 740 });
  const [free, other] = await Promise.all(
    ['2026-12-08', '2026-12-09'].map((date) => page.locator(`#d-${date}`).boundingBox()),
  );
  expect(free?.y).toBe(other?.y);
  expect(free?.height).toBeGreaterThanOrEqual(44);
  const owed = await page.locator('#d-2026-12-31').boundingBox();
  expect(owed?.width).toBeGreaterThan(300);
});

test('a month or a day that is not shown is not found, and no day of the past is offered', async () => {
  const page = await desk.enters(secretary, 'calendar');
  expect(await page.locator('#d-2026-11-20 a').count()).toBe(0);
  expect(await page.locator('#d-2026-11-21 a').count()).toBeGreaterThan(0);
  for (const query of ['month=2025-12', 'month=2028-01', 'month=2026-13', 'day=x', 'day=2026-02-30x']) {
    const status = await page.evaluate(async (one) => (await fetch(`calendar?${one}`)).status, query);
    expect([query, status]).toEqual([query, query === 'day=2026-02-30x' ? 200 : 404]);
  }
});
