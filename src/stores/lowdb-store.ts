import fs from 'node:fs';
import { join } from 'node:path';
import { nobody } from '../domain/roster.ts';
import type { Ledger, Log, Memory, PeopleStore, Registry, RegistryStore, Store } from '../ports.ts';
import { branchFolder } from './book.ts';
import {
  type ChannelDocument,
  channelPlace,
  emptyRegistry,
  isChannelName,
  peoplePlace,
  readDocument,
  registryPlace,
  writeDocument,
} from './documents.ts';
import { BookDamaged, StoreStopped, StoreUnusable, systemCode } from './errors.ts';
import { type Files, inParallel, isTemporary, makeFolder, namesIn, nodeFiles, removeQuietly } from './files.ts';
import { branchesIn, fileLedger, readOnlyLedger } from './ledger.ts';
import { type Lock, lockFile, takeLock } from './lock.ts';
import { oneAtATime } from './one-at-a-time.ts';
import { createStop, type Stop } from './stop.ts';

/** A restore works in this folder of the store; while it is there, the store is not whole. */
export const restoringName = 'restoring';

const ownNames = new Set(['branches', 'channels', 'registry.json', 'lock', 'demo', 'holidays', restoringName]);

/**
 * Opens the JSON store in `folder` as its only writer, creating it where there is none. Rejects with StoreUnusable
 * when another process writes there, when the folder is something else, or when a file of the whole store is damaged.
 */
export async function openStore({
  folder,
  log,
  files = nodeFiles,
}: {
  readonly folder: string;
  readonly log: Log;
  readonly files?: Files;
}): Promise<Store> {
  try {
    return await openChecked(folder, log, files);
  } catch (error) {
    const code = systemCode(error);
    if (error instanceof StoreUnusable || code === undefined) throw error;
    throw new StoreUnusable(`The store ${folder} cannot be opened (${code}); check owner, mode and free space.`, error);
  }
}

async function openChecked(folder: string, log: Log, files: Files): Promise<Store> {
  await mustBeStoreFolder(folder);
  await makeFolder(files, folder);
  const stop = createStop(log);
  const lock = takeLock(folder, log, () => {
    stop.because(new StoreStopped(`another process took the lock of ${folder}, or deleted it; start again`));
    log.error('lock-lost', { folder });
  });
  try {
    await mustBeWhole(folder);
    await makeFolder(files, join(folder, 'branches'));
    await makeFolder(files, join(folder, 'channels'));
    const openedAt = fs.statSync(lockFile(folder)).mtimeMs;
    await tidy(folder, ['', 'channels', 'branches'], log, openedAt);
    const registry = await openRegistry(folder, files, stop);
    const memories = await openMemories(folder, files, stop);
    const tidying = tidyBranches(folder, log, openedAt);
    return assemble({ folder, files, log, stop, lock, registry, memories, tidying });
  } catch (error) {
    lock.release();
    throw error;
  }
}

function assemble(parts: {
  readonly folder: string;
  readonly files: Files;
  readonly log: Log;
  readonly stop: Stop;
  readonly lock: Lock;
  readonly registry: RegistryStore;
  readonly memories: Map<string, Memory>;
  readonly tidying: Promise<void>;
}): Store {
  const { folder, files, stop, memories } = parts;
  const ledger = fileLedger(parts);
  const inHand = new Set<Promise<unknown>>([parts.tidying]);
  let closed: Promise<void> | undefined;
  const held = <Result>(work: Promise<Result>): Promise<Result> => {
    const settled = work.catch(() => undefined).finally(() => inHand.delete(settled));
    inHand.add(settled);
    return work;
  };
  const people = openPeople(folder, files, stop);
  return {
    ledger,
    people: { read: people.read, write: (branch, document) => held(people.write(branch, document)) },
    registry: { get: parts.registry.get, update: (change) => held(parts.registry.update(change)) },
    async memory(channel) {
      const known = memories.get(channel);
      if (known) return known;
      const memory = channelMemory(channelPlace(folder, channel), { format: 1, entries: {} }, files, stop);
      memories.set(channel, memory);
      return memory;
    },
    close() {
      closed ??= Promise.all(inHand)
        .then(() => ledger.close())
        .finally(() => parts.lock.release());
      return closed;
    },
  };
}

/** A store as it is on disk just now, also while another process writes in it. Takes no lock, changes nothing. */
export type StoreReader = {
  readonly ledger: Pick<Ledger, 'books' | 'read'>;
  readonly people: Pick<PeopleStore, 'read'>;
  /** As it was when the store was opened for reading. */
  readonly registry: Registry;
};

/** For looking while the bot runs. Rejects with StoreUnusable where there is no store or its registry is damaged. */
export async function openStoreForReading(folder: string): Promise<StoreReader> {
  await mustBeStoreFolder(folder);
  await mustBeWhole(folder);
  if (!fs.existsSync(registryPlace(folder).file)) {
    throw new StoreUnusable(`There is no store at ${folder}; is ZHISHU_STORE right?`);
  }
  const registry = await ofTheWholeStore(() => readDocument(registryPlace(folder), nodeFiles, emptyRegistry));
  return {
    ledger: readOnlyLedger(folder),
    people: { read: (branch) => readDocument(peoplePlace(branchFolder(folder, branch)), nodeFiles, nobody) },
    registry,
  };
}

/** Throws StoreUnusable, so that nothing foreign is ever locked, tidied or given other modes. */
export async function mustBeStoreFolder(folder: string): Promise<void> {
  let names: string[];
  try {
    names = await namesIn(folder);
  } catch (error) {
    if (systemCode(error) === 'ENOTDIR') {
      throw new StoreUnusable(
        `The store ${folder} is a file, or lies below one; ZHISHU_STORE must name a folder.`,
        error,
      );
    }
    throw new StoreUnusable(
      `The store ${folder} cannot be read (${systemCode(error)}); check its owner and mode.`,
      error,
    );
  }
  const visible = names.filter((name) => !name.startsWith('.') && name !== 'lost+found');
  if (visible.length === 0 || visible.some((name) => ownNames.has(name))) return;
  throw new StoreUnusable(
    `The folder ${folder} holds other things (${visible.slice(0, 3).join(', ')}) and no store; ` +
      'ZHISHU_STORE must name a new, an empty or a store folder.',
  );
}

async function mustBeWhole(folder: string): Promise<void> {
  const names = await namesIn(folder);
  if (names.includes(restoringName)) {
    throw new StoreUnusable(
      `A restore into ${folder} did not finish: "${restoringName}" is still there. ` +
        'Empty the folder and restore the backup again.',
    );
  }
  const { ids } = await branchesIn(folder);
  if (ids.length > 0 && !names.includes('registry.json')) {
    throw new StoreUnusable(
      `${join(folder, 'registry.json')} is missing although there are branches; it says which group belongs to ` +
        'which branch and who was erased. Take it from the latest backup, or restore the whole backup.',
    );
  }
}

/** Beside the start, which a thousand branches would hold up. */
async function tidyBranches(folder: string, log: Log, openedAt: number): Promise<void> {
  try {
    const { ids } = await branchesIn(folder);
    await tidy(
      folder,
      ids.map((id) => join('branches', id)),
      log,
      openedAt,
    );
  } catch (error) {
    log.warn('not-tidied', { folder, code: systemCode(error) });
  }
}

/** Removes what an interrupted write left before this opening, and gives back to the owner alone what others could read. */
async function tidy(folder: string, names: readonly string[], log: Log, openedAt: number): Promise<void> {
  await inParallel(names, 4, async (name) => {
    const path = join(folder, name);
    await setMode(path, 0o700, log);
    for (const entry of await fs.promises.readdir(path, { withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const file = join(path, entry.name);
      if (isTemporary(entry.name)) {
        const stats = await fs.promises.stat(file).catch(() => undefined);
        if (stats && stats.mtimeMs < openedAt) await removeQuietly(file);
      } else if (!entry.name.startsWith('.')) await setMode(file, 0o600, log);
    }
  });
}

async function setMode(path: string, mode: number, log: Log): Promise<void> {
  const stats = await fs.promises.lstat(path);
  if ((stats.mode & 0o777) === mode) return;
  try {
    await fs.promises.chmod(path, mode);
    log.info('mode-corrected', { path });
  } catch (error) {
    // Some mounted file systems have no modes; whoever mounted them decides who reads.
    log.warn('mode-not-corrected', { path, code: systemCode(error) });
  }
}

async function ofTheWholeStore<Result>(read: () => Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof BookDamaged)) throw error;
    throw new StoreUnusable(
      `${error.file} is damaged: ${error.what}. It serves the whole store, so nothing starts without it. ` +
        'The file was left as it is; put back the one of the latest backup.',
      error,
    );
  }
}

function openPeople(folder: string, files: Files, stop: Stop): PeopleStore {
  const turns = new Map<string, ReturnType<typeof oneAtATime>>();
  return {
    read: (branch) => readDocument(peoplePlace(branchFolder(folder, branch)), files, nobody),
    async write(branch, people) {
      const place = peoplePlace(branchFolder(folder, branch));
      const document = place.parse(people);
      const next = turns.get(branch) ?? oneAtATime();
      turns.set(branch, next);
      return next(async () => {
        stop.check();
        await stop.onFailure(place.file, async () => {
          await makeFolder(files, branchFolder(folder, branch));
          await writeDocument(place, files, document);
        });
      });
    },
  };
}

async function openRegistry(folder: string, files: Files, stop: Stop): Promise<RegistryStore> {
  const place = registryPlace(folder);
  let current = frozen(await ofTheWholeStore(() => readDocument(place, files, emptyRegistry)));
  // So that a registry missing later is known to be lost and not merely new.
  if (!fs.existsSync(place.file)) await writeDocument(place, files, current);
  const inTurn = oneAtATime();
  return {
    get: () => current,
    update: (change) =>
      inTurn(async () => {
        stop.check();
        const next = frozen(place.parse(change(current)));
        await stop.onFailure(place.file, () => writeDocument(place, files, next));
        current = next;
      }),
  };
}

function frozen<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const inner of Object.values(value)) frozen(inner);
  return Object.freeze(value);
}

async function openMemories(folder: string, files: Files, stop: Stop): Promise<Map<string, Memory>> {
  const memories = new Map<string, Memory>();
  for (const name of await namesIn(join(folder, 'channels'))) {
    const channel = name.replace(/\.json$/, '');
    if (channel === name || !isChannelName(channel)) continue;
    const place = channelPlace(folder, channel);
    const found = await ofTheWholeStore(() => readDocument(place, files, { format: 1, entries: {} }));
    memories.set(channel, channelMemory(place, found, files, stop));
  }
  return memories;
}

/** What is set while a write runs goes out together with the next one. */
function channelMemory(
  place: ReturnType<typeof channelPlace>,
  found: ChannelDocument,
  files: Files,
  stop: Stop,
): Memory {
  let entries = new Map(Object.entries(found.entries));
  let waiting = new Map<string, string | undefined>();
  let next: Promise<void> | undefined;
  const inTurn = oneAtATime();

  const writeWaiting = async () => {
    const changes = waiting;
    waiting = new Map();
    next = undefined;
    stop.check();
    const changed = new Map(entries);
    for (const [key, value] of changes) {
      if (value === undefined) changed.delete(key);
      else changed.set(key, value);
    }
    const document = { format: 1, entries: Object.fromEntries(changed) } as const;
    await stop.onFailure(place.file, () => writeDocument(place, files, document));
    entries = changed;
  };

  return {
    get: (key) => entries.get(key),
    keys: () => [...entries.keys()],
    set(key, value) {
      waiting.set(key, value);
      next ??= inTurn(writeWaiting);
      return next;
    },
  };
}
