import { existsSync } from 'node:fs';
import { loadEnvFile } from 'node:process';
import { fileURLToPath } from 'node:url';
import { projectFolder } from '../places.ts';
import { commandLine } from './command-line.ts';

const envFile = fileURLToPath(new URL('.env', projectFolder));
if (existsSync(envFile)) loadEnvFile(envFile);

// A reader that had enough (`… | head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

process.exitCode = await commandLine(process.argv.slice(2), process.env, {
  say: (line) => void process.stdout.write(`${line}\n`),
  complain: (line) => void process.stderr.write(`${line}\n`),
});
