import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import {
  type GuidanceFile,
  guidanceFileSchema,
  guidanceListSchema,
  listFor,
  renderList,
} from '../../src/domain/guidance.ts';

const folder = new URL('../../data/guidance/', import.meta.url);
const shipped = readdirSync(folder)
  .map((name) => ({ name, content: JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as { lists?: unknown } }))
  .filter(({ content }) => content.lists !== undefined);
const generic = guidanceFileSchema.parse(shipped.find(({ name }) => name === 'generic.json')?.content);
const months = Array.from({ length: 12 }, (_, index) => `2026-${String(index + 1).padStart(2, '0')}`);

const march = {
  month: '2026-03',
  issuer: '上级党委',
  theme: '学习两会精神',
  window: { from: '2026-03-12', to: '2026-03-31' },
  items: [
    {
      no: 1,
      block: '会议',
      kind: '组织生活会',
      topic: '召开组织生活会。',
      required: true,
      who: '全体党员',
      due: '2026-03-31',
      skipIfDone: true,
      source: '上级通知',
    },
    {
      no: 2,
      block: '学习',
      kind: '自学',
      topic: '学习两会文件',
      mode: '自学',
      required: false,
      who: '全体党员',
      materials: [{ title: '政府工作报告', url: 'https://www.gov.cn/' }, { title: '支部工作条例' }],
      source: '上级通知',
    },
  ],
};
const written: GuidanceFile = guidanceFileSchema.parse({ title: '上级清单', lists: [march] });

function times(kind: string): number {
  return generic.lists.flatMap((list) => list.items).filter((item) => item.kind === kind && item.required).length;
}

describe('shipped guidance', () => {
  test.each(shipped)('$name fits the schema, and every item names its source', ({ content }) => {
    const file = guidanceFileSchema.parse(content);
    const items = file.lists.flatMap((list) => list.items);
    expect(items.every((item) => item.source.length >= 8)).toBe(true);
  });

  test.each(months)('suggests a modest list for %s', (month) => {
    const list = listFor(month, [generic]);
    expect(list).toMatchObject({ month, suggestion: true });
    expect(list?.items.length).toBeGreaterThanOrEqual(5);
    expect(list?.items.length).toBeLessThanOrEqual(8);
    expect(guidanceListSchema.parse(list)).toEqual(list);
  });

  it('holds in a year what the rules ask of every branch', () => {
    expect(times('支部党员大会')).toBe(4);
    expect(times('支委会')).toBe(12);
    expect(times('党小组会')).toBe(12);
    expect(times('主题党日')).toBe(12);
    expect(times('党课')).toBe(4);
    expect(times('组织生活会')).toBe(1);
  });

  it('never asks for scores, rankings or screenshots', () => {
    expect(JSON.stringify(generic)).not.toMatch(/积分|排名|排行|打卡|截图|接龙|必须回复/);
  });
});

describe('the list of a month', () => {
  it('is the one written for it, whatever the order of the files', () => {
    expect(listFor('2026-03', [generic, written])?.issuer).toBe('上级党委');
    expect(listFor('2026-03', [written, generic])?.issuer).toBe('上级党委');
    expect(listFor('2027-03', [generic, written])?.issuer).toBe('通用参考');
  });

  it('of any year gets its days in the year asked for', () => {
    expect(listFor('2027-03', [generic])?.items[0]?.due).toBe('2027-03-31');
  });

  it('is none where no file has it', () => {
    expect(listFor('2026-04', [written])).toBeUndefined();
    expect(listFor('2026-03', [])).toBeUndefined();
  });
});

describe('the text of a list', () => {
  it('counts, numbers every item and asks for no answer', () => {
    const list = listFor('2026-03', [written]);
    expect(list && renderList(list).split('\n')).toEqual([
      '【3月组织生活清单】共2项，必做1项。',
      '主题：学习两会精神。',
      '时间：3月12日至3月31日。',
      '①组织生活会（必做，全体党员，3月31日前，已做的不必重复）：召开组织生活会。',
      '②自学（选做，全体党员，自学）：学习两会文件。材料：「政府工作报告」 https://www.gov.cn/ 、「支部工作条例」。',
      '请先看与本人有关的项目，无需回复。',
    ]);
  });

  it('says that a suggestion is one', () => {
    const list = listFor('2026-12', [generic]);
    expect(list && renderList(list)).toContain('【12月组织生活清单】共6项，必做4项。');
    expect(list && renderList(list)).toContain('本清单为通用参考，请以上级党组织的通知和本支部的安排为准。');
  });

  test.each(months)('of %s is short enough for one message and free of exclamation marks', (month) => {
    const list = listFor(month, [generic]);
    const text = list ? renderList(list) : '';
    expect(text.length).toBeLessThan(600);
    expect(Buffer.byteLength(text)).toBeLessThan(2048);
    expect(text).not.toMatch(/[!！]/);
    expect(text.endsWith('请先看与本人有关的项目，无需回复。')).toBe(true);
  });

  it('numbers up to fifty items', () => {
    const [item] = march.items;
    const items = Array.from({ length: 50 }, (_, index) => ({ ...item, no: index + 1 }));
    const text = renderList(guidanceListSchema.parse({ ...march, items }));
    expect(
      text
        .split('\n')
        .map((line) => line[0])
        .join(''),
    ).toContain('⑲⑳㉑㉒');
    expect(text).toContain('㉟组');
    expect(text).toContain('㊱组');
    expect(text).toContain('㊿组');
  });
});

describe('a list is refused', () => {
  const [first] = march.items;
  test.each([
    ['a month that does not exist', { ...march, month: '2026-13' }],
    ['a day that does not exist', { ...march, items: [{ ...first, due: '2026-02-30' }] }],
    ['a day without its year in a list of one year', { ...march, items: [{ ...first, due: '03-31' }] }],
    ['a leap day in a list of any year', { issuer: '某', month: '02', items: [{ ...first, due: '02-29' }] }],
    ['no source', { ...march, items: [{ ...first, source: '' }] }],
    ['an unknown kind', { ...march, items: [{ ...first, kind: '打卡' }] }],
    ['an unknown field', { ...march, points: 10 }],
    ['numbers out of order', { ...march, items: [{ ...first, no: 2 }] }],
    ['no items', { ...march, items: [] }],
  ])('for %s', (_why, list) => {
    expect(guidanceFileSchema.safeParse({ title: '清单', lists: [list] }).success).toBe(false);
  });

  it('for a second list of the same month', () => {
    expect(guidanceFileSchema.safeParse({ title: '清单', lists: [march, march] }).success).toBe(false);
  });
});
