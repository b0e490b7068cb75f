import { type ClientRequest, request } from 'node:http';
import { serve } from './children.ts';

export type WindowTasks = {
  /** Opens streams and reads what comes on them, until the worker is stopped; resolves when each has begun. */
  readonly open: (streams: readonly { readonly url: string; readonly cookie: string }[]) => Promise<void>;
  /** Bytes that have come since the start. */
  readonly received: () => number;
};

let bytes = 0;
const open: ClientRequest[] = [];

serve({
  open: async (streams: readonly { url: string; cookie: string }[]) => {
    await Promise.all(
      streams.map(
        ({ url, cookie }) =>
          new Promise<void>((resolve, reject) => {
            const asked = request(url, { headers: { cookie, accept: 'text/event-stream' } }, (answer) => {
              if (answer.statusCode !== 200) reject(new Error(`a window was answered ${answer.statusCode}`));
              answer.on('data', (chunk: Buffer) => {
                bytes += chunk.length;
                resolve();
              });
              answer.on('error', () => undefined);
            });
            asked.on('error', () => undefined);
            open.push(asked);
            asked.end();
          }),
      ),
    );
  },
  received: () => bytes,
} satisfies WindowTasks);
