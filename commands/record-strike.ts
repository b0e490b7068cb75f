import { activityLine, defineCommand } from '../src/bot/command.ts';
import { forRecord } from '../src/bot/record-line.ts';
import { strikePart } from '../src/domain/record.ts';
import { Refusal } from '../src/domain/refusal.ts';

export default defineCommand({
  words: ['删记录'],
  alias: 'record_strike',
  help: '删记录 编号',
  does: '会议记录：不再采用其中一条，编号在写入时告知，也可以用「经过」查看',
  chapter: '会议记录',
  from: 'leader',
  onlyAddressed: true,
  args: activityLine,
  run(situation, args) {
    const no = Number(/^第?\s*(\d{1,4})\s*条?$/u.exec(args.words.normalize('NFKC').trim())?.[1]);
    if (!Number.isInteger(no)) throw new Refusal('no-number', '请写明是会议记录的第几条，例如：删记录 3。');
    return forRecord(situation, args, (activity) => {
      const facts = strikePart(activity, no);
      if (facts.length === 0) return { answer: `第 ${no} 条已经不在会议记录里。`, privately: true };
      return { facts, answer: 'acknowledge', toast: `会议记录第 ${no} 条不再采用。` };
    });
  },
});
