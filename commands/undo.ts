import { defineCommand, memberOf } from '../src/bot/command.ts';
import { historyOf, titlesOf } from '../src/domain/history.ts';
import { Refusal } from '../src/domain/refusal.ts';
import { withNames } from '../src/domain/roster.ts';
import { lastDecision, takeBack } from '../src/domain/take-back.ts';

const linesShown = 10;

export default defineCommand({
  words: ['撤销', '撤销上一条'],
  alias: 'undo',
  help: '撤销',
  does: '撤销自己一天以内的上一条登记，恢复原来的情况；再说一次撤销更早的一条',
  chapter: '本人记录与资料',
  from: 'member',
  reads: 'book',
  run(situation, words) {
    if (words !== '' && !situation.addressed) return {};
    const { branch, people, book, at, now, speaker, presets, schedules, recallForMs } = situation;
    const author = memberOf(situation);
    const decision = lastDecision(book, { author, timeZone: branch.timeZone, now });
    if (!decision) throw new Refusal('nothing-to-withdraw', '一天以内没有找到您可以撤销的登记。');
    const facts = takeBack(decision, { branch, author, role: speaker.role, at, recallForMs });
    const undone = historyOf(
      book,
      {},
      {
        timeZone: branch.timeZone,
        titles: titlesOf(presets, schedules),
      },
    ).filter(({ seq, type }) => seq >= decision.from && seq <= decision.to && type !== 'push-queued');
    const more = undone.length - linesShown;
    return {
      facts,
      answer: [
        '已撤销：',
        ...undone.slice(0, linesShown).map(({ text }) => withNames(text, people)),
        ...(more > 0 ? [`还有 ${more} 条一并撤销。`] : []),
      ].join('\n'),
      privately: true,
      instead: '已撤销您的上一条登记。',
    };
  },
});
