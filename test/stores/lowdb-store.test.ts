import { onTestFinished } from 'vitest';
import { openStore } from '../../src/stores/lowdb-store.ts';
import { storeContract } from '../support/store-contract.ts';
import { filesOn } from '../support/store-disk.ts';
import { temporaryFolder } from '../support/store-folder.ts';
import { recordingLog } from '../support/store-log.ts';

storeContract('lowdb', async (disk) => {
  const store = await openStore({ folder: temporaryFolder(), log: recordingLog(), files: filesOn(disk) });
  onTestFinished(() => store.close());
  return store;
});
