import { forActivityNamed } from '../src/bot/activity-named.ts';
import { activityLine, defineCommand, mentions } from '../src/bot/command.ts';
import { formatIn } from '../src/bot/format-named.ts';
import { periodNamed } from '../src/bot/period-named.ts';
import { activitiesIn } from '../src/domain/attendance.ts';
import { localDate } from '../src/domain/calendar.ts';
import { Refusal } from '../src/domain/refusal.ts';

export default defineCommand({
  words: ['台账', '考勤台账', '台帐'],
  alias: 'ledger',
  help: '台账 [月份、季度或年份] [pdf]',
  does: '私聊发来考勤台账：每次活动谁到会、请假、缺席，以及各项人数和到会率；写明一次活动的，发来那一次的表',
  chapter: '报表',
  from: 'officer',
  args: activityLine,
  run(situation, args) {
    const { branch, now } = situation;
    const { format, words } = formatIn(args.words);
    const period = args.activity === undefined ? periodNamed(words, localDate(now, branch.timeZone)) : undefined;
    if (period !== undefined) return { document: { kind: 'ledger', period, ...format } };
    const isActivity =
      args.activity !== undefined ||
      /\d\s*[-/月]\s*\d/u.test(words.normalize('NFKC')) ||
      activitiesIn(branch, 'planned', 'open', 'closed').some((activity) => mentions(activity, words));
    if (!isActivity) {
      throw new Refusal('no-period', `没有看懂「${words.slice(0, 20)}」，请写成 12月、2026-12 或 四季度。`);
    }
    return forActivityNamed(
      situation,
      args,
      ({ id }, date, as) => ({
        document: { kind: 'sign-in', activity: id, year: Number(date.slice(0, 4)), ...as },
      }),
      '台账',
    );
  },
});
