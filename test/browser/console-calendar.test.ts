import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { consoleTests } from '../support/console-browser.ts';
import { when } from '../support/group.ts';

const secretary = '林书华';
const here = consoleTests();

const plan = async (page: Page, kind: string, place: string): Promise<void> => {
  const form = page.locator('#plan');
  await form.getByLabel(/^种类/u).selectOption(kind);
  await form.getByLabel('地点').fill(place);
  await form.getByRole('button', { name: '发起并通知' }).click();
  await page.locator('#answer .words', { hasText: `已安排${kind}` }).waitFor();
};

test('a month is planned: a day is chosen, what is owed is arranged, and what will be sent is shown beforehand', async () => {
  const page = await here.desk.enters(secretary, 'calendar');
  await page.getByRole('link', { name: '2026年12月' }).click();
  await page.getByRole('heading', { level: 1, name: '2026年12月' }).waitFor();
  const wanted = page.locator('li[id^="demanded-"]', { hasText: '支委会' });
  expect(await wanted.textContent()).toContain('应 1 次，已完成 0 次。');
  expect(await page.locator('#d-2026-12-31').textContent()).toContain('支委会 1 次');

  // A day is pressed, and the form holds it.
  await page.locator('#d-2026-12-09').getByRole('link').click();
  await page.getByRole('heading', { name: '安排活动：12月9日（周三）' }).waitFor();
  expect(await page.locator('#plan').getByLabel('日期').inputValue()).toBe('2026-12-09');
  await here.desk.followed(page);
  await plan(page, '支委会', '一楼');
  await page.locator('#d-2026-12-09 a', { hasText: '支委会' }).waitFor();
  await page.locator('li[id^="demanded-"]', { hasText: '支委会' }).getByText('已安排', { exact: true }).waitFor();
  expect(await page.locator('#d-2026-12-31').textContent()).not.toContain('支委会');
  expect(await page.locator('#d-2026-12-09').textContent()).toContain('推送：签到自动开始（支委会），发到群里');
  expect(here.group.entries.find(({ type }) => type === 'activity-planned')?.by).toBe('M1');

  // What is owed offers a day by itself, with the kind chosen.
  await page
    .locator('li[id^="demanded-"]', { hasText: '主题党日' })
    .getByRole('link', { name: '去安排主题党日' })
    .click();
  expect(await page.locator('#plan').getByLabel(/^种类/u).inputValue()).toBe('主题党日');
  expect(await page.locator('#plan').getByLabel('日期').inputValue()).toMatch(/^2026-12-/u);
  const planned = Object.values(here.group.held()?.branch.activities ?? {});
  expect(planned.map(({ kind, start }) => [kind, start])).toEqual([['支委会', when('2026-12-09', '19:30')]]);
});

test('on a phone the days are a list, and a free one is a small button among others', async () => {
  const page = await here.desk.enters(secretary, 'calendar?month=2026-12', { width: 360, height: 740 });
  const [free, other] = await Promise.all(
    ['2026-12-08', '2026-12-09'].map((date) => page.locator(`#d-${date}`).boundingBox()),
  );
  expect(free?.y).toBe(other?.y);
  expect(free?.height).toBeGreaterThanOrEqual(44);
  const owed = await page.locator('#d-2026-12-31').boundingBox();
  expect(owed?.width).toBeGreaterThan(300);
});

test('a month or a day that is not shown is not found, and no day of the past is offered', async () => {
  const page = await here.desk.enters(secretary, 'calendar');
  expect(await page.locator('#d-2026-11-20 a').count()).toBe(0);
  expect(await page.locator('#d-2026-11-21 a').count()).toBeGreaterThan(0);
  for (const query of ['month=2025-12', 'month=2028-01', 'month=2026-13', 'day=x', 'day=2026-02-30x']) {
    const status = await page.evaluate(async (one) => (await fetch(`calendar?${one}`)).status, query);
    expect([query, status]).toEqual([query, query === 'day=2026-02-30x' ? 200 : 404]);
  }
});

test('a calendar is subscribed to, its address changed, and switched off', async () => {
  const page = await here.desk.enters(secretary, 'calendar');
  const answer = page.locator('#answer .words');
  const shown = async (words: string): Promise<string> => {
    await answer.filter({ hasText: words }).waitFor();
    return /https?:\/\/\S+\.ics/u.exec((await answer.textContent()) ?? '')?.[0] ?? '';
  };
  // The harness knows the console by another beginning than the one it is served under.
  const statusOf = (address: string): Promise<number> =>
    page.evaluate(async (path) => (await fetch(path)).status, new URL(address).pathname);
  await page.getByRole('button', { name: '启用日历订阅' }).click();
  const first = await shown('没有姓名');
  expect(await statusOf(first)).toBe(200);
  await page.locator('#subscribe', { hasText: '已经启用。' }).waitFor();
  await page.getByRole('button', { name: '显示地址' }).click();
  expect(await shown('没有姓名')).toBe(first);
  await page.getByRole('button', { name: '更换地址，旧地址作废' }).click();
  const second = await shown('旧地址已经作废');
  expect([await statusOf(first), await statusOf(second)]).toEqual([404, 200]);
  await page.locator('#subscribe').getByRole('button', { name: '停用' }).click();
  await shown('日历订阅已停用');
  expect(await statusOf(second)).toBe(404);
  await page.getByRole('button', { name: '启用日历订阅' }).waitFor();
  expect(here.group.entries.filter(({ type }) => type === 'calendar-shared').map(({ by }) => by)).toEqual([
    'M1',
    'M1',
    'M1',
  ]);
});
