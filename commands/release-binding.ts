import { defineCommand } from '../src/bot/command.ts';
import { memberNamed } from '../src/bot/named.ts';
import { Refusal } from '../src/domain/refusal.ts';
import { accountsOf, nameOf } from '../src/domain/roster.ts';

export default defineCommand({
  words: ['解除绑定'],
  alias: 'release',
  help: '解除绑定 姓名',
  does: '解除一位同志的账号对应，本人可以重新申请',
  chapter: '名册与账号',
  from: 'officer',
  run(situation, words) {
    const { people, speaker } = situation;
    const member = memberNamed(situation, words);
    const claims = Object.keys(people.claims).filter((account) => people.claims[account] === member);
    const accounts = [...accountsOf(people, member), ...claims];
    if (accounts.length === 0) throw new Refusal('not-bound', `${nameOf(people, member)}没有对应的账号。`);
    if (accounts.includes(speaker.account))
      throw new Refusal('own-account', '不能解除自己的账号，请由另一位支委操作。');
    const byName = accounts.some((account) => people.accounts[account]?.trust === 'name');
    return {
      facts: [{ type: 'account-released', member, ...(byName ? { byName: true as const } : {}) }],
      people: accounts.map((account) => ({ release: account })),
      answer: `已解除${nameOf(people, member)}的账号对应。`,
    };
  },
});
