import { afterEach, describe, expect, it } from 'vitest';
import type { Incoming, Reply } from '../../src/ports.ts';
import { type Bench, channelOn, listener, mockGroup, moveHome, settle, until } from '../support/wechat-harness.ts';

moveHome();
const running: Bench[] = [];
const open = async (...args: Parameters<typeof channelOn>): Promise<Bench> => {
  const bench = await channelOn(...args);
  running.push(bench);
  return bench;
};
afterEach(async () => {
  for (const bench of running.splice(0)) {
    const stopped = bench.channel.stop();
    for (let i = 0; i < 5; i++) await bench.advance(10_000);
    await stopped;
  }
});

describe('what people say in a WeChat group', () => {
  it('reaches the bot with ids that last, the title of the room and the name in the group', async () => {
    const group = await mockGroup(['张三', '李四']);
    group.nickname(group.person('李四'), '李四（二组）');
    const heard = listener();
    await open(group, heard.receive);
    group.person('张三').say('签到').to(group.room);
    await until('the first', () => heard.incoming.length === 1);
    group.person('李四').say('签到').to(group.room);
    await until('both', () => heard.incoming.length === 2);
    expect(
      heard.incoming.map(({ room, sender, text, direct, roomTitle, kind }) => ({
        room,
        sender,
        text,
        direct,
        roomTitle,
        kind,
      })),
    ).toEqual([
      {
        room: 'wechat:room:1',
        sender: { id: 'wechat:1', name: '张三', via: 'person' },
        text: '签到',
        direct: false,
        roomTitle: '第一党支部',
        kind: 'text',
      },
      {
        room: 'wechat:room:1',
        sender: { id: 'wechat:2', name: '李四（二组）', via: 'person' },
        text: '签到',
        direct: false,
        roomTitle: '第一党支部',
        kind: 'text',
      },
    ]);
  });
});
