import { defineCommand } from '../src/bot/command.ts';
import { aheadLine, pushesAhead } from '../src/bot/preview.ts';
import type { Branch } from '../src/domain/branch.ts';
import { addDays, endOfDay, formatWhen, localDate } from '../src/domain/calendar.ts';
import { type People, withNames } from '../src/domain/roster.ts';

const days = 31;

/** What was given up in the last fortnight, so that nobody has to find it in a chat. */
const unsentLines = (branch: Branch, people: People): string[] =>
  branch.unsent.length === 0
    ? []
    : [
        '近两周没有送达的推送，请确认已另行告知：',
        ...branch.unsent.map(
          ({ push, at, what }) => `${formatWhen(at, branch.timeZone)} ${withNames(what, people)}（编号 ${push}）`,
        ),
      ];

export default defineCommand({
  words: ['日程', '推送日程'],
  alias: 'schedule',
  help: '日程',
  does: '查看今后31天将要推送什么、何时推送给谁，以及没有送达的推送，只在私聊里给支委',
  chapter: '会前安排',
  from: 'officer',
  run({ branch, people, now, addressed, schedules, guidance, holidays, presets }, words) {
    if (words !== '' && !addressed) return {};
    const until = endOfDay(addDays(localDate(now, branch.timeZone), days), branch.timeZone);
    const almanac = { guidance, holidays, presets };
    const ahead = pushesAhead({ branch, people, schedules, almanac, now, until });
    const lines = [...new Set(ahead.map((one) => aheadLine(branch, people, one)))];
    return {
      answer: [
        ...(lines.length === 0
          ? [`今后${days}天没有要推送的内容。`]
          : [`【日程】今后${days}天将要推送：`, ...lines, '活动或清单有变动时，日程随之变动。']),
        ...unsentLines(branch, people),
      ].join('\n'),
      privately: true,
      instead: '日程只能私聊查看，请先打开与我的私聊，再说「日程」。',
    };
  },
});
