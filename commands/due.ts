import { defineCommand } from '../src/bot/command.ts';
import { renderDueList } from '../src/domain/due-list.ts';

export default defineCommand({
  words: ['欠账', '应做事项'],
  alias: 'due',
  help: '欠账',
  does: '查看本月、本季度、半年和全年还缺什么，只在私聊里给支委',
  chapter: '清单与欠账',
  from: 'officer',
  run({ branch, presets, holidays, now, addressed }, words) {
    if (words !== '' && !addressed) return {};
    return {
      answer: renderDueList({ branch, presets, holidays, now }),
      privately: true,
      instead: '应做事项只能私聊查看，请先打开与我的私聊，再说「欠账」。',
    };
  },
});
