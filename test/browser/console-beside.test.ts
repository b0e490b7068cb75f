import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { sharedBrowser } from '../support/browser.ts';
import { type Program, runProgram } from '../support/program.ts';

let browser: Browser;
let program: Program;
let address = '';
let store = '';
beforeAll(async () => {
  store = await mkdtemp(join(tmpdir(), 'zhishu-beside-'));
  program = runProgram(inject('program'), ['start'], { ZHISHU_STORE: store, ZHISHU_PORT: '0' });
  address = await program.until('it is ready', (out) => /is ready\D+(http:\/\/[\d.:]+)/u.exec(out)?.[1]);
  browser = await sharedBrowser();
});
afterAll(async () => {
  await program?.kill();
  for (const folder of [store, `${store}-backups`]) await rm(folder, { recursive: true, force: true });
});

const open = async (width: number, height = 800): Promise<Page> => {
  const context = await browser.newContext({ viewport: { width, height } });
  const page = await context.newPage();
  await page.goto(address);
  await page.waitForSelector('body[data-live]');
  return page;
};
const become = async (page: Page, account: string): Promise<void> => {
  if (await page.locator('#open-people').isVisible()) await page.click('#open-people');
  await page.locator(`#people [data-persona="${account}"]`).click();
  await page.waitForSelector(`body[data-live="${account}"]`);
};
const openConsole = async (page: Page) => {
  await page.getByRole('button', { name: '控制台', exact: true }).click();
  const frame = page.frameLocator('#console-frame');
  await frame.getByRole('button', { name: '进入' }).click();
  await frame.locator('body[data-followed]').waitFor({ state: 'attached' });
  return frame;
};
const says = async (page: Page, text: string): Promise<void> => {
  await page.getByLabel('要说的话').fill(text);
  await page.getByLabel('要说的话').press('Enter');
};

describe('the console beside the local group', () => {
  test('stands to its right, turns a message into a mark by itself, and moves with the clock', async () => {
    const desk = await open(1280);
    await become(desk, 'local:m1');
    const frame = await openConsole(desk);
    const [left, right] = await Promise.all([
      desk.locator('#group').boundingBox(),
      desk.locator('#console').boundingBox(),
    ]);
    expect((left?.x ?? 0) + (left?.width ?? 0)).toBeLessThanOrEqual((right?.x ?? 0) + 1);

    await frame.getByRole('link', { name: '支部党员大会' }).first().click();
    await frame.getByRole('button', { name: '开始签到' }).click();
    await desk.locator('#group .message.bot', { hasText: '应到 23，已到 0' }).waitFor();
    await frame.locator('#counts', { hasText: '实到0' }).waitFor();

    const phone = await open(360, 740);
    await become(phone, 'local:m5');
    const marked = frame.locator('#m-M5.here').waitFor();
    await says(phone, '签到');
    await marked;
    await desk.locator('#group .message.bot', { hasText: '已到 1' }).waitFor();

    const before = await frame.locator('.today-is').textContent();
    await desk.click('#open-clock');
    await desk.locator('#moment').fill('到明天 9:00');
    await desk.locator('#moment').press('Enter');
    await expect.poll(() => frame.locator('.today-is').textContent()).not.toBe(before);
    await Promise.all([desk.context().close(), phone.context().close()]);
  });

  test('backs up at a press, tells on the page when it is done, and only the secretary', async () => {
    const desk = await open(1280);
    await become(desk, 'local:m1');
    const frame = await openConsole(desk);
    await frame.getByRole('link', { name: '设置', exact: true }).click();
    await frame.locator('#backup', { hasText: '还没有从这里备份过。' }).waitFor();
    await frame.getByRole('button', { name: '现在备份' }).click();
    await frame.locator('#answer .words', { hasText: '正在备份，完成以后告诉您。' }).waitFor();
    const made = frame.locator('#backup', { hasText: '最近一次备份' });
    await made.waitFor();
    const [name = ''] = /zhishu-backup-[\d-]+\.tar\.gz/u.exec((await made.textContent()) ?? '') ?? [];
    expect(await readdir(`${store}-backups`)).toEqual([name]);
    const restored = join(`${store}-backups`, 'restored');
    const program2 = runProgram(inject('program'), ['restore', join(`${store}-backups`, name)], {
      ZHISHU_STORE: restored,
    });
    expect(await program2.ended).toBe(0);
    await frame.getByRole('button', { name: '现在备份' }).click();
    await frame.locator('#answer .words', { hasText: '每十分钟最多备份一次' }).waitFor();
    await desk.context().close();
  });

  test('takes the place of the group on a phone, one tap from either to the other', async () => {
    const phone = await open(360, 740);
    await become(phone, 'local:m2');
    const frame = await openConsole(phone);
    expect(await phone.locator('#group').isVisible()).toBe(false);
    await frame.getByRole('heading', { name: '今天' }).waitFor();
    await phone.getByRole('tab', { name: '群聊' }).click();
    expect(await phone.locator('#console').isVisible()).toBe(false);
    expect(await phone.locator('#group').isVisible()).toBe(true);
    await phone.getByRole('button', { name: '控制台', exact: true }).click();
    await frame.getByRole('heading', { name: '今天' }).waitFor();
    await phone.context().close();
  });

  test('opens by a link of its own, also where it is asked for before the old ones are there', async () => {
    const page = await open(1280);
    await become(page, 'local:m2');
    await openConsole(page);
    await become(page, 'local:m5');
    // What was said before comes late.
    await page.route(/\/events\?as=local%3Am2/u, async (route) => {
      await page.locator('body[data-asked]').waitFor({ state: 'attached' });
      await route.continue();
    });
    await page.route('**/messages', async (route) => {
      await page.locator('#private-messages [data-act="console"]').first().waitFor({ state: 'attached' });
      await route.continue();
    });
    await page.locator('#people [data-persona="local:m2"]').click();
    await page.getByRole('button', { name: '控制台', exact: true }).click();
    await page.evaluate(() => {
      document.body.dataset['asked'] = 'yes';
    });
    const frame = page.frameLocator('#console-frame');
    await frame.getByRole('button', { name: '进入' }).click();
    await frame.getByRole('heading', { name: '今天' }).waitFor();
    await page.context().close();
  });

  test('is closed when the window becomes somebody else, and a member is told why it stays so', async () => {
    const page = await open(1280);
    await become(page, 'local:m1');
    await openConsole(page);
    await page.click('#open-people');
    await page.locator('#people [data-persona="local:m5"]').click();
    await page.waitForSelector('body[data-live="local:m5"]');
    expect(await page.locator('#console').isVisible()).toBe(false);
    await page.getByRole('button', { name: '控制台', exact: true }).click();
    await page.locator('#private .message.bot', { hasText: '「控制台」由支委使用。' }).waitFor();
    expect(await page.locator('#console').isVisible()).toBe(false);
    await page.context().close();
  });
});
