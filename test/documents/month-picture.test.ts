import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Resvg } from '@resvg/resvg-js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fontPart } from '../../src/documents/font-part.ts';
import { chineseFonts } from '../../src/documents/fonts.ts';
import { renderMonthPng } from '../../src/documents/month-png.ts';
import { monthSvg } from '../../src/documents/month-svg.ts';
import { renderPng } from '../../src/documents/png.ts';
import type { MonthActivity, MonthAtAGlance } from '../../src/domain/month.ts';
import { temporaryFolder } from '../support/store-folder.ts';

const activity = (should: number, present: number, what = '主题党日'): MonthActivity => ({
  day: '12月3日（周四）',
  what,
  should,
  present,
  online: Math.floor(present / 4),
  leave: Math.floor((should - present) / 2),
  absent: should - present - Math.floor((should - present) / 2),
  rate: should === 0 ? '—' : '73.9%',
});

const monthOf = (branch: string, activities: readonly MonthActivity[]): MonthAtAGlance => ({
  name: '2026-12_支部_月报',
  title: `${branch}2026年12月月报`,
  branch,
  month: '2026年12月',
  asOf: '截至12月31日',
  activities,
  unfinished: 0,
  inDoubt: 0,
  owed: [
    { what: '支部党员大会', period: '第四季度', demanded: 1, done: 0, left: 1, planned: 1, lastDay: '12月31日' },
    { what: '党小组会', period: '3个党小组，12月', demanded: 3, done: 3, left: 0, planned: 0, lastDay: '12月31日' },
  ],
  note: '只列人数，不列姓名，不排名次。',
});

/** Width and height as a PNG's head has them. */
const sizeOf = (png: Uint8Array): [number, number] => {
  const view = new DataView(png.buffer, png.byteOffset);
  return [view.getUint32(16), view.getUint32(20)];
};

/** Pictures to be looked at; not committed. */
const artefacts = new URL('../../test-artefacts/', import.meta.url);

test.each([
  ['none', '第一党支部', 0],
  ['one', '喆堃昇玥祎珺村党支部', 1],
  ['twenty', '厦门市海沧区嵩屿街道鼎美村第一网格喆堃昇玥祎珺 WWWWWWWWWWWW 联合党支部委员会', 20],
] as const)('is drawn with %s of the activities, as large as a chat shows it', async (name, branch, count) => {
  const what = (index: number): string =>
    index % 5 === 4 ? '党小组会（第二党小组·离退休和流动党员联合小组）' : '主题党日';
  const month = monthOf(
    branch,
    Array.from({ length: count }, (_, index) => activity(index + 3, Math.ceil(index * 0.8), what(index))),
  );
  const png = await renderMonthPng(month);
  mkdirSync(artefacts, { recursive: true });
  writeFileSync(new URL(`month-${name}.png`, artefacts), png);
  const { width, height } = monthSvg(month);
  const [drawnWidth, drawnHeight] = sizeOf(png);
  expect(width).toBe(750);
  expect(drawnWidth).toBeGreaterThanOrEqual(750);
  expect(drawnWidth / drawnHeight).toBeCloseTo(width / height, 2);
  expect(Math.max(drawnWidth, drawnHeight)).toBeLessThanOrEqual(Math.max(2560, height));
});

test('letters are 20 pixels or more, nothing is red, and nothing begins or ends outside the page', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }),
      fc.array(fc.tuple(fc.nat(60), fc.nat(100)), { maxLength: 25 }),
      (branch, counts) => {
        const activities = counts.map(([should, share]) =>
          activity(should, Math.floor((should * share) / 100), branch),
        );
        const { svg, width, height } = monthSvg(monthOf(branch, activities), chineseFonts().regular.has);
        for (const [, x, y, size] of svg.matchAll(/<text x="([\d.]+)" y="([\d.]+)" font-size="(\d+)"/gu)) {
          expect(Number(size)).toBeGreaterThanOrEqual(20);
          expect(Number(x)).toBeLessThanOrEqual(width - 44);
          expect(Number(y)).toBeLessThanOrEqual(height - 40);
        }
        for (const [, x, , w, h] of svg.matchAll(
          /<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"/gu,
        )) {
          expect(Number(x)).toBeGreaterThanOrEqual(43.9);
          expect(Number(x) + Number(w)).toBeLessThanOrEqual(width - 43.8);
          expect(Number(h)).toBeGreaterThan(0);
        }
        for (const [, red = '', green = '', blue = ''] of svg.matchAll(/#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})/gu)) {
          expect(Number.parseInt(red, 16)).toBeLessThanOrEqual(
            Math.max(Number.parseInt(green, 16), Number.parseInt(blue, 16)),
          );
        }
      },
    ),
    { numRuns: 60 },
  );
});

test('a hostile name is a text of the picture and nothing else', () => {
  const { svg } = monthSvg(monthOf('</text><script>alert(1)</script>&\u0000\u202E\uD800"\'', []));
  expect(svg).not.toContain('<script');
  expect(svg).toContain('&lt;/text&gt;&lt;script&gt;alert(1)');
  for (const sign of ['\u0000', '\u202E', '\uD800']) expect(svg).not.toContain(sign);
});

test('what the font lacks is drawn as 〓 and never left out', () => {
  const { regular } = chineseFonts();
  const { svg } = monthSvg(monthOf('党支部\u{1F600}', []), regular.has);
  expect(svg).toContain('党支部〓');
  for (const letter of '喆堃昇玥祎珺') expect(regular.has(letter)).toBe(true);
});

test('its words are really there, and a font that is not is an error instead of a picture without words', async () => {
  const drawn = monthSvg(monthOf('第一党支部', [activity(23, 17)]));
  const { regular } = chineseFonts();
  const withWords = await renderPng(drawn, regular);
  const wordless = await renderPng({ ...drawn, svg: drawn.svg.replaceAll(/<text.*?<\/text>/gu, '') }, regular);
  expect(withWords.length).toBeGreaterThan(wordless.length * 3);
  await expect(renderPng(drawn, { path: '/nowhere/font.ttf' })).rejects.toThrow('/nowhere/font.ttf');
});

test('drawn with the few letters it needs, a picture is the same to the pixel as with the whole font', async () => {
  const { regular } = chineseFonts();
  const { svg } = monthSvg(monthOf('喆堃昇玥祎珺ÀÉñ·〓', [activity(3, 2)]), regular.has);
  const whole = new Resvg(svg, { font: { loadSystemFonts: false, fontFiles: [regular.path] } }).render().pixels;
  const part = fontPart(readFileSync(regular.path), svg);
  expect(part.length).toBeLessThan(1_000_000);
  const folder = temporaryFolder();
  const path = join(folder, 'part.ttf');
  writeFileSync(path, part);
  const drawn = new Resvg(svg, { font: { loadSystemFonts: false, fontFiles: [path] } }).render().pixels;
  expect(Buffer.compare(drawn, whole)).toBe(0);
});
