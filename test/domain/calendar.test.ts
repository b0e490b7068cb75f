import { readdirSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it, test } from 'vitest';
import {
  addDays,
  endOfDay,
  formatDay,
  formatWhen,
  holidaysOf,
  holidayYearSchema,
  instantOf,
  isDayOff,
  isWorkingDay,
  localDate,
  localTime,
  parseDay,
  parseTime,
  weekday,
  workingDayOf,
} from '../../src/domain/calendar.ts';

const shanghai = 'Asia/Shanghai';
const newYork = 'America/New_York';
const folder = new URL('../../data/holidays/', import.meta.url);
const years = readdirSync(folder).map((file) =>
  holidayYearSchema.parse(JSON.parse(readFileSync(new URL(file, folder), 'utf8'))),
);
const holidays = holidaysOf(years);
const nothing = holidaysOf([]);

const zones = fc.constantFrom(
  shanghai,
  newYork,
  'UTC',
  'Europe/London',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'America/Sao_Paulo',
  'Pacific/Apia',
);
const instants = fc.integer({ min: Date.parse('1975-01-01'), max: Date.parse('2099-12-31') });
const dates = instants.map((instant) => new Date(instant).toISOString().slice(0, 10));

describe('instants and the wall clock', () => {
  it('show the date and time of a zone, whatever the zone of the process', () => {
    const instant = Date.parse('2026-11-21T11:30:00Z');
    expect(localDate(instant, shanghai)).toBe('2026-11-21');
    expect(localTime(instant, shanghai)).toBe('19:30');
    expect(localTime(instant, newYork)).toBe('06:30');
    expect(localDate(Date.parse('2026-12-31T16:00:00Z'), shanghai)).toBe('2027-01-01');
    expect(instantOf('2026-11-21', '19:30', shanghai)).toBe(instant);
  });

  test.each([
    ['2026-03-08', '01:59', '2026-03-08T06:59:00Z'],
    ['2026-03-08', '02:30', '2026-03-08T07:30:00Z'],
    ['2026-03-08', '03:00', '2026-03-08T07:00:00Z'],
    ['2026-11-01', '00:59', '2026-11-01T04:59:00Z'],
    ['2026-11-01', '01:30', '2026-11-01T05:30:00Z'],
    ['2026-11-01', '02:00', '2026-11-01T07:00:00Z'],
  ])('survive the clock change in New York: %s %s', (date, time, instant) => {
    expect(instantOf(date, time, newYork)).toBe(Date.parse(instant));
  });

  it('agree with Temporal in every zone', () => {
    fc.assert(
      fc.property(instants, zones, (instant, zone) => {
        const zoned = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone);
        expect(localDate(instant, zone)).toBe(zoned.toPlainDate().toString());
        expect(localTime(instant, zone)).toBe(zoned.toPlainTime().toString({ smallestUnit: 'minute' }));
      }),
      { numRuns: 1000 },
    );
  });

  it('come back from the wall clock to the same minute, except in the hour that happens twice', () => {
    fc.assert(
      fc.property(instants, zones, (instant, zone) => {
        const minute = Math.floor(instant / 60_000) * 60_000;
        const [date, time] = [localDate(minute, zone), localTime(minute, zone)];
        const back = instantOf(date, time, zone);
        expect([localDate(back, zone), localTime(back, zone)]).toEqual([date, time]);
        expect(minute - back).toBeGreaterThanOrEqual(0);
        expect(minute - back).toBeLessThanOrEqual(3_600_000);
        expect(back === minute || zone !== shanghai || date < '1992-01-01').toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('end a day one millisecond before the next', () => {
    expect(endOfDay('2026-12-31', shanghai)).toBe(Date.parse('2026-12-31T15:59:59.999Z'));
    expect(endOfDay('2026-11-01', newYork) - instantOf('2026-11-01', '00:00', newYork)).toBe(25 * 3_600_000 - 1);
  });

  test.each([
    ['2026-02-30', '09:00'],
    ['2026-13-01', '09:00'],
    ['2026-1-1', '09:00'],
    ['2026-01-01', '24:00'],
    ['2026-01-01', '9:00'],
  ])('refuse what does not exist: %s %s', (date, time) => {
    expect(() => instantOf(date, time, shanghai)).toThrow(RangeError);
  });

  it('refuse an unknown zone', () => {
    expect(() => localDate(0, 'Asia/Beijing')).toThrow(RangeError);
  });
});

describe('dates', () => {
  test.each([
    ['2026-12-31', 1, '2027-01-01'],
    ['2027-01-01', -1, '2026-12-31'],
    ['2028-02-28', 1, '2028-02-29'],
    ['2026-02-28', 1, '2026-03-01'],
    ['2026-11-21', 0, '2026-11-21'],
  ])('%s and %i days is %s', (date, days, expected) => {
    expect(addDays(date, days)).toBe(expected);
  });

  it('go forth and back', () => {
    fc.assert(
      fc.property(dates, fc.integer({ min: -4000, max: 4000 }), (date, days) => {
        expect(addDays(addDays(date, days), -days)).toBe(date);
        expect(weekday(addDays(date, 7))).toBe(weekday(date));
        expect(weekday(date)).toBe(Temporal.PlainDate.from(date).dayOfWeek);
      }),
    );
  });

  it('refuse a date that does not exist', () => {
    expect(() => addDays('2026-02-29', 1)).toThrow(RangeError);
    expect(() => weekday('2026-04-31')).toThrow(RangeError);
    expect(() => weekday('2026-00-01')).toThrow(RangeError);
  });

  it('read as people write them', () => {
    expect(formatDay('2026-11-21')).toBe('11月21日（周六）');
    expect(formatDay('2027-01-03')).toBe('1月3日（周日）');
    expect(formatWhen(Date.parse('2026-11-21T11:30:00Z'), shanghai)).toBe('11月21日（周六）19:30');
    expect(formatWhen(Date.parse('2026-11-21T16:05:00Z'), shanghai)).toBe('11月22日（周日）00:05');
  });
});

describe('working days', () => {
  test.each([
    [2025, 28, 5],
    [2026, 33, 6],
  ])('of %i have %i days off and %i make-up workdays', (year, off, work) => {
    const days = holidays.get(year)?.days ?? [];
    expect(days.filter((day) => day.isOffDay)).toHaveLength(off);
    expect(days.filter((day) => !day.isOffDay)).toHaveLength(work);
    expect(days.every((day) => day.isOffDay || weekday(day.date) > 5)).toBe(true);
  });

  test.each([
    ['2026-11-20', true],
    ['2026-11-21', false],
    ['2026-10-01', false],
    ['2026-10-10', true],
    ['2026-02-14', true],
    ['2025-10-08', false],
    ['2027-11-22', 'unknown'],
  ] as const)('%s is a working day: %s', (date, expected) => {
    expect(isWorkingDay(date, holidays)).toBe(expected);
    expect(isDayOff(date, holidays)).toBe(expected === 'unknown' ? 'unknown' : !expected);
  });

  test.each([
    ['2026-01', '2026-01-04', true],
    ['2026-02', '2026-02-02', true],
    ['2026-05', '2026-05-06', true],
    ['2026-10', '2026-10-08', true],
    ['2025-10', '2025-10-09', true],
    ['2026-12', '2026-12-01', true],
    ['2027-01', '2027-01-04', false],
    ['2027-05', '2027-05-03', false],
    ['2027-10', '2027-10-04', false],
    ['2028-05', '2028-05-03', false],
    ['2027-08', '2027-08-02', false],
  ])('of %s begin on %s', (month, date, certain) => {
    expect(workingDayOf(month, 1, holidays)).toEqual({ date, certain });
  });

  it('in an empty calendar never fall on a weekend or a fixed-date holiday', () => {
    fc.assert(
      fc.property(dates, (date) => {
        const first = workingDayOf(date.slice(0, 7), 1, nothing);
        expect(first.certain).toBe(false);
        expect(weekday(first.date)).toBeLessThan(6);
        expect(first.date.slice(0, 7)).toBe(date.slice(0, 7));
        expect(['01-01', '05-01', '10-01', '10-02', '10-03']).not.toContain(first.date.slice(5));
      }),
    );
  });

  it('refuse a month that does not exist', () => {
    expect(() => workingDayOf('2026-13', 1, holidays)).toThrow(RangeError);
  });

  it('refuse a year whose days belong elsewhere or are named twice', () => {
    const day = { name: '元旦', date: '2027-01-01', isOffDay: true };
    expect(holidayYearSchema.safeParse({ year: 2027, papers: ['通知'], days: [day] }).success).toBe(true);
    expect(holidayYearSchema.safeParse({ year: 2026, papers: ['通知'], days: [day] }).success).toBe(false);
    expect(holidayYearSchema.safeParse({ year: 2027, papers: ['通知'], days: [day, day] }).success).toBe(false);
    expect(holidayYearSchema.safeParse({ year: 2027, papers: [], days: [] }).success).toBe(false);
  });
});

describe('the day people mean', () => {
  // 18 November 2026 is a Wednesday.
  test.each([
    ['今天', '2026-11-18'],
    ['明天', '2026-11-19'],
    ['后天', '2026-11-20'],
    ['大后天', '2026-11-21'],
    ['11月21日', '2026-11-21'],
    ['11月21', '2026-11-21'],
    ['11月21号', '2026-11-21'],
    ['１１月２１日', '2026-11-21'],
    ['十一月二十一日', '2026-11-21'],
    [' 11 月 21 日 ', '2026-11-21'],
    ['11-21', '2026-11-21'],
    ['11/21', '2026-11-21'],
    ['2026-11-21', '2026-11-21'],
    ['2026/11/21', '2026-11-21'],
    ['2026.11.21', '2026-11-21'],
    ['2026年11月21日', '2026-11-21'],
    ['2026-1-5', '2026-01-05'],
    ['11月21日（周六）', '2026-11-21'],
    ['11月21日星期六', '2026-11-21'],
    ['21号', '2026-11-21'],
    ['21日', '2026-11-21'],
    ['18号', '2026-11-18'],
    ['17号', '2026-12-17'],
    ['周三', '2026-11-18'],
    ['周五', '2026-11-20'],
    ['星期五', '2026-11-20'],
    ['礼拜五', '2026-11-20'],
    ['周二', '2026-11-24'],
    ['周日', '2026-11-22'],
    ['星期天', '2026-11-22'],
    ['本周日', '2026-11-22'],
    ['这周六', '2026-11-21'],
    ['本周一', '2026-11-16'],
    ['下周三', '2026-11-25'],
    ['下周一', '2026-11-23'],
    ['下周日', '2026-11-29'],
    ['下下周一', '2026-11-30'],
    ['1月5日', '2027-01-05'],
    ['9月20日', '2026-09-20'],
    ['9月10日', '2027-09-10'],
    ['12-31', '2026-12-31'],
  ])('「%s」 is %s', (text, date) => {
    expect(parseDay(text, '2026-11-18')).toBe(date);
  });

  test.each([
    '2026-02-30',
    '02-30',
    '13月1日',
    '0月1日',
    '11-31',
    '32号',
    '31号',
    '0号',
    '2026-02-29',
    '02-29',
    '11月21日（周五）',
    '周八',
    '下月',
    '',
    '主题党日',
    '11月21日19:30',
    '11.21',
    'constructor',
    '明天见',
    '2026-11/21',
  ])('「%s」 is none', (text) => {
    expect(parseDay(text, '2026-11-18')).toBeUndefined();
  });

  it('crosses the year end and knows leap days', () => {
    expect(parseDay('5号', '2026-12-18')).toBe('2027-01-05');
    expect(parseDay('明天', '2026-12-31')).toBe('2027-01-01');
    expect(parseDay('2月29日', '2027-12-01')).toBe('2028-02-29');
    expect(parseDay('2月29日', '2028-01-10')).toBe('2028-02-29');
    expect(parseDay('2月29日', '2027-01-10')).toBeUndefined();
    expect(parseDay('31号', '2026-10-31')).toBe('2026-10-31');
  });

  it('is read back from what is shown', () => {
    fc.assert(
      fc.property(dates, fc.integer({ min: -60, max: 300 }), (today, days) => {
        const date = addDays(today, days);
        fc.pre(date.slice(0, 4) === today.slice(0, 4) || date.slice(5) < addDays(today, -60).slice(5));
        fc.pre(date > today || date.slice(0, 4) === today.slice(0, 4));
        expect(parseDay(formatDay(date), today)).toBe(date);
        expect(parseDay(date, today)).toBe(date);
      }),
    );
  });

  it('never comes out of arbitrary text as something that is not a date', () => {
    const words = fc.array(fc.constantFrom(...'0123456789一二十月日号周下本星期天今明后-/.年点 '), { maxLength: 12 });
    fc.assert(
      fc.property(words, dates, (characters, today) => {
        const day = parseDay(characters.join(''), today) ?? today;
        const time = parseTime(characters.join('')) ?? '00:00';
        expect(addDays(day, 0)).toBe(day);
        expect(time).toMatch(/^([01]\d|2[0-3]):[0-5]\d$/);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the time people mean', () => {
  test.each([
    ['19:30', '19:30'],
    ['19：30', '19:30'],
    ['9:05', '09:05'],
    ['１９：３０', '19:30'],
    ['晚上7点', '19:00'],
    ['晚上7:30', '19:30'],
    ['晚8点', '20:00'],
    ['晚上19点', '19:00'],
    ['7点半', '07:30'],
    ['下午3点', '15:00'],
    ['下午三点一刻', '15:15'],
    ['下午3点45', '15:45'],
    ['下午15:00', '15:00'],
    ['上午9点30分', '09:30'],
    ['上午九点三十分', '09:30'],
    ['19点', '19:00'],
    ['19时30分', '19:30'],
    ['二十点', '20:00'],
    ['二十点零五分', '20:05'],
    ['中午12点', '12:00'],
    ['中午1点', '13:00'],
    ['凌晨12点', '00:00'],
    ['0点', '00:00'],
    ['早上8点整', '08:00'],
    ['八点钟', '08:00'],
    ['傍晚6点', '18:00'],
  ])('「%s」 is %s', (text, time) => {
    expect(parseTime(text)).toBe(time);
  });

  test.each([
    '24:00',
    '25点',
    '19:60',
    '9:5',
    '上午15点',
    '晚上12点',
    '晚上2点',
    '7',
    '点',
    '',
    '19:30开会',
    '7点四刻',
  ])('「%s」 is none', (text) => {
    expect(parseTime(text)).toBeUndefined();
  });
});
