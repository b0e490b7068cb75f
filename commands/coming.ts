import { activityLine, defineCommand, forActivity, memberOf } from '../src/bot/command.ts';
import { activitiesIn, concerns } from '../src/domain/attendance.ts';
import { Refusal } from '../src/domain/refusal.ts';

export default defineCommand({
  words: ['我会到'],
  alias: 'coming',
  help: '我会到',
  does: '表示打算参加；不是签到，也不要求回复',
  chapter: '签到与请假',
  from: 'member',
  args: activityLine,
  run(situation, args) {
    const { branch } = situation;
    const member = memberOf(situation);
    const candidates = activitiesIn(branch, 'planned').filter((activity) => concerns(branch, activity, member));
    return forActivity(
      situation,
      candidates,
      args,
      () => new Refusal('no-activity', '近期没有安排活动。'),
      (activity) => ({
        facts:
          activity.intentions[member] || activity.state !== 'planned'
            ? []
            : [{ type: 'intention-stated', activity: activity.id, member, coming: true }],
        answer: 'acknowledge',
        toast: '已记下您打算参加，到会时请再签到。',
      }),
    );
  },
});
