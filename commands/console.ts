import { defineCommand } from '../src/bot/command.ts';
import { Refusal } from '../src/domain/refusal.ts';

export default defineCommand({
  words: ['控制台'],
  alias: 'console',
  help: '控制台',
  does: '私聊发来控制台的一次性链接，在网页里查看和办理；说「控制台 退出」结束全部登录',
  chapter: '设置',
  from: 'officer',
  where: 'private',
  run(_situation, words) {
    const rest = words.trim();
    if (rest === '') return { console: 'enter' };
    if (rest === '退出') return { console: 'leave' };
    throw new Refusal('unknown-word', '没有看懂。请只说「控制台」取得链接，或说「控制台 退出」结束登录。');
  },
});
