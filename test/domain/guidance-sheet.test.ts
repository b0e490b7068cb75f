import { expect, test } from 'vitest';
import { guidanceListSchema } from '../../src/domain/guidance.ts';
import { guidanceSheet } from '../../src/domain/guidance-sheet.ts';
import type { People } from '../../src/domain/roster.ts';

const nobody: People = { format: 1, members: {}, accounts: {}, claims: {} };

test('a list as a form has every item with its papers, and the names of its people', () => {
  const list = guidanceListSchema.parse({
    month: '2026-12',
    issuer: '街道党工委',
    theme: '学习全会精神',
    window: { from: '2026-12-01', to: '2026-12-28' },
    suggestion: true,
    items: [
      {
        no: 1,
        block: '学习',
        kind: '党课',
        topic: '⟦M1⟧讲党课',
        required: true,
        materials: [{ title: '公报', url: 'https://www.gov.cn/a.htm' }, { title: '解读' }],
        who: '全体党员',
        due: '2026-12-20',
        source: '通知',
      },
      {
        no: 2,
        block: '自选',
        kind: '自学',
        topic: '学习条例',
        mode: '自学',
        required: false,
        who: '支委',
        skipIfDone: true,
        source: '通知',
      },
    ],
  });
  const people = { ...nobody, members: { M1: { name: '张三' } } };
  const sheet = guidanceSheet(list, people);
  expect(sheet).toMatchObject({
    name: '2026-12_组织生活清单',
    form: '组织生活清单',
    title: '2026年12月组织生活清单',
    lines: ['制发：街道党工委　　共 2 项，必做 1 项', '主题：学习全会精神', '时间：12月1日至12月28日'],
    rows: [
      [
        '1',
        '学习',
        '党课',
        '张三讲党课',
        '《公报》\nhttps://www.gov.cn/a.htm\n《解读》',
        '必做',
        '全体党员',
        '12月20日前',
      ],
      ['2', '自选', '自学', '学习条例', '', '选做\n自学', '支委', ''],
    ],
    notes: ['第2项已做的不必重复。', '本清单为通用参考，请以上级党组织的通知和本支部的安排为准。'],
  });
  for (const row of sheet.rows) expect(row.length).toBe(sheet.columns.length);
  expect(sheet.columns.reduce((sum, { width }) => sum + width, 0)).toBeLessThanOrEqual(297 - 20 - 13);
});
