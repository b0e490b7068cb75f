import { activityLine, defineCommand, forActivity, mayLead, memberOf } from '../src/bot/command.ts';
import { memberAndRest, missedBy, namesSomebody, recordable } from '../src/bot/named.ts';
import { seenAs } from '../src/bot/seen.ts';
import { recordMakeUp, recordSeen } from '../src/domain/attendance.ts';
import { formatWhen, localDate } from '../src/domain/calendar.ts';
import { Refusal } from '../src/domain/refusal.ts';
import { nameOf } from '../src/domain/roster.ts';

export default defineCommand({
  words: ['代录'],
  alias: 'mark',
  help: '代录 姓名 [状态]',
  does: '为亲眼见到的同志登记；状态可以是到、线上、迟到、请假、缺席、补课',
  chapter: '会上考勤',
  from: 'leader',
  args: activityLine,
  run(situation, args) {
    const { branch, people, now } = situation;
    const officer = memberOf(situation);
    const { member, rest } = memberAndRest(situation, args.words);
    if (situation.speaker.role === 'leader' && branch.members[member]?.group !== branch.members[officer]?.group) {
      throw new Refusal('own-group-only', '党小组长只能为本党小组的同志代录。');
    }
    if (namesSomebody(situation, rest)) {
      throw new Refusal('one-by-one', '「代录」一次请写一位同志；大多数同志都到了，请说「全到除 没有到的姓名」。');
    }
    const seen = seenAs(rest);
    const none = () =>
      seen === '补课'
        ? new Refusal('no-activity', '活动结束以后才能登记补课。')
        : new Refusal('no-activity', '没有可以代录的活动，请先说「开始签到」。');
    const candidates = seen === '补课' ? missedBy(situation, member) : recordable(situation, member);
    return forActivity(situation, candidates, args, none, (activity) => {
      if (!mayLead(situation, activity) && branch.members[member]?.group !== branch.members[officer]?.group)
        throw none();
      const facts =
        seen === '补课'
          ? recordMakeUp(activity, member, localDate(now, branch.timeZone))
          : recordSeen(branch, activity, officer, member, seen);
      const name = nameOf(people, member);
      const when = formatWhen(activity.start, branch.timeZone);
      return {
        facts,
        answer: facts.length === 0 ? `${name}的记录没有变化。` : 'acknowledge',
        toast:
          seen === '补课'
            ? `已登记${name}补课：${when} ${activity.kind}。`
            : activity.state === 'open'
              ? `已代录${name}。`
              : `已代录${name}：${when} ${activity.kind}。`,
        activity: activity.id,
        // A summary that served as receipt would say of somebody on leave or absent that he is on the list.
        ...(seen !== '补课' && seen.is === 'present' ? { receiptFor: member } : {}),
        ...(facts.length === 0 ? { privately: true } : {}),
      };
    });
  },
});
