import { parentPort, workerData } from 'node:worker_threads';
import type { DocumentFormat, DrawnDocument } from '../domain/document.ts';

/** What one thread draws before it ends. */
export type Order = { readonly document: DrawnDocument; readonly format: DocumentFormat };

const { document, format } = workerData as Order;
const { renderDocument } = await import('./render.ts');
const bytes = new Uint8Array(await renderDocument(document, format));
parentPort?.postMessage(bytes, [bytes.buffer]);
