import { defineCommand, memberOf } from '../src/bot/command.ts';
import { shownTogether } from '../src/domain/push.ts';

const owedForMs = 3 * 24 * 3_600_000;

export default defineCommand({
  words: ['收到'],
  alias: 'ack',
  help: '收到',
  does: '表示看到了推送；不要求回复，也不算签到',
  chapter: '签到与请假',
  from: 'named',
  run(situation, words) {
    const { branch, now, quotes, room } = situation;
    const member = memberOf(situation);
    if (words !== '') return {};
    const latest = Object.values(branch.pushes)
      .filter(({ shown, queuedAt }) => room in shown && queuedAt > now - owedForMs)
      .toSorted((a, b) => b.queuedAt - a.queuedAt)[0];
    const push = quotes === undefined ? latest : branch.pushes[quotes];
    if (!push) return {};
    return {
      facts: shownTogether(branch, push)
        .filter(({ receipts }) => !receipts.includes(member))
        .map(({ id }) => ({ type: 'receipt-given', push: id, member })),
    };
  },
});
