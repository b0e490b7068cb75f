import { parseArgs } from 'node:util';
import { killChildren } from './children.ts';
import type { Claim } from './claim.ts';
import { consoleClaim } from './console.ts';
import { crowdClaim } from './crowd.ts';
import { full, small } from './dose.ts';
import { fanOutClaim } from './fan-out.ts';
import { memoryClaim } from './memory.ts';
import { short } from './numbers.ts';
import { papersClaim } from './papers.ts';
import { removeTemporaryFolders } from './places.ts';
import { createReport } from './report.ts';
import { startClaim } from './start.ts';
import { storeClaim } from './store.ts';
import { telegramClaim } from './telegram.ts';
import { understandClaim } from './understand.ts';

const claims: readonly Claim[] = [
  storeClaim,
  telegramClaim,
  crowdClaim,
  fanOutClaim,
  startClaim,
  memoryClaim,
  papersClaim,
  understandClaim,
  consoleClaim,
];

const usage = `Usage: npm run bench -- [${claims.map(({ name }) => name).join('|')}]… [--small] [--sqlite FOLDER]`;

const tidy = (): void => {
  killChildren();
  removeTemporaryFolders();
};

const bench = async (): Promise<number> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { small: { type: 'boolean', default: false }, sqlite: { type: 'string' } },
  });
  const unknown = positionals.filter((name) => !claims.some((claim) => claim.name === name));
  if (unknown.length > 0) {
    console.error(`There is no claim ${unknown.join(', ')}.\n${usage}`);
    return 1;
  }
  const report = createReport((line) => console.log(line));
  const chosen = claims.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  const one = async ({ name, title, run }: Claim): Promise<void> => {
    const begun = performance.now();
    report.say(`\n${title}`);
    await run(values.small ? small : full, report, { sqlite: values.sqlite });
    report.say(`  (${name}: ${short((performance.now() - begun) / 1000)} s)`);
  };
  // A small dose measures nothing, so its claims may disturb each other.
  if (values.small) await Promise.all(chosen.map(one));
  else for (const claim of chosen) await one(claim);
  console.log(report.last());
  return 0;
};

process.once('exit', tidy);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
try {
  process.exitCode = await bench();
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  tidy();
}
