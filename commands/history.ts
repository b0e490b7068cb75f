import { defineCommand, memberOf, mentions, type Outcome, type Situation } from '../src/bot/command.ts';
import { memberNamed } from '../src/bot/named.ts';
import { activityById, allActivities } from '../src/domain/attendance.ts';
import type { Activity } from '../src/domain/branch.ts';
import { formatWhen } from '../src/domain/calendar.ts';
import { historyOf, type Subject, titlesOf } from '../src/domain/history.ts';
import { titleOf } from '../src/domain/push.ts';
import { Refusal } from '../src/domain/refusal.ts';
import { idsCalled, mayAct, nameOf, withNames } from '../src/domain/roster.ts';

/** More than this nobody reads in a chat; the newest are the ones in question. */
const shown = 40;

/** 「A12」, or the latest activity of the kind that the words name. */
const activityMeant = ({ branch, now }: Situation, words: string): Activity | undefined => {
  const id = words.toUpperCase();
  if (/^A\d+$/u.test(id)) {
    const named = activityById(branch, id);
    if (!named) throw new Refusal('no-activity', `没有活动 ${id}，活动编号请看「近期」或「台账」。`);
    return named;
  }
  const named = allActivities(branch)
    .filter((activity) => mentions(activity, words))
    .toSorted((a, b) => a.start - b.start);
  return named.findLast(({ start }) => start <= now) ?? named[0];
};

const told = (situation: Situation, title: string, subject: Subject): Outcome => {
  const { branch, people, presets, schedules, book } = situation;
  const lines = historyOf(book, subject, { timeZone: branch.timeZone, titles: titlesOf(presets, schedules) });
  const earlier = lines.length - shown;
  return {
    answer: [
      `【经过】${title}`,
      ...(lines.length === 0 ? ['今年的台账里还没有记录。'] : []),
      ...(earlier > 0 ? [`更早的 ${earlier} 条没有列出。`] : []),
      ...lines.slice(-shown).map(({ text }) => withNames(text, people)),
    ].join('\n'),
    privately: true,
    instead: '经过只能私聊查看，请先打开与我的私聊，再说一次。',
  };
};

export default defineCommand({
  words: ['经过'],
  alias: 'history',
  help: '经过 [姓名或活动]',
  does: '逐条查看本人今年的记录是怎样登记和更正的，只发给本人；支委可以写姓名、活动编号或种类',
  chapter: '本人记录与资料',
  from: 'member',
  reads: 'book',
  run(situation, words) {
    const { branch, people, speaker, addressed } = situation;
    const me = memberOf(situation);
    const line = words.trim();
    if (line === '' || idsCalled(people, line).includes(me)) return told(situation, nameOf(people, me), { member: me });
    const isOfficer = mayAct(speaker.role, 'officer');
    // 「经过 大家的努力」 is said by people to each other.
    if (!isOfficer && !addressed) return {};
    if (!isOfficer) throw new Refusal('not-permitted', '别人和活动的经过由支委查看；看自己的请说「经过」。');
    const activity = activityMeant(situation, line);
    if (activity) {
      const title = `${formatWhen(activity.start, branch.timeZone)} ${titleOf(activity, people)}（${activity.id}）`;
      return told(situation, title, { activity: activity.id });
    }
    if (!addressed && idsCalled(people, line).length === 0) return {};
    const member = memberNamed(situation, line);
    return told(situation, nameOf(people, member), { member });
  },
});
