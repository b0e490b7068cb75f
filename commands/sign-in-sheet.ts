import { activityLine, defineCommand, forActivity, mayLead, mentions } from '../src/bot/command.ts';
import { formatIn } from '../src/bot/format-named.ts';
import { activitiesIn } from '../src/domain/attendance.ts';
import type { Activity } from '../src/domain/branch.ts';
import { localDate } from '../src/domain/calendar.ts';
import { Refusal } from '../src/domain/refusal.ts';

/** 「12月3日」, 「12-3」 or 「2026-12-03」 among the words, as the end of a date. */
const dayIn = (words: string): string | undefined => {
  const found = /(?:(\d{4})\s*[-/年]\s*)?(\d{1,2})\s*[-/月]\s*(\d{1,2})/u.exec(words.normalize('NFKC'));
  const two = (text = ''): string => text.padStart(2, '0');
  return found ? `${found[1] === undefined ? '' : `${found[1]}-`}${two(found[2])}-${two(found[3])}` : undefined;
};

export default defineCommand({
  words: ['签到表'],
  alias: 'signin_sheet',
  help: '签到表 [活动] [pdf]',
  does: '私聊发来一次活动的签到表：会前是供签名的空表，结束后带签到时间；可以写种类或日期',
  from: 'leader',
  args: activityLine,
  run(situation, args) {
    const { format, words } = formatIn(args.words);
    const { branch, now } = situation;
    const dateOf = ({ start }: Activity): string => localDate(start, branch.timeZone);
    const mine = activitiesIn(branch, 'planned', 'open', 'closed').filter((activity) => mayLead(situation, activity));
    const none = () => new Refusal('no-activity', '没有找到这次活动，请写明种类或日期，例如：签到表 12月3日。');
    const day = dayIn(words);
    const meant = mine.filter((activity) =>
      day === undefined ? mentions(activity, words) : dateOf(activity).endsWith(day),
    );
    if (args.activity === undefined && words !== '' && meant.length === 0) throw none();
    const open = mine.filter(({ state }) => state === 'open');
    const todays = mine.filter((activity) => dateOf(activity) === localDate(now, branch.timeZone));
    const latest = mine.filter(({ state }) => state === 'closed').slice(-1);
    const next = mine.filter(({ state }) => state === 'planned').slice(0, 1);
    const shown = [meant.slice(-9), open, todays, [...latest, ...next]].find((list) => list.length > 0) ?? [];
    return forActivity(situation, shown, args, none, (activity) => {
      if (!mayLead(situation, activity)) throw none();
      const year = Number(dateOf(activity).slice(0, 4));
      return { document: { kind: 'sign-in', activity: activity.id, year, ...format } };
    });
  },
});
