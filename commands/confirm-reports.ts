import { activityLine, confirmed, defineCommand, forActivity } from '../src/bot/command.ts';
import { activitiesIn, pendingIn } from '../src/domain/attendance.ts';
import { formatWhen } from '../src/domain/calendar.ts';
import { titleOf } from '../src/domain/push.ts';
import { Refusal } from '../src/domain/refusal.ts';
import { type MemberId, nameOf } from '../src/domain/roster.ts';

export default defineCommand({
  words: ['确认代报'],
  alias: 'confirm_reports',
  help: '确认代报',
  does: '一次确认一次活动的全部代报；先列出姓名，回复「确认」以后才计入',
  chapter: '会上考勤',
  from: 'officer',
  args: activityLine,
  run(situation, args) {
    const { branch, people } = situation;
    const reported = activitiesIn(branch, 'open', 'closed').filter(
      (activity) => pendingIn(activity).proxies.length > 0,
    );
    const none = () => new Refusal('no-report', '现在没有等待确认的代报。');
    return forActivity(situation, reported, args, none, (activity) => {
      const { proxies } = pendingIn(activity);
      if (proxies.length === 0) throw none();
      const seen = proxies.map((id) => `${id}${activity.proxies[id]?.online ? ' 线上' : ''}`).join('、');
      if (args.confirmed === seen) {
        return {
          facts: proxies.map((member) => ({
            type: 'proxy-decided' as const,
            activity: activity.id,
            member,
            accepted: true,
          })),
          answer: `已确认 ${proxies.length} 条代报。`,
          activity: activity.id,
        };
      }
      const line = (id: MemberId): string => {
        const proxy = activity.proxies[id];
        const reporter = proxy && proxy.reporter !== id ? `${nameOf(people, proxy.reporter)}报` : '本人事后报';
        return `${nameOf(people, id)}（${proxy?.online ? '线上，' : ''}${reporter}）`;
      };
      return {
        answer: [
          `${formatWhen(activity.start, branch.timeZone)} ${titleOf(activity, people)}有 ${proxies.length} 条代报等待确认：`,
          `${proxies.map(line).join('、')}。`,
          '都在现场或线上见到的，请回复「确认」；有没见到的，请先说「不认代报 姓名」。',
        ].join('\n'),
        privately: true,
        instead: `有 ${proxies.length} 条代报等待确认，请私聊我说「确认代报」查看。`,
        question: [{ words: ['确认'], args: { activity: activity.id, words: '', ...confirmed(seen) } }],
      };
    });
  },
});
