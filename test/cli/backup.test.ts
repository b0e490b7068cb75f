import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { runProgram } from '../support/program.ts';
import { temporaryFolder } from '../support/store-folder.ts';

const run = async (store: string, ...args: string[]) => {
  const program = runProgram(inject('program'), args, { ZHISHU_STORE: store, ZHISHU_PORT: '0', LOG_LEVEL: 'error' });
  const code = await program.ended;
  return { code, out: program.out(), err: program.err() };
};
const summary = (out: string): unknown => JSON.parse(out.trim().split('\n').at(-1) ?? '');

test('a lost disk: a backup made while the bot ran comes back into an empty store, without who was erased since', async () => {
  const folder = temporaryFolder();
  const [store, kept, fresh] = ['store', 'kept', 'fresh'].map((name) => join(folder, name)) as [string, string, string];
  const roster = join(folder, '第一党支部.csv');
  await writeFile(roster, '姓名,状态,职务\n林书华,正式,书记\n张三,正式,\n');
  expect((await run(store, 'import', roster, '--branch', '第一党支部', '--room', 'telegram:-1001')).code).toBe(0);

  // With another channel than the page, which would seed its demo; nobody answers there.
  const telegram = {
    TELEGRAM_BOT_TOKEN: '123456:abcdefghijklmnopqrstuvwxyzABCDEFGHI',
    TELEGRAM_API_ROOT: 'http://127.0.0.1:9',
  };
  const bot = runProgram(inject('program'), ['start'], { ZHISHU_STORE: store, ZHISHU_PORT: '0', ...telegram });
  await bot.until('it is ready', (out) => (out.includes('is ready') ? true : undefined));
  const backup = await run(store, 'backup', '--to', kept);
  bot.child.kill('SIGTERM');
  expect(await bot.ended).toBe(0);
  expect(backup).toMatchObject({ code: 0, err: '' });
  const [name = '', ...others] = await readdir(kept);
  expect(others).toEqual([]);
  expect(name).toMatch(/^zhishu-backup-.*\.tar\.gz$/u);
  expect(backup.out).toContain(join(kept, name));

  const registry = join(folder, 'registry.json');
  const lost = JSON.parse(await readFile(join(store, 'registry.json'), 'utf8')) as { erased: object[] };
  await writeFile(registry, JSON.stringify({ ...lost, erased: [{ branch: 'b0001', member: 'M2' }] }));
  const restored = await run(fresh, 'restore', join(kept, name), '--erased', registry);
  expect(restored).toMatchObject({ code: 0, err: '' });
  expect(restored.out).toContain('1 erased people stay erased.');
  const people = await readFile(join(fresh, 'branches', 'b0001', 'people.json'), 'utf8');
  expect(people).toContain('林书华');
  expect(people).not.toContain('张三');
  const after = await run(fresh, 'check');
  expect(after.code).toBe(0);
  expect(summary(after.out)).toMatchObject({ branches: 1, books: 1, problems: 0 });
  // The bot went on writing: what came back is the book up to one of its lines.
  const year = (await readdir(join(fresh, 'branches', 'b0001'))).find((file) => file.endsWith('.jsonl')) ?? '';
  const [whole, back] = await Promise.all(
    [store, fresh].map((place) => readFile(join(place, 'branches', 'b0001', year), 'utf8')),
  );
  expect(back).toMatch(/\}\n$/u);
  expect(whole?.startsWith(back ?? ' ')).toBe(true);

  const refused = await run(fresh, 'restore', join(kept, name));
  expect(refused.code).toBe(1);
  expect(refused.err).toContain(fresh);
  expect(summary((await run(fresh, 'check')).out)).toEqual(summary(after.out));
});

test.each([
  [['restore'], 'Name one backup file.'],
  [['restore', 'one.tar.gz', 'two.tar.gz'], 'Name one backup file.'],
  [['restore', '/nowhere/zhishu-backup.tar.gz'], '/nowhere/zhishu-backup.tar.gz'],
  [['backup', '--into', '/tmp'], '--into'],
  [['backup'], 'There is no store in '],
])('%j is refused in plain words', async (args, why) => {
  const { code, out, err } = await run(join(temporaryFolder(), 'store'), ...args);
  expect(code).toBe(1);
  expect(err).toContain(why);
  expect(`${out}${err}`).not.toMatch(/^\s+at /mu);
});
