import { defineCommand } from '../src/bot/command.ts';
import { memberNamed } from '../src/bot/named.ts';
import { Refusal } from '../src/domain/refusal.ts';
import { nameOf } from '../src/domain/roster.ts';

export default defineCommand({
  words: ['确认绑定'],
  alias: 'confirm',
  help: '确认绑定 姓名',
  does: '确认一位同志的账号；请先核对是本人',
  chapter: '名册与账号',
  from: 'officer',
  run(situation, words) {
    const { people, speaker } = situation;
    const member = memberNamed(situation, words);
    const claimed = Object.keys(people.claims).filter((account) => people.claims[account] === member);
    const byName = Object.keys(people.accounts).filter(
      (account) => people.accounts[account]?.member === member && people.accounts[account]?.trust === 'name',
    );
    const known = Object.keys(people.accounts).filter((account) => people.accounts[account]?.member === member);
    const accounts = claimed.length > 0 ? claimed : byName.length > 0 ? byName : known;
    const name = nameOf(people, member);
    if (accounts.length === 0) throw new Refusal('no-claim', `${name}还没有申请，请本人先说「我是 ${name}」。`);
    if (accounts.length > 1 && claimed.length > 1) {
      throw new Refusal(
        'several-claims',
        `有 ${accounts.length} 个账号都自称${name}，请先核对；说「解除绑定 ${name}」可以全部清除后重新申请。`,
      );
    }
    if (accounts.includes(speaker.account)) throw new Refusal('own-account', '自己的账号要由另一位支委确认。');
    return {
      facts: accounts.map(() => ({ type: 'account-bound', member, trust: 'confirmed' })),
      people: accounts.map((account) => ({ bind: account, to: member, trust: 'confirmed' })),
      answer: `已确认${name}的账号。`,
    };
  },
});
