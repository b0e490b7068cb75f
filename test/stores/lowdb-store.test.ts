import fs from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { nobody } from '../../src/domain/roster.ts';
import type { Store } from '../../src/ports.ts';
import { BookDamaged, StoreStopped, StoreUnusable } from '../../src/stores/errors.ts';
import { type Files, nodeFiles } from '../../src/stores/files.ts';
import { openStore, openStoreForReading } from '../../src/stores/lowdb-store.ts';
import { entriesOf, storeContract } from '../support/store-contract.ts';
import { filesOn } from '../support/store-disk.ts';
import { checkIns } from '../support/store-entries.ts';
import { bytesBelow, temporaryFolder } from '../support/store-folder.ts';
import { recordingLog } from '../support/store-log.ts';

const opened = async (folder: string, files: Files = nodeFiles): Promise<Store> => {
  const store = await openStore({ folder, log: recordingLog(), files });
  onTestFinished(() => store.close());
  return store;
};

storeContract('lowdb', (disk) => opened(temporaryFolder(), filesOn(disk)));

/** A closed store with one branch, its people, and a channel's memory. */
const written = async (): Promise<string> => {
  const folder = temporaryFolder();
  const store = await openStore({ folder, log: recordingLog() });
  await store.ledger.create('b1', 2026, checkIns(1, 3));
  await store.people.write('b1', { ...nobody, members: { M3: { name: '张三' } } });
  await store.registry.update((registry) => ({
    ...registry,
    branches: [{ id: 'b1', name: '第一支部', rooms: ['telegram:-100'] }],
  }));
  await (await store.memory('telegram')).set('seen', '1');
  await store.close();
  return folder;
};

const modesBelow = (folder: string): Record<string, string> =>
  Object.fromEntries(
    ['', ...fs.readdirSync(folder, { recursive: true, encoding: 'utf8' })].map((name) => [
      name,
      (fs.statSync(join(folder, name)).mode & 0o777).toString(8),
    ]),
  );

const asItShouldBe = {
  '': '700',
  branches: '700',
  'branches/b1': '700',
  'branches/b1/2026.jsonl': '600',
  'branches/b1/people.json': '600',
  channels: '700',
  'channels/telegram.json': '600',
  'registry.json': '600',
};

describe('a store on disk', () => {
  test('survives a restart', async () => {
    const folder = await written();
    const store = await opened(folder);
    expect(await entriesOf(store, 'b1', 2026)).toEqual(checkIns(1, 3));
    expect((await store.people.read('b1')).members).toEqual({ M3: { name: '张三' } });
    expect(store.registry.get().branches).toEqual([{ id: 'b1', name: '第一支部', rooms: ['telegram:-100'] }]);
    expect((await store.memory('telegram')).get('seen')).toBe('1');
    await store.ledger.append('b1', 2026, 3, checkIns(4, 5));
    await store.close();
    expect(await entriesOf(await opened(folder), 'b1', 2026)).toEqual(checkIns(1, 5));
  });

  test('is for its owner alone', async () => {
    const folder = await written();
    expect(modesBelow(folder)).toEqual(asItShouldBe);
  });

  test('takes back what others were let into, at the next start', async () => {
    const folder = await written();
    for (const name of Object.keys(asItShouldBe)) fs.chmodSync(join(folder, name), name.includes('.') ? 0o644 : 0o755);
    await (await openStore({ folder, log: recordingLog() })).close();
    expect(modesBelow(folder)).toEqual(asItShouldBe);
  });

  test('removes what interrupted writes left, and nothing else', async () => {
    const folder = await written();
    const left = '.0b5c3a0e-58bb-4d0c-9d38-6d1d3d6a7c11.tmp';
    const strays = [folder, join(folder, 'channels'), join(folder, 'branches', 'b1')].map((place) => join(place, left));
    for (const stray of strays) fs.writeFileSync(stray, 'half');
    fs.writeFileSync(join(folder, 'branches', 'b1', '.notes'), 'mine');
    await (await openStore({ folder, log: recordingLog() })).close();
    expect(strays.filter((stray) => fs.existsSync(stray))).toEqual([]);
    expect(fs.existsSync(join(folder, 'branches', 'b1', '.notes'))).toBe(true);
  });

  test('puts a document in place only when it is on disk whole', async () => {
    const steps: string[] = [];
    const files: Files = {
      ...nodeFiles,
      fdatasync: async (fd) => {
        await nodeFiles.fdatasync(fd);
        steps.push('bytes synced');
      },
      rename: async (from, to) => {
        steps.push('renamed');
        expect(dirname(from)).toBe(dirname(to));
        await nodeFiles.rename(from, to);
      },
      fsync: async (fd) => {
        await nodeFiles.fsync(fd);
        steps.push('folder synced');
      },
    };
    const store = await opened(await written(), files);
    steps.length = 0;
    await store.people.write('b1', nobody);
    expect(steps).toEqual(['bytes synced', 'renamed', 'folder synced']);
  });

  test('refuses to start in a file, below a file, or among things of others, and touches none of them', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'notes.txt');
    fs.writeFileSync(file, 'mine');
    fs.chmodSync(folder, 0o755);
    const before = bytesBelow(folder);
    for (const place of [file, join(file, 'store'), folder]) {
      const start = openStore({ folder: place, log: recordingLog() });
      await expect(start).rejects.toThrow(StoreUnusable);
      await expect(start).rejects.toThrow('ZHISHU_STORE');
    }
    expect(bytesBelow(folder)).toEqual(before);
    expect(fs.statSync(folder).mode & 0o777).toBe(0o755);
  });

  test.each([
    ['registry.json', '{"format":1,"branches":[{}],"codes":[],"erased":[]}', 'the field branches'],
    ['registry.json', '', 'not JSON'],
    ['registry.json', '{"format":2}', 'format 2'],
    ['channels/telegram.json', '{"format":1,"entries":{"张三":3}}', 'the field entries'],
    ['channels/telegram.json', 'null', 'not a document'],
  ])('does not start when %s holds %s, and says so without repeating it', async (name, content, what) => {
    const folder = await written();
    const file = join(folder, name);
    fs.writeFileSync(file, content);
    const start = openStore({ folder, log: recordingLog() });
    await expect(start).rejects.toThrow(StoreUnusable);
    await expect(start).rejects.toThrow(file);
    await expect(start).rejects.toThrow(what);
    await expect(start).rejects.not.toThrow('张三');
    expect(fs.readFileSync(file, 'utf8')).toBe(content);
    expect(fs.existsSync(join(folder, 'lock'))).toBe(false);
  });

  test('does not start without the registry of its branches', async () => {
    const folder = await written();
    fs.rmSync(join(folder, 'registry.json'));
    await expect(openStore({ folder, log: recordingLog() })).rejects.toThrow('registry.json is missing');
  });

  test('does not start in the middle of a restore', async () => {
    const folder = await written();
    fs.mkdirSync(join(folder, 'restoring'));
    await expect(openStore({ folder, log: recordingLog() })).rejects.toThrow('did not finish');
  });

  test('stops one branch, and no other, when its people document is damaged', async () => {
    const folder = await written();
    const file = join(folder, 'branches', 'b1', 'people.json');
    const content = '{"format":1,"members":{"M3":{"name":3}},"accounts":{"telegram:李四":1},"claims":{}}';
    fs.writeFileSync(file, content);
    const store = await opened(folder);
    const read = store.people.read('b1');
    await expect(read).rejects.toThrow(BookDamaged);
    await expect(read).rejects.not.toThrow('李四');
    expect(await store.people.read('b2')).toEqual(nobody);
    expect(fs.readFileSync(file, 'utf8')).toBe(content);
  });

  test('keeps the old document when the disk fails under the new one', async () => {
    const folder = await written();
    let isBroken = false;
    const store = await opened(folder, {
      ...nodeFiles,
      write: (fd, bytes, offset) =>
        isBroken
          ? Promise.reject(Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' }))
          : nodeFiles.write(fd, bytes, offset),
    });
    isBroken = true;
    await expect(store.registry.update((registry) => ({ ...registry, branches: [] }))).rejects.toThrow(StoreStopped);
    isBroken = false;
    await expect(store.people.write('b1', nobody)).rejects.toThrow(StoreStopped);
    expect(store.registry.get().branches).toHaveLength(1);
    await store.close();
    const again = await opened(folder);
    expect(again.registry.get().branches).toHaveLength(1);
    expect((await again.people.read('b1')).members).toEqual({ M3: { name: '张三' } });
  });

  test('lets nothing out of its folder by the name of a branch or a channel', async () => {
    const store = await opened(temporaryFolder());
    for (const name of ['..', '../b1', 'a/b', '', '支部', '.hidden']) {
      await expect(store.ledger.create(name, 2026, [])).rejects.toThrow(TypeError);
      await expect(store.people.write(name, nobody)).rejects.toThrow(TypeError);
      await expect(store.memory(name)).rejects.toThrow(TypeError);
    }
  });

  test('can be read while it is written, without a lock and without a change', async () => {
    const folder = await written();
    const store = await opened(folder);
    await store.ledger.append('b1', 2026, 3, checkIns(4, 4));
    const before = bytesBelow(folder);
    const reader = await openStoreForReading(folder);
    expect((await reader.ledger.books()).books).toMatchObject([{ branch: 'b1', year: 2026, seq: 4 }]);
    expect(await entriesOf(reader, 'b1', 2026)).toEqual(checkIns(1, 4));
    expect((await reader.people.read('b1')).members).toEqual({ M3: { name: '张三' } });
    expect(reader.registry.branches).toHaveLength(1);
    expect(bytesBelow(folder)).toEqual(before);
    await expect(openStoreForReading(join(folder, 'nowhere'))).rejects.toThrow('There is no store');
  });
});
