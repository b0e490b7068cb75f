import { type Files, nodeFiles } from '../../src/stores/files.ts';

/** The moment at which something becomes durable, under the test's control. */
export type Disk = {
  /** What a store waits for before it calls anything written. */
  readonly sync: () => Promise<void>;
  /** Holds every sync back from now on, until the function returned is called. */
  readonly hold: () => () => void;
  /** Lets every sync fail from now on. */
  readonly fail: () => void;
};

export function controlledDisk(): Disk {
  let gate = Promise.resolve();
  let broken = false;
  return {
    async sync() {
      await gate;
      if (broken) throw Object.assign(new Error('EIO: i/o error'), { code: 'EIO' });
    },
    hold() {
      const { promise, resolve } = withResolvers();
      gate = promise;
      return resolve;
    },
    fail() {
      broken = true;
    },
  };
}

function withResolvers(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let settle: (() => void) | undefined;
  const promise = new Promise<void>((resolve) => {
    settle = resolve;
  });
  return { promise, resolve: () => settle?.() };
}

/** The real file operations, with `disk` deciding when fdatasync returns. */
export function filesOn(disk: Disk): Files {
  return {
    ...nodeFiles,
    async fdatasync(fd) {
      await disk.sync();
      await nodeFiles.fdatasync(fd);
    },
  };
}
