import { fileURLToPath } from 'node:url';
import { killAndCompare } from './kills.ts';

// `npm run crash [kills] [seed]`: ends with one line of JSON, and code 1 if anything acknowledged was lost.
const [kills = '200', seed = '1'] = process.argv.slice(2);
const started = performance.now();
const result = await killAndCompare({
  program: fileURLToPath(new URL('../../../dist/', import.meta.url)),
  kills: Number(kills),
  seed: Number(seed),
  tell: (line) => void process.stdout.write(`${line}\n`),
});
const enough = result.killsInFlight * 2 >= result.kills;
if (!enough) process.stderr.write('Fewer than half of the kills hit with entries in flight.\n');
process.stdout.write(`${JSON.stringify({ ...result, seconds: Math.round((performance.now() - started) / 1000) })}\n`);
process.exitCode = enough ? 0 : 1;
