import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterEach, beforeAll, expect, inject, test } from 'vitest';
import { readBranch } from '../evening/ledger.ts';
import { localStage, type Shown, type Window } from '../evening/local-stage.ts';
import { everybody, holdTheEvening, marksAtTheEnd } from '../evening/script.ts';
import { sharedBrowser } from '../support/browser.ts';
import { expectIdsOnly } from '../support/log-privacy.ts';
import { type Program, runProgram } from '../support/program.ts';
import { freePort } from '../support/wechat-gateway.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});
let browser: Browser;
beforeAll(async () => {
  browser = await sharedBrowser();
});

/** What is on the screen, read in the page itself. */
const screen = (): Window => {
  const textOf = (item: Element, selector: string): string => item.querySelector(selector)?.textContent ?? '';
  const shownIn = (list: string): Shown[] =>
    [...document.querySelectorAll<HTMLElement>(`${list} > li.message`)].map((item) => ({
      id: item.id,
      by: item.classList.contains('bot') ? 'bot' : 'person',
      name: item.dataset['name'] ?? '',
      text: textOf(item, '.text'),
      quoted: textOf(item, 'blockquote'),
      says: [...item.querySelectorAll<HTMLElement>('[data-says]')].map((button) => button.dataset['says'] ?? ''),
      marked: textOf(item, '.mark').includes('已记'),
    }));
  const walking = !(document.querySelector<HTMLElement>('#walking')?.hidden ?? true);
  return {
    group: shownIn('#group-messages'),
    alone: shownIn('#private-messages'),
    clock: walking ? '' : (document.querySelector('#clock-panel .now')?.textContent ?? ''),
  };
};

test('a whole evening in the page: roster file, 发起, twenty answers, 代录, closing and 考勤, with the program restarted', async () => {
  const store = await mkdtemp(join(tmpdir(), 'zhishu-evening-'));
  closing.push(() => rm(store, { recursive: true, force: true }));
  const settings = { ZHISHU_STORE: store, ZHISHU_PORT: String(await freePort()), LOG_LEVEL: 'debug' };
  let log = '';
  let running: Program | undefined;
  const start = async (): Promise<string> => {
    running = runProgram(inject('program'), ['start'], settings);
    return running.until('it is ready', (out) => /is ready\D+(http:\/\/[\d.:]+)/u.exec(out)?.[1]);
  };
  const stop = async (): Promise<void> => {
    running?.child.kill('SIGTERM');
    expect(await running?.ended).toBe(0);
    log += running?.err() ?? '';
  };
  const address = await start();
  closing.push(async () => running?.kill());

  const foreign: string[] = [];
  const complaints: string[] = [];
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  closing.push(() => context.close());
  context.on('request', (request) => {
    if (!request.url().startsWith(address)) foreign.push(request.url());
  });
  const open = async (): Promise<Page> => {
    const page = await context.newPage();
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(address);
    await page.waitForSelector('body[data-live]');
    return page;
  };
  const accountOf = (name: string): string => `local:m${everybody.indexOf(name) + 1}`;
  const [secretary = ''] = everybody;
  // The secretary keeps a window; the others pass a second one around.
  const desk = await open();
  const phone = await open();
  const windowOf = async (name: string): Promise<Page> => {
    const page = name === secretary ? desk : phone;
    const account = accountOf(name);
    if ((await page.locator('body').getAttribute('data-live')) !== account) {
      await page.locator(`#people [data-persona="${account}"]`).click();
      await page.waitForSelector(`body[data-live="${account}"]`);
    }
    return page;
  };
  const goInto = (page: Page, place: 'group' | 'private') => page.locator(`#tab-${place}`).click();

  const stage = localStage({
    look: async (name) => (await windowOf(name)).evaluate(screen),
    says: async (name, place, text) => {
      const page = await windowOf(name);
      await goInto(page, place);
      await page.getByLabel('要说的话').fill(text);
      await page.getByLabel('要说的话').press('Enter');
    },
    presses: async (name, message, says) => {
      const page = await windowOf(name);
      await goInto(page, 'group');
      await page.locator(`[id="${message}"] [data-says="${says}"]`).click();
      await page.locator('#toasts', { hasText: '签到成功。' }).waitFor();
      return '签到成功。';
    },
    sendsFile: async (name, file, bytes) => {
      const page = await windowOf(name);
      await goInto(page, 'private');
      await page.locator('#file').setInputFiles({ name: file, mimeType: 'text/csv', buffer: Buffer.from(bytes) });
      await page.locator('#attached', { hasText: file }).waitFor();
      await page.getByRole('button', { name: '发送' }).click();
    },
    movesClock: async (words) => {
      const page = await windowOf(secretary);
      await page.locator('#moment').fill(words);
      await page.locator('#moment').press('Enter');
    },
    restart: async (meanwhile) => {
      await stop();
      await meanwhile?.();
      await start();
      for (const page of [desk, phone])
        await page.locator('#group .kept', { hasText: '没有保留' }).waitFor({ state: 'attached' });
      for (const page of [desk, phone])
        await page.waitForFunction(() => document.querySelector('#link')?.textContent === '');
    },
  });
  await holdTheEvening(stage);

  expect(foreign).toEqual([]);
  expect(complaints).toEqual([]);
  await stop();
  const { branch, people, check } = await readBranch(join(store, 'demo'), '示范支部');
  expect(check.problems).toEqual([]);
  const marks = Object.entries(branch.activities['A4']?.marks ?? {});
  expect(Object.fromEntries(marks.map(([id, mark]) => [people.members[id]?.name, mark]))).toMatchObject(marksAtTheEnd);
  expectIdsOnly(log, everybody);
});
