import type { Author, Entry, Fact } from '../../src/domain/entry.ts';
import type { Member, People } from '../../src/domain/roster.ts';
import { type Yearbook, yearbookOf } from '../../src/domain/yearbook.ts';
import { at } from './ledger.ts';

const ids = Array.from({ length: 24 }, (_, index) => `M${index + 1}`);
const surnames = '赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张';

/** M1 to M24 are called 赵一, 钱一 … 张一; M10 (陈一) has been erased since. */
export const people: People = {
  format: 1,
  members: Object.fromEntries(
    ids.filter((id) => id !== 'M10').map((id) => [id, { name: `${surnames[Number(id.slice(1)) - 1]}一` }]),
  ),
  accounts: {},
  claims: {},
};

const member = (id: string): Member => ({
  id,
  status: id === 'M23' ? '预备' : '正式',
  group: Number(id.slice(1)) <= 12 ? '第一党小组' : '第二党小组',
  posts: id === 'M1' ? ['书记'] : id === 'M2' ? ['组织委员'] : [],
  counted: id !== 'M24',
  votes: id !== 'M23',
});

type Line = readonly [day: string, time: string, by: Author, fact: Fact];

const A1 = { activity: 'A1' } as const;
const came = (id: string, time: string, more: { online?: true; late?: number } = {}): Line => [
  '2026-12-03',
  time,
  id,
  { type: 'attendance-marked', ...A1, member: id, mark: { is: 'present', ...more } },
];
const seen = (id: string, day: string, time: string, more: { online?: true } = {}): Line => [
  day,
  time,
  'M1',
  { type: 'attendance-marked', ...A1, member: id, mark: { is: 'present', ...more, recordedBy: 'M1' } },
];

const planned = (activity: string, start: string, kind: '主题党日' | '党课' | '党小组会', topic: string): Fact => ({
  type: 'activity-planned',
  activity,
  kind,
  concern: kind === '党小组会' ? { scope: 'group', group: '第二党小组' } : { scope: 'branch' },
  start,
  place: '党群服务中心',
  topic,
  online: true,
});

/** 实到 17 (线上 3), 请假 3, 缺席 3 of 应到 23, and one more who came without counting. */
const evening: readonly Line[] = [
  ['2026-11-01', '09:00', 'operator', { type: 'branch-founded', name: '第一党支部' }],
  ['2026-11-01', '09:01', 'operator', { type: 'roster-changed', members: ids.map(member), left: [] }],
  ['2026-11-28', '09:00', 'M1', planned('A1', at('2026-12-03', '19:30'), '主题党日', '学习⟦M3⟧同志')],
  ['2026-12-01', '09:00', 'M17', { type: 'leave-asked', ...A1, member: 'M17', category: '其他' }],
  ['2026-12-02', '09:10', 'M2', { type: 'leave-decided', ...A1, member: 'M17', approved: true, category: '公差' }],
  ['2026-12-02', '09:11', 'M18', { type: 'leave-asked', ...A1, member: 'M18', category: '病假' }],
  ['2026-12-02', '09:12', 'M1', { type: 'leave-decided', ...A1, member: 'M18', approved: true }],
  ['2026-12-03', '19:00', 'schedule', { type: 'check-in-opened', ...A1 }],
  ...ids.slice(0, 10).map((id, index) => came(id, `19:${20 + index}`)),
  came('M12', '19:28', { online: true }),
  came('M13', '19:29', { online: true }),
  ['2026-12-03', '19:35', 'M3', { type: 'proxy-reported', ...A1, member: 'M16' }],
  ['2026-12-03', '19:40', 'M2', { type: 'proxy-decided', ...A1, member: 'M16', accepted: true }],
  came('M11', '19:45', { late: 15 }),
  seen('M14', '2026-12-03', '19:50'),
  seen('M15', '2026-12-03', '19:51', { online: true }),
  [
    '2026-12-03',
    '19:52',
    'M1',
    { type: 'attendance-marked', ...A1, member: 'M23', mark: { is: 'leave', category: '事假', recordedBy: 'M1' } },
  ],
  seen('M24', '2026-12-03', '19:53'),
  ['2026-12-03', '20:00', 'M19', { type: 'leave-asked', ...A1, member: 'M19', category: '事假' }],
  [
    '2026-12-03',
    '21:00',
    'M1',
    {
      type: 'activity-closed',
      ...A1,
      should: ids.slice(0, 23),
      absent: ['M19', 'M20', 'M21', 'M22'],
      unconfirmed: ['M19'],
    },
  ],
  seen('M22', '2026-12-04', '09:00'),
  ['2026-12-10', '20:00', 'M1', { type: 'make-up-recorded', ...A1, member: 'M18', on: '2026-12-10' }],
  ['2026-12-11', '20:00', 'M1', { type: 'make-up-recorded', ...A1, member: 'M21', on: '2026-12-11' }],
];

/** In the same month: a 党小组会 of the second group at which everybody but 沈一 (M14) was, and a 党课 still to come. */
const later: readonly Line[] = [
  ['2026-12-12', '09:00', 'M1', planned('A2', at('2026-12-15', '19:30'), '党小组会', '')],
  ['2026-12-12', '09:00', 'M1', planned('A3', at('2026-12-28', '19:30'), '党课', '')],
  ['2026-12-15', '19:00', 'schedule', { type: 'check-in-opened', activity: 'A2' }],
  ...ids
    .slice(12, 23)
    .flatMap((id): Line[] =>
      id === 'M14'
        ? []
        : [
            [
              '2026-12-15',
              '19:29',
              id,
              { type: 'attendance-marked', activity: 'A2', member: id, mark: { is: 'present' } },
            ],
          ],
    ),
  [
    '2026-12-15',
    '20:30',
    'M1',
    { type: 'activity-closed', activity: 'A2', should: ids.slice(12, 23), absent: ['M14'], unconfirmed: [] },
  ],
  ['2026-12-20', '09:00', 'M10', { type: 'member-erased', member: 'M10' }],
];

const entriesOf = (lines: readonly Line[]): Entry[] =>
  lines.map(([day, time, by, fact], index) => ({ seq: index + 1, at: at(day, time), by, ...fact }));

const hash = 'c0ffee'.padEnd(32, '0');
const bookOf = (lines: readonly Line[]): Yearbook => {
  const entries = entriesOf(lines);
  return yearbookOf('b0001', 'Asia/Shanghai', 2026, [{ seal: { year: 2026, seq: entries.length, hash }, entries }]);
};

export const seal = `账册：2026年，末条第 ${evening.length + later.length} 条，校验码 ${hash}`;
/** Every entry of that December, for who counts them again. */
export const decemberEntries = entriesOf([...evening, ...later]);
/** The whole December. */
export const december = bookOf([...evening, ...later]);
/** The same book up to where a line of the evening stands: before the check-in, say. */
export const until = (count: number): Yearbook => bookOf(evening.slice(0, count));
/** So many lines are written when A1 is planned and two are on leave, and nobody has come yet. */
export const beforeTheEvening = 7;
