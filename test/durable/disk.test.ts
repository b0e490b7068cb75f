import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, inject, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { startZhishu } from '../../src/main.ts';
import { checkStore } from '../../src/stores/check.ts';
import { causesOf } from '../support/cause.ts';
import { type Program, runProgram, watch } from '../support/program.ts';
import { importBranches, openCheckIns, telegramBranches, telegramSettings } from '../support/telegram-branches.ts';
import { type ChatMessage, createTelegramServer, type TelegramServer } from '../support/telegram-server.ts';
import { watchedFiles } from '../support/watched-files.ts';
import { collectingLog } from '../support/wechat-harness.ts';

const program = inject('program');
const cli = join(program, 'src', 'cli.js');
const sorry = '没有记上，请稍后再试。';
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

const makeFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'zhishu-disk-'));
  closing.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
};
const telegram = async (): Promise<TelegramServer> => {
  const server = await createTelegramServer();
  closing.push(server.close);
  return server;
};
const polled = (server: TelegramServer) => server.until(() => server.isPolled() && server.pending() === 0);
const addressOf = (running: Program): Promise<string> =>
  running.until('it says where it listens', (out) => /(http:\/\/[\d.:]+)\/health/u.exec(out)?.[1]);
const cleanEnvironment = (settings: Readonly<Record<string, string>>): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  HOME: process.env['HOME'] ?? '',
  ...settings,
});

/** Whether this machine lets a process be traced; some containers do not. */
const canTrace = (): boolean =>
  spawnSync('strace', ['-f', '-o', '/dev/null', process.execPath, '--version'], { stdio: 'ignore' }).status === 0;

it('the line is written and synced before the reaction is asked for, as the kernel sees it', async () => {
  const server = await telegram();
  const folder = await makeFolder();
  const store = join(folder, 'store');
  const { branches, file } = telegramBranches(server, 1, 4);
  const [one] = branches;
  if (!one) throw new Error('there is a branch');
  await importBranches(store, file);
  const trace = join(folder, 'trace');
  const traced = canTrace();
  const settings = telegramSettings(server, store);
  const calls = 'trace=write,pwrite64,pwritev,fdatasync,fsync,sendto,sendmsg,writev';
  const running = traced
    ? watch(
        spawn('strace', ['-D', '-f', '-y', '-s', '4096', '-e', calls, '-o', trace, process.execPath, cli, 'start'], {
          cwd: program,
          env: cleanEnvironment(settings),
          stdio: ['ignore', 'pipe', 'pipe'],
        }),
      )
    : runProgram(program, ['start'], settings);
  closing.push(() => running.kill());
  await addressOf(running);
  await polled(server);
  await openCheckIns(server, branches);
  const said = one.person(1).says(one.group, '签到');
  await server.until(() => said.reactions.length > 0);
  const cause = causesOf(store)(`telegram:${said.chatId}:${said.id}`);
  const books = await readFile(join(store, 'branches', 'b0001', `${new Date().getUTCFullYear()}.jsonl`), 'utf8').catch(
    () => '',
  );
  running.child.kill('SIGTERM');
  expect(await running.ended).toBe(0);
  if (!traced) {
    process.stdout.write('strace cannot be used here: only the finished file was looked at.\n');
    expect(books).toContain(cause);
    return;
  }
  process.stdout.write('strace shows the order of the calls.\n');
  let lines: string[] = [];
  await server.until(() => {
    lines = readFileSync(trace, 'utf8').split('\n');
    return lines.some((line) => line.includes('+++ exited'));
  });
  const isCall = (line: string, names: string): boolean => new RegExp(`^\\d+ +(?:${names})\\(`, 'u').test(line);
  const written = lines.findIndex(
    (line) => isCall(line, 'write|pwrite64|writev|pwritev') && line.includes('.jsonl>') && line.includes(cause),
  );
  expect(written).toBeGreaterThan(0);
  const syncing = lines.findIndex(
    (line, index) => index > written && isCall(line, 'fdatasync') && line.includes('.jsonl>'),
  );
  expect(syncing).toBeGreaterThan(written);
  // A call that was interrupted in the trace ends on a later line of the same thread.
  const thread = lines[syncing]?.split(' ')[0];
  const synced = lines[syncing]?.includes('<unfinished')
    ? lines.findIndex(
        (line, index) => index > syncing && line.startsWith(`${thread} `) && line.includes('fdatasync resumed'),
      )
    : syncing;
  expect(lines[synced]).toMatch(/= 0$/u);
  const asked = lines.findIndex(
    (line) => line.includes('setMessageReaction') && line.includes(`\\"message_id\\":${said.id},`),
  );
  expect(asked).toBeGreaterThan(synced);
});

it('a full disk is told, nothing more is taken, and nothing acknowledged is lost', async () => {
  const server = await telegram();
  const folder = await makeFolder();
  const { branches, file } = telegramBranches(server, 1, 20);
  const [one] = branches;
  if (!one) throw new Error('there is a branch');
  const done: ChatMessage[] = [];
  /** Members come and go until the disk is full, which is seen by what they are told. */
  const fill = async (): Promise<void> => {
    const isTold = () => one.group.fromBot().some(({ text }) => text === sorry);
    for (let round = 0; round < 12 && !isTold(); round++) {
      const saying = one.people.slice(1).map((person) => person.says(one.group, round % 2 === 0 ? '签到' : '取消签到'));
      done.push(...saying);
      await server.until(() => isTold() || (server.pending() === 0 && server.isPolled()));
    }
    await server.until(isTold);
  };
  const stillRefuses = async (): Promise<void> => {
    const live = one.live();
    if (!live) throw new Error('there is no check-in message');
    const edits = live.edits;
    expect(await one.person(3).presses(live, '签到')).toMatchObject({ text: sorry, alert: true });
    expect(live.edits).toBe(edits);
  };
  const acknowledged = () => done.filter(({ reactions }) => reactions.length > 0);
  const lost = async (root: string): Promise<ChatMessage[]> => {
    const causeOf = causesOf(join(root, store));
    const books = await readFile(join(root, store, 'branches', 'b0001', `${year}.jsonl`), 'utf8');
    return acknowledged().filter(({ chatId, id }) => !books.includes(`"${causeOf(`telegram:${chatId}:${id}`)}"`));
  };

  const mount = join(folder, 'disk');
  const store = join(mount, 'store');
  await mkdir(mount);
  const settings = telegramSettings(server, store);
  const year = new Intl.DateTimeFormat('en', { timeZone: 'Asia/Shanghai', year: 'numeric' }).format(new Date());
  const tmpfs = 'mount -t tmpfs -o size=1m tmpfs "$MOUNT"';
  const canMount =
    spawnSync('unshare', ['-m', 'sh', '-c', tmpfs], { env: cleanEnvironment({ MOUNT: mount }), stdio: 'ignore' })
      .status === 0;

  if (canMount) {
    process.stdout.write('The full disk is a file system of 1 MB.\n');
    await writeFile(join(folder, 'roster.csv'), file);
    const script = [
      `${tmpfs} || exit 9`,
      '"$NODE" "$CLI" import "$ROSTER" || exit 8',
      'head -c 1000000 /dev/zero > "$MOUNT/ballast" 2>/dev/null',
      '"$NODE" "$CLI" start; echo "first ended with $?"',
      'rm "$MOUNT/ballast"',
      '"$NODE" "$CLI" start; echo "second ended with $?"',
      '"$NODE" "$CLI" check; echo "check ended with $?"',
    ].join('\n');
    const shell = watch(
      spawn('unshare', ['-m', 'sh', '-c', script], {
        cwd: program,
        env: cleanEnvironment({
          ...settings,
          MOUNT: mount,
          NODE: process.execPath,
          CLI: cli,
          ROSTER: join(folder, 'roster.csv'),
        }),
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: true,
      }),
    );
    closing.push(async () => {
      // The shell and what it runs are one process group.
      if (shell.child.exitCode === null && shell.child.pid) process.kill(-shell.child.pid, 'SIGKILL');
      await shell.ended;
    });
    /** The shell's mounts are not ours; through its root they can be looked at. */
    const inside = `/proc/${shell.child.pid}/root`;
    const stop = async (): Promise<void> => {
      const { pid } = JSON.parse(await readFile(join(inside, store, 'lock'), 'utf8')) as { pid: number };
      process.kill(pid, 'SIGTERM');
    };
    const address = await addressOf(shell);
    await polled(server);
    await openCheckIns(server, branches);
    await fill();
    await stillRefuses();
    const health = await fetch(`${address}/health`);
    expect(health.status).toBe(503);
    expect(await health.json()).toMatchObject({ writing: false });
    expect(acknowledged().length).toBeGreaterThan(19);
    expect(await lost(inside)).toEqual([]);
    await stop();
    await shell.until('the stop', (out) => (out.includes('first ended with 0') ? true : undefined));
    await polled(server);
    const again = one.person(4).says(one.group, '近期');
    await server.until(() => one.group.fromBot().some(({ replyTo }) => replyTo === again.id));
    const later = one.person(4).says(one.group, done.length % 2 === 0 ? '签到' : '取消签到');
    await server.until(
      () => later.reactions.length > 0 || one.group.fromBot().some(({ replyTo }) => replyTo === later.id),
    );
    expect(await lost(inside)).toEqual([]);
    await stop();
    await shell.until('the check', (out) => (out.includes('check ended with') ? true : undefined));
    expect(shell.out()).toContain('second ended with 0');
    expect(shell.out()).toContain('check ended with 0');
    expect(shell.out()).toContain('"problems":0}');
    return;
  }

  process.stdout.write('Nothing can be mounted here: the full disk is a file handle that takes no more bytes.\n');
  await importBranches(store, file);
  const read = readConfig(settings);
  if ('problems' in read) throw new Error(read.problems.join('\n'));
  const files = watchedFiles();
  const first = await startZhishu(read.config, collectingLog(), () => undefined, { files });
  closing.push(() => first.stop());
  await polled(server);
  await openCheckIns(server, branches);
  files.fill(20_000);
  await fill();
  await stillRefuses();
  expect((await fetch(`${first.address}/health`)).status).toBe(503);
  expect(await lost('/')).toEqual([]);
  await first.stop();
  const second = await startZhishu(read.config, collectingLog(), () => undefined);
  closing.push(() => second.stop());
  await polled(server);
  one.person(0).says(one.group, '发起 党课 后天 19:30 党群服务中心 听课');
  await server.until(() => one.group.fromBot().some(({ text }) => text.includes('党课')));
  await second.stop();
  expect(await lost('/')).toEqual([]);
  expect((await checkStore(store)).problems).toEqual([]);
});

it('a damaged book stops its own branch only, is left as it is, and is told to the operator without names', async () => {
  const server = await telegram();
  const store = join(await makeFolder(), 'store');
  const { branches, file } = telegramBranches(server, 2, 4);
  const [broken, whole] = branches;
  if (!broken || !whole) throw new Error('there are two branches');
  await importBranches(store, file);
  const settings = telegramSettings(server, store);
  const first = runProgram(program, ['start'], settings);
  closing.push(() => first.kill());
  await addressOf(first);
  await polled(server);
  await openCheckIns(server, branches);
  first.child.kill('SIGTERM');
  expect(await first.ended).toBe(0);

  const { perBook } = await checkStore(store);
  const book = perBook.find(({ branch }) => branch === 'b0001');
  const path = join(store, 'branches', 'b0001', `${book?.year}.jsonl`);
  const bytes = await readFile(path);
  const middle = bytes.indexOf('"type"', Math.floor(bytes.length / 2));
  bytes[middle + 1] = 0x54;
  await writeFile(path, bytes);

  const second = runProgram(program, ['start'], settings);
  closing.push(() => second.kill());
  const address = await addressOf(second);
  await polled(server);
  const refused = broken.person(1).says(broken.group, '签到');
  const damaged = '本支部的台账暂时无法读取，没有记上任何内容，请联系管理员。';
  await server.until(() =>
    broken.group.fromBot().some(({ replyTo, text }) => replyTo === refused.id && text === damaged),
  );
  const taken = whole.person(1).says(whole.group, '签到');
  await server.until(() => taken.reactions.length > 0);
  expect(refused.reactions).toEqual([]);
  const health = await fetch(`${address}/health`);
  expect(health.status).toBe(503);
  const words = await health.text();
  expect(JSON.parse(words)).toMatchObject({ status: 'problem', writing: true, problems: [{ branch: 'b0001' }] });
  const names = branches.flatMap(({ people }) => people.map(({ name }) => name));
  expect([...names, '第1党支部', damaged].filter((word) => (words + second.err()).includes(word))).toEqual([]);
  const check = runProgram(program, ['check'], settings);
  expect(await check.ended).toBe(1);
  expect(check.out()).toContain('b0001');
  expect(check.out()).toMatch(/"problems":1\}\s*$/u);
  second.child.kill('SIGTERM');
  expect(await second.ended).toBe(0);
  expect((await readFile(path)).equals(bytes)).toBe(true);
});
