import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderAsync } from '@resvg/resvg-js';
import { fontPart } from './font-part.ts';
import type { Font } from './fonts.ts';

/** Chat platforms make a longer side smaller, and letters with it. */
const longestSide = 2560;

/**
 * A picture of an SVG, twice as large where a chat shows it so and never smaller than drawn. `font` is the only one that is
 * looked for: without one resvg leaves out every letter and says nothing, so a font that cannot be read is thrown about.
 */
export async function renderPng(
  { svg, width, height }: { readonly svg: string; readonly width: number; readonly height: number },
  font: Pick<Font, 'path'>,
): Promise<Uint8Array> {
  const zoom = Math.max(1, Math.min(2, longestSide / Math.max(width, height)));
  // resvg reads the whole file again for every letter: 10 MB of it cost seconds, the few letters of a picture nothing.
  const folder = await mkdtemp(join(tmpdir(), 'zhishu-font-'));
  try {
    const part = join(folder, 'part.ttf');
    await writeFile(part, fontPart(await readFile(font.path), svg), { mode: 0o600 });
    const picture = await renderAsync(svg, {
      font: { loadSystemFonts: false, fontFiles: [part], defaultFontFamily: 'Noto Sans SC' },
      fitTo: { mode: 'zoom', value: zoom },
    });
    return picture.asPng();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
