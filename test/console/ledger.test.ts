import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { createDesk } from '../support/console.ts';
import { createBusyGroup } from '../support/console-branch.ts';
import { createGroup, when } from '../support/group.ts';

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

const csvOf = async (answer: Response): Promise<string[][]> => {
  const text = new TextDecoder().decode(await answer.arrayBuffer());
  return parse(text, { bom: true });
};

test('what is shown can be taken along as a table, all of it and nothing else', async () => {
  const group = await createBusyGroup();
  const window = await createDesk(group).enters('林书华');
  const query = 'member=M3&topic=attendance';
  const shown = linesOf(await window.reads(`ledger?${query}`)).toReversed();
  expect(await window.reads(`ledger?${query}`)).toContain(`href="ledger-file/csv?member=M3&amp;topic=attendance"`);
  const answer = await window.ask(`ledger-file/csv?${query}`);
  expect(answer.headers.get('content-disposition')).toContain(encodeURIComponent('台账条目.csv'));
  const [head, ...rows] = await csvOf(answer);
  expect(head).toEqual(['条', '日期', '时间', '由谁', '内容', '说明']);
  expect(rows.length).toBeGreaterThan(0);
  expect(
    rows.map(([seq = '', , time = '', who = '', what = '']) => [`第 ${seq} 条`, `${time} ${who}：${what}。`]),
  ).toEqual(
    shown.map((line) => [
      line.slice(0, line.indexOf(' 条') + 2),
      line.slice(line.indexOf('）') + 1).replace('（后来撤销）', ''),
    ]),
  );
  const all = await csvOf(await window.ask('ledger-file/csv'));
  expect(all.length - 1).toBe(group.entries.length);
  const xlsx = new Uint8Array(await (await window.ask(`ledger-file/xlsx?${query}`)).arrayBuffer());
  expect(new TextDecoder().decode(xlsx.slice(0, 2))).toBe('PK');
  expect((await window.ask('ledger-file/exe')).status).toBe(404);
});

test('past years are there as well, each with its own activities', async () => {
  const group = await createGroup({ now: when('2026-12-20', '10:00') });
  const secretary = group.person('林书华');
  await secretary.says('发起 学习 今天 11:00 会议室 读书');
  await secretary.says('开始签到');
  await group.person('张三').says('签到');
  await secretary.says('结束签到');
  const last = group.entries.length;
  await group.goTo(when('2027-03-01', '10:00'));
  await secretary.says('发起 党课 今天 11:00 会议室 讲条例');
  const window = await createDesk(group).enters('林书华');
  const present = await window.reads('ledger');
  expect(present).toContain('<option value="2026">2026年</option>');
  expect(present).not.toContain('张三本人：签到');
  const past = await window.reads('ledger?year=2026');
  expect(past).toContain(`2026年共 ${(await csvOf(await window.ask('ledger-file/csv?year=2026'))).length - 1} 条`);
  expect(past).toMatch(/<option value="A1">[^<]*「读书」<\/option>/u);
  expect(past).not.toContain('讲条例');
  const lines = linesOf(await window.reads('ledger?year=2026&member=M3'));
  expect(lines.some((line) => line.includes('张三本人'))).toBe(true);
  expect(lines.every((line) => Number(/^第 (\d+) 条/u.exec(line)?.[1]) <= last || line.includes('12月'))).toBe(true);
  // A year there is none of is the present one.
  expect(linesOf(await window.reads('ledger?year=1999'))).toEqual(linesOf(present));
});
