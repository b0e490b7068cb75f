import { activityLine, defineCommand, forActivity } from '../src/bot/command.ts';
import { memberNamed } from '../src/bot/named.ts';
import { activitiesIn } from '../src/domain/attendance.ts';
import { Refusal } from '../src/domain/refusal.ts';

export default defineCommand({
  words: ['不认代报'],
  alias: 'refuse_report',
  help: '不认代报 姓名',
  does: '不认可一条代报；认可请用「代录 姓名」',
  chapter: '会上考勤',
  from: 'officer',
  args: activityLine,
  run(situation, args) {
    const member = memberNamed(situation, args.words);
    const reported = activitiesIn(situation.branch, 'open', 'closed').filter(({ proxies }) => proxies[member]);
    const none = () => new Refusal('no-report', '没有找到这位同志的代报。');
    return forActivity(situation, reported, args, none, (activity) => {
      if (!activity.proxies[member]) throw none();
      return {
        facts: [{ type: 'proxy-decided', activity: activity.id, member, accepted: false }],
        answer: 'acknowledge',
        toast: '已不计入这条代报。',
      };
    });
  },
});
