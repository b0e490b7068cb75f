import { expect, test } from 'vitest';
import { renderDocument } from '../../src/documents/render.ts';
import { type DocumentRequest, documentOf } from '../../src/domain/document.ts';
import type { Entry } from '../../src/domain/entry.ts';
import type { People } from '../../src/domain/roster.ts';
import { yearbookOf } from '../../src/domain/yearbook.ts';
import { decemberEntries, people } from '../support/evening-of-23.ts';
import { at } from '../support/ledger.ts';
import { readPdf } from '../support/read-pdf.ts';

/**
 * The entries of one December go in, the printed sheets come out, and everything on them is worked out once more from the
 * entries, by counting that shares nothing with the product.
 */

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
const last = decemberEntries.length;
const entries: Entry[] = [
  ...decemberEntries,
  ...written.map((part, index) => ({
    seq: last + 1 + index,
    at: at('2026-12-04', '10:00'),
    by: 'M1',
    type: 'record-written' as const,
    ...A1,
    no: index + 1,
    part,
  })),
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

const printed = async (request: DocumentRequest, known: People = people): Promise<string> => {
  const pages = await readPdf(
    await renderDocument(
      documentOf(request, yearbook, known, { presets: [], now: Date.parse(at('2026-12-31')) }),
      'pdf',
    ),
  );
  return pages.map(({ squeezed }) => squeezed).join('');
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
  const text = await printed({ kind: 'ledger', period: '2026-12' });
  const head = '序号姓名12-03主题党日12-15党小组会第二党小组';
  expect(text.split(head).length - 1).toBe(2);
  expect(flowing(text, head)).toContain([...rows, ...totals].join(''));
  expect(text).toContain(`账册：2026年，末条第${entries.length}条，校验码${hash}`);
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
