import type { PeopleChange } from '../domain/roster.ts';
import { normalise } from '../domain/understand.ts';
import type { Incoming, PeopleStore } from '../ports.ts';
import type { Held, Recorder } from './recorder.ts';

export type Directory = {
  /** Which branch a private message is about, or what to ask; undefined for an account nobody knows. */
  readonly branchOf: (incoming: Incoming) => Promise<{ branch: string } | { ask: string } | undefined>;
  readonly note: (branch: string, changes: readonly PeopleChange[]) => Promise<void>;
};

/** Private chats name no branch: who is known where is read once, when the first one comes, and kept up from then on. */
export const createDirectory = (recorder: Recorder, people: PeopleStore): Directory => {
  let reading: Promise<Map<string, Set<string>>> | undefined;
  /** Branches whose people could not be read: whoever is known nowhere else may be one of them. */
  const unread = new Set<string>();
  /** Of somebody in several branches: the one they said they mean. */
  const meant = new Map<string, string>();

  const readAll = async (): Promise<Map<string, Set<string>>> => {
    const found = new Map<string, Set<string>>();
    for (const branch of recorder.branches()) {
      const known = recorder.loaded(branch)?.people ?? (await people.read(branch).catch(() => undefined));
      if (!known) unread.add(branch);
      for (const account of [...Object.keys(known?.accounts ?? {}), ...Object.keys(known?.claims ?? {})]) {
        add(found, account, branch);
      }
    }
    return found;
  };

  const branchesOf = async (account: string): Promise<Held[]> => {
    reading ??= readAll();
    const known: Held[] = [];
    const unreadable: unknown[] = [];
    for (const id of (await reading).get(account) ?? unread) {
      try {
        const held = recorder.loaded(id) ?? (await recorder.load(id));
        if (account in held.people.accounts || account in held.people.claims) known.push(held);
      } catch (error) {
        unreadable.push(error);
      }
    }
    // One damaged branch must not hide the others; alone it is what the person is told.
    if (known.length === 0 && unreadable.length > 0) throw unreadable[0];
    return known;
  };

  return {
    branchOf: async (incoming) => {
      const account = incoming.sender.id;
      const known = await branchesOf(account);
      const [only, ...others] = known;
      if (!only) return undefined;
      if (others.length === 0) return { branch: only.id };
      const said = normalise(incoming.text);
      const before = meant.get(account);
      if (before !== undefined && said !== '换支部') return { branch: before };
      meant.delete(account);
      const picked = known[Number(said) - 1];
      if (picked) {
        meant.set(account, picked.id);
        return { ask: `好的，接下来说的是「${picked.branch.name}」的事。换支部请说「换支部」。` };
      }
      const lines = known.map(({ branch }, index) => `${index + 1}. ${branch.name}`);
      return { ask: ['您在几个支部，请先回复序号说明是哪一个：', ...lines].join('\n') };
    },
    note: async (branch, changes) => {
      const known = await reading;
      for (const change of changes) {
        if ('bind' in change && known) add(known, change.bind, branch);
        if ('claim' in change && known) add(known, change.claim, branch);
      }
    },
  };
};

const add = (known: Map<string, Set<string>>, account: string, branch: string): void => {
  known.set(account, (known.get(account) ?? new Set()).add(branch));
};
