import { activityLine, defineCommand, forActivity, mayLead, memberOf } from '../src/bot/command.ts';
import { membersNamed } from '../src/bot/named.ts';
import { activitiesIn, isInDoubt, pendingIn, recordAllExcept } from '../src/domain/attendance.ts';
import { Refusal } from '../src/domain/refusal.ts';
import { nameOf } from '../src/domain/roster.ts';

export default defineCommand({
  words: ['全到除', '全到'],
  alias: 'mark_all',
  help: '全到除 姓名…',
  does: '除写明的同志外，其余还没有登记的都记为到会',
  chapter: '会上考勤',
  from: 'leader',
  args: activityLine,
  run(situation, args) {
    const { branch, people, word } = situation;
    const officer = memberOf(situation);
    if (word === '全到除' && args.words === '')
      throw new Refusal('no-name', '请写明没有到的同志，例如：全到除 张三 李四；都到了请说「全到」。');
    if (word === '全到' && args.words !== '') return {};
    const except = membersNamed(situation, args.words);
    const open = activitiesIn(branch, 'open').filter((activity) => mayLead(situation, activity));
    const doubtful = activitiesIn(branch, 'closed').filter((one) => isInDoubt(one) && mayLead(situation, one));
    const mine = open.length > 0 ? open : doubtful.slice(-1);
    const none = () => new Refusal('not-open', '现在没有开放的签到。');
    return forActivity(situation, mine, args, none, (activity) => {
      if (!mayLead(situation, activity)) throw none();
      const here = except.filter((id) => activity.marks[id]?.is === 'present');
      if (here.length > 0) {
        const names = here.map((id) => nameOf(people, id)).join('、');
        throw new Refusal(
          'already-present',
          `${names}已经签到。如确实没有到，请先说「代录 姓名 缺席」，再说「全到除」。`,
        );
      }
      const facts = recordAllExcept(branch, activity, officer, except);
      const undecided = pendingIn(activity).leaves.filter((id) => !except.includes(id)).length;
      // In a group nothing may be said of leave.
      const rest = undecided === 0 ? '' : `另有 ${undecided} 位同志的登记待定，请私聊我说「待定」。`;
      const done = facts.length === 0 ? '没有需要代录的同志。' : `已为 ${facts.length} 位同志代录到会。`;
      return { facts, answer: `${done}${rest}`, activity: activity.id };
    });
  },
});
