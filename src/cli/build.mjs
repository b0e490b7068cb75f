// Makes the program that is run out of what is written: `node src/cli/build.mjs [FOLDER]`, which is dist/ if none is named.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { rolldown } from 'rolldown';

const root = join(import.meta.dirname, '../..');

// Every start loads these. As hundreds of small files they take several times longer to find and read than as a few.
const joined = [
  '@hono/node-server',
  'grammy',
  'hono',
  'lowdb',
  'node-cron',
  'opencc-js',
  'pino',
  'temporal-polyfill',
  'zod',
];

// The others stay packages: they are loaded when somebody needs them, and some bring files of their own.
const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const apart = Object.keys(dependencies).filter((name) => !joined.includes(name));
// What grammY brings for sending files asks for a module that Node warns of wherever it is not a package that asks.
apart.push('node-fetch');

const program = ['src/cli/cli.ts', 'src/documents/render-thread.ts', 'src/stores/backup-thread.ts'].map((file) => [
  `src/${basename(file, '.ts')}`,
  file,
]);

// Each is a file of its own, because the program loads whatever it finds in these two folders.
const definitions = ['commands', 'schedules'].flatMap((folder) =>
  readdirSync(join(root, folder)).map((file) => [`${folder}/${basename(file, '.ts')}`, `${folder}/${file}`]),
);

const bundle = await rolldown({
  cwd: root,
  input: Object.fromEntries([...program, ...definitions]),
  platform: 'node',
  tsconfig: 'tsconfig.json',
  external: (id) => apart.some((name) => id === name || id.startsWith(`${name}/`)),
});
await bundle.write({
  dir: process.argv[2] ?? join(root, 'dist'),
  // A command that was deleted must not be found there.
  cleanDir: true,
  // All of src/ lies flat in one folder, as deep as src/ itself, and `import.meta.url` in it counts on that.
  entryFileNames: '[name].js',
  chunkFileNames: 'src/[name].js',
});
await bundle.close();
