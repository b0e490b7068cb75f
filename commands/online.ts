import { answerable } from '../src/bot/answerable.ts';
import { activityLine, defineCommand, forActivity, memberOf } from '../src/bot/command.ts';
import { waits, waitsForOfficer } from '../src/bot/texts.ts';
import { checkIn } from '../src/domain/attendance.ts';
import { Refusal } from '../src/domain/refusal.ts';

export default defineCommand({
  words: ['线上签到'],
  alias: 'online',
  help: '线上签到',
  does: '登记线上参加（书记允许线上的活动）',
  chapter: '签到与请假',
  from: 'member',
  args: activityLine,
  run(situation, args) {
    const member = memberOf(situation);
    const none = () => new Refusal('not-open', '现在没有开放的签到。');
    return forActivity(situation, answerable(situation, member), args, none, (activity) => {
      const facts = checkIn(situation.branch, activity, member, situation.at, { online: true });
      if (waits(activity, member, facts)) return { facts, ...waitsForOfficer };
      return {
        facts,
        answer: 'acknowledge',
        toast: '线上签到成功。',
        activity: activity.id,
        receiptFor: member,
      };
    });
  },
});
