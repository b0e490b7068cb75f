import { answerable } from '../src/bot/answerable.ts';
import { activityLine, defineCommand, forActivity, memberOf } from '../src/bot/command.ts';
import { activitiesIn, concerns } from '../src/domain/attendance.ts';
import { formatWhen } from '../src/domain/calendar.ts';
import { askLeave, leaveCategoryOf } from '../src/domain/leave.ts';
import { pushQueue, secretaries, whenPolite } from '../src/domain/push.ts';
import { Refusal } from '../src/domain/refusal.ts';

/** What began longer ago than this and was never opened is nothing to ask leave from. */
const begunMs = 6 * 3_600_000;

export default defineCommand({
  words: ['请假'],
  alias: 'leave',
  help: '请假 [事由]',
  does: '请假；只登记类别（病假、事假、公差、其他），不保存事由',
  from: 'named',
  args: activityLine,
  run(situation, args) {
    const { branch, at, now } = situation;
    const member = memberOf(situation);
    const candidates = [
      ...activitiesIn(branch, 'planned').filter(
        (activity) => concerns(branch, activity, member) && activity.start > at - begunMs,
      ),
      ...answerable(situation, member).filter(({ state, closedAt }) => state === 'open' || at <= (closedAt ?? 0)),
    ];
    const category = leaveCategoryOf(args.words);
    const none = () => new Refusal('no-activity', '现在没有可以请假的活动。');
    return forActivity(situation, candidates, args, none, (activity) => {
      if (args.unsure) {
        const known = activity.leaves[member] ?? activity.marks[member];
        if (known) return {};
        return {
          answer: `是要为${formatWhen(activity.start, branch.timeZone)}的${activity.kind}请假吗？回复「是」即登记。`,
          question: [{ words: ['是', '是的', '对'], args: { activity: activity.id, words: args.words } }],
        };
      }
      const facts = askLeave(branch, activity, member, category, at);
      const when = formatWhen(activity.start, branch.timeZone);
      const toOfficers =
        facts.length === 0
          ? []
          : pushQueue(branch)(
              'leave-asked',
              { activity: activity.id, member, category },
              secretaries(branch),
              whenPolite(branch, now, activity),
            );
      const approved = activity.leaves[member]?.state === 'approved';
      return {
        facts: [...facts, ...toOfficers],
        answer: 'acknowledge',
        toast: approved ? '这次请假已经批准。' : `已登记请假（${category}）：${when}，待书记确认；如有误请说「销假」。`,
      };
    });
  },
});
