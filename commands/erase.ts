import {
  type Confirmed,
  confirmed,
  defineCommand,
  isConfirmed,
  type Outcome,
  type Situation,
} from '../src/bot/command.ts';
import { personNamed } from '../src/bot/named.ts';
import { allActivities } from '../src/domain/attendance.ts';
import { formatWhen } from '../src/domain/calendar.ts';
import { queueToOfficers } from '../src/domain/push.ts';
import { withoutGuest } from '../src/domain/record-erase.ts';
import { Refusal } from '../src/domain/refusal.ts';
import { idsCalled, type MemberId, memberIdSchema, nameOf } from '../src/domain/roster.ts';

/** Also somebody who has left the branch: what is kept of a person is theirs to have erased. */
const oneself = ({ people, speaker }: Situation): MemberId => {
  const bound = people.accounts[speaker.account];
  const me = speaker.member ?? bound?.member;
  if (me === undefined) throw new Refusal('not-on-roster', '名册里还没有对应到您，没有可以删除的资料。');
  if (speaker.role === 'named' || bound?.trust === 'name') {
    throw new Refusal('not-confirmed', '您的账号还没有经支委确认，请先说「我是 姓名」，确认以后再试。');
  }
  return me;
};

const mostShown = 5;

/** Somebody the records name who was never on the roster: the lines say 某同志 from then on. Undefined where none does. */
const ofGuest = ({ branch, book }: Situation, args: string | Confirmed): Outcome | undefined => {
  const name = isConfirmed(args) ? args.confirmed : args.trim();
  if (name.length < 2 || name.length > 20) return undefined;
  const { lines, facts } = withoutGuest(branch, book, name);
  if (lines.length === 0) return undefined;
  if (isConfirmed(args)) return { facts, answer: '已改写为「某同志」。', privately: true };
  const shown = lines.slice(0, mostShown).map(({ activity, no }) => `${activity} 第 ${no} 条`);
  return {
    answer: `名册里没有「${name}」，今年的会议记录里有 ${lines.length} 条写有这几个字：${shown.join('、')}${lines.length > mostShown ? '等' : ''}。将改写为「某同志」，以后的记录和手册里不再出现；台账只增不改，原来的条目仍留在账册里。请核对以后回复「确认删除」。`,
    privately: true,
    question: [{ words: ['确认删除'], args: confirmed(name) }],
  };
};

export default defineCommand<string | Confirmed>({
  words: ['删除我的资料', '删除资料'],
  alias: 'erase',
  help: '删除我的资料',
  does: '申请删除本人资料；书记说「删除资料 姓名」确认，人数统计保留',
  chapter: '本人记录与资料',
  from: 'anyone',
  reads: 'book',
  run(situation, args) {
    const { branch, people, speaker, now, word } = situation;
    const me = oneself(situation);
    if (word === '删除资料' || isConfirmed(args)) {
      if (speaker.role !== 'secretary')
        throw new Refusal('not-permitted', '删除资料由书记确认；如要删除本人资料，请说「删除我的资料」。');
      const isOnRoster = isConfirmed(args)
        ? memberIdSchema.safeParse(args.confirmed).success
        : idsCalled(people, args.trim()).length > 0;
      const guest = isOnRoster ? undefined : ofGuest(situation, args);
      if (guest) return guest;
      const member = isConfirmed(args) ? args.confirmed : personNamed(situation, args);
      const name = nameOf(people, member);
      if (!branch.preferences[member]?.erasureAsked && member in branch.members) {
        throw new Refusal('not-asked', `${name}没有提出申请。需要删除时，请本人先说「删除我的资料」。`);
      }
      if (!isConfirmed(args)) {
        const kept = allActivities(branch).filter(({ marks }) => marks[member]).length;
        return {
          answer: `将删除${name}的姓名、账号和入党月日，并移出名册；${kept} 次活动的人数统计保留，不再显示姓名。删除后不能恢复，请回复「确认删除」。`,
          privately: true,
          question: [{ words: ['确认删除'], args: confirmed(member) }],
        };
      }
      return {
        facts: [{ type: 'member-erased', member }],
        people: [{ forget: member }],
        answer: '已删除，人数统计保留。',
        privately: true,
      };
    }
    if (args !== '') return {};
    if (me === 'founder') throw new Refusal('not-on-roster', '名册里还没有对应到您，没有可以删除的资料。');
    const already = branch.preferences[me]?.erasureAsked;
    return {
      facts: already
        ? []
        : [
            { type: 'preference-set', member: me, preference: 'erasureAsked', on: true },
            ...queueToOfficers(
              branch,
              `⟦${me}⟧于${formatWhen(now, branch.timeZone)}申请删除本人资料。请说「删除资料 ⟦${me}⟧」确认。`,
              now,
              [],
              { says: [`删除资料 ⟦${me}⟧`] },
            ),
          ],
      answer: '已转书记确认，确认后删除您的姓名、账号等资料，只保留人数统计。',
      privately: true,
      instead: '已转书记确认。',
    };
  },
});
