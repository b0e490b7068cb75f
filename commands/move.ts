import { activityLine, defineCommand, forActivity, mayLead } from '../src/bot/command.ts';
import { activitiesIn } from '../src/domain/attendance.ts';
import { moveActivity } from '../src/domain/plan.ts';
import { Refusal } from '../src/domain/refusal.ts';

export default defineCommand({
  words: ['改期'],
  alias: 'move',
  help: '改期 日期 时间 [地点]',
  does: '更改活动时间并通知',
  chapter: '会前安排',
  from: 'leader',
  args: activityLine,
  run(situation, args) {
    const { branch } = situation;
    const mine = activitiesIn(branch, 'planned', 'open').filter((activity) => mayLead(situation, activity));
    const none = () => new Refusal('no-activity', '现在没有可以改期的活动。');
    return forActivity(situation, mine, args, none, (activity) => {
      if (!mayLead(situation, activity)) throw none();
      const facts = moveActivity(branch, situation.people, activity, args.words, situation.at);
      return { facts, answer: '已改期，通知正在发出。原来的请假仍然有效。' };
    });
  },
});
