import { createHash, timingSafeEqual } from 'node:crypto';
import type { Fact } from '../domain/entry.ts';
import { Refusal } from '../domain/refusal.ts';
import { isNickname, type PeopleChange, roleOf } from '../domain/roster.ts';
import type { Clock, RegistryStore } from '../ports.ts';
import type { Card } from './command.ts';
import type { Held, Recorder } from './recorder.ts';

/** 建支部 is no command of a branch, because before it there is none; 帮助 and README list it like the others. */
export const foundingCard: Card = {
  words: ['建支部'],
  alias: 'setup',
  help: '建支部 名称 验证码',
  does: '用管理员给的一次性验证码，把本群登记为支部的群',
  chapter: '设置',
  from: 'anyone',
};

export const hashOf = (code: string): string => createHash('sha256').update(code.trim()).digest('hex');

const wrongTries = 5;
const blockedFor = 10 * 60_000;

export type Founding = {
  /** Claims the room for a new or existing branch; refuses with what is wrong. */
  readonly claim: (request: {
    room: string;
    account: string;
    line: string;
    at: number;
    cause: string;
    /** Known again only by a display name: an office then needs the code once more. */
    refound: boolean;
  }) => Promise<{ branch: string; text: string }>;
  readonly branchOf: (room: string) => string | undefined;
  readonly branchNamed: (name: string) => string | undefined;
  readonly roomMoved: (from: string, to: string) => Promise<void>;
  /** Makes a branch (or adds a room to one) for the operator, who needs no code. */
  readonly prepare: (name: string, room: string | undefined, at: number) => Promise<Held>;
};

/** Which branch lives in which room, and how a room becomes a branch's. */
export const createFounding = ({
  registry,
  recorder,
  clock,
  onCodeSpent,
}: {
  registry: RegistryStore;
  recorder: Recorder;
  clock: Clock;
  onCodeSpent: () => Promise<void>;
}): Founding => {
  const rooms = new Map<string, string>();
  // A crash between the registry and the book leaves a name without a branch: it counts as never said.
  const isFounded = (id: string): boolean => recorder.branches().includes(id);
  for (const branch of registry.get().branches) {
    if (isFounded(branch.id)) for (const room of branch.rooms) rooms.set(room, branch.id);
  }
  const tries = new Map<string, { wrong: number; until: number }>();

  const branchNamed = (name: string): string | undefined =>
    registry.get().branches.find((branch) => branch.name === name && isFounded(branch.id))?.id;

  const nextId = (): string => {
    const numbers = registry.get().branches.map(({ id }) => Number(/^b(\d+)$/.exec(id)?.[1] ?? 0));
    return `b${String(Math.max(0, ...numbers) + 1).padStart(4, '0')}`;
  };

  const openCode = (code: string): string | undefined => {
    const hash = Buffer.from(hashOf(code));
    return registry
      .get()
      .codes.find((known) => known.spentBy === undefined && timingSafeEqual(Buffer.from(known.hash), hash))?.hash;
  };

  const wrongCode = (room: string): never => {
    const now = clock.now();
    const before = tries.get(room);
    const isOver = before !== undefined && before.until > 0 && before.until <= now;
    const wrong = (isOver ? 0 : (before?.wrong ?? 0)) + 1;
    tries.set(room, { wrong, until: wrong >= wrongTries ? now + blockedFor : 0 });
    throw new Refusal('wrong-code', '验证码不正确或已经用过，请向管理员核对。');
  };

  const claimRoom = async (
    id: string,
    name: string,
    room: string | undefined,
    code: string | undefined,
  ): Promise<void> => {
    await registry.update((known) => ({
      ...known,
      branches: known.branches.some((branch) => branch.id === id)
        ? known.branches.map((branch) =>
            branch.id === id && room !== undefined
              ? { ...branch, rooms: [...new Set([...branch.rooms, room])] }
              : branch,
          )
        : [...known.branches, { id, name, rooms: room === undefined ? [] : [room] }],
      codes: known.codes.map((one) => (one.hash === code ? { ...one, spentBy: id } : one)),
    }));
    if (room !== undefined) rooms.set(room, id);
  };

  const found = (
    id: string,
    name: string,
    room: string | undefined,
    rest: { facts?: Fact[]; people?: PeopleChange[]; at: number; by: 'founder' | 'operator'; cause?: string },
  ) =>
    recorder.found(id, {
      facts: [
        { type: 'branch-founded', name },
        ...(room === undefined ? [] : [{ type: 'room-claimed' as const, room }]),
        ...(rest.facts ?? []),
      ],
      people: rest.people ?? [],
      at: rest.at,
      by: rest.by,
      cause: rest.cause,
    });

  /** After a login that brought new ids, the code stands for the officer it was given to. */
  const confirmAgain = async (id: string, account: string, code: string): Promise<string> => {
    const held = await recorder.load(id);
    const bound = held.people.accounts[account];
    const role = bound && roleOf(held.branch.members[bound.member], bound.trust);
    if (role !== 'secretary' && bound?.member !== 'founder') {
      throw new Refusal('not-secretary', '重新确认要由本支部书记本人来说。');
    }
    await spend(code, id);
    await onCodeSpent();
    return '已重新确认您的账号。其他支委的账号请您说「确认绑定 姓名」。';
  };

  const spend = (code: string, id: string): Promise<void> =>
    registry.update((known) => ({
      ...known,
      codes: known.codes.map((one) => (one.hash === code ? { ...one, spentBy: id } : one)),
    }));

  const next =
    '下一步请把名册发给我：可以在与我的私聊里发送 CSV 或 xlsx 文件，也可以说「名册」后逐行粘贴，每行写姓名、正式或预备、党小组、职务。';

  return {
    branchOf: (room) => rooms.get(room),
    branchNamed,
    claim: async ({ room, account, line, at, cause, refound }) => {
      const taken = rooms.get(room);
      const words = line.split(/\s+/u).filter((word) => word !== '');
      const code = words.length > 1 ? words.at(-1) : undefined;
      const name = (code === undefined ? words : words.slice(0, -1)).join('');
      if (name === '') throw new Refusal('no-name', '请写明支部名称和验证码，例如：建支部 第一党支部 123456。');
      if (name.length > 40) throw new Refusal('name-too-long', '支部名称请不要超过40个字。');
      const blocked = tries.get(room);
      if (blocked && blocked.until > clock.now()) {
        throw new Refusal('blocked', '验证码错误次数过多，请十分钟以后再试。');
      }
      const existing = branchNamed(name);
      if (taken !== undefined) {
        if (taken === existing && refound && code !== undefined) {
          return { branch: taken, text: await confirmAgain(taken, account, openCode(code) ?? wrongCode(room)) };
        }
        if (taken === existing) throw new Refusal('already-here', '本群已经是这个支部的群，不需要再登记。');
        throw new Refusal('room-taken', '本群已经登记给另一个支部，不能重复登记。');
      }
      if (existing !== undefined) {
        const held = await recorder.load(existing);
        const bound = held.people.accounts[account];
        const isOwner =
          bound !== undefined &&
          (bound.member === 'founder' || roleOf(held.branch.members[bound.member], bound.trust) === 'secretary');
        // A nickname the operator wrote down is nobody who could speak yet.
        const hasSecretary = Object.entries(held.people.accounts).some(
          ([known, { member, trust }]) =>
            !isNickname(known) && (member === 'founder' || roleOf(held.branch.members[member], trust) === 'secretary'),
        );
        const spent = (isOwner && !refound) || code === undefined ? undefined : openCode(code);
        const secretary = isOwner && (!refound || spent !== undefined);
        if (!secretary && hasSecretary) {
          throw new Refusal('name-taken', '已经有同名的支部。如果您是该支部书记，请用书记本人账号在本群再说一次。');
        }
        if (!secretary && spent === undefined) wrongCode(room);
        await claimRoom(existing, name, room, spent);
        await recorder.record(existing, {
          facts: [{ type: 'room-claimed', room }],
          people: secretary ? [] : [{ bind: account, to: 'founder', trust: 'confirmed' }],
          at,
          by: bound?.member ?? 'founder',
          cause,
        });
        if (spent !== undefined) await onCodeSpent();
        const size = held.branch.roster.length;
        return {
          branch: existing,
          text: secretary
            ? `已将本群登记为「${name}」的群，各群的登记合并计算。`
            : size > 0
              ? `已将本群登记为「${name}」的群，名册已有 ${size} 人。请书记本人说「名册」，核对后确认身份。`
              : `已将本群登记为「${name}」的群。${next}`,
        };
      }
      if (code === undefined) throw new Refusal('no-code', '请在名称后写上验证码，例如：建支部 第一党支部 123456。');
      const spent = openCode(code) ?? wrongCode(room);
      tries.delete(room);
      const id = nextId();
      await claimRoom(id, name, room, spent);
      await found(id, name, room, {
        facts: [],
        people: [{ bind: account, to: 'founder', trust: 'confirmed' }],
        at,
        by: 'founder',
        cause,
      });
      await onCodeSpent();
      return { branch: id, text: `「${name}」已建立，您是本支部书记。${next}` };
    },
    roomMoved: async (from, to) => {
      const id = rooms.get(from);
      if (id === undefined) return;
      rooms.delete(from);
      rooms.set(to, id);
      await registry.update((known) => ({
        ...known,
        branches: known.branches.map((branch) => ({
          ...branch,
          rooms: branch.rooms.map((room) => (room === from ? to : room)),
        })),
      }));
    },
    prepare: async (name, room, at) => {
      const other = room === undefined ? undefined : rooms.get(room);
      const existing = branchNamed(name);
      if (other !== undefined && other !== existing) {
        throw new Refusal('room-taken', `群 ${String(room)} 已经登记给另一个支部。`);
      }
      if (existing !== undefined) {
        const held = await recorder.load(existing);
        if (room !== undefined && !(room in held.branch.rooms)) {
          await claimRoom(existing, name, room, undefined);
          await recorder.record(existing, { facts: [{ type: 'room-claimed', room }], at, by: 'operator' });
        }
        return held;
      }
      const id = nextId();
      await claimRoom(id, name, room, undefined);
      return found(id, name, room, { at, by: 'operator' });
    },
  };
};
