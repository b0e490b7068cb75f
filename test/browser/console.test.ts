import { describe, expect, test } from 'vitest';
import { consoleTests } from '../support/console-browser.ts';
import { when } from '../support/group.ts';

const secretary = '林书华';
const here = consoleTests(async (group) => {
  await group.person(secretary).says('发起 主题党日 今天 19:30 会议室 学习');
  await group.goTo(when('2026-11-21', '19:20'));
});

describe('an open page', () => {
  test('shows a message of the group as a mark, without being asked', async () => {
    const page = await here.desk.enters(secretary, 'activity/A1');
    expect(await page.locator('#m-M3 .state').textContent()).toBe('未登记');
    await here.group.person('张三').says('签到');
    await page.locator('#m-M3.here .state', { hasText: '到会' }).waitFor();
    expect(await page.locator('#counts').textContent()).toContain('实到1');
  });

  test('keeps what is being written and what was opened when it is renewed', async () => {
    const page = await here.desk.enters(secretary, 'activity/A1');
    await page.getByText('改期', { exact: true }).click();
    await page.getByLabel('地点（不变可以不写）').fill('三楼');
    await here.group.person('张三').says('签到');
    await page.locator('#m-M3.here').waitFor();
    expect(await page.getByLabel('地点（不变可以不写）').inputValue()).toBe('三楼');
    expect(await page.getByLabel('地点（不变可以不写）').isVisible()).toBe(true);
  });

  test('empties a form when what it said was recorded, keeps it when that was refused, and offers what is left', async () => {
    const page = await here.desk.enters(secretary, 'activity/A1');
    await page.getByText('登记线上、迟到、请假，或更正').click();
    await page.getByLabel('同志').selectOption('张三');
    await page.getByLabel('情形').selectOption('线上参加');
    await page.getByRole('button', { name: '登记', exact: true }).click();
    await page.locator('#m-M3.here').waitFor();
    await page.waitForFunction(() => document.querySelector<HTMLSelectElement>('#other-A1 select')?.value === '');
    await page.getByText('改期', { exact: true }).click();
    await page.getByLabel('新的日期').fill('2026-11-01');
    await page.getByLabel('新的时间').fill('19:30');
    await page.getByRole('button', { name: '改期并通知' }).click();
    await page.locator('#answer', { hasText: '已经过去' }).waitFor();
    expect(await page.getByLabel('新的日期').inputValue()).toBe('2026-11-01');
  });

  test('says that the connection is lost, comes back by itself, and is up to date then', async () => {
    const page = await here.desk.enters(secretary, 'activity/A1');
    await here.desk.goDown();
    await page.locator('#link', { hasText: '连接断开' }).waitFor();
    await here.group.person('张三').says('签到');
    await here.desk.comeUp();
    await page.locator('#m-M3.here').waitFor();
    await page.waitForFunction(() => document.querySelector('#link')?.textContent === '');
  });
});

test('a program that was started anew says that the login is over, and not that it will come back', async () => {
  const page = await here.desk.enters(secretary);
  await here.desk.goDown();
  await page.locator('#link', { hasText: '连接断开' }).waitFor();
  here.group.doors.leaveAll(here.group.held()?.id ?? '', 'test:林书华');
  await here.desk.comeUp();
  await page.locator('#link', { hasText: '登录已经结束' }).waitFor();
});

test('marks by tap: a row of quick taps is all recorded, and the answer can be put away', async () => {
  const page = await here.desk.enters('王祖志', 'activity/A1', { width: 360, height: 740 });
  for (const id of ['M1', 'M3', 'M4', 'M5', 'M6']) await page.locator(`#m-${id} button`).click();
  for (const id of ['M1', 'M3', 'M4', 'M5', 'M6']) await page.locator(`#m-${id}.here`).waitFor();
  expect(here.group.entries.filter(({ type }) => type === 'attendance-marked').map(({ by }) => by)).toEqual(
    Array.from({ length: 5 }, () => 'M2'),
  );
  await page.locator('#answer', { hasText: '已代录' }).waitFor();
  await page.getByRole('button', { name: '收起' }).click();
  expect(await page.locator('#answer').isVisible()).toBe(false);
});

test('two officers mark at once: each sees the other, and of one member the last word counts and neither is lost', async () => {
  const [first, second] = await Promise.all([
    here.desk.enters(secretary, 'activity/A1'),
    here.desk.enters('王祖志', 'activity/A1'),
  ]);
  await Promise.all([first.locator('#m-M5 button').click(), second.locator('#m-M6 button').click()]);
  for (const page of [first, second]) for (const id of ['M5', 'M6']) await page.locator(`#m-${id}.here`).waitFor();
  await Promise.all([first.locator('#m-M8 button').click(), second.locator('#m-M8 button').click()]);
  for (const page of [first, second]) {
    await page.locator('#m-M8.here').waitFor();
    await page.locator('#answer', { hasText: /已代录周八。|没有变化/u }).waitFor();
  }
  const marked = here.group.entries.flatMap((entry) =>
    entry.type === 'attendance-marked' ? [`${entry.by} ${entry.member}`] : [],
  );
  expect(marked.filter((one) => !one.endsWith('M8')).toSorted()).toEqual(['M1 M5', 'M2 M6']);
  expect(marked.filter((one) => one.endsWith('M8'))).toHaveLength(1);
});

test('a link is good for one browser: spent it opens no other, and an address without its cookie opens nothing', async () => {
  const link = await here.desk.linkFor(secretary);
  const [mine, stolen] = [
    await (await here.desk.newContext(800, 600)).newPage(),
    await (await here.desk.newContext(800, 600)).newPage(),
  ];
  await stolen.goto(link);
  await mine.goto(link);
  await mine.getByRole('button', { name: '进入' }).click();
  await here.desk.followed(mine);
  await stolen.getByRole('button', { name: '进入' }).click();
  await stolen.getByText('这个链接已经用过').waitFor();
  expect((await stolen.goto(mine.url()))?.status()).toBe(401);
  await stolen.getByText('登录已经结束').first().waitFor();
});

test('what is taken back with 撤销 is seen at once', async () => {
  const page = await here.desk.enters(secretary, 'activity/A1');
  await page.locator('#m-M5 button').click();
  await page.locator('#m-M5.here').waitFor();
  await page.locator('#answer').getByRole('button', { name: '撤销这一步' }).click();
  await page.locator('#m-M5:not(.here)').waitFor();
  await page.locator('#answer', { hasText: '已撤销' }).waitFor();
});
