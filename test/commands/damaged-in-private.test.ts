import { expect, test } from 'vitest';
import { BookDamaged } from '../../src/stores/errors.ts';
import { memoryStore } from '../../src/stores/memory-store.ts';
import { createGroup } from '../support/group.ts';

test('who writes in private to a branch that cannot be read is told so, as in the group', async () => {
  const store = memoryStore();
  await createGroup({ store });
  const damaged = {
    ...store,
    ledger: {
      ...store.ledger,
      read: () => Promise.reject(new BookDamaged('branches/b0001/2026.jsonl', 3, 'it is not JSON')),
    },
  };
  const again = await createGroup({ store: damaged, roster: [] });
  const text = '本支部的台账暂时无法读取，没有记上任何内容，请联系管理员。';
  expect(await again.person('张三').whispers('我的')).toBe(text);
  expect(await again.person('张三').says('签到')).toBe(text);
});
