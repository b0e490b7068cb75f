import { defineCommand } from '../src/bot/command.ts';
import { Refusal } from '../src/domain/refusal.ts';

export default defineCommand({
  words: ['备份'],
  alias: 'backup',
  help: '备份',
  does: '现在备份全部台账和名册到服务器，完成以后告诉您；每十分钟最多一次',
  chapter: '设置',
  from: 'secretary',
  where: 'private',
  onlyAddressed: true,
  run(_situation, words) {
    if (words.trim() !== '') throw new Refusal('unknown-word', '没有看懂。现在备份请只说「备份」。');
    return { backup: true };
  },
});
