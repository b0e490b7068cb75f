import type { Sheet } from '../domain/sheet.ts';
import { printable } from './printable.ts';

/** What Excel, WPS or LibreOffice may take for the beginning of a formula; full-width and small forms become one too. */
const beginsFormula = /^[=+\-@|\t\r\n\u2212]/u;

const looksLikeFormula = (text: string): boolean => beginsFormula.test(text.slice(0, 2).normalize('NFKC'));

/**
 * A quoted formula is still one, so what looks like it, before or after invisible signs are taken away, is marked as text
 * by an apostrophe.
 */
const guarded = (text: string): string => {
  const clean = printable(text);
  return looksLikeFormula(text) || looksLikeFormula(clean) ? `'${clean}` : clean;
};

const cell = (text: string): string => {
  const safe = guarded(text);
  return /[",\r\n]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** The table of a sheet and its totals as CSV: UTF-8 with BOM and CRLF, as Excel reads it; one line per row. */
export function renderCsv({ columns, rows, totals }: Sheet): Uint8Array {
  const head = columns.map(({ title }) => title.replaceAll('\n', ' '));
  const lines = [head, ...rows, ...totals].map((row) => `${row.map(cell).join(',')}\r\n`);
  return new TextEncoder().encode(`\uFEFF${lines.join('')}`);
}
