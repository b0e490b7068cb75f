import { activityLine, defineCommand } from '../src/bot/command.ts';
import { memberNamed } from '../src/bot/named.ts';
import { forRecord, written } from '../src/bot/record-line.ts';
import { inOffice, writeParts } from '../src/domain/record.ts';

export default defineCommand({
  words: ['主持', '主持人'],
  alias: 'record_chair',
  help: '主持 姓名',
  does: '会议记录：写明主持人；本条和以下各条都可以先写活动编号，在群里说时请@我',
  chapter: '会议记录',
  from: 'leader',
  onlyAddressed: true,
  args: activityLine,
  run(situation, args) {
    const member = memberNamed(situation, args.words);
    return forRecord(situation, args, (activity) =>
      written(writeParts(activity, [inOffice(situation.branch, 'chair', member)])),
    );
  },
});
