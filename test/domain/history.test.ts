import { expect, test } from 'vitest';
import type { Entry, Fact } from '../../src/domain/entry.ts';
import { historyOf } from '../../src/domain/history.ts';
import { createGroup, when } from '../support/group.ts';
import { at } from '../support/ledger.ts';

const zone = { timeZone: 'Asia/Shanghai' };
const book = (...lines: readonly (readonly [by: Entry['by'], fact: Fact])[]): Entry[] =>
  lines.map(([by, fact], index) => ({ seq: index + 1, at: at('2026-12-03', '19:30'), by, ...fact }));
const texts = (entries: Entry[], subject = {}): string[] => historyOf(entries, subject, zone).map(({ text }) => text);

const planned: Fact = {
  type: 'activity-planned',
  activity: 'A1',
  kind: '学习',
  concern: { scope: 'branch' },
  start: at('2026-12-03', '19:30'),
  place: '',
  topic: '',
  online: false,
};
const marked = (member: string, by: string): readonly [Entry['by'], Fact] => [
  by,
  {
    type: 'attendance-marked',
    activity: 'A1',
    member,
    mark: { is: 'present', ...(member === by ? {} : { recordedBy: by }) },
  },
];

test('the whole book is one line an entry, whatever it holds', async () => {
  const group = await createGroup();
  const secretary = group.person('林书华');
  await secretary.says('发起 主题党日 今天 19:30 党群服务中心 学习 可线上');
  await secretary.whispers('设置 频次 党小组会 每月 2');
  await secretary.whispers('设置 届满 2027-06-30');
  await group.person('张三').says('不要点我名');
  await group.person('张三').says('我会到');
  await group.goTo(when('2026-11-21', '19:10'));
  await group.person('张三').says('迟到 20');
  await group.person('李四').says('代报 王五');
  await secretary.whispers('确认代报');
  await secretary.whispers('确认');
  await secretary.says('结束签到');
  await group.goTo(when('2026-12-02', '10:00'));
  const lines = historyOf(group.entries, {}, zone);
  expect(lines.map(({ seq }) => seq)).toEqual(group.entries.map(({ seq }) => seq));
  for (const { text } of lines) {
    expect(text).toMatch(/^\d{1,2}月\d{1,2}日（周.）\d{2}:\d{2} \S+：.+[^。]。$/u);
    expect(text).not.toMatch(/undefined|null|\[object|NaN/u);
  }
  expect(lines.map(({ text }) => text).join('\n')).toContain('代报⟦M5⟧到会，待确认');
});

test('what was taken back is marked so, and the entry that did it says which', () => {
  const entries = book(
    ['M1', planned],
    marked('M3', 'M1'),
    ['M1', { type: 'decision-withdrawn', from: 2, to: 2 }],
    ['M1', { type: 'standing-restored', activity: 'A1', member: 'M3', standing: {} }],
  );
  const lines = historyOf(entries, { activity: 'A1' }, zone);
  expect(lines.map(({ withdrawn }) => withdrawn)).toEqual([false, true, false]);
  expect(lines[1]?.text).toMatch(/登记⟦M3⟧为到会（代录）（后来撤销）。$/u);
  expect(lines[2]?.text).toMatch(/恢复⟦M3⟧原来的登记：未登记。$/u);
  expect(texts(entries)[2]).toMatch(/⟦M1⟧：撤销本人第 2 条。$/u);
});

test('a correction tells its reason and what was there before', () => {
  const entries = book(['M1', planned], marked('M3', 'M3'), [
    'M1',
    {
      type: 'attendance-marked',
      activity: 'A1',
      member: 'M3',
      mark: { is: 'absent', recordedBy: 'M1' },
      correction: '记错',
    },
  ]);
  expect(texts(entries, { member: 'M3' })).toEqual([
    '12月3日（周四）19:30 ⟦M3⟧本人：12月3日（周四）学习（A1）：登记为到会。',
    '12月3日（周四）19:30 ⟦M1⟧：12月3日（周四）学习（A1）：更正为缺席，原为到会，原因：记错。',
  ]);
});

test('one member’s history names nobody else who was absent', () => {
  const closed: Fact = {
    type: 'activity-closed',
    activity: 'A1',
    should: ['M3', 'M4'],
    absent: ['M3', 'M4'],
    unconfirmed: ['M4'],
  };
  const entries = book(['M1', planned], ['schedule', closed]);
  expect(texts(entries, { member: 'M4' })).toEqual([
    '12月3日（周四）19:30 按日程：12月3日（周四）学习（A1）：签到结束，记为缺席（待确认）。',
  ]);
});

test('a text that ends with a full stop gets no second one', () => {
  const note = (text: string): Fact => ({ type: 'record-written', activity: 'A1', no: 1, part: { is: 'note', text } });
  expect(texts(book(['M1', planned], ['M1', note('学得很好。')]))[1]).toMatch(/学得很好。$/u);
  expect(texts(book(['M1', planned], ['M1', note('长'.repeat(60))]))[1]).toMatch(/长。$/u);
});
