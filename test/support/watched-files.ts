import { type Files, nodeFiles } from '../../src/stores/files.ts';

export type WatchedFiles = Files & {
  /** What was done, in order: `write …/2026.jsonl`, `fdatasync …/2026.jsonl`, `fsync …/b0001`; renames and links name where to. */
  readonly done: readonly string[];
  /** How many syncs wait to be let go. */
  waiting(): number;
  /** Holds every fdatasync and fsync back from now on, until the function returned is called. */
  hold(): () => void;
  /** Lets every fdatasync fail from now on, as a disk that is gone. */
  fail(): void;
  /** From now on only this many bytes more can be written; the rest is refused as by a full disk. */
  fill(bytesLeft: number): void;
};

/** The real file operations, noted down, and under the test's control where they become durable. */
export function watchedFiles(): WatchedFiles {
  const done: string[] = [];
  const paths = new Map<number, string>();
  const pathOf = (fd: number): string => paths.get(fd) ?? String(fd);
  let gate: Promise<void> | undefined;
  let open = (): void => undefined;
  let broken = false;
  let left = Number.POSITIVE_INFINITY;
  let waiting = 0;

  const passing = async (): Promise<void> => {
    waiting += 1;
    await gate;
    waiting -= 1;
    if (broken) throw Object.assign(new Error('EIO: i/o error'), { code: 'EIO' });
  };

  return {
    ...nodeFiles,
    done,
    waiting: () => waiting,
    hold() {
      gate = new Promise((resolve) => {
        open = () => resolve();
      });
      return () => {
        gate = undefined;
        open();
      };
    },
    fail() {
      broken = true;
    },
    fill(bytesLeft) {
      left = bytesLeft;
    },
    async open(path, flags, mode) {
      const fd = await nodeFiles.open(path, flags, mode);
      paths.set(fd, path);
      return fd;
    },
    async write(fd, bytes, offset) {
      if (left <= 0) throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
      // As the kernel does: what still fits is written, the rest is not.
      const fitting = bytes.subarray(0, Math.min(bytes.length, offset + left));
      const written = await nodeFiles.write(fd, fitting, offset);
      left -= written;
      done.push(`write ${pathOf(fd)}`);
      return written;
    },
    async fdatasync(fd) {
      await passing();
      await nodeFiles.fdatasync(fd);
      done.push(`fdatasync ${pathOf(fd)}`);
    },
    async fsync(fd) {
      await passing();
      await nodeFiles.fsync(fd);
      done.push(`fsync ${pathOf(fd)}`);
    },
    async rename(from, to) {
      await nodeFiles.rename(from, to);
      done.push(`rename ${to}`);
    },
    async link(from, to) {
      await nodeFiles.link(from, to);
      done.push(`link ${to}`);
    },
  };
}
