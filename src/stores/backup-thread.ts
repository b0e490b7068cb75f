import { parentPort, workerData } from 'node:worker_threads';
import { backup } from './backup.ts';

/** Which store goes where, at which time, and how much room must stay on that disk. */
export type Order = {
  readonly folder: string;
  readonly to: string;
  readonly now: number;
  readonly leastFreeBytes: number;
};

const { folder, to, now, leastFreeBytes } = workerData as Order;
const done = await backup(folder, to, now, { leastFreeBytes });
parentPort?.postMessage(done, []);
