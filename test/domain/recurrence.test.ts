import * as fc from 'fast-check';
import { RRuleTemporal } from 'rrule-temporal';
import { expect, test } from 'vitest';
import { holidaysOf, localDate } from '../../src/domain/calendar.ts';
import { nextWarning } from '../../src/domain/due-list.ts';
import { emptyBranch } from '../../src/domain/evolve.ts';
import { termSpan } from '../../src/domain/period.ts';
import type { Preset } from '../../src/domain/preset.ts';
import { monthlySchema, nextOccurrence, type Recurrence } from '../../src/domain/recurrence.ts';

const runs = { numRuns: 300 };
const zones = fc.constantFrom('Asia/Shanghai', 'America/New_York', 'Asia/Kolkata', 'Europe/London');
const minutes = fc
  .integer({ min: Date.parse('2024-01-01'), max: Date.parse('2031-12-31') })
  .map((instant) => Math.floor(instant / 60_000) * 60_000);
/** By day, when no zone of these changes its clock. */
const times = fc
  .tuple(fc.integer({ min: 4, max: 22 }), fc.integer({ min: 0, max: 59 }))
  .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`);
const weekdays = fc.integer({ min: 1, max: 7 });
const shortNames = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
/** Every year is known and none has a holiday: what a rule of RFC 5545 can know. */
const ordinaryYears = holidaysOf(
  Array.from({ length: 15 }, (_, index) => ({ year: 2020 + index, papers: ['none'], days: [] })),
);

/** The next time by the other library, whose rule begins at the time of day on 1 January 2020. */
const nextByRule = (rule: string, at: string, after: number, zone: string, from = '20200101'): number => {
  const start = `DTSTART;TZID=${zone}:${from}T${at.replace(':', '')}00`;
  const next = new RRuleTemporal({ rruleString: `${start}\nRRULE:${rule}` }).next(new Date(after));
  if (next === null) throw new Error(`${rule} ended`);
  return next.epochMilliseconds;
};

/** The days a clamped day may be, the last of which counts: BYMONTHDAY alone leaves short months out. */
const clamped = (day: number): string =>
  day <= 28
    ? `BYMONTHDAY=${day}`
    : `BYMONTHDAY=${Array.from({ length: day - 27 }, (_, index) => 28 + index).join(',')};BYSETPOS=-1`;

const onDays: fc.Arbitrary<Extract<Recurrence, { every: 'month' }>['on']> = fc.oneof(
  fc.integer({ min: 1, max: 31 }).map((day) => ({ day })),
  fc.record({ nth: fc.constantFrom(1, 2, 3, 4, -1), weekday: weekdays }),
  fc.constantFrom(1, 2, 5, 15, -1).map((workingDay) => ({ workingDay })),
);

const ruleOn = (on: Extract<Recurrence, { every: 'month' }>['on']): string => {
  if ('day' in on) return clamped(on.day);
  if ('nth' in on) return `BYDAY=${on.nth}${shortNames[on.weekday - 1]}`;
  return `BYDAY=MO,TU,WE,TH,FR;BYSETPOS=${on.workingDay}`;
};

test('a weekday of each week is the one an independent library finds', () => {
  fc.assert(
    fc.property(weekdays, times, minutes, zones, (weekday, at, after, zone) => {
      expect(nextOccurrence({ every: 'week', weekday, at }, after, zone, ordinaryYears)).toBe(
        nextByRule(`FREQ=WEEKLY;BYDAY=${shortNames[weekday - 1]}`, at, after, zone),
      );
    }),
    runs,
  );
});

test('a day of each month, its nth weekday and its nth weekday of work are those an independent library finds', () => {
  fc.assert(
    fc.property(onDays, times, minutes, zones, (on, at, after, zone) => {
      expect(monthlySchema.safeParse({ every: 'month', on, at }).success).toBe(true);
      expect(nextOccurrence({ every: 'month', on, at }, after, zone, ordinaryYears)).toBe(
        nextByRule(`FREQ=MONTHLY;${ruleOn(on)}`, at, after, zone),
      );
    }),
    runs,
  );
});

test('a day of each year is the one an independent library finds', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 12 }), onDays, times, minutes, zones, (month, on, at, after, zone) => {
      const first = `2020${String(month).padStart(2, '0')}01`;
      expect(nextOccurrence({ every: 'year', month, on, at }, after, zone, ordinaryYears)).toBe(
        nextByRule(`FREQ=MONTHLY;INTERVAL=12;${ruleOn(on)}`, at, after, zone, first),
      );
    }),
    { numRuns: 100 },
  );
});

const monthsIn = { month: 1, quarter: 3, 'half-year': 6, year: 12 } as const;
const cadences = fc.record({
  period: fc.constantFrom(...(['month', 'quarter', 'half-year', 'year'] as const)),
  warnDaysBefore: fc.uniqueArray(fc.integer({ min: 1, max: 27 }), { minLength: 1, maxLength: 3 }),
});

test('the days on which a monthly, quarterly, half-yearly or yearly duty is warned of are those an independent library finds', () => {
  fc.assert(
    fc.property(fc.array(cadences, { minLength: 1, maxLength: 3 }), minutes, (chosen, after) => {
      const presets: Preset[] = [
        {
          id: 'national',
          name: '国家基本',
          rules: chosen.map(({ period, warnDaysBefore }, index) => ({
            id: `rule-${'abc'[index]}`,
            what: `事项${index}`,
            words: [],
            steps: [],
            kinds: [],
            scope: 'branch',
            demanded: 1,
            period,
            warnDaysBefore,
            source: 'an invented one',
          })),
        },
      ];
      const zone = 'Asia/Shanghai';
      // So many days before the last day is that many and one from the end; the day after it is the first of the next period.
      const expected = chosen.flatMap(({ period, warnDaysBefore }) => {
        const months = monthsIn[period];
        const lastMonth = `2020${String(months).padStart(2, '0')}01`;
        const before = warnDaysBefore.map((days) =>
          nextByRule(`FREQ=MONTHLY;INTERVAL=${months};BYMONTHDAY=-${days + 1}`, '09:00', after, zone, lastMonth),
        );
        return [...before, nextByRule(`FREQ=MONTHLY;INTERVAL=${months};BYMONTHDAY=1`, '09:00', after, zone)];
      });
      expect(nextWarning(emptyBranch('b1', zone), presets, after)).toBe(Math.min(...expected));
    }),
    { numRuns: 200 },
  );
});

test('six months before the end of a term is the day an independent library finds, in a short month its last', () => {
  fc.assert(
    fc.property(minutes, (instant) => {
      const zone = 'Asia/Shanghai';
      const end = localDate(instant, zone);
      const rule = `FREQ=MONTHLY;${clamped(Number(end.slice(8)))}`;
      let month = end.slice(0, 7);
      for (let back = 0; back < 6; back++) month = previous(month);
      // The last occurrence before the month that follows it.
      const found = nextByRule(rule, '00:00', Date.parse(`${month}-01T00:00:00+08:00`) - 1, zone);
      expect(termSpan(end).from).toBe(localDate(found, zone));
    }),
    { numRuns: 200 },
  );
});

const previous = (month: string): string => {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return number === 1 ? `${year - 1}-12` : `${year}-${String(number - 1).padStart(2, '0')}`;
};
