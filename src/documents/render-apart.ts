import { Worker } from 'node:worker_threads';
import type { DocumentFormat, DrawnDocument } from '../domain/document.ts';
import type { Order } from './render-thread.ts';

/** Far more than any document needs: one that takes more fails alone, and the bot goes on. */
const limits = { maxOldGenerationSizeMb: 512 };

// A thread runs the compiled program; run from its source, as tests do, there is none to start.
const isCompiled = !import.meta.url.endsWith('.ts');

const inThread = (order: Order): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    const thread = new Worker(new URL('./render-thread.js', import.meta.url), {
      workerData: order,
      resourceLimits: limits,
    });
    thread.once('message', resolve);
    thread.once('error', reject);
    thread.once('exit', () => reject(new Error(`The thread that draws ${order.format} ended without a document.`)));
  });

let before: Promise<unknown> = Promise.resolve();

/**
 * Draws a document in a thread of its own, so that check-ins are answered meanwhile: a year's handbook takes seconds of
 * computing. One at a time, however many are asked for at once, because each takes up to 200 MB until its thread ends.
 * Rejects with what went wrong there.
 */
export async function renderApart(document: DrawnDocument, format: DocumentFormat): Promise<Uint8Array> {
  if (!isCompiled) return (await import('./render.ts')).renderDocument(document, format);
  const drawn = before.then(() => inThread({ document, format }));
  // The next one waits for the end of this, however it ends; who asked for this one is told by `drawn`.
  before = drawn.catch(() => undefined);
  return drawn;
}
