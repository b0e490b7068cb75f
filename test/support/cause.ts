import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What entries of this store keep of a message now; the key is there once the program has started over it. */
export function causesOf(store: string): (message: string) => string {
  const document = JSON.parse(readFileSync(join(store, 'channels', 'bot.json'), 'utf8')) as {
    readonly entries: Readonly<Record<string, string>>;
  };
  const { key } = document.entries;
  if (key === undefined) throw new Error('the store has no key yet');
  return (message) => hash('sha256', `${key}|${message}`, 'base64url').slice(0, 22);
}
