import fs from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import * as tar from 'tar';
import { describe, expect, onTestFinished, test } from 'vitest';
import { nobody, type People } from '../../src/domain/roster.ts';
import { backup, readErased, restore } from '../../src/stores/backup.ts';
import { checkStore } from '../../src/stores/check.ts';
import { StoreUnusable } from '../../src/stores/errors.ts';
import { openStore } from '../../src/stores/lowdb-store.ts';
import { entriesOf } from '../support/store-contract.ts';
import { checkedIn, checkIns } from '../support/store-entries.ts';
import { bytesBelow, temporaryFolder } from '../support/store-folder.ts';
import { recordingLog } from '../support/store-log.ts';

const now = Date.UTC(2026, 10, 21, 3, 4, 5);

const people: People = {
  format: 1,
  members: { M3: { name: '张三' }, M4: { name: '李四' } },
  accounts: { 'telegram:3': { member: 'M3', trust: 'confirmed' } },
  claims: { 'telegram:33': 'M3' },
};

/** An open store with three branches, one of them with two years. */
const withBranches = async () => {
  const folder = join(temporaryFolder(), 'store');
  const store = await openStore({ folder, log: recordingLog() });
  onTestFinished(() => store.close());
  for (const id of ['b1', 'b2', 'b3']) await store.ledger.create(id, 2026, checkIns(1, 3));
  await store.ledger.create('b3', 2027, []);
  await store.people.write('b1', people);
  await store.registry.update((registry) => ({
    ...registry,
    branches: ['b1', 'b2', 'b3'].map((id) => ({ id, name: id, rooms: [] })),
  }));
  await (await store.memory('telegram')).set('seen', '1');
  return { folder, store };
};

const withBackup = async () => {
  const { folder, store } = await withBranches();
  const { file } = await backup(folder, join(temporaryFolder(), 'backups'), now);
  return { folder, store, file };
};

test('a backup is not begun where the disk would be left without room', async () => {
  const { folder } = await withBranches();
  const to = join(temporaryFolder(), 'backups');
  const full = backup(folder, to, now, { leastFreeBytes: Number.MAX_SAFE_INTEGER });
  await expect(full).rejects.toThrow(/nearly full/u);
  expect(fs.readdirSync(to)).toEqual([]);
  const { file, bytes } = await backup(folder, to, now, { leastFreeBytes: 1 });
  expect(bytes).toBe(fs.statSync(file).size);
});

/** Why a file is not restored, having seen that neither a new folder nor an empty one kept anything of it. */
const refusalOf = async (file: string): Promise<string> => {
  const folder = join(temporaryFolder(), 'store');
  const empty = temporaryFolder();
  await expect(restore(file, empty)).rejects.toThrow(StoreUnusable);
  expect(fs.readdirSync(empty)).toEqual([]);
  const refusal = await restore(file, folder).catch((error: Error) => error.message);
  expect(fs.existsSync(folder)).toBe(false);
  return String(refusal);
};

/** An archive with one member that is none of ours. */
const foreign = (path: string, type: 'File' | 'SymbolicLink' | 'Link' | 'Directory', linkpath = '') => {
  const body = type === 'File' ? Buffer.from('mine') : Buffer.alloc(0);
  const header = new tar.Header({ path, type, size: body.length, mode: 0o644, linkpath });
  header.encode();
  const padding = Buffer.alloc((512 - (body.length % 512)) % 512);
  return gzipSync(Buffer.concat([header.block ?? Buffer.alloc(0), body, padding, Buffer.alloc(1024)]));
};

describe('a backup', () => {
  test('holds the holidays imported into the store, and nothing else from beside them', async () => {
    const { folder } = await withBranches();
    fs.mkdirSync(join(folder, 'holidays'));
    fs.writeFileSync(join(folder, 'holidays', '2027.json'), '{"year":2027}');
    fs.writeFileSync(join(folder, 'holidays', 'notes.txt'), 'mine');
    const { file } = await backup(folder, join(temporaryFolder(), 'backups'), now);
    const other = join(temporaryFolder(), 'store');
    await restore(file, other);
    expect(fs.readdirSync(join(other, 'holidays'))).toEqual(['2027.json']);
    expect(fs.readFileSync(join(other, 'holidays', '2027.json'), 'utf8')).toBe('{"year":2027}');
  });

  test('is one dated file for its owner alone', async () => {
    const { folder } = await withBranches();
    const target = join(temporaryFolder(), 'backups');
    const made = await backup(folder, target, now);
    expect(made).toEqual({
      file: join(target, 'zhishu-backup-2026-11-21-030405.tar.gz'),
      branches: 3,
      books: 4,
      entries: 9,
      bytes: fs.statSync(made.file).size,
      problems: [],
    });
    expect(fs.readdirSync(target)).toEqual(['zhishu-backup-2026-11-21-030405.tar.gz']);
    expect((fs.statSync(made.file).mode & 0o777).toString(8)).toBe('600');
    await expect(backup(folder, target, now)).rejects.toThrow('already');
    expect(fs.readdirSync(target)).toHaveLength(1);
  });

  test('changes nothing in the store', async () => {
    const { folder, store } = await withBranches();
    await store.close();
    const before = bytesBelow(folder);
    await backup(folder, temporaryFolder(), now);
    expect(bytesBelow(folder)).toEqual(before);
  });

  test('is not made into the store, nor of nothing', async () => {
    const { folder } = await withBranches();
    await expect(backup(folder, join(folder, 'backups'), now)).rejects.toThrow('lies in the store');
    await expect(backup(join(folder, 'nowhere'), temporaryFolder(), now)).rejects.toThrow('There is no store');
  });

  test('made while the bot writes holds every entry acknowledged before it began, and checks clean', async () => {
    const { folder, store } = await withBranches();
    const acknowledged = new Map<string, number>();
    const work = { isOver: false };
    // Bounded, so that a fast disk does not make a long test of it.
    const writing = async (branch: string, year: number) => {
      let seq = (await store.ledger.read(branch, year, () => undefined)).seq;
      for (let batches = 0; batches < 400 && !work.isOver; batches++) {
        const batch = checkIns(seq + 1, seq + 1 + (seq % 5));
        await store.ledger.append(branch, year, seq, batch);
        seq += batch.length;
        acknowledged.set(branch, seq);
      }
    };
    const founding = async (round: number) => {
      for (let count = 0; count < 60 && !work.isOver; count++) {
        const id = `n${round}-${count}`;
        await store.ledger.create(id, 2026, [checkedIn(1)]);
        await store.registry.update((registry) => ({
          ...registry,
          branches: [...registry.branches, { id, name: 'new', rooms: [] }],
        }));
        await store.people.write('b2', count % 2 === 0 ? people : nobody);
      }
    };
    const target = temporaryFolder();
    for (let round = 0; round < 3; round++) {
      const before = new Map(acknowledged);
      work.isOver = false;
      const busy = Promise.all([writing('b1', 2026), writing('b2', 2026), writing('b3', 2027), founding(round)]);
      const { file } = await backup(folder, target, now + round * 1000);
      work.isOver = true;
      await busy;
      const restored = join(temporaryFolder(), 'restored');
      expect((await restore(file, restored)).problems).toEqual([]);
      const { problems, perBook } = await checkStore(restored);
      expect(problems).toEqual([]);
      for (const [branch, seq] of before) {
        expect(perBook.findLast((book) => book.branch === branch)?.seq).toBeGreaterThanOrEqual(seq);
      }
    }
  });
});

describe('a restore', () => {
  test('gives back a store that can be opened and goes on', async () => {
    const { file, store } = await withBackup();
    await store.ledger.append('b1', 2026, 3, checkIns(4, 4));
    const folder = join(temporaryFolder(), 'new', 'store');
    expect(await restore(file, folder)).toEqual({ branches: 3, books: 4, entries: 9, problems: [], erased: 0 });
    expect(fs.readdirSync(folder).toSorted()).toEqual(['branches', 'channels', 'registry.json']);
    const again = await openStore({ folder, log: recordingLog() });
    expect(await entriesOf(again, 'b1', 2026)).toEqual(checkIns(1, 3));
    expect(await again.people.read('b1')).toEqual(people);
    expect((await again.memory('telegram')).get('seen')).toBe('1');
    expect(again.registry.get().branches).toHaveLength(3);
    await again.ledger.append('b1', 2026, 3, checkIns(4, 5));
    await again.close();
    expect((await checkStore(folder)).problems).toEqual([]);
  });

  test('leaves out the WeChat login beside the channels, which is a credential and no record', async () => {
    const kept = await withBranches();
    fs.writeFileSync(join(kept.folder, 'channels', 'wechat-login.memory-card.json'), '{}', { mode: 0o600 });
    const { file } = await backup(kept.folder, join(temporaryFolder(), 'backups'), now);
    const folder = join(temporaryFolder(), 'store');
    await restore(file, folder);
    expect(fs.existsSync(join(folder, 'channels', 'wechat-login.memory-card.json'))).toBe(false);
    expect((await checkStore(folder)).problems).toEqual([]);
  });

  test('leaves what it wrote to its owner alone', async () => {
    const { file } = await withBackup();
    const folder = join(temporaryFolder(), 'store');
    await restore(file, folder);
    const modes = fs
      .readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((name) => fs.statSync(join(folder, name)))
      .map((stats) => [stats.isDirectory(), (stats.mode & 0o777).toString(8)].join(' '));
    expect(new Set(modes)).toEqual(new Set(['true 700', 'false 600']));
  });

  test('brings back nobody who was erased, before the backup or after it', async () => {
    const { folder, store } = await withBranches();
    await store.registry.update((registry) => ({ ...registry, erased: [{ branch: 'b1', member: 'M3' }] }));
    // The backup meets the moment between the two steps of an erasure.
    const { file } = await backup(folder, temporaryFolder(), now);
    await store.registry.update((registry) => ({
      ...registry,
      erased: [...registry.erased, { branch: 'b1', member: 'M4' }],
    }));
    const erased = await readErased(join(folder, 'registry.json'));
    const restored = join(temporaryFolder(), 'store');
    expect(await restore(file, restored, { erased })).toMatchObject({ erased: 2, problems: [] });
    const again = await openStore({ folder: restored, log: recordingLog() });
    onTestFinished(() => again.close());
    expect(await again.people.read('b1')).toEqual(nobody);
    expect(again.registry.get().erased).toEqual(erased);
    expect(Object.values(bytesBelow(restored)).some((hex) => hex.includes(Buffer.from('张三').toString('hex')))).toBe(
      false,
    );
  });

  test('refuses a folder that holds anything, and names it', async () => {
    const { file, folder } = await withBackup();
    const before = bytesBelow(folder);
    await expect(restore(file, folder)).rejects.toThrow('it holds branches, channels, registry.json');
    expect(bytesBelow(folder)).toEqual(before);
    await expect(restore(file, file)).rejects.toThrow(StoreUnusable);
  });

  test('waits for nobody: a store being opened is refused', async () => {
    const { file } = await withBackup();
    const folder = temporaryFolder();
    const store = await openStore({ folder, log: recordingLog() });
    onTestFinished(() => store.close());
    for (const name of ['branches', 'channels', 'registry.json']) {
      fs.rmSync(join(folder, name), { recursive: true });
    }
    await expect(restore(file, folder)).rejects.toThrow('in use by this very process');
    expect(fs.readdirSync(folder)).toEqual(['lock']);
  });

  test('refuses a file that is missing, cut short, changed, or something else', async () => {
    const { file } = await withBackup();
    const bytes = fs.readFileSync(file);
    const other = join(temporaryFolder(), 'other.tar.gz');
    expect(await refusalOf(other)).toMatch('there is no such file');
    for (const wrong of [
      bytes.subarray(0, bytes.length / 2),
      bytes.subarray(0, bytes.length - 1),
      bytes.with(bytes.length / 2, 255 - (bytes[Math.floor(bytes.length / 2)] ?? 0)),
      gzipSync(gunzipSync(bytes).subarray(0, 5 * 512)),
      gzipSync(gunzipSync(bytes).subarray(0, 700)),
      gzipSync('not an archive'),
      Buffer.from('not an archive at all'),
      Buffer.alloc(0),
    ]) {
      fs.writeFileSync(other, wrong);
      expect(await refusalOf(other)).toMatch(/cannot be restored: it is (damaged|incomplete)/);
    }
  });

  test('refuses an archive whose books are not those it describes', async () => {
    const { file } = await withBackup();
    const work = temporaryFolder();
    await tar.extract({ file, cwd: work });
    const other = join(temporaryFolder(), 'other.tar.gz');
    const pack = () => tar.create({ file: other, cwd: work, gzip: true, portable: true }, files());
    const files = () =>
      fs
        .readdirSync(work, { recursive: true, encoding: 'utf8' })
        .filter((name) => fs.statSync(join(work, name)).isFile());
    await pack();
    await restore(other, join(temporaryFolder(), 'store'));

    const book = join(work, 'branches', 'b1', '2026.jsonl');
    const text = fs.readFileSync(book, 'utf8');
    fs.writeFileSync(book, text.replace('"present"', '"absent"'));
    await pack();
    expect(await refusalOf(other)).toMatch('line 2');
    fs.rmSync(book);
    await pack();
    expect(await refusalOf(other)).toMatch('the 2026 book of branch b1');
    fs.writeFileSync(book, text);
    fs.writeFileSync(join(work, 'zhishu-backup.json'), '{"format":2}');
    await pack();
    expect(await refusalOf(other)).toMatch('does not describe itself');
  });

  test.each([
    ['a path that leads out', foreign('../outside.json', 'File'), 'names that no backup'],
    ['a path that leads out from within', foreign('branches/../../outside.json', 'File'), 'names that no backup'],
    ['an absolute path', foreign('/tmp/zhishu-outside.json', 'File'), 'names that no backup'],
    ['a symbolic link', foreign('registry.json', 'SymbolicLink', '/etc/passwd'), 'a SymbolicLink'],
    ['a hard link', foreign('registry.json', 'Link', '/etc/passwd'), 'a Link'],
    ['a folder', foreign('branches/b1', 'Directory'), 'a Directory'],
    ['a name no store has', foreign('branches/b1/run.sh', 'File'), 'names that no backup'],
    ['a lock', foreign('lock', 'File'), 'names that no backup'],
  ])('refuses an archive with %s', async (_, bytes, words) => {
    const file = join(temporaryFolder(), 'foreign.tar.gz');
    fs.writeFileSync(file, bytes);
    expect(await refusalOf(file)).toMatch(words);
    expect(fs.existsSync(join(file, '..', '..', 'outside.json'))).toBe(false);
    expect(fs.existsSync('/tmp/zhishu-outside.json')).toBe(false);
  });

  test('brings a damaged branch back as it was, so that the others are not lost with it', async () => {
    const { folder, store } = await withBranches();
    await store.close();
    const book = join(folder, 'branches', 'b2', '2026.jsonl');
    const damaged = fs.readFileSync(book, 'utf8').replace('"M3"', '"M4"');
    fs.writeFileSync(book, damaged);
    const made = await backup(folder, temporaryFolder(), now);
    expect(made.problems).toMatchObject([{ file: book, line: 2 }]);
    const restored = join(temporaryFolder(), 'store');
    const { problems } = await restore(made.file, restored);
    expect(problems).toMatchObject([{ file: join(restored, 'branches', 'b2', '2026.jsonl'), line: 2 }]);
    expect(fs.readFileSync(join(restored, 'branches', 'b2', '2026.jsonl'), 'utf8')).toBe(damaged);
    const again = await openStore({ folder: restored, log: recordingLog() });
    onTestFinished(() => again.close());
    expect(await entriesOf(again, 'b1', 2026)).toEqual(checkIns(1, 3));
  });

  test('leaves out a damaged people document in which somebody erased may stand', async () => {
    const { folder, store } = await withBranches();
    await store.registry.update((registry) => ({ ...registry, erased: [{ branch: 'b1', member: 'M3' }] }));
    await store.close();
    fs.appendFileSync(join(folder, 'branches', 'b1', 'people.json'), ' and more');
    const { file } = await backup(folder, temporaryFolder(), now);
    const restored = join(temporaryFolder(), 'store');
    await restore(file, restored);
    expect(fs.readdirSync(join(restored, 'branches', 'b1'))).toEqual(['2026.jsonl']);
  });
});
