import { parseArgs } from 'node:util';
import { jsonLog } from '../log.ts';
import { startZhishu } from '../main.ts';
import type { Task } from './command-line.ts';
import { keepHeapSmall } from './heap.ts';

const task: Task = {
  usage: 'start',
  does: 'Starts the bot; with no configuration, a local group in the browser.',
  help: ['It stops cleanly on SIGINT and SIGTERM. Logs are JSON lines on standard error.'],
  run: async (args, config, { say }) => {
    parseArgs({ args: [...args], options: {} });
    keepHeapSmall();
    const log = jsonLog(config.logLevel);
    for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
      process.once(event, (error: unknown) => {
        log.error('crashed', { event, reason: error instanceof Error ? error.name : 'unknown' });
        process.exit(1);
      });
    }
    const asked = new Promise<void>((resolve) => {
      process.once('SIGINT', () => resolve());
      process.once('SIGTERM', () => resolve());
    });
    const running = await startZhishu(config, log, say);
    await asked;
    await running.stop();
    // What a platform's library still holds open must not keep a stopped bot alive.
    setImmediate(() => process.exit(0));
    return 0;
  },
};
export default task;
