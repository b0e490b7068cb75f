import { answerable } from '../src/bot/answerable.ts';
import { activityLine, defineCommand, forActivity, memberOf } from '../src/bot/command.ts';
import { waits, waitsForOfficer } from '../src/bot/texts.ts';
import { checkIn } from '../src/domain/attendance.ts';
import { Refusal } from '../src/domain/refusal.ts';

export default defineCommand({
  words: ['签到'],
  shortWords: ['到', '1', '报到'],
  alias: 'checkin',
  help: '签到',
  does: '登记到会',
  chapter: '签到与请假',
  from: 'named',
  args: activityLine,
  run(situation, args) {
    const { branch, at, word } = situation;
    const member = memberOf(situation);
    // 到 and 1 are words of every conversation; they count only if a check-in was open for this person.
    const open = answerable(situation, member);
    const wasOpen = open.some(({ state, closedAt }) => state === 'open' || at <= (closedAt ?? 0));
    if (word !== '签到' && word !== 'checkin' && !wasOpen) return {};
    if (args.words !== '' && !situation.addressed && !open.some(({ kind }) => args.words.includes(kind))) return {};
    return forActivity(
      situation,
      open,
      args,
      () => new Refusal('not-open', '现在没有开放的签到。'),
      (activity) => {
        const facts = checkIn(branch, activity, member, at);
        // A mark of acknowledgement would say more than is true.
        if (waits(activity, member, facts)) return { facts, ...waitsForOfficer };
        const again = facts.length === 0 && activity.marks[member]?.is === 'present';
        return {
          facts,
          answer: 'acknowledge',
          toast: again ? '您已经签到，不需要重复。' : '签到成功。',
          activity: activity.id,
          receiptFor: member,
        };
      },
    );
  },
});
