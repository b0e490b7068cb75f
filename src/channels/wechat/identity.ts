import { createHmac, randomBytes } from 'node:crypto';
import type { Memory } from '../../ports.ts';

/** A room as the platform shows it now; the bot itself is not among the members. */
export type RoomView = {
  readonly native: string;
  readonly topic: string;
  readonly members: readonly { readonly native: string; readonly nick: string }[];
};

export type Account = { readonly id: string; readonly refound: boolean };

/** Where a stable id leads now: `stale` means not found again since the platform changed its ids. */
export type Place = { readonly native: string } | 'stale' | 'gone' | 'unknown';

/** Ids that stay the same while those of the web protocol change at every login. */
export type Identity = {
  /** To be told at each login, before anything is looked up; true if the platform's ids may all be new. */
  login(self: string): Promise<boolean>;
  /** Rooms not found again since the last change of ids. */
  unfound(): readonly string[];
  /** Whether this room or account is known under its present id. */
  knows(native: string): boolean;
  /** The present ids of the rooms found in this login. */
  rooms(): readonly string[];
  idOf(native: string): string | undefined;
  /** The room's stable id, found again or newly given; `alone` answers whether no other room has its topic. */
  room(view: RoomView, alone: () => Promise<boolean>): Promise<string>;
  /** As `room`, but never gives a new id: for looking around after a login. Finds the members again as well. */
  refind(view: RoomView, alone: () => Promise<boolean>): Promise<string | undefined>;
  leftRoom(native: string): Promise<string | undefined>;
  account(native: string, where?: RoomView): Promise<Account>;
  place(id: string): Place;
  confirm(account: string): Promise<void>;
  forget(account: string): Promise<void>;
};

/** A room missing for more logins than this is no longer waited for or complained about, though still found if it is there. */
const loginsLookedFor = 3;

type RoomRecord = { native: string; login: number; topic: string; members: readonly string[]; gone?: boolean };
type AccountRecord = { native: string; login: number; marks: Readonly<Record<string, string>>; refound?: boolean };

/**
 * Names are needed only to compare them, so memory holds keyed digests: an erased person's name is nowhere in it.
 * What is found again by name alone is an officer's business to confirm, hence `refound`.
 */
export function createIdentity(memory: Memory): Identity {
  const salt = memory.get('salt') ?? randomBytes(16).toString('base64url');
  const digest = (text: string): string =>
    createHmac('sha256', salt).update(text.normalize('NFC')).digest('base64url').slice(0, 22);

  const rooms = new Map<string, RoomRecord>();
  const accounts = new Map<string, AccountRecord>();
  const numbers = { room: 0, account: 0 };
  const byNative = new Map<string, string>();
  for (const key of memory.keys()) {
    const [, kind, number] = /^(room|account):(\d+)$/.exec(key) ?? [];
    if ((kind !== 'room' && kind !== 'account') || number === undefined) continue;
    numbers[kind] = Math.max(numbers[kind], Number(number));
    const value = memory.get(key);
    if (value === undefined || value === 'forgotten') continue;
    const id = kind === 'room' ? `wechat:room:${number}` : `wechat:${number}`;
    if (kind === 'room') rooms.set(id, JSON.parse(value) as RoomRecord);
    else accounts.set(id, JSON.parse(value) as AccountRecord);
    const native = (rooms.get(id) ?? accounts.get(id))?.native;
    if (native !== undefined) byNative.set(native, id);
  }
  const session: { self: string; number: number } = { self: '', number: 0 };
  const remembered = memory.get('login');
  if (remembered !== undefined) Object.assign(session, JSON.parse(remembered));

  const keepRoom = async (id: string, record: RoomRecord): Promise<void> => {
    const old = rooms.get(id);
    if (old !== undefined && old.native !== record.native) byNative.delete(old.native);
    rooms.set(id, record);
    byNative.set(record.native, id);
    const value = JSON.stringify(record);
    if (old === undefined || JSON.stringify(old) !== value) await memory.set(id.slice('wechat:'.length), value);
  };
  const keepAccount = async (id: string, record: AccountRecord): Promise<void> => {
    const old = accounts.get(id);
    if (old !== undefined && old.native !== record.native) byNative.delete(old.native);
    accounts.set(id, record);
    byNative.set(record.native, id);
    const value = JSON.stringify(record);
    if (old === undefined || JSON.stringify(old) !== value)
      await memory.set(`account:${id.slice('wechat:'.length)}`, value);
  };

  const now = (view: RoomView): RoomRecord => ({
    native: view.native,
    login: session.number,
    topic: digest(view.topic),
    members: [...new Set(view.members.map((member) => digest(member.nick)))].toSorted(),
  });

  const findRoom = async (view: RoomView, alone: () => Promise<boolean>): Promise<string | undefined> => {
    const known = byNative.get(view.native);
    const fresh = now(view);
    if (known !== undefined) {
      await keepRoom(known, fresh);
      return known;
    }
    const candidates = [...rooms].filter(
      ([, record]) => record.login !== session.number && !record.gone && record.topic === fresh.topic,
    );
    const [candidate] = candidates;
    if (candidate === undefined || candidates.length > 1 || view.topic === '') return undefined;
    const [id, old] = candidate;
    const there = old.members.filter((member) => fresh.members.includes(member)).length;
    if (old.members.length === 0 || there * 2 < old.members.length || !(await alone())) return undefined;
    await keepRoom(id, fresh);
    return id;
  };

  /** The one stale account that had this name in this room, if now exactly one member has it. */
  const findAccount = (native: string, room: string, view: RoomView): string | undefined => {
    const nick = view.members.find((member) => member.native === native)?.nick;
    if (nick === undefined || view.members.filter((member) => member.nick === nick).length !== 1) return undefined;
    const mark = digest(nick);
    const hits = [...accounts].filter(([, record]) => record.login !== session.number && record.marks[room] === mark);
    return hits.length === 1 ? hits[0]?.[0] : undefined;
  };

  const marked = (
    old: AccountRecord | undefined,
    native: string,
    view: RoomView | undefined,
  ): AccountRecord['marks'] => {
    const room = view && byNative.get(view.native);
    const nick = view?.members.find((member) => member.native === native)?.nick;
    return room === undefined || nick === undefined ? (old?.marks ?? {}) : { ...old?.marks, [room]: digest(nick) };
  };

  const refound = async (id: string, native: string, view: RoomView): Promise<void> => {
    const old = accounts.get(id);
    await keepAccount(id, { native, login: session.number, marks: marked(old, native, view), refound: true });
  };

  return {
    async login(self) {
      if (memory.get('salt') === undefined) await memory.set('salt', salt);
      if (session.self === self) return false;
      const first = session.number === 0;
      Object.assign(session, { self, number: session.number + 1 });
      await memory.set('login', JSON.stringify(session));
      return !first;
    },
    unfound: () =>
      [...rooms]
        .filter(([, { login, gone }]) => !gone && login < session.number && login >= session.number - loginsLookedFor)
        .map(([id]) => id),
    knows: (native) => byNative.has(native),
    rooms: () =>
      [...rooms.values()]
        .filter((record) => record.login === session.number && !record.gone)
        .map((record) => record.native),
    idOf: (native) => byNative.get(native),
    async room(view, alone) {
      const found = await findRoom(view, alone);
      if (found !== undefined) return found;
      numbers.room += 1;
      const id = `wechat:room:${numbers.room}`;
      await keepRoom(id, now(view));
      return id;
    },
    async refind(view, alone) {
      const id = await findRoom(view, alone);
      if (id === undefined) return undefined;
      for (const { native } of view.members) {
        const known = byNative.get(native);
        const record = known === undefined ? undefined : accounts.get(known);
        if (known !== undefined && record !== undefined)
          await keepAccount(known, { ...record, login: session.number, marks: marked(record, native, view) });
        if (known !== undefined) continue;
        const account = findAccount(native, id, view);
        if (account !== undefined) await refound(account, native, view);
      }
      return id;
    },
    async leftRoom(native) {
      const id = byNative.get(native);
      const record = id === undefined ? undefined : rooms.get(id);
      if (id === undefined || record === undefined) return undefined;
      await keepRoom(id, { ...record, gone: true });
      return id;
    },
    async account(native, where) {
      const known = byNative.get(native);
      const record = known === undefined ? undefined : accounts.get(known);
      if (known !== undefined && record !== undefined) {
        await keepAccount(known, { ...record, login: session.number, marks: marked(record, native, where) });
        return { id: known, refound: record.refound === true };
      }
      const room = where && byNative.get(where.native);
      const found = room === undefined || where === undefined ? undefined : findAccount(native, room, where);
      if (found !== undefined && where !== undefined) {
        await refound(found, native, where);
        return { id: found, refound: true };
      }
      numbers.account += 1;
      const id = `wechat:${numbers.account}`;
      await keepAccount(id, { native, login: session.number, marks: marked(undefined, native, where) });
      return { id, refound: false };
    },
    place(id) {
      const room = rooms.get(id);
      if (room?.gone) return 'gone';
      const record = room ?? accounts.get(id);
      if (record === undefined) return 'unknown';
      return record.login === session.number ? { native: record.native } : 'stale';
    },
    async confirm(account) {
      const record = accounts.get(account);
      if (record?.refound !== true) return;
      const { refound: _, ...rest } = record;
      await keepAccount(account, rest);
    },
    async forget(account) {
      const record = accounts.get(account);
      if (record === undefined) return;
      accounts.delete(account);
      byNative.delete(record.native);
      const marks = new Set(Object.values(record.marks));
      await memory.set(`account:${account.slice('wechat:'.length)}`, 'forgotten');
      for (const [id, room] of rooms)
        await keepRoom(id, { ...room, members: room.members.filter((member) => !marks.has(member)) });
    },
  };
}
