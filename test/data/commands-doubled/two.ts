import { defineCommand } from '../../../src/bot/command.ts';

export default defineCommand({
  words: ['茶'],
  alias: 'tea_two',
  help: '茶',
  does: '请人喝茶',
  chapter: '设置',
  from: 'anyone',
  run: () => ({}),
});
