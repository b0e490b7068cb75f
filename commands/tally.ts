import { defineCommand } from '../src/bot/command.ts';
import { formatIn } from '../src/bot/format-named.ts';
import { localDate } from '../src/domain/calendar.ts';
import { excellentLine, gradedIn, mustBePossible, readCounts, reviewedYear, reviewLine } from '../src/domain/review.ts';
import { nameBookOf } from '../src/domain/written.ts';

export default defineCommand({
  words: ['计票'],
  alias: 'tally',
  help: '计票 [应发 实发 收回 有效 的张数]',
  does: '私聊发来民主评议党员的计票表；写上票数的先核对再登记，只保存张数和各等次人数，不保存谁得了什么',
  chapter: '清单与欠账',
  from: 'officer',
  where: 'private',
  run({ branch, people, now }, text) {
    const today = localDate(now, branch.timeZone);
    const graded = gradedIn(branch);
    const [head = '', ...lines] = text.split('\n');
    const { format, words } = formatIn(head);
    const typed = readCounts([words, ...lines].join('\n'), {
      year: reviewedYear(today),
      book: nameBookOf(branch, people),
      graded,
    });
    const { year: reviewed, counts, votes } = typed;
    const review = { ...branch.reviews[reviewed], ...counts };
    mustBePossible(review, votes, graded.length);
    const hasCounts = Object.keys(counts).length > 0;
    const said = [
      `已登记${reviewed}年度民主评议党员：${reviewLine(review)}。`,
      excellentLine(review, votes, graded.length),
      '只保存了张数和各等次人数。',
    ];
    const wantsSheet = votes.length > 0 || !hasCounts;
    return {
      facts: hasCounts ? [{ type: 'review-counted', year: reviewed, ...review }] : [],
      ...(hasCounts ? { answer: said.filter((line) => line !== '').join('') } : {}),
      ...(wantsSheet
        ? {
            document: {
              kind: 'tally' as const,
              year: Number(today.slice(0, 4)),
              reviewed,
              typed: { counts, votes },
              ...format,
            },
          }
        : {}),
    };
  },
});
