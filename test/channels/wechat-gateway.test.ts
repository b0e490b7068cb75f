import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createWechatChannel } from '../../src/channels/wechat/channel.ts';
import { defaultTiming, type Timing, wallTimer } from '../../src/channels/wechat/timing.ts';
import { type Channel, SendFailure } from '../../src/ports.ts';
import { freePort, type Gateway, settingsFor, spawnGateway } from '../support/wechat-gateway.ts';
import { collectingLog, listener, memoryOver, moveHome, until } from '../support/wechat-harness.ts';

const home = moveHome();

const quick = {
  gapMs: 10,
  jitterMs: 0,
  backoffMs: 100,
  backoffMaxMs: 500,
  // Three of them without an answer, and a healthy gateway on a busy machine would be taken for a silent one.
  probeMs: 500,
  startMs: 4_000,
  detachMs: 1_500,
  readyMs: 3_000,
  drainMs: 1_000,
} satisfies Partial<Timing>;

/** Where the gateway really is silent. */
const impatient: Partial<Timing> = { sendMs: 2_000 };

const gateways: Gateway[] = [];
const channels: Channel[] = [];
const gateway = async (...args: Parameters<typeof spawnGateway>): Promise<Gateway> => {
  const started = await spawnGateway(...args);
  gateways.push(started);
  return started;
};
const connect = async (
  port: number,
  heard = listener(({ text }) => (text === '考勤' ? { kind: 'said', text: '应到 2，已到 1。' } : undefined)),
  kept = new Map<string, string>(),
  timing: Partial<Timing> = {},
) => {
  const log = collectingLog();
  const channel = createWechatChannel({
    puppet: settingsFor(port),
    memory: memoryOver(kept),
    clock: { now: () => Date.now() },
    log,
    random: () => 0,
    showScan: () => {},
    timing: { ...quick, ...timing },
  });
  channels.push(channel);
  await channel.start(heard.receive);
  return { channel, log, kept, incoming: heard.incoming };
};
const up = (channel: Channel): Promise<void> => until('the channel is up', () => channel.health().state === 'up');
const reasonOf = (error: unknown): string => (error instanceof SendFailure ? error.reason : String(error));

afterEach(async () => {
  for (const one of gateways) one.thaw();
  await Promise.all(channels.splice(0).map((channel) => channel.stop()));
  await Promise.all(gateways.splice(0).map((one) => one.kill()));
});

describe('a gateway reached over gRPC', () => {
  it('carries words both ways, to the room and to a person alone, and a file', async () => {
    const there = await gateway({ names: ['张三', '李四'] });
    const { channel, incoming } = await connect(there.port);
    await up(channel);
    there.tell('say', 0, '考勤');
    await until('an answer', () => there.said.length === 1);
    expect(there.said).toEqual(['@张三 应到 2，已到 1。']);
    const [first] = incoming;
    await channel.send(first?.sender.id ?? '', { text: '只对您说。', key: 'k1' });
    await channel.send('wechat:room:1', {
      text: '附件如下。',
      file: { name: '台账.xlsx', bytes: new Uint8Array(100_000) },
      key: 'k2',
    });
    await until('all has arrived', () => there.whispered.length === 1 && there.files.length === 1);
    expect(there.whispered).toEqual([{ to: '张三', text: '只对您说。' }]);
    expect(there.files).toEqual([{ name: '台账.xlsx', size: 100_000 }]);
  });

  it('is found again after it was killed, and the account on it stays logged in when the bot stops', async () => {
    const there = await gateway({ names: ['张三'] });
    const { channel, incoming } = await connect(there.port);
    await up(channel);
    await there.kill();
    await until('the loss is noticed', () => channel.health().state !== 'up');
    expect(await channel.send('wechat:room:1', { text: '通知', key: 'k' }).catch(reasonOf)).not.toBe('unknown');
    const back = await gateway({ names: ['张三'], port: there.port });
    await up(channel);
    back.tell('say', 0, '签到');
    await until('it is heard again', () => incoming.length === 1);
    await channel.stop();
    expect(back.logouts()).toBe(0);
  });

  it('is waited for when it is absent at the start', async () => {
    const port = await freePort();
    const { channel, log } = await connect(port);
    await until('it tries again', () => log.lines.some((line) => line.includes('"state":"starting","attempt":2')));
    expect(channel.health().state).not.toBe('up');
    expect(await channel.send('wechat:room:1', { text: '通知', key: 'k' }).catch(reasonOf)).toBe('unreachable');
    await gateway({ names: ['张三'], port });
    await up(channel);
  });

  it('may have taken a message when it froze: that is unknown, and is noticed', async () => {
    const there = await gateway({ names: ['张三'] });
    const { channel, incoming } = await connect(there.port, listener(), new Map(), impatient);
    await up(channel);
    there.tell('say', 0, '签到');
    await until('the room is known', () => incoming.length === 1);
    there.freeze();
    expect(await channel.send('wechat:room:1', { text: '通知', key: 'k' }).catch(reasonOf)).toBe('unknown');
    await until('the silence is noticed', () => channel.health().state !== 'up');
    expect(await channel.send('wechat:room:1', { text: '通知二', key: 'k2' }).catch(reasonOf)).toBe('unreachable');
    there.thaw();
    await up(channel);
    there.tell('say', 0, '到');
    await until('it is heard again', () => incoming.length >= 2);
  });

  it("tells the name somebody took while the bot was away, and keeps nobody's name in the home folder", async () => {
    const there = await gateway({ names: ['张三'] });
    const first = await connect(there.port);
    await up(first.channel);
    there.tell('say', 0, '签到');
    await until('heard', () => first.incoming.length === 1);
    await first.channel.stop();
    there.tell('rename', 0, '张三丰');
    const second = await connect(there.port, listener(), first.kept);
    await up(second.channel);
    there.tell('say', 0, '签到');
    await until('heard again', () => second.incoming.length === 1);
    expect(second.incoming[0]?.sender).toEqual({ id: 'wechat:1', name: '张三丰', via: 'person' });
    expect(existsSync(join(home, '.wechaty', 'wechaty-puppet-service'))).toBe(false);
  });

  it('refuses a wrong token without being asked again and again', async () => {
    const there = await gateway({ names: ['张三'] });
    const log = collectingLog();
    const waits: number[] = [];
    const channel = createWechatChannel({
      puppet: { ...settingsFor(there.port), token: 'insecure_wrong' },
      memory: memoryOver(),
      clock: { now: () => Date.now() },
      log,
      showScan: () => {},
      timer: {
        after: (ms, run) => {
          waits.push(ms);
          return wallTimer.after(ms, run);
        },
      },
      timing: quick,
    });
    channels.push(channel);
    await channel.start(async () => undefined);
    await until('the refusal is known', () => channel.health().detail === 'the gateway refuses the token');
    await until('it waits for minutes', () => waits.includes(defaultTiming.refusedMs));
    expect(waits).not.toContain(quick.backoffMs);
    expect(log.lines.filter((line) => line.includes('wechat-token-refused'))).toHaveLength(1);
    expect(log.lines.join('\n')).not.toContain('insecure_wrong');
  });

  it('finds the room and its people again when a login has changed every id', async () => {
    const names = ['张三', '李四', '王五'];
    const there = await gateway({ names });
    const first = await connect(there.port);
    await up(first.channel);
    there.tell('say', 0, '签到');
    await until('heard', () => first.incoming.length === 1);
    await first.channel.stop();
    await there.kill();
    const later = await gateway({ names, ids: 'b' });
    const second = await connect(later.port, listener(), first.kept);
    await up(second.channel);
    // Whether the room is found again already does not matter here: it makes the channel look for it.
    await second.channel.send('wechat:room:1', { text: '通知', key: 'k' }).catch(() => undefined);
    later.tell('say', 0, '签到');
    await until('heard again', () => second.incoming.length === 1);
    expect(second.incoming[0]).toMatchObject({ room: 'wechat:room:1', sender: { id: 'wechat:1', refound: true } });
    await second.channel.send('wechat:room:1', { text: '找到了', key: 'k2' });
    await until('said', () => later.said.includes('找到了'));
  });
});
