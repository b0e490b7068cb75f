import { defineCommand } from '../src/bot/command.ts';
import { decide } from '../src/bot/leave-decision.ts';

export default defineCommand({
  words: ['不准假', '不同意请假'],
  alias: 'refuse',
  help: '不准假 姓名',
  does: '不同意请假',
  chapter: '会上考勤',
  from: 'officer',
  run: (situation, words) => decide(situation, words, false),
});
