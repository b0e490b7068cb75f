import { describe, expect, it } from 'vitest';
import { createTelegramServer } from '../support/telegram-server.ts';
import { acknowledged, createMemory, live } from './telegram-harness.ts';

describe('what the bot hears on Telegram', () => {
  it('hears a plain message with its ids, its author and the title of the group', async () => {
    const { server, hears } = await live();
    const people = server.user('张三');
    const group = server.group('第一支部', { members: [people] });
    const message = people.says(group, '签到');
    expect(await hears(1)).toEqual([
      {
        id: `telegram:${group.id}:${message.id}`,
        kind: 'text',
        room: `telegram:${group.id}`,
        direct: false,
        sender: { id: `telegram:${people.id}`, name: '张三', via: 'person' },
        text: '签到',
        sentAt: message.date * 1000,
        mentionsBot: false,
        roomTitle: '第一支部',
      },
    ]);
  });

  it.each([
    ['@zhishu_bot 签到', '签到', true],
    ['签到@Zhishu_Bot', '签到', true],
    ['/checkin@zhishu_bot', '/checkin', true],
    ['/leave@zhishu_bot 出差', '/leave 出差', true],
    ['/checkin', '/checkin', true],
    ['/签到', '/签到', false],
    ['写信给 me@zhishu_bot.example', '写信给 me@zhishu_bot.example', false],
    ['@zhishu_bot2 签到', '@zhishu_bot2 签到', false],
  ])('takes 「%s」 as 「%s」', async (said, text, mentionsBot) => {
    const { server, hears } = await live();
    const group = server.group('支部');
    server.user('张三').says(group, said);
    expect((await hears(1))[0]).toMatchObject({ text, mentionsBot });
  });

  it('ignores commands for other bots, other bots themselves, channel posts and things without words', async () => {
    const { server, hears } = await live();
    const group = server.group('支部');
    const channel = server.channel('频道');
    server.user('张三').says(group, '/checkin@another_bot');
    group.otherBotSpeaks('/checkin');
    channel.posts('签到');
    group.renames('新名字');
    server.user('李四').says(group, '完');
    expect((await hears(1)).map(({ text }) => text)).toEqual(['完']);
  });

  it('knows a reply to one of its messages from a reply to somebody else', async () => {
    const { server, channel, hears } = await live();
    const person = server.user('张三');
    const group = server.group('支部');
    const { ref } = await channel.send(`telegram:${group.id}`, { text: '通知', key: 'k' });
    const [notice] = group.fromBot();
    const other = person.says(group, '大家好');
    person.says(group, '收到', { replyTo: notice?.id ?? 0 });
    person.says(group, '你好', { replyTo: other });
    const [, toBot, toOther] = await hears(3);
    expect(toBot).toMatchObject({ quotes: ref, mentionsBot: true });
    expect(toOther).toMatchObject({ quotes: `telegram:${group.id}:${other.id}`, mentionsBot: false });
  });

  it('takes no topic opening for a quotation', async () => {
    const { server, hears } = await live();
    const group = server.supergroup('支部', { forum: true });
    const topic = group.topic('签到');
    server.user('张三').says(group, '签到', { topic, replyTo: topic.id });
    const [first] = await hears(1);
    expect(first?.quotes).toBeUndefined();
  });

  it('hears an edit as a new word about a message of that time', async () => {
    const { server, hears } = await live();
    const person = server.user('张三');
    const group = server.group('支部');
    const message = person.says(group, '签道');
    person.edits(message, '签到');
    const [, edit] = await hears(2);
    expect(edit).toMatchObject({ kind: 'text', text: '签到', edited: message.date * 1000 });
    expect(edit?.id).toBe(`telegram:${group.id}:${message.id}:e${message.editedAt}`);
  });

  it('reads a document only when asked to', async () => {
    const { server, hears } = await live();
    const group = server.group('支部');
    server.user('张三').sendsFile(group, '名册.csv', Buffer.from('姓名,状态\n张三,正式'), '名册');
    const [sent] = await hears(1);
    expect(sent).toMatchObject({ kind: 'file', text: '名册', file: { name: '名册.csv' } });
    expect(server.calls('getFile')).toHaveLength(0);
    expect(Buffer.from((await sent?.file?.read()) ?? []).toString()).toContain('张三,正式');
    expect(sent?.file?.size).toBe(Buffer.byteLength('姓名,状态\n张三,正式'));
  });

  it('knows who pressed a button, under which message and what it says', async () => {
    const { server, channel, hears, answers } = await live();
    answers(() => acknowledged);
    const person = server.user('张三');
    const group = server.group('支部');
    const choices = [[{ label: '我到了', says: '签到' }]];
    const { ref } = await channel.send(`telegram:${group.id}`, { text: '开始签到。', choices, key: 'k' });
    const [message] = group.fromBot();
    if (message === undefined) throw new Error('nothing was sent');
    const toast = await person.presses(message, '我到了');
    const [press] = await hears(1);
    expect(press).toMatchObject({ kind: 'choice', text: '签到', quotes: ref, mentionsBot: true });
    expect(press?.sender).toEqual({ id: `telegram:${person.id}`, name: '张三', via: 'person' });
    expect(toast).toEqual({ text: '已登记。', alert: false });
  });

  it('carries what a button says beyond 64 bytes, and says of one from before a restart that it is too old', async () => {
    const { server, channel, hears, stop, memory } = await live();
    const person = server.user('张三');
    const group = server.group('支部');
    const says = `通知 ${'请各位同志准时参加'.repeat(5)}`;
    await channel.send(`telegram:${group.id}`, { text: '确认吗。', choices: [[{ label: '确认', says }]], key: 'k' });
    const [message] = group.fromBot();
    if (message === undefined) throw new Error('nothing was sent');
    await person.presses(message, '确认');
    expect((await hears(1))[0]?.text).toBe(says);
    await stop();
    const next = await live({ server, memory });
    expect(await person.presses(message, '确认')).toMatchObject({ alert: true, text: expect.stringContaining('过期') });
    expect(next.heard).toEqual([]);
  });

  it('hears a reaction that was added, once, and none taken back', async () => {
    const { server, channel, hears } = await live();
    const person = server.user('张三');
    const group = server.supergroup('支部', { members: [person], bot: 'administrator' });
    const { ref } = await channel.send(`telegram:${group.id}`, { text: '通知', key: 'k' });
    const [notice] = group.fromBot();
    if (notice === undefined) throw new Error('nothing was sent');
    person.reacts(notice, '👍');
    person.reacts(notice, '');
    person.says(group, '完');
    const [reaction, last] = await hears(2);
    expect(reaction).toMatchObject({ kind: 'reaction', text: '👍', quotes: ref });
    expect(last?.text).toBe('完');
  });

  it('tells of a person who joins or leaves under one id, however Telegram tells it', async () => {
    const { server, hears } = await live();
    const owner = server.user('书记');
    const newcomer = server.user('李四');
    const group = server.supergroup('支部', { members: [owner], bot: 'administrator' });
    newcomer.joins(group, owner);
    newcomer.leaves(group);
    owner.says(group, '完');
    await hears(1, 'text');
    const heard = await hears(4);
    expect(new Set(heard.filter(({ kind }) => kind === 'joined').map(({ id }) => id)).size).toBe(1);
    expect(new Set(heard.filter(({ kind }) => kind === 'left').map(({ id }) => id)).size).toBe(1);
    expect(heard[0]?.sender).toEqual({ id: `telegram:${newcomer.id}`, name: '李四', via: 'person' });
  });

  it('never takes an anonymous administrator or a channel for a person', async () => {
    const { server, hears, answers, polled } = await live();
    answers(({ sender }) =>
      sender.via === 'person'
        ? undefined
        : { kind: 'refused', text: '请用本人身份发送。', brief: '请用本人身份发送。', repeated: false },
    );
    const person = server.user('书记');
    const group = server.supergroup('支部', { members: [person] });
    const forwarded = server.channel('上级频道', { linkedGroup: group });
    person.says(group, '签到', { via: 'anonymous-admin' });
    person.says(group, '签到', { via: 'channel' });
    forwarded.posts('签到');
    expect((await hears(3)).map(({ sender }) => sender.via)).toEqual(['anonymous', 'channel', 'channel']);
    await server.until(() => group.fromBot().length === 3);
    await polled();
    expect(server.calls('sendMessage').map(({ params }) => params['chat_id'])).toEqual([group.id, group.id, group.id]);
  });

  it('hears a private chat as one', async () => {
    const { server, hears } = await live();
    server.user('张三').startsBot('setup');
    expect((await hears(1))[0]).toMatchObject({ direct: true, text: '/start setup', mentionsBot: true });
  });

  it('tells once that a group has become another, whichever of its messages says so', async () => {
    const { server, hears, memory, channel } = await live();
    const person = server.user('张三');
    const group = server.group('支部', { members: [person] });
    const next = server.migrate(group);
    person.says(next, '完');
    await hears(1, 'text');
    const moves = await hears(1, 'moved');
    expect(moves).toHaveLength(1);
    expect(moves[0]).toMatchObject({ room: `telegram:${group.id}`, movedTo: `telegram:${next.id}` });
    const { ref } = await channel.send(`telegram:${group.id}`, { text: '通知', key: 'k' });
    expect(ref).toContain(`telegram:${next.id}:`);
    expect(memory.get(`moved:${group.id}`)).toBe(String(next.id));
  });

  it('finds a group that became another by the refusal of what it sends there', async () => {
    const { server, channel, hears } = await live();
    const group = server.group('支部');
    const next = server.supergroup('支部');
    server.fault({ method: 'sendMessage', chatId: group.id, migrate_to_chat_id: next.id });
    const { ref } = await channel.send(`telegram:${group.id}`, { text: '通知', key: 'k' });
    expect(ref).toContain(`telegram:${next.id}:`);
    expect((await hears(1, 'moved'))[0]).toMatchObject({ movedTo: `telegram:${next.id}` });
    expect(next.fromBot().map(({ text }) => text)).toEqual(['通知']);
  });

  it('tells what it may do in a group: full, muted, gone', async () => {
    const { server, hears, polled } = await live();
    const group = server.supergroup('支部', { bot: 'absent' });
    await polled();
    group.addBot();
    group.muteBot();
    group.promoteBot();
    group.kickBot();
    expect((await hears(4, 'rights')).map(({ rights }) => rights)).toEqual(['full', 'muted', 'full', 'gone']);
  });

  it('explains once to the secretary of a group why it cannot hear plain messages there', async () => {
    const { server, hears, stop, memory, polled } = await live({ privacy: true });
    const group = server.group('支部', { bot: 'absent' });
    await polled();
    group.addBot();
    expect((await hears(1, 'rights'))[0]?.rights).toBe('deaf');
    await server.until(() => group.fromBot().length === 1);
    expect(group.fromBot()[0]?.text).toMatch(/管理员.*隐私模式.*回复/s);
    await stop();
    expect(memory.keys()).toHaveLength(1);
    const next = await live({ server, memory });
    await next.polled();
    group.removeBot();
    group.addBot();
    await next.hears(2, 'rights');
    await next.polled();
    expect(group.fromBot()).toHaveLength(1);
  });

  it('finds out at the first word addressed to it that it is deaf in a group it was in before', async () => {
    const { server, hears } = await live({ privacy: true });
    const person = server.user('张三');
    const group = server.group('支部', { members: [person] });
    person.says(group, '@zhishu_bot 签到');
    expect((await hears(1, 'rights'))[0]?.rights).toBe('deaf');
    await server.until(() => group.fromBot().length === 1);
  });

  it('hears a batch again that was not confirmed, under the same ids', async () => {
    const server = await createTelegramServer({ privacy: false, sameOffsetRule: false });
    const memory = createMemory();
    const first = await live({ server, memory });
    const group = server.group('支部');
    await first.polled();
    let finish: (() => void) | undefined;
    first.answers(() => new Promise((resolve) => (finish = () => resolve(undefined))));
    server.user('张三').says(group, '签到');
    const [before] = await first.hears(1);
    const second = await live({ server, memory });
    const [again] = await second.hears(1);
    expect(again?.id).toBe(before?.id);
    finish?.();
  });

  it('gives what was said in a chat to the bot in order, and waits for a file before the next word', async () => {
    const { server, hears, answers, polled, heard } = await live();
    const person = server.user('张三');
    const group = server.group('支部', { members: [person] });
    await polled();
    let finishFile: (() => void) | undefined;
    answers(({ kind }) =>
      kind === 'file' ? new Promise((resolve) => (finishFile = () => resolve(undefined))) : undefined,
    );
    person.says(group, '一');
    person.says(group, '二');
    person.sendsFile(group, 'a.csv', Buffer.from('x'), '三');
    person.says(group, '四');
    await hears(3);
    expect(heard.map(({ text }) => text)).toEqual(['一', '二', '三']);
    finishFile?.();
    expect((await hears(4)).map(({ text }) => text)).toEqual(['一', '二', '三', '四']);
  });
});
