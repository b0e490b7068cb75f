import { activityLine, defineCommand } from '../src/bot/command.ts';
import { forRecord, written } from '../src/bot/record-line.ts';
import { recordText, writeParts } from '../src/domain/record.ts';

export default defineCommand({
  words: ['决议'],
  alias: 'record_decision',
  help: '决议 内容',
  does: '会议记录：写入一项决议，写明谁办、何时办完',
  chapter: '会议记录',
  from: 'leader',
  onlyAddressed: true,
  args: activityLine,
  run(situation, args) {
    const text = recordText(args.words, situation.people);
    return forRecord(situation, args, (activity) => written(writeParts(activity, [{ is: 'decision', text }])));
  },
});
