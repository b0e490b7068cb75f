import { type Card, chapters, defineCommand } from '../src/bot/command.ts';
import { inOrder, sayable } from '../src/bot/menu.ts';
import { dueNow } from '../src/bot/suggest.ts';
import { mayAct } from '../src/domain/roster.ts';

/** With the heading and the way to more it makes eight lines, which a phone shows at once. */
const shownFirst = 6;

const lineOf = ({ help, does }: Card): string => `${help}：${does}。`;

/** Under the headings that have any of these cards, in the order of the headings. */
const underHeadings = (cards: readonly Card[]): string[] =>
  chapters.flatMap((chapter) => {
    const some = cards.filter((card) => card.chapter === chapter);
    return some.length === 0 ? [] : [`【${chapter}】`, ...some.map(lineOf)];
  });

export default defineCommand({
  words: ['帮助', '怎么用', 'start'],
  alias: 'help',
  help: '帮助 [全部]',
  does: '列出眼下用得着的说法；「帮助 请假」看一类，「帮助 全部」看全部',
  chapter: '设置',
  from: 'anyone',
  run({ branch, commands, speaker, addressed, now }, words) {
    if (words !== '' && !addressed) return {};
    const mine = inOrder(commands).filter(({ from }) => from === 'anyone' || mayAct(speaker.role, from));
    const answer = (lines: readonly string[]) => ({
      answer: lines.join('\n'),
      privately: true,
      instead: '到会时说「签到」，不能来时说「请假」，想看自己的记录说「我的」。其余可以私聊我说「帮助」。',
    });
    if (words === '全部') return answer(underHeadings(mine));
    const asked = words.replaceAll(/[「」\s]/gu, '');
    if (asked !== '') {
      const chapter = chapters.find((one) => one.includes(asked));
      const others = mine.filter(({ alias }) => alias !== 'help');
      const byWord = others.filter((card) => card.chapter === chapter || card.help.includes(asked));
      const found = byWord.length > 0 ? byWord : others.filter(({ does }) => does.includes(asked));
      return answer(
        found.length > 0
          ? underHeadings(found)
          : [`没有找到和「${asked.slice(0, 20)}」有关的说法，全部说法请说「帮助 全部」。`],
      );
    }
    const due = dueNow(branch, speaker, now);
    const place = ({ alias }: Card): number => (due.includes(alias) ? due.indexOf(alias) : due.length);
    const first = mine
      .filter(({ alias }) => alias !== 'help')
      .toSorted((a, b) => place(a) - place(b))
      .slice(0, shownFirst);
    const kinds = chapters.filter((chapter) => mine.some((card) => card.chapter === chapter)).join('、');
    return answer([
      '【帮助】眼下用得着的：',
      ...first.map((card) => `${sayable(card)}：${card.does}。`),
      mayAct(speaker.role, 'leader')
        ? `更多分为${kinds}，例如说「帮助 会前」；全部说法请说「帮助 全部」。`
        : '全部说法请说「帮助 全部」。',
    ]);
  },
});
