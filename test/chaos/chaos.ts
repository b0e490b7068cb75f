import { compareYears } from './compare.ts';

// `npm run chaos [kills] [years] [seed]`: ends with one line of JSON, and code 1 if anything was lost or came twice.
const [kills = '300', years = '1', first = '1'] = process.argv.slice(2);
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const total = { years: 0, kills: 0, back: 0, forward: 0, pushes: 0, delivered: 0, cutSends: 0, duplicates: 0 };
const wrong = { lost: 0, unexplained: 0, twice: 0 };
let remindersNotSentAgain = 0;
for (let seed = Number(first); seed < Number(first) + Number(years); seed++) {
  const one = await compareYears({ seed, kills: Number(kills), jolts: 12, tell: say });
  total.years += 1;
  for (const key of ['kills', 'back', 'forward', 'pushes', 'delivered', 'cutSends', 'duplicates'] as const)
    total[key] += one[key];
  for (const key of ['lost', 'unexplained', 'twice'] as const) wrong[key] += one[key];
  remindersNotSentAgain += one.remindersNotSentAgain;
  say(
    `The year 2026 of the demo branch, seed ${seed}: killed ${one.kills} times and started again, each time ticked twice at once; the clock ${one.back} times two hours back and ${one.forward} times a day forward.`,
  );
  say(
    `In peace ${one.pushes} pushes; here ${one.delivered}: the same, ${one.lost} lost, ${one.unexplained} that nobody expected, besides what tells the secretary of reminders given up.`,
  );
  say(
    `Sends cut by a death: ${one.cutSends}. Duplicates: ${one.duplicates}, at most one per cut send, as official notices may come; ${one.remindersNotSentAgain} reminders were not sent again, as their rule is; ${one.twice} came again without such a reason.`,
  );
}
say(JSON.stringify({ ...total, remindersNotSentAgain, ...wrong }));
process.exitCode = wrong.lost + wrong.unexplained + wrong.twice === 0 ? 0 : 1;
