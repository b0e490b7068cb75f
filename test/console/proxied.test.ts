import { createServer, type IncomingHttpHeaders, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { localRoutes } from '../../src/channels/local/routes.tsx';
import { serveHttp } from '../../src/channels/local/serve-http.ts';
import { consoleOver } from '../support/console.ts';
import { createGroup } from '../support/group.ts';
import { createLocalGroup } from '../support/local-group.ts';

const url = 'https://zhishu.example.org';
type Told = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly text: string };

/** The program behind a proxy that ended TLS: it passes everything on, under the name people know or under our own. */
const behindProxy = async (keepsHost: boolean) => {
  const group = await createGroup();
  const local = createLocalGroup();
  await local.channel.start(local.receive);
  const apps = [consoleOver(group, { address: () => url }), localRoutes(local.channel, { open: true, url })];
  const served = await serveHttp({
    host: '127.0.0.1',
    port: 0,
    url,
    apps,
    health: async () => ({ status: 'ok' }),
    log: group.log,
  });
  const inner = new URL(served.address);
  const proxy = createServer((asked, answer) => {
    const headers = {
      ...asked.headers,
      host: keepsHost ? asked.headers.host : inner.host,
      'x-forwarded-for': '203.0.113.7',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': asked.headers.host,
      forwarded: 'for=203.0.113.7;proto=https;host=zhishu.example.org',
    };
    const { method, url: path } = asked;
    const passed = request({ host: inner.hostname, port: inner.port, method, path, headers }, (got) => {
      answer.writeHead(got.statusCode ?? 502, got.headers);
      got.pipe(answer);
    });
    asked.pipe(passed);
    answer.on('close', () => passed.destroy());
  });
  await new Promise<void>((resolve) => {
    proxy.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(async () => {
    proxy.closeAllConnections();
    proxy.close();
    await served.close();
  });
  const { port } = proxy.address() as AddressInfo;

  const ask = (path: string, headers: Record<string, string> = {}, body?: string): Promise<Told> =>
    new Promise((resolve, reject) => {
      const method = body === undefined ? 'GET' : 'POST';
      const asked = request(
        { host: '127.0.0.1', port, path, method, headers: { host: 'zhishu.example.org', ...headers } },
        (got) => {
          let text = '';
          got.setEncoding('utf8');
          got.on('data', (chunk: string) => {
            text += chunk;
          });
          got.on('end', () => resolve({ status: got.statusCode ?? 0, headers: got.headers, text }));
        },
      );
      asked.on('error', reject);
      asked.end(body);
    });
  return { group, local, ask };
};

test.each([
  ['keeps the name we were called by', true],
  ['calls us by our own name', false],
])('behind a proxy with TLS that %s, the console works, over TLS alone', async (_, keepsHost) => {
  const { group, local, ask } = await behindProxy(keepsHost);
  const said = (await group.person('林书华').whispers('控制台')) ?? '';
  // The harness knows the link by another beginning.
  const path = new URL(/https?:\/\/\S+/u.exec(said)?.[0] ?? '').pathname;
  expect((await ask(path)).text).toContain('进入');
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  for (const origin of ['http://zhishu.example.org', 'https://evil.test', 'https://zhishu.example.org:8443']) {
    expect([origin, (await ask(path, { ...form, origin }, '')).status]).toEqual([origin, 403]);
  }
  const entered = await ask(path, { ...form, origin: url, 'sec-fetch-site': 'same-origin' }, '');
  expect(entered.status).toBe(303);
  // Nothing names the address behind the proxy.
  expect(entered.headers.location).toMatch(/^\/console\/s[0-9a-f]{16}\/today$/u);
  const [cookie = ''] = entered.headers['set-cookie'] ?? [];
  expect(cookie).toMatch(/; Secure/u);
  const mine = { cookie: cookie.split(';')[0] ?? '' };
  const base = (entered.headers.location ?? '').replace(/today$/u, '');
  expect((await ask(`${base}today`, mine)).text).toContain('<h1>今天</h1>');
  const spoken = await ask(`${base}say`, { ...mine, ...form, origin: url }, 'says=%E6%AC%A0%E8%B4%A6');
  expect([spoken.status, spoken.text.includes('class="said"')]).toEqual([200, true]);
  expect((await ask(`${base}say`, { ...mine, ...form, origin: 'https://evil.test' }, 'says=x')).status).toBe(403);
  expect((await ask(`${base}live/today?_brief=1`, mine)).text).toContain('event: page');

  // The group in the browser is behind the same proxy.
  const [persona] = await local.channel.personas();
  const message = JSON.stringify({ as: persona?.account, client: 'a'.repeat(24), room: 'group', text: '签到' });
  const json = { 'content-type': 'application/json' };
  expect((await ask('/messages', { ...json, origin: 'http://zhishu.example.org' }, message)).status).toBe(403);
  expect((await ask('/messages', { ...json, origin: url }, message)).status).toBe(200);
});
