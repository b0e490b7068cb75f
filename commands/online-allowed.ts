import { activityLine, defineCommand, forActivity } from '../src/bot/command.ts';
import { activitiesIn } from '../src/domain/attendance.ts';
import { Refusal } from '../src/domain/refusal.ts';

export default defineCommand({
  words: ['允许线上', '不允许线上'],
  alias: 'allow_online',
  help: '允许线上 / 不允许线上',
  does: '开通或关闭一次活动的线上签到；线上不计入法定人数',
  chapter: '会前安排',
  from: 'officer',
  args: activityLine,
  run(situation, args) {
    const allowed = situation.word !== '不允许线上';
    const none = () => new Refusal('no-activity', '现在没有可以设置的活动。');
    return forActivity(situation, activitiesIn(situation.branch, 'planned', 'open'), args, none, (activity) => ({
      facts: activity.online === allowed ? [] : [{ type: 'online-allowed', activity: activity.id, allowed }],
      answer: allowed ? '已开通这次活动的线上签到。' : '已关闭这次活动的线上签到。',
    }));
  },
});
