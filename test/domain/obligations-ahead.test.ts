import { expect, test } from 'vitest';
import { readAlmanac } from '../../src/almanac.ts';
import type { Branch } from '../../src/domain/branch.ts';
import { obligations } from '../../src/domain/obligations.ts';
import { obligationsUntil } from '../../src/domain/obligations-ahead.ts';
import { activityOf, at, fold } from '../support/ledger.ts';

const { presets } = await readAlmanac();
const now = Date.parse(at('2026-11-21'));

const branch: Branch = {
  ...fold([[at('2024-01-10'), { type: 'branch-founded', name: '第一党支部' }]]),
  activities: {
    A1: activityOf('A1', '支部党员大会', '全体', at('2026-11-10', '19:30')),
    A2: activityOf('A2', '支部党员大会', '全体', at('2027-02-10', '19:30'), 'planned'),
  },
};

const meetings = (until: string): string[] =>
  obligationsUntil({ branch, presets, now, until })
    .filter(({ rule, period }) => rule.what === '支部党员大会' && period.to >= '2026-10-01')
    .map(({ period, held, planned, state }) => `${period.from} ${held.length} ${planned.length} ${state}`);

test('periods that begin later stand with what is planned in them', () => {
  expect(meetings('2026-12-31')).toEqual(['2026-10-01 1 0 已完成']);
  expect(meetings('2027-06-30')).toEqual(['2026-10-01 1 0 已完成', '2027-01-01 0 1 未到期', '2027-04-01 0 0 未到期']);
});

test('what has begun stands as it does today, and nothing stands twice', () => {
  const all = obligationsUntil({ branch, presets, now, until: '2027-12-31' });
  expect(all.slice(0, obligations({ branch, presets, now }).length)).toEqual(obligations({ branch, presets, now }));
  const keys = all.map(({ rule, period, group }) => `${rule.id} ${period.from} ${group}`);
  expect(new Set(keys).size).toBe(keys.length);
  expect(all.filter(({ period }) => period.from > '2027-12-31')).toEqual([]);
});
