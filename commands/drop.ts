import { activityLine, confirmed, defineCommand, forActivity, mayLead } from '../src/bot/command.ts';
import { activitiesIn, isInDoubt, isOver } from '../src/domain/attendance.ts';
import { formatWhen } from '../src/domain/calendar.ts';
import { dropActivity } from '../src/domain/plan.ts';
import { titleOf } from '../src/domain/push.ts';
import { Refusal } from '../src/domain/refusal.ts';

export default defineCommand({
  words: ['取消活动'],
  alias: 'drop',
  help: '取消活动',
  does: '取消一次活动并通知，需要再说一次确认',
  chapter: '会前安排',
  from: 'leader',
  args: activityLine,
  run(situation, args) {
    const { branch, people, now } = situation;
    const coming = activitiesIn(branch, 'planned', 'open').filter((activity) => mayLead(situation, activity));
    const doubtful = activitiesIn(branch, 'closed').filter((one) => isInDoubt(one) && mayLead(situation, one));
    const mine = coming.length > 0 ? coming : doubtful.slice(-1);
    const none = () => new Refusal('no-activity', '现在没有可以取消的活动。');
    return forActivity(situation, mine, args, none, (activity) => {
      if (!mayLead(situation, activity)) throw none();
      const facts = dropActivity(branch, activity, now);
      const isPast = isOver(branch, activity, now);
      if (args.confirmed !== undefined) return { facts, answer: isPast ? '已取消。' : '已取消，通知正在发出。' };
      return {
        answer: `将取消${formatWhen(activity.start, branch.timeZone)}的${titleOf(activity, people)}${isPast ? '，日子已经过去，不再通知大家' : '并通知大家'}，请回复「确认」。`,
        question: [{ words: ['确认'], args: { activity: activity.id, words: '', ...confirmed(activity.id) } }],
      };
    });
  },
});
