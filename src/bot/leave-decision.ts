import { activitiesIn } from '../domain/attendance.ts';
import { leaveCategories } from '../domain/branch.ts';
import { formatWhen } from '../domain/calendar.ts';
import { decideLeave } from '../domain/leave.ts';
import { pushQueue } from '../domain/push.ts';
import { keptTitle } from '../domain/push-title.ts';
import { Refusal } from '../domain/refusal.ts';
import { accountsOf, nameOf } from '../domain/roster.ts';
import { activityLine, forActivity, type Outcome, type Situation } from './command.ts';
import { memberAndRest } from './named.ts';

/** 准假 and 不准假: for the one activity this member asked leave for; the member is told in private where possible. */
export const decide = (situation: Situation, line: unknown, approved: boolean): Outcome => {
  const { branch, people } = situation;
  const { activity: id, words } =
    typeof line === 'string' ? activityLine.parse(line) : (line as { activity: string; words: string });
  const { member, rest } = memberAndRest(situation, words);
  const category = leaveCategories.find((one) => one === rest);
  if (rest !== '' && category === undefined) {
    throw new Refusal(
      'unknown-category',
      `没有看懂「${rest.slice(0, 20)}」，类别可以写：${leaveCategories.join('、')}。`,
    );
  }
  const asked = activitiesIn(branch, 'planned', 'open', 'closed').filter(({ leaves }) => leaves[member]);
  const undecided = asked.filter(({ leaves }) => leaves[member]?.state === 'asked');
  const candidates = undecided.length > 0 ? undecided : asked.slice(-1);
  const name = nameOf(people, member);
  const none = () =>
    new Refusal('no-leave', `${name}没有请假记录${approved ? `，需要时请用「代录 ${name} 请假」` : '，不需要处理'}。`);
  return forActivity(situation, candidates, { activity: id, words }, none, (activity) => {
    const facts = decideLeave(activity, member, approved, category);
    const reachable = accountsOf(people, member).some((account) => people.accounts[account]?.trust === 'confirmed');
    const when = formatWhen(activity.start, branch.timeZone);
    const told =
      facts.length > 0 && reachable
        ? pushQueue(branch)(
            'officer-line',
            {
              text: approved
                ? `您的请假已同意：${when} ${keptTitle(activity)}。`
                : `您的请假没有获得同意：${when} ${keptTitle(activity)}。如有困难请直接联系书记。`,
            },
            [member],
          )
        : [];
    return {
      facts: [...facts, ...told],
      answer: facts.length === 0 ? '这条请假已经这样决定，没有变化。' : 'acknowledge',
      toast: approved ? `已准假：${name}。` : `已记为不准假：${name}。`,
    };
  });
};
