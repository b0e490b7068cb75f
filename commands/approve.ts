import { defineCommand } from '../src/bot/command.ts';
import { decide } from '../src/bot/leave-decision.ts';

export default defineCommand({
  words: ['准假', '批准请假'],
  alias: 'approve',
  help: '准假 姓名 [类别]',
  does: '同意请假，可以同时更正类别',
  chapter: '会上考勤',
  from: 'officer',
  run: (situation, words) => decide(situation, words, true),
});
