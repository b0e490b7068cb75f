import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commandLine } from '../../src/cli/command-line.ts';
import { temporaryFolder } from '../support/store-folder.ts';

const day = (ahead: number): string => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);

const prepared = async () => {
  const folder = temporaryFolder();
  const run = async (...args: string[]) => {
    const lines: string[] = [];
    const write = (line: string): void => void lines.push(line);
    const environment = { ZHISHU_STORE: join(folder, 'store'), LOG_LEVEL: 'error' };
    const code = await commandLine(args, environment, { say: write, complain: write });
    return { code, lines };
  };
  const roster = join(folder, '第一党支部.csv');
  await writeFile(roster, '姓名,状态,职务\n林书华,正式,书记\n张三,正式,\n');
  await run('import', roster, '--branch', '第一党支部', '--room', 'telegram:-1001234567890');
  return run;
};

test('preview prints what the coming days hold, per branch, and writes nothing', async () => {
  const run = await prepared();
  const before = await run('check');
  const { code, lines } = await run('preview', '--from', day(0), '--to', day(40));
  expect(code).toBe(0);
  expect(lines[0]).toMatch(/^第一党支部 \(\S+\): \d+ pushes from/u);
  expect(
    lines.some((line) => /^\d{4}-\d\d-\d\d 09:00 {2}telegram:-1001234567890 {2}guidance-list {2}【/u.test(line)),
  ).toBe(true);
  expect((await run('check')).lines).toEqual(before.lines);
});

test.each([
  [['--from', 'soon', '--to', '2026-12-01'], 'Say --from as YYYY-MM-DD.'],
  [['--from', '2026-12-02', '--to', '2026-12-01'], '--from is later than --to.'],
  [['--from', day(0), '--to', day(500)], '--to is more than a year ahead.'],
  [['--from', day(0), '--to', day(3), '--branch', '没有'], 'There is no branch called 没有'],
])('preview refuses %s', async (options, why) => {
  const run = await prepared();
  const { code, lines } = await run('preview', ...options);
  expect(code).toBe(1);
  expect(lines.join('\n')).toContain(why);
});
