import { activityLine, confirmed, defineCommand, forActivity, mayLead } from '../src/bot/command.ts';
import { activitiesIn, pendingIn } from '../src/domain/attendance.ts';
import { closing } from '../src/domain/close.ts';
import { Refusal } from '../src/domain/refusal.ts';
import { nameOf } from '../src/domain/roster.ts';

export default defineCommand({
  words: ['结束签到'],
  alias: 'close',
  help: '结束签到',
  does: '结束签到并记下缺席；有待定的请假或代报时先列出',
  chapter: '会上考勤',
  from: 'leader',
  args: activityLine,
  run(situation, args) {
    const { branch, people } = situation;
    const mine = activitiesIn(branch, 'open').filter((activity) => mayLead(situation, activity));
    const none = () => new Refusal('not-open', '现在没有开放的签到。');
    return forActivity(situation, mine, args, none, (activity) => {
      if (!mayLead(situation, activity)) throw none();
      const { leaves, proxies } = pendingIn(activity);
      const seen = [...leaves, '/', ...proxies].join(' ');
      if (leaves.length + proxies.length > 0 && args.confirmed !== seen) {
        const names = (ids: readonly string[]): string => ids.map((id) => nameOf(people, id)).join('、');
        const lines = [
          ...(leaves.length > 0 ? [`请假未定：${names(leaves)}。请说「准假 姓名」或「不准假 姓名」。`] : []),
          ...(proxies.length > 0
            ? [`代报未确认：${names(proxies)}。请说「确认代报」，或逐个说「代录 姓名」「不认代报 姓名」。`]
            : []),
        ];
        return {
          answer: [
            '签到还没有结束，有待定的事项：',
            ...lines,
            '如不再处理，请再说一次「结束签到」，以上同志将记为缺席（待确认）。',
          ].join('\n'),
          privately: true,
          instead: `还有 ${leaves.length + proxies.length} 项待定，请私聊我说「考勤」查看；如不再处理，请再说一次「结束签到」。`,
          question: [{ words: ['结束签到'], args: { activity: activity.id, words: '', ...confirmed(seen) } }],
        };
      }
      return { facts: closing(branch, activity, situation.now), answer: 'acknowledge', toast: '签到已结束。' };
    });
  },
});
