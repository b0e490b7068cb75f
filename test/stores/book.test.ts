import fs from 'node:fs';
import { dirname, join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Entry } from '../../src/domain/entry.ts';
import type { Log, Store } from '../../src/ports.ts';
import { checkStore } from '../../src/stores/check.ts';
import { BookDamaged, BookRefused, StoreStopped } from '../../src/stores/errors.ts';
import { type Files, nodeFiles } from '../../src/stores/files.ts';
import { fileLedger, readOnlyLedger } from '../../src/stores/ledger.ts';
import { openStore } from '../../src/stores/lowdb-store.ts';
import { createStop } from '../../src/stores/stop.ts';
import { entriesOf } from '../support/store-contract.ts';
import { checkedIn, checkIns } from '../support/store-entries.ts';
import { temporaryFolder } from '../support/store-folder.ts';
import { recordingLog } from '../support/store-log.ts';

const opened = async (
  folder: string,
  { files = nodeFiles, log = recordingLog() }: { files?: Files; log?: Log } = {},
) => {
  const store = await openStore({ folder, log, files });
  onTestFinished(() => store.close());
  return store;
};

const bookFile = (folder: string, branch = 'b1', year = 2026) => join(folder, 'branches', branch, `${year}.jsonl`);

/** A closed store whose one book came in these appends after the first one of creation. */
const withBook = async (...batches: readonly (readonly Entry[])[]): Promise<string> => {
  const folder = temporaryFolder();
  const store = await openStore({ folder, log: recordingLog() });
  const [first = [], ...rest] = batches;
  await store.ledger.create('b1', 2026, first);
  for (const batch of rest) await store.ledger.append('b1', 2026, (batch[0]?.seq ?? 1) - 1, batch);
  await store.close();
  return folder;
};

const failure = (code: string) => Object.assign(new Error(`${code}: the disk says no`), { code });
const linesOf = (folder: string) => fs.readFileSync(bookFile(folder), 'utf8').split('\n').slice(0, -1);

describe('the file of a book', () => {
  test('starts with its header and carries in every line a hash of the line before', async () => {
    const folder = await withBook(checkIns(1, 2), checkIns(3, 3));
    const { hashOf } = await import('../../src/stores/lines.ts');
    const lines = linesOf(folder);
    const values = lines.map((line): Record<string, unknown> => JSON.parse(line));
    expect(values[0]).toMatchObject({ format: 1, branch: 'b1', year: 2026, previousHash: '' });
    expect(values.slice(1)).toMatchObject(checkIns(1, 3));
    expect(values.slice(1).map(({ hash }) => hash)).toEqual(lines.slice(0, -1).map(hashOf));
  });

  test('names in the header the last hash of the year before', async () => {
    const folder = await withBook(checkIns(1, 2));
    const store = await opened(folder);
    const { hash } = await store.ledger.read('b1', 2026, () => undefined);
    await store.ledger.create('b1', 2028, []);
    expect(JSON.parse(fs.readFileSync(bookFile(folder, 'b1', 2028), 'utf8'))).toMatchObject({ previousHash: hash });
  });

  test('is written by one write and one fdatasync for a whole batch', async () => {
    const calls: string[] = [];
    const store = await opened(await withBook([]), {
      files: {
        ...nodeFiles,
        write: (fd, bytes, offset) => {
          calls.push('write');
          return nodeFiles.write(fd, bytes, offset);
        },
        fdatasync: (fd) => {
          calls.push('fdatasync');
          return nodeFiles.fdatasync(fd);
        },
      },
    });
    calls.length = 0;
    await store.ledger.append('b1', 2026, 0, checkIns(1, 23));
    expect(calls).toEqual(['write', 'fdatasync']);
  });

  test('is known to its folder, and the folder to the store, before the branch counts as created', async () => {
    const folder = temporaryFolder();
    const paths = new Map<number, string>();
    const steps: string[] = [];
    const store = await opened(folder, {
      files: {
        ...nodeFiles,
        open: async (path, flags, mode) => {
          const fd = await nodeFiles.open(path, flags, mode);
          paths.set(fd, path);
          return fd;
        },
        fdatasync: async (fd) => {
          await nodeFiles.fdatasync(fd);
          steps.push(`bytes in ${dirname(paths.get(fd) ?? '')}`);
        },
        link: async (from, to) => {
          await nodeFiles.link(from, to);
          steps.push(`named ${to}`);
        },
        fsync: async (fd) => {
          await nodeFiles.fsync(fd);
          steps.push(`folder ${paths.get(fd)}`);
        },
      },
    });
    steps.length = 0;
    await store.ledger.create('b1', 2026, checkIns(1, 1));
    const branches = join(folder, 'branches');
    const branch = join(branches, 'b1');
    expect(steps).toEqual([
      `folder ${branches}`,
      `bytes in ${branch}`,
      `named ${bookFile(folder)}`,
      `folder ${branch}`,
    ]);
  });

  test('comes into being whole or not at all', async () => {
    const folder = temporaryFolder();
    let isBroken = false;
    const store = await opened(folder, {
      files: { ...nodeFiles, fdatasync: (fd) => (isBroken ? Promise.reject(failure('EIO')) : nodeFiles.fdatasync(fd)) },
    });
    isBroken = true;
    await expect(store.ledger.create('b1', 2026, checkIns(1, 1))).rejects.toThrow(StoreStopped);
    expect(fs.readdirSync(join(folder, 'branches', 'b1'))).toEqual([]);
  });

  test('can be created where the file system knows no hard links', async () => {
    const folder = temporaryFolder();
    const store = await opened(folder, { files: { ...nodeFiles, link: () => Promise.reject(failure('EPERM')) } });
    await store.ledger.create('b1', 2026, checkIns(1, 2));
    await expect(store.ledger.create('b1', 2026, [])).rejects.toThrow(BookRefused);
    expect(fs.readdirSync(join(folder, 'branches', 'b1'))).toEqual(['2026.jsonl']);
    expect(await entriesOf(store, 'b1', 2026)).toEqual(checkIns(1, 2));
  });

  test('takes whole lines from a disk that takes a few bytes at a time', async () => {
    const store = await opened(temporaryFolder(), {
      files: { ...nodeFiles, write: (fd, bytes, offset) => nodeFiles.write(fd, bytes.subarray(0, offset + 7), offset) },
    });
    await store.ledger.create('b1', 2026, checkIns(1, 2));
    await store.ledger.append('b1', 2026, 2, checkIns(3, 4));
    expect(await entriesOf(store, 'b1', 2026)).toEqual(checkIns(1, 4));
  });

  test('can hold lines longer than what is read at once', async () => {
    const causes = Object.fromEntries(
      Array.from({ length: 30_000 }, (_, index) => [`telegram:-100:${index}`, '2026-11-21T10:00:00Z']),
    );
    const { emptyBranch } = await import('../../src/domain/evolve.ts');
    const state = emptyBranch('b1', 'Asia/Shanghai');
    const long: Entry = { seq: 1, at: '2026-11-21T10:00:00Z', by: 'schedule', type: 'carried-forward', state, causes };
    const folder = await withBook([long], checkIns(2, 3));
    expect(fs.statSync(bookFile(folder)).size).toBeGreaterThan(1024 * 1024);
    const store = await opened(folder);
    expect((await store.ledger.books()).books).toMatchObject([{ seq: 3 }]);
    expect(await entriesOf(store, 'b1', 2026)).toEqual([long, ...checkIns(2, 3)]);
    await store.close();
    expect((await checkStore(folder)).problems).toEqual([]);
  });

  test('stays open between appends, for no more books than allowed', async () => {
    const open = new Set<number>();
    let most = 0;
    let opens = 0;
    const files: Files = {
      ...nodeFiles,
      open: async (path, flags, mode) => {
        const fd = await nodeFiles.open(path, flags, mode);
        if (typeof flags === 'number') {
          opens += 1;
          open.add(fd);
          most = Math.max(most, open.size);
        }
        return fd;
      },
      close: async (fd) => {
        open.delete(fd);
        await nodeFiles.close(fd);
      },
    };
    const log = recordingLog();
    const ledger = fileLedger({ folder: temporaryFolder(), files, log, stop: createStop(log), openFiles: 2 });
    const branches = ['b1', 'b2', 'b3', 'b4', 'b5'];
    for (const branch of branches) await ledger.create(branch, 2026, []);
    for (let seq = 1; seq <= 3; seq++) await ledger.append('b1', 2026, seq - 1, [checkedIn(seq)]);
    expect(opens).toBe(1);
    for (let seq = 1; seq <= 3; seq++) {
      for (const branch of branches.slice(1)) await ledger.append(branch, 2026, seq - 1, [checkedIn(seq)]);
    }
    // The third is opened before the oldest is closed.
    expect(most).toBeLessThanOrEqual(3);
    await ledger.close();
    expect(open.size).toBe(0);
    for (const branch of branches) expect(await ledger.read(branch, 2026, () => undefined)).toMatchObject({ seq: 3 });
  });
});

describe('a write that fails', () => {
  test('halfway leaves nothing of its batch after a restart, and says what was dropped', async () => {
    const folder = await withBook(checkIns(1, 3));
    const before = fs.readFileSync(bookFile(folder));
    let isFull = false;
    const store = await opened(folder, {
      files: {
        ...nodeFiles,
        write: (fd, bytes, offset) => {
          if (!isFull) return nodeFiles.write(fd, bytes, offset);
          if (offset > 0) return Promise.reject(failure('ENOSPC'));
          return nodeFiles.write(fd, bytes.subarray(0, bytes.length - 10), 0);
        },
      },
    });
    isFull = true;
    await expect(store.ledger.append('b1', 2026, 3, checkIns(4, 6))).rejects.toThrow('ENOSPC');
    expect(await entriesOf(store, 'b1', 2026)).toEqual(checkIns(1, 3));
    await store.close();

    const log = recordingLog();
    const again = await opened(folder, { log });
    expect(await entriesOf(again, 'b1', 2026)).toEqual(checkIns(1, 3));
    const left = fs.statSync(bookFile(folder)).size - before.length;
    await again.ledger.append('b1', 2026, 3, checkIns(4, 4));
    expect(log.lines).toEqual([
      { level: 'warn', event: 'torn-line-dropped', fields: { file: bookFile(folder), line: 5, bytes: left } },
    ]);
    expect(fs.readFileSync(bookFile(folder)).subarray(0, before.length)).toEqual(before);
    expect(await entriesOf(again, 'b1', 2026)).toEqual(checkIns(1, 4));
  });

  test('is not tried again on the same file', async () => {
    const calls: string[] = [];
    let isBroken = false;
    const store = await opened(await withBook(checkIns(1, 1)), {
      files: {
        ...nodeFiles,
        fdatasync: (fd) => {
          calls.push('fdatasync');
          return isBroken ? Promise.reject(failure('EIO')) : nodeFiles.fdatasync(fd);
        },
      },
    });
    isBroken = true;
    await expect(store.ledger.append('b1', 2026, 1, checkIns(2, 2))).rejects.toThrow(StoreStopped);
    isBroken = false;
    calls.length = 0;
    await expect(store.ledger.append('b1', 2026, 1, checkIns(2, 2))).rejects.toThrow(StoreStopped);
    expect(calls).toEqual([]);
  });
});

describe('a torn end', () => {
  test('wherever an unacknowledged append was cut, exactly what was acknowledged is there again', async () => {
    const folder = await withBook(checkIns(1, 1), checkIns(2, 4));
    const acknowledged = fs.statSync(bookFile(folder)).size;
    const writer = await openStore({ folder, log: recordingLog() });
    await writer.ledger.append('b1', 2026, 4, checkIns(5, 7));
    await writer.close();
    const whole = fs.readFileSync(bookFile(folder));

    await fc.assert(
      fc.asyncProperty(fc.integer({ min: acknowledged, max: whole.length - 1 }), async (end) => {
        fs.writeFileSync(bookFile(folder), whole.subarray(0, end));
        const torn = end > acknowledged;
        const checked = await checkStore(folder);
        expect(checked.problems).toMatchObject(torn ? [{ file: bookFile(folder), line: 6 }] : []);
        expect(fs.statSync(bookFile(folder)).size).toBe(end);

        const log = recordingLog();
        const store: Store = await openStore({ folder, log });
        expect((await store.ledger.books()).books).toMatchObject([{ seq: 4 }]);
        expect(await entriesOf(store, 'b1', 2026)).toEqual(checkIns(1, 4));
        await store.ledger.append('b1', 2026, 4, [checkedIn(5, 'again')]);
        expect(await entriesOf(store, 'b1', 2026)).toEqual([...checkIns(1, 4), checkedIn(5, 'again')]);
        await store.close();
        expect(log.lines.map(({ fields }) => fields?.['bytes'])).toEqual(torn ? [end - acknowledged] : []);
        expect((await checkStore(folder)).problems).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  test('of the year before is cut off before the next year refers to it', async () => {
    const folder = await withBook(checkIns(1, 2));
    fs.appendFileSync(bookFile(folder), '{"seq":3,');
    const store = await opened(folder);
    await store.ledger.create('b1', 2027, checkIns(1, 1));
    await store.close();
    expect(await checkStore(folder)).toMatchObject({ books: 2, entries: 3, problems: [] });
  });
});

describe('a damaged book', () => {
  test('shows in a check at the right line, whichever byte was changed', async () => {
    const folder = await withBook(checkIns(1, 1), checkIns(2, 4), checkIns(5, 5));
    const whole = fs.readFileSync(bookFile(folder));
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: whole.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        async (at, difference) => {
          const changed = Buffer.from(whole);
          changed[at] = (changed[at] ?? 0) ^ difference;
          fs.writeFileSync(bookFile(folder), changed);
          const line = whole.subarray(0, at).toString('latin1').split('\n').length;
          expect((await checkStore(folder)).problems).toMatchObject([{ file: bookFile(folder), line }]);
          expect(fs.readFileSync(bookFile(folder))).toEqual(changed);
        },
      ),
      { numRuns: 400 },
    );
  });

  test('shows also when somebody who knows the checksum rewrote a line, removed one or moved one', async () => {
    const folder = await withBook(checkIns(1, 4));
    const { crc32 } = await import('node:zlib');
    const lines = linesOf(folder);
    const problemOf = async (changed: readonly string[]) => {
      fs.writeFileSync(bookFile(folder), `${changed.join('\n')}\n`);
      return (await checkStore(folder)).problems;
    };
    const body = (lines[2] ?? '').replace('"present"', '"absent"').replace(/,"crc":"\w{8}"}$/, '');
    const resealed = `${body},"crc":"${crc32(body).toString(16).padStart(8, '0')}"}`;
    expect(await problemOf(lines.with(2, resealed))).toMatchObject([{ line: 3 }]);
    expect(await problemOf(lines.toSpliced(2, 1))).toMatchObject([{ line: 2 }]);
    expect(await problemOf([...lines.slice(0, 2), lines[3] ?? '', lines[2] ?? '', lines[4] ?? ''])).toHaveLength(1);
  });

  test('is refused for reading and writing and left alone byte for byte, and other branches go on', async () => {
    const folder = await withBook(checkIns(1, 1));
    const store = await openStore({ folder, log: recordingLog() });
    await store.ledger.create('b2', 2026, checkIns(1, 1));
    await store.close();
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.uint8Array({ maxLength: 9000 }).map(Buffer.from),
          fc.string().map((text) => Buffer.from(`${text}\n`)),
        ),
        async (bytes) => {
          fs.writeFileSync(bookFile(folder), bytes);
          const again = await openStore({ folder, log: recordingLog() });
          const { books, damaged } = await again.ledger.books();
          expect(books).toMatchObject([{ branch: 'b2', seq: 1 }]);
          expect(damaged).toMatchObject([{ branch: 'b1', file: bookFile(folder), line: 1 }]);
          await expect(again.ledger.read('b1', 2026, () => undefined)).rejects.toThrow(BookDamaged);
          await expect(again.ledger.append('b1', 2026, 1, checkIns(2, 2))).rejects.toThrow(BookDamaged);
          await expect(again.ledger.create('b1', 2027, [])).rejects.toThrow(BookDamaged);
          await again.ledger.append('b2', 2026, 1, checkIns(2, 2));
          await again.close();
          expect(fs.readFileSync(bookFile(folder))).toEqual(bytes);
          fs.writeFileSync(
            bookFile(folder, 'b2'),
            `${fs.readFileSync(bookFile(folder, 'b2'), 'utf8').split('\n').slice(0, 2).join('\n')}\n`,
          );
        },
      ),
      { numRuns: 40 },
    );
  });

  test('of a newer format is refused with words that say what to do', async () => {
    const folder = await withBook(checkIns(1, 1));
    const [, ...rest] = linesOf(folder);
    fs.writeFileSync(bookFile(folder), ['{"format":2,"branch":"b1"}', ...rest, ''].join('\n'));
    const store = await opened(folder);
    await expect(store.ledger.read('b1', 2026, () => undefined)).rejects.toThrow(
      /line 1: it says format 2, and this version reads format 1: use the version of zhishu that wrote it/,
    );
  });

  test('of another branch or year is not taken for one of this folder', async () => {
    const folder = await withBook(checkIns(1, 1));
    fs.renameSync(bookFile(folder), bookFile(folder, 'b1', 2025));
    const store = await opened(folder);
    expect(await store.ledger.books()).toMatchObject({ books: [], damaged: [{ line: 1 }] });
  });

  test('that was changed after a reading is noticed by who reads on, at its line', async () => {
    const folder = await withBook(checkIns(1, 2), checkIns(3, 3), checkIns(4, 4));
    const whole = linesOf(folder);
    const reader = readOnlyLedger(folder);
    const visited: number[] = [];
    const visit = ({ seq }: { seq: number }) => void visited.push(seq);
    fs.writeFileSync(bookFile(folder), `${whole.slice(0, 3).join('\n')}\n`);
    const end = await reader.read('b1', 2026, visit);
    fs.writeFileSync(bookFile(folder), `${whole.slice(0, 4).join('\n')}\n`);
    expect((await reader.read('b1', 2026, visit, end)).seq).toBe(3);
    fs.writeFileSync(bookFile(folder), `${[...whole.slice(0, 3), whole[4]].join('\n')}\n`);
    await expect(reader.read('b1', 2026, visit, end)).rejects.toMatchObject({ damage: { line: 3 } });
    expect(visited).toEqual([1, 2, 3]);
  });

  test('with an entry this version does not know is refused by its field', async () => {
    const folder = await withBook([]);
    const { headerLine, linesAfter, hashOf } = await import('../../src/stores/lines.ts');
    const header = headerLine({ format: 1, branch: 'b1', year: 2026, previousHash: '' });
    const json = JSON.stringify({ ...checkedIn(1), type: 'score-given', name: '张三' });
    const tail = { seq: 0, hash: hashOf(header), size: header.length + 1 };
    fs.writeFileSync(bookFile(folder), `${header}\n${linesAfter(tail, [{ seq: 1, json }]).bytes.toString()}`);
    const read = (await opened(folder)).ledger.read('b1', 2026, () => undefined);
    await expect(read).rejects.toMatchObject({ damage: { line: 2, what: expect.stringContaining('type') } });
    await expect(read).rejects.not.toThrow('张三');
  });
});

describe('a second writer', () => {
  test('that got past the lock is noticed before the next batch, and nothing of it is overwritten', async () => {
    const folder = await withBook(checkIns(1, 1));
    const store = await opened(folder);
    await store.ledger.append('b1', 2026, 1, checkIns(2, 2));
    fs.appendFileSync(bookFile(folder), 'from elsewhere\n');
    const bytes = fs.readFileSync(bookFile(folder));
    for (let attempt = 0; attempt < 2; attempt++) {
      await expect(store.ledger.append('b1', 2026, 2, checkIns(3, 3))).rejects.toMatchObject({
        because: 'second-writer',
      });
    }
    expect(fs.readFileSync(bookFile(folder))).toEqual(bytes);
  });

  test('that replaced the file by one of the same size is noticed too', async () => {
    const folder = await withBook(checkIns(1, 1));
    const store = await opened(folder);
    await store.ledger.append('b1', 2026, 1, checkIns(2, 2));
    const bytes = fs.readFileSync(bookFile(folder));
    fs.writeFileSync(`${bookFile(folder)}.new`, bytes);
    fs.renameSync(`${bookFile(folder)}.new`, bookFile(folder));
    await expect(store.ledger.append('b1', 2026, 2, checkIns(3, 3))).rejects.toMatchObject({
      because: 'second-writer',
    });
    fs.rmSync(bookFile(folder));
    await expect(store.ledger.append('b1', 2026, 2, checkIns(3, 3))).rejects.toMatchObject({
      because: 'second-writer',
    });
  });

  test('that began the same book a moment earlier keeps it', async () => {
    const folder = temporaryFolder();
    const store = await opened(folder, {
      files: {
        ...nodeFiles,
        link: async (from, to) => {
          fs.writeFileSync(to, 'from elsewhere');
          await nodeFiles.link(from, to);
        },
      },
    });
    await expect(store.ledger.create('b1', 2026, [])).rejects.toMatchObject({ because: 'second-writer' });
    expect(fs.readFileSync(bookFile(folder), 'utf8')).toBe('from elsewhere');
  });
});
