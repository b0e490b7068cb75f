import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pages } from '../../src/console/pages.ts';
import { sharedBrowser } from '../support/browser.ts';
import { addressesOf, createBusyGroup } from '../support/console-branch.ts';
import { serveConsole } from '../support/console-browser.ts';
import type { Group } from '../support/group.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
// A browser takes its time: of what an address names, the first three are enough.
const all = pages.flatMap((page) => addressesOf(page).slice(0, 3));

let browser: Browser;
let group: Group;
let desk: Awaited<ReturnType<typeof serveConsole>>;
let window: Page;
let base = '';
beforeAll(async () => {
  browser = await sharedBrowser();
  group = await createBusyGroup();
  desk = await serveConsole(group, browser);
  window = await desk.enters('林书华');
  base = window.url().replace(/today$/u, '');
});
afterAll(async () => {
  await desk?.close();
  if (desk && desk.wrong.length > 0) throw new Error(desk.wrong.join('\n'));
});

const goTo = async (address: string, width = 1280): Promise<void> => {
  await window.setViewportSize({ width, height: 800 });
  await window.goto(base + address);
};

type Axe = { run(): Promise<{ violations: { id: string; impact?: string; nodes: { html: string }[] }[] }> };
const complaints = async (): Promise<string[]> => {
  await window.evaluate(axeSource);
  const { violations } = await window.evaluate(() => (globalThis as unknown as { axe: Axe }).axe.run());
  return violations.flatMap(({ id, impact, nodes }) =>
    nodes.map(({ html }) => `${impact} ${id}: ${html.slice(0, 160)}`),
  );
};

describe.each(all)('%s', (address) => {
  test('gives axe nothing to complain of, on a phone and at a desk, in daylight and in the dark', async () => {
    for (const [width, colorScheme] of [
      [360, 'light'],
      [1280, 'dark'],
    ] as const) {
      await window.emulateMedia({ colorScheme });
      await goTo(address, width);
      // What is folded is read as well.
      await window.evaluate(() => {
        for (const one of document.querySelectorAll('details')) one.open = true;
      });
      expect(await complaints()).toEqual([]);
    }
    await window.emulateMedia({ colorScheme: 'light' });
  });

  test('fits the width, writes nothing smaller than 18 px, and has room for a thumb', async () => {
    await goTo(address);
    for (const width of [360, 768, 1280]) {
      await window.setViewportSize({ width, height: 800 });
      const found = await window.evaluate(() => {
        for (const one of document.querySelectorAll('details')) one.open = true;
        const seen = [...document.querySelectorAll<HTMLElement>('body *')].filter(
          (one) => one.getClientRects().length > 0 && !one.closest('svg'),
        );
        const own = (one: Element): string =>
          [...one.childNodes]
            .filter((node) => node.nodeType === Node.TEXT_NODE)
            .map((node) => node.textContent?.trim())
            .join('');
        return {
          over: document.documentElement.scrollWidth - innerWidth,
          small: seen
            .filter((one) => own(one) !== '' && Number.parseFloat(getComputedStyle(one).fontSize) < 18)
            .map(own),
          narrow: seen
            .filter((one) => one.matches('button, select, .button, input:not([type="checkbox"], [type="radio"])'))
            .filter((one) => one.getBoundingClientRect().height < 44)
            .map((one) => one.outerHTML.slice(0, 100)),
        };
      });
      expect([width, found]).toEqual([width, { over: 0, small: [], narrow: [] }]);
    }
  });

  test('weighs less than 150 KB on the first view, and nothing in it moves', async () => {
    const context = await desk.newContext(768, 900);
    const page = await context.newPage();
    await context.addCookies(await window.context().cookies(base));
    let bytes = 0;
    page.on('response', (response) => {
      void response.body().then(
        (body) => {
          bytes += body.length;
          return undefined;
        },
        () => undefined,
      );
    });
    await page.addInitScript(() => {
      const shifts: number[] = [];
      Object.assign(globalThis, { shifts });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) shifts.push((entry as unknown as { value: number }).value);
      }).observe({ type: 'layout-shift', buffered: true });
    });
    await page.goto(base + address, { waitUntil: 'load' });
    await page.evaluate(() => document.fonts.ready);
    expect(bytes).toBeGreaterThan(40_000);
    expect(bytes).toBeLessThan(150_000);
    expect(await page.evaluate(() => (globalThis as unknown as { shifts: number[] }).shifts)).toEqual([]);
    await context.close();
  });

  test('is all there on paper and without its style sheet', async () => {
    await goTo(address);
    const heading = (await window.locator('h1').textContent()) ?? '';
    await window.emulateMedia({ media: 'print' });
    expect(await window.locator('h1').isVisible()).toBe(true);
    for (const menu of await window.locator('nav, button').all()) expect(await menu.isVisible()).toBe(false);
    await window.emulateMedia({ media: 'screen' });
    await window.evaluate(() => document.querySelector('link[rel="stylesheet"]')?.remove());
    const text = await window.evaluate(() => document.body.innerText);
    expect(text).toContain(heading);
    expect(text.indexOf(heading)).toBeGreaterThan(text.indexOf('退出'));
  });
});

test('by keyboard alone: past the menu, to a name, and on from there when the page is renewed', async () => {
  await goTo('activity/A2');
  await desk.followed(window);
  await window.keyboard.press('Tab');
  expect(await window.evaluate(() => document.activeElement?.textContent)).toBe('跳到正文');
  await window.keyboard.press('Enter');
  expect(await window.evaluate(() => document.activeElement?.id)).toBe('live');
  const focused = (): Promise<string> => window.evaluate(() => document.activeElement?.closest('li')?.id ?? '');
  for (let step = 0; step < 60 && (await focused()) !== 'm-M1'; step += 1) await window.keyboard.press('Tab');
  expect(await focused()).toBe('m-M1');
  await window.keyboard.press('Enter');
  await window.locator('#m-M1.here').waitFor();
  expect(await focused()).toBe('m-M1');
  await group.person('王祖志').says('签到 A2');
  await window.locator('#m-M2.here').waitFor();
  expect(await focused()).toBe('m-M1');
});
