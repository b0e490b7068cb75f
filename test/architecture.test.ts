import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';

const root = new URL('..', import.meta.url).pathname;
const files = ['src', 'commands', 'schedules'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(tsx?|mjs)$/u.test(file))
    .map((file) => `${folder}/${file}`)
    .map((file) => ({ file, code: readFileSync(join(root, file), 'utf8') })),
);

/** Every module a file imports or re-exports: a path from the project's folder, or the name of a package. */
const importsOf = (file: string, code: string): string[] =>
  [...code.matchAll(/(?:^|[\s}])(?:from|import)\s*\(?\s*'([^']+)'/gmu)].map(([, to = '']) =>
    to.startsWith('.') ? relative(root, join(root, file, '..', to)) : to,
  );

/** The picture of the architecture: whoever lives under the left may import what matches the right. */
const mayImport: readonly (readonly [under: string, allowed: RegExp])[] = [
  ['src/domain/', /^src\/domain\/|^zod$|^temporal-polyfill$|^opencc-js\/dict\//u],
  ['src/ports.ts', /^src\/domain\//u],
  ['src/bot/load.ts', /^src\/bot\/|^node:fs\/promises$/u],
  ['src/bot/founding.ts', /^src\/(bot|domain)\/|^src\/ports\.ts$|^node:crypto$/u],
  ['src/bot/causes.ts', /^src\/(bot|domain)\/|^src\/ports\.ts$|^node:crypto$/u],
  ['src/bot/', /^src\/(bot|domain)\/|^src\/ports\.ts$|^zod$/u],
  // The one exception: prepare() reads the file somebody sent, and loads the reader only then.
  ['commands/roster.ts', /^src\/(bot|domain)\/|^src\/documents\/roster-file\.ts$/u],
  ['commands/import-list.ts', /^src\/(bot|domain)\/|^src\/documents\/guidance-file\.ts$/u],
  ['commands/', /^src\/(bot|domain)\//u],
  ['schedules/', /^src\/(bot|domain)\//u],
  // What is allowed of the bot besides types is pure: pushesAhead() and texts.
  [
    'src/console/',
    /^src\/console\/|^src\/domain\/|^src\/ports\.ts$|^src\/bot\/(backup-now|command|entrance|preview|recorder|schedule|shelf|texts)\.ts$|^hono($|\/)|^node:(crypto|fs|module|zlib)$/u,
  ],
  ['src/channels/local/', /^src\/channels\/local\/|^src\/ports\.ts$|^hono($|\/)|^@hono\/|^node:/u],
  ['src/channels/telegram/', /^src\/channels\/telegram\/|^src\/ports\.ts$|^grammy($|\/)|^node:/u],
  ['src/channels/wechat/', /^src\/channels\/wechat\/|^src\/ports\.ts$|^wechaty(-puppet-service)?$|^file-box$|^node:/u],
  [
    'src/stores/',
    /^src\/stores\/|^src\/ports\.ts$|^src\/domain\/(entry|branch|roster|evolve)\.ts$|^(lowdb|tar)($|\/)|^node:/u,
  ],
  ['src/documents/', /^src\/documents\/|^src\/domain\/|^(?!\.|src\/|commands\/|schedules\/)/u],
];
/** They put the parts together and know them all; nothing above imports them. */
const composition = /^src\/(main|assembly|config|demo|almanac|clock|clock-walk|log|places)\.ts$|^src\/cli\//u;

const violations = (found: (file: string, code: string) => readonly string[]): string[] =>
  files.flatMap(({ file, code }) => found(file, code).map((what) => `${file}: ${what}`));

test('every file imports only what the architecture allows it', () => {
  expect(files.length).toBeGreaterThan(100);
  expect(
    violations((file, code) => {
      if (composition.test(file)) return [];
      const allowed = mayImport.find(([under]) => file.startsWith(under))?.[1];
      if (!allowed) return ['lives where the architecture knows no place'];
      return importsOf(file, code).filter((to) => !allowed.test(to));
    }),
  ).toEqual([]);
});

test.each([
  ['commands/roster.ts', 'roster-file'],
  ['commands/import-list.ts', 'guidance-file'],
])('%s loads the reader of its files only when a file was sent', (path, reader) => {
  const code = files.find(({ file }) => file === path)?.code ?? '';
  expect(code).toMatch(
    new RegExp(`prepare: async[\\s\\S]{0,120}await import\\('../src/documents/${reader}\\.ts'\\)`, 'u'),
  );
  expect(code).not.toMatch(/from '\.\.\/src\/documents/u);
});

test('what draws a form is loaded only when one is asked for', () => {
  const code = files.find(({ file }) => file === 'src/assembly.ts')?.code ?? '';
  expect(code).toMatch(/render: async[\s\S]{0,80}await import\('\.\/documents\/render-apart\.ts'\)/u);
  expect(
    violations((file, text) =>
      /^src\/(?!documents\/)/u.test(file) &&
      /^import (?!type)[^;]*from '(?:[./]*(?:documents\/|\.\/)(?:render(?:-apart|-thread)?|xlsx|csv|pdf|docx|fonts)\.ts|docx|pdfmake|hucre)'/mu.test(
        text,
      )
        ? ['loads it at once']
        : [],
    ),
  ).toEqual([]);
});

test('nobody but the composition root reads the clock, chance or the environment', () => {
  const mayRead = /^src\/(main|assembly|config|clock)\.ts$|^src\/cli\//u;
  const reads = /Date\.now|new Date\(\)|Math\.random|process\.env|performance\.now/gu;
  expect(violations((file, code) => (mayRead.test(file) ? [] : (code.match(reads) ?? [])))).toEqual([]);
});

test('a default export is a command, a schedule or a task of the command line', () => {
  const mayDefault = /^(commands|schedules|src\/cli)\//u;
  expect(
    violations((file, code) => {
      const has = /^export default|^export \{[^}]*\bas default\b/mu.test(code);
      if (/^(commands|schedules)\//u.test(file)) return has ? [] : ['has no default export'];
      return has && !mayDefault.test(file) ? ['has a default export'] : [];
    }),
  ).toEqual([]);
});

test('no file is a barrel and none is named after nothing', () => {
  // Named after the class of the library it replaces.
  const borrowed = 'src/channels/wechat/detachable-puppet-service.ts';
  const empty = /^(index|utils?|helpers?|common|services?|managers?|types)$/u;
  expect(
    violations((file) => (file === borrowed ? [] : file.split(/[/.-]/u).filter((word) => empty.test(word)))),
  ).toEqual([]);
});
