import { describe, expect, test } from 'vitest';
import type { Entry } from '../../src/domain/entry.ts';
import { nobody, type People } from '../../src/domain/roster.ts';
import type { Ledger, Store } from '../../src/ports.ts';
import { BookRefused, StoreStopped } from '../../src/stores/errors.ts';
import { controlledDisk, type Disk } from './store-disk.ts';
import { checkedIn, checkIns } from './store-entries.ts';

export async function entriesOf(
  store: { readonly ledger: Pick<Ledger, 'read'> },
  branch: string,
  year: number,
): Promise<Entry[]> {
  const entries: Entry[] = [];
  await store.ledger.read(branch, year, (entry) => entries.push(entry));
  return entries;
}

const zhang: People = {
  format: 1,
  members: { M3: { name: '张三' } },
  accounts: { 'telegram:3': { member: 'M3', trust: 'confirmed' } },
  claims: {},
};

const refusedAs = (because: string) => expect.objectContaining({ constructor: BookRefused, because });

/** What every store promises, wherever it keeps things. */
export function storeContract(name: string, openOn: (disk: Disk) => Promise<Store>): void {
  const opened = async (disk = controlledDisk()) => {
    const store = await openOn(disk);
    return { store, disk };
  };
  const withBook = async () => {
    const { store, disk } = await opened();
    await store.ledger.create('b1', 2026, checkIns(1, 2));
    return { store, disk };
  };

  describe(`${name} as a store`, () => {
    test('is empty at first', async () => {
      const { store } = await opened();
      expect(await store.ledger.books()).toEqual({ books: [], damaged: [] });
      expect(await store.people.read('b1')).toEqual(nobody);
      expect(store.registry.get()).toEqual({ format: 1, branches: [], codes: [], erased: [] });
      expect((await store.memory('telegram')).keys()).toEqual([]);
      await expect(store.ledger.read('b1', 2026, () => undefined)).rejects.toEqual(refusedAs('missing'));
    });

    test('gives back what was appended, in order, and says where the book ends', async () => {
      const { store } = await withBook();
      await store.ledger.append('b1', 2026, 2, checkIns(3, 7));
      await store.ledger.append('b1', 2026, 7, checkIns(8, 8));
      expect(await entriesOf(store, 'b1', 2026)).toEqual(checkIns(1, 8));
      const end = await store.ledger.read('b1', 2026, () => undefined);
      expect(end).toMatchObject({ branch: 'b1', year: 2026, seq: 8, hash: expect.stringMatching(/^[0-9a-f]{32}$/) });
      const { size: _size, ...book } = end;
      expect(await store.ledger.books()).toEqual({ books: [book], damaged: [] });
    });

    test('reads on from where a reading ended, and lists the books of one branch', async () => {
      const { store } = await withBook();
      await store.ledger.create('b2', 2026, checkIns(1, 1));
      const visited: Entry[] = [];
      const visit = (entry: Entry) => void visited.push(entry);
      let end = await store.ledger.read('b1', 2026, visit);
      end = await store.ledger.read('b1', 2026, visit, end);
      expect(visited).toEqual(checkIns(1, 2));
      await store.ledger.append('b1', 2026, 2, checkIns(3, 5));
      await store.ledger.append('b1', 2026, 5, checkIns(6, 6));
      end = await store.ledger.read('b1', 2026, visit, end);
      expect(visited).toEqual(checkIns(1, 6));
      expect(end).toEqual(await store.ledger.read('b1', 2026, () => undefined));
      expect((await store.ledger.books('b1')).books).toMatchObject([{ branch: 'b1', year: 2026, seq: 6 }]);
      expect((await store.ledger.books('b3')).books).toEqual([]);
    });

    test('keeps the order of each branch while many are written at once', async () => {
      const { store } = await opened();
      const branches = Array.from({ length: 40 }, (_, index) => `b${index}`);
      await Promise.all(
        branches.map(async (branch) => {
          await store.ledger.create(branch, 2026, []);
          for (let seq = 1; seq <= 10; seq++) await store.ledger.append(branch, 2026, seq - 1, [checkedIn(seq)]);
        }),
      );
      for (const branch of branches) expect(await entriesOf(store, branch, 2026)).toEqual(checkIns(1, 10));
    });

    test('refuses an append that does not follow the last entry', async () => {
      const { store } = await withBook();
      await expect(store.ledger.append('b1', 2026, 1, checkIns(2, 2))).rejects.toEqual(refusedAs('stale'));
      await expect(store.ledger.append('b1', 2026, 3, checkIns(4, 4))).rejects.toEqual(refusedAs('stale'));
      await expect(store.ledger.append('b1', 2026, 2, checkIns(4, 4))).rejects.toEqual(refusedAs('malformed'));
      await expect(store.ledger.append('b2', 2026, 0, checkIns(1, 1))).rejects.toEqual(refusedAs('missing'));
      expect(await entriesOf(store, 'b1', 2026)).toEqual(checkIns(1, 2));
      await store.ledger.append('b1', 2026, 2, checkIns(3, 3));
    });

    test('lets only one of two appends from the same place through', async () => {
      const { store } = await withBook();
      const outcomes = await Promise.allSettled([
        store.ledger.append('b1', 2026, 2, [checkedIn(3, 'first')]),
        store.ledger.append('b1', 2026, 2, [checkedIn(3, 'second')]),
      ]);
      expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
      expect(await entriesOf(store, 'b1', 2026)).toEqual([...checkIns(1, 2), checkedIn(3, 'first')]);
    });

    test('refuses an entry that could not be read again, without saying what was in it', async () => {
      const { store } = await withBook();
      const append = store.ledger.append('b1', 2026, 2, [{ ...checkedIn(3), at: '张三说明天' }]);
      await expect(append).rejects.toEqual(refusedAs('malformed'));
      await expect(append).rejects.not.toThrow('张三');
      expect(await entriesOf(store, 'b1', 2026)).toHaveLength(2);
    });

    test('begins a book once, and closes the year before', async () => {
      const { store } = await withBook();
      await expect(store.ledger.create('b1', 2026, [])).rejects.toEqual(refusedAs('exists'));
      await expect(store.ledger.create('b1', 2025, [])).rejects.toEqual(refusedAs('exists'));
      await store.ledger.create('b1', 2027, checkIns(1, 1));
      await expect(store.ledger.append('b1', 2026, 2, checkIns(3, 3))).rejects.toEqual(refusedAs('closed'));
      await store.ledger.append('b1', 2027, 1, checkIns(2, 2));
      expect(await entriesOf(store, 'b1', 2026)).toEqual(checkIns(1, 2));
      expect(await entriesOf(store, 'b1', 2027)).toEqual(checkIns(1, 2));
    });

    test('shares nothing with those who write and read', async () => {
      const { store } = await withBook();
      const entry = { ...checkedIn(3) };
      const appended = store.ledger.append('b1', 2026, 2, [entry]);
      entry.by = 'M4';
      await appended;
      const [first] = await entriesOf(store, 'b1', 2026);
      Object.assign(first ?? {}, { by: 'M5' });
      expect(await entriesOf(store, 'b1', 2026)).toEqual(checkIns(1, 3));

      const people = structuredClone(zhang);
      const written = store.people.write('b1', people);
      people.members['M3'] = { name: '李四' };
      await written;
      Object.assign((await store.people.read('b1')).members, { M4: { name: '王五' } });
      expect(await store.people.read('b1')).toEqual(zhang);

      const branches = [{ id: 'b1', name: '第一支部', rooms: ['telegram:-100'] }];
      await store.registry.update((registry) => ({ ...registry, branches }));
      branches.push({ id: 'b2', name: '第二支部', rooms: [] });
      expect(store.registry.get().branches).toHaveLength(1);
    });

    test('shows nothing before it is durable', async () => {
      const { store, disk } = await withBook();
      const release = disk.hold();
      const appended = store.ledger.append('b1', 2026, 2, checkIns(3, 3));
      const updated = store.registry.update((registry) => ({ ...registry, codes: [{ hash: 'c0de' }] }));
      const memory = await store.memory('telegram');
      const set = memory.set('seen', '1');
      let settled = 0;
      for (const each of [appended, updated, set]) void each.then(() => settled++);
      // Everything that could get on without the disk has had its turn after these.
      for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
      expect(settled).toBe(0);
      expect((await store.ledger.books()).books).toMatchObject([{ seq: 2 }]);
      expect(store.registry.get().codes).toEqual([]);
      expect(memory.get('seen')).toBeUndefined();
      release();
      await Promise.all([appended, updated, set]);
      expect(await entriesOf(store, 'b1', 2026)).toEqual(checkIns(1, 3));
      expect(store.registry.get().codes).toEqual([{ hash: 'c0de' }]);
      expect(memory.get('seen')).toBe('1');
    });

    test('keeps what was there when a write fails, and takes no more', async () => {
      const { store, disk } = await withBook();
      await store.ledger.create('b2', 2026, checkIns(1, 1));
      await store.people.write('b1', zhang);
      disk.fail();
      await expect(store.ledger.append('b1', 2026, 2, checkIns(3, 3))).rejects.toThrow(StoreStopped);
      await expect(store.ledger.append('b1', 2026, 2, checkIns(3, 3))).rejects.toThrow(StoreStopped);
      await expect(store.ledger.append('b2', 2026, 1, checkIns(2, 2))).rejects.toThrow(StoreStopped);
      await expect(store.ledger.create('b3', 2026, [])).rejects.toThrow(StoreStopped);
      await expect(store.people.write('b1', nobody)).rejects.toThrow(StoreStopped);
      await expect(store.registry.update((registry) => registry)).rejects.toThrow(StoreStopped);
      await expect((await store.memory('telegram')).set('seen', '1')).rejects.toThrow(StoreStopped);
      expect(await entriesOf(store, 'b1', 2026)).toEqual(checkIns(1, 2));
      expect(await entriesOf(store, 'b2', 2026)).toEqual(checkIns(1, 1));
      expect(await store.people.read('b1')).toEqual(zhang);
    });

    test('replaces the people of one branch and leaves the others', async () => {
      const { store } = await opened();
      await store.people.write('b1', zhang);
      await store.people.write('b2', nobody);
      await Promise.all([store.people.write('b1', nobody), store.people.write('b1', zhang)]);
      expect(await store.people.read('b1')).toEqual(zhang);
      expect(await store.people.read('b2')).toEqual(nobody);
    });

    test('makes one change of the registry at a time', async () => {
      const { store } = await opened();
      const ids = Array.from({ length: 20 }, (_, index) => `b${index}`);
      await Promise.all(
        ids.map((id) =>
          store.registry.update((registry) => ({
            ...registry,
            branches: [...registry.branches, { id, name: id, rooms: [] }],
          })),
        ),
      );
      expect(store.registry.get().branches.map(({ id }) => id)).toEqual(ids);
      const failing = store.registry.update(() => {
        throw new Error('no');
      });
      await expect(failing).rejects.toThrow('no');
      expect(store.registry.get().branches).toHaveLength(20);
    });

    test('remembers for each channel by itself', async () => {
      const { store } = await opened();
      const [telegram, wechat] = [await store.memory('telegram'), await store.memory('wechat')];
      await Promise.all([telegram.set('a', '1'), telegram.set('b', '2'), telegram.set('a', '3')]);
      await wechat.set('a', '4');
      await telegram.set('b', undefined);
      expect(telegram.keys()).toEqual(['a']);
      expect((await store.memory('telegram')).get('a')).toBe('3');
      expect(wechat.get('a')).toBe('4');
    });

    test('takes nothing once it is closed', async () => {
      const { store } = await withBook();
      await store.close();
      await expect(store.ledger.append('b1', 2026, 2, checkIns(3, 3))).rejects.toThrow(StoreStopped);
      await expect(store.people.write('b1', zhang)).rejects.toThrow(StoreStopped);
    });
  });
}
