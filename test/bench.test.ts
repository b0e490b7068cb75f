import { execFile } from 'node:child_process';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { patienceMs } from './support/patience.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
let folder = '';

/** Every claim at once, each with processes of its own: the longest that one test takes. */
const mostMs = 5 * patienceMs;

type Ran = { readonly code: number; readonly lines: readonly string[] };

const runNode = (args: readonly string[]): Promise<Ran> =>
  new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: folder, timeout: mostMs }, (error, out, complaints) => {
      const code = error ? Number(error.code ?? 1) : 0;
      resolve({ code, lines: `${complaints}${out}`.split('\n').filter((line) => line !== '') });
    });
  });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zhishu-bench-built-'));
  for (const name of ['package.json', 'data', 'test', 'node_modules'])
    await symlink(join(root, name), join(folder, name));
  await symlink(inject('program'), join(folder, 'dist'));
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  await runNode([tsc, '-p', join(root, 'bench', 'tsconfig.json'), '--noCheck', '--outDir', join(folder, 'dist-bench')]);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test('a small dose of the bench makes every claim and ends with a line of figures', { timeout: mostMs }, async () => {
  const { code, lines } = await runNode([join(folder, 'dist-bench', 'bench', 'run.js'), '--small']);
  expect(lines.filter((line) => /Error/.test(line))).toEqual([]);
  expect(code).toBe(0);
  const { figures, targets } = JSON.parse(lines.at(-1) ?? '') as Record<'figures' | 'targets', Record<string, unknown>>;
  const perBot = (bot: string) =>
    [0, 50].flatMap((ms) => ['per_s', 'p99_ms', 'cpu_us', 'rss_mb'].map((what) => `telegram_${bot}_${ms}ms_${what}`));
  const perBook = (book: string) =>
    ['empty', 'year', 'ten_years'].flatMap((size) => [
      `store_${book}_${size}_acks_per_s`,
      `store_${book}_${size}_p99_ms`,
    ]);
  expect(Object.keys(figures)).toEqual(
    expect.arrayContaining([
      ...['ours', 'lowdb'].flatMap(perBook),
      ...['ours', 'echo', 'raw'].flatMap(perBot),
      'telegram_ours_over_raw_0ms',
      'telegram_ours_over_raw_50ms',
      'crowd_reactions_free_p50_ms',
      'crowd_reactions_counted_p99_ms',
      'start_bare_ms',
      'start_empty_ms',
      'start_district_ms',
      'memory_load_s',
      'memory_load_us_per_entry',
      'memory_peak_mb',
      'check_s',
    ]),
  );
  expect(Object.keys(targets)).toEqual(
    expect.arrayContaining([
      'store_ours_over_lowdb_empty',
      'store_ours_over_lowdb_year',
      'store_ours_over_lowdb_ten_years',
      'store_growth_empty_to_ten_years',
      'telegram_ours_over_echo_0ms',
      'telegram_ours_over_echo_50ms',
      'crowd_reactions_free_p99_ms',
      'crowd_reactions_free_429s',
      'crowd_reactions_counted_acknowledged',
      'fan_out_reactions_free_share_of_limit',
      'fan_out_reactions_counted_429s',
      'start_empty_over_bare',
      'start_district_over_bare',
      'memory_resident_mb',
      'paper_handbook_pdf_s',
      'paper_handbook_docx_s',
      'paper_month_ledger_s',
      'paper_month_picture_s',
      'paper_peak_mb',
      'paper_blocked_ms',
      'tick_mean_ms',
      'tick_p99_ms',
      'console_slowest_page_p99_ms',
      'console_mark_p99_ms',
    ]),
  );
});

test('a claim nobody makes is refused by name', async () => {
  const { code, lines } = await runNode([join(folder, 'dist-bench', 'bench', 'run.js'), 'speed']);
  expect(code).toBe(1);
  expect(lines.join('\n')).toContain('There is no claim speed.');
});
