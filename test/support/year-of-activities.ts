import type { Concern, Kind, Mark } from '../../src/domain/branch.ts';
import type { Author, Entry, Fact } from '../../src/domain/entry.ts';
import type { RecordPart } from '../../src/domain/record-part.ts';
import type { Member, People, Post } from '../../src/domain/roster.ts';
import type { BookRead } from '../../src/domain/yearbook.ts';
import { at } from './ledger.ts';

export type YearGiven = {
  readonly members: number;
  readonly activities: number;
  readonly year?: number;
  readonly branchName?: string;
  /** Else 赵一, 钱一 … in turn. */
  readonly names?: readonly string[];
  /** Two or more posts of a committee; without it nobody holds any. */
  readonly committee?: boolean;
  readonly groups?: number;
  readonly topic?: string;
  /** Characters of the minutes of each; 0 for no record at all. */
  readonly minutes?: number;
};

const surnames = '赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜';
const given = '一二三四五六七八九十';
const nameOfNumber = (number: number): string =>
  `${surnames[(number - 1) % surnames.length]}${given[Math.floor((number - 1) / surnames.length) % given.length]}`;

const kindsInTurn: readonly Kind[] = ['主题党日', '支委会', '党小组会', '支部党员大会', '党课', '组织生活会', '学习'];

const two = (number: number): string => String(number).padStart(2, '0');

/** Of ten one is on leave, one absent and one online, and each time others. */
const markOf = (activity: number, member: number): Mark => {
  const turn = (activity * 7 + member * 3) % 10;
  if (turn === 0) return { is: 'leave', category: '事假' };
  if (turn === 1) return { is: 'absent' };
  return turn === 2 ? { is: 'present', online: true } : { is: 'present' };
};

/**
 * One book of a branch with so many activities spread over the months up to November, each announced, held and closed.
 * The entries are written down here directly, so that a test may count them without our arithmetic.
 */
export const yearOfActivities = ({
  members,
  activities,
  year = 2026,
  branchName = '第一党支部',
  names = [],
  committee = true,
  groups = 3,
  topic = '学习党的创新理论',
  minutes = 200,
}: YearGiven): { readonly book: BookRead; readonly people: People } => {
  const ids = Array.from({ length: members }, (_, index) => `M${index + 1}`);
  const offices: readonly (readonly Post[])[] = committee
    ? [['书记'], ['副书记', '组织委员'], ['纪检委员'], ['党小组长']]
    : [];
  const groupOf = (index: number): string | undefined =>
    groups === 0 ? undefined : `第${given[index % groups]}党小组`;
  const roster = ids.map((id, index): Member => {
    const group = groupOf(index);
    return {
      id,
      status: index % 20 === 19 ? '预备' : '正式',
      ...(group === undefined ? {} : { group }),
      posts: [...(offices[index] ?? [])],
      counted: true,
      votes: index % 20 !== 19,
    };
  });
  const entries: Entry[] = [];
  const write = (when: string, by: Author, fact: Fact): void =>
    void entries.push({ seq: entries.length + 1, at: when, by, ...fact });

  write(at(`${year}-01-01`, '09:00'), 'operator', { type: 'branch-founded', name: branchName });
  write(at(`${year}-01-01`, '09:01'), 'operator', { type: 'roster-changed', members: roster, left: [] });
  for (let number = 1; number <= activities; number += 1) {
    const activity = `A${number}`;
    const inTurn = kindsInTurn[(number - 1) % kindsInTurn.length] ?? '其他';
    const hasCommittee = roster.some(({ posts }) => posts.includes('书记'));
    const kind = (inTurn === '支委会' && !hasCommittee) || (inTurn === '党小组会' && groups === 0) ? '学习' : inTurn;
    const group = groupOf(number) ?? '';
    const concern: Concern =
      kind === '支委会'
        ? { scope: 'committee' }
        : kind === '党小组会'
          ? { scope: 'group', group }
          : { scope: 'branch' };
    const should = roster
      .filter(
        (one) =>
          concern.scope === 'branch' ||
          (concern.scope === 'group' ? one.group === group : one.posts.some((post) => post !== '党小组长')),
      )
      .map(({ id }) => id);
    const day = Math.floor(((number - 1) * 330) / activities);
    const date = `${year}-${two(1 + Math.floor(day / 30))}-${two(1 + Math.min(27, day % 30))}`;
    const start = at(date, '19:30');
    write(at(date, '09:00'), ids[0] ?? 'operator', {
      type: 'activity-planned',
      activity,
      kind,
      concern,
      start,
      place: '党群服务中心',
      topic,
      online: true,
    });
    write(at(date, '19:00'), 'schedule', { type: 'check-in-opened', activity });
    const marks = should.map((id) => [id, markOf(number, Number(id.slice(1)))] as const);
    for (const [member, mark] of marks) {
      if (mark.is !== 'absent') {
        write(at(date, '19:20'), mark.is === 'leave' ? 'M1' : member, {
          type: 'attendance-marked',
          activity,
          member,
          mark,
        });
      }
    }
    const absent = marks.filter(([, { is }]) => is === 'absent').map(([id]) => id);
    write(at(date, '21:00'), ids[0] ?? 'operator', {
      type: 'activity-closed',
      activity,
      should,
      absent,
      unconfirmed: [],
    });
    if (minutes > 0) {
      const sentence = '会议认为，要认真学习，联系实际，抓好落实。';
      const parts: readonly RecordPart[] = [
        { is: 'chair', member: 'M1' },
        { is: 'recorder', member: ids[1] ?? 'M1' },
        { is: 'item', text: topic },
        { is: 'note', text: sentence.repeat(Math.ceil(minutes / sentence.length)).slice(0, minutes) },
        { is: 'decision', text: '由支部委员会负责落实。' },
        ...absent.map((member): RecordPart => ({ is: 'absence', member, reason: '事假' })),
        { is: 'adjourned', at: at(date, '21:00') },
      ];
      parts.forEach((part, index) =>
        write(at(date, '21:10'), 'M1', { type: 'record-written', activity, no: index + 1, part }),
      );
    }
    const [late] = absent;
    if (late !== undefined && number % 3 === 0) {
      write(at(date, '22:00'), 'M1', { type: 'make-up-recorded', activity, member: late, on: date });
    }
  }
  const people: People = {
    format: 1,
    members: Object.fromEntries(ids.map((id, index) => [id, { name: names[index] ?? nameOfNumber(index + 1) }])),
    accounts: {},
    claims: {},
  };
  return { book: { seal: { year, seq: entries.length, hash: 'c0ffee'.padEnd(32, '0') }, entries }, people };
};
