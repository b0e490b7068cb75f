import { activitiesIn } from '../domain/attendance.ts';
import type { Activity } from '../domain/branch.ts';
import { localDate } from '../domain/calendar.ts';
import type { DocumentFormat } from '../domain/document.ts';
import { Refusal } from '../domain/refusal.ts';
import { type ActivityLine, forActivity, mayLead, mentions, type Outcome, type Situation } from './command.ts';
import { formatIn } from './format-named.ts';

/** 「12月3日」, 「12-3」 or 「2026-12-03」 among the words, as the end of a date. */
const dayIn = (words: string): string | undefined => {
  const found = /(?:(\d{4})\s*[-/年]\s*)?(\d{1,2})\s*[-/月]\s*(\d{1,2})/u.exec(words.normalize('NFKC'));
  const two = (text = ''): string => text.padStart(2, '0');
  return found ? `${found[1] === undefined ? '' : `${found[1]}-`}${two(found[2])}-${two(found[3])}` : undefined;
};

/**
 * Runs `then` for the activity whose form is wanted: named by its id, day or kind, else the open one, today's, or the
 * latest or (where `ahead`) next, and the format asked for. Of several it asks which; a 党小组长 gets the own group's alone. Refuses with no-activity.
 */
export const forActivityNamed = (
  situation: Situation,
  args: ActivityLine,
  then: (activity: Activity, date: string, format: { readonly format?: DocumentFormat }) => Outcome,
  word: string,
  { ahead = true }: { readonly ahead?: boolean } = {},
): Outcome => {
  const { branch, now } = situation;
  const { format, words } = formatIn(args.words);
  const dateOf = ({ start }: Activity): string => localDate(start, branch.timeZone);
  const mine = activitiesIn(branch, 'planned', 'open', 'closed').filter((activity) => mayLead(situation, activity));
  const none = () => new Refusal('no-activity', `没有找到这次活动，请写明种类或日期，例如：${word} 12月3日。`);
  const day = dayIn(words);
  const meant = mine.filter((activity) =>
    day === undefined ? mentions(activity, words) : dateOf(activity).endsWith(day),
  );
  if (args.activity === undefined && words !== '' && meant.length === 0) throw none();
  const open = mine.filter(({ state }) => state === 'open');
  const todays = mine.filter((activity) => dateOf(activity) === localDate(now, branch.timeZone));
  const latest = mine.filter(({ state }) => state === 'closed').slice(-1);
  const next = ahead ? mine.filter(({ state }) => state === 'planned').slice(0, 1) : [];
  const shown = [meant.slice(-9), open, todays, [...latest, ...next]].find((list) => list.length > 0) ?? [];
  return forActivity(situation, shown, args, none, (activity) => {
    if (!mayLead(situation, activity)) throw none();
    return then(activity, dateOf(activity), format);
  });
};
