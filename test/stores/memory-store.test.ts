import { expect, test } from 'vitest';
import { memoryStore } from '../../src/stores/memory-store.ts';
import { storeContract } from '../support/store-contract.ts';
import { checkIns } from '../support/store-entries.ts';

storeContract('memory', async (disk) => memoryStore({ commit: disk.sync }));

test('a new memory store knows nothing of the one before', async () => {
  await memoryStore().ledger.create('b1', 2026, checkIns(1, 2));
  expect(await memoryStore().ledger.books()).toEqual({ books: [], damaged: [] });
});
