import { activityLine, defineCommand } from '../src/bot/command.ts';
import { forRecord, written } from '../src/bot/record-line.ts';
import { recordText, writeParts } from '../src/domain/record.ts';

export default defineCommand({
  words: ['记录'],
  alias: 'record_note',
  help: '记录 内容',
  does: '会议记录：写入汇报和议定的内容，可以分几次写，照原话保存，党员姓名只存编号；不写谁赞成谁反对',
  chapter: '会议记录',
  from: 'leader',
  onlyAddressed: true,
  args: activityLine,
  run(situation, args) {
    const text = recordText(args.words, situation.people);
    return forRecord(situation, args, (activity) => written(writeParts(activity, [{ is: 'note', text }])));
  },
});
