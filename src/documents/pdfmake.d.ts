/** The part of pdfmake 0.3 that is used here; it brings no types of its own. */
declare module 'pdfmake' {
  type Side = number | readonly number[];
  export type Node = {
    text?: string | readonly Node[];
    stack?: readonly Node[];
    table?: {
      headerRows?: number;
      keepWithHeaderRows?: number;
      dontBreakRows?: boolean;
      widths: readonly number[];
      heights?: (row: number) => number | 'auto';
      body: readonly (readonly Node[])[];
    };
    toc?: { title?: Node; numberStyle?: object; textStyle?: object; outlines?: boolean };
    layout?: object | string;
    tocItem?: boolean;
    outlineText?: string;
    tocMargin?: Side;
    colSpan?: number;
    fontSize?: number;
    bold?: boolean;
    lineHeight?: number;
    alignment?: 'left' | 'center' | 'right' | 'justify';
    verticalAlignment?: 'top' | 'middle' | 'bottom';
    margin?: Side;
    unbreakable?: boolean;
    preserveLeadingSpaces?: boolean;
  };
  export type Section = {
    section: readonly Node[];
    pageOrientation: 'portrait' | 'landscape';
    pageMargins: { left: number; top: number; right: number; bottom: number };
  };
  export type Content = {
    content: readonly (Node | Section)[];
    defaultStyle: object;
    pageSize: string;
    info: Record<string, string>;
    footer: (page: number, pages: number) => Node | undefined;
  };
  const pdfmake: {
    setFonts: (fonts: Record<string, { normal: string; bold: string }>) => void;
    setUrlAccessPolicy: (allows: (url: string) => boolean) => void;
    setLocalAccessPolicy: (allows: (path: string) => boolean) => void;
    createPdf: (content: Content) => { getBuffer: () => Promise<Buffer> };
  };
  export default pdfmake;
}
