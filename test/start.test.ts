import { cp, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { everybody, rosterFile } from './evening/script.ts';
import { type Program, runProgram } from './support/program.ts';
import { createTelegramServer, type TelegramServer } from './support/telegram-server.ts';

const program = inject('program');
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

const folder = async (): Promise<string> => {
  const made = await mkdtemp(join(tmpdir(), 'zhishu-start-'));
  closing.push(() => rm(made, { recursive: true, force: true }));
  return made;
};
const run = (args: readonly string[], settings: Readonly<Record<string, string>>, from = program): Program => {
  const running = runProgram(from, args, settings);
  closing.push(() => running.kill());
  return running;
};
const addressOf = (running: Program): Promise<string> =>
  running.until('it says where it listens', (out) => /is ready\D+(http:\/\/[\d.:]+)/u.exec(out)?.[1]);
const telegram = async (): Promise<TelegramServer> => {
  const server = await createTelegramServer();
  closing.push(server.close);
  return server;
};
const settingsFor = (server: TelegramServer, store: string): Record<string, string> => ({
  ZHISHU_STORE: store,
  ZHISHU_PORT: '0',
  TELEGRAM_BOT_TOKEN: server.token,
  TELEGRAM_API_ROOT: server.url,
});
const hasStackTrace = /^\s+at .+:\d+/mu;

describe('without any configuration', () => {
  it('shows the local group in the browser, and a health without names', async () => {
    const running = run(['start'], { ZHISHU_STORE: await folder(), ZHISHU_PORT: '0' });
    const address = await addressOf(running);
    const page = await fetch(`${address}/`);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('示范支部');
    const health = await fetch(`${address}/health`);
    expect(health.status).toBe(200);
    const words = await health.text();
    expect(JSON.parse(words)).toMatchObject({ status: 'ok', writing: true, branches: 1, problems: [] });
    expect(everybody.filter((name) => words.includes(name))).toEqual([]);
    expect(running.err()).not.toContain('"level":"error"');
  });

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`stops with code 0 within a few seconds of ${signal}, also while a page listens`, async () => {
      const running = run(['start'], { ZHISHU_STORE: await folder(), ZHISHU_PORT: '0' });
      const address = await addressOf(running);
      const stream = await fetch(`${address}/events`);
      expect(stream.headers.get('content-type')).toContain('text/event-stream');
      const asked = performance.now();
      running.child.kill(signal);
      expect(await running.ended).toBe(0);
      expect(performance.now() - asked).toBeLessThan(4000);
      await stream.body?.cancel().catch(() => undefined);
    });
  }

  it('keeps the demo in its own folder and does not load it once Telegram is configured', async () => {
    const store = await folder();
    const first = run(['start'], { ZHISHU_STORE: store, ZHISHU_PORT: '0' });
    await addressOf(first);
    first.child.kill('SIGTERM');
    await first.ended;
    expect(await readdir(store)).toEqual(['demo']);
    const server = await telegram();
    const second = run(['start'], { ...settingsFor(server, store), ZHISHU_LOCAL: 'on' });
    const address = await addressOf(second);
    expect(await (await fetch(`${address}/health`)).json()).toMatchObject({ branches: 0, books: 0, entries: 0 });
    const page = await (await fetch(`${address}/`)).text();
    expect(everybody.filter((name) => page.includes(name))).toEqual([]);
    second.child.kill('SIGTERM');
    expect(await second.ended).toBe(0);
  });
});

describe('bad settings', () => {
  it('are all listed at once in plain words, with code 1 and no stack trace', async () => {
    const running = run(['start'], {
      ZHISHU_STORE: await folder(),
      ZHISHU_PORT: '99999',
      ZHISHU_LOCAL: 'maybe',
      ZHISHU_TZ: 'Mars/Olympus',
      ZHISHU_SETUP_CODE: '1 2',
      TELEGRAM_BOT_TOKEN: 'secret-that-is-no-token',
      LOG_LEVEL: 'loud',
    });
    expect(await running.ended).toBe(1);
    const complaints = running
      .err()
      .split('\n')
      .filter((line) => line.startsWith('- '));
    expect(complaints.every((line) => line.endsWith('.'))).toBe(true);
    expect(complaints.map((line) => line.split(' ')[1]).toSorted()).toEqual([
      'LOG_LEVEL',
      'TELEGRAM_BOT_TOKEN',
      'ZHISHU_LOCAL',
      'ZHISHU_PORT',
      'ZHISHU_SETUP_CODE',
      'ZHISHU_TZ',
    ]);
    expect(running.err()).not.toMatch(hasStackTrace);
    expect(running.err() + running.out()).not.toContain('secret-that-is-no-token');
  });

  it('that only do not go together are told as well', async () => {
    const running = run(['start'], {
      ZHISHU_STORE: await folder(),
      ZHISHU_LOCAL: 'off',
      TELEGRAM_API_ROOT: 'http://x',
    });
    expect(await running.ended).toBe(1);
    expect(running.err()).toContain('TELEGRAM_API_ROOT is set but TELEGRAM_BOT_TOKEN is not');
    expect(running.err()).toContain('ZHISHU_LOCAL is off');
  });

  it('a task that does not exist is answered with those that do', async () => {
    const running = run(['fly'], { ZHISHU_STORE: await folder() });
    expect(await running.ended).toBe(1);
    expect(running.err()).toContain('There is no task "fly"');
    expect(running.err()).not.toMatch(hasStackTrace);
  });
});

describe('what is taken already', () => {
  it('a store another process writes in is refused by name', async () => {
    const store = await folder();
    const first = run(['start'], { ZHISHU_STORE: store, ZHISHU_PORT: '0' });
    await addressOf(first);
    const second = run(['start'], { ZHISHU_STORE: store, ZHISHU_PORT: '0' });
    expect(await second.ended).toBe(1);
    expect(second.err()).toContain(join(store, 'demo'));
    expect(second.err()).toContain(String(first.child.pid));
    expect(second.err()).not.toMatch(hasStackTrace);
    const address = await addressOf(first);
    expect((await fetch(`${address}/health`)).status).toBe(200);
  });

  it('a port is refused with the name of its variable, and the store is given back', async () => {
    const other = createServer();
    const port = await new Promise<number>((resolve, reject) => {
      other.once('error', reject);
      other.listen(0, '127.0.0.1', () => {
        const address = other.address();
        resolve(typeof address === 'object' && address ? address.port : 0);
      });
    });
    closing.push(() => new Promise((resolve) => other.close(resolve)));
    const store = await folder();
    const refused = run(['start'], { ZHISHU_STORE: store, ZHISHU_PORT: String(port) });
    expect(await refused.ended).toBe(1);
    expect(refused.err()).toContain('ZHISHU_PORT');
    expect(refused.err()).toContain(String(port));
    expect(refused.err()).not.toMatch(hasStackTrace);
    const again = run(['start'], { ZHISHU_STORE: store, ZHISHU_PORT: '0' });
    await addressOf(again);
  });

  it('a folder that holds something else is refused and left alone', async () => {
    const store = await folder();
    await writeFile(join(store, 'holiday.txt'), 'not a store');
    const refused = run(['start'], {
      ZHISHU_STORE: store,
      ZHISHU_PORT: '0',
      TELEGRAM_BOT_TOKEN: '7100000001:AAFakeTokenForTheLoopbackServerOnly00',
      TELEGRAM_API_ROOT: 'http://127.0.0.1:9',
    });
    expect(await refused.ended).toBe(1);
    expect(refused.err()).toContain(store);
    expect(await readdir(store)).toEqual(['holiday.txt']);
  });
});

it('a .env beside package.json is read, and what the environment says comes first', async () => {
  // Beside the built program, so that modules are found and nobody's own .env is touched.
  const copy = await mkdtemp(`${program}-env-`);
  closing.push(() => rm(copy, { recursive: true, force: true }));
  for (const part of ['src', 'commands', 'schedules', 'package.json']) {
    await cp(join(program, part), join(copy, part), { recursive: true });
  }
  await symlink(join(program, 'data'), join(copy, 'data'));
  const store = await folder();
  await writeFile(join(copy, '.env'), `ZHISHU_STORE=${store}\nZHISHU_PORT=0\nLOG_LEVEL=shout\nZHISHU_TZ=Nowhere\n`);
  const refused = run(['start'], {}, copy);
  expect(await refused.ended).toBe(1);
  expect(refused.err()).toContain('LOG_LEVEL');
  expect(refused.err()).toContain('ZHISHU_TZ');
  const running = run(['start'], { LOG_LEVEL: 'info', ZHISHU_TZ: 'Asia/Shanghai' }, copy);
  await addressOf(running);
  expect(await readdir(store)).toEqual(['demo']);
});

describe('with Telegram', () => {
  const codeIn = (out: string): string | undefined =>
    /Setup code for 建支部 \(opens one branch\): (\S+)/u.exec(out)?.[1];

  it('prints a setup code on standard output only, and a spent one opens nothing, also after a restart', async () => {
    const server = await telegram();
    const store = await folder();
    const first = run(['start'], { ...settingsFor(server, store), LOG_LEVEL: 'debug' });
    const code = await first.until('the code', codeIn);
    expect(code).toMatch(/^\d{8}$/u);
    await server.until(() => server.isPolled());
    const founder = server.user('周建华');
    const stranger = server.user('某人');
    const group = server.supergroup('一', { members: [founder], bot: 'administrator' });
    const other = server.supergroup('二', { members: [stranger], bot: 'administrator' });
    founder.says(group, `建支部 第一党支部 ${code}`);
    await server.until(() => group.fromBot().some(({ text }) => text.includes('已建立')));
    const next = await first.until('the next code', (out) => codeIn(out.slice(out.lastIndexOf('Setup code'))));
    expect(next).not.toBe(code);
    first.child.kill('SIGTERM');
    expect(await first.ended).toBe(0);
    expect(first.err()).not.toContain(code);
    expect(first.err()).not.toContain(next);

    const second = run(['start'], { ...settingsFor(server, store), ZHISHU_SETUP_CODE: code });
    const fresh = await second.until('a code in its place', (out) =>
      out.includes('used already') ? codeIn(out) : undefined,
    );
    expect(fresh).not.toBe(code);
    await server.until(() => server.isPolled());
    stranger.says(other, `建支部 第二党支部 ${code}`);
    await server.until(() => other.fromBot().some(({ text }) => text.includes('验证码不正确或已经用过')));
    stranger.says(other, `建支部 第二党支部 ${fresh}`);
    await server.until(() => other.fromBot().some(({ text }) => text.includes('已建立')));
  });

  it('logs neither the token nor names nor texts, even at debug level and with the network failing', async () => {
    const server = await telegram();
    const running = run(['start'], {
      ...settingsFor(server, await folder()),
      ZHISHU_SETUP_CODE: '48215907',
      LOG_LEVEL: 'debug',
    });
    await server.until(() => server.isPolled());
    const secretary = server.user('周建华');
    const member = server.user('吴玉兰');
    const group = server.supergroup('嵩海社区支部群', { members: [secretary, member], bot: 'administrator' });
    const heard = (text: string) => server.until(() => group.fromBot().some((one) => one.text.includes(text)));
    secretary.says(group, '建支部 嵩海社区第一党支部 48215907');
    await heard('已建立');
    secretary.startsBot();
    secretary.sendsFile(server.privateChat(secretary), '嵩海名册.csv', new TextEncoder().encode(rosterFile));
    await server.until(() =>
      server
        .privateChat(secretary)
        .fromBot()
        .some(({ text }) => text.includes('新增 23 人')),
    );
    secretary.writes('确认');
    secretary.says(group, '发起 主题党日 明天 19:30 党群服务中心二楼 学习全会精神');
    await heard('【活动通知】');
    secretary.says(group, '开始签到');
    await heard('【签到】');
    server.fault({ method: 'setMessageReaction', drop: true });
    server.fault({ method: 'editMessageText', html: true });
    server.fault({
      method: 'sendMessage',
      error_code: 403,
      description: 'Forbidden: bot was kicked from the supergroup chat',
    });
    server.fault({ method: 'getUpdates', html: true });
    const said = member.says(group, '签到');
    secretary.writes('考勤');
    secretary.sendsFile(server.privateChat(secretary), '家书.csv', new Uint8Array([0xff, 0xfe, 0x00]));
    await server.until(() => said.reactions.length > 0);
    server.goDown();
    await running.until('it notices', (_out, err) => (err.includes('telegram.poll-failed') ? true : undefined));
    server.comeUp();
    await server.until(() => server.isPolled());
    running.child.kill('SIGTERM');
    expect(await running.ended).toBe(0);
    const lines = running
      .err()
      .split('\n')
      .filter((line) => line !== '');
    expect(lines.length).toBeGreaterThan(5);
    expect(lines.filter((line) => !line.startsWith('{"level"'))).toEqual([]);
    const secrets = [server.token, server.token.split(':')[1] ?? '', '48215907', ...everybody];
    const texts = ['嵩海', '建支部', '签到', '学习全会精神', '党群服务中心', '名册', '家书'];
    const told = running.err();
    expect([...secrets, ...texts].filter((word) => told.includes(word))).toEqual([]);
    expect([server.token, ...everybody].filter((word) => running.out().includes(word))).toEqual([]);
  });
});
