import { extractText, getDocumentProxy } from 'unpdf';

export type PageRead = {
  /** The lines of the page as the reader puts them together. */
  readonly text: string;
  /** The same without any white space, so that a line's end parts no word. */
  readonly squeezed: string;
  /** In millimetres, rounded. */
  readonly width: number;
  readonly height: number;
  /** How far from each edge of the paper the text keeps, in millimetres; below zero it runs off. */
  readonly kept: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };
};

const mm = (points: number): number => Math.round((points / 72) * 254) / 10;

type Placed = { readonly transform: readonly number[]; readonly width: number; readonly height: number };

/** What an independent reader (pdf.js) finds in a pdf, page by page. */
export const readPdf = async (bytes: Uint8Array): Promise<PageRead[]> => {
  // The reader takes the bytes away from who gave them.
  const document = await getDocumentProxy(Uint8Array.from(bytes));
  const { text } = await extractText(document);
  return Promise.all(
    text.map(async (one, index) => {
      const page = await document.getPage(index + 1);
      const [left = 0, bottom = 0, right = 0, top = 0] = page.view;
      const { items } = await page.getTextContent();
      const placed = (items as (Placed & { str: string })[]).flatMap((item) =>
        'transform' in item && item.str.trim() !== '' ? [item] : [],
      );
      const least = (of: (item: Placed) => number): number => mm(Math.min(...placed.map(of)));
      return {
        text: one,
        squeezed: one.replaceAll(/\s/gu, ''),
        width: Math.round(mm(right - left)),
        height: Math.round(mm(top - bottom)),
        kept: {
          left: least(({ transform: [, , , , x = 0] }) => x - left),
          right: least(({ transform: [, , , , x = 0], width }) => right - x - width),
          top: least(({ transform: [, , , , , y = 0], height }) => top - y - height),
          bottom: least(({ transform: [, , , , , y = 0] }) => y - bottom),
        },
      };
    }),
  );
};
