import { expect, test } from 'vitest';
import { createDesk } from '../support/console.ts';
import { createBusyGroup } from '../support/console-branch.ts';
import { createGroup } from '../support/group.ts';

const linesOf = (html: string): string[] =>
  [...html.matchAll(/<li id="e-(\d+)">([\s\S]*?)<\/li>/gu)].map(([, , inner = '']) =>
    inner
      .replaceAll(/<[^>]+>/gu, '')
      .replaceAll(/\s+/gu, ' ')
      .trim(),
  );

test('every entry of the book can be found, newest first, fifty at a time', async () => {
  const group = await createBusyGroup();
  const window = await createDesk(group).enters('林书华');
  const seen: string[] = [];
  let address: string | undefined = 'ledger';
  while (address !== undefined) {
    const html = await window.reads(address);
    const lines = linesOf(html);
    expect(lines.length).toBeLessThanOrEqual(50);
    seen.push(...lines);
    address = /<a class="button" href="(ledger\?before=\d+)#entries">/u.exec(html)?.[1];
  }
  const numbers = seen.map((line) => Number(/^第 (\d+) 条/u.exec(line)?.[1]));
  expect(numbers).toEqual(group.entries.map(({ seq }) => seq).toReversed());
});

test('is filtered by person, activity, topic and author', async () => {
  const group = await createBusyGroup();
  const window = await createDesk(group).enters('林书华');
  const find = async (query: string) => linesOf(await window.reads(`ledger?${query}`));
  const marks = group.entries.filter((entry) => entry.type === 'attendance-marked' && entry.member === 'M3');
  expect(await find('member=M3&topic=attendance')).toHaveLength(marks.length);
  expect(await find('activity=A4&topic=activity')).toEqual([
    expect.stringContaining('取消活动'),
    expect.stringContaining('安排党课（A4）'),
  ]);
  expect((await find('activity=A4&topic=push')).every((line) => line.includes('待发'))).toBe(true);
  expect((await find('by=M5&topic=leave')).every((line) => line.includes('王五本人'))).toBe(true);
  expect(await find('by=M5&topic=leave')).not.toEqual([]);
  expect(await window.reads('ledger?member=M99')).toContain('没有符合条件的条目。');
});

test('says who changed what: a mark that was taken back and one that was put right', async () => {
  const group = await createGroup();
  const secretary = group.person('林书华');
  await secretary.says('发起 学习 今天 11:00 会议室');
  await secretary.says('开始签到');
  await group.person('王祖志').whispers('代录 张三');
  await group.person('王祖志').whispers('撤销');
  const window = await createDesk(group).enters('林书华');
  const lines = linesOf(await window.reads('ledger?member=M3&topic=withdrawn'));
  expect(lines.some((line) => line.includes('组织委员王祖志') && line.includes('（后来撤销）'))).toBe(true);
  const before = lines.length;
  await group.person('王祖志').whispers('代录 张三');
  await secretary.whispers('代录 张三 缺席');
  expect(linesOf(await window.reads('ledger?member=M3&topic=withdrawn')).length).toBeGreaterThan(before);
});
