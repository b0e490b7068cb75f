import { defineCommand } from '../src/bot/command.ts';
import { activitiesIn, doubtful, isInDoubt, pendingIn } from '../src/domain/attendance.ts';
import { formatWhen } from '../src/domain/calendar.ts';
import { titleOf } from '../src/domain/push.ts';
import { type MemberId, nameOf } from '../src/domain/roster.ts';

export default defineCommand({
  words: ['待定', '待定事项'],
  alias: 'pending',
  help: '待定',
  does: '一次看清哪些请假、代报、账号、删除申请和没有人签到的活动还等支委决定，只在私聊里给支委',
  chapter: '会上考勤',
  from: 'officer',
  run({ branch, people, addressed, now }, words) {
    if (words !== '' && !addressed) return {};
    const list = (ids: readonly MemberId[], about: (id: MemberId) => string): string =>
      ids.map((id) => `${nameOf(people, id)}${about(id)}`).join('、');
    const ofActivities = activitiesIn(branch, 'planned', 'open', 'closed').flatMap((activity) => {
      const { leaves, proxies } = pendingIn(activity);
      // Leave from what may not have been held need not be decided.
      if (isInDoubt(activity) || leaves.length + proxies.length === 0) return [];
      const category = (id: MemberId): string => `（${activity.leaves[id]?.category ?? '其他'}）`;
      const reporter = (id: MemberId): string => {
        const by = activity.proxies[id]?.reporter;
        return by === undefined || by === id ? '（本人事后报）' : `（${nameOf(people, by)}报）`;
      };
      return [
        `${formatWhen(activity.start, branch.timeZone)} ${titleOf(activity, people)}（${activity.id}）`,
        ...(leaves.length > 0 ? [`  请假待批：${list(leaves, category)}。请说「准假 姓名」或「不准假 姓名」。`] : []),
        ...(proxies.length > 0
          ? [`  代报待确认：${list(proxies, reporter)}。请说「确认代报」或「不认代报 姓名」。`]
          : []),
      ];
    });
    const claimed = [...new Set(Object.values(people.claims))].filter((id) => id in branch.members);
    const erasing = branch.roster.filter((id) => branch.preferences[id]?.erasureAsked);
    const inDoubt = doubtful(branch, now).map(
      (activity) =>
        `${formatWhen(activity.start, branch.timeZone)} ${titleOf(activity, people)}没有人签到，是没有开吗？没有开请说「取消活动 ${activity.id}」；开过请说「全到除 ${activity.id} 姓名」或「代录 ${activity.id} 姓名」。`,
    );
    const lines = [
      ...ofActivities,
      ...inDoubt,
      ...(claimed.length > 0 ? [`账号待确认：${list(claimed, () => '')}。核对是本人后请说「确认绑定 姓名」。`] : []),
      ...(erasing.length > 0 ? [`申请删除资料：${list(erasing, () => '')}。请书记说「删除资料 姓名」。`] : []),
    ];
    return {
      answer: lines.length === 0 ? '没有等待决定的事项。' : ['【待定】', ...lines].join('\n'),
      privately: true,
      instead: '待定的事项只能私聊查看，请先打开与我的私聊，再说「待定」。',
    };
  },
});
