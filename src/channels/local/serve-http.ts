import type { AddressInfo } from 'node:net';
import { createAdaptorServer, type HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import type { Log } from '../../ports.ts';
import { isOwnHost } from './own-host.ts';

/** Said to the operator as it is: what is wrong and which variable to change. */
export class ListenFailure extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ListenFailure';
  }
}

type Options = {
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
  /** Under which a proxy serves us as well. */
  readonly url?: string;
  readonly apps: readonly Hono[];
  /** Shown as it is, so it may hold no names. */
  readonly health: () => Promise<{ readonly status: 'ok' | 'problem' }>;
  readonly log: Log;
};

const patienceMs = 2000;

/** Serves /health and the given apps to whoever calls us by our own name. Rejects with ListenFailure. */
export async function serveHttp({ host, port, url, apps, health, log }: Options): Promise<{
  readonly address: string;
  close(): Promise<void>;
}> {
  const streams = new Set<HttpBindings['outgoing']>();
  const ownPort = () => (server.address() as AddressInfo | null)?.port ?? port;

  const root = new Hono<{ Bindings: HttpBindings }>();
  root.use(async (c, next) => {
    const called = c.req.header('host');
    if (!isOwnHost(called, host, ownPort()) && (url === undefined || called !== new URL(url).host)) {
      return c.text('This address is not served here.\n', 421);
    }
    await next();
    c.header('X-Content-Type-Options', 'nosniff');
    if (c.res.headers.get('content-type')?.startsWith('text/event-stream')) {
      const { outgoing } = c.env;
      streams.add(outgoing);
      outgoing.once('close', () => streams.delete(outgoing));
    }
    return undefined;
  });
  root.get('/health', async (c) => {
    c.header('Cache-Control', 'no-store');
    try {
      const state = await health();
      return c.json({ ...state }, state.status === 'ok' ? 200 : 503);
    } catch (error) {
      log.error('health-failed', { error: error instanceof Error ? error.name : 'unknown' });
      return c.json({ status: 'problem' }, 503);
    }
  });
  for (const app of apps) root.route('/', app);
  root.notFound((c) => (c.req.path === '/' ? c.redirect('/console') : c.text('没有这个页面。\n', 404)));
  root.onError((error, c) => {
    log.error('request-failed', { error: error.name });
    return c.json({ toast: '程序出了问题，请稍后再试。' }, 500);
  });

  const server = createAdaptorServer({ fetch: root.fetch, hostname: host });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(new ListenFailure(explain(error, host, port))));
    server.listen(port, host, resolve);
  });
  server.removeAllListeners('error');
  server.on('error', (error: NodeJS.ErrnoException) => log.error('http-failed', { code: error.code ?? 'unknown' }));

  return {
    address: `http://${host.includes(':') ? `[${host}]` : host}:${ownPort()}`,
    close: () =>
      new Promise((resolve) => {
        // A stream never ends by itself; other answers get a moment to finish.
        const impatience = setTimeout(
          () => 'closeAllConnections' in server && server.closeAllConnections(),
          patienceMs,
        );
        server.close(() => {
          clearTimeout(impatience);
          resolve();
        });
        for (const stream of streams) stream.destroy();
        if ('closeIdleConnections' in server) server.closeIdleConnections();
      }),
  };
}

const explain = ({ code }: NodeJS.ErrnoException, host: string, port: number): string => {
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} on ${host} is already in use. Stop the program that uses it, or set ZHISHU_PORT to another port.`;
    case 'EACCES':
      return `This account may not listen on port ${port}. Set ZHISHU_PORT to a port above 1023.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `${host} is not an address of this machine. Set ZHISHU_HOST to one that is, for example 127.0.0.1.`;
    default:
      return `Listening on ${host} port ${port} failed (${code ?? 'unknown reason'}). Check ZHISHU_HOST and ZHISHU_PORT.`;
  }
};
