import { activityLine, defineCommand, forActivity, mayLead } from '../src/bot/command.ts';
import { activitiesIn, isOver } from '../src/domain/attendance.ts';
import { formatWhen } from '../src/domain/calendar.ts';
import { openCheckIn } from '../src/domain/plan.ts';
import { titleOf } from '../src/domain/push.ts';
import { Refusal } from '../src/domain/refusal.ts';

export default defineCommand({
  words: ['开始签到'],
  alias: 'open',
  help: '开始签到',
  does: '开始一次活动的签到',
  chapter: '会上考勤',
  from: 'leader',
  args: activityLine,
  run(situation, args) {
    const { branch, now } = situation;
    const mine = activitiesIn(branch, 'planned').filter((activity) => mayLead(situation, activity));
    const none = () => new Refusal('no-activity', '没有等待签到的活动；如需安排请先说「发起」。');
    return forActivity(situation, mine, args, none, (activity) => {
      if (!mayLead(situation, activity)) throw none();
      const facts = openCheckIn(branch, activity, now);
      if (!isOver(branch, activity, now)) return { facts, answer: 'acknowledge', toast: '签到已开始。' };
      return {
        facts,
        answer: `${formatWhen(activity.start, branch.timeZone)} ${titleOf(activity, situation.people)}的登记已补开，没有通知群里。请用「全到除 姓名」或「代录 姓名」登记，完成后说「结束签到」。`,
      };
    });
  },
});
