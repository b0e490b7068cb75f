import type { Contact, Room, Wechaty } from 'wechaty';
import type { Clock } from '../../ports.ts';
import type { Account, Identity, RoomView } from './identity.ts';
import { type Timer, type Timing, within } from './timing.ts';

/** Where and by whom something was said, in ids that last. */
export type Whereabouts = {
  readonly room: string;
  readonly title: string;
  readonly account: Account;
  readonly name: string;
  /** What people here may write after an @ to mean the bot. */
  readonly botNames: readonly string[];
};

/** Asks the platform who is who, no more often than needed; every look-up has a deadline, since a frozen gateway has none. */
export type Rooms = {
  /** Forgets what was seen: the ids may be new. */
  entered(self: { readonly id: string; readonly name: string }): void;
  inRoom(bot: Wechaty, room: Room, contact: Contact): Promise<Whereabouts>;
  /** Members of a room seen before, by the platform's ids; undefined for who is not there or was only found by a name. */
  members(
    room: Room,
    natives: readonly string[],
  ): Promise<readonly ((Pick<Whereabouts, 'name'> & { id: string }) | undefined)[]>;
  inPrivate(bot: Wechaty, contact: Contact): Promise<Omit<Whereabouts, 'room' | 'title'>>;
  /** For somebody no longer there, whose name in the room cannot be asked for any more. */
  afterLeaving(room: Room, contact: Contact): Promise<Pick<Whereabouts, 'account' | 'name'>>;
  /** Looks the room up again the next time something happens in it. */
  stale(room: Room): void;
  /** Finds rooms again after a login that changed the ids. */
  survey(bot: Wechaty): Promise<readonly string[]>;
};

type Seen = { readonly id: string; readonly view: RoomView; readonly botNick: string | undefined; readonly at: number };

export function createRooms(parts: {
  readonly identity: Identity;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly timing: Timing;
}): Rooms {
  const { identity, clock, timer, timing } = parts;
  let self = { id: '', name: '' };
  const rooms = new Map<string, Seen>();
  const syncedAt = new Map<string, number>();

  const soon = <T>(work: Promise<T>): Promise<T> =>
    within(timer, timing.lookupMs, work, () => new Error('WeChat does not answer'));
  const fresh = (at: number | undefined): boolean => at !== undefined && clock.now() - at < timing.refreshMs;

  const look = async (room: Room): Promise<{ view: RoomView; botNick: string | undefined }> => {
    const everybody = await Promise.all(
      (await room.memberAll()).map(async (contact) => ({ native: contact.id, nick: await nickOf(contact, room) })),
    );
    return {
      view: { native: room.id, topic: topicOf(room), members: everybody.filter(({ native }) => native !== self.id) },
      botNick: everybody.find(({ native }) => native === self.id)?.nick,
    };
  };

  const isAlone = (bot: Wechaty, topic: string) => async (): Promise<boolean> => {
    const all = await soon(bot.Room.findAll());
    return all.filter((other) => topicOf(other) === topic).length === 1;
  };

  const isIn = (seen: Seen | undefined, contact: Contact): boolean =>
    seen?.view.members.some(({ native }) => native === contact.id) === true;

  const see = async (bot: Wechaty, room: Room, contact?: Contact): Promise<Seen> => {
    const before = rooms.get(room.id);
    if (before !== undefined && fresh(before.at) && (contact === undefined || isIn(before, contact))) return before;
    // What the gateway or its client remembers may be the names of an hour ago.
    await soon(bot.puppet.roomMemberPayloadDirty(room.id)).catch(() => {});
    const { view, botNick } = await soon(look(room));
    const id = await identity.room(view, isAlone(bot, view.topic));
    const seen = { id, view, botNick, at: clock.now() };
    rooms.set(room.id, seen);
    return seen;
  };

  const syncOnce = async (contact: Contact): Promise<boolean> => {
    if (fresh(syncedAt.get(contact.id))) return false;
    syncedAt.set(contact.id, clock.now());
    await soon(contact.sync()).catch(() => {});
    return true;
  };

  const botNames = (seen?: Seen): string[] => [seen?.botNick ?? '', self.name].filter((name) => name !== '');

  return {
    entered(who) {
      self = who;
      rooms.clear();
      syncedAt.clear();
    },
    stale: (room) => void rooms.delete(room.id),
    async inRoom(bot, room, contact) {
      const synced = await syncOnce(contact);
      let seen = await see(bot, room, contact);
      let name = seen.view.members.find(({ native }) => native === contact.id)?.nick;
      if (name === undefined || synced) {
        const now = await soon(nickOf(contact, room));
        if (now !== name) {
          const others = seen.view.members.filter(({ native }) => native !== contact.id);
          seen = { ...seen, view: { ...seen.view, members: [...others, { native: contact.id, nick: now }] } };
          rooms.set(room.id, seen);
        }
        name = now;
      }
      const account = await identity.account(contact.id, seen.view);
      return { room: seen.id, title: seen.view.topic, account, name, botNames: botNames(seen) };
    },
    async members(room, natives) {
      const view = rooms.get(room.id)?.view;
      const of = async (native: string) => {
        const nick = view?.members.find((member) => member.native === native)?.nick;
        if (nick === undefined) return undefined;
        const account = await identity.account(native, view);
        return account.refound ? undefined : { id: account.id, name: nick };
      };
      return Promise.all(natives.map(of));
    },
    async inPrivate(bot, contact) {
      await syncOnce(contact);
      // Somebody who writes only in private is known by the name they have in the group as well.
      for (const native of identity.rooms()) {
        const room = rooms.has(native) ? undefined : await soon(bot.Room.find({ id: native }));
        if (room !== undefined) await see(bot, room);
      }
      const seen = [...rooms.values()].find((one) => isIn(one, contact));
      const account = await identity.account(contact.id, seen?.view);
      const known = seen?.view.members.find(({ native }) => native === contact.id)?.nick;
      return { account, name: known ?? (await soon(nickOf(contact))), botNames: botNames(seen) };
    },
    async afterLeaving(room, contact) {
      const view = rooms.get(room.id)?.view;
      const nick = view?.members.find(({ native }) => native === contact.id)?.nick;
      return { account: await identity.account(contact.id, view), name: nick ?? contact.name() };
    },
    async survey(bot) {
      const found: string[] = [];
      for (const room of await soon(bot.Room.findAll())) {
        if (identity.knows(room.id)) continue;
        const { view, botNick } = await soon(look(room));
        const id = await identity.refind(view, isAlone(bot, view.topic));
        if (id === undefined) continue;
        rooms.set(room.id, { id, view, botNick, at: clock.now() });
        found.push(id);
      }
      return found;
    },
  };
}

/** The name in the group, else the remark the bot's account gave, else the person's own. */
async function nickOf(contact: Contact, room?: Room): Promise<string> {
  return (await room?.alias(contact)) || (await contact.alias()) || contact.name();
}

/** Not `room.topic()`, which makes one up from the members' names where the room has none. */
function topicOf(room: Room): string {
  return (room as { readonly payload?: { readonly topic?: string } }).payload?.topic ?? '';
}
