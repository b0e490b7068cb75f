import mammoth from 'mammoth';
import readXlsx from 'read-excel-file/node';
import { expect, test } from 'vitest';
import { readAlmanac } from '../../src/almanac.ts';
import { renderDocument } from '../../src/documents/render.ts';
import { type DocumentFormat, type DocumentRequest, documentOf } from '../../src/domain/document.ts';
import type { Entry, Fact } from '../../src/domain/entry.ts';
import { yearbookOf } from '../../src/domain/yearbook.ts';
import { decemberEntries, people } from '../support/evening-of-23.ts';
import { at } from '../support/ledger.ts';
import { readPdf } from '../support/read-pdf.ts';

/**
 * The entries of one December go in, the printed sheets come out, and everything on them is worked out once more from the
 * entries, by counting that shares nothing with the product.
 */

const { presets } = await readAlmanac();

const A1 = { activity: 'A1' } as const;
const written: readonly Extract<Entry, { type: 'record-written' }>['part'][] = [
  { is: 'chair', member: 'M1', post: '书记' },
  { is: 'recorder', member: 'M2', post: '组织委员' },
  { is: 'guests', text: '街道组织员' },
  { is: 'item', text: '讨论⟦M23⟧转正' },
  { is: 'note', text: '⟦M3⟧介绍了情况。' },
  { is: 'vote', text: '⟦M23⟧转正', case: '接收', for: 12, against: 1, abstain: 0, written: 0 },
  { is: 'decision', text: '同意⟦M23⟧转正。' },
  { is: 'absence', member: 'M19', reason: '事假' },
  { is: 'absence', member: 'M20', reason: '未请假' },
  { is: 'absence', member: 'M21', reason: '病假' },
  { is: 'adjourned', at: at('2026-12-03', '20:55') },
];
/** What is done at the year's end: ballots counted, and what the branch is to mend. */
const reviewed = { owed: 22, issued: 21, collected: 20, valid: 18 } as const;
const perGrade = { excellent: 7, qualified: 14, basic: 1, unqualified: 0 } as const;
const facts: readonly (readonly [day: string, fact: Fact])[] = [
  ...written.map((part, index) => ['2026-12-04', { type: 'record-written', ...A1, no: index + 1, part }] as const),
  ['2026-12-21', { type: 'review-counted', year: 2026, ...reviewed, grades: perGrade }],
  ['2026-12-22', { type: 'rectification-added', no: 1, text: '规范会议记录', owner: '组织委员', due: '2026-12-31' }],
  ['2026-12-22', { type: 'rectification-added', no: 2, text: '联系⟦M3⟧等老党员', due: '2027-03-31' }],
  ['2026-12-23', { type: 'rectification-settled', no: 1, state: 'done', doneOn: '2026-12-23' }],
];
const last = decemberEntries.length;
const entries: Entry[] = [
  ...decemberEntries,
  ...facts.map(([day, fact], index) => ({ seq: last + 1 + index, at: at(day, '10:00'), by: 'M1', ...fact })),
];
const hash = 'c0ffee'.padEnd(32, '0');
const yearbook = yearbookOf('b0001', 'Asia/Shanghai', 2026, [
  { seal: { year: 2026, seq: entries.length, hash }, entries },
]);

// What follows knows nothing of the product but the shape of an entry.

const name = (id: string): string => people.members[id]?.name ?? '某同志';
type Said = { is: 'present' | 'leave' | 'absent'; online: boolean; late: number; proxy: boolean; category: string };
const clock = (instant: string): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Shanghai', hour: '2-digit', minute: '2-digit' }).format(
    Date.parse(instant),
  );
const dayOf = (instant: string): string => new Date(Date.parse(instant) + 8 * 3_600_000).toISOString().slice(0, 10);
const day = (date: string): string => `${Number(date.slice(5, 7))}月${Number(date.slice(8))}日`;
const weekdays = ['日', '一', '二', '三', '四', '五', '六'];
const dayWithWeek = (date: string): string => `${day(date)}（周${weekdays[new Date(`${date}T00:00Z`).getUTCDay()]}）`;

/** The last word on each member in one activity, and when it was said and by whom. */
const lastWords = (activity: string): Map<string, Said & { said: string; by: string }> => {
  const words = new Map<string, Said & { said: string; by: string }>();
  const plain: Said = { is: 'present', online: false, late: 0, proxy: false, category: '' };
  const asked = new Map<string, string>();
  for (const entry of entries) {
    if (!('activity' in entry) || entry.activity !== activity) continue;
    const stamp = { said: entry.at, by: String(entry.by) };
    if (entry.type === 'leave-asked') asked.set(entry.member, entry.category);
    if (entry.type === 'leave-decided' && entry.approved) {
      const category = entry.category ?? asked.get(entry.member) ?? '';
      words.set(entry.member, { ...plain, is: 'leave', category, ...stamp });
    }
    if (entry.type === 'proxy-decided' && entry.accepted) words.set(entry.member, { ...plain, proxy: true, ...stamp });
    if (entry.type === 'attendance-marked') {
      const { mark } = entry;
      words.set(entry.member, {
        is: mark.is,
        online: mark.online === true,
        late: mark.late ?? 0,
        proxy: mark.recordedBy !== undefined,
        category: mark.category ?? '',
        ...stamp,
      });
    }
    if (entry.type === 'activity-closed') {
      for (const id of entry.absent) {
        if (words.get(id)?.is !== 'present') words.set(id, { ...plain, is: 'absent', ...stamp });
      }
    }
  }
  return words;
};
const closingOf = (activity: string) => {
  const found = entries.find((entry) => entry.type === 'activity-closed' && entry.activity === activity);
  if (found?.type !== 'activity-closed') throw new Error(`${activity} was not closed.`);
  return found;
};
const madeUp = new Map(
  entries.flatMap((entry) =>
    entry.type === 'make-up-recorded' ? [[`${entry.activity} ${entry.member}`, entry.on]] : [],
  ),
);
const voters = new Set(
  entries.flatMap((entry) =>
    entry.type === 'roster-changed' ? entry.members.filter(({ votes }) => votes).map(({ id }) => id) : [],
  ),
);

const countsOf = (activity: string) => {
  const words = lastWords(activity);
  const { should } = closingOf(activity);
  const those = (is: Said['is']): string[] => should.filter((id) => words.get(id)?.is === is);
  return {
    words,
    should,
    present: those('present'),
    leave: those('leave'),
    absent: those('absent'),
    online: those('present').filter((id) => words.get(id)?.online),
    made: should.filter((id) => madeUp.has(`${activity} ${id}`)),
    votersInRoom: should.filter((id) => voters.has(id) && words.get(id)?.is === 'present' && !words.get(id)?.online),
    voters: should.filter((id) => voters.has(id)),
  };
};
const percent = (part: number, whole: number): string =>
  whole === 0 ? '—' : `${(Math.round((part / whole) * 1000) / 10).toFixed(1)}%`;

const rendered = (request: DocumentRequest, format: DocumentFormat): Promise<Uint8Array> =>
  renderDocument(documentOf(request, yearbook, people, { presets, now: Date.parse(at('2026-12-31')) }), format);
const onPaper = new Map<string, Promise<string>>();
/** The text of its pages; each form is printed once. */
const printed = (request: DocumentRequest): Promise<string> => {
  const key = JSON.stringify(request);
  const text =
    onPaper.get(key) ??
    rendered(request, 'pdf').then(async (bytes) => (await readPdf(bytes)).map(({ squeezed }) => squeezed).join(''));
  onPaper.set(key, text);
  return text;
};
/** The cells of a table in Excel, row by row, as another library reads them. */
const inExcel = async (request: DocumentRequest): Promise<string[]> => {
  const [sheet] = await readXlsx(Buffer.from(await rendered(request, 'xlsx')));
  return (sheet?.data ?? []).map((row) => row.map((cell) => (cell === null ? '' : String(cell))).join('|'));
};
/** Without what every page repeats. */
const flowing = (text: string, head: string): string =>
  text.replaceAll(/第\d+页，共\d+页|—\d+—/gu, '').replaceAll(head, '');
/** Asked and neither decided nor overtaken by coming: it waits for an officer. */
const waiting = (activity: string): string[] => {
  const { words, should } = countsOf(activity);
  const open = new Set<string>();
  for (const entry of entries) {
    if (!('activity' in entry) || entry.activity !== activity) continue;
    if (entry.type === 'leave-asked') open.add(entry.member);
    if (entry.type === 'leave-decided') open.delete(entry.member);
  }
  return should.filter((id) => open.has(id) && words.get(id)?.is !== 'present');
};
const askedFor = (activity: string, id: string): string =>
  entries.flatMap((entry) =>
    entry.type === 'leave-asked' && entry.activity === activity && entry.member === id ? [entry.category] : [],
  )[0] ?? '';
const squeeze = (text: string): string => text.replaceAll(/\s/gu, '');

test('every row and number of the sign-in sheet is what the entries say', async () => {
  const { words, should, present, leave, absent, online } = countsOf('A1');
  const beside = [...words.keys()].filter((id) => !should.includes(id) && words.get(id)?.is === 'present');
  const unconfirmed = new Set(closingOf('A1').unconfirmed);
  const rows = [...should, ...beside].map((id, index) => {
    const word = words.get(id);
    const made = madeUp.get(`A1 ${id}`);
    const later = made === undefined ? [] : [`${dayWithWeek(made)}补课`];
    if (word?.is === 'leave') return [index + 1, name(id), [`请假（${word.category}）`, ...later].join('，')];
    if (word?.is !== 'present') {
      return [index + 1, name(id), [`缺席${unconfirmed.has(id) ? '（待确认）' : ''}`, ...later].join('，')];
    }
    const said = dayOf(word.said);
    const notes = [
      ...(word.late > 0 ? [`晚到${word.late}分钟`] : []),
      ...(word.online && word.proxy ? ['代录'] : []),
      ...(beside.includes(id) ? ['不计入应到'] : []),
    ];
    const time = `${said === '2026-12-03' ? '' : day(said)}${clock(word.said)}`;
    return [index + 1, name(id), time, word.online ? '线上' : word.proxy ? '代录' : '现场', notes.join('，')];
  });
  const head = '序号姓名签到时间方式备注签名';
  const text = await printed({ kind: 'sign-in', activity: 'A1', year: 2026 });
  const body = flowing(text, head);
  expect(body).toContain(rows.flat().join(''));
  expect(body).toContain(
    `应到${should.length}人实到${present.length}人（其中线上${online.length}人）请假${leave.length}人缺席${absent.length}人`,
  );
  expect([should.length, present.length, online.length, leave.length, absent.length]).toEqual([23, 17, 3, 3, 3]);
  expect(body).toContain(`到会率${percent(present.length, should.length)}`);
  expect(body).toContain('主持人：赵一记录人：钱一');
});

test('every sign and number of the ledger is what the entries say', async () => {
  const all = ['A1', 'A2'].map((id) => ({ id, ...countsOf(id) }));
  const roster = Array.from({ length: 24 }, (_, index) => `M${index + 1}`);
  // Who was erased is not on the roster any more and comes last.
  const order = [...roster.filter((id) => id !== 'M10'), 'M10'];
  const sign = ({ id: activity, words, should }: (typeof all)[number], id: string): string => {
    const word = words.get(id);
    const there = word?.online ? '线' : '✓';
    if (!should.includes(id)) return word?.is === 'present' ? `（${there}）` : '—';
    if (word?.is === 'present') return there;
    return `${word?.is === 'leave' ? '△' : '○'}${madeUp.has(`${activity} ${id}`) ? '补' : ''}`;
  };
  const rows = order.map((id, index) => `${index + 1}${name(id)}${all.map((one) => sign(one, id)).join('')}`);
  const total = (label: string, of: (one: (typeof all)[number]) => string | number): string =>
    `${label}${all.map(of).join('')}`;
  const totals = [
    total('应到', ({ should }) => should.length),
    total('实到', ({ present }) => present.length),
    total('请假', ({ leave }) => leave.length),
    total('缺席', ({ absent }) => absent.length),
    total('补课', ({ made }) => made.length),
    total('到会率', ({ present, should }) => percent(present.length, should.length)),
    total('出勤率（请假不计）', ({ present, should, leave }) => percent(present.length, should.length - leave.length)),
    total('补课后参学率', ({ present, should, made }) => percent(present.length + made.length, should.length)),
  ];
  const head = '序号姓名12-03主题党日12-15党小组会第二党小组';
  const text = await printed({ kind: 'ledger', period: '2026-12' });
  expect(text.split(head).length - 1).toBe(2);
  expect(flowing(text, head)).toContain([...rows, ...totals].join(''));
  expect(text).toContain(`账册：2026年，末条第${entries.length}条，校验码${hash}`);
  // The quarter and the year hold the same two.
  for (const period of ['2026-12', '2026-Q4', '2026'] as const) {
    const cells = squeeze((await inExcel({ kind: 'ledger', period })).join('').replaceAll('|', ''));
    expect(cells).toContain(`活动${all.length}次另有1次尚未结束签到，没有列入`);
    expect(cells).toContain([head, ...rows, ...totals].join(''));
  }
});

test('every line of the leave sheet is what the entries say', async () => {
  const { words, should, leave } = countsOf('A1');
  const still = waiting('A1');
  const listed = should.filter((id) => leave.includes(id) || still.includes(id));
  const rows = listed.map((id, index) => {
    if (still.includes(id)) return [index + 1, name(id), '主题党日12月3日', askedFor('A1', id), '待批'];
    const word = words.get(id);
    const made = madeUp.get(`A1 ${id}`);
    const when = `${day(dayOf(word?.said ?? ''))}${clock(word?.said ?? '')}`;
    return [index + 1, name(id), '主题党日12月3日', word?.category, name(word?.by ?? ''), when, made ? day(made) : ''];
  });
  expect(still).toEqual(['M19']);
  const text = await printed({ kind: 'leave', period: '2026-12' });
  expect(text).toContain(`共${rows.length}人次`);
  expect(flowing(text, '')).toContain(rows.flat().join(''));
});

test('every name and number of the record is what the entries say', async () => {
  const { should, present, online, leave, absent, words, votersInRoom, voters: base } = countsOf('A1');
  const reasons = new Map(written.flatMap((part) => (part.is === 'absence' ? [[part.member, part.reason]] : [])));
  const text = flowing(await printed({ kind: 'record', activity: 'A1', year: 2026 }), '');
  const vote = written.flatMap((part) => (part.is === 'vote' ? [part] : []))[0];
  if (!vote) throw new Error('There was a vote.');
  for (const part of [
    '会议名称2026年第1次主题党日',
    `时间2026年${dayWithWeek('2026-12-03')}19:30至20:55（1小时25分钟）`,
    `应到${should.length}人实到${present.length}人（其中线上${online.length}人）`,
    `请假${leave.length}人：${leave.map((id) => `${name(id)}（${words.get(id)?.category}）`).join('、')}`,
    `缺席${absent.length}人：${absent.map((id) => `${name(id)}（${reasons.get(id)}）`).join('、')}`,
    `列席${name('M24')}（不计入应到）；街道组织员`,
    `有表决权应到会${base.length}人，现场${votersInRoom.length}人（线上不计）`,
    `${name('M23')}转正${vote.for}${vote.against}${vote.abstain}到会有表决权${votersInRoom.length}人，应到会${base.length}人`,
    `赞成${vote.for}，${vote.for * 2 > base.length ? '超过' : '没有超过'}应到会有表决权${base.length}人的半数`,
    `${name('M3')}介绍了情况。`,
    `同意${name('M23')}转正。`,
  ]) {
    expect(squeeze(text)).toContain(squeeze(part));
  }
  // Of one the leave was asked and never decided.
  expect(text).toContain('这份记录还不完整，尚缺：待定的请假或代报。');
});

const wordsOf = (activity: string, id: string): string => {
  const word = lastWords(activity).get(id);
  const made = madeUp.has(`${activity} ${id}`) ? '，已补课' : '';
  if (word?.is === 'leave') return `请假（${word.category}）${made}`;
  if (word?.is !== 'present') return `缺席${made}`;
  const how = [word.online ? '线上' : '', word.late > 0 ? `晚到${word.late}分钟` : '', word.proxy ? '代录' : ''];
  const more = how.filter((one) => one !== '').join('、');
  return `到会${more === '' ? '' : `（${more}）`}`;
};
const starts = new Map(
  entries.flatMap((entry) => (entry.type === 'activity-planned' ? [[entry.activity, entry] as const] : [])),
);

test('every line and number of each member’s own sheet is what the entries say', async () => {
  for (const id of ['M11', 'M12', 'M14', 'M18', 'M22', 'M24']) {
    const mine = ['A1', 'A2'].filter(
      (one) => countsOf(one).should.includes(id) || countsOf(one).words.get(id)?.is === 'present',
    );
    const counted = mine.filter((one) => countsOf(one).should.includes(id));
    const count = (key: 'present' | 'leave' | 'absent' | 'made'): number =>
      counted.filter((one) => countsOf(one)[key].includes(id)).length;
    const [present, leave, made] = [count('present'), count('leave'), count('made')];
    const rows = await inExcel({ kind: 'member', member: id, period: '2026-12' });
    const text = rows.join('\n');
    expect(text).toContain(`姓名：${name(id)}　　2026年12月`);
    expect(text).toContain(
      `应到 ${counted.length} 次　实到 ${present} 次　请假 ${leave} 次　缺席 ${count('absent')} 次　补课 ${made} 次`,
    );
    expect(text).toContain(
      `到会率 ${percent(present, counted.length)}　出勤率（请假不计） ${percent(present, counted.length - leave)}　补课后参学率 ${percent(present + made, counted.length)}`,
    );
    mine.forEach((one, index) => {
      const begins = starts.get(one)?.start ?? '';
      const what = one === 'A1' ? '主题党日「学习孙一同志」' : '第二党小组党小组会';
      const beside = counted.includes(one) ? '' : '，不计入应到';
      expect(rows).toContain(
        `${index + 1}|${dayWithWeek(dayOf(begins))}${clock(begins)}|${what}|${wordsOf(one, id)}${beside}`,
      );
    });
  }
});

test('every number of the month at a glance is what the entries say, and it names nobody', async () => {
  const text = new TextDecoder().decode(await rendered({ kind: 'month', period: '2026-12' }, 'txt'));
  const svg = new TextDecoder().decode(await rendered({ kind: 'month', period: '2026-12' }, 'svg'));
  const drawn = [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/gu)].map(([, one = '']) => one).join('');
  for (const id of ['A1', 'A2']) {
    const { should, present, online, leave, absent } = countsOf(id);
    const counts = `应到${should.length}，实到${present.length}${online.length > 0 ? `（线上${online.length}）` : ''}，请假${leave.length}，缺席${absent.length}`;
    const held = dayWithWeek(dayOf(starts.get(id)?.start ?? ''));
    const what = id === 'A1' ? '主题党日' : '党小组会（第二党小组）';
    expect(squeeze(text)).toContain(`${held}${what}：${counts}，到会率${percent(present.length, should.length)}。`);
    expect(squeeze(drawn)).toContain(counts);
    expect(squeeze(drawn)).toContain(`到会率${percent(present.length, should.length)}`);
  }
  // Of the two 党小组 one met, and nobody held a 支部党员大会 or 党课 in the quarter.
  expect(squeeze(text)).toContain('党小组会（2个党小组，12月）：应办2次，已办1次');
  expect(squeeze(text)).toContain('主题党日（12月）：应办1次，已办1次');
  for (const { name: one } of Object.values(people.members)) expect(`${text}${drawn}`).not.toContain(one);
});

const full = Array.from({ length: 24 }, (_, index) => `M${index + 1}`).filter((id) => !['M10', 'M23'].includes(id));

test('the ballot and the tally list whom the roster has as full members, and the counts that were typed', async () => {
  const request = { year: 2026, reviewed: 2026 } as const;
  const ballot = await inExcel({ kind: 'ballot', ...request });
  full.forEach((id, index) => expect(ballot).toContain(`${index + 1}|${name(id)}||||`));
  expect(ballot.filter((row) => /^\d+\|/u.test(row))).toHaveLength(full.length);
  expect(ballot.join('')).toContain(`${full.length} 人中 ${Math.floor(full.length / 3)} 人以内`);

  const votes = [{ member: 'M3', votes: [11, 6, 1, 0] as const }];
  const tally = await inExcel({ kind: 'tally', ...request, typed: { counts: {}, votes } });
  expect(tally.join('\n')).toContain(
    `应发 ${reviewed.owed} 张　实发 ${reviewed.issued} 张　收回 ${reviewed.collected} 张　有效 ${reviewed.valid} 张`,
  );
  expect(tally).toContain(`3|${name('M3')}|11|6|1|0`);
  expect(tally.filter((row) => /^\d+\|/u.test(row))).toHaveLength(full.length);
});

const mended = ['1|规范会议记录|组织委员|2026年12月31日|2026年12月23日完成', '2|联系孙一等老党员||2027年3月31日|'];

test('what is to be mended stands on its sheet with who answers for it and until when', async () => {
  const rows = await inExcel({ kind: 'rectification', year: 2026 });
  expect(rows.join('\n')).toContain('2026年　　共 2 项　　已完成 1 项');
  for (const row of mended) expect(rows).toContain(row);
});

test('every number of the handbook is what the entries say', async () => {
  const text = (await printed({ kind: 'handbook', year: 2026 })).replaceAll(/—\d+—/gu, '');
  const all = ['A1', 'A2'].map((id) => ({ id, ...countsOf(id) }));
  const counts = (ones: typeof all): string => {
    const of = (key: 'should' | 'present' | 'online' | 'leave' | 'absent' | 'made'): number =>
      ones.reduce((sum, one) => sum + one[key].length, 0);
    const rates = [percent(of('present'), of('should')), percent(of('present'), of('should') - of('leave'))];
    const keys = ['should', 'present', 'online', 'leave', 'absent', 'made'] as const;
    return [...keys.map(of), ...rates].join('');
  };
  const [evening, group] = all;
  if (!evening || !group) throw new Error('There were two.');
  for (const part of [
    `23人（正式${full.length}人，预备1人）`,
    `12-03主题党日${counts([evening])}12-15党小组会（第二党小组）${counts([group])}合计2次${counts(all)}`,
    `全年开展活动2次，应到${evening.should.length + group.should.length}人次，实到${evening.present.length + group.present.length}人次（其中线上${evening.online.length}人次），请假${evening.leave.length}人次，缺席${evening.absent.length + group.absent.length}人次，补课${evening.made.length}人次。`,
    `主题党日1${counts([evening])}`,
    `党小组会1${counts([group])}`,
    `应发${reviewed.owed}张，实发${reviewed.issued}张，收回${reviewed.collected}张，有效${reviewed.valid}张；优秀${perGrade.excellent}人，合格${perGrade.qualified}人，基本合格${perGrade.basic}人，不合格${perGrade.unqualified}人。`,
    ...mended.map((row) => row.replaceAll('|', '')),
    `应到${evening.should.length}人实到${evening.present.length}人（其中线上${evening.online.length}人）`,
    `12月3日开展主题党日「学习孙一同志」，到会${evening.present.length}人`,
    `账册：2026年，末条第${entries.length}条，校验码${hash}`,
  ]) {
    expect(text).toContain(part);
  }
  // The grid of the last quarter, as the ledger has it.
  const signs = (id: string): string =>
    all
      .map(({ id: activity, words, should }) => {
        const word = words.get(id);
        if (!should.includes(id)) return word?.is === 'present' ? '（✓）' : '—';
        if (word?.is === 'present') return word.online ? '线' : '✓';
        return `${word?.is === 'leave' ? '△' : '○'}${madeUp.has(`${activity} ${id}`) ? '补' : ''}`;
      })
      .join('');
  const order = [...full, 'M23'].toSorted((a, b) => Number(a.slice(1)) - Number(b.slice(1)));
  [...order, 'M10'].forEach((id, index) => expect(text).toContain(`${index + 1}${name(id)}${signs(id)}`));
});

test('what Word gets of the record is what is printed, to the character', async () => {
  const request = { kind: 'record', activity: 'A1', year: 2026 } as const;
  const word = await mammoth.extractRawText({ buffer: Buffer.from(await rendered(request, 'docx')) });
  expect(squeeze(word.value)).toBe(flowing(await printed(request), ''));
});
