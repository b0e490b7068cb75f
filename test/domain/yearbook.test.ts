import { expect, test } from 'vitest';
import { attendanceLedger } from '../../src/domain/attendance-ledger.ts';
import type { Entry, Fact } from '../../src/domain/entry.ts';
import { emptyBranch } from '../../src/domain/evolve.ts';
import { signInSheet } from '../../src/domain/sign-in-sheet.ts';
import { yearbookOf } from '../../src/domain/yearbook.ts';
import { december, people } from '../support/evening-of-23.ts';
import { at } from '../support/ledger.ts';

const entry = (seq: number, when: string, by: 'M1', fact: Fact): Entry => ({ seq, at: when, by, ...fact });
const seal = (year: number) => ({ year, seq: 9, hash: String(year) });
const zone = 'Asia/Shanghai';

/** December's branch opens the book of 2027, as the recorder would write it. */
const carried: Fact = { type: 'carried-forward', state: december.branch, causes: {} };
const absentAfterAll: Fact = {
  type: 'attendance-marked',
  activity: 'A1',
  member: 'M1',
  mark: { is: 'absent', recordedBy: 'M1' },
};
const held = [
  entry(2, at('2027-01-08', '09:00'), 'M1', {
    type: 'activity-planned',
    activity: 'A4',
    kind: '学习',
    concern: { scope: 'branch' },
    start: at('2027-01-09', '19:30'),
    place: '会议室',
    topic: '',
    online: false,
  }),
];

test('what the next book corrected in an activity of the year is in it, and nothing else of that book', () => {
  const first = [entry(1, at('2026-12-31', '09:00'), 'M1', carried)];
  const book = yearbookOf('b0001', zone, 2026, [
    { seal: seal(2026), entries: first },
    {
      seal: seal(2027),
      entries: [
        entry(1, at('2027-01-02', '09:00'), 'M1', { ...carried, state: emptyBranch('b0001', zone) } as Fact),
        ...held,
        entry(3, at('2027-01-08', '09:30'), 'M1', absentAfterAll),
      ],
    },
  ]);
  expect(attendanceLedger(book, people, '2026-12').rows[0]).toEqual(['1', '赵一', '○', '—']);
  expect(book.branch.activities['A4']).toBeUndefined();
  expect(book.seals.map(({ year }) => year)).toEqual([2026, 2027]);
});

test('who gave a mark that was carried over is looked up in the book before', () => {
  const activity = december.branch.activities['A1'];
  if (!activity) throw new Error('There is no A1.');
  const said: Fact = { type: 'attendance-marked', activity: 'A1', member: 'M1', mark: { is: 'present' } };
  const book = yearbookOf('b0001', zone, 2027, [
    { seal: seal(2026), entries: [entry(1, at('2026-12-03', '19:20'), 'M1', said)] },
    { seal: seal(2027), entries: [entry(1, at('2027-01-02', '09:00'), 'M1', carried)] },
  ]);
  expect(signInSheet(book, people, activity).rows[0]).toEqual(['1', '赵一', '19:20', '现场', '', '']);
  // What no book that was read tells stays empty.
  expect(signInSheet(book, people, activity).rows[1]).toEqual(['2', '钱一', '', '现场', '', '']);
  expect(book.seals.map(({ year }) => year)).toEqual([2027]);
});
