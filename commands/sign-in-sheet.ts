import { forActivityNamed } from '../src/bot/activity-named.ts';
import { activityLine, defineCommand } from '../src/bot/command.ts';

export default defineCommand({
  words: ['签到表'],
  alias: 'signin_sheet',
  help: '签到表 [活动] [pdf]',
  does: '私聊发来一次活动的签到表：会前是供签名的空表，结束后带签到时间和到会率；可以写种类或日期',
  chapter: '报表',
  from: 'leader',
  args: activityLine,
  run: (situation, args) =>
    forActivityNamed(
      situation,
      args,
      ({ id }, date, format) => ({
        document: { kind: 'sign-in', activity: id, year: Number(date.slice(0, 4)), ...format },
      }),
      '签到表',
    ),
});
