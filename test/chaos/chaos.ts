import { compareYears } from './compare.ts';

// `npm run chaos [years] [kills per year] [seed]`: ends with one line of JSON, and code 1 if anything was lost or came twice.
const [years = '20', kills = '120', first = '1'] = process.argv.slice(2);
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const total = { years: 0, kills: 0, back: 0, forward: 0, delivered: 0, cutSends: 0, sentAgain: 0 };
const wrong = { lost: 0, unexplained: 0, twice: 0 };
let remindersNotSentAgain = 0;
for (let seed = Number(first); seed < Number(first) + Number(years); seed++) {
  const one = await compareYears({ seed, kills: Number(kills), jolts: 12, tell: say });
  total.years += 1;
  for (const key of ['kills', 'back', 'forward', 'delivered', 'cutSends', 'sentAgain'] as const) total[key] += one[key];
  for (const key of ['lost', 'unexplained', 'twice'] as const) wrong[key] += one[key];
  remindersNotSentAgain += one.remindersNotSentAgain;
  say(
    `seed ${seed}: ${one.kills} kills, clock ${one.back} times back and ${one.forward} times forward, ${one.delivered} delivered, ${one.cutSends} sends cut.`,
  );
}
say(JSON.stringify({ ...total, remindersNotSentAgain, ...wrong }));
process.exitCode = wrong.lost + wrong.unexplained + wrong.twice === 0 ? 0 : 1;
