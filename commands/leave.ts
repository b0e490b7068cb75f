import { answerable } from '../src/bot/answerable.ts';
import {
  type ActivityLine,
  activityLine,
  defineCommand,
  forActivity,
  memberOf,
  type Situation,
} from '../src/bot/command.ts';
import { activitiesIn, concerns } from '../src/domain/attendance.ts';
import type { Activity } from '../src/domain/branch.ts';
import { formatWhen } from '../src/domain/calendar.ts';
import type { Fact } from '../src/domain/entry.ts';
import { askLeave, leaveCategoryOf } from '../src/domain/leave.ts';
import { pushQueue, queueToOfficers, secretaries, whenPolite } from '../src/domain/push.ts';
import { Refusal } from '../src/domain/refusal.ts';

/** What began longer ago than this and was never opened is nothing to ask leave from. */
const begunMs = 6 * 3_600_000;
/** For so long after a closing somebody may still say why they were not there. */
const saidAfterwardsMs = 3 * 24 * 3_600_000;

/** `among`: only these can be meant, by the days that were named; `all` of them once that was chosen. */
type LeaveLine = ActivityLine & { readonly among?: readonly string[]; readonly all?: true };

/** Leave said after the closing is no entry of the member's: an officer hears of it, and records it. */
const afterwards = (situation: Situation, words: string): Fact[] => {
  const { branch, at, now } = situation;
  const member = memberOf(situation);
  const [missed] = activitiesIn(branch, 'closed')
    .filter(({ marks, closedAt }) => marks[member]?.is === 'absent' && (closedAt ?? 0) > at - saidAfterwardsMs)
    .slice(-1);
  if (!missed || missed.leaves[member]) return [];
  const category = leaveCategoryOf(words);
  const mark = `代录 ${missed.id} ⟦${member}⟧ 请假 ${category}`;
  return queueToOfficers(
    branch,
    `⟦${member}⟧在活动结束后说明请假（${category}）：${formatWhen(missed.start, branch.timeZone)} ${missed.kind}。核实以后请说「${mark}」。`,
    now,
    [],
    { says: [mark] },
  );
};

export default defineCommand<LeaveLine>({
  words: ['请假'],
  alias: 'leave',
  help: '请假 [事由]',
  does: '请假；只登记类别（病假、事假、公差、其他），不保存事由',
  chapter: '签到与请假',
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
    ]
      .filter(({ id }) => args.among === undefined || args.among.includes(id))
      .toSorted((a, b) => a.start - b.start);
    const category = leaveCategoryOf(args.words);
    const queue = pushQueue(branch);
    const asked = (activity: Activity): Fact[] => {
      const facts = askLeave(branch, activity, member, category, at);
      const data = { activity: activity.id, member, category };
      return facts.length === 0
        ? []
        : [...facts, ...queue('leave-asked', data, secretaries(branch), whenPolite(branch, now, activity))];
    };
    if (args.all) {
      const facts = candidates.flatMap(asked);
      return {
        facts,
        answer: 'acknowledge',
        toast: `已登记 ${candidates.length} 次活动的请假（${category}），待书记确认；如有误请说「销假」。`,
      };
    }
    if (candidates.length === 0 && args.activity === undefined) {
      const facts = afterwards(situation, args.words);
      const answer = '活动已经结束，已转支委核实，核实以后登记。';
      if (facts.length > 0) return { facts, answer, privately: true, instead: answer };
    }
    const none = () => new Refusal('no-activity', '现在没有可以请假的活动。');
    const outcome = forActivity(situation, candidates, args, none, (activity) => {
      const when = formatWhen(activity.start, branch.timeZone);
      if (args.unsure) {
        const known = activity.leaves[member] ?? activity.marks[member];
        if (known) return {};
        return {
          answer: `是要为${when}的${activity.kind}请假吗？回复「是」即登记。`,
          question: [{ words: ['是', '是的', '对'], args: { activity: activity.id, words: args.words } }],
        };
      }
      const facts = asked(activity);
      const approved = activity.leaves[member]?.state === 'approved';
      return {
        facts,
        answer: 'acknowledge',
        toast: approved ? '这次请假已经批准。' : `已登记请假（${category}）：${when}，待书记确认；如有误请说「销假」。`,
      };
    });
    const { question } = outcome;
    if (!question || question.length < 2) return outcome;
    return {
      ...outcome,
      answer: `${outcome.answer}\n都请假请回复「全部」。`,
      question: [...question, { words: ['全部', '都请假'], args: { ...args, unsure: false, all: true } }],
    };
  },
});
