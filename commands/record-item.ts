import { activityLine, defineCommand } from '../src/bot/command.ts';
import { forRecord, written } from '../src/bot/record-line.ts';
import { recordText, writeParts } from '../src/domain/record.ts';

export default defineCommand({
  words: ['议题', '第一议题'],
  alias: 'record_item',
  help: '议题 内容',
  does: '会议记录：写入一项议题；第一议题请说「第一议题 内容」',
  chapter: '会议记录',
  from: 'leader',
  onlyAddressed: true,
  args: activityLine,
  run(situation, args) {
    const text = recordText(args.words, situation.people);
    const first = situation.word === '第一议题' ? { first: true as const } : {};
    return forRecord(situation, args, (activity) => written(writeParts(activity, [{ is: 'item', text, ...first }])));
  },
});
