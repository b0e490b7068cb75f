import { activityLine, defineCommand, forActivity, mayLead } from '../src/bot/command.ts';
import { activitiesIn } from '../src/domain/attendance.ts';
import { openCheckIn } from '../src/domain/plan.ts';
import { Refusal } from '../src/domain/refusal.ts';

export default defineCommand({
  words: ['开始签到'],
  alias: 'open',
  help: '开始签到',
  does: '开始一次活动的签到',
  from: 'leader',
  args: activityLine,
  run(situation, args) {
    const { branch } = situation;
    const mine = activitiesIn(branch, 'planned').filter((activity) => mayLead(situation, activity));
    const none = () => new Refusal('no-activity', '没有等待签到的活动；如需安排请先说「发起」。');
    return forActivity(situation, mine, args, none, (activity) => {
      if (!mayLead(situation, activity)) throw none();
      return { facts: openCheckIn(branch, activity), answer: 'acknowledge', toast: '签到已开始。' };
    });
  },
});
