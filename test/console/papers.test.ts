import { expect, test } from 'vitest';
import { createDesk } from '../support/console.ts';
import { createBusyGroup } from '../support/console-branch.ts';

const window = await createDesk(await createBusyGroup()).enters('林书华');
const textOf = (html: string): string => html.replaceAll(/<[^>]+>/gu, ' ').replaceAll(/\s+/gu, ' ');

test('a paper is shown as it will be printed: headings numbered once, every row of its table', async () => {
  const record = textOf(await window.reads('paper/record-2026-A1'));
  expect(record).toContain('一、');
  expect(record).not.toMatch(/一、\s*一、/u);
  const html = await window.reads('paper/ledger-2026-11');
  const names = [...html.matchAll(/<td>(林书华|王祖志|张三|李四|王五|赵六|孙七|周八)<\/td>/gu)].map(([, name]) => name);
  expect(names).toEqual(['林书华', '王祖志', '张三', '李四', '王五', '赵六', '孙七', '周八']);
});

test('a handbook is shown chapter by chapter, all of them in the contents', async () => {
  const contentsOf = (html: string) =>
    [...html.matchAll(/<a href="(paper\/handbook-2026\?chapter=\d+)#chapter"[^>]*>([^<]+)<\/a>/gu)].map(
      ([, to, title]) => ({
        to,
        title,
      }),
    );
  const chapters = contentsOf(await window.reads('paper/handbook-2026'));
  expect(chapters.length).toBeGreaterThan(8);
  for (const { to = '', title } of chapters) {
    const html = await window.reads(to);
    const headings = [...html.matchAll(/<h3>([^<]+)<\/h3>/gu)].map(([, text]) => text);
    expect(headings).toEqual([title]);
    expect(contentsOf(html)).toEqual(chapters);
  }
  expect(await window.reads('paper/handbook-2026?chapter=99')).toContain(`<h3>${chapters[0]?.title}</h3>`);
});

test('what cannot be shown says why, and what is no paper is not found', async () => {
  expect(await window.reads('paper/leave-2026-01')).toContain('没有请假记录');
  expect(await window.reads('papers?month=2027-03')).toContain('2027年3月还没有到，没有月报。');
  expect(await window.reads('papers?month=%3Cscript%3E')).toContain('2026年11月月报');
  for (const address of ['paper/ledger-2026-13', 'paper/member-2026', 'paper/record-2026-A0', 'month-chart/2026-Q1']) {
    expect([address, (await window.ask(address)).status]).toEqual([address, 404]);
  }
});

test('the chart of a month is a picture that names nobody', async () => {
  const answer = await window.ask('month-chart/2026-11');
  expect(answer.headers.get('content-type')).toBe('image/svg+xml');
  const svg = await answer.text();
  expect(svg).toMatch(/^<svg/u);
  expect(svg).not.toMatch(/张三|李四|林书华/u);
});
