import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Branch } from '../../src/domain/branch.ts';
import { evolve } from '../../src/domain/evolve.ts';
import { type Relay, type RelayRow, readRelay } from '../../src/domain/relay.ts';
import { marksFromRelay } from '../../src/domain/relay-marks.ts';
import { type KnownRelay, mergeRelay } from '../../src/domain/relay-merge.ts';
import { at, fold } from '../support/ledger.ts';

const people = ['赵一', '钱二', '孙三', '李四', '周五', '吴六', '郑七', '王八'];
const list = (title: string, ...rows: string[]): Relay =>
  readRelay(['#接龙', title, '', ...rows.map((row, index) => `${index + 1}. ${row}`)].join('\n'), people) ?? {
    title: '',
    rows: [],
  };
const post = (known: readonly KnownRelay[], relay: Relay) => {
  const merge = mergeRelay(known, relay);
  return { merge, known: [...known.filter((one) => one !== merge.replaces), merge.relay] };
};
const changed = ({ changes }: ReturnType<typeof mergeRelay>): string[] =>
  changes.map(({ row, was }) => `${row.name} ${was ? `${was.wish}→` : ''}${row.wish}`);

describe('a list posted again', () => {
  const first = post([], list('签到', '赵一', '钱二'));

  test('is new as a whole the first time', () => {
    expect(first.merge.replaces).toBeUndefined();
    expect(changed(first.merge)).toEqual(['赵一 present', '钱二 present']);
  });

  test('changes only what was added or edited, whatever the numbers', () => {
    const second = post(first.known, list('签到', '孙三', '钱二 请假', '赵一'));
    expect(changed(second.merge)).toEqual(['孙三 present', '钱二 present→leave']);
    expect(second.known).toHaveLength(1);
    expect(changed(post(second.known, list('签到', '赵一', '钱二 请假', '孙三')).merge)).toEqual([]);
  });

  test('says the same when only spaces, signs or characters differ', () => {
    expect(changed(post(first.known, list('簽到', '趙一', '钱 二。')).merge)).toEqual([]);
  });

  test('takes the last row of a person who stands in it twice', () => {
    expect(changed(post([], list('签到', '赵一', '钱二', '赵一 请假')).merge)).toEqual(['赵一 leave', '钱二 present']);
  });

  test('and shorter deletes nobody, and asks once', () => {
    const shorter = post(first.known, list('签到', '赵一'));
    expect(shorter.merge.gone).toEqual(['钱二']);
    expect(shorter.merge.relay.rows.map(({ name }) => name)).toEqual(['赵一', '钱二']);
    const again = post(shorter.known, list('签到', '赵一', '孙三'));
    expect(again.merge.gone).toEqual([]);
    expect(post(again.known, list('签到', '赵一')).merge.gone).toEqual(['孙三']);
  });

  test('and not shorter asks nothing: two people wrote at the same time', () => {
    expect(post(first.known, list('签到', '赵一', '孙三')).merge.gone).toEqual([]);
  });
});

describe('which list is continued', () => {
  test('the one of the same title, also when two lists hold the same people', () => {
    const known = ['签到', '第二组签到'].flatMap((title) => post([], list(title, '赵一', '钱二')).known);
    const merge = mergeRelay(known, list('第二组签到', '赵一', '钱二', '孙三'));
    expect(merge.replaces?.title).toBe('第二组签到');
  });

  test('under another title the one that is at least 90 % alike', () => {
    const { known } = post([], list('签到', ...people));
    expect(mergeRelay(known, list('晚上签到', ...people.slice(0, 7), '王八', '冯九')).replaces?.title).toBe('签到');
    expect(mergeRelay(known, list('晚上签到', '赵一', '钱二', '孙三', '冯九')).replaces).toBeUndefined();
  });

  test('none when two are equally alike', () => {
    const known = ['甲签到', '乙签到'].flatMap((title) => post([], list(title, '赵一', '钱二')).known);
    expect(mergeRelay(known, list('丙签到', '赵一', '钱二', '孙三')).replaces).toBeUndefined();
  });
});

const everybody = people.map((_, index) => `M${index + 1}`);
const opened = (): Branch =>
  fold([
    [
      at('2026-11-20'),
      {
        type: 'roster-changed',
        left: [],
        members: everybody.map((id) => ({ id, status: '正式' as const, posts: [], counted: true, votes: true })),
      },
    ],
    [
      at('2026-11-20'),
      {
        type: 'activity-planned',
        activity: 'A1',
        kind: '主题党日',
        concern: { scope: 'branch' },
        start: at('2026-11-21', '19:30'),
        place: '会议室',
        topic: '',
        online: true,
      },
    ],
    [at('2026-11-21', '19:00'), { type: 'check-in-opened', activity: 'A1' }],
  ]);

/** What somebody does: adds or edits a row of the list as it was `behind` posts ago, and posts the whole of it. */
type Deed = { poster: number; whom: number; wish: RelayRow['wish']; behind: number; drops: boolean; minute: number };
const deed: fc.Arbitrary<Deed> = fc.record({
  poster: fc.nat(people.length - 1),
  whom: fc.option(fc.nat(people.length - 1), { nil: -1, freq: 2 }),
  wish: fc.constantFrom('present', 'present', 'online', 'leave', 'proxy'),
  behind: fc.constantFrom(0, 0, 0, 1, 2),
  drops: fc.constantFrom(false, false, false, false, true),
  minute: fc.integer({ min: 0, max: 59 }),
});
const words = { present: '', online: ' 线上', leave: ' 请假', proxy: '（代）', empty: '' } as const;

type Row = { who: number; wish: RelayRow['wish'] };
/** The lists as they were posted, and by whom; officer is number 0. */
const historyOf = (deeds: readonly Deed[]): { poster: number; minute: number; rows: Row[] }[] => {
  const posts: { poster: number; minute: number; rows: Row[] }[] = [];
  for (const { poster, whom, wish, behind, drops, minute } of deeds) {
    const before = posts[posts.length - 1 - behind]?.rows ?? [];
    const who = whom < 0 ? poster : whom;
    const edited = before.some((row) => row.who === who)
      ? before.map((row) => (row.who === who ? { who, wish } : row))
      : [...before, { who, wish }];
    posts.push({ poster, minute, rows: drops && edited.length > 1 ? edited.slice(1) : edited });
  }
  return posts;
};

/** The same told over again, person by person, without the product's rules. */
const replay = (posts: ReturnType<typeof historyOf>) => {
  const last = new Map<number, string>();
  const marks: Record<string, string> = {};
  const pending: Record<string, string> = {};
  const leaves = new Set<string>();
  for (const { poster, minute, rows } of posts) {
    for (const { who, wish } of rows) {
      const before = last.get(who);
      last.set(who, wish);
      if (before === wish) continue;
      const id = `M${who + 1}`;
      const isHere = marks[id]?.startsWith('present') ?? false;
      const report = (how: string): void => {
        if (!isHere) pending[id] = how;
      };
      const coming = wish === 'present' || wish === 'online';
      if (wish === 'proxy') report('here');
      else if (who === poster && coming) {
        const isBetter =
          isHere && marks[id]?.includes('online') && !marks[id]?.includes('officer') && wish === 'present';
        if (isHere && !isBetter) continue;
        marks[id] = `present${wish === 'online' ? ' online' : ''}${minute > 40 ? ` late ${minute - 30}` : ''}`;
        delete pending[id];
      } else if (poster === 0 && coming) {
        if (isHere && before === undefined) continue;
        const mark = `present${wish === 'online' ? ' online' : ''}`;
        const known = marks[id]?.replace(' officer', '');
        if (known === mark && pending[id] === undefined) continue;
        marks[id] = `${mark} officer`;
        delete pending[id];
      } else if (coming) report(wish === 'online' ? 'online' : 'here');
      else if (poster === 0 && who !== 0) {
        if (isHere && before === undefined) continue;
        if (marks[id]?.startsWith('leave') && pending[id] === undefined) continue;
        marks[id] = 'leave officer';
        delete pending[id];
      } else {
        const mayTakeBack = who === poster && before !== undefined && !marks[id]?.includes('officer');
        if (isHere && !mayTakeBack) continue;
        if (isHere) delete marks[id];
        if (marks[id] === undefined) delete pending[id];
        leaves.add(id);
      }
    }
  }
  return { marks, pending, leaves: [...leaves].toSorted() };
};

test('500 histories of people adding, editing, racing and reposting end as an independent replay says', () => {
  fc.assert(
    fc.property(fc.array(deed, { minLength: 1, maxLength: 14 }), (deeds) => {
      const posts = historyOf(deeds);
      let branch = opened();
      let known: readonly KnownRelay[] = [];
      for (const [index, { poster, minute, rows }] of posts.entries()) {
        const said = at('2026-11-21', `19:${String(minute).padStart(2, '0')}`);
        const relay = list('签到', ...rows.map(({ who, wish }) => `${people[who]}${words[wish]}`));
        const { merge, known: next } = post(known, relay);
        known = next;
        const activity = branch.activities['A1'];
        if (!activity) throw new Error('A1 is gone');
        const told = merge.changes.map(({ row, was }) => ({
          member: `M${people.indexOf(row.name ?? '') + 1}`,
          row,
          edited: was !== undefined,
        }));
        const from = { member: `M${poster + 1}`, isOfficer: poster === 0 };
        for (const fact of marksFromRelay(branch, activity, told, from, Date.parse(said))) {
          branch = evolve(branch, { seq: index + 1, at: said, by: from.member, ...fact });
        }
      }
      const activity = branch.activities['A1'];
      const marks = Object.fromEntries(
        Object.entries(activity?.marks ?? {}).map(([id, mark]) => [
          id,
          [mark.is, mark.online ? 'online' : '', mark.late ? `late ${mark.late}` : '', mark.recordedBy ? 'officer' : '']
            .filter((word) => word !== '')
            .join(' '),
        ]),
      );
      const pending = Object.fromEntries(
        Object.entries(activity?.proxies ?? {}).map(([id, { online }]) => [id, online ? 'online' : 'here']),
      );
      expect({ marks, pending, leaves: Object.keys(activity?.leaves ?? {}).toSorted() }).toEqual(replay(posts));
    }),
    { numRuns: 500, seed: 20_261_121 },
  );
});
