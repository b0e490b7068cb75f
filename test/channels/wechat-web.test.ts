import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createWechatChannel } from '../../src/channels/wechat/channel.ts';
import { collectingLog, listener, memoryOver, moveHome, until } from '../support/wechat-harness.ts';
import { fakeWebWechat } from '../support/wechat-web.ts';

const home = moveHome();
const names = ['张三', '李四', '王五'];

const connect = (kept: Map<string, string>, card: string, heard = listener()) => {
  const log = collectingLog();
  const scans: string[] = [];
  const channel = createWechatChannel({
    puppet: { kind: 'local', puppet: 'wechaty-puppet-wechat4u', card: join(home, card) },
    memory: memoryOver(kept),
    clock: { now: () => Date.now() },
    log,
    random: () => 0,
    showScan: (text) => void scans.push(text),
    // The puppet takes twenty seconds to say that it is ready; the rooms are looked for without waiting for that.
    timing: { gapMs: 10, jitterMs: 0, readyMs: 300, drainMs: 500 },
  });
  return { channel, log, scans, heard };
};

describe('the web protocol inside this process', () => {
  it('is scanned, heard in full, and recognised again after a login with other ids', async () => {
    const kept = new Map<string, string>();
    const first = fakeWebWechat('a', names);
    const before = connect(kept, 'first');
    await before.channel.start(before.heard.receive);
    await until('a code to scan', () => before.scans.length === 1);
    expect(before.channel.health().state).toBe('waiting-scan');
    expect(before.scans).toEqual(['https://login.weixin.qq.com/l/uuid-a']);
    first.scan();
    await until('the login', () => before.channel.health().state === 'up');
    first.says('张三', '全到除:\n1. 李四 & 王五\n2. 另有说明');
    await until('the whole text', () => before.heard.incoming.length === 1);
    first.says('李四', '@支书助手\u2005签到');
    await until('the second', () => before.heard.incoming.length === 2);
    expect(before.heard.incoming).toMatchObject([
      { room: 'wechat:room:1', text: '全到除:\n1. 李四 & 王五\n2. 另有说明', sender: { id: 'wechat:1', name: '张三' } },
      { room: 'wechat:room:1', text: '签到', mentionsBot: true, sender: { id: 'wechat:2', name: '李四' } },
    ]);
    await before.channel.send('wechat:room:1', { text: '通知', key: 'k' });
    expect(first.said).toEqual([{ to: '@@aroom', text: '通知' }]);
    await before.channel.stop();
    expect(first.logouts()).toBe(0);
    expect((await stat(join(home, 'first.memory-card.json'))).mode & 0o777).toBe(0o600);

    const second = fakeWebWechat('b', names);
    const after = connect(kept, 'second');
    await after.channel.start(after.heard.receive);
    second.scan();
    await until('the login', () => after.channel.health().state === 'up');
    second.says('李四', '签到');
    await until('heard again', () => after.heard.incoming.length === 1);
    expect(after.heard.incoming[0]).toMatchObject({
      room: 'wechat:room:1',
      sender: { id: 'wechat:2', name: '李四', refound: true },
    });
    await after.channel.send('wechat:room:1', { text: '仍在此群', key: 'k2' });
    expect(second.said).toEqual([{ to: '@@broom', text: '仍在此群' }]);
    await after.channel.stop();
  });
});
