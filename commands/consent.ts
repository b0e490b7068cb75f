import { defineCommand, memberOf } from '../src/bot/command.ts';
import { parseDay } from '../src/domain/calendar.ts';
import { Refusal } from '../src/domain/refusal.ts';
import { nameOf } from '../src/domain/roster.ts';

export default defineCommand({
  words: ['同意保存入党日期', '不同意保存入党日期'],
  alias: 'consent',
  help: '同意保存入党日期 7月1日',
  does: '同意保存入党月日，用于政治生日；说「不同意保存入党日期」删除',
  chapter: '本人记录与资料',
  from: 'member',
  run(situation, words) {
    const { people, word } = situation;
    const member = memberOf(situation);
    const name = nameOf(people, member);
    if (word.startsWith('不')) {
      return {
        facts: [{ type: 'preference-set', member, preference: 'keepsJoinDate', on: false }],
        people: [{ name: member, as: name }],
        answer: '已删除您的入党月日，今后不再保存。',
        privately: true,
      };
    }
    // A leap year, so that 29 February can be said.
    const day = parseDay(words, '2024-01-01')?.slice(5);
    if (day === undefined) throw new Refusal('no-day', '请写明月和日，例如：同意保存入党日期 7月1日。');
    return {
      facts: [{ type: 'preference-set', member, preference: 'keepsJoinDate', on: true }],
      people: [{ name: member, as: name, joined: day }],
      answer: '已保存您的入党月日，供书记今后安排政治生日使用。',
      privately: true,
      instead: '已保存。',
    };
  },
});
