import { defineCommand } from '../src/bot/command.ts';
import { privacyText } from '../src/domain/push.ts';

export default defineCommand({
  words: ['隐私'],
  alias: 'privacy',
  help: '隐私',
  does: '说明保存什么、为什么、怎么删除',
  chapter: '本人记录与资料',
  from: 'anyone',
  run: ({ addressed }, words) => (words !== '' && !addressed ? {} : { answer: privacyText }),
});
