import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commandLine } from '../../src/cli/command-line.ts';
import { temporaryFolder } from '../support/store-folder.ts';

/** An operator's folder: rosters that can be saved into it, and the command line over a store beside them. */
const desk = async () => {
  const folder = temporaryFolder();
  const rosters = join(folder, 'rosters');
  await mkdir(rosters);
  const run = async (...args: string[]) => {
    const lines: string[] = [];
    const write = (line: string): void => void lines.push(line);
    const environment = { ZHISHU_STORE: join(folder, 'store'), LOG_LEVEL: 'error' };
    const code = await commandLine(args, environment, { say: write, complain: write });
    return { code, lines };
  };
  const save = async (name: string, ...rows: string[]): Promise<string> => {
    const path = join(rosters, name);
    await writeFile(path, `${rows.join('\n')}\n`);
    return path;
  };
  return { rosters, run, save, store: join(folder, 'store') };
};
const header = '姓名,状态,职务';
const nothing = (line: string | undefined) =>
  expect(line).toMatch(/: 0 added, 0 changed, 0 returned, 0 not in the file\.$/u);

describe('a folder of rosters', () => {
  test('becomes one branch per file, named after it, and the same folder again changes nothing', async () => {
    const { rosters, run, save } = await desk();
    await save('第一党支部.csv', header, '林书华,正式,书记', '张三,正式,');
    await save('第二党支部.csv', header, '王五,正式,书记');
    await save('说明.txt', '不是名册');
    const first = await run('import', rosters);
    expect(first).toMatchObject({ code: 0 });
    expect(first.lines).toEqual([
      expect.stringMatching(/^第一党支部 \(\S+\): 2 added, 0 changed, 0 returned, 0 not in the file\.$/u),
      expect.stringMatching(/^第二党支部 \(\S+\): 1 added, 0 changed, 0 returned, 0 not in the file\.$/u),
    ]);
    const checked = await run('check');
    expect(JSON.parse(checked.lines.at(-1) ?? '')).toMatchObject({ branches: 2, books: 2, problems: 0 });
    const again = await run('import', rosters);
    again.lines.forEach(nothing);
    expect((await run('check')).lines).toEqual(checked.lines);
  });

  test('with one file that cannot be used imports none, and says of each what is wrong', async () => {
    const { rosters, run, save } = await desk();
    await save('好的.csv', header, '林书华,正式,书记');
    await save('坏的.csv', header, '张三,积极分子,');
    await save('旧的.xls', 'D0 CF');
    const { code, lines } = await run('import', rosters);
    expect(code).toBe(1);
    const said = lines.join('\n');
    expect(said).toContain('坏的.csv: ');
    expect(said).toContain('旧的.xls: ');
    expect(said).not.toContain('好的.csv: ');
    expect(said).toMatch(/Nothing was imported\.$/u);
    expect((await run('check')).lines.join('\n')).not.toContain('b0001');
  });

  test('lets the column 支部 name the branch and the column 群 its room', async () => {
    const { rosters, run, save, store } = await desk();
    await save(
      '全街道.csv',
      '姓名,状态,支部,群',
      '林书华,正式,甲支部,telegram:-1001',
      '王五,正式,乙支部,telegram:-1002',
    );
    const { lines } = await run('import', rosters);
    expect(lines.map((line) => line.split(' ')[0])).toEqual(['甲支部', '乙支部']);
    const registry = JSON.parse(await readFile(join(store, 'registry.json'), 'utf8')) as { branches: object[] };
    expect(registry.branches).toMatchObject([
      { name: '甲支部', rooms: ['telegram:-1001'] },
      { name: '乙支部', rooms: ['telegram:-1002'] },
    ]);
  });

  test.each([
    [['--room', 'telegram:-1001'], '--room goes with one file only; for several use the column 群.'],
    [['--room', 'wechat:room:1'], '--room wechat:room:1 cannot be prepared'],
  ])('refuses %j', async (options, why) => {
    const { rosters, run, save } = await desk();
    await save('甲.csv', header, '林书华,正式,书记');
    await save('乙.csv', header, '王五,正式,书记');
    const { code, lines } = await run('import', rosters, ...options);
    expect(code).toBe(1);
    expect(lines.join('\n')).toContain(why);
  });

  test('that is empty or not there is refused by name', async () => {
    const { rosters, run } = await desk();
    expect((await run('import', rosters)).lines).toEqual([`${rosters} holds no .csv or .xlsx file.`]);
    expect((await run('import', `${rosters}/none`)).lines).toEqual([`${rosters}/none does not exist.`]);
  });
});

describe('--leave-missing', () => {
  const twoOf = async () => {
    const { run, save } = await desk();
    const all = await save('全.csv', header, '林书华,正式,书记', '张三,正式,', '李四,正式,');
    const fewer = await save('少.csv', header, '林书华,正式,书记', '李四,正式,');
    const into = ['--branch', '第一党支部'];
    await run('import', all, ...into);
    const exported = async (): Promise<string> => (await run('export', ...into)).lines.join('\n');
    return {
      import: (file: 'all' | 'fewer', ...more: string[]) => run('import', { all, fewer }[file], ...into, ...more),
      exported,
    };
  };

  test('marks as left who is not in the file; without it they stay and are counted', async () => {
    const branch = await twoOf();
    expect((await branch.import('fewer')).lines[0]).toMatch(/1 not in the file \(they stay\)\.$/u);
    expect(await branch.exported()).not.toMatch(/"left":\["/u);
    expect((await branch.import('fewer', '--leave-missing')).lines[0]).toMatch(/1 not in the file\.$/u);
    expect(await branch.exported()).toMatch(/"left":\["(?:M2|张三)/u);
    nothing((await branch.import('fewer', '--leave-missing')).lines[0]);
  });

  test('brings them back as the same member when they are in a file again', async () => {
    const branch = await twoOf();
    await branch.import('fewer', '--leave-missing');
    expect((await branch.import('all')).lines[0]).toMatch(/: 0 added, 0 changed, 1 returned, 0 not in the file\.$/u);
  });
});
