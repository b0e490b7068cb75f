import { extractText, getDocumentProxy } from 'unpdf';

export type PageRead = {
  /** The lines of the page as the reader puts them together. */
  readonly text: string;
  /** The same without any white space, so that a line's end parts no word. */
  readonly squeezed: string;
  /** In millimetres, rounded. */
  readonly width: number;
  readonly height: number;
};

/** What an independent reader (pdf.js) finds in a pdf, page by page. */
export const readPdf = async (bytes: Uint8Array): Promise<PageRead[]> => {
  // The reader takes the bytes away from who gave them.
  const document = await getDocumentProxy(Uint8Array.from(bytes));
  const { text } = await extractText(document);
  return Promise.all(
    text.map(async (one, index) => {
      const [left = 0, bottom = 0, right = 0, top = 0] = (await document.getPage(index + 1)).view;
      const mm = (points: number): number => Math.round((points / 72) * 25.4);
      return { text: one, squeezed: one.replaceAll(/\s/gu, ''), width: mm(right - left), height: mm(top - bottom) };
    }),
  );
};
