import type { DocumentFormat, DrawnDocument } from '../domain/document.ts';
import { type MonthAtAGlance, renderMonth } from '../domain/month.ts';
import { paperOf } from '../domain/paper.ts';

/** Draws a document in a format it has (see `formatOf`); what it takes to draw is loaded only then. */
export async function renderDocument(document: DrawnDocument, format: DocumentFormat): Promise<Uint8Array> {
  if ('activities' in document) return renderMonthAs(document, format);
  const isSheet = 'columns' in document;
  const paper = isSheet ? paperOf(document) : document;
  if (format === 'pdf') return (await import('./pdf.ts')).renderPdf(paper);
  if (format === 'docx') return (await import('./docx.ts')).renderDocx(paper);
  if (!isSheet) throw new Error(`A paper is no table: ${document.name} cannot be drawn as ${format}.`);
  if (format === 'xlsx') return (await import('./xlsx.ts')).renderXlsx(document);
  return (await import('./csv.ts')).renderCsv(document);
}

const renderMonthAs = async (month: MonthAtAGlance, format: DocumentFormat): Promise<Uint8Array> => {
  if (format === 'png') return (await import('./month-png.ts')).renderMonthPng(month);
  const text = format === 'svg' ? (await import('./month-svg.ts')).monthSvg(month).svg : renderMonth(month);
  return new TextEncoder().encode(text);
};
