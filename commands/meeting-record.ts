import { forActivityNamed } from '../src/bot/activity-named.ts';
import { activityLine, defineCommand } from '../src/bot/command.ts';

export default defineCommand({
  words: ['会议记录'],
  alias: 'meeting_record',
  help: '会议记录 [活动] [pdf]',
  does: '私聊发来一次会议或活动的记录（Word 或 pdf），并说明还缺什么；可以写种类或日期',
  chapter: '会议记录',
  from: 'leader',
  args: activityLine,
  run: (situation, args) =>
    forActivityNamed(
      situation,
      args,
      ({ id }, date, format) => ({
        document: { kind: 'record', activity: id, year: Number(date.slice(0, 4)), ...format },
      }),
      '会议记录',
      { ahead: false },
    ),
});
