import { expect, test } from 'vitest';
import { holidaysOf } from '../../src/domain/calendar.ts';
import { outsideQuietHours } from '../../src/domain/quiet-hours.ts';
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
  expect(outsideQuietHours(at(due), zone, { holidays })).toBe(at(goes));
});

test.each([
  ['2026-10-02 19:30', '2026-10-01 19:30', '2026-10-02 08:30'],
  ['2026-10-02 19:30', '2026-10-02 21:59', '2026-10-02 21:59'],
  ['2026-09-28 19:30', '2026-09-27 22:00', '2026-09-27 22:00'],
  ['2026-09-28 19:30', '2026-09-27 22:01', '2026-09-28 08:30'],
  ['2026-09-28 19:00', '2026-09-27 21:00', '2026-09-28 08:30'],
])('for an activity at %s, what falls due at %s goes at %s', (start, due, goes) => {
  expect(outsideQuietHours(at(due), zone, { holidays, activities: [{ start: at(start) }] })).toBe(at(goes));
});
