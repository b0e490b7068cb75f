import { defineCommand } from '../src/bot/command.ts';
import { inOrder } from '../src/bot/menu.ts';
import { mayAct } from '../src/domain/roster.ts';

export default defineCommand({
  words: ['帮助', '怎么用', 'start'],
  alias: 'help',
  help: '帮助',
  does: '列出能说的话',
  from: 'anyone',
  run({ commands, speaker, addressed }, words) {
    if (words !== '' && !addressed) return {};
    const mine = inOrder(commands).filter(({ from }) => from === 'anyone' || mayAct(speaker.role, from));
    const lines = mine.map(({ help, does }) => `${help}：${does}。`);
    return {
      answer: ['【能说的话】', ...lines].join('\n'),
      privately: true,
      instead: '到会时说「签到」，不能来时说「请假」，想看自己的记录说「我的」。其余可以私聊我说「帮助」。',
    };
  },
});
