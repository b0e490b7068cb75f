import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { groupRoom } from '../../src/channels/local/channel.ts';
import { localRoutes } from '../../src/channels/local/routes.tsx';
import { serveHttp } from '../../src/channels/local/serve-http.ts';
import type { Incoming, Reply } from '../../src/ports.ts';
import { sharedBrowser } from '../support/browser.ts';
import { createLocalGroup } from '../support/local-group.ts';

const minute = 60_000;

const answer = ({ kind, text }: Incoming): Reply | undefined => {
  if (text.startsWith('发起'))
    return { kind: 'said', text: '已安排主题党日。', choices: [{ label: '签到', says: '签到' }] };
  if (text === '签到') return { kind: 'acknowledged', toast: '签到成功。' };
  if (text === '我的') return { kind: 'said', text: '您今年参加了 3 次。', privately: true };
  if (text === '结束签到') return { kind: 'refused', text: '只有支委可以结束签到。', brief: '不行。', repeated: false };
  if (text === '台账')
    return { kind: 'said', text: '台账在这里。', file: { name: '台账.csv', bytes: new TextEncoder().encode('姓名') } };
  if (kind === 'file') return { kind: 'said', text: '名册里有 23 位同志。' };
  return undefined;
};

let browser: Browser;
beforeAll(async () => {
  browser = await sharedBrowser();
});

let group: ReturnType<typeof createLocalGroup>;
let http: Awaited<ReturnType<typeof serveHttp>>;
let arrive: () => void;
const contexts: BrowserContext[] = [];
const foreign: string[] = [];
const complaints: string[] = [];

const serve = (port = 0) =>
  serveHttp({
    host: '127.0.0.1',
    port,
    apps: [
      localRoutes(group.channel, {
        open: false,
        clockControl: {
          timeZone: 'Asia/Shanghai',
          parse: (text, now) => (text === '+30分钟' ? now + 30 * minute : undefined),
          suggestions: async () => [{ label: '到下个活动开始前30分钟', at: group.clock.now() + 60 * minute }],
          moveTo: (to) =>
            new Promise((resolve) => {
              arrive = () => {
                group.clock.set(to);
                resolve();
              };
            }),
        },
      }),
    ],
    health: async () => ({ status: 'ok' }),
    log: group.log,
  });

beforeEach(async () => {
  group = createLocalGroup(answer);
  await group.channel.start(group.receive);
  http = await serve();
  foreign.length = 0;
  complaints.length = 0;
});
afterEach(async () => {
  await Promise.all(contexts.splice(0).map((context) => context.close()));
  await http.close();
  const wrong = [...foreign.map((url) => `asked ${url}`), ...complaints];
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
});

/** One person's own browser; whatever it asks of other hosts or complains about fails the test. */
const openPage = async (width = 1280, height = 800, context?: BrowserContext): Promise<Page> => {
  const used = context ?? (await browser.newContext({ viewport: { width, height }, acceptDownloads: true }));
  if (!context) {
    contexts.push(used);
    used.on('request', (request) => {
      if (!request.url().startsWith(http.address)) foreign.push(request.url());
    });
  }
  const page = await used.newPage();
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) complaints.push(message.text());
  });
  await page.goto(http.address);
  await page.waitForSelector('body[data-live]');
  return page;
};

const become = async (page: Page, name: string) => {
  const narrow = await page.locator('#open-people').isVisible();
  if (narrow) await page.click('#open-people');
  await page.getByRole('button', { name }).and(page.locator('#people button')).click();
  const account = await page.locator('#people [aria-pressed="true"]').getAttribute('data-persona');
  await page.waitForSelector(`body[data-live="${account}"]`);
};

const says = async (page: Page, text: string) => {
  await page.getByLabel('要说的话').fill(text);
  await page.getByLabel('要说的话').press('Enter');
};

const seen = (page: Page, text: string) => page.getByText(text, { exact: true }).first().waitFor();

describe('two windows', () => {
  it('are two people of the same browser, and each sees the other live', async () => {
    const one = await openPage();
    const two = await openPage(0, 0, one.context());
    await become(one, '林建国');
    await become(two, '陈桂兰');
    await says(one, '发起 主题党日 明天 19:30 党群服务中心 学习');
    await two.locator('#group .message.other', { hasText: '发起 主题党日' }).waitFor();
    await two.locator('#group').getByRole('button', { name: '签到' }).click();
    await seen(two, '签到成功。');
    await says(two, '签到');
    await two.locator('.message.own .mark', { hasText: '✓ 已记' }).waitFor();
    await one.locator('.message.other .mark', { hasText: '✓ 已记' }).waitFor();
    await one.reload();
    await one.waitForSelector('body[data-live="local:p1"]');
    expect(await one.locator('.message.own').count()).toBe(1);
    expect(group.heard.map(({ sender, text }) => `${sender.name} ${text}`)).toEqual([
      '林建国 发起 主题党日 明天 19:30 党群服务中心 学习',
      '陈桂兰 签到',
      '陈桂兰 签到',
    ]);
  });

  it('stay usable when there are more of them than a browser has connections', async () => {
    const first = await openPage();
    const pages = [first];
    for (let more = 0; more < 7; more += 1) pages.push(await openPage(0, 0, first.context()));
    await become(first, '陈桂兰');
    await says(first, '大家好');
    await Promise.all(pages.map((page) => seen(page, '大家好')));
    expect(await pages.at(-1)?.locator('#link').textContent()).toBe('');
  });

  it('show what is private to its person alone', async () => {
    const one = await openPage();
    const two = await openPage();
    await become(one, '陈桂兰');
    await become(two, '林建国');
    await says(one, '结束签到');
    await one.locator('.own .aside', { hasText: '只有支委可以结束签到。' }).waitFor();
    await says(one, '我的');
    await one.getByRole('tab', { name: '私聊 支书助手（1 条新消息）' }).waitFor();
    await one.getByRole('button', { name: '已私聊回复，去看看' }).click();
    await seen(one, '您今年参加了 3 次。');
    await two.locator('.message.other', { hasText: '我的' }).waitFor();
    expect(await two.locator('.aside').count()).toBe(0);
    expect(await two.getByText('您今年参加了 3 次。').count()).toBe(0);
  });

  it('see a message edited in place, and the keyboard keeps its button', async () => {
    const page = await openPage();
    await become(page, '陈桂兰');
    const choices = [[{ label: '签到', says: '签到' }]];
    const { ref = '' } = await group.channel.send(groupRoom, { text: '已到 1 人。', choices, key: 'k' });
    await page.locator('#group').getByRole('button', { name: '签到' }).focus();
    await group.channel.edit?.(ref, { text: '已到 2 人。', choices, key: 'k' });
    await seen(page, '已到 2 人。');
    expect(await page.locator('#group .bot').count()).toBe(1);
    expect(await page.evaluate(() => document.activeElement?.textContent?.trim())).toBe('签到');
  });

  it('come back by themselves after a restart, and say that the talk before is gone', async () => {
    const page = await openPage();
    await become(page, '陈桂兰');
    await says(page, '大家好');
    await seen(page, '大家好');
    const { port } = new URL(http.address);
    await http.close();
    await page.locator('#link', { hasText: '正在重新连接' }).waitFor();
    const map = new Map([['boot', '1']]);
    group = createLocalGroup(answer, map);
    await group.channel.start(group.receive);
    http = await serve(Number(port));
    await page.locator('#group .kept', { hasText: '没有保留' }).waitFor();
    expect(await page.getByText('大家好', { exact: true }).count()).toBe(0);
    await says(page, '又见面了');
    await seen(page, '又见面了');
  });
});

describe('by keyboard alone', () => {
  it('one chooses who one is, writes, presses a button, answers it and reads the private chat', async () => {
    const page = await openPage();
    const tabTo = async (found: () => boolean) => {
      for (let presses = 0; presses < 80; presses += 1) {
        await page.keyboard.press('Tab');
        if (await page.evaluate(found)) return;
      }
      throw new Error('the key Tab does not lead there');
    };
    await tabTo(() => document.activeElement?.id === 'search');
    await page.keyboard.type('陈桂兰');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await page.waitForSelector('body[data-live="local:p8"]');
    await page.keyboard.type('发起 一');
    await page.keyboard.press('Enter');
    await seen(page, '已安排主题党日。');
    const backTo = async (text: string) => {
      for (let presses = 0; presses < 80; presses += 1) {
        await page.keyboard.press('Shift+Tab');
        if ((await page.evaluate(() => document.activeElement?.textContent?.trim())) === text) return;
      }
      throw new Error('the keys Shift+Tab do not lead there');
    };
    await backTo('引用回复');
    await page.keyboard.press('Enter');
    await page.locator('#quoting', { hasText: '引用 支书助手：已安排主题党日。' }).waitFor();
    await page.keyboard.type('收到');
    await page.keyboard.press('Enter');
    await page.locator('.own blockquote', { hasText: '已安排主题党日。' }).waitFor();
    await backTo('签到');
    await page.keyboard.press('Enter');
    await seen(page, '签到成功。');
    await backTo('群聊');
    await page.keyboard.press('ArrowRight');
    await page.locator('#private').waitFor();
    expect(group.heard.map(({ kind, text }) => `${kind} ${text}`)).toEqual([
      'text 发起 一',
      'text 收到',
      'choice 签到',
    ]);
  });

  it('Enter chooses a candidate while an input method is composing, and Shift+Enter begins a line', async () => {
    const page = await openPage();
    await become(page, '陈桂兰');
    const words = page.getByLabel('要说的话');
    await words.fill('qiandao');
    await words.dispatchEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true, cancelable: true });
    await words.press('Shift+Enter');
    expect(await words.inputValue()).toBe('qiandao\n');
    await words.press('Enter');
    await seen(page, 'qiandao');
    expect(group.heard).toHaveLength(1);
  });

  it('every control has a name and the focus is seen', async () => {
    const page = await openPage();
    await become(page, '陈桂兰');
    await says(page, '发起 一');
    await seen(page, '已安排主题党日。');
    const nameless = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('button, input, textarea, a, [role="tabpanel"], dialog, progress')]
        .filter((element) => {
          const labels =
            element instanceof HTMLInputElement ||
            element instanceof HTMLTextAreaElement ||
            element instanceof HTMLProgressElement
              ? [...(element.labels ?? [])]
              : [];
          const by = document.getElementById(element.getAttribute('aria-labelledby') ?? '');
          const names = [
            element.textContent,
            element.getAttribute('aria-label'),
            by?.textContent,
            ...labels.map((label) => label.textContent),
          ];
          return !names.some((name) => name?.trim());
        })
        .map((element) => element.outerHTML),
    );
    expect(nameless).toEqual([]);
    await page.getByLabel('要说的话').focus();
    const outline = await page.evaluate(() => {
      const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement ?? document.body);
      return `${outlineStyle} ${outlineWidth}`;
    });
    expect(outline).toBe('solid 3px');
    expect(await page.evaluate(() => getComputedStyle(document.body).fontSize)).toBe('18px');
  });
});

describe('on a phone 360 px wide', () => {
  it('nothing is wider than the screen, from the first visit to a long word', async () => {
    const page = await openPage(360, 640);
    const fits = async () => expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    await fits();
    await page.getByRole('button', { name: '发起 主题党日' }).click();
    await page.getByRole('button', { name: '发送' }).click();
    await seen(page, '已安排主题党日。');
    await says(page, 'long'.repeat(200));
    await page.locator('.own', { hasText: 'longlong' }).waitFor();
    await fits();
    const panel = await page.locator('#group').evaluate((element) => element.scrollWidth - element.clientWidth);
    expect(panel).toBe(0);
    await page.click('#open-people');
    await page.getByRole('dialog', { name: '选择身份' }).waitFor();
    await fits();
    await page.keyboard.press('Escape');
    await page.click('#open-clock');
    await page.getByRole('dialog', { name: '支部时间' }).waitFor();
    await fits();
  });

  it('the hints are closed for good', async () => {
    const page = await openPage(360, 640);
    await page.getByRole('button', { name: '知道了，收起' }).click();
    await page.reload();
    await page.waitForSelector('body[data-live]');
    expect(await page.locator('#hint').isVisible()).toBe(false);
  });

  it('what is pressed with a thumb is at least 44 px high', async () => {
    const page = await openPage(360, 640);
    await become(page, '陈桂兰');
    await says(page, '发起 一');
    await seen(page, '已安排主题党日。');
    const low = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('button')]
        .filter((button) => button.offsetParent && button.getBoundingClientRect().height < 44)
        .map((button) => button.outerHTML),
    );
    expect(low).toEqual([]);
  });
});

describe('files', () => {
  it('one sends a roster and downloads what the bot sends', async () => {
    const page = await openPage();
    await become(page, '林建国');
    await page.setInputFiles('#file', { name: '名册.csv', mimeType: 'text/csv', buffer: Buffer.from('姓名\n张三') });
    await page.locator('#attached', { hasText: '要发送的文件：名册.csv' }).waitFor();
    await page.getByRole('button', { name: '发送' }).click();
    await seen(page, '名册里有 23 位同志。');
    expect(group.heard[0]).toMatchObject({ kind: 'file', file: { name: '名册.csv', size: 13 } });
    await says(page, '台账');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: '下载 台账.csv（1 KB）' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('台账.csv');
  });

  it('one drops a file on the page, and is told when it is too large', async () => {
    const page = await openPage();
    await become(page, '林建国');
    const drop = (size: number) =>
      page.evaluate((bytes) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([new Uint8Array(bytes)], '名册.xlsx'));
        document
          .querySelector('main')
          ?.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
      }, size);
    await drop(6 * 1024 * 1024);
    await seen(page, '文件超过 5 MB，请拆小之后再发。');
    expect(await page.locator('#attached').isVisible()).toBe(false);
    await drop(10);
    await page.locator('#attached', { hasText: '名册.xlsx' }).waitFor();
  });
});

describe('the clock', () => {
  it('walks forward while the page shows how far it is, and then says where it is', async () => {
    const page = await openPage();
    const panel = page.getByRole('region', { name: '支部时间：3月2日 周一 19:20' });
    await panel.waitFor();
    await page.getByLabel('往前拨到').fill('去年');
    await page.getByRole('button', { name: '往前拨' }).click();
    await page.getByRole('alert').filter({ hasText: '没有看懂这个时间' }).waitFor();
    await page.getByLabel('往前拨到').fill('+30分钟');
    await page.getByRole('button', { name: '往前拨' }).click();
    await page.getByText('走到 3月2日 周一 19:50 停下').waitFor();
    expect(await page.getByRole('button', { name: '往前拨' }).isDisabled()).toBe(true);
    arrive();
    await seen(page, '支部时间走到了 3月2日 周一 19:50。');
    await page.getByRole('button', { name: '到下个活动开始前30分钟' }).click();
    await page.getByText('走到 3月2日 周一 20:50 停下').waitFor();
    arrive();
    await seen(page, '支部时间走到了 3月2日 周一 20:50。');
  });
});

describe('nothing said', () => {
  it('is lost when the program cannot be reached: the words stay, and the same message is handled once', async () => {
    const page = await openPage();
    await become(page, '陈桂兰');
    let reached = 0;
    await page.route(
      '**/messages',
      async (route) => {
        reached += 1;
        // The first one arrives, but its answer does not.
        await route.fetch();
        await route.abort();
      },
      { times: 1 },
    );
    await says(page, '签到');
    await seen(page, '没有连上程序，请稍后再试。');
    expect(await page.getByLabel('要说的话').inputValue()).toBe('签到');
    await page.getByLabel('要说的话').press('Enter');
    await page.waitForFunction(() => (document.querySelector('#words') as HTMLTextAreaElement).value === '');
    await page.locator('.own .mark').waitFor();
    expect(reached).toBe(1);
    expect(group.heard).toHaveLength(1);
  });
});
