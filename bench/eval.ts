import { readFileSync } from 'node:fs';
import { type Judged, judge, parseUtterances, score } from './utterances.ts';

const files =
  process.argv.length > 2
    ? process.argv.slice(2)
    : [
        'utterances',
        'utterances-more',
        'utterances-held-out',
        'utterances-third',
        'utterances-fourth',
        'utterances-fifth',
        'utterances-sixth',
      ].map((name) => `test/fixtures/${name}.jsonl`);

const percent = (part: number, whole: number): string =>
  whole === 0 ? '    –' : `${((100 * part) / whole).toFixed(1).padStart(5)}`;

/** One line for each intent, and every other intent it was taken for. */
const confusion = (judged: readonly Judged[]): string[] => {
  const intents = [...new Set(judged.flatMap(({ utterance, heard }) => [utterance.intent, heard]))].toSorted();
  return intents.map((intent) => {
    const due = judged.filter(({ utterance }) => utterance.intent === intent);
    const heard = judged.filter((one) => one.heard === intent);
    const right = due.filter((one) => one.heard === intent).length;
    const taken = new Map<string, number>();
    for (const one of due) taken.set(one.heard, (taken.get(one.heard) ?? 0) + 1);
    const others = [...taken].filter(([other]) => other !== intent).map(([other, times]) => `${other} ${times}`);
    return `${intent.padEnd(24)}${String(due.length).padStart(5)}  ${percent(right, heard.length)}  ${percent(right, due.length)}  ${others.join(', ')}`;
  });
};

const judged = files.flatMap((file) => parseUtterances(readFileSync(file, 'utf8')).map(judge));
console.log(`${'intent'.padEnd(24)}  due  prec.  recall  taken for`);
for (const line of confusion(judged)) console.log(line);
const missed = judged.filter(({ utterance, heard, wrong }) => utterance.intent !== heard || wrong.length > 0);
for (const { utterance, heard, slots, wrong } of missed) {
  const where = wrong.length > 0 && utterance.intent === heard ? ` ${JSON.stringify(slots)}` : '';
  console.log(
    `${utterance.note.split(' ')[0]} ${JSON.stringify(utterance.text)}: ${utterance.intent}, heard ${heard}${where}`,
  );
}
console.log(JSON.stringify(score(judged)));
