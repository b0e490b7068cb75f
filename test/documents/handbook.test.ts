import { beforeAll, describe, expect, test } from 'vitest';
import { readAlmanac } from '../../src/almanac.ts';
import { renderDocx } from '../../src/documents/docx.ts';
import { renderPdf } from '../../src/documents/pdf.ts';
import type { Entry } from '../../src/domain/entry.ts';
import { handbook } from '../../src/domain/handbook.ts';
import type { Paper } from '../../src/domain/paper.ts';
import { yearbookOf } from '../../src/domain/yearbook.ts';
import { at } from '../support/ledger.ts';
import { type PageRead, readPdf } from '../support/read-pdf.ts';
import { type YearGiven, yearOfActivities } from '../support/year-of-activities.ts';
import { zipTexts } from '../support/zip.ts';

const { presets } = await readAlmanac();
const now = Date.parse(at('2026-12-31', '18:00'));

const strange = ['欧阳喆', '李堃', '李堃', '诸葛昇玥', '阿卜杜拉·买买提江', '王祎', '赵珺', '钱一一', '孙二二'];
/** M8, 钱一一, has been erased since. */
const erased = 'M8';

/** A year of sixty activities and fifty members, some of strange names, one erased in December. */
const big = () => {
  const { book, people } = yearOfActivities({ members: 50, activities: 60, minutes: 100, names: strange });
  const gone: Entry = {
    seq: book.entries.length + 1,
    at: at('2026-12-20'),
    by: 'M1',
    type: 'member-erased',
    member: erased,
  };
  const { [erased]: _, ...members } = people.members;
  return { entries: [...book.entries, gone], seal: book.seal, people: { ...people, members } };
};

const paperOf = ({ entries, seal, people }: ReturnType<typeof big>): Paper =>
  handbook(yearbookOf('b0001', 'Asia/Shanghai', 2026, [{ seal, entries }]), people, { year: 2026, presets, now });

type Counted = {
  readonly date: string;
  readonly kind: string;
  readonly group: string;
  readonly should: readonly string[];
  readonly signs: ReadonlyMap<string, string>;
};

/** What the entries say of each closed activity, read a second time and with nothing of ours. */
const recounted = (entries: readonly Entry[]): Counted[] => {
  const planned = new Map<string, { date: string; kind: string; group: string }>();
  const marks = new Map<string, Map<string, string>>();
  const madeUp = new Set<string>();
  const closed: [string, readonly string[]][] = [];
  for (const entry of entries) {
    if (entry.type === 'activity-planned') {
      const group = entry.concern.scope === 'group' ? entry.concern.group : '';
      planned.set(entry.activity, { date: entry.start.slice(5, 10), kind: entry.kind, group });
      marks.set(entry.activity, new Map());
    }
    if (entry.type === 'attendance-marked') {
      const sign = entry.mark.is === 'leave' ? '△' : entry.mark.online ? '线' : '✓';
      marks.get(entry.activity)?.set(entry.member, sign);
    }
    if (entry.type === 'activity-closed') {
      closed.push([entry.activity, entry.should]);
      for (const id of entry.absent) marks.get(entry.activity)?.set(id, '○');
    }
    if (entry.type === 'make-up-recorded') madeUp.add(`${entry.activity} ${entry.member}`);
  }
  return closed.map(([activity, should]) => {
    const { date = '', kind = '', group = '' } = planned.get(activity) ?? {};
    const signs = [...(marks.get(activity) ?? [])].map(
      ([id, sign]) => [id, madeUp.has(`${activity} ${id}`) ? `${sign}补` : sign] as const,
    );
    return { date, kind, group, should, signs: new Map(signs) };
  });
};

const percent = (part: number, whole: number): string =>
  whole === 0 ? '—' : `${(Math.round((part / whole) * 1000) / 10).toFixed(1)}%`;

const numbersOf = (list: readonly Counted[]): string[] => {
  const signs = list.flatMap(({ should, signs: given }) => should.map((id) => given.get(id) ?? '?'));
  const count = (pattern: RegExp): number => signs.filter((sign) => pattern.test(sign)).length;
  const [present, online, leave, absent, made] = [/^[✓线]/u, /^线/u, /^△/u, /^○/u, /补$/u].map(count) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const counts = [signs.length, present, online, leave, absent, made].map(String);
  return [...counts, percent(present, signs.length), percent(present, signs.length - leave)];
};

const linesOf = (pages: readonly PageRead[]): string[] => pages.flatMap(({ text }) => text.split('\n'));

describe('a handbook of sixty activities and fifty members, read by another library', () => {
  const given = big();
  const paper = paperOf(given);
  const activities = recounted(given.entries);
  let pages: PageRead[];
  let lines: string[];
  const nameOf = (id: string): string => given.people.members[id]?.name ?? '某同志';

  beforeAll(async () => {
    pages = await readPdf(await renderPdf(paper));
    lines = linesOf(pages);
  });

  test('has a cover, and every page after it its own number', () => {
    expect(pages[0]?.squeezed).toBe('党支部工作手册第一党支部2026年');
    pages.slice(1).forEach(({ squeezed }, index) => expect(squeezed).toContain(`—${index + 2}—`));
  });

  test('lists every heading with the page on which it stands', () => {
    const listed: { text: string; page: number }[] = [];
    let contents = 1;
    for (; contents < pages.length; contents += 1) {
      const found = [...(pages[contents]?.text ?? '').matchAll(/^(\S+) (\d+)$/gmu)];
      if (found.length === 0) break;
      for (const [, text = '', page] of found) listed.push({ text, page: Number(page) });
      // The first heading of the text itself.
      if (pages[contents + 1]?.text.startsWith('一、支部概况')) break;
    }
    const headings = paper.blocks.flatMap((block) => (block.is === 'heading' && block.level < 3 ? [block.text] : []));
    expect(headings.length).toBeGreaterThan(80);
    expect(listed.map(({ text }) => text)).toEqual(headings);
    for (const { text, page } of listed) {
      const on = pages.flatMap((one, index) =>
        index > contents && one.text.split('\n').includes(text) ? [index + 1] : [],
      );
      expect({ text, on }).toEqual({ text, on: [page] });
    }
  });

  test('counts each activity, each kind and the year as the entries do', () => {
    expect(activities).toHaveLength(60);
    for (const activity of activities) {
      const group = activity.group === '' ? '' : `（${activity.group}）`;
      expect(lines).toContain(`${activity.date} ${activity.kind}${group} ${numbersOf([activity]).join(' ')}`);
    }
    expect(lines).toContain(`合计 60 次 ${numbersOf(activities).join(' ')}`);
    const kinds = [...new Set(activities.map(({ kind }) => kind))];
    for (const kind of kinds) {
      const alike = activities.filter((one) => one.kind === kind);
      expect(lines).toContain(`${kind} ${alike.length} ${numbersOf(alike).join(' ')}`);
    }
    expect(lines).toContain(`合计 60 ${numbersOf(activities).join(' ')}`);
    const [should, present, online, leave, absent, made] = numbersOf(activities);
    expect(pages.map(({ squeezed }) => squeezed).join('')).toContain(
      `全年开展活动60次，应到${should}人次，实到${present}人次（其中线上${online}人次），请假${leave}人次，缺席${absent}人次，补课${made}人次。`,
    );
  });

  test('shows every sign of every member in every quarter', () => {
    const whole = pages.map(({ squeezed }) => squeezed.replaceAll(/—\d+—$/gu, '')).join('');
    const ids = Array.from({ length: 50 }, (_, index) => `M${index + 1}`).filter((id) => id !== erased);
    // Roster order, then who is not on the roster any more.
    const inOrder = [...ids, erased];
    for (const months of [
      ['01', '02', '03'],
      ['04', '05', '06'],
      ['07', '08', '09'],
      ['10', '11', '12'],
    ]) {
      const held = activities.filter(({ date }) => months.includes(date.slice(0, 2)));
      inOrder.forEach((id, index) => {
        const signs = held.map(({ should, signs: marks }) => (should.includes(id) ? marks.get(id) : '—'));
        expect(whole).toContain(`${index + 1}${nameOf(id)}${signs.join('')}`);
      });
    }
  });

  test('says of each record who was on leave and who was absent', () => {
    const whole = pages.map(({ squeezed }) => squeezed.replaceAll(/—\d+—$/gu, '')).join('');
    for (const { should, signs } of activities) {
      const names = (sign: string): string =>
        should
          .filter((id) => signs.get(id)?.startsWith(sign))
          .map((id) => `${nameOf(id)}（事假）`)
          .join('、');
      if (names('△') !== '') expect(whole).toContain(`人：${names('△')}`);
      if (names('○') !== '') expect(whole).toContain(`人：${names('○')}`);
    }
  });

  test('owes and has done what plain counting of days says', () => {
    const quarterOf = (date: string): number => Math.ceil(Number(date.slice(0, 2)) / 3);
    const distinct = (kind: string, key: (one: Counted) => string): number =>
      new Set(activities.filter((one) => one.kind === kind).map(key)).size;
    const rows: readonly (readonly [string, string, number, number])[] = [
      ['支部党员大会', '每季度1次', 4, distinct('支部党员大会', ({ date }) => `${quarterOf(date)}`)],
      ['支委会', '每月1次', 12, distinct('支委会', ({ date }) => date.slice(0, 2))],
      ['主题党日', '每月1次', 12, distinct('主题党日', ({ date }) => date.slice(0, 2))],
      ['组织生活会', '每年1次', 1, 1],
      ['谈心谈话', '每年1次', 1, 0],
    ];
    for (const [what, cadence, demanded, done] of rows) {
      const start = `${what} ${cadence} ${demanded} ${done} ${demanded - done}`;
      expect(lines.map((line) => `${line} `.slice(0, start.length + 1))).toContain(`${start} `);
    }
    const perGroup = distinct('党小组会', ({ date, group }) => `${date.slice(0, 2)} ${group}`);
    expect(pages.map(({ squeezed }) => squeezed).join('')).toMatch(
      new RegExp(`党小组会每月1次，每个党小组36${perGroup}${36 - perGroup}到期未办`, 'u'),
    );
  });

  test('names everybody, rare characters included, but nobody who was erased', () => {
    const whole = pages.map(({ squeezed }) => squeezed).join('');
    strange.forEach((name, index) => {
      if (`M${index + 1}` === erased) expect(whole).not.toContain(name);
      else expect(whole).toContain(name);
    });
    expect(whole).not.toContain('〓');
  });

  test('keeps every text inside the paper’s margins', () => {
    pages.forEach(({ width, runs }, index) => {
      const isUpright = width < 250;
      for (const { text, left, right } of runs) {
        // The page number stands below them.
        if (/^— \d+ —$/u.test(text)) continue;
        expect(left, `page ${index + 1}: ${text}`).toBeGreaterThanOrEqual((isUpright ? 28 : 37) - 0.5);
        expect(right, `page ${index + 1}: ${text}`).toBeGreaterThanOrEqual((isUpright ? 26 : 35) - 1);
      }
    });
  });

  test('as docx has the same headings and numbers, contents to be brought up to date, and page numbers', async () => {
    const parts = zipTexts(await renderDocx(paper));
    const xml = parts.get('word/document.xml') ?? '';
    const textOf = (part: string): string => part.replaceAll(/<[^>]*>/gu, '');
    const headings = [...xml.matchAll(/<w:p>(?:(?!<\/w:p>).)*<w:pStyle w:val="Heading[12]"\/>.*?<\/w:p>/gu)].map(
      ([one]) => textOf(one),
    );
    expect(headings).toEqual(
      paper.blocks.flatMap((block) => (block.is === 'heading' && block.level < 3 ? [block.text] : [])),
    );
    const rows = [...xml.matchAll(/<w:tr>.*?<\/w:tr>|<w:tr .*?<\/w:tr>/gu)].map(([row]) =>
      [...row.matchAll(/<w:tc>.*?<\/w:tc>/gu)].map(([cell]) => textOf(cell)).join(' '),
    );
    for (const activity of activities) {
      const group = activity.group === '' ? '' : `（${activity.group}）`;
      expect(rows).toContain(`${activity.date} ${activity.kind}${group} ${numbersOf([activity]).join(' ')}`);
    }
    expect(xml).toContain('TOC');
    expect(xml).toContain('w:dirty="true"');
    expect(parts.get('word/settings.xml')).toMatch(/<w:updateFields/u);
    const footers = [...parts].filter(([name]) => /^word\/footer\d+\.xml$/u.test(name)).map(([, footer]) => footer);
    expect(footers.some((footer) => />PAGE</u.test(footer))).toBe(true);
    expect(textOf(xml)).not.toContain('钱一一');
  });
});

test.each<readonly [string, YearGiven]>([
  ['one member', { members: 1, activities: 3, committee: false, groups: 0 }],
  ['no committee and no groups', { members: 5, activities: 4, committee: false, groups: 0 }],
  ['an empty year', { members: 3, activities: 0, committee: false, groups: 0 }],
  ['a hundred members', { members: 100, activities: 2, groups: 9 }],
  [
    'hostile words',
    {
      members: 7,
      activities: 2,
      branchName: `${'某某街道某某社区综合'.repeat(5)}第一党支部`,
      topic: `=HYPERLINK("x")\u0007\u202E\u0000<b>&${'长'.repeat(150)}`,
      minutes: 4000,
    },
  ],
])('of a branch with %s it is drawn whole', async (_, drawn) => {
  const { book, people } = yearOfActivities(drawn);
  const paper = paperOf({ entries: [...book.entries], seal: book.seal, people });
  const pages = await readPdf(await renderPdf(paper));
  const whole = pages.map(({ squeezed }) => squeezed).join('');
  for (const { name } of Object.values(people.members)) expect(whole).toContain(name);
  expect(whole).toContain('十二、年度小结');
  expect(whole).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  if (drawn.minutes === 4000) {
    expect(whole).toContain('<b>&');
    expect(whole.match(/会议认为/gu)?.length).toBeGreaterThanOrEqual(2 * 190);
  }
  const parts = zipTexts(await renderDocx(paper));
  expect(parts.get('word/document.xml')).toContain('年度小结');
});
