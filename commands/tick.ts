import { defineCommand, type Outcome, type Situation } from '../src/bot/command.ts';
import { ruleNamed, ruleNames } from '../src/bot/rule-named.ts';
import { addDays, endOfDay, localDate } from '../src/domain/calendar.ts';
import { obligations, spokenOfDays } from '../src/domain/obligations.ts';
import { dayName, spanName } from '../src/domain/period.ts';
import { groupsOf } from '../src/domain/plan.ts';
import type { RuleInForce } from '../src/domain/preset.ts';
import { Refusal } from '../src/domain/refusal.ts';
import { pastDay, roundFor, tickFor } from '../src/domain/tick.ts';

type Said = { readonly group?: string; readonly step?: string; readonly day: string };

const afterName = (rest: string, name: string): string => rest.slice(name.length).replace(/^[\s,，、:：]+/u, '');
const namedIn = (rest: string, names: readonly string[]): string | undefined =>
  names.toSorted((a, b) => b.length - a.length).find((one) => rest.startsWith(one));

/** The 党小组 or the step of the rule that is meant, and the day. */
const readSaid = ({ branch }: Situation, rule: RuleInForce, rest: string): Said => {
  const step = namedIn(rest, rule.steps);
  if (step !== undefined) return { step, day: afterName(rest, step) };
  if (rule.scope !== 'each-group') return { day: rest };
  const groups = groupsOf(branch);
  const group = namedIn(rest, groups);
  if (group === undefined) {
    throw new Refusal('no-group', `请写明党小组，例如：已办 ${rule.what} ${groups[0] ?? '第一党小组'} 12月3日。`);
  }
  return { group, day: afterName(rest, group) };
};

const nameOf = (rule: RuleInForce, step: string | undefined): string =>
  step === undefined ? rule.what : `${rule.what}的「${step}」`;

const withdraw = (situation: Situation, rule: RuleInForce, rest: string): Outcome => {
  const { branch, now } = situation;
  const { group, step, day } = readSaid(situation, rule, rest);
  const today = localDate(now, branch.timeZone);
  const on = day === '' ? undefined : pastDay(day, today);
  const tick = branch.ticks.findLast(
    (one) => one.rule === rule.id && one.group === group && one.step === step && (on === undefined || one.on === on),
  );
  if (!tick) throw new Refusal('no-tick', `没有找到${nameOf(rule, step)}的已办登记。`);
  const when = `${tick.on.slice(0, 4)}年${dayName(tick.on)}`;
  return {
    facts: [{ type: 'tick-withdrawn', ...tick }],
    answer: `已撤回${nameOf(rule, step)}在${when}的已办登记。`,
  };
};

const tick = (situation: Situation, rule: RuleInForce, rest: string): Outcome => {
  const { branch, presets, now } = situation;
  const { group, step, day } = readSaid(situation, rule, rest);
  const today = localDate(now, branch.timeZone);
  const on = pastDay(day, today);
  const span = roundFor(rule, situation, on, step);
  const done = tickFor(branch, rule, on, { group, step, span }, now);
  const name = `${nameOf(rule, step)}（${group === undefined ? '' : `${group}，`}${spanName(rule, span, today)}）`;
  if (branch.ticks.some((one) => JSON.stringify(one) === JSON.stringify(done))) {
    return { answer: `${name}${dayName(done.on)}的已办登记原来就有，没有重复登记。` };
  }
  const after = (ticks: readonly (typeof done)[]) =>
    obligations({
      branch: { ...branch, ticks: [...branch.ticks, ...ticks] },
      presets,
      // A round may be finished after one has ceased to speak of its year.
      now: Math.min(now, endOfDay(addDays(span.to, spokenOfDays - 1), branch.timeZone)),
    }).find((one) => one.rule.id === rule.id && one.group === group && one.period.from === done.period);
  const known = after([done]);
  // What no meeting shows is done when its last step is.
  const isLastStep =
    step !== undefined && rule.kinds.length === 0 && known?.left === 1 && known.steps.every((one) => one.on);
  const whole = isLastStep ? [tickFor(branch, rule, on, { span }, now)] : [];
  const left = isLastStep ? 0 : known?.left;
  const undone = known?.steps.flatMap((one) => (one.on === undefined ? [one.step] : [])) ?? [];
  return {
    facts: [done, ...whole].map((one) => ({ type: 'obligation-ticked', ...one })),
    answer: [
      `已登记${name}在${dayName(done.on)}办过，`,
      step !== undefined && undone.length > 0
        ? `还没有登记的步骤：${undone.join('、')}。`
        : `${left === undefined || left === 0 ? '本期已够' : `本期还差 ${left} 次`}。`,
      ...(rule.period === 'term' ? ['请接着说「设置 届满 日期」登记新一届的届满日期。'] : []),
      `登记有误请说「未办 ${[rule.what, step, group].filter((word) => word !== undefined).join(' ')}」。`,
    ].join(''),
  };
};

export default defineCommand({
  words: ['已办', '未办'],
  alias: 'done',
  help: '已办 事项 [步骤] [日期]',
  does: '登记没有用签到的应做事项，例如「已办 谈心谈话 12月3日」；登记有误说「未办 事项」撤回',
  chapter: '清单与欠账',
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
