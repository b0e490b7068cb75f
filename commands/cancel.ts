import { activityLine, defineCommand, forActivity, memberOf } from '../src/bot/command.ts';
import { activitiesIn, concerns, withdrawCheckIn } from '../src/domain/attendance.ts';
import { withdrawLeave } from '../src/domain/leave.ts';
import { Refusal } from '../src/domain/refusal.ts';

export default defineCommand({
  words: ['取消签到', '取消请假', '销假'],
  alias: 'cancel',
  help: '取消签到 / 取消请假',
  does: '撤回自己的签到或请假',
  chapter: '签到与请假',
  from: 'member',
  args: activityLine,
  run(situation, args) {
    const { branch, word } = situation;
    const member = memberOf(situation);
    const mine = activitiesIn(branch, 'planned', 'open', 'closed').filter((activity) =>
      concerns(branch, activity, member),
    );
    const present = mine.filter(({ marks, proxies }) => marks[member]?.is === 'present' || proxies[member]);
    const onLeave = mine.filter(({ leaves, marks }) => {
      const state = leaves[member]?.state;
      return (state === 'asked' || state === 'approved') && marks[member]?.is !== 'present';
    });
    const wantsLeave = word === '取消请假' || word === '销假' || (word === 'cancel' && present.length === 0);
    const running = (list: typeof mine): typeof mine => {
      const open = list.filter(({ state }) => state !== 'closed');
      return open.length > 0 ? open : list.slice(-1);
    };
    if (wantsLeave) {
      const none = () => new Refusal('no-leave', '没有找到您的请假记录。');
      return forActivity(situation, running(onLeave), args, none, (activity) => ({
        facts: withdrawLeave(activity, member),
        answer: 'acknowledge',
        toast: activity.state === 'open' ? '已取消请假，到会请再说「签到」。' : '已取消请假。',
        activity: activity.id,
      }));
    }
    const none = () => new Refusal('nothing-to-withdraw', '没有找到您可以取消的签到记录。');
    return forActivity(situation, running(present), args, none, (activity) => ({
      facts: withdrawCheckIn(activity, member),
      answer: 'acknowledge',
      toast: '已取消签到。',
      activity: activity.id,
    }));
  },
});
