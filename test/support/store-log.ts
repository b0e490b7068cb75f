import type { Log, LogFields } from '../../src/ports.ts';

export type Logged = { readonly level: keyof Log; readonly event: string; readonly fields: LogFields | undefined };

/** A log that keeps what it is told. */
export function recordingLog(): Log & { readonly lines: Logged[] } {
  const lines: Logged[] = [];
  const at = (level: keyof Log) => (event: string, fields?: LogFields) => {
    lines.push({ level, event, fields });
  };
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
