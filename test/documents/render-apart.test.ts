import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import type { renderApart as RenderApart } from '../../src/documents/render-apart.ts';
import { type Block, numbered, type Paper } from '../../src/domain/paper.ts';
import { readPdf } from '../support/read-pdf.ts';

// The thread runs the compiled program, as in use.
const { renderApart } = (await import(join(inject('program'), 'src', 'render-apart.js'))) as {
  renderApart: typeof RenderApart;
};

const paperOf = (name: string, records: number): Paper => ({
  name,
  title: name,
  layout: 'official',
  blocks: numbered(
    Array.from({ length: records }, (_, at): Block[] => [
      { is: 'heading', level: 1, text: `${name}的第${at + 1}次会议` },
      { is: 'paragraph', text: '会议认为，要认真学习。'.repeat(60) },
    ]).flat(),
  ),
});

test('while a long document is drawn, what else has to be done is done', async () => {
  let turns = 0;
  let longest = 0;
  const begun = performance.now();
  let last = begun;
  const turn = (): void => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    turns += 1;
  };
  const turning = setInterval(turn, 5);
  const bytes = await renderApart(paperOf('手册', 60), 'pdf');
  turn();
  clearInterval(turning);
  const took = performance.now() - begun;
  expect(Buffer.from(bytes.slice(0, 5)).toString()).toBe('%PDF-');
  // Drawn in the same thread, one turn takes nearly all of it.
  expect(longest).toBeLessThan(took / 2);
  expect(turns).toBeGreaterThan(10);
});

test('each who asks at once gets the own document, and one that cannot be drawn harms no other', async () => {
  const drawn = await Promise.allSettled([
    renderApart(paperOf('甲', 1), 'pdf'),
    renderApart(paperOf('乙', 1), 'csv'),
    renderApart(paperOf('丙', 1), 'pdf'),
  ]);
  const [first, second, third] = await Promise.all(
    drawn.map(async (one) =>
      one.status === 'fulfilled' ? (await readPdf(one.value))[0]?.squeezed : String(one.reason),
    ),
  );
  expect(first).toContain('甲的第1次会议');
  expect(second).toBe('Error: A paper is no table: 乙 cannot be drawn as csv.');
  expect(third).toContain('丙的第1次会议');
});
