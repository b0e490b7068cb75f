import { activityLine, defineCommand } from '../src/bot/command.ts';
import { forRecord, written } from '../src/bot/record-line.ts';
import { recordText, writeParts } from '../src/domain/record.ts';

export default defineCommand({
  words: ['列席'],
  alias: 'record_guests',
  help: '列席 人员',
  does: '会议记录：写明列席的人，不计入人数',
  chapter: '会议记录',
  from: 'leader',
  onlyAddressed: true,
  args: activityLine,
  run(situation, args) {
    const text = recordText(args.words, situation.people);
    return forRecord(situation, args, (activity) => written(writeParts(activity, [{ is: 'guests', text }])));
  },
});
