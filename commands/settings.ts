import { defineCommand, type Outcome, type Situation } from '../src/bot/command.ts';
import { ruleNamed, ruleNames } from '../src/bot/rule-named.ts';
import { kinds, type PeriodUnit } from '../src/domain/branch.ts';
import { addDays, formatWhen, localDate, parseDay } from '../src/domain/calendar.ts';
import type { Fact } from '../src/domain/entry.ts';
import { cadenceName, dayName, termSpan } from '../src/domain/period.ts';
import {
  defaultPreset,
  type Preset,
  presetOf,
  type Rule,
  type RuleInForce,
  ruleOfKind,
  rulesInForce,
} from '../src/domain/preset.ts';
import { nextOccurrence } from '../src/domain/recurrence.ts';
import { Refusal } from '../src/domain/refusal.ts';
import { withNames } from '../src/domain/roster.ts';
import { readChecklist, readStudyDay, studyDayText } from '../src/domain/themed-day.ts';
import { readTiming, timingLines, timingWords } from '../src/domain/timing.ts';

const fullDay = (date: string): string => `${date.slice(0, 4)}年${dayName(date)}`;

const ruleLine = (rule: RuleInForce): string =>
  rule.demanded === 0
    ? `${rule.what}：已停用。`
    : `${rule.what}：${rule.scope === 'each-group' ? '各党小组' : ''}${cadenceName(rule)}${rule.own ? '（本支部自定）' : `。依据：${rule.source}`}。`;

const names = (presets: readonly Preset[]): string =>
  presets
    .toSorted((a, b) => Number(b.id === defaultPreset) - Number(a.id === defaultPreset))
    .map(({ name }) => name)
    .join('、');

const show = ({ branch, people, presets }: Situation): Outcome => {
  const chosen = presetOf(branch, presets);
  const { termEnd, checklist, studyDay } = branch.settings;
  return {
    answer: [
      `【设置】预设：${chosen?.name ?? ''}。可以选用：${names(presets)}。`,
      ...rulesInForce(branch, presets).map(ruleLine),
      ...(chosen?.note === undefined ? [] : [chosen.note]),
      termEnd === undefined ? '届满日期：还没有登记。' : `届满日期：${fullDay(termEnd)}。`,
      ...timingLines(branch.settings.timing),
      checklist
        ? `党日五件事：${checklist.map((thing) => withNames(thing, people)).join('、')}。`
        : '党日五件事：还没有设置。',
      studyDay ? `学习日：${withNames(studyDayText(studyDay), people)}。` : '学习日：没有安排。',
      `群内点名：${branch.settings.namesInGroup ? '开' : '关'}。`,
      '更改请说「设置 预设 廊坊」「设置 频次 党小组会 每月 2」「设置 届满 2027-06-30」；停用或恢复一项请说「设置 频次 党小组会 停用」「设置 频次 党小组会 恢复」。',
      '时间可以说「设置 清单时间 10:00」「设置 推送时段 09:00-18:00」「设置 晚间 21:00」「设置 提醒 前两小时」，恢复请把时间写成「恢复」；还有「设置 党日五件事 交纳党费、重温誓词」「设置 学习日 每周五 09:00 学习党章」；群内点名说「群内点名 开」。',
    ].join('\n'),
    privately: true,
    instead: '设置请私聊我说「设置」查看。',
  };
};

const choosePreset = ({ branch, presets }: Situation, words: string): Outcome => {
  const chosen = presets.find(({ name, id }) => name === words || id === words);
  if (!chosen) {
    throw new Refusal('unknown-preset', `没有「${words}」这个预设。可以选用：${names(presets)}。`);
  }
  const own = Object.keys(branch.settings.cadences).length;
  return {
    facts: chosen.id === branch.settings.preset ? [] : [{ type: 'preset-chosen', preset: chosen.id }],
    answer: `应做事项按「${chosen.name}」计算。${own > 0 ? `本支部自定的 ${own} 项频次保留不变。` : ''}`,
  };
};

const unitNamed: Readonly<Record<string, PeriodUnit>> = {
  每月: 'month',
  每季: 'quarter',
  每季度: 'quarter',
  每半年: 'half-year',
  每年: 'year',
};

/** Something no preset speaks of: the branch gives itself a cadence. */
const kindNamed = (words: string): { rule: Rule; rest: string } | undefined => {
  const kind = kinds.find((one) => one !== '其他' && words.startsWith(one));
  return kind && { rule: ruleOfKind(kind), rest: words.slice(kind.length).trim() };
};

const setCadence = (situation: Situation, words: string): Outcome => {
  const named = ruleNamed(situation, words) ?? kindNamed(words);
  if (!named) throw new Refusal('unknown-rule', `没有看懂是哪一项。可以设置：${ruleNames(situation)}。`);
  const { rule, rest } = named;
  const fact = (cadence: { demanded: number; period?: PeriodUnit } | null): Fact[] => [
    { type: 'cadence-set', rule: rule.id, cadence },
  ];
  if (['停用', '不要'].includes(rest))
    return { facts: fact({ demanded: 0 }), answer: `${rule.what}已停用，不再计算和提醒。` };
  if (rest === '恢复') return { facts: fact(null), answer: `${rule.what}恢复为预设的频次。` };
  const said = /^(每月|每季度?|每半年|每年)\s*(\d{1,2}|[一二两三四])?\s*次?$/u.exec(rest.normalize('NFKC'));
  const period = unitNamed[said?.[1] ?? ''];
  const number = said?.[2] ?? '1';
  const demanded = { 一: 1, 二: 2, 两: 2, 三: 3, 四: 4 }[number] ?? Number(number);
  if (period === undefined || demanded < 1 || demanded > 31) {
    throw new Refusal(
      'no-cadence',
      `没有看懂频次「${rest}」，请写成：设置 频次 ${rule.what} 每月 2，或者写停用、恢复。`,
    );
  }
  if (rule.period === 'term' || rule.of === 'past-year') {
    throw new Refusal('fixed-cadence', `${rule.what}的时间不能更改，只能停用或恢复。`);
  }
  return {
    facts: fact({ demanded, period }),
    answer: `${rule.what}改为${cadenceName({ period, demanded })}，从本期起计算。`,
  };
};

const setTermEnd = ({ branch, now }: Situation, words: string): Outcome => {
  if (['清除', '不详'].includes(words)) {
    return { facts: [{ type: 'term-end-set', date: null }], answer: '届满日期已清除，不再提醒换届。' };
  }
  const today = localDate(now, branch.timeZone);
  const date = /^\d{4}/u.test(words.normalize('NFKC')) ? parseDay(words, today) : undefined;
  if (date === undefined) throw new Refusal('no-day', '请写明年月日，例如：设置 届满 2027-06-30。');
  if (date < addDays(today, -730) || date > addDays(today, 2200)) {
    throw new Refusal('far-away', '届满日期应在两年前到六年后之间，请检查年份。');
  }
  const { from } = termSpan(date);
  return {
    facts: [{ type: 'term-end-set', date }],
    answer: `届满日期已登记为${fullDay(date)}。${
      from > today
        ? `届满前六个月（${fullDay(from)}）会私聊提醒书记准备换届。`
        : '距届满不足六个月或已经届满，请按上级要求准备换届。'
    }`,
  };
};

const setTiming = ({ branch, holidays, now }: Situation, what: string, words: string): Outcome => {
  const before = branch.settings.timing;
  const timing = readTiming(before, what, words);
  const line = timingLines(timing)[timingWords.indexOf(what)] ?? '';
  const { publishing, pushFrom, pushUntil } = timing;
  const waits = publishing.at < pushFrom || publishing.at > pushUntil;
  const next = formatWhen(nextOccurrence(publishing, now, branch.timeZone, holidays), branch.timeZone);
  return {
    facts: JSON.stringify(timing) === JSON.stringify(before) ? [] : [{ type: 'timing-set', timing }],
    answer: `已设置。${line}${what === '清单时间' ? `下一次是${next}。` : ''}${waits ? `清单时间${publishing.at}不在推送时段之内，清单会等到推送时段开始时发出。` : ''}`,
  };
};

const setChecklist = ({ people }: Situation, words: string): Outcome => {
  if (words === '清除') return { facts: [{ type: 'checklist-set', checklist: null }], answer: '党日五件事已清除。' };
  const checklist = readChecklist(words, people);
  const said = checklist.map((thing) => withNames(thing, people)).join('、');
  return { facts: [{ type: 'checklist-set', checklist }], answer: `主题党日的通知和记录会写上：${said}。` };
};

const setStudyDay = ({ people }: Situation, words: string): Outcome => {
  if (words === '停用') return { facts: [{ type: 'study-day-set', studyDay: null }], answer: '学习日已停用。' };
  const studyDay = readStudyDay(words, people);
  return {
    facts: [{ type: 'study-day-set', studyDay }],
    answer: `学习日已设置：${withNames(studyDayText(studyDay), people)}。到时在群里发一条，不要求回复；需要签到请用「发起 学习」。`,
  };
};

export default defineCommand({
  words: ['设置'],
  alias: 'settings',
  help: '设置',
  does: '查看和更改应做事项的频次、届满日期，推送时间和活动提醒，以及党日五件事和学习日，例如「设置 预设 廊坊」「设置 提醒 前两小时」',
  chapter: '设置',
  from: 'secretary',
  run(situation, line) {
    const [, what = '', rest = ''] = /^(\S*)\s*(.*)$/su.exec(line.trim()) ?? [];
    if (what === '') return show(situation);
    const change = {
      预设: choosePreset,
      频次: setCadence,
      届满: setTermEnd,
      届满日期: setTermEnd,
      党日五件事: setChecklist,
      学习日: setStudyDay,
    }[what];
    if (change) return change(situation, rest);
    if (timingWords.includes(what)) return setTiming(situation, what, rest);
    if (!situation.addressed) return {};
    throw new Refusal(
      'unknown-setting',
      `可以设置的有：预设、频次、届满、${timingWords.join('、')}、党日五件事、学习日，例如：设置 提醒 前两小时。`,
    );
  },
});
