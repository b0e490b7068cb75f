import { activityLine, defineCommand } from '../src/bot/command.ts';
import { memberNamed } from '../src/bot/named.ts';
import { forRecord, written } from '../src/bot/record-line.ts';
import { inOffice, writeParts } from '../src/domain/record.ts';

export default defineCommand({
  words: ['记录人'],
  alias: 'record_recorder',
  help: '记录人 姓名',
  does: '会议记录：写明记录人',
  chapter: '会议记录',
  from: 'leader',
  onlyAddressed: true,
  args: activityLine,
  run(situation, args) {
    const member = memberNamed(situation, args.words);
    return forRecord(situation, args, (activity) =>
      written(writeParts(activity, [inOffice(situation.branch, 'recorder', member)])),
    );
  },
});
