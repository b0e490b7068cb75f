import { expect, test } from 'vitest';
import { BookDamaged } from '../../src/stores/errors.ts';
import { memoryStore } from '../../src/stores/memory-store.ts';
import { createGroup } from '../support/group.ts';

const text = '本支部的台账暂时无法读取，没有记上任何内容，请联系管理员。';
const unreadable = (file: string) => () => Promise.reject(new BookDamaged(file, 3, 'it is not JSON'));

test('who writes in private to a branch whose book cannot be read is told so, as in the group', async () => {
  const store = memoryStore();
  await createGroup({ store });
  const damaged = { ...store, ledger: { ...store.ledger, read: unreadable('branches/b0001/2026.jsonl') } };
  const again = await createGroup({ store: damaged, roster: [] });
  expect(await again.person('张三').whispers('我的')).toBe(text);
  expect(await again.person('张三').says('签到')).toBe(text);
});

test('where the people of a branch cannot be read, whoever is known nowhere else may be one of them', async () => {
  const store = memoryStore();
  await createGroup({ store });
  const damaged = { ...store, people: { ...store.people, read: unreadable('branches/b0001/people.json') } };
  const again = await createGroup({ store: damaged, roster: [] });
  expect(await again.person('张三').whispers('我的')).toBe(text);
  expect(await again.person('张三').says('签到')).toBe(text);
});
