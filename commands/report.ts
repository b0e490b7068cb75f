import { answerable } from '../src/bot/answerable.ts';
import { activityLine, defineCommand, forActivity, memberOf } from '../src/bot/command.ts';
import { membersNamed } from '../src/bot/named.ts';
import { reportProxy } from '../src/domain/attendance.ts';
import { Refusal } from '../src/domain/refusal.ts';

const reported = '已记为代报，由现场支委确认后计入。';

export default defineCommand({
  words: ['代报'],
  alias: 'report',
  help: '代报 姓名…',
  does: '替到场但不方便打字的同志报到，由支委确认后计入',
  chapter: '签到与请假',
  from: 'member',
  args: activityLine,
  run(situation, args) {
    memberOf(situation);
    const targets = membersNamed(situation, args.words);
    const [first] = targets;
    if (first === undefined) throw new Refusal('no-name', '请写明姓名，例如：代报 张三。');
    const none = () => new Refusal('not-open', '现在没有开放的签到。');
    return forActivity(situation, answerable(situation, first), args, none, (activity) => {
      const facts = targets.flatMap((target) => reportProxy(situation.branch, activity, target));
      const known = targets.length - facts.length;
      const answer =
        facts.length === 0
          ? '已经有登记，不需要代报。'
          : `${reported}${known === 0 ? '' : `另有 ${known} 位已经有登记，不需要代报。`}`;
      return { facts, answer, privately: true, instead: answer };
    });
  },
});
