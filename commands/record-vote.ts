import { activityLine, defineCommand } from '../src/bot/command.ts';
import { forRecord, written } from '../src/bot/record-line.ts';
import { quorum } from '../src/domain/quorum.ts';
import { recordText, writeParts } from '../src/domain/record.ts';
import { mustBeVote, readVote, verdictOf } from '../src/domain/vote.ts';

export default defineCommand({
  words: ['表决'],
  alias: 'record_vote',
  help: '表决 议题 赞成 n 反对 n 弃权 n',
  does: '会议记录：写入会上已经表决的结果，并按到会人数核对；群里不投票',
  chapter: '会议记录',
  from: 'leader',
  onlyAddressed: true,
  args: activityLine,
  run(situation, args) {
    const { matter, vote } = readVote(args.words);
    const text = recordText(matter, situation.people);
    return forRecord(situation, args, (activity) => {
      const inRoom = quorum(situation.branch, activity);
      mustBeVote(vote, inRoom);
      const { facts = [], toast = '' } = written(writeParts(activity, [{ is: 'vote', text, ...vote }]));
      return {
        facts,
        answer: [toast, ...verdictOf(vote, inRoom, activity.concern)].join('\n'),
        privately: true,
        instead: toast,
      };
    });
  },
});
