import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { startZhishu } from '../../src/main.ts';
import { eveningClock } from '../evening/clock.ts';
import { readBranch, schedulesBegun } from '../evening/ledger.ts';
import { branchName, everybody, marksAtTheEnd, rosterFile, setupCode } from '../evening/script.ts';
import { sharedBrowser } from '../support/browser.ts';
import { createTelegramServer, type TelegramUser } from '../support/telegram-server.ts';
import { collectingLog } from '../support/wechat-harness.ts';

const speed = 20;
const secretary = '周建华';
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});
let browser: Browser;
beforeAll(async () => {
  browser = await sharedBrowser();
});

test('a whole evening taken by the secretary in the console alone, while the members write in Telegram', async () => {
  const clock = eveningClock(speed);
  const server = await createTelegramServer({ now: clock.now, limits: 'reactions-free' });
  closing.push(server.close);
  const store = await mkdtemp(join(tmpdir(), 'zhishu-console-evening-'));
  closing.push(() => rm(store, { recursive: true, force: true }));
  const read = readConfig({
    ZHISHU_STORE: store,
    ZHISHU_PORT: '0',
    ZHISHU_SETUP_CODE: setupCode,
    TELEGRAM_BOT_TOKEN: server.token,
    TELEGRAM_API_ROOT: server.url,
  });
  if ('problems' in read) throw new Error(read.problems.join('\n'));
  const log = collectingLog();
  const running = await startZhishu(read.config, log, () => undefined, { clock, telegram: { timing: { speed } } });
  closing.push(() => running.stop());
  await server.until(() => server.isPolled());

  const people = new Map<string, TelegramUser>(everybody.map((name) => [name, server.user(name)]));
  const person = (name: string): TelegramUser => {
    const found = people.get(name);
    if (!found) throw new Error(`nobody is called ${name}`);
    return found;
  };
  const group = server.supergroup(branchName, { members: [...people.values()], bot: 'administrator' });
  const alone = server.privateChat(person(secretary));
  const told = (text: string) =>
    server.until(() => alone.messages().some((message) => message.byBot && message.text.includes(text)));
  const says = (name: string, text: string): void => void person(name).says(group, text);

  // A branch is founded in its group; from then on the secretary's only word in the chat is 控制台.
  clock.goTo('18:00');
  says(secretary, `建支部 ${branchName} ${setupCode}`);
  await server.until(() => group.messages().some(({ text }) => text.includes('您是本支部书记')));
  person(secretary).startsBot();
  person(secretary).sendsFile(alone, '名册.csv', new TextEncoder().encode(`\uFEFF${rosterFile}`));
  await told('名册中的书记是周建华');
  person(secretary).writes('确认');
  await told('已确认，您是本支部书记周建华。');
  person(secretary).writes('控制台');
  await told('/console/enter/');
  const link = alone.messages().flatMap(({ text }) => /http\S+\/console\/enter\/\S+/u.exec(text)?.[0] ?? [])[0] ?? '';
  expect(link.startsWith(running.address)).toBe(true);

  const context = await browser.newContext({ viewport: { width: 390, height: 780 }, acceptDownloads: true });
  closing.push(() => context.close());
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(link);
  await page.getByRole('button', { name: '进入' }).click();
  await page.waitForSelector('body[data-followed]');
  const base = page.url().replace(/today$/u, '');
  const goTo = async (path: string): Promise<void> => {
    await page.goto(base + path);
    await page.waitForSelector('body[data-followed]');
  };
  const press = (where: string, name: string) => page.locator(where).getByRole('button', { name, exact: true }).click();
  const answered = (text: string) => page.locator('#answer', { hasText: text }).waitFor();

  const bound = ['林秀珍', '陈志强', '郑国平', '许丽娟', '王喆', '李美凤', '苏晓燕', '马宏伟', '沈家豪'];
  for (const name of bound) {
    says(name, `我是 ${name}`);
    await press(`#waiting li:has-text("${name}")`, '是本人，确认');
    await answered(`已确认${name}的账号。`);
  }

  await goTo('activities');
  await page.locator('#plan select').first().selectOption('主题党日');
  await page.locator('#plan').getByLabel('日期').fill('2026-11-21');
  await page.locator('#plan').getByLabel('时间').fill('19:30');
  await page.getByLabel('地点').fill('党群服务中心二楼');
  await page.getByRole('textbox', { name: '主题' }).fill('学习全会精神');
  await page.getByLabel('允许线上参加').check();
  await page.getByRole('button', { name: '发起并通知' }).click();
  await answered('已安排主题党日');
  await server.until(() => group.messages().some(({ text }) => text.startsWith('【活动通知】')));
  await schedulesBegun(store, branchName);

  // A phone's calendar follows what is planned, under an address that is told in private.
  person(secretary).writes('日历订阅 启用');
  await told('.ics');
  const feeds = () => alone.messages().flatMap(({ text }) => /http\S+\.ics/u.exec(text)?.[0] ?? []);
  const [feed = ''] = feeds();
  expect(await (await fetch(feed)).text()).toContain('SUMMARY:主题党日「学习全会精神」');
  says(secretary, '日历订阅 更换');
  await told('请私聊我说这一条。');
  person(secretary).writes('日历订阅 更换');
  await told('旧地址已经作废');
  expect(group.messages().some(({ text }) => text.includes('.ics'))).toBe(false);
  expect([(await fetch(feed)).status, (await fetch(feeds().at(-1) ?? '')).status]).toEqual([404, 200]);

  await goTo('today');
  says('何淑芬', '请假 出差');
  says('谢永福', '请假 家里有事');
  await press('#leave-A1-M12', '准假');
  await answered('已准假：何淑芬。');
  await press('#leave-A1-M15', '不准假');
  await answered('已记为不准假：谢永福。');
  await page.locator('#waiting', { hasText: '没有等您决定的事。' }).waitFor();

  clock.goTo('19:00');
  await page.locator('#coming-A1', { hasText: '签到中' }).waitFor();
  await page.getByRole('link', { name: '去登记到会' }).click();
  await page.waitForSelector('body[data-followed]');
  const isHere = (name: string) => page.locator(`#m-M${everybody.indexOf(name) + 1}.here`).waitFor();
  const come = ['林秀珍', '陈志强', '吴玉兰', '黄俊杰', '蔡明德', '郭子涵', '郑国平', '许丽娟', '杨文斌', '叶春梅'];
  for (const name of [secretary, ...come, '王喆', '李美凤', '方雅婷', '江一鸣']) says(name, '签到');
  says('苏晓燕', '线上签到');
  for (const name of [secretary, ...come, '王喆', '李美凤', '方雅婷', '江一鸣', '苏晓燕']) await isHere(name);
  await page.locator('#m-M7', { hasText: '到会（线上）' }).waitFor();
  says('沈家豪', '签到');
  await isHere('沈家豪');
  says('沈家豪', '取消签到');
  await page.locator('#m-M21:not(.here)').waitFor();

  clock.goTo('19:45');
  says('马宏伟', '签到');
  await isHere('马宏伟');
  says('马宏伟', '代报 邱思远');
  says('马宏伟', '代报 曾桂香');
  await press('#proxy-A1-M16', '认可');
  await isHere('邱思远');
  await page.locator('#m-M19 button').click();
  await isHere('赖金水');

  clock.goTo('20:10');
  await press('#steps', '结束签到');
  await answered('代报未确认：曾桂香。');
  await press('#answer', '结束签到');
  await answered('签到已结束。');
  await page.locator('main .badge', { hasText: '已结束' }).waitFor();
  const counts = await page.locator('#counts > div').allInnerTexts();
  expect(counts.map((text) => text.replaceAll(/\s/gu, ''))).toEqual([
    '应到23',
    '实到19',
    '其中线上1',
    '请假1',
    '缺席3',
    '到会率82.6%',
  ]);
  expect(await page.locator('main').innerText()).toContain(
    '有表决权应到会 21 人，现场 16 人（线上不计）：一般事项须过半（11人），已满足；选举须五分之四（17人），未满足。',
  );
  await server.until(() => group.messages().some(({ text }) => text.startsWith('【小结】')));

  await takeTheRecord(page, goTo, answered);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: '下载 Word' }).click(),
  ]);
  expect((await readFile(await download.path())).subarray(0, 2).toString()).toBe('PK');
  expect(download.suggestedFilename()).toMatch(/\.docx$/u);

  await page.getByRole('button', { name: '退出' }).click();
  await page.getByText('您已经退出控制台。').waitFor();
  expect((await page.goto(`${base}today`))?.status()).toBe(401);

  expect(complaints).toEqual([]);
  await running.stop();
  const { branch, people: kept, entries, check } = await readBranch(store, branchName);
  expect(check.problems).toEqual([]);
  const marks = Object.entries(branch.activities['A1']?.marks ?? {});
  expect(Object.fromEntries(marks.map(([id, mark]) => [kept.members[id]?.name, mark]))).toMatchObject(marksAtTheEnd);
  // Every decision of hers was hers, and none is told from what is said in the chat.
  const decided = entries.filter(({ type }) => ['activity-planned', 'leave-decided', 'activity-closed'].includes(type));
  expect(decided.map(({ by }) => by)).toEqual(['M1', 'M1', 'M1', 'M1']);
  expect(log.lines.filter((line) => /"level":"error"/u.test(line))).toEqual([]);
  expect(log.lines.join('\n')).not.toMatch(/周建华|console\/enter/u);
});

const takeTheRecord = async (
  page: Page,
  goTo: (path: string) => Promise<void>,
  answered: (text: string) => Promise<void>,
): Promise<void> => {
  await goTo('record/A1');
  const write = async (fold: string, fill: () => Promise<unknown>, button: string, answer: string): Promise<void> => {
    const folded = page.locator('details', { has: page.locator('summary', { hasText: fold }) });
    if (!(await folded.evaluate((one: HTMLDetailsElement) => one.open))) await folded.locator('summary').click();
    await fill();
    await folded.getByRole('button', { name: button, exact: true }).click();
    await answered(answer);
  };
  const people = '主持人、记录人、列席';
  await write(people, () => page.locator('#chair select').selectOption('周建华'), '写入主持人', '第 1 条');
  await write(people, () => page.locator('#recorder select').selectOption('林秀珍'), '写入记录人', '第 2 条');
  await write('第一议题', () => page.locator('#write-0 textarea').fill('学习全会精神'), '写入', '第 3 条');
  await write(
    '汇报和议定的内容',
    () => page.locator('#write-2 textarea').fill('吴玉兰谈了体会。\n杨文斌作了补充。'),
    '写入',
    '第 4 条',
  );
  await write(
    '会上已经表决',
    async () => {
      await page.locator('#vote').getByLabel('表决的议题').fill('年度工作计划');
      await page.locator('#vote').getByLabel('赞成').fill('17');
    },
    '写入表决结果',
    '多于到会有表决权的 16 人',
  );
  // What was refused is still there to be put right.
  expect(await page.locator('#vote').getByLabel('表决的议题').inputValue()).toBe('年度工作计划');
  await write('会上已经表决', () => page.locator('#vote').getByLabel('赞成').fill('16'), '写入表决结果', '第 5 条');
  for (const [no, name] of [
    [6, '谢永福'],
    [7, '沈家豪'],
  ] as const) {
    await write(
      '缺席原因',
      () => page.locator('#absence select').first().selectOption(name),
      '写入缺席原因',
      `第 ${no} 条`,
    );
  }
  await page.locator('#part-4', { hasText: '吴玉兰谈了体会。' }).waitFor();
  await write(
    '散会时间',
    () => page.locator('#adjourned input[type="time"]').fill('20:05'),
    '写入散会时间',
    '会议记录尚缺',
  );
  await page.locator('#missing', { hasText: '还缺' }).waitFor();
};
