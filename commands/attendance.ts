import { activityLine, defineCommand, forActivity, mayLead } from '../src/bot/command.ts';
import { activitiesIn, pendingIn, rate, shouldAttend, tally } from '../src/domain/attendance.ts';
import { formatWhen, localDate } from '../src/domain/calendar.ts';
import { countsLine, titleOf } from '../src/domain/push.ts';
import { quorum, quorumLine } from '../src/domain/quorum.ts';
import { Refusal } from '../src/domain/refusal.ts';
import { nameOf } from '../src/domain/roster.ts';

export default defineCommand({
  words: ['考勤'],
  alias: 'attendance',
  help: '考勤',
  does: '查看当前到会情况、待定事项和法定人数；名单只在私聊里给支委',
  chapter: '会上考勤',
  from: 'leader',
  args: activityLine,
  run(situation, args) {
    const { branch, people, now } = situation;
    const today = localDate(now, branch.timeZone);
    const mine = activitiesIn(branch, 'planned', 'open', 'closed').filter((activity) => mayLead(situation, activity));
    const open = mine.filter(({ state }) => state === 'open');
    const todays = mine.filter(({ start, state }) => state === 'closed' && localDate(start, branch.timeZone) === today);
    const closed = mine.filter(({ state }) => state === 'closed').slice(-1);
    const shown = [open, todays, closed, mine.slice(0, 1)].find((list) => list.length > 0) ?? [];
    const none = () => new Refusal('no-activity', '还没有可以查看考勤的活动。');
    return forActivity(situation, shown, args, none, (activity) => {
      if (!mayLead(situation, activity)) throw none();
      const counts = tally(branch, activity);
      const ids = shouldAttend(branch, activity);
      const names = (list: readonly string[]): string => list.map((id) => nameOf(people, id)).join('、');
      const leaves = ids.filter((id) => activity.marks[id]?.is === 'leave');
      const rest = ids.filter((id) => activity.marks[id]?.is !== 'present' && activity.marks[id]?.is !== 'leave');
      const late = Object.keys(activity.announcedLate).filter((id) => rest.includes(id));
      const pending = pendingIn(activity);
      const isClosed = activity.state === 'closed';
      const lines = [
        `【考勤】${titleOf(activity, people)}，${formatWhen(activity.start, branch.timeZone)}`,
        `应到 ${counts.should}，实到 ${counts.present}（线上 ${counts.online}），请假 ${counts.leave}，${isClosed ? `缺席 ${counts.absent}` : `未登记 ${counts.open}`}。`,
        `到会率 ${rate(counts.present, counts.should)}，出勤率（请假不计）${rate(counts.present, counts.should - counts.leave)}。`,
        quorumLine(quorum(branch, activity)),
        ...(leaves.length > 0
          ? [
              `请假：${leaves.map((id) => `${nameOf(people, id)}（${activity.marks[id]?.category ?? '其他'}）`).join('、')}。`,
            ]
          : []),
        ...(pending.leaves.length > 0 ? [`请假未定：${names(pending.leaves)}。`] : []),
        ...(pending.proxies.length > 0 ? [`代报未确认：${names(pending.proxies)}。`] : []),
        ...(late.length > 0 ? [`说明晚到：${names(late)}。`] : []),
        ...(rest.length > 0 ? [`${isClosed ? '缺席' : '未登记'}：${names(rest)}。`] : []),
      ];
      return {
        answer: lines.join('\n'),
        privately: true,
        instead: `${countsLine(branch, activity)}${quorumLine(quorum(branch, activity))}名单请私聊我说「考勤」查看。`,
      };
    });
  },
});
