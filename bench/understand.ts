import { readFileSync } from 'node:fs';
import { projectFolder } from '../src/places.ts';
import type { Claim } from './claim.ts';

const files = ['utterances.jsonl', 'utterances-more.jsonl'].map(
  (name) => new URL(`test/fixtures/${name}`, projectFolder),
);
const mb = (bytes: number): number => bytes / 1024 / 1024;

/** What it costs to decide whether a message is for the bot: every message of every group passes here. */
export const understandClaim: Claim = {
  name: 'understand',
  title: 'Understanding: messages of the utterance files decided on one core, each in its context',
  run: async (dose, report) => {
    const before = process.memoryUsage().heapUsed;
    const begun = performance.now();
    const { understand } = await import('../src/domain/understand/understand.ts');
    const importMs = performance.now() - begun;
    const { contextOf, parseUtterances } = await import('./utterances.ts');
    const lines = files.flatMap((file) => parseUtterances(readFileSync(file, 'utf8')));
    const said = lines.map((line) => ({ text: line.text, context: contextOf(line) }));
    const first = performance.now();
    for (const { text, context } of said.slice(0, 1)) understand(text, context);
    const firstMs = performance.now() - first;
    const round = (some: typeof said, times: number): number => {
      const start = process.cpuUsage();
      let heard = 0;
      for (let turn = 0; turn < times; turn += 1) {
        for (const { text, context } of some) if (understand(text, context)) heard += 1;
      }
      if (heard > some.length * times) throw new Error('more heard than said');
      const { user, system } = process.cpuUsage(start);
      return (some.length * times) / ((user + system) / 1e6);
    };
    const chatter = said.filter((_, index) => lines[index]?.intent === 'none');
    const times = dose.name === 'full' ? 40 : 2;
    round(said, times);
    const rates = Array.from({ length: dose.rounds }, () => round(said, times)).toSorted((a, b) => a - b);
    const quiet = Array.from({ length: dose.rounds }, () => round(chatter, times)).toSorted((a, b) => a - b);
    const middle = rates[Math.floor(rates.length / 2)] ?? 0;
    report.table(
      ['what', 'figure'],
      [
        ['importing the rules', `${importMs.toFixed(1)} ms`],
        ['first decision (reads the dictionary)', `${firstMs.toFixed(1)} ms`],
        ['heap after everything', `${mb(process.memoryUsage().heapUsed - before).toFixed(1)} MB`],
        ['decisions in a second of one core, all', Math.round(middle)],
        ['the same, chatter alone', Math.round(quiet[Math.floor(quiet.length / 2)] ?? 0)],
      ],
    );
    report.figure('understand_import_ms', importMs);
    report.figure('understand_per_s', middle);
    report.figure('understand_chatter_per_s', quiet[Math.floor(quiet.length / 2)] ?? 0);
    if (dose.name === 'full') report.target('understand_per_s', middle, '>=', 100_000);
  },
};
