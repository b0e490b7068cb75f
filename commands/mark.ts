import { activityLine, defineCommand, forActivity, mayLead, memberOf } from '../src/bot/command.ts';
import { memberAndRest, recordable } from '../src/bot/named.ts';
import { recordMakeUp, recordSeen, type Seen } from '../src/domain/attendance.ts';
import { leaveCategories } from '../src/domain/branch.ts';
import { localDate } from '../src/domain/calendar.ts';
import { leaveCategoryOf } from '../src/domain/leave.ts';
import { Refusal } from '../src/domain/refusal.ts';
import { nameOf } from '../src/domain/roster.ts';

const states = '到、线上、迟到 分钟、请假 类别、缺席、补课';

const seenAs = (words: string): Seen | '补课' => {
  const [state = '到', detail = ''] = words.split(/[\s,，]+/u).filter((word) => word !== '');
  const minutes = Number(/\d{1,3}/u.exec(`${state}${detail}`.normalize('NFKC'))?.[0] ?? 0);
  if (['到', '现场', '签到', '已到', '到会'].includes(state)) return { is: 'present' };
  if (['线上', '线上签到'].includes(state)) return { is: 'present', online: true };
  if (/^(迟到|晚到)/u.test(state)) return { is: 'present', late: Math.max(minutes, 1) };
  if (state === '补课') return '补课';
  if (['缺席', '未到', '没到'].includes(state)) return { is: 'absent' };
  if (state === '请假') {
    const named = leaveCategories.find((category) => category === detail);
    return { is: 'leave', category: named ?? leaveCategoryOf(detail) };
  }
  const category = leaveCategories.find((one) => one === state);
  if (category) return { is: 'leave', category };
  throw new Refusal('unknown-state', `没有看懂「${state}」。可以写：${states}。`);
};

export default defineCommand({
  words: ['代录'],
  alias: 'mark',
  help: '代录 姓名 [状态]',
  does: '为亲眼见到的同志登记；状态可以是到、线上、迟到、请假、缺席、补课',
  from: 'leader',
  args: activityLine,
  run(situation, args) {
    const { branch, people, now } = situation;
    const officer = memberOf(situation);
    const { member, rest } = memberAndRest(situation, args.words);
    if (situation.speaker.role === 'leader' && branch.members[member]?.group !== branch.members[officer]?.group) {
      throw new Refusal('own-group-only', '党小组长只能为本党小组的同志代录。');
    }
    const seen = seenAs(rest);
    const none = () => new Refusal('no-activity', '没有可以代录的活动，请先说「开始签到」。');
    return forActivity(situation, recordable(situation, member), args, none, (activity) => {
      if (!mayLead(situation, activity) && branch.members[member]?.group !== branch.members[officer]?.group)
        throw none();
      const facts =
        seen === '补课'
          ? recordMakeUp(activity, member, localDate(now, branch.timeZone))
          : recordSeen(branch, activity, officer, member, seen);
      const name = nameOf(people, member);
      return {
        facts,
        answer: facts.length === 0 ? `${name}的记录没有变化。` : 'acknowledge',
        toast: `已代录${name}。`,
        activity: activity.id,
        // A summary that served as receipt would say of somebody on leave or absent that he is on the list.
        ...(seen !== '补课' && seen.is === 'present' ? { receiptFor: member } : {}),
        ...(facts.length === 0 ? { privately: true } : {}),
      };
    });
  },
});
