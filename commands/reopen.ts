import { activityLine, defineCommand, forActivity, mayLead } from '../src/bot/command.ts';
import { activitiesIn } from '../src/domain/attendance.ts';
import { reopening } from '../src/domain/close.ts';
import { Refusal } from '../src/domain/refusal.ts';

export default defineCommand({
  words: ['重新签到', '恢复签到'],
  alias: 'reopen',
  help: '重新签到',
  does: '活动当天重新开始已结束的签到',
  chapter: '会上考勤',
  from: 'officer',
  args: activityLine,
  run(situation, args) {
    const { branch, now, recallForMs } = situation;
    const latest = activitiesIn(branch, 'closed')
      .filter((activity) => mayLead(situation, activity))
      .slice(-1);
    const none = () => new Refusal('no-activity', '没有可以重新开始签到的活动。');
    return forActivity(situation, latest, args, none, (activity) => ({
      facts: reopening(branch, activity, { now, recallForMs }),
      answer: 'acknowledge',
      toast: '签到已重新开始。',
    }));
  },
});
