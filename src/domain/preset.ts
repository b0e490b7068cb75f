import { z } from 'zod';
import { type Branch, type Kind, kinds, periodUnits } from './branch.ts';

/** MM-DD; 02-29 is not a day of every year. */
const dayOfEveryYearSchema = z
  .string()
  .refine((day) => z.iso.date().safeParse(`2001-${day}`).success, { message: '日期应写成 MM-DD。' });

/** The same days of every year, both included; it never reaches over the New Year. */
const windowSchema = z
  .strictObject({ from: dayOfEveryYearSchema, to: dayOfEveryYearSchema })
  .refine(({ from, to }) => from <= to, { message: '起止日期颠倒了。' });

/** How often a thing is due: per calendar period, within a window of each year, or once before the committee's term ends. */
export const rulePeriodSchema = z.union([z.enum(periodUnits), z.literal('term'), windowSchema]);
export type RulePeriod = z.infer<typeof rulePeriodSchema>;

/** One thing a cadence demands (应做事项). */
export const ruleSchema = z
  .strictObject({
    id: z.string().regex(/^[a-z]+(-[a-z]+)*$/u),
    what: z.string().min(1).max(20),
    /** Other words people have for it. */
    words: z.array(z.string().min(1)).default([]),
    /** What belongs to it besides the meeting itself, in the order it is done (组织生活会 and 民主评议党员 as the practice names them). */
    steps: z.array(z.string().min(2).max(10)).default([]),
    /** Activities of these kinds meet it; none means that only an officer's word (已办) does. */
    kinds: z.array(z.enum(kinds)).default([]),
    scope: z.enum(['branch', 'committee', 'each-group']),
    /** It may also be held 党小组 by 党小组: once every group held one, that is one. */
    byGroups: z.literal(true).optional(),
    demanded: z.int().min(1).max(31),
    period: rulePeriodSchema,
    /** Demanded of a branch with at least so many full members (正式党员). */
    needsFullMembers: z.int().positive().optional(),
    /** It concerns the year before the one its period lies in. */
    of: z.literal('past-year').optional(),
    /** Days before the period's last day on which the secretary hears that it is missing. */
    warnDaysBefore: z.array(z.int().positive()).min(1).default([15, 7]),
    /** The rule, report or published practice that it comes from. */
    source: z.string().min(8),
  })
  .refine(({ period, scope, demanded }) => period !== 'term' || (scope === 'branch' && demanded === 1), {
    message: '换届以支部为单位，每届一次。',
  });
export type Rule = z.infer<typeof ruleSchema>;

const distinct = (words: readonly string[]): boolean => new Set(words).size === words.length;

/** A named set of cadences. Where it is silent, its base speaks; a rule of the same id replaces the base's. */
export const presetSchema = z.strictObject({
  id: z.string().regex(/^[a-z]+(-[a-z]+)*$/u),
  name: z.string().min(1),
  base: z.string().optional(),
  /** What its source leaves open, and how that is read here. */
  note: z.string().min(1).optional(),
  rules: z
    .array(ruleSchema)
    .refine((rules) => distinct(rules.map(({ id }) => id)), { message: '有重复的事项。' })
    .refine((rules) => distinct(rules.flatMap(({ what, words }) => [what, ...words])), { message: '有重复的名称。' }),
});
export type Preset = z.infer<typeof presetSchema>;

export const defaultPreset = 'national';

/** All presets together: the default is among them, and every base is one without a base of its own. */
export const presetsSchema = z
  .array(presetSchema)
  .refine((presets) => distinct(presets.flatMap(({ id, name }) => [id, name])), { message: '有重复的预设。' })
  .refine((presets) => presets.some(({ id }) => id === defaultPreset), { message: '缺少国家基本预设。' })
  .refine(
    (presets) => presets.every(({ base }) => base === undefined || presets.some((one) => one.id === base && !one.base)),
    { message: '预设的基础不存在。' },
  );

/** A rule as it binds a branch: `from` names the preset, or 本支部自定 where the branch set its own cadence. */
export type RuleInForce = Rule & { readonly from: string; readonly own: boolean };

export const presetOf = (branch: Branch, presets: readonly Preset[]): Preset | undefined =>
  presets.find(({ id }) => id === branch.settings.preset) ?? presets.find(({ id }) => id === defaultPreset);

/**
 * The rules of the branch's preset and of its base, with the branch's own cadences (by rule id, or by kind where no
 * preset has a rule). `demanded` may become 0: switched off. A cadence the branch set itself holds whatever its number of full members.
 */
export const rulesInForce = (branch: Branch, presets: readonly Preset[]): RuleInForce[] => {
  const chosen = presetOf(branch, presets);
  if (!chosen) return [];
  const base = presets.find(({ id }) => id === chosen.base);
  const replaced = (base?.rules ?? []).filter(({ id }) => !chosen.rules.some((rule) => rule.id === id));
  const order = [...(base?.rules ?? []), ...chosen.rules].map(({ id }) => id);
  const rules = [
    ...replaced.map((rule) => ({ ...rule, from: base?.name ?? '', own: false })),
    ...chosen.rules.map((rule) => ({ ...rule, from: chosen.name, own: false })),
  ].toSorted((a, b) => order.indexOf(a.id) - order.indexOf(b.id));
  const { cadences } = branch.settings;
  const own = kinds
    .filter((kind) => kind in cadences && !rules.some(({ what }) => what === kind))
    .map((kind) => ({ ...ruleOfKind(kind), from: '本支部自定', own: true }));
  return [...rules, ...own].map((rule) => {
    const cadence = cadences[rule.id] ?? cadences[rule.what];
    if (!cadence) return rule;
    const { needsFullMembers: _, ...rest } = rule;
    const period = cadence.period ?? rule.period;
    return { ...rest, demanded: cadence.demanded, period, from: '本支部自定', own: true };
  });
};

/** A rule for activities that no preset in force speaks of, as a branch may give itself one; its id is the kind. */
export const ruleOfKind = (kind: Kind): Rule => ({
  id: kind,
  what: kind,
  words: [],
  steps: [],
  kinds: [kind],
  scope: kind === '党小组会' ? 'each-group' : kind === '支委会' ? 'committee' : 'branch',
  demanded: 1,
  period: 'year',
  warnDaysBefore: [15, 7],
  source: '本支部自定的频次',
});
