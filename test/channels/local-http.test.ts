import { request } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { isOwnHost } from '../../src/channels/local/own-host.ts';
import { localRoutes } from '../../src/channels/local/routes.tsx';
import { ListenFailure, serveHttp } from '../../src/channels/local/serve-http.ts';
import { createListLog, createLocalGroup } from '../support/local-group.ts';
import { readEvents } from '../support/read-events.ts';

type Served = Awaited<ReturnType<typeof serveHttp>>;
const open: Served[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((served) => served.close()));
});

const serve = async (options: Partial<Parameters<typeof serveHttp>[0]> = {}): Promise<Served> => {
  const served = await serveHttp({
    host: '127.0.0.1',
    port: 0,
    apps: [],
    health: async () => ({ status: 'ok' }),
    log: createListLog(),
    ...options,
  });
  open.push(served);
  return served;
};

const serveGroup = async () => {
  const group = createLocalGroup();
  await group.channel.start(group.receive);
  return { ...group, ...(await serve({ apps: [localRoutes(group.channel, { open: false })] })) };
};

/** fetch would not let a test lie about its Host. */
const statusFor = (address: string, path: string, headers: Record<string, string>): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    request(`${address}${path}`, { headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    })
      .on('error', reject)
      .end();
  });

describe('health', () => {
  it('is 200 when all is well and 503 with the problems when not', async () => {
    const well = await serve();
    const answer = await fetch(`${well.address}/health`);
    expect([answer.status, await answer.json()]).toEqual([200, { status: 'ok' }]);
    const ill = await serve({ health: async () => ({ status: 'problem', problems: ['store'] }) });
    const bad = await fetch(`${ill.address}/health`);
    expect([bad.status, await bad.json()]).toEqual([503, { status: 'problem', problems: ['store'] }]);
  });

  it('is a problem when it cannot be found out', async () => {
    const { address } = await serve({ health: () => Promise.reject(new Error('某同志')) });
    const answer = await fetch(`${address}/health`);
    expect([answer.status, await answer.json()]).toEqual([503, { status: 'problem' }]);
  });
});

describe('serving', () => {
  it('leads to the console where the local group is off, and says plainly what is not there', async () => {
    const { address } = await serve();
    const answer = await fetch(address, { redirect: 'manual' });
    expect([answer.status, answer.headers.get('location')]).toEqual([302, '/console']);
    const nothing = await fetch(`${address}/nothing`);
    expect([nothing.status, await nothing.text()]).toEqual([404, '没有这个页面。\n']);
  });

  it('answers under the name that a proxy passes on, and under no other', async () => {
    const { address } = await serve({ url: 'https://zhishu.example.org' });
    expect(await statusFor(address, '/health', { host: 'zhishu.example.org' })).toBe(200);
    expect(await statusFor(address, '/health', { host: 'zhishu.example.org:8443' })).toBe(421);
    expect(await statusFor(address, '/health', { host: 'evil.example' })).toBe(421);
    const plain = await serve();
    expect(await statusFor(plain.address, '/health', { host: 'zhishu.example.org' })).toBe(421);
  });

  it('serves the group and its stream, which is there before anything happens', async () => {
    const { address, channel } = await serveGroup();
    expect(await (await fetch(address)).text()).toContain('嵩海社区第一党支部');
    const stream = readEvents(await fetch(`${address}/events?as=local:p1`));
    await stream.next('whole');
    await channel.send('local:group', { text: '通知', key: 'k' });
    expect((await stream.next('messages')).data).toContain('通知');
    await stream.close();
  });

  it('takes a message from its own page', async () => {
    const { address, heard } = await serveGroup();
    const body = JSON.stringify({ as: 'local:p8', client: 'a-client-id', room: 'group', text: '签到' });
    const headers = { 'content-type': 'application/json', origin: address };
    expect((await fetch(`${address}/messages`, { method: 'POST', headers, body })).status).toBe(200);
    expect(heard).toHaveLength(1);
  });

  it('refuses a file that is too large and goes on serving', async () => {
    const { address, heard } = await serveGroup();
    const form = new FormData();
    form.append('file', new File([new Uint8Array(6 * 1024 * 1024)], '名册.csv'));
    const headers = { origin: address, 'x-zhishu': 'file' };
    expect((await fetch(`${address}/files`, { method: 'POST', headers, body: form })).status).toBe(413);
    expect((await fetch(address)).status).toBe(200);
    expect(heard).toHaveLength(0);
  });

  it('refuses a Host that is not its own, on every path', async () => {
    const { address } = await serveGroup();
    const { port } = new URL(address);
    for (const path of ['/', '/health', '/events', '/page.js']) {
      expect(await statusFor(address, path, { host: `evil.example:${port}` })).toBe(421);
      expect(await statusFor(address, path, { host: '127.0.0.1:1' })).toBe(421);
    }
    expect(await statusFor(address, '/', { host: `localhost:${port}` })).toBe(200);
    expect(await statusFor(address, '/', { host: `[::1]:${port}` })).toBe(200);
  });

  it('ends every stream at the close and frees the port at once', async () => {
    const { address, close } = await serveGroup();
    const stream = readEvents(await fetch(`${address}/events?as=local:p1`));
    await stream.next('whole');
    await Promise.all([close(), stream.ended()]);
    const { port } = new URL(address);
    expect((await serve({ port: Number(port) })).address).toBe(address);
  });

  it('says in a start-up error which variable to change', async () => {
    const { address } = await serve();
    const port = Number(new URL(address).port);
    const taken = serve({ port });
    await expect(taken).rejects.toBeInstanceOf(ListenFailure);
    await expect(taken).rejects.toThrow(`Port ${port} on 127.0.0.1 is already in use.`);
    await expect(taken).rejects.toThrow('ZHISHU_PORT');
    await expect(serve({ host: '192.0.2.1' })).rejects.toThrow('ZHISHU_HOST');
  });
});

describe('our own Host', () => {
  it.each([
    ['127.0.0.1:3000', '127.0.0.1', true],
    ['LOCALHOST:3000', '127.0.0.1', true],
    ['[::1]:3000', '127.0.0.1', true],
    ['127.0.0.1', '127.0.0.1', false],
    ['127.0.0.1:3001', '127.0.0.1', false],
    ['127.0.0.1.evil.example:3000', '127.0.0.1', false],
    ['evil.example:3000', '127.0.0.1', false],
    ['', '127.0.0.1', false],
    [undefined, '127.0.0.1', false],
    ['10.0.0.5:3000', '10.0.0.5', true],
    ['localhost:3000', '10.0.0.5', false],
    ['zhishu.lan:3000', 'zhishu.lan', true],
    ['192.168.1.7:8080', '0.0.0.0', true],
    ['[fe80::1]:3000', '::', true],
    ['localhost:3000', '0.0.0.0', true],
    ['evil.example:3000', '0.0.0.0', false],
  ])('%s when bound to %s: %s', (header, host, expected) => {
    expect(isOwnHost(header, host, 3000)).toBe(expected);
  });
});
