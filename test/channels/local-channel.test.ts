import { describe, expect, it, vi } from 'vitest';
import { groupRoom } from '../../src/channels/local/channel.ts';
import { createConversation } from '../../src/channels/local/conversation.ts';
import { type Answer, type Reply, SendFailure } from '../../src/ports.ts';
import { createLocalGroup } from '../support/local-group.ts';
import { patienceMs } from '../support/patience.ts';

const secretary = 'local:p1';
const member = 'local:p8';
const another = 'local:p9';
let clients = 0;
const client = () => `client-${(clients += 1)}-------`;

const startedGroup = async (answer?: Parameters<typeof createLocalGroup>[0], map?: Map<string, string>) => {
  const group = createLocalGroup(answer, map);
  await group.channel.start(group.receive);
  const { channel } = group;
  return {
    ...group,
    says: (account: string, text: string, room: 'group' | 'private' = 'group', quotes?: string) =>
      channel.say(account, client(), { kind: 'text', room, text, ...(quotes ? { quotes } : {}) }),
    inGroup: () => channel.conversation.posts(groupRoom),
    inPrivate: (account: string) => channel.conversation.posts(account),
  };
};

const answering = (reply: Reply) => startedGroup(() => reply);

describe('what the bot is told', () => {
  it('is the sender, the room and the words, at the time of the branch', async () => {
    const group = await startedGroup();
    await group.says(member, ' 签到 ');
    expect(group.heard).toEqual([
      {
        id: 'local:1-1',
        kind: 'text',
        room: groupRoom,
        direct: false,
        sender: { id: member, name: '陈桂兰', via: 'person' },
        text: '签到',
        sentAt: group.clock.now(),
        mentionsBot: false,
        roomTitle: '嵩海社区第一党支部',
      },
    ]);
  });

  it('is freed of the mention and says that there was one', async () => {
    const group = await startedGroup();
    await group.says(member, '@支书助手\u2005考勤');
    expect(group.heard[0]).toMatchObject({ text: '考勤', mentionsBot: true });
  });

  it('is direct in the private chat, whose room is the account', async () => {
    const group = await startedGroup();
    await group.says(member, '我的', 'private');
    expect(group.heard[0]).toMatchObject({ room: member, direct: true, text: '我的' });
    expect(group.inGroup()).toHaveLength(0);
  });

  it('names the message quoted, and only a quoted message of the bot addresses it', async () => {
    const group = await startedGroup();
    const { ref } = await group.channel.send(groupRoom, { text: '通知', key: 'k' });
    await group.says(member, '收到', 'group', ref);
    await group.says(another, '同意', 'group', group.heard[0]?.id);
    expect(group.heard.map(({ quotes, mentionsBot }) => [quotes, mentionsBot])).toEqual([
      [ref, true],
      [group.heard[0]?.id, false],
    ]);
  });

  it('is a choice when a button is pressed, and nothing when the button is no longer there', async () => {
    const group = await startedGroup(() => ({ kind: 'acknowledged', toast: '签到成功。' }));
    const message = { text: '开始签到', choices: [[{ label: '签到', says: '签到' }]], key: 'k' };
    const { ref = '' } = await group.channel.send(groupRoom, message);
    const pressed = () => group.channel.say(member, client(), { kind: 'choice', ref, says: '签到' });
    expect(await pressed()).toEqual({ toast: '签到成功。' });
    await group.channel.edit?.(ref, { text: '签到结束', key: 'k' });
    expect(await pressed()).toMatchObject({ problem: 'gone' });
    expect(group.heard).toHaveLength(1);
    expect(group.heard[0]).toMatchObject({ kind: 'choice', text: '签到', quotes: ref, mentionsBot: true });
  });

  it('is a reaction once per person and message', async () => {
    const group = await startedGroup();
    const { ref = '' } = await group.channel.send(groupRoom, { text: '通知', key: 'k' });
    await group.channel.say(member, client(), { kind: 'reaction', ref });
    await group.channel.say(member, client(), { kind: 'reaction', ref });
    await group.channel.say(another, client(), { kind: 'reaction', ref });
    expect(group.heard.map(({ kind, text, quotes }) => [kind, text, quotes])).toEqual([
      ['reaction', '👍', ref],
      ['reaction', '👍', ref],
    ]);
    expect(group.inGroup()[0]?.receivedBy).toEqual([member, another]);
  });

  it('is a file with its bytes, which are not kept in the room', async () => {
    const sizes: number[] = [];
    const group = await startedGroup(async (incoming) => {
      sizes.push((await incoming.file?.read())?.byteLength ?? -1);
      return undefined;
    });
    const file = { name: '名册.csv', size: 3, read: async () => new Uint8Array([1, 2, 3]) };
    await group.channel.say(secretary, client(), { kind: 'file', room: 'group', text: '名册', file });
    expect(sizes).toEqual([3]);
    expect(group.heard[0]).toMatchObject({ kind: 'file', text: '名册', file: { name: '名册.csv', size: 3 } });
    expect(group.inGroup()[0]?.file).toEqual({ name: '名册.csv', size: 3, bytes: undefined });
  });

  it('is told once when the same message comes twice, even at the same moment', async () => {
    const group = await startedGroup(() => ({ kind: 'acknowledged', toast: '好。' }));
    const once = () => group.channel.say(member, 'the-same-client', { kind: 'text', room: 'group', text: '签到' });
    await Promise.all([once(), once()]);
    await once();
    expect(group.heard).toHaveLength(1);
    expect(group.inGroup()).toHaveLength(1);
  });

  it('never comes from somebody who is not a persona', async () => {
    const group = await startedGroup();
    expect(await group.says('local:nobody', '签到')).toMatchObject({ problem: 'stranger' });
    expect(await group.says(groupRoom, '签到')).toMatchObject({ problem: 'stranger' });
    group.become([]);
    expect(await group.says(member, '签到')).toMatchObject({ problem: 'stranger' });
    expect(group.heard).toHaveLength(0);
  });

  it('never reaches into the private chat of another', async () => {
    const group = await startedGroup();
    const choices = [[{ label: '事假', says: '请假 事假' }]];
    const { ref = '' } = await group.channel.send(member, { text: '请选择', choices, key: 'k' });
    expect(await group.channel.say(another, client(), { kind: 'choice', ref, says: '请假 事假' })).toMatchObject({
      problem: 'gone',
    });
    expect(await group.says(another, '引用', 'private', ref)).toMatchObject({ problem: 'gone' });
    expect(group.heard).toHaveLength(0);
  });
});

describe('how an answer is voiced', () => {
  it('marks an acknowledged message', async () => {
    const group = await answering({ kind: 'acknowledged', toast: '签到成功。' });
    expect(await group.says(member, '签到')).toEqual({});
    expect(group.inGroup()).toMatchObject([{ text: '签到', acknowledged: true }]);
  });

  it('says aloud what is said, quoting the question', async () => {
    const group = await answering({ kind: 'said', text: '应到 23。', choices: [{ label: '再看', says: '考勤' }] });
    await group.says(member, '考勤');
    expect(group.inGroup()[1]).toMatchObject({
      author: undefined,
      text: '应到 23。',
      quote: { name: '陈桂兰', text: '考勤' },
      choices: [[{ label: '再看', says: '考勤' }]],
    });
  });

  it('puts a private answer into the private chat and hints at it beside the question', async () => {
    const group = await answering({ kind: 'said', text: '您参加了 3 次。', privately: true });
    await group.says(member, '我的');
    expect(group.inGroup()).toMatchObject([
      { text: '我的', aside: { kind: 'answered-privately', text: '已私聊回复' } },
    ]);
    expect(group.inPrivate(member)).toMatchObject([{ author: undefined, text: '您参加了 3 次。' }]);
  });

  it('tells the group that a sheet asked for there was sent in private', async () => {
    const group = await answering({ kind: 'said', text: '台账', privately: true, told: '已私聊发送。' });
    await group.says(member, '台账');
    expect(group.inGroup().map(({ text }) => text)).toEqual(['台账', '已私聊发送。']);
    expect(group.inPrivate(member)).toMatchObject([{ text: '台账' }]);
  });

  it('says of what takes longer than a second that it is under way, and then hands it over', async () => {
    let finish: (answer: Answer) => void = () => undefined;
    const answer = new Promise<Answer>((resolve) => {
      finish = resolve;
    });
    const group = await answering({ kind: 'coming', answer });
    const asked = group.says(member, '手册', 'private');
    await vi.waitUntil(() => group.inPrivate(member).length === 2, { timeout: patienceMs });
    expect(group.inPrivate(member)[1]?.text).toBe('正在生成，请稍候。');
    finish({ kind: 'said', text: '手册已生成。' });
    await asked;
    expect(group.inPrivate(member).map(({ text }) => text)).toEqual(['手册', '已经生成。', '手册已生成。']);
  });

  it('of what is drawn at once says nothing before', async () => {
    const group = await answering({ kind: 'coming', answer: Promise.resolve({ kind: 'said', text: '月报' }) });
    await group.says(member, '月报', 'private');
    expect(group.inPrivate(member).map(({ text }) => text)).toEqual(['月报', '月报']);
  });

  it('keeps a refusal for its sender, and says a repeated one only for a moment', async () => {
    let repeated = false;
    const group = await startedGroup(() => ({
      kind: 'refused',
      text: '只有支委可以结束签到。',
      brief: '不行。',
      repeated,
    }));
    await group.says(member, '结束签到');
    expect(group.inGroup()).toMatchObject([{ aside: { kind: 'refused', text: '只有支委可以结束签到。' } }]);
    repeated = true;
    expect(await group.says(member, '结束签到')).toEqual({ toast: '只有支委可以结束签到。' });
    expect(group.inGroup()[1]?.aside).toBeUndefined();
  });

  it('leaves ordinary talk alone', async () => {
    const group = await startedGroup();
    expect(await group.says(member, '今天食堂有鱼')).toEqual({});
    expect(group.inGroup()).toMatchObject([{ acknowledged: false }]);
    expect(group.inGroup()[0]?.aside).toBeUndefined();
  });

  it('tells the sender when the bot fails, and the log only the id', async () => {
    const group = await startedGroup(() => Promise.reject(new TypeError('陈桂兰 签到')));
    expect(await group.says(member, '签到')).toMatchObject({ problem: 'failed' });
    expect(group.inGroup()[0]?.aside?.kind).toBe('failed');
    expect(group.log.lines).toEqual([{ event: 'local-receive-failed', message: 'local:1-1', error: 'TypeError' }]);
  });
});

describe('what is sent', () => {
  it('reaches the group and a persona, and nobody else', async () => {
    const group = await startedGroup();
    await group.channel.send(groupRoom, { text: '通知', key: 'k' });
    await group.channel.send(member, { text: '提醒', key: 'k' });
    expect(group.inGroup()).toHaveLength(1);
    expect(group.inPrivate(member)).toHaveLength(1);
    await expect(group.channel.send('local:nobody', { text: '提醒', key: 'k' })).rejects.toMatchObject({
      reason: 'gone',
    });
  });

  it('is there again after a restart when it is edited, because it is live and texts are not kept', async () => {
    const map = new Map<string, string>();
    const before = createLocalGroup(() => undefined, map);
    await before.channel.start(before.receive);
    const { ref = '' } = await before.channel.send(groupRoom, { text: '已到 1', key: 'k' });
    await before.channel.stop();
    const after = createLocalGroup(() => undefined, map);
    await after.channel.start(after.receive);
    await after.channel.edit?.(ref, { text: '已到 2', key: 'k' });
    await after.channel.edit?.(ref, { text: '已到 3', key: 'k' });
    expect(after.channel.conversation.posts(groupRoom)).toMatchObject([{ id: ref, text: '已到 3', author: undefined }]);
  });

  it('is edited in place, and not once it is gone or somebody else wrote it', async () => {
    const group = await startedGroup();
    const { ref = '' } = await group.channel.send(groupRoom, { text: '已到 1', key: 'k' });
    await group.channel.edit?.(ref, { text: '已到 2', key: 'k' });
    expect(group.inGroup()).toMatchObject([{ id: ref, text: '已到 2' }]);
    await group.says(member, '你好');
    for (const other of [group.heard[0]?.id ?? '', 'local:0-7']) {
      await expect(group.channel.edit?.(other, { text: '改', key: 'k' })).rejects.toBeInstanceOf(SendFailure);
    }
  });

  it('arrives whole however long it is', async () => {
    const group = await startedGroup();
    const text = Array.from({ length: 2000 }, (_, line) => `${line + 1}. 某同志`).join('\n');
    await group.channel.send(groupRoom, { text, key: 'k' });
    expect(
      group
        .inGroup()
        .map((post) => post.text)
        .join('\n'),
    ).toBe(text);
  });

  it('is refused as unreachable before the start and after the stop', async () => {
    const group = createLocalGroup();
    const sent = () => group.channel.send(groupRoom, { text: '通知', key: 'k' });
    await expect(sent()).rejects.toMatchObject({ reason: 'unreachable' });
    await group.channel.start(group.receive);
    await sent();
    await group.channel.stop();
    await expect(sent()).rejects.toMatchObject({ reason: 'unreachable' });
  });
});

describe('start and stop', () => {
  it('never gives out an id twice, also across restarts', async () => {
    const map = new Map<string, string>();
    const ids: string[] = [];
    for (const _ of [1, 2, 3]) {
      const group = await startedGroup(undefined, map);
      await group.says(member, '签到');
      const { ref = '' } = await group.channel.send(groupRoom, { text: '通知', key: 'k' });
      await group.channel.say(member, client(), { kind: 'reaction', ref });
      ids.push(ref, ...group.heard.map(({ id }) => id));
      await group.channel.stop();
    }
    expect(new Set(ids).size).toBe(9);
    expect(ids.every((id) => /^local:\d+-\d+$/.test(id))).toBe(true);
  });

  it('keeps nothing but the counter', async () => {
    const map = new Map<string, string>();
    const group = await startedGroup(undefined, map);
    await group.says(member, '请假 身体不适');
    expect([...map]).toEqual([['boot', '1']]);
  });

  it('waits at the stop for what is in hand and takes nothing new', async () => {
    let answer: ((reply: Reply) => void) | undefined;
    const group = await startedGroup(() => new Promise<Reply>((resolve) => (answer = resolve)));
    const said = group.says(member, '签到');
    await Promise.resolve();
    let stopped = false;
    const stop = group.channel.stop().then(() => (stopped = true));
    expect(await group.says(another, '签到')).toMatchObject({ problem: 'stopped' });
    expect(stopped).toBe(false);
    answer?.({ kind: 'acknowledged', toast: '好。' });
    await Promise.all([said, stop]);
    expect(group.inGroup()).toMatchObject([{ acknowledged: true }]);
  });

  it('says how it is', async () => {
    const group = createLocalGroup();
    expect(group.channel.health().state).toBe('starting');
    await group.channel.start(group.receive);
    expect(group.channel.health()).toMatchObject({ state: 'up', lastEvent: undefined });
    await group.channel.stop();
    expect(group.channel.health().state).toBe('down');
  });
});

const post = (id: string, bytes?: Uint8Array) => ({
  id,
  room: groupRoom,
  at: 0,
  author: undefined,
  text: '',
  choices: [],
  acknowledged: false,
  receivedBy: [],
  ...(bytes ? { file: { name: 'a', size: bytes.byteLength, bytes } } : {}),
});

describe('the conversation', () => {
  it('holds the newest messages of a room only', () => {
    const conversation = createConversation(3);
    for (const id of ['a', 'b', 'c', 'd']) conversation.add(post(id));
    expect(conversation.posts(groupRoom).map(({ id }) => id)).toEqual(['b', 'c', 'd']);
    expect(conversation.change('a', { text: '改' })).toBeUndefined();
  });

  it('lets go of the oldest files when they are too many', () => {
    const conversation = createConversation();
    const large = new Uint8Array(20 * 1024 * 1024);
    for (const id of ['a', 'b', 'c']) conversation.add(post(id, large));
    expect(conversation.posts(groupRoom).map(({ file }) => file?.bytes !== undefined)).toEqual([false, true, true]);
  });
});
