import { defineCommand, type Outcome, type Situation } from '../src/bot/command.ts';
import { formatIn } from '../src/bot/format-named.ts';
import { localDate, parseDay } from '../src/domain/calendar.ts';
import {
  addRectification,
  rectificationLine,
  rectificationsOf,
  settleRectification,
} from '../src/domain/rectification.ts';
import { withNames } from '../src/domain/roster.ts';
import { pastDay } from '../src/domain/tick.ts';

const privately = { privately: true, instead: '整改清单只能私聊查看，请先打开与我的私聊，再说「整改」。' } as const;

const show = ({ branch, people, now }: Situation): Outcome => {
  const today = localDate(now, branch.timeZone);
  const items = rectificationsOf(branch);
  return {
    answer: [
      items.length === 0 ? '整改清单还是空的。' : '【整改清单】',
      ...items.map((one) => withNames(`${rectificationLine(one, today)}。`, people)),
      '增加请说「整改 组织委员 规范会议记录 12月31日」，完成说「整改 完成 1」，有误说「整改 恢复 1」或「整改 取消 1」；要文件说「整改清单」。只列支部的事项，不列党员个人的问题。',
    ].join('\n'),
    ...privately,
  };
};

export default defineCommand({
  words: ['整改', '整改清单'],
  alias: 'rectify',
  help: '整改 [责任] 事项 时限',
  does: '登记一项整改，说「整改 完成 1」销号，只说「整改」查看；「整改清单」私聊发来表格',
  chapter: '清单与欠账',
  from: 'officer',
  run(situation, line) {
    const { branch, people, now, word } = situation;
    const words = line.trim();
    const today = localDate(now, branch.timeZone);
    const asked = formatIn(words);
    if (word === '整改清单' && asked.words === '') {
      return { document: { kind: 'rectification', year: Number(today.slice(0, 4)), ...asked.format } };
    }
    if (words === '') return show(situation);
    const settled = /^(完成|恢复|取消)\s*(?:第\s*)?(\d{1,3})\s*[项条]?\s*(.*)$/u.exec(words.normalize('NFKC'));
    if (settled) {
      const [, how = '', number, day = ''] = settled;
      const no = Number(number);
      const doneOn = how === '完成' ? pastDay(day, today) : undefined;
      const state = ({ 完成: 'done', 恢复: 'open', 取消: 'dropped' } as const)[how as '完成' | '恢复' | '取消'];
      return {
        facts: settleRectification(branch, no, { state, ...(doneOn === undefined ? {} : { doneOn }) }),
        answer: `整改第 ${no} 项已登记为${{ done: '完成', open: '未完成', dropped: '取消' }[state]}。`,
        ...privately,
      };
    }
    // 「整改 …」 may be talk: only a line that ends in a day is an item.
    if (!situation.addressed && parseDay(words.split(/\s+/u).at(-1) ?? '', today) === undefined) return {};
    const fact = addRectification(branch, people, words, now);
    return {
      facts: [fact],
      answer:
        fact.type === 'rectification-added'
          ? `已列入整改清单第 ${fact.no} 项，到期以前和过期以后会在每周提示里告诉书记。`
          : '',
      ...privately,
    };
  },
});
