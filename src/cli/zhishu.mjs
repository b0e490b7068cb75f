#!/usr/bin/env node
// Runs from a clone and after an install alike: the program itself is built into dist/.
import { existsSync } from 'node:fs';

const program = new URL('../../dist/src/cli.js', import.meta.url);
if (!existsSync(program)) {
  process.stderr.write('zhishu is not built yet. Run "npm run build" once in this folder, then try again.\n');
  process.exit(1);
}
await import(program.href);
