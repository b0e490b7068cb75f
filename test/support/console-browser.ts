import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterEach, beforeAll, beforeEach } from 'vitest';
import { serveHttp } from '../../src/channels/local/serve-http.ts';
import { sharedBrowser } from './browser.ts';
import { consoleOver } from './console.ts';
import { createGroup, type Group } from './group.ts';

/** The console of a group, served for real; whatever a window asks of other hosts or complains about is kept. */
export const serveConsole = async (group: Group, browser: Browser) => {
  let address = '';
  const serve = (port: number) =>
    serveHttp({
      host: '127.0.0.1',
      port,
      apps: [consoleOver(group, { address: () => address })],
      health: async () => ({ status: 'ok' }),
      log: group.log,
    });
  let http = await serve(0);
  address = http.address;
  const contexts: BrowserContext[] = [];
  const wrong: string[] = [];

  const newContext = async (width: number, height: number, bypassCSP = false): Promise<BrowserContext> => {
    const context = await browser.newContext({ viewport: { width, height }, acceptDownloads: true, bypassCSP });
    contexts.push(context);
    context.on('request', (request) => {
      if (!request.url().startsWith(address)) wrong.push(`asked ${request.url()}`);
    });
    context.on('weberror', (error) => wrong.push(error.error().message));
    context.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) wrong.push(message.text());
    });
    return context;
  };

  const followed = (page: Page) => page.waitForSelector('body[data-followed]');

  return {
    address: () => address,
    wrong,
    newContext,
    followed,
    linkFor: async (name: string): Promise<string> => {
      const said = (await group.person(name).whispers('控制台')) ?? '';
      return address + new URL(/https?:\/\/\S+/u.exec(said)?.[0] ?? '').pathname;
    },
    /** A browser of one's own: opens the link, presses 进入, and goes to the page. */
    async enters(name: string, path = 'today', { width = 1280, height = 800, bypassCSP = false } = {}): Promise<Page> {
      const page = await (await newContext(width, height, bypassCSP)).newPage();
      await page.goto(await this.linkFor(name));
      await page.getByRole('button', { name: '进入' }).click();
      await page.waitForURL(/\/today$/u);
      if (path !== 'today') await page.goto(new URL(path, page.url()).href);
      await followed(page);
      return page;
    },
    goDown: () => http.close(),
    comeUp: async () => {
      http = await serve(Number(new URL(address).port));
    },
    async close() {
      await Promise.all(contexts.splice(0).map((context) => context.close()));
      await http.close();
    },
  };
};

/**
 * For the tests of one file: before each a fresh group with its console served, which `begin` sets going. A window that asked
 * another host for something, or complained, fails its test.
 */
export const consoleTests = (begin: (group: Group) => Promise<void> = async () => undefined) => {
  let browser: Browser | undefined;
  let group: Group | undefined;
  let desk: Awaited<ReturnType<typeof serveConsole>> | undefined;
  beforeAll(async () => {
    browser = await sharedBrowser();
  }, 120_000);
  beforeEach(async () => {
    group = await createGroup();
    await begin(group);
    if (browser) desk = await serveConsole(group, browser);
  });
  afterEach(async () => {
    await desk?.close();
    if (desk && desk.wrong.length > 0) throw new Error(desk.wrong.join('\n'));
  });
  const begun = <T>(one: T | undefined): T => {
    if (one === undefined) throw new Error('The console is there only within a test.');
    return one;
  };
  return {
    get group() {
      return begun(group);
    },
    get desk() {
      return begun(desk);
    },
  };
};
