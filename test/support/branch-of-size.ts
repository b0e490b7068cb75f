import type { Kind } from '../../src/domain/branch.ts';
import type { Entry, Fact } from '../../src/domain/entry.ts';
import type { RecordPart } from '../../src/domain/record-part.ts';
import type { Member, People } from '../../src/domain/roster.ts';
import { type Yearbook, yearbookOf } from '../../src/domain/yearbook.ts';
import { at } from './ledger.ts';

/** Two, four and nine characters, · within, rare ones, two of one name, and what somebody could put into a cell. */
export const strange = [
  '王五',
  '欧阳明月',
  '买买提·阿不都热依木',
  '阿依古丽·买买提艾力江·吐尔逊',
  '喆堃昇玥祎珺',
  '李祎',
  '李祎',
  '=1+1',
  '＝HYPERLINK("http://a")',
  '<b>&"甲',
  '张\u0007\u202E三\u200B',
  '\u{20BB7}野',
  'Anna-Maria von der Hohenstauffen-Lichtenberg',
];

/** A branch of `size` people and so many evenings in December, each closed, with every third on leave and every fourth absent. */
export const branchOf = (
  size: number,
  evenings: number,
  {
    names = [],
    kind = '学习',
    record = [],
    leave = true,
    name = '第一党支部',
    topic = '学习',
    more = [],
  }: {
    names?: readonly string[];
    kind?: Kind;
    record?: readonly RecordPart[];
    leave?: boolean;
    name?: string;
    topic?: string;
    /** What is written at the year's end besides. */
    more?: readonly Fact[];
  } = {},
): { yearbook: Yearbook; people: People } => {
  const ids = Array.from({ length: size }, (_, index) => `M${index + 1}`);
  const member = (id: string): Member => ({
    id,
    status: '正式',
    group: '第一党小组',
    posts: id === 'M1' ? ['书记'] : [],
    counted: true,
    votes: true,
  });
  const facts: (readonly [string, Fact])[] = [
    [at('2026-11-01'), { type: 'branch-founded', name }],
    [at('2026-11-01'), { type: 'roster-changed', members: ids.map(member), left: [] }],
  ];
  for (let number = 1; number <= evenings; number += 1) {
    const activity = `A${number}`;
    const day = `2026-12-${String(1 + (number % 28)).padStart(2, '0')}`;
    facts.push([
      at('2026-11-02'),
      {
        type: 'activity-planned',
        activity,
        kind,
        concern: { scope: 'branch' },
        start: at(day, '19:30'),
        place: '会议室',
        topic,
        online: false,
      },
    ]);
    const is = (index: number): 'present' | 'leave' | 'absent' =>
      leave && index % 3 === 1 ? 'leave' : index % 4 === 3 ? 'absent' : 'present';
    ids.forEach((id, index) => {
      if (is(index) === 'leave') {
        facts.push([at(day, '10:00'), { type: 'leave-asked', activity, member: id, category: '事假' }]);
        facts.push([at(day, '11:00'), { type: 'leave-decided', activity, member: id, approved: true }]);
      }
      if (is(index) === 'present') {
        facts.push([at(day, '19:25'), { type: 'attendance-marked', activity, member: id, mark: { is: 'present' } }]);
      }
    });
    const absent = ids.filter((_, index) => is(index) === 'absent');
    facts.push([at(day, '21:00'), { type: 'activity-closed', activity, should: ids, absent, unconfirmed: [] }]);
  }
  record.forEach((part, index) =>
    facts.push([at('2026-12-30'), { type: 'record-written', activity: 'A1', no: index + 1, part }]),
  );
  for (const fact of more) facts.push([at('2026-12-30', '13:00'), fact]);
  const entries: Entry[] = facts.map(([when, fact], index) => ({ seq: index + 1, at: when, by: 'M1', ...fact }));
  const people: People = {
    format: 1,
    members: Object.fromEntries(ids.map((id, index) => [id, { name: names[index] ?? `党员${index + 1}号` }])),
    accounts: {},
    claims: {},
  };
  const seal = { year: 2026, seq: entries.length, hash: 'c0ffee'.padEnd(32, '0') };
  return { yearbook: yearbookOf('b0001', 'Asia/Shanghai', 2026, [{ seal, entries }]), people };
};
