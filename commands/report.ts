import { answerable } from '../src/bot/answerable.ts';
import { activityLine, defineCommand, forActivity, memberOf } from '../src/bot/command.ts';
import { memberNamed } from '../src/bot/named.ts';
import { reportProxy } from '../src/domain/attendance.ts';
import { Refusal } from '../src/domain/refusal.ts';

const reported = '已记为代报，由现场支委确认后计入。';

export default defineCommand({
  words: ['代报'],
  alias: 'report',
  help: '代报 姓名',
  does: '替到场但不方便打字的同志报到，由支委确认后计入',
  from: 'member',
  args: activityLine,
  run(situation, args) {
    memberOf(situation);
    const target = memberNamed(situation, args.words);
    const none = () => new Refusal('not-open', '现在没有开放的签到。');
    return forActivity(situation, answerable(situation, target), args, none, (activity) => ({
      facts: reportProxy(situation.branch, activity, target),
      answer: reported,
      privately: true,
      instead: reported,
    }));
  },
});
