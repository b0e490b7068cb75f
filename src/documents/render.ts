import type { DocumentFormat, DrawnDocument } from '../domain/document.ts';
import { type MonthAtAGlance, renderMonth } from '../domain/month.ts';
import { type Paper, paperOf } from '../domain/paper.ts';
import { fitted } from './fit.ts';
import { printable } from './printable.ts';

/** Draws a document in a format it has (see `formatOf`); what it takes to draw is loaded only then. */
export async function renderDocument(document: DrawnDocument, format: DocumentFormat): Promise<Uint8Array> {
  if ('activities' in document) return renderMonthAs(document, format);
  if (!('columns' in document)) return renderPaperAs(document, format);
  const sheet = fitted(document);
  if (format === 'xlsx') return (await import('./xlsx.ts')).renderXlsx(sheet);
  if (format === 'csv') return (await import('./csv.ts')).renderCsv(sheet);
  return renderPaperAs(paperOf(sheet), format);
}

const renderPaperAs = async (paper: Paper, format: DocumentFormat): Promise<Uint8Array> => {
  if (format === 'pdf') return (await import('./pdf.ts')).renderPdf(paper);
  if (format === 'docx') return (await import('./docx.ts')).renderDocx(paper);
  throw new Error(`A paper is no table: ${paper.name} cannot be drawn as ${format}.`);
};

const renderMonthAs = async (month: MonthAtAGlance, format: DocumentFormat): Promise<Uint8Array> => {
  if (format === 'png') return (await import('./month-png.ts')).renderMonthPng(month);
  const text = format === 'svg' ? (await import('./month-svg.ts')).monthSvg(month).svg : printable(renderMonth(month));
  return new TextEncoder().encode(text);
};
