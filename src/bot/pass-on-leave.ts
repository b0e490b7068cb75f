import { queueToOfficers } from '../domain/push.ts';
import { defineCommand, memberOf } from './command.ts';
import { memberNamed } from './named.ts';

const passedOn = '已转告书记，由支委核实后登记。';

/** Leave said for somebody else is nobody's word but the speaker's: it is passed on, and an officer records it. */
export const passOnLeave = defineCommand({
  words: ['转告请假'],
  alias: 'pass_on_leave',
  help: '转告请假 姓名',
  does: '把别人的请假转告支委',
  chapter: '签到与请假',
  from: 'member',
  run(situation, words) {
    const { branch, now } = situation;
    const speaker = memberOf(situation);
    const member = memberNamed(situation, words);
    return {
      facts: queueToOfficers(
        branch,
        `⟦${speaker}⟧转告：⟦${member}⟧请假。核实以后请说「代录 ⟦${member}⟧ 请假」。`,
        now,
        [],
        { says: [`代录 ⟦${member}⟧ 请假`] },
      ),
      answer: passedOn,
      privately: true,
      instead: passedOn,
    };
  },
});
