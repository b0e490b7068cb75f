import { expect, test } from 'vitest';
import { holidaysOf } from '../../src/domain/calendar.ts';
import { emptyBranch } from '../../src/domain/evolve.ts';
import { outsideQuietHours } from '../../src/domain/quiet-hours.ts';
import { usualTiming } from '../../src/domain/timing.ts';
import { when, zone } from '../support/group.ts';

const holidays = holidaysOf([
  {
    year: 2026,
    papers: ['a notice'],
    days: [
      { name: '国庆节', date: '2026-10-01', isOffDay: true },
      { name: '国庆节', date: '2026-10-02', isOffDay: true },
      { name: '国庆节', date: '2026-10-03', isOffDay: true },
      { name: '国庆节', date: '2026-10-10', isOffDay: false },
    ],
  },
]);
const usual = emptyBranch('b0001', zone);
const at = (text: string): number => when(text.slice(0, 10), text.slice(11));

test.each([
  ['2026-09-29 08:29', '2026-09-29 08:30'],
  ['2026-09-29 08:30', '2026-09-29 08:30'],
  ['2026-09-29 20:30', '2026-09-29 20:30'],
  ['2026-09-29 20:31', '2026-09-30 08:30'],
  // The next morning is a holiday, and so are the two after it; Sunday is none.
  ['2026-09-30 20:31', '2026-10-04 08:30'],
  ['2026-10-01 12:00', '2026-10-04 08:30'],
  ['2026-10-10 12:00', '2026-10-10 12:00'],
  ['2026-10-11 12:00', '2026-10-11 12:00'],
  // Of 2027 nothing is known, so nothing is assumed.
  ['2027-10-01 12:00', '2027-10-01 12:00'],
])('what falls due at %s goes at %s', (due, goes) => {
  expect(outsideQuietHours(at(due), usual, { holidays })).toBe(at(goes));
});

test.each([
  ['2026-10-02 19:30', '2026-10-01 19:30', '2026-10-02 08:30'],
  ['2026-10-02 19:30', '2026-10-02 21:59', '2026-10-02 21:59'],
  ['2026-09-28 19:30', '2026-09-27 22:00', '2026-09-27 22:00'],
  ['2026-09-28 19:30', '2026-09-27 22:01', '2026-09-28 08:30'],
  ['2026-09-28 19:00', '2026-09-27 21:00', '2026-09-28 08:30'],
])('for an activity at %s, what falls due at %s goes at %s', (start, due, goes) => {
  expect(outsideQuietHours(at(due), usual, { holidays, activities: [{ start: at(start) }] })).toBe(at(goes));
});

test.each([
  ['2026-09-29 08:30', undefined, '2026-09-29 09:30'],
  ['2026-09-29 18:01', undefined, '2026-09-30 09:30'],
  ['2026-09-30 18:01', undefined, '2026-10-04 09:30'],
  ['2026-09-29 20:59', '2026-09-30 19:30', '2026-09-29 20:59'],
  ['2026-09-29 21:01', '2026-09-30 19:30', '2026-09-30 09:30'],
])('in a branch that wants it quieter, what falls due at %s goes (for an activity at %s) at %s', (due, start, goes) => {
  const timing = { ...usualTiming, pushFrom: '09:30', pushUntil: '18:00', eveningUntil: '21:00' };
  const activities = start === undefined ? [] : [{ start: at(start) }];
  expect(outsideQuietHours(at(due), { timeZone: zone, settings: { timing } }, { holidays, activities })).toBe(at(goes));
});
