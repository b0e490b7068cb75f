import type { Entry } from '../../src/domain/entry.ts';
import { emptyBranch, evolve } from '../../src/domain/evolve.ts';
import { checkStore } from '../../src/stores/check.ts';
import { openStoreForReading } from '../../src/stores/lowdb-store.ts';
import { patienceMs } from '../support/patience.ts';

/** A branch as its books on disk tell it, and whether the store is whole; also while a process writes in it. */
export async function readBranch(store: string, name: string) {
  const reader = await openStoreForReading(store);
  const id = reader.registry.branches.find((branch) => branch.name === name)?.id;
  if (id === undefined) throw new Error(`the store knows no branch ${name}`);
  const entries: Entry[] = [];
  let branch = emptyBranch(id, 'Asia/Shanghai');
  for (const book of (await reader.ledger.books()).books) {
    if (book.branch !== id) continue;
    await reader.ledger.read(id, book.year, (entry) => {
      entries.push(entry);
      branch = evolve(branch, entry);
    });
  }
  return { id, branch, entries, people: await reader.people.read(id), check: await checkStore(store) };
}

/** A branch's schedules begin with the first beat of the clock after its founding; what the clock leaps over before is never owed. */
export async function schedulesBegun(store: string, name: string): Promise<void> {
  const end = performance.now() + patienceMs;
  while (Object.keys((await readBranch(store, name)).branch.schedules).length === 0) {
    if (performance.now() > end) throw new Error('the schedules of the branch did not begin');
  }
}
