import { activityLine, defineCommand } from '../src/bot/command.ts';
import { forRecord, written } from '../src/bot/record-line.ts';
import type { Activity, Branch } from '../src/domain/branch.ts';
import { addDays, instantOf, localDate, parseTime } from '../src/domain/calendar.ts';
import { evolve } from '../src/domain/evolve.ts';
import { adjourn, longestMeetingMs, missingIn } from '../src/domain/record.ts';
import { Refusal } from '../src/domain/refusal.ts';

/** A meeting of the evening may end after midnight. */
const endAt = ({ timeZone }: Branch, { start }: Activity, time: string): number => {
  const day = localDate(start, timeZone);
  const end = instantOf(day, time, timeZone);
  const tomorrow = instantOf(addDays(day, 1), time, timeZone);
  return end <= start && tomorrow <= start + longestMeetingMs ? tomorrow : end;
};

export default defineCommand({
  words: ['散会'],
  alias: 'record_adjourned',
  help: '散会 [时间]',
  does: '会议记录：写明散会时间，不写时间就是现在，并列出记录还缺什么',
  chapter: '会议记录',
  from: 'leader',
  onlyAddressed: true,
  args: activityLine,
  run(situation, args) {
    const { branch, at } = situation;
    const words = args.words.trim();
    const time = words === '' ? undefined : parseTime(words);
    if (words !== '' && time === undefined) {
      throw new Refusal('no-time', `没有看懂时间「${words.slice(0, 20)}」，请写成 21:00 或 晚上9点。`);
    }
    return forRecord(situation, args, (activity) => {
      const facts = adjourn(branch, activity, time === undefined ? at : endAt(branch, activity, time));
      const { toast = '' } = written(facts);
      const [fact] = facts;
      const stamp = { seq: 1, at: new Date(at).toISOString(), by: 'operator' as const };
      const after = fact ? evolve(branch, { ...stamp, ...fact }) : branch;
      const missing = missingIn(after, after.activities[activity.id] ?? after.past[activity.id] ?? activity);
      return {
        facts,
        answer: [
          toast,
          missing.length === 0
            ? '会议记录已经完整，说「会议记录」可以取文件。'
            : `会议记录尚缺：${missing.join('、')}。`,
        ].join('\n'),
        privately: true,
        instead: toast,
      };
    });
  },
});
