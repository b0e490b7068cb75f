import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readAlmanac } from '../../src/almanac.ts';
import type { Entry, Fact } from '../../src/domain/entry.ts';
import { handbook } from '../../src/domain/handbook.ts';
import type { Block, Paper } from '../../src/domain/paper.ts';
import type { Member, People } from '../../src/domain/roster.ts';
import { type BookRead, type Yearbook, yearbookOf } from '../../src/domain/yearbook.ts';
import { december, people as evening } from '../support/evening-of-23.ts';
import { at } from '../support/ledger.ts';
import { yearOfActivities } from '../support/year-of-activities.ts';

const { presets } = await readAlmanac();
const zone = 'Asia/Shanghai';
const newYearsEve = Date.parse(at('2026-12-31', '18:00'));

const sections = [
  '一、支部概况',
  '二、支部委员会',
  '三、党员名册',
  '四、党小组',
  '五、年度计划',
  '六、组织生活记录',
  '七、考勤',
  '八、组织生活会和民主评议党员',
  '九、换届和教育培训',
  '十、谈心谈话',
  '十一、大事记',
  '十二、年度小结',
];

const made = (yearbook: Yearbook, people: People, now = newYearsEve, year = 2026): Paper =>
  handbook(yearbook, people, { year, presets, now });
const madeOf = ({ book, people }: { book: BookRead; people: People }, now = newYearsEve): Paper =>
  made(yearbookOf('b0001', zone, 2026, [book]), people, now);

const headingsOf = ({ blocks }: Paper, level = 1): string[] =>
  blocks.flatMap((block) => (block.is === 'heading' && block.level <= level ? [block.text] : []));

/** What stands below a heading, up to the next of the same level or above. */
const below = ({ blocks }: Paper, title: string): Block[] => {
  const from = blocks.findIndex((block) => block.is === 'heading' && block.text.endsWith(title));
  const level = (blocks[from] as Extract<Block, { is: 'heading' }>).level;
  const rest = blocks.slice(from + 1);
  const to = rest.findIndex((block) => block.is === 'heading' && block.level <= level);
  return to < 0 ? rest : rest.slice(0, to);
};
const tablesBelow = (paper: Paper, title: string) =>
  below(paper, title).flatMap((block) => (block.is === 'table' ? [block] : []));
const saidBelow = (paper: Paper, title: string): string[] =>
  below(paper, title).flatMap((block) => (block.is === 'paragraph' && block.as !== 'note' ? [block.text] : []));

/** Every text that would be printed. */
const textsOf = ({ title, cover, blocks }: Paper): string[] => [
  title,
  ...(cover?.lines ?? []),
  ...blocks.flatMap((block) => {
    if (block.is === 'heading' || block.is === 'paragraph') return [block.text];
    if (block.is === 'fields') return block.rows.flat(2);
    if (block.is === 'table') {
      return [...block.columns.map((column) => column.title), ...block.rows.flat(), ...(block.totals ?? []).flat()];
    }
    return block.is === 'signatures' ? block.lines : [];
  }),
];

describe('of a branch as December leaves it', () => {
  const paper = made(december, evening);

  test('it has all its sections, a cover with the year, and a name that sorts', () => {
    expect(headingsOf(paper)).toEqual(sections);
    expect(paper.name).toBe('2026_第一党支部_工作手册');
    expect(paper.cover?.lines).toEqual(['第一党支部', '2026年']);
    expect(paper.blocks[0]).toEqual({ is: 'contents' });
  });

  test('the roster says names and posts only', () => {
    const [roster] = tablesBelow(paper, '党员名册');
    expect(roster?.columns.map(({ title }) => title)).toEqual(['序号', '姓名', '职务']);
    expect(roster?.rows.slice(0, 3)).toEqual([
      ['1', '赵一', '书记'],
      ['2', '钱一', '组织委员'],
      ['3', '孙一', ''],
    ]);
    expect(roster?.rows).toHaveLength(23);
  });

  test('the committee and the groups are those of the roster', () => {
    expect(tablesBelow(paper, '支部委员会')[0]?.rows).toEqual([
      ['1', '赵一', '书记'],
      ['2', '钱一', '组织委员'],
    ]);
    const groups = tablesBelow(paper, '四、党小组')[0]?.rows ?? [];
    expect(groups.map((row) => row.slice(0, 3))).toEqual([
      ['第一党小组', '没有登记', '11'],
      ['第二党小组', '没有登记', '12'],
    ]);
    expect(groups[0]?.[3]).toMatch(/^赵一、钱一、孙一/u);
  });

  test('the year plan demands only what the branch was there for', () => {
    // It came on 1 November: of the fourth quarter two thirds remained, and of the year less than half.
    const rows = tablesBelow(paper, '年度计划')[0]?.rows.map((row) => row.slice(0, 5));
    expect(rows).toEqual([
      ['支部党员大会', '每季度1次', '1', '0', '1'],
      ['支委会', '每月1次', '2', '0', '2'],
      ['党小组会', '每月1次，每个党小组', '4', '1', '3'],
      ['主题党日', '每月1次', '2', '1', '1'],
      ['组织生活会', '每年1次', '—', '—', '—'],
      ['民主评议党员', '每年1次', '—', '—', '—'],
      ['谈心谈话', '每年1次', '—', '—', '—'],
    ]);
  });

  test('records, attendance and summary have the same numbers', () => {
    const counts = tablesBelow(paper, '各次活动人数')[0];
    expect(counts?.rows).toEqual([
      ['12-03', '主题党日', '23', '17', '3', '3', '3', '2', '73.9%', '85.0%'],
      ['12-15', '党小组会（第二党小组）', '11', '10', '0', '0', '1', '0', '90.9%', '90.9%'],
    ]);
    expect(counts?.totals).toEqual([['合计', '2 次', '34', '27', '3', '3', '4', '2', '79.4%', '87.1%']]);
    expect(tablesBelow(paper, '年度小结')[0]?.totals).toEqual([
      ['合计', '2', '34', '27', '3', '3', '4', '2', '79.4%', '87.1%'],
    ]);
    expect(saidBelow(paper, '年度小结')).toEqual([
      '截至2026年12月31日，支部有党员 23 人。应做事项全年应办 9 次，已办 2 次，到期未办 4 次。',
      '全年开展活动 2 次，应到 34 人次，实到 27 人次（其中线上 3 人次），请假 3 人次，缺席 4 人次，补课 2 人次。',
    ]);
    expect(headingsOf(paper, 2).filter((text) => text.includes('次）'))).toEqual([
      '（一）12月3日主题党日（第1次）',
      '（二）12月15日第二党小组党小组会（第1次）',
    ]);
  });

  test('a check-in that is not over is said and not counted', () => {
    expect(textsOf(paper)).toContain('另有 1 次活动还没有结束签到，没有列入。');
    expect(textsOf(made(december, evening, Date.parse(at('2026-12-20'))))).not.toContain(
      '另有 1 次活动还没有结束签到，没有列入。',
    );
  });

  test('who was erased is nowhere by name', () => {
    // M10 was called 陈一 and was there on 3 December.
    expect(textsOf(made(december, evening)).join()).not.toContain('陈一');
    expect(textsOf(paper)).toContain('某同志');
  });
});

describe('the chronicle', () => {
  const member = (id: string, ...posts: Member['posts']): Member => ({
    id,
    status: '正式',
    posts,
    counted: true,
    votes: true,
  });
  const people: People = {
    format: 1,
    members: { M1: { name: '欧阳喆' }, M2: { name: '李堃' }, M3: { name: '王玥' } },
    accounts: {},
    claims: {},
  };
  const bookOf = (year: number, facts: readonly (readonly [when: string, fact: Fact])[]): BookRead => {
    const entries = facts.map(([when, fact], index): Entry => ({ seq: index + 1, at: at(when), by: 'M1', ...fact }));
    return { seal: { year, seq: entries.length, hash: 'c0ffee' }, entries };
  };
  const tick = { rule: 'heart-to-heart-talks', period: '2026-01-01', on: '2026-12-28' } as const;
  const book = bookOf(2026, [
    ['2026-01-05', { type: 'branch-founded', name: '一支部' }],
    ['2026-01-05', { type: 'roster-changed', members: [member('M1', '书记'), member('M2')], left: [] }],
    ['2026-03-01', { type: 'branch-renamed', name: '第一党支部' }],
    ['2026-04-01', { type: 'roster-changed', members: [member('M2', '书记', '组织委员'), member('M3')], left: ['M1'] }],
    ['2026-05-01', { type: 'term-end-set', date: '2027-06-30' }],
    ['2026-05-02', { type: 'term-end-set', date: '2028-06-30' }],
    ['2026-05-02', { type: 'decision-withdrawn', from: 6, to: 6 }],
    ['2026-05-02', { type: 'term-end-set', date: '2027-06-30' }],
  ]);

  test('tells what the book has of the branch as a whole, in order, without what was taken back', () => {
    const rows = tablesBelow(made(yearbookOf('b0001', zone, 2026, [book]), people), '大事记')[0]?.rows;
    expect(rows).toEqual([
      ['1月5日', '启用支部台账。'],
      ['1月5日', '登记党员名册，共 2 人。'],
      ['1月5日', '支部委员会职务登记：欧阳喆任书记。'],
      ['3月1日', '支部更名为“第一党支部”。'],
      ['4月1日', '名册增加 1 人，减少 1 人，现有 2 人。'],
      ['4月1日', '支部委员会职务登记：李堃任书记、组织委员。'],
      ['5月1日', '登记本届届满日期：2027年6月30日。'],
      ['5月2日', '登记本届届满日期：2027年6月30日。'],
    ]);
  });

  test('what was said in January to have been done in December is in it, and what was done in January is not', () => {
    const yearbook = yearbookOf('b0001', zone, 2026, [
      book,
      bookOf(2027, [
        ['2027-01-03', { type: 'obligation-ticked', ...tick }],
        ['2027-01-03', { type: 'obligation-ticked', ...tick, on: '2026-09-30' }],
        ['2027-01-04', { type: 'obligation-ticked', ...tick, period: '2027-01-01', on: '2027-01-04' }],
        ['2027-01-04', { type: 'review-counted', year: 2026, owed: 3, issued: 3, collected: 3, valid: 3 }],
        ['2027-01-04', { type: 'review-counted', year: 2027, owed: 9 }],
        ['2027-01-05', { type: 'branch-renamed', name: '新支部' }],
      ]),
    ]);
    const paper = made(yearbook, people, Date.parse(at('2027-01-08')));
    expect(tablesBelow(paper, '大事记')[0]?.rows.at(-1)).toEqual(['12月28日', '登记谈心谈话已办。']);
    expect(saidBelow(paper, '谈心谈话')).toEqual(['登记已办：9月30日、12月28日。']);
    expect(saidBelow(paper, '（二）民主评议党员')).toEqual(['应发 3 张，实发 3 张，收回 3 张，有效 3 张。']);
    expect(paper.cover?.lines).toEqual(['第一党支部', '2026年']);
  });
});

test('steps, tally and rectification are shown with their days, without anybody’s grade', () => {
  const { book, people } = yearOfActivities({ members: 9, activities: 7 });
  const review = { rule: 'democratic-review', period: '2026-01-01', on: '2026-11-03' } as const;
  const facts: Fact[] = [
    { type: 'obligation-ticked', ...review, step: '学习' },
    { type: 'obligation-ticked', ...review },
    {
      type: 'review-counted',
      year: 2026,
      owed: 9,
      issued: 9,
      collected: 8,
      valid: 8,
      grades: { excellent: 3, qualified: 6, basic: 0, unqualified: 0 },
    },
    { type: 'rectification-added', no: 1, text: '规范会议记录', owner: '组织委员', due: '2026-12-20' },
    { type: 'rectification-settled', no: 1, state: 'done', doneOn: '2026-12-10' },
  ];
  const entries = facts.map((fact, index): Entry => ({ seq: 900 + index, at: at('2026-12-12'), by: 'M1', ...fact }));
  const paper = madeOf({ book: { ...book, entries: [...book.entries, ...entries] }, people });
  expect(saidBelow(paper, '（二）民主评议党员')).toEqual([
    '登记已办：11月3日。',
    '应发 9 张，实发 9 张，收回 8 张，有效 8 张；优秀 3 人，合格 6 人，基本合格 0 人，不合格 0 人。',
  ]);
  expect(tablesBelow(paper, '（二）民主评议党员')[0]?.rows.slice(0, 2)).toEqual([
    ['1', '学习', '2026年11月3日'],
    ['2', '个人自评', '没有登记'],
  ]);
  expect(tablesBelow(paper, '整改清单')[0]?.rows).toEqual([
    ['1', '规范会议记录', '组织委员', '2026年12月20日', '2026年12月10日完成'],
  ]);
});

test('an election stands in the plan of the year in which the term ends, and stays there until it was held', () => {
  const { book, people } = yearOfActivities({ members: 9, activities: 7 });
  const ending = (date: string): string[] | undefined => {
    const set: Entry = { seq: 900, at: at('2026-02-01'), by: 'M1', type: 'term-end-set', date };
    const paper = madeOf({ book: { ...book, entries: [...book.entries, set] }, people });
    return tablesBelow(paper, '年度计划')[0]?.rows.find(([what]) => what === '换届') as string[] | undefined;
  };
  expect(ending('2026-11-30')).toEqual(['换届', '每届届满前', '1', '0', '1', '到期未办 1 次']);
  expect(ending('2025-11-30')).toEqual(['换届', '每届届满前', '1', '0', '1', '到期未办 1 次']);
  expect(ending('2027-03-31')).toBeUndefined();
});

test('of a record that nobody began here nothing is said to be missing; of one begun it is', () => {
  const missing = (minutes: number, last: number): { notes: string[]; remark: string | undefined } => {
    const { book, people } = yearOfActivities({ members: 9, activities: 7, minutes });
    const entries = book.entries.filter((entry) => entry.type !== 'record-written' || entry.no <= last);
    const paper = madeOf({ book: { ...book, entries }, people });
    return { notes: textsOf(paper).filter((text) => text.includes('记录还不完整')), remark: paper.remark };
  };
  const asOf = '年份为2026年，内容截至2026年12月31日。';
  expect(missing(0, 0)).toEqual({ notes: [], remark: asOf });
  expect(missing(100, 99)).toEqual({ notes: [], remark: asOf });
  const begun = missing(100, 1);
  expect(begun.notes).toHaveLength(7);
  expect(begun.remark).toBe(`${asOf}7 份会议记录还不完整，手册里已经注明。`);
});

test('a year without anything says so section by section', () => {
  const paper = madeOf(yearOfActivities({ members: 3, activities: 0, committee: false, groups: 0 }));
  expect(headingsOf(paper)).toEqual(sections);
  expect(saidBelow(paper, '支部委员会')).toEqual(['正式党员 3 人，不足 7 人的支部不设支部委员会。']);
  expect(saidBelow(paper, '四、党小组')).toEqual(['名册里没有划分党小组。']);
  expect(saidBelow(paper, '组织生活记录')).toEqual(['本年度还没有已结束签到的活动，没有记录。']);
  expect(saidBelow(paper, '七、考勤')).toEqual(['本年度还没有已结束签到的活动，没有考勤。']);
  expect(saidBelow(paper, '（一）组织生活会')).toEqual(['本年度没有登记组织生活会。']);
  expect(saidBelow(paper, '（二）民主评议党员')).toEqual(['本年度没有登记民主评议党员。']);
  expect(saidBelow(paper, '整改清单')).toEqual(['本年度没有登记整改事项。']);
  expect(saidBelow(paper, '（一）换届')).toEqual(['没有登记本届的届满日期。', '本年度没有登记换届。']);
  expect(saidBelow(paper, '（二）教育培训')).toEqual(['本年度没有已结束签到的党课和集中学习。']);
  expect(saidBelow(paper, '谈心谈话')).toEqual(['本年度没有登记谈心谈话。']);
  expect(saidBelow(paper, '年度小结').at(-1)).toBe('本年度还没有已结束签到的活动。');
});

test('a branch nobody is on the roster of yet has a handbook as well', () => {
  const { book } = yearOfActivities({ members: 1, activities: 0, committee: false });
  const [founded] = book.entries;
  if (!founded) throw new Error('The book is empty.');
  const nobody: People = { format: 1, members: {}, accounts: {}, claims: {} };
  const paper = madeOf({ book: { ...book, entries: [founded] }, people: nobody });
  expect(saidBelow(paper, '党员名册')).toEqual(['名册里还没有党员。']);
  expect(headingsOf(paper)).toEqual(sections);
});

test('during the year it tells how far it goes, and a year to come has none', () => {
  const year = yearOfActivities({ members: 9, activities: 7 });
  expect(madeOf(year, Date.parse(at('2026-06-30'))).cover?.lines).toEqual([
    '第一党支部',
    '2026年',
    '截至2026年6月30日',
  ]);
  const yearbook = yearbookOf('b0001', zone, 2026, [year.book]);
  expect(() => made(yearbook, year.people, newYearsEve, 2027)).toThrow('2027年还没有到，没有工作手册。');
});

test('of the book of another year it shows nothing', () => {
  const year = yearOfActivities({ members: 9, activities: 7 });
  const paper = made(yearbookOf('b0001', zone, 2026, [year.book]), year.people, Date.parse(at('2027-02-01')), 2027);
  expect(saidBelow(paper, '组织生活记录')).toEqual(['本年度还没有已结束签到的活动，没有记录。']);
  expect(saidBelow(paper, '大事记')).toEqual(['台账里还没有可以列入大事记的事项。']);
});

test('whatever the branch is like, no section is empty, every row fits its columns and the counts add up', () => {
  const given = fc.record({
    members: fc.integer({ min: 1, max: 100 }),
    activities: fc.integer({ min: 0, max: 30 }),
    committee: fc.boolean(),
    groups: fc.integer({ min: 0, max: 9 }),
  });
  fc.assert(
    fc.property(given, (drawn) => {
      const paper = madeOf(yearOfActivities(drawn));
      expect(headingsOf(paper)).toEqual(sections);
      paper.blocks.forEach((block, index) => {
        const next = paper.blocks[index + 1];
        if (block.is === 'heading') {
          const isFilled = next !== undefined && (next.is !== 'heading' || next.level > block.level);
          expect(isFilled, `${block.text} is followed by nothing`).toBe(true);
        }
        if (block.is !== 'table') return;
        expect(block.rows.length).toBeGreaterThan(0);
        for (const row of [...block.rows, ...(block.totals ?? [])]) expect(row).toHaveLength(block.columns.length);
      });
      expect(textsOf(paper).join('\n')).not.toMatch(/⟦|undefined|NaN|Infinity|\[object/u);
      const [counts] = drawn.activities === 0 ? [] : tablesBelow(paper, '各次活动人数');
      const total = counts?.totals?.[0]?.slice(2, 8).map(Number) ?? [];
      total.forEach((sum, at_) => {
        expect(counts?.rows.reduce((all, row) => all + Number(row[at_ + 2]), 0)).toBe(sum);
      });
      const [should = 0, present = 0, , leave = 0, absent = 0] = total;
      expect(present + leave + absent).toBe(should);
    }),
    { numRuns: 40 },
  );
});
