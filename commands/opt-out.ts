import { defineCommand, memberOf } from '../src/bot/command.ts';
import { Refusal } from '../src/domain/refusal.ts';

export default defineCommand({
  words: ['不用机器人', '使用机器人', '不要点我名', '可以点我名', '单独提醒我', '不用提醒我'],
  alias: 'optout',
  help: '不用机器人 / 不要点我名 / 单独提醒我',
  does: '改由支委代为登记，或不在群内出现姓名，或请我单独提醒；说「使用机器人」「可以点我名」「不用提醒我」恢复',
  chapter: '本人记录与资料',
  from: 'member',
  run(situation, words) {
    if (words !== '' && !situation.addressed) return {};
    const member = memberOf(situation);
    const set = (preference: 'withoutBot' | 'unnamed' | 'privateReminders', on: boolean, answer: string) => ({
      facts:
        (situation.branch.preferences[member]?.[preference] ?? false) === on
          ? []
          : [{ type: 'preference-set' as const, member, preference, on }],
      answer,
    });
    switch (situation.word) {
      case '使用机器人':
        return set('withoutBot', false, '好的，您可以直接签到和请假了。');
      case '不要点我名':
        return set('unnamed', true, '好的，群内不会出现您的姓名。');
      case '可以点我名':
        return set('unnamed', false, '好的，已恢复。');
      case '单独提醒我':
        if (situation.speaker.account.startsWith('wechat:')) {
          throw new Refusal('no-private-reminders', '微信里不单独提醒，群里的活动提醒照常发送。');
        }
        return set('privateReminders', true, '好的，活动前我会在私聊里提醒您。');
      case '不用提醒我':
        return set('privateReminders', false, '好的，不再单独提醒。');
      default:
        return set('withoutBot', true, '好的，今后由支委代为登记，您不需要在群里回复。');
    }
  },
});
