import fs from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { nobody } from '../../src/domain/roster.ts';
import { checkStore } from '../../src/stores/check.ts';
import { openStore } from '../../src/stores/lowdb-store.ts';
import { checkIns } from '../support/store-entries.ts';
import { bytesBelow, temporaryFolder } from '../support/store-folder.ts';
import { recordingLog } from '../support/store-log.ts';

/** Two branches, the first with two years, as a sound store. */
const sound = async (): Promise<string> => {
  const folder = temporaryFolder();
  const store = await openStore({ folder, log: recordingLog() });
  await store.ledger.create('b1', 2025, checkIns(1, 3));
  await store.ledger.create('b1', 2026, checkIns(1, 2));
  await store.ledger.create('b2', 2026, checkIns(1, 1));
  await store.people.write('b1', { ...nobody, members: { M3: { name: '张三' } } });
  const branches = ['b1', 'b2'].map((id) => ({ id, name: id, rooms: [] }));
  await store.registry.update((registry) => ({ ...registry, branches }));
  await (await store.memory('telegram')).set('seen', '1');
  await store.close();
  return folder;
};

describe('a check', () => {
  test('counts what there is, says how every book ends, and changes nothing', async () => {
    const folder = await sound();
    const before = bytesBelow(folder);
    const { perBook, ...counts } = await checkStore(folder);
    expect(counts).toEqual({ branches: 2, books: 3, entries: 6, problems: [] });
    expect(perBook.map(({ branch, year, seq }) => [branch, year, seq])).toEqual([
      ['b1', 2025, 3],
      ['b1', 2026, 2],
      ['b2', 2026, 1],
    ]);
    for (const { hash } of perBook) expect(hash).toMatch(/^[0-9a-f]{32}$/);
    expect(bytesBelow(folder)).toEqual(before);
  });

  test('finds a year that was replaced, or removed, under the one after it', async () => {
    const folder = await sound();
    const [first, second] = [2025, 2026].map((year) => join(folder, 'branches', 'b1', `${year}.jsonl`));
    const lines = fs.readFileSync(first ?? '', 'utf8').split('\n');
    fs.writeFileSync(
      first ?? '',
      `${lines
        .slice(0, 3)
        .join('\n')
        .replace(/,"more":1/, '')}\n`,
    );
    expect((await checkStore(folder)).problems).toMatchObject([{ file: first }]);
    fs.rmSync(first ?? '');
    expect((await checkStore(folder)).problems).toMatchObject([{ file: second, line: 1 }]);
  });

  test('finds a whole year rewritten by one who knows how', async () => {
    const folder = await sound();
    const other = temporaryFolder();
    const store = await openStore({ folder: other, log: recordingLog() });
    await store.ledger.create('b1', 2025, checkIns(1, 2));
    await store.close();
    fs.copyFileSync(join(other, 'branches', 'b1', '2025.jsonl'), join(folder, 'branches', 'b1', '2025.jsonl'));
    expect((await checkStore(folder)).problems).toMatchObject([
      { file: join(folder, 'branches', 'b1', '2026.jsonl'), line: 1, what: expect.stringContaining('the 2025 book') },
    ]);
  });

  test.each([
    ['a people document', 'branches/b1/people.json', '{"format":1,"members":{"M3":{}},"accounts":{},"claims":{}}'],
    ['the registry', 'registry.json', '{"format":1}'],
    ['the memory of a channel', 'channels/telegram.json', 'nonsense'],
  ])('finds damage in %s', async (_, name, content) => {
    const folder = await sound();
    fs.writeFileSync(join(folder, name), content);
    expect((await checkStore(folder)).problems).toMatchObject([{ file: join(folder, name), line: 1 }]);
  });

  test('finds what is missing, left over or should be gone', async () => {
    const folder = await sound();
    const store = await openStore({ folder, log: recordingLog() });
    await store.registry.update((registry) => ({
      ...registry,
      branches: [...registry.branches, { id: 'b3', name: 'b3', rooms: [] }],
      erased: [{ branch: 'b1', member: 'M3' }],
    }));
    await store.close();
    fs.mkdirSync(join(folder, 'restoring'));
    fs.mkdirSync(join(folder, 'branches', 'b 4'));
    expect((await checkStore(folder)).problems.map(({ file }) => file)).toEqual([
      join(folder, 'branches', 'b 4'),
      join(folder, 'branches', 'b1', 'people.json'),
      join(folder, 'registry.json'),
      join(folder, 'restoring'),
    ]);
    fs.rmSync(join(folder, 'registry.json'));
    expect((await checkStore(folder)).problems.map(({ file }) => file)).toContain(join(folder, 'registry.json'));
  });

  test('says so where there is no store', async () => {
    const folder = join(temporaryFolder(), 'nowhere');
    expect((await checkStore(folder)).problems).toEqual([{ file: folder, line: 0, what: 'there is no store here' }]);
    expect(fs.existsSync(folder)).toBe(false);
  });

  test('takes an unfinished line for work in hand while a process writes', async () => {
    const folder = await sound();
    const store = await openStore({ folder, log: recordingLog() });
    fs.appendFileSync(join(folder, 'branches', 'b2', '2026.jsonl'), '{"seq":');
    expect((await checkStore(folder)).problems).toEqual([]);
    await store.close();
    expect((await checkStore(folder)).problems).toHaveLength(1);
  });
});
