import { describe, expect, it } from 'vitest';
import { createIdentity, type RoomView } from '../../src/channels/wechat/identity.ts';
import { createSeen } from '../../src/channels/wechat/seen.ts';
import { handWoundClock, memoryOver } from '../support/wechat-harness.ts';

const alone = async (): Promise<boolean> => true;
const crowded = async (): Promise<boolean> => false;
/** The ids of one login: the same people and rooms have others in the next. */
const view = (login: string, names: readonly string[], topic = '第一党支部', room = 'room'): RoomView => ({
  native: `${login}-${room}`,
  topic,
  members: names.map((nick, index) => ({ native: `${login}-${room}-${index}`, nick })),
});

/** A branch of five that was there in login `a`; everybody has spoken. */
const branch = ['张三', '李四', '王五', '赵六', '钱七'];
const afterFirstLogin = async () => {
  const memory = memoryOver();
  const identity = createIdentity(memory);
  await identity.login('a');
  const before = view('a', branch);
  await identity.room(before, alone);
  for (const { native } of before.members) await identity.account(native, before);
  return { memory, identity };
};

describe('stable ids of WeChat', () => {
  it('stay the same across a restart with the same login', async () => {
    const { memory } = await afterFirstLogin();
    const again = createIdentity(memory);
    expect(await again.login('a')).toBe(false);
    const now = view('a', branch);
    expect(await again.room(now, crowded)).toBe('wechat:room:1');
    expect(await again.account('a-room-1', now)).toEqual({ id: 'wechat:2', refound: false });
    expect(again.unfound()).toEqual([]);
  });

  it('lead to the room of the same topic and at least half the members, and mark its people as found by name', async () => {
    const { identity } = await afterFirstLogin();
    expect(await identity.login('b')).toBe(true);
    expect(identity.unfound()).toEqual(['wechat:room:1']);
    expect(identity.place('wechat:room:1')).toBe('stale');
    const now = view('b', ['张三', '李四', '王五', '孙八', '周九', '吴十']);
    expect(await identity.refind(now, alone)).toBe('wechat:room:1');
    expect(identity.place('wechat:room:1')).toEqual({ native: 'b-room' });
    expect(identity.place('wechat:2')).toEqual({ native: 'b-room-1' });
    expect(await identity.account('b-room-1', now)).toEqual({ id: 'wechat:2', refound: true });
    expect(await identity.account('b-room-3', now)).toEqual({ id: 'wechat:6', refound: false });
  });

  it.each([
    ['another room has the same topic', view('b', branch), crowded],
    ['fewer than half of the members are in it', view('b', ['张三', '李四', '孙八', '周九', '吴十']), alone],
    ['the topic is not exactly the same', view('b', branch, '第一党支部群'), alone],
  ])('do not lead to a room if %s', async (_, now, only) => {
    const { identity } = await afterFirstLogin();
    await identity.login('b');
    expect(await identity.refind(now, only)).toBeUndefined();
    expect(identity.unfound()).toEqual(['wechat:room:1']);
    expect(await identity.room(now, only)).toBe('wechat:room:2');
  });

  it('do not lead to one of two rooms that had the same topic', async () => {
    const { identity } = await afterFirstLogin();
    await identity.room(view('a', branch, '第一党支部', 'twin'), alone);
    await identity.login('b');
    expect(await identity.refind(view('b', branch), alone)).toBeUndefined();
  });

  it('are new for a name that two people have now, or had before', async () => {
    const { identity } = await afterFirstLogin();
    await identity.login('b');
    const now = view('b', [...branch, '张三']);
    await identity.refind(now, alone);
    expect(identity.place('wechat:1')).toBe('stale');
    expect(await identity.account('b-room-0', now)).toEqual({ id: 'wechat:6', refound: false });
    expect(await identity.account('b-room-5', now)).toEqual({ id: 'wechat:7', refound: false });
  });

  it('are new for somebody who takes over the name of a person still known in this login', async () => {
    const { identity } = await afterFirstLogin();
    const now = { ...view('a', branch), members: [{ native: 'stranger', nick: '张三' }] };
    expect(await identity.account('stranger', now)).toEqual({ id: 'wechat:6', refound: false });
  });

  it('count as found by name until confirmed, also after a restart, and again after the next login', async () => {
    const { memory, identity } = await afterFirstLogin();
    await identity.login('b');
    const now = view('b', branch);
    await identity.refind(now, alone);
    const restarted = createIdentity(memory);
    await restarted.login('b');
    expect(await restarted.account('b-room-0', now)).toEqual({ id: 'wechat:1', refound: true });
    await restarted.confirm('wechat:1');
    expect(await restarted.account('b-room-0', now)).toEqual({ id: 'wechat:1', refound: false });
    expect(await createIdentity(memory).account('b-room-0', now)).toEqual({ id: 'wechat:1', refound: false });
    await restarted.login('c');
    const later = view('c', branch);
    await restarted.refind(later, alone);
    expect(await restarted.account('c-room-0', later)).toEqual({ id: 'wechat:1', refound: true });
  });

  it('of a puppet whose ids do not change are kept without asking anybody, although the bot has another account', async () => {
    const { identity } = await afterFirstLogin();
    await identity.login('another bot');
    const now = view('a', branch);
    expect(await identity.refind(now, crowded)).toBe('wechat:room:1');
    expect(await identity.account('a-room-0', now)).toEqual({ id: 'wechat:1', refound: false });
    expect(identity.place('wechat:3')).toEqual({ native: 'a-room-2' });
  });

  it('of somebody forgotten are never given again, and nothing is left of the name', async () => {
    const { memory, identity } = await afterFirstLogin();
    const before = [...memory.map.values()].join();
    expect(before).not.toContain('张三');
    expect(before).not.toContain('第一党支部');
    await identity.forget('wechat:5');
    expect(identity.place('wechat:5')).toBe('unknown');
    const restarted = createIdentity(memory);
    await restarted.login('a');
    expect(await restarted.account('a-room-4', view('a', branch))).toEqual({ id: 'wechat:6', refound: false });
    expect(memory.get('account:5')).toBe('forgotten');
  });

  it('say that a room the bot was removed from is gone, until somebody speaks there again', async () => {
    const { identity } = await afterFirstLogin();
    expect(await identity.leftRoom('a-room')).toBe('wechat:room:1');
    expect(identity.place('wechat:room:1')).toBe('gone');
    await identity.room(view('a', branch), alone);
    expect(identity.place('wechat:room:1')).toEqual({ native: 'a-room' });
  });

  it('are not complained about for ever', async () => {
    const { identity } = await afterFirstLogin();
    for (const self of ['b', 'c', 'd']) await identity.login(self);
    expect(identity.unfound()).toEqual(['wechat:room:1']);
    await identity.login('e');
    expect(identity.unfound()).toEqual([]);
  });
});

describe('the ids of messages already handled', () => {
  it('are kept across a restart, the last two thousand of them, in few keys', async () => {
    const memory = memoryOver();
    const { timer, advance } = handWoundClock();
    const seen = createSeen(memory, timer, 5_000, () => {});
    for (let i = 0; i < 5_000; i++) seen.add(`m${i}`);
    await advance(5_000);
    expect(memory.keys().length).toBeLessThanOrEqual(10);
    const again = createSeen(memory, timer, 5_000, () => {});
    expect(again.has('m4999')).toBe(true);
    expect(again.has('m3200')).toBe(true);
    expect(again.has('m2000')).toBe(false);
  });

  it('are written a little later and together, and again if the disk was full', async () => {
    const memory = memoryOver();
    const { timer, advance } = handWoundClock();
    const set = memory.set.bind(memory);
    let writes = 0;
    let full = true;
    memory.set = async (key, value) => {
      writes += 1;
      if (full) throw new Error('disk full');
      await set(key, value);
    };
    const failures: unknown[] = [];
    const seen = createSeen(memory, timer, 5_000, (error) => void failures.push(error));
    for (let i = 0; i < 50; i++) seen.add(`m${i}`);
    expect(writes).toBe(0);
    await advance(5_000);
    expect([writes, failures.length]).toEqual([1, 1]);
    full = false;
    await seen.flush();
    expect(createSeen(memory, timer, 5_000, () => {}).has('m49')).toBe(true);
  });
});
