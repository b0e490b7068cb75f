import { defineCommand } from '../src/bot/command.ts';
import { ruleNamed } from '../src/bot/rule-named.ts';
import { renderSteps } from '../src/domain/due-list.ts';
import { Refusal } from '../src/domain/refusal.ts';

export default defineCommand({
  words: ['步骤'],
  alias: 'steps',
  help: '步骤 [组织生活会或民主评议]',
  does: '查看组织生活会和民主评议各步骤哪天办过、还有哪些，只在私聊里给支委；登记说「已办 民主评议 学习 12月3日」',
  chapter: '清单与欠账',
  from: 'officer',
  run(situation, words) {
    const { branch, presets, now } = situation;
    const named = words.trim() === '' ? undefined : ruleNamed(situation, words.trim())?.rule;
    if (words.trim() !== '' && (named === undefined || named.steps.length === 0)) {
      if (!situation.addressed) return {};
      throw new Refusal('unknown-rule', '只有组织生活会和民主评议党员分步骤，例如：步骤 民主评议。');
    }
    return {
      answer: renderSteps({ branch, presets, now }, named?.id),
      privately: true,
      instead: '步骤只能私聊查看，请先打开与我的私聊，再说「步骤」。',
    };
  },
});
