import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readAlmanac } from '../../src/almanac.ts';
import { emptyBranch } from '../../src/domain/evolve.ts';
import { presetSchema, presetsSchema, rulesInForce } from '../../src/domain/preset.ts';

const folder = new URL('../../data/presets/', import.meta.url);
const files = readdirSync(folder);
const contentOf = (file: string): unknown => JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
const { presets } = await readAlmanac();
const plain = emptyBranch('b0001', 'Asia/Shanghai');
const choosing = (preset: string) => ({ ...plain, settings: { ...plain.settings, preset } });

/** 「what, for whom, how many per period」 as the sources have it, written by hand. */
const own: Readonly<Record<string, readonly string[]>> = {
  国家基本: [
    '支部党员大会 branch 1 quarter',
    '支委会 committee 1 month',
    '党小组会 each-group 1 month',
    '主题党日 branch 1 month',
    '组织生活会 branch 1 year',
    '民主评议党员 branch 1 year',
    '谈心谈话 branch 1 year',
    '党支部工作手册 branch 1 01-01..01-10',
    '换届 branch 1 term',
  ],
  廊坊: [
    '支部党员大会 branch 1 quarter',
    '支委会 committee 1 month',
    '党小组会 each-group 1 month',
    '党课 branch 1 quarter',
    '组织生活会 branch 1 half-year',
    '民主评议党员 branch 1 12-01..12-31',
  ],
  大鹏: [
    '组织生活会 branch 1 06-01..07-31',
    '民主评议党员 branch 1 06-01..07-31',
    '书记讲党课 branch 1 half-year',
    '发展党员专题研究 branch 1 half-year',
  ],
  龙湖: ['政治生日主题活动 branch 1 year'],
  嵩屿: [],
};

describe('the presets that are shipped', () => {
  test('are the five, each in a file named after it', () => {
    expect(presets.map(({ name }) => name).toSorted()).toEqual(Object.keys(own).toSorted());
    expect(presets.map(({ id }) => `${id}.json`).toSorted()).toEqual(files.toSorted());
  });

  test.each(files)('%s fits the schema, and every rule names its source', (file) => {
    for (const rule of presetSchema.parse(contentOf(file)).rules) {
      expect(rule.source).toMatch(/\p{Script=Han}{4}/u);
      expect(`${rule.what}${rule.source}`).not.toMatch(/[！!]/u);
    }
  });

  test.each(presets)('$name demands what its source says, and is silent where that is', ({ name, rules }) => {
    const said = rules.map(({ what, scope, demanded, period }) => {
      const when = typeof period === 'string' ? period : `${period.from}..${period.to}`;
      return `${what} ${scope} ${demanded} ${when}`;
    });
    expect(said).toEqual(own[name]);
  });

  test('ask no 支委会 of a branch below seven full members, wherever they ask one', () => {
    const asked = presets.flatMap(({ rules }) => rules).filter(({ kinds }) => kinds.includes('支委会'));
    expect(asked.map(({ needsFullMembers }) => needsFullMembers)).toEqual([7, 7]);
  });

  test('never name one thing by the same word twice where two hold together', () => {
    for (const { id } of presets) {
      const words = rulesInForce(choosing(id), presets).flatMap((rule) => [rule.what, ...rule.words]);
      expect(words.toSorted()).toEqual([...new Set(words)].toSorted());
    }
  });
});

describe('the rules in force', () => {
  const namesOf = (preset: string): string[] =>
    rulesInForce(choosing(preset), presets).map(({ what, from }) => `${what}/${from}`);

  test('are those of the preset, and of 国家基本 where it is silent', () => {
    expect(namesOf('dapeng')).toEqual([
      '支部党员大会/国家基本',
      '支委会/国家基本',
      '党小组会/国家基本',
      '主题党日/国家基本',
      '组织生活会/大鹏',
      '民主评议党员/大鹏',
      '谈心谈话/国家基本',
      '党支部工作手册/国家基本',
      '换届/国家基本',
      '书记讲党课/大鹏',
      '发展党员专题研究/大鹏',
    ]);
  });

  test('are 国家基本 for a preset that is no longer shipped', () => {
    expect(namesOf('gone')).toEqual(namesOf('national'));
  });

  test('follow the cadence a branch set, whatever its number of full members', () => {
    const settings = {
      ...plain.settings,
      cadences: { 'committee-meeting': { demanded: 2, period: 'quarter' as const } },
    };
    const rule = rulesInForce({ ...plain, settings }, presets).find(({ id }) => id === 'committee-meeting');
    expect(rule).toMatchObject({ demanded: 2, period: 'quarter', from: '本支部自定', own: true });
    expect(rule).not.toHaveProperty('needsFullMembers');
  });

  test('include what a branch set for a kind no preset speaks of, and no second rule once one does', () => {
    const cadences = { 党课: { demanded: 2, period: 'year' as const } };
    const lectures = (preset: string) =>
      rulesInForce({ ...plain, settings: { ...plain.settings, preset, cadences } }, presets)
        .filter(({ kinds }) => kinds.includes('党课'))
        .map(({ id, demanded, period }) => [id, demanded, period]);
    expect(lectures('national')).toEqual([['党课', 2, 'year']]);
    expect(lectures('langfang')).toEqual([['party-lecture', 2, 'year']]);
  });
});

describe('presets that cannot be used', () => {
  const rule = { id: 'a', what: '甲', scope: 'branch', demanded: 1, period: 'month', source: '某某通知第一条规定' };
  const preset = { id: 'national', name: '国家基本', rules: [rule] };

  test.each([
    ['a rule without a source', { ...preset, rules: [{ ...rule, source: '' }] }],
    ['a rule that demands nothing', { ...preset, rules: [{ ...rule, demanded: 0 }] }],
    ['a window over the New Year', { ...preset, rules: [{ ...rule, period: { from: '12-01', to: '01-10' } }] }],
    ['a day that some years lack', { ...preset, rules: [{ ...rule, period: { from: '02-01', to: '02-29' } }] }],
    ['a kind that is none', { ...preset, rules: [{ ...rule, kinds: ['座谈会'] }] }],
    ['two rules of one id', { ...preset, rules: [rule, { ...rule, what: '乙' }] }],
    ['two rules of one name', { ...preset, rules: [rule, { ...rule, id: 'b' }] }],
    ['a term for each group', { ...preset, rules: [{ ...rule, scope: 'each-group', period: 'term' }] }],
    ['a field nobody reads', { ...preset, rules: [{ ...rule, points: 5 }] }],
  ])('are refused: %s', (_, broken) => {
    expect(presetSchema.safeParse(preset).success).toBe(true);
    expect(presetSchema.safeParse(broken).success).toBe(false);
  });

  test.each([
    ['no 国家基本 among them', [{ ...preset, id: 'other', name: '别处' }]],
    ['a base that is not there', [preset, { ...preset, id: 'b', name: '乙地', base: 'gone' }]],
    [
      'a base upon a base',
      [preset, { ...preset, id: 'b', name: '乙', base: 'national' }, { ...preset, id: 'c', name: '丙', base: 'b' }],
    ],
    ['two of one name', [preset, { ...preset, id: 'b' }]],
  ])('are refused together: %s', (_, list) => {
    expect(presetsSchema.safeParse([preset]).success).toBe(true);
    expect(presetsSchema.safeParse(list).success).toBe(false);
  });
});
