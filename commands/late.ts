import { activityLine, defineCommand, forActivity, memberOf } from '../src/bot/command.ts';
import { activitiesIn, announceLate, concerns } from '../src/domain/attendance.ts';
import { Refusal } from '../src/domain/refusal.ts';

const soonMs = 12 * 3_600_000;

export default defineCommand({
  words: ['迟到', '晚到'],
  alias: 'late',
  help: '迟到 [分钟]',
  does: '说明会晚到；到会以后仍请签到',
  chapter: '签到与请假',
  from: 'named',
  args: activityLine,
  run(situation, args) {
    const { branch, at } = situation;
    const member = memberOf(situation);
    const minutes = Math.min(Number(/\d{1,3}/u.exec(args.words.normalize('NFKC'))?.[0] ?? 0), 600);
    const candidates = activitiesIn(branch, 'planned', 'open').filter(
      (activity) => concerns(branch, activity, member) && (activity.state === 'open' || activity.start - at < soonMs),
    );
    const none = () => new Refusal('no-activity', '现在没有可以说明晚到的活动。');
    return forActivity(situation, candidates, args, none, (activity) => ({
      facts: announceLate(branch, activity, member, minutes),
      answer: 'acknowledge',
      toast: '已记下您会晚到，到会以后请再签到。',
    }));
  },
});
