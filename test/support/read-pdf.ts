import { getDocumentProxy } from 'unpdf';

export type PageRead = {
  /** The lines of the page as the reader puts them together. */
  readonly text: string;
  /** The same without any white space, so that a line's end parts no word. */
  readonly squeezed: string;
  /** In millimetres, rounded. */
  readonly width: number;
  readonly height: number;
  /** Each run of letters, and how far from each edge of the paper it keeps, in millimetres. */
  readonly runs: readonly (Kept & { readonly text: string })[];
  /** How far from each edge of the paper the text keeps, in millimetres; below zero it runs off. */
  readonly kept: Kept;
};

type Kept = { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };

const mm = (points: number): number => Math.round((points / 72) * 254) / 10;

type Placed = {
  readonly str: string;
  readonly hasEOL: boolean;
  readonly transform: readonly number[];
  readonly width: number;
  readonly height: number;
};

/** What an independent reader (pdf.js) finds in a pdf, page by page. */
export const readPdf = async (bytes: Uint8Array): Promise<PageRead[]> => {
  // The reader takes the bytes away from who gave them.
  const document = await getDocumentProxy(Uint8Array.from(bytes));
  const pages: PageRead[] = [];
  for (let number = 1; number <= document.numPages; number += 1) {
    const page = await document.getPage(number);
    const [left = 0, bottom = 0, right = 0, top = 0] = page.view;
    const { items } = (await page.getTextContent()) as { readonly items: readonly (Placed | object)[] };
    const placed = items.filter((item): item is Placed => 'str' in item);
    const runs = placed
      .filter(({ str }) => str.trim() !== '')
      .map(({ str, transform: [, , , , x = 0, y = 0], width, height }) => ({
        text: str,
        left: mm(x - left),
        right: mm(right - x - width),
        top: mm(top - y - height),
        bottom: mm(y - bottom),
      }));
    const least = (edge: keyof Kept): number => Math.min(...runs.map((run) => run[edge]));
    const text = placed.map(({ str, hasEOL }) => (hasEOL ? `${str}\n` : str)).join('');
    pages.push({
      text,
      squeezed: text.replaceAll(/\s/gu, ''),
      width: Math.round(mm(right - left)),
      height: Math.round(mm(top - bottom)),
      runs,
      kept: { left: least('left'), right: least('right'), top: least('top'), bottom: least('bottom') },
    });
  }
  await document.loadingTask.destroy();
  return pages;
};
