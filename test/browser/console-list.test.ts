import { expect, test } from 'vitest';
import { consoleTests } from '../support/console-browser.ts';

const secretary = '林书华';
const here = consoleTests();

const kept = () => here.group.held()?.branch.guidance['2026-12'];

test('a list is pasted, shown before it is saved, noted on, changed in its own words, and published', async () => {
  const page = await here.desk.enters(secretary, 'list?month=2026-12');
  const lines = page.locator('#list-lines textarea');
  const answer = page.locator('#answer .words');
  await lines.fill('主题：学习全会精神\n1. 主题党日：学习全会精神\n2. 支委会：研究下月安排，12月20日前');
  await page.getByRole('button', { name: '读取文字' }).click();
  await answer.filter({ hasText: '读出2项' }).waitFor();
  expect(kept()).toBeUndefined();
  await page.locator('#answer').getByRole('button', { name: '确认' }).click();
  await page.locator('#item-2 h3', { hasText: '支委会' }).waitFor();
  expect(kept()?.list.items).toHaveLength(2);
  expect(await page.locator('#publish').textContent()).toContain('12月1日（周二）09:00自动发布');

  await page.getByText('登记第2项支委会的进展').click();
  await page.locator('#planned-2').getByLabel('安排在哪一天').fill('2026-12-10');
  await page.getByRole('button', { name: '登记安排' }).locator('visible=true').click();
  await page.locator('#item-2 .badge', { hasText: '已安排' }).waitFor();
  await page.locator('#item-2', { hasText: '已安排，12月10日。' }).waitFor();

  // What is saved stands in the form, and can be changed there; what was noted of an item stays with it.
  await page.reload();
  expect(await lines.inputValue()).toContain('研究下月安排');
  await lines.fill(`${await lines.inputValue()}\n③志愿服务（选做）：清扫楼道`);
  await page.getByRole('button', { name: '读取文字' }).click();
  await answer.filter({ hasText: '读出3项' }).waitFor();
  await page.locator('#answer').getByRole('button', { name: '确认' }).click();
  await page.locator('#item-3 h3', { hasText: '志愿服务' }).waitFor();
  expect(await page.locator('#item-2 .badge').textContent()).toBe('已安排');

  const before = here.group.wire.sent.length;
  await page.getByRole('button', { name: '现在发布' }).click();
  await answer.filter({ hasText: '清单正在发出' }).waitFor();
  await here.group.outbox.idle();
  const published = here.group.wire.sent.slice(before).map(({ text }) => text);
  expect(published.some((text) => text.startsWith('【12月组织生活清单】共3项'))).toBe(true);
});

test('a file that is no list is refused and changes nothing, a good one is shown first', async () => {
  const page = await here.desk.enters(secretary, 'list?month=2026-12');
  const file = (text: string) => ({ name: '清单.txt', mimeType: 'text/plain', buffer: Buffer.from(text) });
  const before = here.group.entries.length;
  const field = page.getByLabel('json、csv、xlsx 或 docx 文件');
  await field.setInputFiles({ name: '清单.json', mimeType: 'application/json', buffer: Buffer.from('{"lists":[]}') });
  await page.getByRole('button', { name: '读取文件' }).click();
  await page.locator('#answer .words', { hasText: '清单文件的写法不对' }).waitFor();
  expect(here.group.entries.length).toBe(before);
  await field.setInputFiles(file('1. 主题党日：学习全会精神\n2. 党课：书记讲党课'));
  await page.getByRole('button', { name: '读取文件' }).click();
  await page.locator('#answer .words', { hasText: '读出2项' }).waitFor();
  expect(here.group.entries.length).toBe(before);
});

test('what was noted is taken back, and an item not done says why', async () => {
  await here.group.person(secretary).whispers('导入清单 11月\n1. 主题党日：学习\n2. 走访：看望老党员');
  await here.group.person(secretary).whispers('确认');
  const page = await here.desk.enters(secretary, 'list');
  await page.getByText('登记第2项走访的进展').click();
  await page.locator('#skipped-2').getByLabel('不做的原因').selectOption('上级调整');
  await page.locator('#skipped-2').getByRole('button').click();
  await page.locator('#item-2', { hasText: '不做，上级调整。' }).waitFor();
  await page.locator('#item-2').getByRole('button', { name: '撤回这一项的登记' }).click();
  await page.locator('#item-2 .badge', { hasText: '还没有完成' }).waitFor();
});
