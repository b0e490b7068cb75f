import type { Branch, Tick } from './branch.ts';
import { addDays, endOfDay, localDate, parseDay } from './calendar.ts';
import { obligations } from './obligations.ts';
import { calendarSpan, daysBetween, type Span, termSpan } from './period.ts';
import type { Preset, RuleInForce } from './preset.ts';
import { Refusal } from './refusal.ts';
import { reviewedYear } from './review.ts';

/** The day meant when something is said to have been done: never a coming one; without a year the latest such day. */
export const pastDay = (words: string, today: string): string => {
  if (words === '') return today;
  const said = parseDay(words, today);
  const isRelative = /[今明后後周週]|星期|礼拜|禮拜|\d{4}/u.test(words.normalize('NFKC'));
  const month = `${today.slice(0, 7)}-01`;
  const seenFrom = [month, `${addDays(month, -1).slice(0, 7)}-01`, addDays(today, -365)];
  const earlier = isRelative ? [] : seenFrom.map((day) => parseDay(words, day));
  const day = [said, ...earlier].find((one) => one !== undefined && one <= today);
  if (day !== undefined) return day;
  if (said === undefined)
    throw new Refusal('no-day', `没有看懂日期「${words.slice(0, 20)}」，请写成 12月3日 或 2026-12-03。`);
  throw new Refusal('future', '这个日期还没有到，办过以后再登记。');
};

/**
 * The period something done on a day is for: the one the day lies in; of a window each year the nearest. Refuses with
 * no-term where the end of the term is not known.
 */
export const periodFor = ({ period }: Pick<RuleInForce, 'period'>, branch: Branch, on: string): Span => {
  if (period === 'term') {
    if (branch.settings.termEnd === undefined) {
      throw new Refusal('no-term', '还不知道届满日期，请先说「设置 届满 2027-06-30」这样的话。');
    }
    return termSpan(branch.settings.termEnd);
  }
  if (typeof period !== 'object') return calendarSpan(period, on);
  const year = Number(on.slice(0, 4));
  const away = ({ from, to }: Span): number => Math.max(daysBetween(on, from), daysBetween(to, on), 0);
  return [year - 1, year, year + 1]
    .map((one) => ({ from: `${one}-${period.from}`, to: `${one}-${period.to}` }))
    .reduce((nearest, span) => (away(span) < away(nearest) ? span : nearest));
};

/**
 * The same of a thing done in steps: what is done until the end of March belongs to the round of the year before (see
 * reviewedYear), while that is begun or owed and not finished.
 */
export const roundFor = (
  rule: RuleInForce,
  { branch, presets }: { readonly branch: Branch; readonly presets: readonly Preset[] },
  on: string,
  step: string | undefined,
): Span => {
  const span = periodFor(rule, branch, on);
  const year = reviewedYear(on);
  if (rule.period !== 'year' || rule.steps.length === 0 || String(year) === on.slice(0, 4)) return span;
  const asked = ({ id }: RuleInForce, { to }: Span): boolean => id === rule.id && to === `${year}-12-31`;
  const [before] = obligations({ branch, presets, now: endOfDay(`${year}-12-31`, branch.timeZone), asked });
  if (!before) return span;
  const isBegun = before.steps.some((one) => one.on !== undefined);
  const lacks = before.steps.some((one) => one.step === step && one.on === undefined);
  const isOpen = isBegun ? lacks || before.left > 0 : before.state !== '不适用' && before.left > 0;
  return isOpen ? before.period : span;
};

/**
 * 已办: an officer's word that a thing, or one step of it, was done on a day, for the period `span`. Refuses what the branch
 * was not there for, or long ago.
 */
export const tickFor = (
  branch: Branch,
  rule: RuleInForce,
  on: string,
  {
    group,
    step,
    span,
  }: { readonly group?: string | undefined; readonly step?: string | undefined; readonly span: Span },
  now: number,
): Tick => {
  if (rule.demanded === 0) throw new Refusal('switched-off', `${rule.what}已经停用，不需要登记。`);
  const lastYear = `${Number(localDate(now, branch.timeZone).slice(0, 4)) - 1}-01-01`;
  if (on < lastYear) throw new Refusal('too-old', '只能登记今年和去年办过的事项。');
  if (span.to < localDate(branch.foundedAt, branch.timeZone)) {
    throw new Refusal('before-founding', '这一期在本支部登记以前，不需要登记。');
  }
  return {
    rule: rule.id,
    period: span.from,
    on,
    ...(group === undefined ? {} : { group }),
    ...(step === undefined ? {} : { step }),
  };
};
