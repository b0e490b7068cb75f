import type { Damage } from '../ports.ts';

/** A book or document that is not what was written; its file is left exactly as it is. */
export class BookDamaged extends Error implements Damage {
  readonly code = 'book-damaged';
  readonly damage: Damage;
  readonly file: string;
  readonly line: number;
  readonly what: string;
  constructor(file: string, line: number, what: string) {
    super(`${file}, line ${line}: ${what}. The file was left as it is; restore it from a backup.`);
    this.name = 'BookDamaged';
    this.damage = { file, line, what };
    this.file = file;
    this.line = line;
    this.what = what;
  }
}

/** Nothing more is written until a restart; everything acknowledged before is on disk. */
export class StoreStopped extends Error {
  readonly code = 'store-stopped';
  constructor(why: string, cause?: unknown) {
    super(`The store takes no more writes: ${why}.`, { cause });
    this.name = 'StoreStopped';
  }
}

/** Why one write was refused while the store as a whole goes on. */
export type RefusedBecause = 'stale' | 'exists' | 'missing' | 'closed' | 'malformed' | 'second-writer';

/** One write or read that would have broken the ledger, or asked for a book that is not there; nothing was changed. */
export class BookRefused extends Error {
  readonly code = 'book-refused';
  readonly because: RefusedBecause;
  constructor(because: RefusedBecause, message: string) {
    super(message);
    this.name = 'BookRefused';
    this.because = because;
  }
}

/** Ends the start of the program: the message says which file or folder, what is wrong and what to do. */
export class StoreUnusable extends Error {
  readonly code = 'store-unusable';
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'StoreUnusable';
  }
}

/** The code of a file system error (`ENOENT`), or undefined for anything else. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
