/**
 * What a branch owes, counted a second time and another way: it walks through single days, knows Shanghai as eight hours
 * ahead, and shares no line with the program.
 */
type Window = { from: string; to: string };
export type CountedRule = {
  id: string;
  kinds: string[];
  scope: string;
  byGroups?: true | undefined;
  demanded: number;
  period: string | Window;
  needsFullMembers?: number | undefined;
  of?: string | undefined;
  warnDaysBefore: number[];
};
export type CountedPreset = { id: string; base?: string | undefined; rules: CountedRule[] };
export type CountedBranch = {
  preset: string;
  cadences: Record<string, { demanded: number; period?: string | undefined }>;
  termEnd?: string | undefined;
  founded: number;
  members: { full: boolean; group?: string | undefined }[];
  groups: Record<string, number>;
  activities: { id: string; kind: string; scope: string; group?: string | undefined; start: number; state: string }[];
  ticks: { rule: string; period: string; on: string; group?: string | undefined }[];
};
export type Owed = {
  rule: string;
  group: string;
  from: string;
  to: string;
  state: string;
  left: number;
  held: string[];
  planned: string[];
  ticked: string[];
};

const day = 86_400_000;
const dateAt = (ms: number): string => new Date(ms + 8 * 3_600_000).toISOString().slice(0, 10);
const shifted = (date: string, days: number): string =>
  new Date(Date.parse(date) + days * day).toISOString().slice(0, 10);

/** The name of the period a day belongs to; days of one name make the period. */
const nameOfDay = (date: string, period: string | Window): string | undefined => {
  const [year = '', month = ''] = date.split('-');
  const number = Number(month);
  if (typeof period === 'object') {
    return date.slice(5) >= period.from && date.slice(5) <= period.to ? `${year} window` : undefined;
  }
  if (period === 'month') return `${year} month ${month}`;
  if (period === 'quarter') return `${year} quarter ${number <= 3 ? 1 : number <= 6 ? 2 : number <= 9 ? 3 : 4}`;
  if (period === 'half-year') return `${year} half ${number <= 6 ? 1 : 2}`;
  return year;
};

const sixMonthsBefore = (date: string): string => {
  const [year = 0, month = 0, dayOfMonth = 0] = date.split('-').map(Number);
  const earlier = month > 6 ? [year, month - 6] : [year - 1, month + 6];
  const long = [31, (earlier[0] ?? 0) % 4 === 0 ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  const last = Math.min(dayOfMonth, long[(earlier[1] ?? 1) - 1] ?? 0);
  return `${earlier[0]}-${String(earlier[1]).padStart(2, '0')}-${String(last).padStart(2, '0')}`;
};

/** The days of every period of a rule that is spoken of today. */
const periodsOf = (rule: CountedRule, branch: CountedBranch, today: string): string[][] => {
  const year = today.slice(0, 4);
  if (rule.period === 'term') {
    if (branch.termEnd === undefined || sixMonthsBefore(branch.termEnd) > today) return [];
    return [[sixMonthsBefore(branch.termEnd), branch.termEnd]];
  }
  const byName = new Map<string, string[]>();
  for (let date = `${Number(year) - 1}-01-01`; date <= `${year}-12-31`; date = shifted(date, 1)) {
    const name = nameOfDay(date, rule.period);
    if (name !== undefined) byName.set(name, [...(byName.get(name) ?? []), date]);
  }
  return [...byName.values()].filter((days) => {
    const [from = '', to = ''] = [days[0], days.at(-1)];
    const begun = from <= today || (typeof rule.period === 'object' && from.startsWith(year));
    return begun && (to.startsWith(year) || shifted(to, 31) >= today);
  });
};

const rulesFor = (presets: readonly CountedPreset[], branch: CountedBranch): (CountedRule & { own: boolean })[] => {
  const chosen = presets.find(({ id }) => id === branch.preset) ?? presets.find(({ id }) => id === 'national');
  const rules = new Map<string, CountedRule>();
  for (const rule of presets.find(({ id }) => id === chosen?.base)?.rules ?? []) rules.set(rule.id, rule);
  for (const rule of chosen?.rules ?? []) rules.set(rule.id, rule);
  return [...rules.values()].map((rule) => {
    const cadence = branch.cadences[rule.id];
    if (cadence === undefined) return { ...rule, own: false };
    return { ...rule, demanded: cadence.demanded, period: cadence.period ?? rule.period, own: true };
  });
};

const isOwedFor = (
  rule: CountedRule & { own: boolean },
  branch: CountedBranch,
  days: string[],
  group: string | undefined,
): boolean => {
  if (rule.demanded === 0) return false;
  const full = branch.members.filter((one) => one.full).length;
  if (!rule.own && rule.needsFullMembers !== undefined && full < rule.needsFullMembers) return false;
  if (rule.scope === 'each-group' && group === undefined) return false;
  if (rule.period === 'term') return true;
  const began = dateAt(Math.max(branch.founded, group === undefined ? 0 : (branch.groups[group] ?? 0)));
  if (rule.of === 'past-year' && !(began < `${days[0]?.slice(0, 4)}-01-01`)) return false;
  const lived = days.filter((date) => date >= began).length;
  return lived >= days.length - lived;
};

export const owedByCounting = (presets: readonly CountedPreset[], branch: CountedBranch, now: number): Owed[] => {
  const today = dateAt(now);
  const groups = [...new Set(branch.members.flatMap(({ group }) => (group === undefined ? [] : [group])))];
  const owed: Owed[] = [];
  for (const rule of rulesFor(presets, branch)) {
    for (const days of periodsOf(rule, branch, today)) {
      const [from = '', to = ''] = [days[0], days.at(-1)];
      if (rule.period !== 'term' && to < dateAt(branch.founded)) continue;
      for (const group of rule.scope === 'each-group' && groups.length > 0 ? groups : [undefined]) {
        if (group !== undefined && to < dateAt(branch.groups[group] ?? 0)) continue;
        const mine = branch.activities.filter((one) => {
          const date = dateAt(one.start);
          if (date < from || date > to || !rule.kinds.includes(one.kind)) return false;
          if (rule.scope === 'each-group') return one.scope === 'group' && one.group === group;
          return one.scope === rule.scope || (rule.byGroups === true && one.scope === 'group');
        });
        const held = mine.filter(({ state }) => state === 'closed');
        const ticked = branch.ticks.filter(
          (tick) => tick.rule === rule.id && tick.group === group && from <= tick.period && tick.period <= to,
        );
        let done = ticked.length;
        if (rule.byGroups) {
          done += held.filter(({ scope }) => scope !== 'group').length;
          const waiting = held.filter(({ scope }) => scope === 'group').map((one) => one.group);
          // One from every group makes one round; rounds are taken out until some group has none left.
          while (groups.length > 0 && groups.every((one) => waiting.includes(one))) {
            for (const one of groups) waiting.splice(waiting.indexOf(one), 1);
            done += 1;
          }
        } else done += held.length;
        const missing = rule.demanded - done;
        const isOwed = isOwedFor(rule, branch, days, group);
        const isExempt = !isOwed && (missing > 0 || rule.demanded === 0);
        const left = isExempt || missing < 0 ? 0 : missing;
        const near = rule.period === 'term' || shifted(today, Math.max(...rule.warnDaysBefore)) >= to;
        owed.push({
          rule: rule.id,
          group: group ?? '',
          from,
          to,
          left,
          state: isExempt
            ? '不适用'
            : left === 0
              ? '已完成'
              : today > to
                ? '逾期'
                : near && today >= from
                  ? '临近'
                  : '未到期',
          held: held.map(({ id }) => id).toSorted(),
          planned: mine
            .filter(({ state, start }) => state === 'open' || (state === 'planned' && dateAt(start) >= today))
            .map(({ id }) => id)
            .toSorted(),
          ticked: ticked.map(({ on }) => on).toSorted(),
        });
      }
    }
  }
  return owed;
};
