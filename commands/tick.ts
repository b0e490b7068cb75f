import { defineCommand, type Outcome, type Situation } from '../src/bot/command.ts';
import { ruleNamed, ruleNames } from '../src/bot/rule-named.ts';
import { localDate } from '../src/domain/calendar.ts';
import { obligations } from '../src/domain/obligations.ts';
import { dayName, spanName } from '../src/domain/period.ts';
import { groupsOf } from '../src/domain/plan.ts';
import type { RuleInForce } from '../src/domain/preset.ts';
import { Refusal } from '../src/domain/refusal.ts';
import { pastDay, periodFor, tickFor } from '../src/domain/tick.ts';

const groupAndDay = ({ branch }: Situation, rule: RuleInForce, rest: string): { group?: string; day: string } => {
  if (rule.scope !== 'each-group') return { day: rest };
  const groups = groupsOf(branch);
  const group = groups.toSorted((a, b) => b.length - a.length).find((one) => rest.startsWith(one));
  if (group === undefined) {
    throw new Refusal('no-group', `请写明党小组，例如：已办 ${rule.what} ${groups[0] ?? '第一党小组'} 12月3日。`);
  }
  return { group, day: rest.slice(group.length).replace(/^[\s,，、:：]+/u, '') };
};

const withdraw = (situation: Situation, rule: RuleInForce, rest: string): Outcome => {
  const { branch, now } = situation;
  const { group, day } = groupAndDay(situation, rule, rest);
  const today = localDate(now, branch.timeZone);
  const on = day === '' ? undefined : pastDay(day, today);
  const tick = branch.ticks.findLast(
    (one) => one.rule === rule.id && one.group === group && (on === undefined || one.on === on),
  );
  if (!tick) throw new Refusal('no-tick', `没有找到${rule.what}的已办登记。`);
  const when = `${tick.on.slice(0, 4)}年${dayName(tick.on)}`;
  return { facts: [{ type: 'tick-withdrawn', ...tick }], answer: `已撤回${rule.what}在${when}的已办登记。` };
};

const tick = (situation: Situation, rule: RuleInForce, rest: string): Outcome => {
  const { branch, presets, now } = situation;
  const { group, day } = groupAndDay(situation, rule, rest);
  const today = localDate(now, branch.timeZone);
  const done = tickFor(branch, rule, pastDay(day, today), group, now);
  const name = `${rule.what}（${group === undefined ? '' : `${group}，`}${spanName(rule, periodFor(rule, branch, done.on), today)}）`;
  if (branch.ticks.some((one) => JSON.stringify(one) === JSON.stringify(done))) {
    return { answer: `${name}${dayName(done.on)}的已办登记原来就有，没有重复登记。` };
  }
  const after = obligations({ branch: { ...branch, ticks: [...branch.ticks, done] }, presets, now });
  const left = after.find(
    (one) => one.rule.id === rule.id && one.group === group && one.period.from === done.period,
  )?.left;
  return {
    facts: [{ type: 'obligation-ticked', ...done }],
    answer: [
      `已登记${name}在${dayName(done.on)}办过，${left === undefined || left === 0 ? '本期已够' : `本期还差 ${left} 次`}。`,
      ...(rule.period === 'term' ? ['请接着说「设置 届满 日期」登记新一届的届满日期。'] : []),
      `登记有误请说「未办 ${rule.what}${group === undefined ? '' : ` ${group}`}」。`,
    ].join(''),
  };
};

export default defineCommand({
  words: ['已办', '未办'],
  alias: 'done',
  help: '已办 事项 [日期]',
  does: '登记没有用签到的应做事项，例如「已办 谈心谈话 12月3日」；登记有误说「未办 事项」撤回',
  from: 'officer',
  run(situation, words) {
    const named = ruleNamed(situation, words.trim());
    if (!named) {
      // 「已办」 alone is how people answer each other.
      if (!situation.addressed) return {};
      throw new Refusal('unknown-rule', `请写明是哪一项：${ruleNames(situation)}。例如：已办 谈心谈话 12月3日。`);
    }
    const outcome = (situation.word === '未办' ? withdraw : tick)(situation, named.rule, named.rest);
    // Which group still owes what is for officers alone.
    return { ...outcome, privately: true, instead: '已处理，详细情况请私聊我说「欠账」。' };
  },
});
