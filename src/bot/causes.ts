import { hash, randomBytes } from 'node:crypto';
import type { Clock, Log, Memory } from '../ports.ts';

/** How long a message may come again; longer than the causes a branch keeps. */
const keyLivesMs = 72 * 3_600_000;
const keyName = 'key';
const previousName = 'previous-key';
const sinceName = 'since';

export type Causes = {
  /** What an entry keeps of the message behind it. */
  readonly of: (message: string) => string;
  /** Whether what an entry may have kept of this message is among these causes. */
  readonly knows: (message: string, kept: ReadonlyMap<string, unknown>) => boolean;
  /** Whether what was recorded because of this still stands: it is known and was not taken back. */
  readonly stands: (causedBy: string, kept: ReadonlyMap<string, { readonly withdrawn?: true }>) => boolean;
};

/**
 * A message's id names an account where somebody wrote in private, and a book is never rewritten. So entries keep a
 * keyed digest of it, and the key is thrown away after a few days: from then on nobody can tell who was behind an entry.
 */
export const createCauses = async (memory: Memory, clock: Clock, log: Log): Promise<Causes> => {
  const fresh = (): string => randomBytes(16).toString('hex');
  let current = memory.get(keyName);
  let previous = memory.get(previousName);
  let since = Number(memory.get(sinceName) ?? 0);

  const change = async (): Promise<void> => {
    const next = fresh();
    const now = clock.now();
    // The key in use is kept as the previous one first: a crash in between loses none.
    await memory.set(previousName, current);
    await memory.set(keyName, next);
    await memory.set(sinceName, String(now));
    previous = current;
    current = next;
    since = now;
  };
  if (current === undefined) await change();

  let changing: Promise<void> | undefined;
  const digest = (key: string, message: string): string =>
    hash('sha256', `${key}|${message}`, 'base64url').slice(0, 22);

  return {
    of: (message) => {
      if (clock.now() - since > keyLivesMs) {
        changing ??= change()
          .catch(() => log.warn('cause-key-not-changed'))
          .finally(() => {
            changing = undefined;
          });
      }
      return digest(current ?? '', message);
    },
    knows: (message, kept) => [current, previous].some((key) => key !== undefined && kept.has(digest(key, message))),
    stands: (causedBy, kept) =>
      [current, previous].some((key) => {
        const known = key === undefined ? undefined : kept.get(digest(key, causedBy));
        return known !== undefined && !known.withdrawn;
      }),
  };
};
