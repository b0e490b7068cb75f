import { expect, test } from 'vitest';
import { memoryStore } from '../../src/stores/memory-store.ts';
import { createGroup, type Group, when } from '../support/group.ts';

/** A group whose disk can be made to fail, with a check-in open. */
const failing = async (): Promise<{ group: Group; fail: () => void; store: ReturnType<typeof memoryStore> }> => {
  let full = false;
  const store = memoryStore({
    commit: async () => {
      if (full) throw new Error('no space left');
    },
  });
  const group = await createGroup({ store });
  await group.person('林书华').says('发起 学习 今天 10:20 会议室');
  await group.goTo(when('2026-11-21', '10:05'));
  return { group, store, fail: () => void (full = true) };
};

test('when writing fails nobody is told that it was recorded, and the room hears it once a minute', async () => {
  const { group, fail } = await failing();
  fail();
  const refused = { kind: 'refused', text: '没有记上，请稍后再试。', brief: '没有记上，请稍后再试。' };
  expect(await group.person('张三').reply('签到')).toEqual({ ...refused, repeated: false });
  expect(await group.person('王五').reply('签到')).toEqual({ ...refused, repeated: true });
  group.clock.current += 59_999;
  expect(await group.person('赵六').reply('请假')).toEqual({ ...refused, repeated: true });
  group.clock.current += 1;
  expect(await group.person('赵六').reply('请假')).toEqual({ ...refused, repeated: false });
});

test('a private chat is a room of its own', async () => {
  const { group, fail } = await failing();
  fail();
  expect(await group.person('张三').reply('签到')).toMatchObject({ repeated: false });
  expect(await group.person('张三').reply('签到', { direct: true })).toMatchObject({ repeated: false });
});

test('everybody of a burst whose write fails is refused', async () => {
  const { group, fail } = await failing();
  fail();
  const replies = await Promise.all(['张三', '李四', '王五', '赵六'].map((name) => group.person(name).reply('签到')));
  expect(replies.map((reply) => reply?.kind)).toEqual(['refused', 'refused', 'refused', 'refused']);
});

test('later messages are refused too, questions about the state included, and chatter stays chatter', async () => {
  const { group, fail } = await failing();
  fail();
  await group.person('张三').says('签到');
  for (const text of ['考勤', '近期', '我的', '结束签到']) {
    expect(await group.person('林书华').whispers(text)).toBe('没有记上，请稍后再试。');
  }
  expect(await group.person('林书华').says('早上好')).toBeUndefined();
});

test('what was durable before is what a new start finds', async () => {
  const { group, fail, store } = await failing();
  await group.person('张三').says('签到');
  fail();
  await group.person('王五').says('签到');
  const lines: string[] = [];
  await store.ledger.read(group.held()?.id ?? '', 2026, (entry) => {
    if (entry.type === 'attendance-marked') lines.push(entry.member);
  });
  expect(lines).toEqual(['M3']);
  expect(group.log.lines.filter(({ event }) => event === 'write-failed').length).toBe(1);
});

test('nothing is pushed any more', async () => {
  const { group, fail } = await failing();
  fail();
  await group.person('张三').says('签到');
  const before = group.wire.sent.length;
  group.clock.current = when('2026-12-01', '12:00');
  await group.ticker.tick();
  await group.outbox.idle();
  expect(group.wire.sent.length).toBe(before);
});
