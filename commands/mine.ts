import { defineCommand, memberOf } from '../src/bot/command.ts';
import { formatIn } from '../src/bot/format-named.ts';
import { periodNamed } from '../src/bot/period-named.ts';
import { activitiesIn, allActivities, rate, shouldAttend, wasHeld } from '../src/domain/attendance.ts';
import { formatWhen, localDate } from '../src/domain/calendar.ts';
import { markText, saidText } from '../src/domain/mark-words.ts';
import { titleOf } from '../src/domain/push.ts';
import { Refusal } from '../src/domain/refusal.ts';
import { nameOf } from '../src/domain/roster.ts';

export default defineCommand({
  words: ['我的', '我的记录'],
  alias: 'me',
  help: '我的 [台账]',
  does: '查看本人记录，只发给本人；「我的 台账」发来本人全年的个人台账',
  chapter: '本人记录与资料',
  from: 'member',
  run(situation, words) {
    const { branch, people, now } = situation;
    const today = localDate(now, branch.timeZone);
    const sheet = /^(?:考勤|个人)?台账\s*(.*)$/u.exec(words.trim());
    if (sheet) {
      const { format, words: said } = formatIn(sheet[1] ?? '');
      const period = periodNamed(said === '' ? '今年' : said, today);
      if (period === undefined) {
        throw new Refusal('no-period', `没有看懂「${said.slice(0, 20)}」，请写成：我的 台账 2026年。`);
      }
      return { document: { kind: 'member', member: memberOf(situation), period, ...format } };
    }
    if (words !== '' && !situation.addressed) return {};
    const yearOf = (instant: number): string => localDate(instant, branch.timeZone).slice(0, 4);
    const id = memberOf(situation);
    const member = branch.members[id];
    const closed = allActivities(branch)
      .filter(
        (activity) =>
          wasHeld(activity) &&
          yearOf(activity.start) === yearOf(now) &&
          (shouldAttend(branch, activity).includes(id) || activity.marks[id]),
      )
      .toSorted((a, b) => b.start - a.start);
    const coming = activitiesIn(branch, 'planned', 'open').flatMap((activity) => {
      const said = saidText(activity, id);
      return said === ''
        ? []
        : [`${formatWhen(activity.start, branch.timeZone)} ${titleOf(activity, people)}：${said}`];
    });
    const count = (is: string): number => closed.filter(({ marks }) => marks[id]?.is === is).length;
    const lines = [
      `【本人记录】${nameOf(people, id)}`,
      ...(member
        ? [
            `${member.status}党员${member.group ? `，${member.group}` : ''}${member.posts.length > 0 ? `，${member.posts.join('、')}` : ''}。`,
          ]
        : []),
      `本年度应参加 ${closed.length} 次，到会 ${count('present')} 次，请假 ${count('leave')} 次，缺席 ${count('absent')} 次，到会率 ${rate(count('present'), closed.length)}。`,
      ...closed
        .slice(0, 10)
        .map(
          (activity) =>
            `${formatWhen(activity.start, branch.timeZone)} ${titleOf(activity, people)}：${markText(activity, id)}`,
        ),
      ...coming.map((line) => `${line}。`),
      '全年的表格请说「我的 台账」。',
      '如有出入：签到没有结束时请说「撤销」或「取消签到」，已经结束的请联系组织委员更正；怎样登记的请说「经过」。',
    ];
    return {
      answer: lines.join('\n'),
      privately: true,
      instead: '您的记录只能私聊查看，请先打开与我的私聊，再说「我的」。',
    };
  },
});
