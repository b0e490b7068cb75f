import { type Drawing, drawingOf } from './live.ts';
import type { Library, Page, View } from './page.ts';
import { livePart } from './shell.tsx';

const minuteMs = 60_000;
const mostDrawings = 200;

/** The live part of a page; undefined where the address names nothing there is. */
export type Draw = (page: Page, branch: string, view: View<undefined>) => Promise<Drawing | undefined>;

/**
 * A drawing is the same for everybody with the same rights until something is written or a minute passes. All windows ask in
 * the same moment, so it is the drawing under way that is kept.
 */
export const createDrawings = (library: Library): Draw => {
  const drawings = new Map<
    string,
    { readonly signs: readonly unknown[]; readonly drawing: Promise<Drawing | undefined> }
  >();

  const drawAnew = async (page: Page, view: View<undefined>): Promise<Drawing | undefined> => {
    const whole = { ...view, loaded: page.load ? await page.load(library, view) : undefined };
    const content = page.render(whole);
    return content === undefined ? undefined : drawingOf(String(await livePart(whole, content)));
  };

  return (page, branch, view) => {
    const signs = [view.branch, view.people, view.backup, Math.floor(view.now / minuteMs)];
    const key = JSON.stringify([branch, page.path, view.params, view.query, view.speaker]);
    const known = drawings.get(key);
    if (known && signs.every((sign, index) => sign === known.signs[index])) return known.drawing;
    const drawing = drawAnew(page, view);
    if (!page.live) return drawing;
    drawings.delete(key);
    drawings.set(key, { signs, drawing });
    drawing.catch(() => drawings.delete(key));
    for (const oldest of drawings.keys()) {
      if (drawings.size <= mostDrawings) break;
      drawings.delete(oldest);
    }
    return drawing;
  };
};
