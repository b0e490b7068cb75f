import type { Entry } from '../../src/domain/entry.ts';
import { emptyBranch, evolve } from '../../src/domain/evolve.ts';
import { checkStore } from '../../src/stores/check.ts';
import { openStoreForReading } from '../../src/stores/lowdb-store.ts';

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
