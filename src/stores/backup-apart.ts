import { Worker } from 'node:worker_threads';
import type { BackedUp } from './backup.ts';
import type { Order } from './backup-thread.ts';

// A thread runs the compiled program; run from its source, as tests do, there is none to start.
const isCompiled = !import.meta.url.endsWith('.ts');

/**
 * backup() in a thread of its own: every line of every book is checked on the way, and check-ins are answered meanwhile.
 * Rejects with what went wrong there.
 */
export async function backupApart(order: Order): Promise<BackedUp> {
  if (!isCompiled) return (await import('./backup.ts')).backup(order.folder, order.to, order.now, order);
  return new Promise((resolve, reject) => {
    const thread = new Worker(new URL('./backup-thread.js', import.meta.url), { workerData: order });
    thread.once('message', resolve);
    thread.once('error', reject);
    thread.once('exit', () => reject(new Error('The thread that makes a backup ended without one.')));
  });
}
