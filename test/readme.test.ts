import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import type { Card } from '../src/bot/command.ts';
import { foundingCard } from '../src/bot/founding.ts';
import { commandLine } from '../src/cli/command-line.ts';
import { readConfig } from '../src/config.ts';
import { hear } from '../src/domain/understand.ts';
import { commands, createGroup } from './support/group.ts';

const root = new URL('../', import.meta.url);
const textOf = (path: string): Promise<string> => readFile(new URL(path, root), 'utf8');
const readme = await textOf('README.md');
const userSheet = await textOf('data/user-sheet.md');

const all = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, found]) => found ?? '');

/** What stands under a heading, up to the next one of its level. */
const section = (heading: string): string => {
  const [, text] = readme.split(`\n## ${heading}\n`);
  if (text === undefined) throw new Error(`README has no section ${heading}.`);
  return text.split('\n## ')[0] ?? '';
};

/** The rows of the first table of a text, without its header. */
const rowsOf = (text: string): string[][] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    );

const unquoted = (cell: string): string => /^`(.*)`$/u.exec(cell)?.[1] ?? cell;

const codeBlocks = all(readme, /```ts\n([\s\S]*?)```/gu);

const saidBy = async (...argv: string[]): Promise<string> => {
  const lines: string[] = [];
  const code = await commandLine(
    argv,
    {},
    { say: (line) => void lines.push(line), complain: (line) => void lines.push(line) },
  );
  expect(code).toBe(0);
  return lines.join('\n');
};
const optionsIn = (text: string): string[] => [...new Set(all(text, /(?<![\w-])--([a-z]+(?:-[a-z]+)*)/gu))].toSorted();

describe('what README says of talking to the bot', () => {
  test('is, word for word, what the loaded commands say of themselves', () => {
    const written = rowsOf(section('What people can say')).map((row) => row.join(' | '));
    const cards: readonly Card[] = [foundingCard, ...commands];
    const loaded = cards.map(({ help, alias, from, does }) => [help, `\`/${alias}\``, from, does].join(' | '));
    expect(written.toSorted()).toEqual(loaded.toSorted());
  });

  test('names the words that are enough while a check-in is open', () => {
    for (const word of commands.flatMap(({ shortWords }) => shortWords)) {
      expect(section('What people can say')).toContain(`\`${word}\``);
    }
  });

  test('can be typed as it stands in the two minutes of the local group', () => {
    const typed = all(section('Two minutes in the local group'), /[Ss]end `([^`]+)`/gu);
    expect(typed.length).toBeGreaterThan(5);
    const talk = ['到时候再说'];
    const isHeard = (words: string): boolean => hear(words, commands, { addressed: false }) !== undefined;
    expect(typed.filter((words) => !isHeard(words))).toEqual(talk);
  });

  test("is true of people's own words", async () => {
    const group = await createGroup();
    await group.person('林书华').says('发起 主题党日 今天 19:30 党群服务中心 学习');
    const zhang = group.person('张三');
    expect(await zhang.says('我今天来不了')).toContain('回复「是」即登记');
    expect(await zhang.says('是')).toContain('已登记请假');
    expect(await zhang.says('到时候再说')).toBeUndefined();
    expect(await zhang.says('今天几点开会')).toBeUndefined();
  });
});

describe('what README says to the operator', () => {
  const settings = rowsOf(section('Settings')).map((row) => row.map(unquoted));

  test('names every setting there is, in its order, and no other', async () => {
    const schema = /const settings = z\.object\(\{\n([\s\S]*?)\n\}\);/u.exec(await textOf('src/config.ts'))?.[1] ?? '';
    expect(settings.map(([name]) => name)).toEqual(all(schema, /^ {2}([A-Z_]+):/gmu));
  });

  test('gives the defaults that nothing set has', () => {
    const read = readConfig({});
    if ('problems' in read) throw new Error(read.problems.join('\n'));
    const { store, host, port, timeZone, logLevel, local, setupCode, telegram, wechat } = read.config;
    const defaults = Object.fromEntries(settings.map(([name = '', , value]) => [name, value]));
    expect(defaults).toMatchObject({
      ZHISHU_STORE: store,
      ZHISHU_HOST: host,
      ZHISHU_PORT: String(port),
      ZHISHU_TZ: timeZone,
      LOG_LEVEL: logLevel,
      TELEGRAM_BOT_TOKEN: '',
      WECHATY_PUPPET: '',
    });
    expect({ local, setupCode, telegram, wechat }).toEqual({
      local: true,
      setupCode: undefined,
      telegram: undefined,
      wechat: undefined,
    });
  });

  test("names of wechaty's own settings those that are read", async () => {
    const source = await textOf('src/channels/wechat/settings.ts');
    const read = [...new Set(all(source, /'(WECHATY_PUPPET_[A-Z_]+[A-Z])'/gu))].toSorted();
    const written = [...new Set(all(section('WeChat'), /`(WECHATY_PUPPET_[A-Z_]+[A-Z])(?:=\w+)?`/gu))].toSorted();
    expect(written).toEqual(read);
  });

  test('shows every task of the command line with its usage, and no other', async () => {
    const usages = all(await saidBy('--help'), /^ {2}(\S.*)$/gmu);
    expect(usages.length).toBeGreaterThan(0);
    for (const usage of usages) expect(section('Command line')).toContain(`\`npm run zhishu -- ${usage}\``);
    const tasks = usages.map((usage) => usage.split(' ')[0] ?? '');
    expect([...new Set(all(readme, /zhishu -- ([a-z]+)/gu))].toSorted()).toEqual(tasks.toSorted());
  });

  test('shows every option of a task, and no other', async () => {
    const tasks = [...new Set(all(section('Command line'), /zhishu -- ([a-z]+)/gu))];
    const helps = await Promise.all(tasks.map((task) => saidBy(task, '--help')));
    const shown = optionsIn(section('Command line')).filter((option) => option !== 'help');
    expect(shown).toEqual(optionsIn(helps.join('\n')));
    const used = all(readme, /zhishu -- ([^`\n]+)/gu).flatMap(optionsIn);
    expect(shown).toEqual(expect.arrayContaining(used));
  });

  test('names only npm scripts that exist', async () => {
    const { scripts } = JSON.parse(await textOf('package.json')) as { scripts: Record<string, string> };
    const named = new Set(['start', 'test', ...all(readme, /npm run (?:-s )?([\w:-]+)/gu)]);
    expect([...named].filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  });

  test('names only files that exist', () => {
    const ours = /^(?:src|commands|schedules|data|test|bench)\//u;
    const named = [...all(readme, /`([\w./-]+)`/gu), ...all(readme, /\]\(([\w./-]+)\)/gu)];
    const files = named.filter((path) => (ours.test(path) && !path.startsWith('data/store')) || path === 'LICENSE');
    expect(files.length).toBeGreaterThan(10);
    expect(files.filter((path) => !existsSync(new URL(path, root)))).toEqual([]);
  });
});

describe('the recipes of README', () => {
  test('show whole files as they are', async () => {
    for (const [index, path] of ['commands/coming.ts', 'schedules/monthly-guidance.ts'].entries()) {
      expect(readme).toContain(`\`${path}\``);
      expect(codeBlocks[index]).toBe(await textOf(path));
    }
    expect(codeBlocks).toHaveLength(2);
  });

  test('show a command that works when it is loaded', async () => {
    const group = await createGroup();
    await group.person('林书华').says('发起 主题党日 明天 19:30 党群服务中心 学习');
    expect(await group.person('张三').says('我会到')).toBe('✓ 已记下您打算参加，到会时请再签到。');
  });
});

describe('the sheet for secretaries and members', () => {
  const said = all(userSheet, /「([^」]+)」/gu);

  test('holds only words that the bot understands', () => {
    expect(said.length).toBeGreaterThan(40);
    expect(said.filter((words) => hear(words, commands, { addressed: false }) === undefined)).toEqual([]);
  });

  test('leaves out no command but the founding of a branch and the join date', () => {
    const heard = new Set(said.map((words) => hear(words, commands, { addressed: false })?.command.alias));
    const missing = commands.filter(({ alias }) => !heard.has(alias)).map(({ words }) => words[0]);
    expect(missing).toEqual(['同意保存入党日期']);
  });

  test('keeps to one page: few and short lines, full-width punctuation, no exclamation marks', () => {
    const lines = userSheet.split('\n').filter((line) => line.trim() !== '');
    expect(lines.length).toBeLessThanOrEqual(50);
    expect(lines.filter((line) => [...line].length > 45)).toEqual([]);
    expect(userSheet).not.toMatch(/[!！]|[\p{Script=Han}][,;?()]/u);
    expect(readme).toContain('(data/user-sheet.md)');
  });

  test('names the kinds of activity that can be planned', async () => {
    const { kinds } = await import('../src/domain/branch.ts');
    for (const kind of kinds) {
      expect(userSheet).toContain(kind);
      expect(section('What people can say')).toContain(kind);
    }
  });
});
