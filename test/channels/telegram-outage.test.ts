import { describe, expect, it, vi } from 'vitest';
import { patienceMs } from '../support/patience.ts';
import { createTelegramServer } from '../support/telegram-server.ts';
import { acknowledged, createMemory, live } from './telegram-harness.ts';

const inAWhile = { timeout: patienceMs, interval: 5 };

describe('the connection to Telegram', () => {
  it('asks for exactly what it hears, and sets a menu per audience', async () => {
    const { server } = await live();
    await server.until(() => server.calls('setMyCommands').length === 4);
    expect(server.allowedUpdates()).toEqual(
      expect.arrayContaining([
        'message',
        'edited_message',
        'callback_query',
        'message_reaction',
        'chat_member',
        'my_chat_member',
      ]),
    );
    expect(server.calls('setMyCommands').map(({ params }) => (params['scope'] as { type: string }).type)).toEqual([
      'default',
      'all_private_chats',
      'all_group_chats',
      'all_chat_administrators',
    ]);
  });

  it('takes a refused menu for a warning', async () => {
    const server = await createTelegramServer({ privacy: false });
    server.fault({ method: 'setMyCommands', error_code: 400, times: 4 });
    const { log, hears } = await live({ server });
    server.user('张三').says(server.group('支部'), '签到');
    await hears(1);
    const failures = () => log.lines.filter((line) => line.includes('telegram.menu-failed'));
    await expect.poll(failures, inAWhile).toHaveLength(4);
  });

  it('is starting, then up, then down after ninety seconds without an answer, then up again', async () => {
    const server = await createTelegramServer({ privacy: false });
    server.goDown();
    const { channel } = await live({ server, speed: 200, started: false });
    expect(channel.health().state).toBe('starting');
    await vi.waitUntil(() => channel.health().state === 'down', inAWhile);
    server.comeUp();
    await vi.waitUntil(() => channel.health().state === 'up', inAWhile);
  });

  it('goes on by itself after the network was away, and hears what was said meanwhile', async () => {
    const { server, log, hears } = await live({ speed: 20, answer: () => acknowledged });
    const group = server.group('支部');
    server.goDown();
    const message = server.user('张三').says(group, '签到');
    await vi.waitUntil(() => log.lines.some((line) => line.includes('telegram.poll-failed')), inAWhile);
    server.comeUp();
    expect(await hears(1)).toHaveLength(1);
    await server.until(() => message.reactions.length > 0);
  });

  it.each([{ html: true }, { error_code: 500 }, { drop: true }, { error_code: 429, retry_after: 2 }] as const)(
    'polls again after %o',
    async (fault) => {
      const server = await createTelegramServer({ privacy: false });
      server.fault({ method: 'getUpdates', times: 3, ...fault });
      const { hears } = await live({ server, speed: 20 });
      server.user('张三').says(server.group('支部'), '签到');
      expect(await hears(1)).toHaveLength(1);
    },
  );

  it('says that another program uses its token, and goes on when that one has gone', async () => {
    const server = await createTelegramServer({ privacy: false, conflictHoldMs: 0 });
    const conflict = server.fault({ method: 'getUpdates', error_code: 409, times: 1000 });
    const { channel, log, hears } = await live({ server, speed: 100, started: false });
    await vi.waitUntil(() => channel.health().state === 'down', inAWhile);
    expect(channel.health().detail).toContain('同一个机器人令牌');
    expect(log.lines.join('\n')).toContain('telegram.conflict');
    conflict.clear();
    server.user('张三').says(server.group('支部'), '签到');
    await hears(1);
    expect(channel.health().state).toBe('up');
  });

  it('says that a webhook stands in its way', async () => {
    const server = await createTelegramServer({ privacy: false, conflictHoldMs: 0 });
    await fetch(`${server.url}/bot${server.token}/setWebhook?url=https://example.org/`);
    const { channel } = await live({ server, started: false });
    await vi.waitUntil(() => channel.health().state === 'down', inAWhile);
    expect(channel.health().detail).toContain('webhook');
  });

  it('says that the token is wrong', async () => {
    const server = await createTelegramServer();
    server.fault({ method: 'getMe', error_code: 401, description: 'Unauthorized', times: 1000 });
    const { channel, log } = await live({ server, started: false });
    await vi.waitUntil(() => channel.health().state === 'down', inAWhile);
    expect(channel.health().detail).toContain('TELEGRAM_BOT_TOKEN');
    expect(log.lines.join('\n')).not.toContain(server.token);
  });

  it('finishes what is in hand when it is stopped, confirms it, and takes nothing new', async () => {
    const { server, stop, answers, hears, polled } = await live();
    const group = server.group('支部');
    const person = server.user('张三');
    await polled();
    let record: (() => void) | undefined;
    answers(() => new Promise((resolve) => (record = () => resolve(acknowledged))));
    const message = person.says(group, '签到');
    await hears(1);
    const stopping = stop();
    const later = person.says(group, '请假');
    record?.();
    await stopping;
    expect(message.reactions).toEqual(['👍']);
    expect(server.pending()).toBe(1);
    expect(later.reactions).toEqual([]);
    const next = await live({ server });
    expect((await next.hears(1)).map(({ text }) => text)).toEqual(['请假']);
  });

  it('tells nobody that a push was sent which it did not begin before it was stopped', async () => {
    const { server, channel, stop } = await live();
    const group = server.group('支部');
    const pushes = Array.from({ length: 8 }, (_, index) =>
      channel.send(`telegram:${group.id}`, { text: `通知${index}`, key: 'k' }).then(
        () => 'sent',
        ({ reason }: { reason: string }) => reason,
      ),
    );
    await server.until(() => group.fromBot().length >= 3);
    await stop();
    const outcomes = await Promise.all(pushes);
    expect(outcomes.filter((outcome) => outcome === 'sent')).toHaveLength(group.fromBot().length);
    expect(new Set(outcomes)).toEqual(new Set(['sent', 'unreachable']));
  });

  it('takes no more than it can answer: five hundred answers that wait hold up the next batch', async () => {
    const server = await createTelegramServer({ privacy: false });
    const release = server.hold('setMessageReaction');
    const { heard, polled } = await live({ server, memory: createMemory(), answer: () => acknowledged });
    await polled();
    const person = server.user('张三');
    const groups = Array.from({ length: 900 }, (_, index) => server.group(`支部${index}`, { members: [person] }));
    for (const group of groups) person.says(group, '签到');
    await vi.waitUntil(() => heard.length >= 500, inAWhile);
    await vi.waitUntil(() => !server.isPolled(), inAWhile);
    expect(heard.length).toBeLessThan(700);
    release();
    await vi.waitUntil(() => heard.length === 900, inAWhile);
  });
});
