import { expect, test } from 'vitest';
import { checkStore } from '../../src/stores/check.ts';
import { type Files, nodeFiles } from '../../src/stores/files.ts';
import { openStore } from '../../src/stores/lowdb-store.ts';
import { entriesOf } from '../support/store-contract.ts';
import { checkIns } from '../support/store-entries.ts';
import { temporaryFolder } from '../support/store-folder.ts';
import { recordingLog } from '../support/store-log.ts';
import { canUnshare, compiledChild, start } from '../support/store-process.ts';

const child = compiledChild();
const acknowledgedBy = (lines: readonly string[]) => lines.filter((line) => /^\d+$/.test(line)).map(Number);

test('whatever was acknowledged before a kill is there once after it, five times over', async () => {
  const folder = temporaryFolder();
  let last = 0;
  for (let round = 1; round <= 5; round++) {
    const writer = start(process.execPath, child(), 'write', folder);
    expect(await writer.said((line) => line.startsWith('open'))).toBe(`open ${last}`);
    await writer.said((line) => Number(line) >= last + 40 * round);
    writer.process.kill('SIGKILL');
    await writer.ended;

    const store = await openStore({ folder, log: recordingLog() });
    const { books } = await store.ledger.books();
    const found = books[0]?.seq ?? 0;
    // A batch that was durable but not yet acknowledged may be there as well.
    expect(found).toBeGreaterThanOrEqual(acknowledgedBy(writer.lines).at(-1) ?? 0);
    expect(await entriesOf(store, 'b1', 2026)).toEqual(checkIns(1, found));
    await store.ledger.append('b1', 2026, found, checkIns(found + 1, found + 1));
    last = found + 1;
    await store.close();
    expect(await checkStore(folder)).toMatchObject({ entries: last, problems: [] });
  }
});

/** What was acknowledged before the disk was full and after there was room again, and what two checks found. */
type FullDisk = {
  readonly refusal: string;
  readonly acknowledged: readonly number[];
  readonly checks: readonly { readonly entries: number; readonly problems: readonly unknown[] }[];
};

const script = `
  mount -t tmpfs -o size=1m tmpfs "$1" || exit 1
  head -c 300000 /dev/zero > "$1/ballast"
  "$2" "$3" write "$1/store"
  rm "$1/ballast"
  "$2" "$3" check "$1/store"
  "$2" "$3" append "$1/store"
  "$2" "$3" check "$1/store"
`;

const onSmallDisk = async (): Promise<FullDisk> => {
  const args = ['-m', 'sh', '-c', script, 'sh', temporaryFolder(), process.execPath, child()];
  const { ended, lines } = start('unshare', ...args);
  await ended;
  return {
    refusal: lines.find((line) => line.startsWith('refused')) ?? '',
    acknowledged: acknowledgedBy(lines),
    checks: lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line)),
  };
};

const onFailingFile = async (): Promise<FullDisk> => {
  const folder = temporaryFolder();
  let room = 200_000;
  const write: Files['write'] = async (fd, bytes, offset) => {
    if (room === 0) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    const written = await nodeFiles.write(fd, bytes.subarray(0, offset + room), offset);
    room -= written;
    return written;
  };
  const store = await openStore({ folder, log: recordingLog(), files: { ...nodeFiles, write } });
  await store.ledger.create('b1', 2026, []);
  let seq = 0;
  const filling = async () => {
    for (;;) {
      const batch = checkIns(seq + 1, seq + 1 + (seq % 4));
      await store.ledger.append('b1', 2026, seq, batch);
      seq += batch.length;
    }
  };
  const refusal = await filling().catch((error: Error) => `${error.name} ${error.message}`);
  await store.close();
  const first = await checkStore(folder);
  const again = await openStore({ folder, log: recordingLog() });
  await again.ledger.append('b1', 2026, seq, checkIns(seq + 1, seq + 1));
  await again.close();
  const acknowledged = Array.from({ length: seq + 1 }, (_, index) => index + 1);
  return { refusal, acknowledged, checks: [first, await checkStore(folder)] };
};

const canMount = canUnshare('-m', 'sh', '-c', 'mount -t tmpfs -o size=1m tmpfs /mnt');
const disks: [string, () => Promise<FullDisk>][] = [['a file handle that fails', onFailingFile]];
if (canMount) disks.unshift(['a tmpfs of 1 MB', onSmallDisk]);

test.each(disks)(
  `keeps everything acknowledged when the disk is full: %s${canMount ? '' : ' (no mounting here)'}`,
  async (_, fill) => {
    const { refusal, acknowledged, checks } = await fill();
    expect(refusal).toMatch(/StoreStopped .*ENOSPC/);
    expect(acknowledged.length).toBeGreaterThan(200);
    expect(acknowledged).toEqual(Array.from(acknowledged, (_seq, index) => index + 1));
    expect(checks.map(({ entries }) => entries)).toEqual([acknowledged.length - 1, acknowledged.length]);
    expect(checks[1]?.problems).toEqual([]);
  },
);
