/** A process of its own that uses a store: `node store-child.js <what> <folder>`; it says on standard output what it did. */
import fs from 'node:fs';
import { checkStore } from '../../src/stores/check.ts';
import { openStore } from '../../src/stores/lowdb-store.ts';
import { checkIns } from './store-entries.ts';

const [, , what = '', folder = ''] = process.argv;
const quiet = () => undefined;
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
const say = (line: string) => fs.writeSync(1, `${line}\n`);

async function opened() {
  const store = await openStore({ folder, log });
  const { books } = await store.ledger.books();
  if (books.length === 0) await store.ledger.create('b1', 2026, []);
  let seq = 0;
  await store.ledger.read('b1', 2026, (entry) => {
    seq = entry.seq;
  });
  return { store, seq };
}

/** Appends batches of one to four entries until something stops it, saying each seq once it is durable. */
async function write(): Promise<void> {
  const { store, seq: found } = await opened();
  say(`open ${found}`);
  for (let seq = found; ; ) {
    const batch = checkIns(seq + 1, seq + 1 + (seq % 4));
    await store.ledger.append('b1', 2026, seq, batch);
    for (const entry of batch) say(String(entry.seq));
    seq += batch.length;
  }
}

/** Appends one entry. */
async function append(): Promise<void> {
  const { store, seq } = await opened();
  await store.ledger.append('b1', 2026, seq, checkIns(seq + 1, seq + 1));
  say(String(seq + 1));
  await store.close();
}

/** Holds the store open until its standard input ends. */
async function hold(): Promise<void> {
  const { store } = await opened();
  say('open');
  for await (const _ of process.stdin) say('still open');
  await store.close();
  say('closed');
}

async function check(): Promise<void> {
  const { entries, problems } = await checkStore(folder);
  say(JSON.stringify({ entries, problems }));
}

const actions: Record<string, () => Promise<void>> = { write, append, hold, check };
try {
  await actions[what]?.();
} catch (error) {
  const code = error instanceof Error && error.cause instanceof Error && 'code' in error.cause ? error.cause.code : '';
  say(`refused ${error instanceof Error ? `${error.name} ${String(code)} ${error.message}` : ''}`);
  process.exitCode = 1;
}
