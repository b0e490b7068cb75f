import { defineCommand } from '../src/bot/command.ts';
import { memberNamed } from '../src/bot/named.ts';
import { Refusal } from '../src/domain/refusal.ts';
import { idsCalled, idsNamed, nameOf, wordsFor } from '../src/domain/roster.ts';
import { hear } from '../src/domain/understand.ts';

/** What a person can be called: no number, no sentence. */
const plainAlias = /^[\p{Script=Han}A-Za-z·]{2,8}$/u;

export default defineCommand({
  words: ['别名'],
  alias: 'alias',
  help: '别名 称呼 姓名',
  does: '教我认得大家怎么称呼一位同志，例如「别名 老张 张建国」；单说「别名」查看，说「别名 去掉 老张」去掉',
  chapter: '名册与账号',
  from: 'officer',
  run(situation, line) {
    const { branch, people, commands, addressed } = situation;
    const [alias = '', ...rest] = line.split(/[\s,，、]+/u).filter((word) => word !== '');
    const privately = { privately: true, instead: '已办，请私聊我说「别名」查看。' };
    if (alias === '') {
      const lines = branch.roster
        .map((id) => wordsFor(people, id))
        .filter(({ length }) => length > 1)
        .map(([name, ...others]) => `${name}：${others.join('、')}`);
      return {
        answer:
          lines.length === 0 ? '还没有登记别名。例如可以说：别名 老张 张建国。' : ['【别名】', ...lines].join('\n'),
        ...privately,
      };
    }
    // 「别名 是什么意思」 is talk.
    if (!addressed && rest.length !== 1) return {};
    if (alias === '去掉') {
      const word = rest.join('');
      const ids = idsCalled(people, word).filter((id) => nameOf(people, id) !== word);
      if (ids.length === 0) throw new Refusal('unknown-alias', `没有登记过别名「${word.slice(0, 20)}」。`);
      return {
        people: ids.map((of) => ({ alias: word, of, known: false })),
        answer: `已去掉别名「${word}」。`,
        ...privately,
      };
    }
    if (!plainAlias.test(alias))
      throw new Refusal('bad-alias', '别名写两到八个字，不含数字和标点，例如：别名 老张 张建国。');
    if (idsNamed(people, alias).length > 0) throw new Refusal('bad-alias', `「${alias}」是名册里的姓名，不能作别名。`);
    if (hear(alias, commands, { addressed: true }))
      throw new Refusal('bad-alias', `「${alias}」是一条命令，不能作别名。`);
    const member = memberNamed(situation, rest.join(' '));
    const others = idsCalled(people, alias).filter((id) => id !== member && id in branch.members);
    return {
      people: [{ alias, of: member, known: true }],
      answer:
        others.length === 0
          ? `好的，「${alias}」是${nameOf(people, member)}。`
          : `好的，「${alias}」是${nameOf(people, member)}，也是${others.map((id) => nameOf(people, id)).join('、')}；说到时我会先问是哪一位。`,
      ...privately,
    };
  },
});
