import { describe, expect, it, vi } from 'vitest';
import type { Answer, Message, Reply } from '../../src/ports.ts';
import { patienceMs } from '../support/patience.ts';
import type { ChatMessage, TelegramChat } from '../support/telegram-server.ts';
import { acknowledged, live } from './telegram-harness.ts';

const said = (text: string, more: Partial<Extract<Reply, { kind: 'said' }>> = {}): Reply => ({
  kind: 'said',
  text,
  ...more,
});
const refused = (repeated = false): Reply => ({
  kind: 'refused',
  text: '您已请假，如要改为签到，请先取消请假。',
  brief: '请私聊我看说明。',
  repeated,
});
const roomOf = ({ id }: TelegramChat): string => `telegram:${id}`;
const notice: Message = { text: '明天上午九点开会。', key: 'A1' };
const buttons = [[{ label: '我到了', says: '签到' }]];

function only(messages: readonly ChatMessage[]): ChatMessage {
  const [message] = messages;
  if (message === undefined || messages.length > 1) throw new Error(`there are ${messages.length} messages`);
  return message;
}

describe('how the bot answers on Telegram', () => {
  it('acknowledges a message with a reaction and nothing more', async () => {
    const { server } = await live({ answer: () => acknowledged });
    const group = server.group('支部');
    const message = server.user('张三').says(group, '签到');
    await server.until(() => message.reactions.includes('👍'));
    expect(group.fromBot()).toEqual([]);
  });

  it('answers a question by quoting it, in its topic', async () => {
    const { server } = await live({ answer: () => said('应到十人，实到八人。') });
    const group = server.supergroup('支部', { forum: true });
    const topic = group.topic('考勤');
    const question = server.user('张三').says(group, '考勤', { topic });
    await server.until(() => group.fromBot().length > 0);
    expect(only(group.fromBot())).toMatchObject({
      text: '应到十人，实到八人。',
      replyTo: question.id,
      topic: topic.id,
    });
  });

  it('shows a picture that fits as a photo, and hands over a longer one as a file', async () => {
    const { server, channel } = await live();
    const group = server.group('支部');
    const picture = (width: number, height: number) => {
      const bytes = Buffer.alloc(64);
      bytes.write('\u0089PNG', 'latin1');
      bytes.writeUInt32BE(width, 16);
      bytes.writeUInt32BE(height, 20);
      return { name: '2026-12_第一支部_月报.png', bytes };
    };
    await channel.send(roomOf(group), { text: '12月月报', key: 'P1', file: picture(1500, 2560) });
    await channel.send(roomOf(group), { text: '12月月报', key: 'P2', file: picture(750, 2561) });
    expect(group.fromBot().map(({ file }) => file?.kind)).toEqual(['photo', 'document']);
    expect(group.fromBot().map(({ text }) => text)).toEqual(['12月月报', '12月月报\n2026-12_第一支部_月报.png']);
  });

  it('shows after a second that something is being drawn, hears others meanwhile, and then hands it over', async () => {
    const { server, answers, hears } = await live({ speed: 20 });
    const secretary = server.user('张三');
    secretary.startsBot();
    await hears(1);
    const chat = server.privateChat(secretary);
    let finish: (answer: Answer) => void = () => undefined;
    const answer = new Promise<Answer>((resolve) => {
      finish = resolve;
    });
    answers(({ text }) => (text === '手册' ? { kind: 'coming', answer } : acknowledged));
    const before = chat.fromBot().length;
    secretary.says(chat, '手册');
    await server.until(() => server.calls('sendChatAction').length >= 2);
    const group = server.group('支部');
    const message = server.user('李四').says(group, '签到');
    await server.until(() => message.reactions.includes('👍'));
    expect(chat.fromBot()).toHaveLength(before);
    finish({ kind: 'said', text: '手册已生成。', file: { name: 'a.pdf', bytes: Buffer.from('x') } });
    await server.until(() => chat.fromBot().length > before);
    expect(chat.fromBot().at(-1)?.text).toBe('手册已生成。');
  });

  it('says in the room that it was sent in private, once it was', async () => {
    const { server, answers } = await live();
    answers(() => said('台账', { privately: true, instead: '请先私聊我一次。', told: '已私聊发送。' }));
    const secretary = server.user('张三');
    const group = server.group('支部');
    secretary.startsBot();
    await server.until(() => server.privateChat(secretary).fromBot().length === 1);
    secretary.says(group, '台账');
    await server.until(() => group.fromBot().length > 0);
    expect(only(group.fromBot()).text).toBe('已私聊发送。');
    server.user('李四').says(group, '台账');
    await server.until(() => group.fromBot().length > 1);
    expect(group.fromBot().at(-1)?.text).toBe('请先私聊我一次。');
  });

  it('says in private what is private, and otherwise what may be said instead', async () => {
    const { server, answers } = await live();
    answers(() => said('您请假一次。', { privately: true, instead: '请先私聊我一次。' }));
    const reachable = server.user('张三');
    const stranger = server.user('李四');
    const group = server.group('支部');
    reachable.startsBot();
    await server.until(() => server.privateChat(reachable).fromBot().length === 1);
    reachable.says(group, '我的');
    await server.until(() => server.privateChat(reachable).fromBot().length === 2);
    expect(group.fromBot()).toEqual([]);
    const asked = stranger.says(group, '我的');
    await server.until(() => group.fromBot().length === 1);
    expect(only(group.fromBot())).toMatchObject({ text: '请先私聊我一次。', replyTo: asked.id });
  });

  it('refuses in private, else with one short quoted reply, and is silent when it was said before', async () => {
    const { server, answers, hears, polled } = await live({ answer: () => refused() });
    const person = server.user('张三');
    const group = server.group('支部');
    const message = person.says(group, '签到');
    await server.until(() => group.fromBot().length === 1);
    expect(only(group.fromBot())).toMatchObject({ text: '请私聊我看说明。', replyTo: message.id });
    answers(() => refused(true));
    person.says(group, '签到');
    await hears(2);
    await polled();
    expect(group.fromBot()).toHaveLength(1);
  });

  it('answers every press: with a toast, an alert, nothing, or an apology when the bot failed', async () => {
    const { server, channel, answers, log } = await live();
    const person = server.user('张三');
    const group = server.group('支部');
    await channel.send(roomOf(group), { ...notice, choices: buttons });
    const press = () => person.presses(only(group.fromBot()), '我到了');
    answers(() => acknowledged);
    expect(await press()).toEqual({ text: '已登记。', alert: false });
    answers(() => refused(true));
    expect(await press()).toEqual({ text: expect.stringContaining('您已请假'), alert: true });
    answers(() => undefined);
    expect(await press()).toEqual({ text: '', alert: false });
    answers(() => Promise.reject(new Error('张三 的磁盘坏了')));
    expect(await press()).toEqual({ text: expect.stringContaining('没有记下来'), alert: true });
    expect(log.lines.join('\n')).toContain('telegram.receive-failed');
    expect(log.lines.join('\n')).not.toContain('张三');
  });

  it('leaves it to the live message where reactions are forbidden, and remembers that for a day', async () => {
    const { server, hears, polled, memory } = await live({ answer: () => acknowledged });
    const group = server.group('支部');
    group.forbidReactions();
    const person = server.user('张三');
    person.says(group, '签到');
    await server.until(() => server.calls('setMessageReaction').length === 1);
    await polled();
    person.says(group, '签到');
    await hears(2);
    await polled();
    expect(server.calls('setMessageReaction')).toHaveLength(1);
    expect(memory.keys()).toEqual([`no-reactions:${group.id}`]);
    expect(group.fromBot()).toEqual([]);
  });

  it('says it in words where reactions are forbidden and no live message shows it', async () => {
    const { server } = await live({ answer: () => ({ kind: 'acknowledged', toast: '已记下您的请假。' }) });
    const group = server.group('支部');
    group.forbidReactions();
    const message = server.user('张三').says(group, '请假');
    await server.until(() => group.fromBot().length === 1);
    expect(only(group.fromBot())).toMatchObject({ text: '已记下您的请假。', replyTo: message.id });
  });

  it('sends a file under a name that arrives whole, and says what it is called', async () => {
    const { server, channel } = await live();
    const group = server.group('支部');
    const file = { name: '签到表 2026-11；草稿.xlsx', bytes: Buffer.from('PK') };
    await channel.send(roomOf(group), { text: '十一月签到表。', file, key: 'k' });
    const sent = only(group.fromBot());
    expect(sent.file?.name).toBe('2026-11.xlsx');
    expect(sent.file?.bytes.toString()).toBe('PK');
    expect(sent.text).toBe('十一月签到表。\n签到表 2026-11；草稿.xlsx');
  });

  it('splits a long text between lines and puts the buttons under the last part', async () => {
    const { server, channel } = await live();
    const group = server.group('支部');
    const lines = Array.from({ length: 500 }, (_, index) => `${index + 1}. 学习材料第${index + 1}篇。`);
    const { ref } = await channel.send(roomOf(group), { text: lines.join('\n'), choices: buttons, key: 'k' });
    const parts = group.fromBot();
    expect(parts.length).toBeGreaterThan(1);
    expect(parts.map(({ text }) => text).join('\n')).toBe(lines.join('\n'));
    expect(parts.map((part) => part.buttons.length)).toEqual([...parts.slice(1).map(() => 0), 1]);
    expect(ref).toBe(`telegram:${group.id}:${parts.at(-1)?.id}`);
  });

  it('cuts an edited text to one message and takes an unchanged one for done', async () => {
    const { server, channel } = await live({ speed: 20 });
    const group = server.group('支部');
    const { ref = '' } = await channel.send(roomOf(group), notice);
    await channel.edit?.(ref, notice);
    await channel.edit?.(ref, { text: '一行\n'.repeat(2000), key: 'k' });
    expect(only(group.fromBot()).text).toMatch(/^(一行\n)+一行……$/);
  });

  it('shows only the newest of the texts that wait for the same message', async () => {
    const { server, channel } = await live({ speed: 10 });
    const group = server.group('支部');
    const { ref = '' } = await channel.send(roomOf(group), notice);
    const counts = Array.from({ length: 20 }, (_, index) => ({ text: `已到${index + 1}人。`, key: 'k' }));
    await Promise.all(counts.map((message) => channel.edit?.(ref, message)));
    expect(only(group.fromBot()).text).toBe('已到20人。');
    expect(server.calls('editMessageText').map(({ params }) => params['text'])).toEqual(['已到1人。', '已到20人。']);
    const [first, second] = server.calls('editMessageText');
    // Three seconds, less what a busy machine adds to the first one's way at ten times the speed of life.
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(2000);
  });

  it('stays below fifteen messages and edits a minute in a room, and answers before it pushes', async () => {
    const { server, channel, answers, hears } = await live({ speed: 50 });
    answers(() => said('在。'));
    const group = server.group('支部');
    const pushes = Array.from({ length: 20 }, (_, index) =>
      channel.send(roomOf(group), { text: `通知${index}`, key: 'k' }),
    );
    await server.until(() => group.fromBot().length >= 2);
    server.user('张三').says(group, '帮助');
    await hears(1);
    await Promise.all(pushes);
    const sent = server.calls('sendMessage');
    const order = sent.map(({ params }) => params['text']);
    expect(order.filter((text) => text !== '在。')).toEqual(pushes.map((_, index) => `通知${index}`));
    expect(order.indexOf('在。')).toBeLessThan(16);
    for (const { at } of sent) {
      expect(sent.filter((other) => other.at > at - 59_000 && other.at <= at).length).toBeLessThan(15);
    }
  });

  it('sends to many groups within the limit of all together', async () => {
    const { server, channel } = await live({ speed: 4, limits: 'reactions-free' });
    const groups = Array.from({ length: 60 }, (_, index) => server.group(`支部${index}`));
    await Promise.all(groups.map((group) => channel.send(roomOf(group), notice)));
    expect(server.floods()).toBe(0);
    expect(groups.every((group) => group.fromBot().length === 1)).toBe(true);
  });
});

describe('what becomes of a message that Telegram does not take', () => {
  const failing = [
    ['gone', { error_code: 403, description: 'Forbidden: bot was kicked from the group chat' }],
    ['gone', { error_code: 403, description: 'Forbidden: bot was blocked by the user' }],
    ['refused', { error_code: 403, description: "Forbidden: bot can't initiate conversation with a user" }],
    ['refused', { error_code: 400, description: 'Bad Request: chat not found' }],
    ['unreachable', { error_code: 500, description: 'Internal Server Error' }],
    ['unknown', { html: true }],
    ['unknown', { drop: true }],
    ['unknown', { acceptThenDrop: true }],
  ] as const;

  it.each(failing)('is %s after %o, and is never sent again', async (reason, fault) => {
    const { server, channel } = await live();
    const group = server.group('支部');
    server.fault({ method: 'sendMessage', ...fault });
    await expect(channel.send(roomOf(group), notice)).rejects.toMatchObject({ name: 'SendFailure', reason });
    expect(server.calls('sendMessage')).toHaveLength(1);
  });

  it('is unreachable when there was no connection to write to', async () => {
    const { server, channel } = await live();
    const group = server.group('支部');
    await server.close();
    await expect(channel.send(roomOf(group), notice)).rejects.toMatchObject({ reason: 'unreachable' });
  });

  it('is refused in a group where the bot is muted and in a room of another platform', async () => {
    const { server, channel } = await live();
    const group = server.group('支部');
    group.muteBot();
    await expect(channel.send(roomOf(group), notice)).rejects.toMatchObject({ reason: 'refused' });
    await expect(channel.send('wechat:1', notice)).rejects.toMatchObject({ reason: 'refused' });
  });

  it('may have arrived when a later part of it failed', async () => {
    const { server, channel } = await live();
    const group = server.group('支部');
    const release = server.hold('sendMessage', 'after');
    const sending = channel.send(roomOf(group), { text: '一行\n'.repeat(2000), key: 'k' });
    await server.until(() => group.fromBot().length === 1);
    server.fault({ method: 'sendMessage', error_code: 400 });
    release();
    await expect(sending).rejects.toMatchObject({ reason: 'unknown' });
  });

  it('waits as long as Telegram asks, with everything else, and is not lost', async () => {
    const { server, channel, log } = await live({ speed: 10, answer: () => acknowledged });
    const group = server.group('支部');
    const other = server.group('另一个支部');
    server.fault({ method: 'sendMessage', retry_after: 5 });
    const sending = channel.send(roomOf(group), notice);
    await vi.waitUntil(() => log.lines.some((line) => line.includes('telegram.flood')), {
      interval: 2,
      timeout: patienceMs,
    });
    const pausedAt = server.calls('sendMessage')[0]?.at ?? 0;
    const message = server.user('张三').says(other, '签到');
    await Promise.all([sending, channel.send(roomOf(other), notice), server.until(() => message.reactions.length > 0)]);
    const after = [...server.calls('sendMessage').slice(1), ...server.calls('setMessageReaction')];
    expect(after).toHaveLength(3);
    for (const { at } of after) expect(at - pausedAt).toBeGreaterThanOrEqual(4900);
  });

  it.each([{ html: true }, { drop: true }, { error_code: 500 }, { acceptThenDrop: true }] as const)(
    'is tried again when it is an acknowledgement and met %o',
    async (fault) => {
      const { server } = await live({ speed: 20, answer: () => acknowledged });
      const group = server.group('支部');
      server.fault({ method: 'setMessageReaction', times: 2, ...fault });
      const message = server.user('张三').says(group, '签到');
      await server.until(() => server.calls('setMessageReaction').at(-1)?.status === 200);
      expect(message.reactions).toEqual(['👍']);
    },
  );

  it('keeps the token and what people wrote out of every log line and error', async () => {
    const { server, channel, log, stop, answers } = await live({ speed: 50 });
    answers(() => said('张三的回答'));
    const group = server.group('支部');
    const faults = [
      { html: true },
      { drop: true },
      { error_code: 400 },
      { error_code: 403 },
      { error_code: 500 },
    ] as const;
    const errors: unknown[] = [];
    const file = { name: '张三.csv', bytes: Buffer.from('x') };
    for (const fault of faults) {
      server.fault({ method: 'sendMessage', ...fault });
      server.fault({ method: 'sendDocument', ...fault });
      server.fault({ method: 'getUpdates', ...fault });
      for (const message of [
        { ...notice, text: '张三的通知' },
        { ...notice, file },
      ]) {
        await channel.send(roomOf(group), message).catch((error: unknown) => errors.push(error));
      }
    }
    server.fault({ method: 'sendMessage', html: true });
    server.user('张三').says(group, '张三的话');
    await server.until(() => group.fromBot().length > 0);
    await server.close();
    await channel.send(roomOf(group), { ...notice, file }).catch((error: unknown) => errors.push(error));
    await stop();
    expect(errors).toHaveLength(11);
    const { inspect } = await import('node:util');
    const everything = [...log.lines, inspect(errors, { depth: 9 }), inspect(channel.health())].join('\n');
    expect(everything).not.toContain(server.token);
    expect(everything).not.toContain(server.token.split(':')[1]);
    expect(everything).not.toContain('张三');
    expect(log.lines.length).toBeGreaterThan(5);
  });
});
