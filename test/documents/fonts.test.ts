import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { chineseFonts, readFont } from '../../src/documents/fonts.ts';
import { drawable, printable } from '../../src/documents/printable.ts';
import { temporaryFolder } from '../support/store-folder.ts';

const { regular, bold } = chineseFonts();

test('the fonts have every sign of our forms and the rare characters of names', () => {
  for (const font of [regular, bold]) {
    expect([...'喆堃昇玥祎珺㛃䶮·々〇✓△○—〓＿（）《》“”'].filter((character) => !font.has(character))).toEqual([]);
    expect([...'\u{1F600}\u0E01\uE000'].filter((character) => font.has(character))).toEqual([]);
  }
});

test('a font that is missing, broken or without Chinese stops the drawing, and the message says what to do', () => {
  const folder = temporaryFolder();
  expect(() => readFont(join(folder, 'no.ttf'))).toThrow(/no\.ttf cannot be read[\s\S]*npm ci/u);
  const broken = join(folder, 'broken.ttf');
  writeFileSync(broken, Buffer.alloc(600));
  expect(() => readFont(broken)).toThrow(/broken\.ttf is no TrueType font that can be used: it has no cmap table/u);
  writeFileSync(broken, 'ab');
  expect(() => readFont(broken)).toThrow(/broken\.ttf is no TrueType font that can be used/u);
  expect(() => readFont(regular.path, '支\u{1F600}部\u0E01')).toThrow(/lacks the characters \u{1F600} \u0E01, which/u);
});

test('what cannot be printed leaves a sign, and what is invisible leaves nothing', () => {
  expect(printable('甲\u0000\u0007乙\u202E丙\u200B\u2066丁\uFEFF')).toBe('甲乙丙丁');
  expect(printable('一\r\n二\r三\u2028四\v五\t六')).toBe('一\n二\n三\n四\n五 六');
  expect(printable('半个\uD83D字')).toBe('半个〓字');
  expect(drawable('阿\u{1F600}喆\u{E0100}一\uFE0F\n二', regular.has)).toBe('阿〓喆一\n二');
});
