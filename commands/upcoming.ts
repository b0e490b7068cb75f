import { defineCommand } from '../src/bot/command.ts';
import { activitiesIn } from '../src/domain/attendance.ts';
import { formatWhen } from '../src/domain/calendar.ts';
import { concernText, titleOf } from '../src/domain/push.ts';
import { withNames } from '../src/domain/roster.ts';

export default defineCommand({
  words: ['近期', '近期活动'],
  alias: 'upcoming',
  help: '近期',
  does: '查看近期活动',
  from: 'anyone',
  run({ branch, people, addressed }, words) {
    if (words !== '' && !addressed) return {};
    const coming = activitiesIn(branch, 'open', 'planned').slice(0, 10);
    if (coming.length === 0) return { answer: '近期没有安排活动。' };
    const lines = coming.map(
      (activity) =>
        `${formatWhen(activity.start, branch.timeZone)} ${titleOf(activity, people)}，${withNames(activity.place, people)}${activity.concern.scope === 'group' ? '' : `（${concernText(activity.concern)}）`}${activity.state === 'open' ? '，正在签到' : ''}`,
    );
    return { answer: ['【近期活动】', ...lines].join('\n') };
  },
});
