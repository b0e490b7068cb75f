import { type Confirmed, defineCommand, isConfirmed } from '../src/bot/command.ts';
import { askSecretary, confirmSecretary } from '../src/bot/founder.ts';
import { queueToOfficers } from '../src/domain/push.ts';
import { Refusal } from '../src/domain/refusal.ts';
import { idsNamed } from '../src/domain/roster.ts';

export default defineCommand<string | Confirmed>({
  words: ['我是'],
  alias: 'iam',
  help: '我是 姓名',
  does: '申请把自己的账号对应到名册，由支委确认',
  chapter: '本人记录与资料',
  from: 'anyone',
  run(situation, words) {
    if (isConfirmed(words)) return confirmSecretary(situation, words);
    const { branch, people, speaker, now, direct, addressed } = situation;
    const [name = '', group] = words.split(/[\s,，]+/u);
    const named = idsNamed(people, name).filter((id) => id in branch.members);
    // 「我是 …」 opens many sentences; without a roster name it is not for the bot.
    if (named.length === 0 && !direct && !addressed) return {};
    if (name === '') throw new Refusal('no-name', '请写明姓名，例如：我是 张三。');
    if (named.length === 0) throw new Refusal('unknown-name', '名册里没有这个姓名，请核对，或请支委先补充名册。');
    const meant = group === undefined ? named : named.filter((id) => branch.members[id]?.group === group);
    const [id, ...others] = meant.length > 0 ? meant : named;
    if (id === undefined || others.length > 0) {
      throw new Refusal('same-name', '名册里有同名的同志，请加上党小组，例如：我是 张三 第一党小组。');
    }
    const bound = people.accounts[speaker.account];
    if (bound?.member === id && bound.trust === 'confirmed') return { answer: '您的账号已经对应到名册，不需要再说。' };
    if (bound?.member === 'founder' && branch.members[id]?.posts.includes('书记')) {
      return askSecretary(situation, { id, name }, '已在名册中找到您。');
    }
    if (bound && bound.trust === 'confirmed' && bound.member !== 'founder') {
      throw new Refusal('bound-already', '您的账号已经对应到另一位同志，如有误请支委先说「解除绑定」。');
    }
    if (people.claims[speaker.account] === id) return { answer: '您的申请已经记下，正在等支委确认。' };
    return {
      people: [{ claim: speaker.account, as: id }],
      facts: queueToOfficers(
        branch,
        `有账号申请对应到名册中的⟦${id}⟧。请核对是本人以后，说「确认绑定 ⟦${id}⟧」。`,
        now,
        [],
        { says: [`确认绑定 ⟦${id}⟧`] },
      ),
      answer: '已记下，请等支委确认。',
    };
  },
});
