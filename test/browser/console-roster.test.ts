import { expect, test } from 'vitest';
import { consoleTests } from '../support/console-browser.ts';

const secretary = '林书华';
const here = consoleTests();

const csv = (...lines: string[]) => ({
  name: '名册.csv',
  mimeType: 'text/csv',
  buffer: Buffer.from(lines.join('\n')),
});

test('a broken roster is refused line by line, the mended one is shown before it is saved', async () => {
  const page = await here.desk.enters(secretary, 'roster');
  const before = here.group.entries.length;
  const header = '姓名,状态,党小组,职务';
  await page
    .getByLabel(/^CSV 或 xlsx 文件/u)
    .setInputFiles(csv(header, '郑十,正式,第一党小组,', '吴九,积极分子,第一党小组,', ',正式,第二党小组,'));
  await page.getByRole('button', { name: '读取文件' }).click();
  await page.locator('#answer .refused, #answer .said', { hasText: '名册没有导入' }).waitFor();
  const refusal = (await page.locator('#answer .words').textContent()) ?? '';
  expect(refusal).toContain('第3行');
  expect(refusal).toContain('第4行');
  expect(here.group.entries.length).toBe(before);

  await page
    .getByLabel(/^CSV 或 xlsx 文件/u)
    .setInputFiles(csv(header, '郑十,正式,第一党小组,', '孙七,正式,第二党小组,'));
  await page.getByRole('button', { name: '读取文件' }).click();
  const answer = page.locator('#answer .words', { hasText: '名册将有以下变化' });
  await answer.waitFor();
  expect(await answer.textContent()).toContain(
    '郑十：新增，正式，第一党小组\n孙七：由「预备，第二党小组」改为「正式，第二党小组」',
  );
  expect(here.group.entries.length).toBe(before);
  await page.locator('#answer').getByRole('button', { name: '确认' }).click();
  await page.locator('#m-M9 h3', { hasText: '郑十' }).waitFor();
  expect(await page.locator('#m-M7 .badge', { hasText: '预备' }).count()).toBe(0);
  expect(here.group.entries.at(-1)).toMatchObject({ type: 'roster-changed', by: 'M1' });
});

test('who asked to be erased is erased after what remains was shown', async () => {
  await here.group.person('周八').whispers('删除我的资料');
  const page = await here.desk.enters(secretary, 'roster');
  await page.locator('#erase-M8').getByRole('button', { name: '查看并确认' }).click();
  await page.locator('#answer .words', { hasText: '人数统计保留' }).waitFor();
  expect(here.group.held()?.people.members['M8']?.name).toBe('周八');
  await page.locator('#answer').getByRole('button', { name: '确认删除' }).click();
  await page.locator('#m-M8').waitFor({ state: 'detached' });
  expect(here.group.held()?.people.members['M8']).toBeUndefined();
  expect(await page.locator('#live').textContent()).not.toContain('周八');
});

test('two officers who change the same person at once both learn what is true', async () => {
  const [one, other] = [await here.desk.enters(secretary, 'roster'), await here.desk.enters('王祖志', 'roster')];
  for (const page of [one, other]) {
    await page.getByRole('link', { name: '孙七' }).click();
    await here.desk.followed(page);
    await page.locator('#change-M7').getByLabel('状态').selectOption('正式');
    await page.locator('#change-M7').getByRole('button', { name: '查看变化' }).click();
    await page.locator('#answer .words', { hasText: '改为「正式，第二党小组」' }).waitFor();
  }
  await one.locator('#answer').getByRole('button', { name: '确认' }).click();
  await one.locator('#answer .words', { hasText: '更改 1 人' }).waitFor();
  await other.locator('#answer').getByRole('button', { name: '确认' }).click();
  await other.locator('#answer .words', { hasText: '名册没有变化' }).waitFor();
  for (const page of [one, other]) {
    await page.locator('#m-M7 .badge', { hasText: '预备' }).waitFor({ state: 'detached' });
  }
  expect(here.group.entries.filter(({ type, by }) => type === 'roster-changed' && by !== 'operator')).toHaveLength(1);
});
