import { pino } from 'pino';
import type { Log, LogFields } from './ports.ts';

/** JSON lines on standard error: an event and ids. Callers never hand it names, texts or tokens. */
export const jsonLog = (level: 'debug' | 'info' | 'warn' | 'error'): Log => {
  const logger = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      messageKey: 'event',
      formatters: { level: (label) => ({ level: label }) },
    },
    pino.destination({ dest: 2, sync: true }),
  );
  const write =
    (at: 'debug' | 'info' | 'warn' | 'error') =>
    (event: string, fields: LogFields = {}): void =>
      logger[at](fields, event);
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
};
