import { checkIn, pendingIn, reportProxy, shouldAttend } from '../domain/attendance.ts';
import type { Branch } from '../domain/branch.ts';
import { Refusal } from '../domain/refusal.ts';
import { type MemberId, nameOf } from '../domain/roster.ts';
import { numberOf } from '../domain/understand/numbers.ts';
import { answerable } from './answerable.ts';
import { type ActivityLine, defineCommand, forActivity, memberOf, type Situation } from './command.ts';
import { membersNamed } from './named.ts';

/** 「二组8人到齐」 and 「二组除李四外都到」 as they were understood; `words` are the names of who is not there. */
export type GroupReport = ActivityLine & { readonly group: string; readonly count: number | undefined };

const numberIn = (group: string): number | undefined =>
  numberOf(/[一二三四五六七八九十\d]{1,3}/u.exec(group.normalize('NFKC'))?.[0] ?? '');

/** The 党小组 of the roster that 「二组」 or 「第2党小组」 means. */
const groupMeant = (branch: Branch, said: string): string | undefined => {
  const groups = [
    ...new Set(Object.values(branch.members).flatMap(({ group }) => (group === undefined ? [] : [group]))),
  ];
  const number = numberIn(said);
  return (
    groups.find((group) => group === said) ?? groups.find((group) => number !== undefined && numberIn(group) === number)
  );
};

const mayReport = ({ branch, speaker }: Situation, me: MemberId, group: string): boolean =>
  speaker.role !== 'leader' || branch.members[me]?.group === group;

/** A 党小组 reported as there waits for 确认代报, one entry for each other member: nobody is counted by a headcount. */
export const reportGroup = defineCommand<GroupReport>({
  words: ['本组到会'],
  alias: 'report_group',
  help: '本组到会',
  does: '党小组长报告本组到会的同志',
  chapter: '会上考勤',
  from: 'leader',
  run(situation, args) {
    const { branch, people } = situation;
    const me = memberOf(situation);
    const group = groupMeant(branch, args.group);
    if (group === undefined) throw new Refusal('unknown-group', `名册里没有「${args.group}」，请核对党小组的名称。`);
    if (!mayReport(situation, me, group)) {
      throw new Refusal('own-group-only', '党小组长只能报告本党小组的到会情况。');
    }
    if (args.words === '(somebody)') {
      return { answer: `${group}哪一位没有到？请写上姓名，例如：${group}除张三外都到了。` };
    }
    const except = membersNamed(situation, args.words.replaceAll('、', ' '));
    const none = () => new Refusal('not-open', '现在没有开放的签到。');
    return forActivity(situation, answerable(situation, me), args, none, (activity) => {
      const members = shouldAttend(branch, activity).filter((id) => branch.members[id]?.group === group);
      const outside = except.filter((id) => !members.includes(id));
      if (outside.length > 0) {
        throw new Refusal(
          'not-in-group',
          `${outside.map((id) => nameOf(people, id)).join('、')}不在${group}，请核对。`,
        );
      }
      const here = members.filter((id) => !except.includes(id) && activity.marks[id]?.is !== 'leave');
      if (args.count !== undefined && args.count !== here.length) {
        return {
          answer: `${group}按名册应有 ${here.length} 人到会，您说的是 ${args.count} 人，没有登记。请说明哪位没有到，例如：${group}除张三外都到了。`,
        };
      }
      // Of oneself one's own word is enough.
      const facts = here.flatMap((id) =>
        id === me ? checkIn(branch, activity, me, situation.at) : reportProxy(branch, activity, id),
      );
      const reported = facts.flatMap((fact) => (fact.type === 'proxy-reported' ? [fact.member] : []));
      const waiting = new Set([...pendingIn(activity).proxies, ...reported]);
      const counted = here.filter((id) => waiting.has(id)).length;
      const answer =
        counted === 0
          ? `${group}到会的同志都已经登记。`
          : `已记${group} ${counted} 人到会待确认，由支委说「确认代报」后计入。`;
      return { facts, answer, activity: activity.id };
    });
  },
});
