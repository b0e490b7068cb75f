import { defineCommand } from '../src/bot/command.ts';
import { activitiesIn, isOver } from '../src/domain/attendance.ts';
import type { Activity } from '../src/domain/branch.ts';
import { formatWhen } from '../src/domain/calendar.ts';
import { concernText, titleOf } from '../src/domain/push.ts';
import { mayAct, withNames } from '../src/domain/roster.ts';

export default defineCommand({
  words: ['近期', '近期活动'],
  alias: 'upcoming',
  help: '近期',
  does: '查看近期活动',
  chapter: '会前安排',
  from: 'anyone',
  run({ branch, people, speaker, now, addressed }, words) {
    if (words !== '' && !addressed) return {};
    // What nobody opened on its day is no longer coming; who can still register it is told how.
    const isLeft = (activity: Activity): boolean => activity.state === 'planned' && isOver(branch, activity, now);
    const coming = activitiesIn(branch, 'open', 'planned')
      .filter((activity) => !isLeft(activity) || mayAct(speaker.role, 'leader'))
      .slice(0, 10);
    if (coming.length === 0) return { answer: '近期没有安排活动。' };
    const lines = coming.map(
      (activity) =>
        `${formatWhen(activity.start, branch.timeZone)} ${titleOf(activity, people)}，${withNames(activity.place, people)}${activity.concern.scope === 'group' ? '' : `（${concernText(activity.concern)}）`}${activity.state === 'open' ? '，正在签到' : isLeft(activity) ? '，还没有登记，请说「开始签到」补记或「取消活动」' : ''}`,
    );
    return { answer: ['【近期活动】', ...lines].join('\n') };
  },
});
