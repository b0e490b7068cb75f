import { type Confirmed, confirmed, defineCommand, isConfirmed } from '../src/bot/command.ts';
import { mustNotBePrivate } from '../src/domain/private-numbers.ts';
import { pushQueue, roomsOf } from '../src/domain/push.ts';
import { Refusal } from '../src/domain/refusal.ts';
import { withoutNames } from '../src/domain/roster.ts';

const head = '【通知】';

export default defineCommand<string | Confirmed>({
  words: ['通知'],
  alias: 'notify',
  help: '通知 内容',
  does: '向支部各群发一条通知，回复「确认」以后才发出',
  chapter: '会前安排',
  from: 'officer',
  run({ branch, people }, args) {
    const text = isConfirmed(args) ? args.confirmed : args;
    if (text === '') throw new Refusal('no-text', '请写明通知内容，例如：通知 明天上午停水，会议改在三楼。');
    mustNotBePrivate(text);
    if (text.length > 1500) throw new Refusal('too-long', '通知请不要超过1500个字。');
    if (roomsOf(branch).length === 0) throw new Refusal('no-room', '本支部还没有登记群，不能发通知。');
    if (!isConfirmed(args)) {
      return {
        answer: `将向${roomsOf(branch).length}个群发出以下通知，请回复「确认」：\n${head}${text}`,
        question: [{ words: ['确认'], args: confirmed(text) }],
      };
    }
    return {
      facts: pushQueue(branch)('notice', { text: `${head}${withoutNames(text, people)}` }, roomsOf(branch)),
      answer: 'acknowledge',
      toast: '通知正在发出。',
    };
  },
});
