import { afterEach, describe, expect, it } from 'vitest';
import { type Incoming, type Reply, SendFailure } from '../../src/ports.ts';
import {
  type Bench,
  channelOn,
  listener,
  type MockGroup,
  mockGroup,
  moveHome,
  settle,
  until,
} from '../support/wechat-harness.ts';

moveHome();
const running: Bench[] = [];
const open = async (...args: Parameters<typeof channelOn>): Promise<Bench> => {
  const bench = await channelOn(...args);
  running.push(bench);
  return bench;
};
const close = async (bench: Bench): Promise<void> => {
  const progress = { stopped: false };
  const stopping = bench.channel.stop().finally(() => {
    progress.stopped = true;
  });
  while (!progress.stopped) await bench.advance(1_000);
  await stopping;
};
afterEach(async () => {
  for (const bench of running.splice(0)) await close(bench);
});
const reasonOf = (error: unknown): string => (error instanceof SendFailure ? error.reason : String(error));
let messages = 0;
/** A message of any type, as the platform would deliver it. */
const deliver = (group: MockGroup, payload: object): string => {
  messages += 1;
  const id = `special-${messages}`;
  const talkerId = group.people[0]?.id;
  const whole = { id, talkerId, roomId: group.room.id, timestamp: Date.parse('2026-11-02T09:00:00+08:00'), ...payload };
  group.mocker.MessageMock.create(whole as Parameters<typeof group.mocker.MessageMock.create>[0]);
  group.puppet.emit('message', { messageId: id });
  return id;
};
const type = { unknown: 0, attachment: 1, image: 6, text: 7, note: 10, redEnvelope: 12, recalled: 13 };

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
    const common = { room: 'wechat:room:1', roomTitle: '第一党支部', kind: 'text', text: '签到', direct: false };
    expect(heard.incoming).toMatchObject([
      { ...common, sender: { id: 'wechat:1', name: '张三', via: 'person' }, mentionsBot: false },
      { ...common, sender: { id: 'wechat:2', name: '李四（二组）', via: 'person' }, mentionsBot: false },
    ]);
    expect(heard.incoming.every(({ sender }) => sender.refound === undefined)).toBe(true);
  });

  it('is freed of the mention, by the account name, by the name in the group, or by what the platform says', async () => {
    const group = await mockGroup(['张三']);
    group.nickname(group.self, '小助手');
    const heard = listener();
    await open(group, heard.receive);
    const say = async (text: string, mentions: Parameters<MockGroup['self']['say']>[1] = []): Promise<void> => {
      const before = heard.incoming.length;
      group.person('张三').say(text, mentions).to(group.room);
      await until(text, () => heard.incoming.length === before + 1);
    };
    await say('@支书助手\u2005考勤');
    await say('@小助手 考勤');
    await say('@书记的助手\u2005考勤', [group.self]);
    await say('写给 a@支书助手', [group.self]);
    await say('考勤');
    expect(heard.incoming.map(({ text, mentionsBot }) => [text, mentionsBot])).toEqual([
      ['考勤', true],
      ['考勤', true],
      ['考勤', true],
      ['写给 a@支书助手', false],
      ['考勤', false],
    ]);
  });

  it('as a quote reply is only the reply; quoting the bot is speaking to it', async () => {
    const group = await mockGroup(['张三']);
    const heard = listener(({ text }) => (text === '考勤' ? { kind: 'said', text: '应到 23，已到 12。' } : undefined));
    await open(group, heard.receive);
    const dashes = '- - - - - - - - - - - - - - -';
    const say = async (text: string): Promise<void> => {
      const before = heard.incoming.length;
      group.person('张三').say(text).to(group.room);
      await until(text, () => heard.incoming.length === before + 1);
    };
    await say('考勤');
    await until('the answer', () => group.said.length === 1);
    await say(`「李四：@支书助手 签到」\n${dashes}\n好的`);
    await say(`「支书助手：【通知】请回复」\n${dashes}\n收到`);
    await say(`「老张的机器人：@张三 应到 23，已到 12。」\n${dashes}\n收到`);
    expect(heard.incoming.slice(1).map(({ text, mentionsBot, quotes }) => [text, mentionsBot, quotes])).toEqual([
      ['好的', false, undefined],
      ['收到', true, undefined],
      ['收到', true, undefined],
    ]);
  });

  it('is not cut at the second colon before a line break, where the puppet keeps the whole', async () => {
    const group = await mockGroup(['张三']);
    const heard = listener();
    await open(group, heard.receive);
    const raw = group.puppet.messageRawPayload.bind(group.puppet);
    group.puppet.messageRawPayload = async (id) =>
      Object.assign({}, await raw(id), { OriginalContent: '@a1b2:<br/>全到除:<br/>1. 李四<br/>2. 王五' });
    group.person('张三').say('全到除').to(group.room);
    await until('it is heard', () => heard.incoming.length === 1);
    expect(heard.incoming[0]?.text).toBe('全到除:\n1. 李四\n2. 王五');
  });

  it('in private comes under the same account, with the name from the group', async () => {
    const group = await mockGroup(['张三', '李四']);
    group.nickname(group.person('张三'), '张三（一组）');
    const heard = listener(({ direct }) => (direct ? { kind: 'said', text: '在。' } : undefined));
    await open(group, heard.receive);
    group.person('张三').say('签到').to(group.room);
    await until('the first', () => heard.incoming.length === 1);
    group.person('张三').say('我的').to(group.self);
    await until('the second', () => group.whispered.length === 1);
    expect(heard.incoming[1]).toMatchObject({
      room: 'wechat:1',
      direct: true,
      text: '我的',
      sender: { id: 'wechat:1', name: '张三（一组）' },
    });
    expect(heard.incoming[1]?.roomTitle).toBeUndefined();
    expect(group.whispered).toEqual([{ to: '张三', text: '在。' }]);
  });

  it('as a file is handed over when it is read, and a relay as its text', async () => {
    const group = await mockGroup(['张三']);
    const heard = listener();
    await open(group, heard.receive);
    const { FileBox } = await import('file-box');
    group.puppet.messageFile = async () => FileBox.fromBuffer(Buffer.from('姓名,状态\n'), '名册.csv');
    deliver(group, { type: type.attachment, filename: '名册.csv' });
    await until('the file', () => heard.incoming.length === 1);
    deliver(group, { type: type.note, text: '<msg><title>#接龙\n1. 张三</title></msg>' });
    await until('the relay', () => heard.incoming.length === 2);
    const [file, relay] = heard.incoming;
    expect(file).toMatchObject({ kind: 'file', text: '', file: { name: '名册.csv' } });
    expect(Buffer.from((await file?.file?.read()) ?? []).toString()).toBe('姓名,状态\n');
    expect(relay).toMatchObject({ kind: 'text', text: '#接龙\n1. 张三' });
  });

  it('tells of a native relay who wrote each row, with ids that last', async () => {
    const group = await mockGroup(['张三', '李四']);
    group.nickname(group.person('李四'), '阳光');
    const heard = listener();
    await open(group, heard.receive);
    group.person('李四').say('大家好').to(group.room);
    await until('the greeting', () => heard.incoming.length === 1);
    const info = ['gone', group.person('李四').id]
      .map((id, index) => `<i><u>${id}</u><r>${index * 9}-4</r></i>`)
      .join('');
    const text = `<msg><title>#接龙\n1. 王五\n2. 阳光</title><solitaire_info>${info}</solitaire_info></msg>`;
    deliver(group, { type: type.note, text });
    await until('the relay', () => heard.incoming.length === 2);
    expect(heard.incoming[1]?.rows).toEqual([
      { text: '王五' },
      { text: '阳光', author: { id: heard.incoming[0]?.sender.id, name: '阳光' } },
    ]);
  });

  it('does not reach the bot if it is its own, a picture, a red envelope, a recall or a notice', async () => {
    const group = await mockGroup(['张三']);
    const heard = listener();
    await open(group, heard.receive);
    group.self.say('签到').to(group.room);
    for (const kind of [type.unknown, type.image, type.redEnvelope, type.recalled])
      deliver(group, { type: kind, text: '签到' });
    deliver(group, { type: type.text, text: '"张三" 拍了拍 "支书助手"' });
    group.person('张三').say('到').to(group.room);
    await until('the last', () => heard.incoming.length > 0);
    await settle();
    expect(heard.incoming.map(({ text }) => text)).toEqual(['到']);
  });

  it('reaches the bot once, however often it is delivered, also after a restart', async () => {
    const group = await mockGroup(['张三']);
    const heard = listener();
    const bench = await open(group, heard.receive);
    const id = deliver(group, { type: type.text, text: '签到' });
    group.puppet.emit('message', { messageId: id });
    await settle(100);
    expect(heard.incoming).toHaveLength(1);
    await close(running.pop() ?? bench);
    await open(group, heard.receive, { kept: bench.memory.map });
    group.puppet.emit('message', { messageId: id });
    group.person('张三').say('到').to(group.room);
    await until('the next', () => heard.incoming.length >= 2);
    expect(heard.incoming.map(({ text }) => text)).toEqual(['签到', '到']);
    expect(heard.incoming[1]?.room).toBe('wechat:room:1');
    expect(heard.incoming[1]?.sender.id).toBe('wechat:1');
  });

  it('keeps its order, one at a time, and the time at which it was said, however old', async () => {
    const group = await mockGroup(['张三']);
    const heard: Incoming[] = [];
    let inside = 0;
    await open(group, async (incoming) => {
      inside += 1;
      expect(inside).toBe(1);
      await settle(3);
      heard.push(incoming);
      inside -= 1;
      return undefined;
    });
    const sentAt = Date.parse('2026-11-01T20:00:00+08:00');
    deliver(group, { type: type.text, text: '旧', timestamp: sentAt / 1000 });
    await until('the first', () => heard.length === 1);
    for (let i = 0; i < 20; i++) deliver(group, { type: type.text, text: String(i) });
    await until('all', () => heard.length === 21);
    expect(heard[0]?.sentAt).toBe(sentAt);
    expect(heard.slice(1).map(({ text }) => text)).toEqual(Array.from({ length: 20 }, (_, i) => String(i)));
  });

  it('is tried again when the bot could not record it, and does not stop the process', async () => {
    const group = await mockGroup(['张三']);
    let broken = true;
    const texts: string[] = [];
    const { log } = await open(group, async ({ text }) => {
      if (broken) throw new Error('disk full');
      texts.push(text);
      return undefined;
    });
    const id = deliver(group, { type: type.text, text: '签到' });
    await until('the failure', () => log.lines.some((line) => line.includes('wechat-message-lost')));
    broken = false;
    group.puppet.emit('message', { messageId: id });
    await until('the second try', () => texts.length === 1);
    expect(texts).toEqual(['签到']);
  });

  it('includes who came and who went, and that the bot was removed', async () => {
    const group = await mockGroup(['张三']);
    const heard = listener();
    const { channel } = await open(group, heard.receive);
    group.person('张三').say('大家好').to(group.room);
    await until('the room is known', () => heard.incoming.length === 1);
    const newcomer = group.mocker.createContact({ name: '李四' });
    group.room.add(newcomer).by(group.person('张三'));
    await until('joined', () => heard.incoming.length === 2);
    group.room.remove(newcomer).by(group.person('张三'));
    await until('left', () => heard.incoming.length === 3);
    group.room.remove(group.self).by(group.person('张三'));
    await until('removed', () => heard.incoming.length === 4);
    expect(heard.incoming.slice(1)).toMatchObject([
      { kind: 'joined', room: 'wechat:room:1', sender: { id: 'wechat:2', name: '李四' } },
      { kind: 'left', room: 'wechat:room:1', sender: { id: 'wechat:2', name: '李四' } },
      { kind: 'rights', rights: 'gone', room: 'wechat:room:1', sender: { id: 'wechat:1' } },
    ]);
    expect(new Set(heard.incoming.map(({ id }) => id)).size).toBe(4);
    expect(await channel.send('wechat:room:1', { text: '通知', key: 'k' }).catch(reasonOf)).toBe('gone');
    group.room.add(group.self).by(group.person('张三'));
    await until('back', () => heard.incoming.length === 5);
    expect(heard.incoming[4]).toMatchObject({ kind: 'rights', rights: 'full', room: 'wechat:room:1' });
    await channel.send('wechat:room:1', { text: '通知', key: 'k2' });
    expect(group.said).toEqual(['通知']);
  });
});

const countsOf = (count: number) => () => `应到 40，已到 ${count}，线上 0`;

const acknowledging = () => {
  let count = 0;
  return listener(({ text, sender }): Reply | undefined => {
    if (text !== '签到') return undefined;
    count += 1;
    const named = sender.name !== '同志30' && sender.name !== '同志29';
    return {
      kind: 'acknowledged',
      tally: countsOf(count),
      toast: '已签到。',
      ...(named ? { receipt: sender.name } : {}),
    };
  });
};

describe('the acknowledgement of check-ins', () => {
  const names = Array.from({ length: 30 }, (_, i) => `同志${i + 1}`);
  it('of thirty people is one summary a minute after the last of them', async () => {
    const group = await mockGroup(names);
    const heard = acknowledging();
    const { advance } = await open(group, heard.receive);
    for (const person of group.people) {
      person.say('签到').to(group.room);
      await settle(5);
    }
    await until('all are heard', () => heard.incoming.length === 30);
    await advance(59_000);
    expect(group.said).toEqual([]);
    await advance(1_000);
    expect(group.said).toEqual([`已记录：${names.slice(0, 28).join('、')}，另有 2 位同志。应到 40，已到 30，线上 0。`]);
    await advance(600_000);
    expect(group.said).toHaveLength(1);
  });

  it('comes at most once in five minutes, and names only who is new', async () => {
    const group = await mockGroup(names);
    const heard = acknowledging();
    const { advance } = await open(group, heard.receive);
    const checkIn = async (index: number): Promise<void> => {
      const before = heard.incoming.length;
      group.people[index]?.say('签到').to(group.room);
      await until('heard', () => heard.incoming.length === before + 1);
    };
    await checkIn(0);
    await advance(60_000);
    await checkIn(1);
    await advance(61_000);
    await checkIn(2);
    await advance(238_000);
    expect(group.said).toEqual(['已记录：同志1。应到 40，已到 1，线上 0。']);
    await advance(1_000);
    expect(group.said[1]).toBe('已记录：同志2、同志3。应到 40，已到 3，线上 0。');
  });

  it('does not wait for ever while people keep coming', async () => {
    const group = await mockGroup(names);
    const heard = acknowledging();
    const { advance } = await open(group, heard.receive);
    for (let i = 0; i < 10; i++) {
      group.people[i]?.say('签到').to(group.room);
      await until('heard', () => heard.incoming.length === i + 1);
      await advance(40_000);
    }
    expect(group.said).toHaveLength(1);
  });

  it('is a word at once in private, and what waits in the room is said when the channel stops', async () => {
    const group = await mockGroup(names);
    const heard = acknowledging();
    const bench = await open(group, heard.receive);
    group.people[0]?.say('签到').to(group.self);
    await until('the word', () => group.whispered.length === 1);
    expect(group.whispered).toEqual([{ to: '同志1', text: '已签到。' }]);
    group.people[28]?.say('签到').to(group.room);
    await until('heard', () => heard.incoming.length === 2);
    await close(running.pop() ?? bench);
    expect(group.said).toEqual(['已记录 1 位同志。应到 40，已到 2，线上 0。']);
  });

  it('waits while WeChat is away', async () => {
    const group = await mockGroup(names);
    const heard = acknowledging();
    const { advance, channel } = await open(group, heard.receive);
    group.people[0]?.say('签到').to(group.room);
    await until('heard', () => heard.incoming.length === 1);
    await group.puppet.logout('kicked');
    await until('logged out', () => channel.health().state === 'logged-out');
    await advance(120_000);
    expect(group.said).toEqual([]);
    await group.login();
    await until('back', () => channel.health().state === 'up');
    await advance(300_000);
    expect(group.said).toEqual(['已记录：同志1。应到 40，已到 1，线上 0。']);
  });
});

const answering = (reply: Reply) => listener(({ text }) => (text === '?' ? reply : undefined));
const unfriendly = (group: MockGroup): void => {
  group.person('张三').payload.friend = false;
};

const ask = async (reply: Reply, prepare: (group: MockGroup) => void = () => {}) => {
  const group = await mockGroup(['张三']);
  prepare(group);
  const bench = await open(group, answering(reply).receive);
  group.person('张三').say('?').to(group.room);
  await settle(200);
  await bench.advance(20_000);
  return group;
};

describe('an answer in WeChat', () => {
  it('in the room names whom it answers, and offers choices as words to say', async () => {
    const group = await ask({
      kind: 'said',
      text: '现在有两个事项。',
      choices: [
        { label: '主题党日签到', says: '签到1' },
        { label: '签到2', says: '签到2' },
      ],
    });
    expect(group.said).toEqual(['@张三 现在有两个事项。\n回复“签到1”：主题党日签到\n回复“签到2”']);
  });

  it('goes to the person alone where that is wanted', async () => {
    const group = await ask({ kind: 'said', text: '您的记录。', privately: true, instead: '请私聊我。' });
    expect([group.said, group.whispered]).toEqual([[], [{ to: '张三', text: '您的记录。' }]]);
  });

  it('that went to the person alone is told of in the room where that is wanted, and only then', async () => {
    const reply = { kind: 'said', text: '台账', privately: true, instead: '请私聊我。', told: '已私聊发送。' } as const;
    const sent = await ask(reply);
    expect([sent.said, sent.whispered]).toEqual([['@张三 已私聊发送。'], [{ to: '张三', text: '台账' }]]);
    const not = await ask(reply, unfriendly);
    expect([not.said, not.whispered]).toEqual([['@张三 请私聊我。'], []]);
  });

  it('that takes a while to draw comes when it is drawn, and one that comes to nothing is silence', async () => {
    const drawn = await ask({ kind: 'coming', answer: Promise.resolve({ kind: 'said', text: '月报' } as const) });
    expect(drawn.said).toEqual(['@张三 月报']);
    const nothing = await ask({ kind: 'coming', answer: Promise.resolve(undefined) });
    expect(nothing.said).toEqual([]);
  });

  it('is replaced in the room for somebody who cannot be written to alone, or left out', async () => {
    const reply = { kind: 'said', text: '您的记录。', privately: true } as const;
    const replaced = await ask({ ...reply, instead: '请先加好友再私聊。' }, unfriendly);
    expect([replaced.said, replaced.whispered]).toEqual([['@张三 请先加好友再私聊。'], []]);
    const left = await ask(reply, unfriendly);
    expect([left.said, left.whispered]).toEqual([[], []]);
  });

  it('that refuses gives its reason in private, else the brief form in the room, and nothing a second time', async () => {
    const reply = { kind: 'refused', text: '您请假了，不能签到。', brief: '请私聊我。', repeated: false } as const;
    const alone = await ask(reply);
    expect([alone.said, alone.whispered]).toEqual([[], [{ to: '张三', text: '您请假了，不能签到。' }]]);
    const openly = await ask(reply, unfriendly);
    expect([openly.said, openly.whispered]).toEqual([['@张三 请私聊我。'], []]);
    const again = await ask({ ...reply, repeated: true }, unfriendly);
    expect([again.said, again.whispered]).toEqual([[], []]);
  });
});

const known = async () => {
  const group = await mockGroup(['张三', '李四']);
  const heard = listener(({ text }) => (text === '?' ? { kind: 'said', text: '答' } : undefined));
  const bench = await open(group, heard.receive);
  group.person('张三').say('大家好').to(group.room);
  await until('the room is known', () => heard.incoming.length === 1);
  return { group, ...bench };
};

describe('sending to WeChat', () => {
  it('leaves three seconds between two messages, and sends no more than twenty in a minute', async () => {
    const { group, channel, advance } = await known();
    const sending = Array.from({ length: 30 }, (_, i) =>
      channel.send('wechat:room:1', { text: `第${i}条`, key: `${i}` }),
    );
    await advance(0);
    expect(group.said).toHaveLength(1);
    await advance(2_999);
    expect(group.said).toHaveLength(1);
    await advance(1);
    expect(group.said).toHaveLength(2);
    await advance(54_000);
    expect(group.said).toHaveLength(20);
    await advance(120_000);
    expect(await Promise.all(sending)).toEqual(Array.from({ length: 30 }, () => ({ ref: undefined })));
    expect(group.said).toEqual(Array.from({ length: 30 }, (_, i) => `第${i}条`));
  });

  it('answers people before it goes on with what was only due', async () => {
    const { group, channel, advance } = await known();
    for (let i = 0; i < 5; i++) void channel.send('wechat:room:1', { text: `第${i}条`, key: `${i}` });
    await settle(50);
    group.person('李四').say('?').to(group.room);
    await settle(100);
    await advance(3_000);
    expect(group.said.slice(0, 3)).toEqual(['第0条', '@李四 答']);
    await advance(60_000);
    expect(group.said).toHaveLength(6);
  });

  it('splits a long text between lines', async () => {
    const { group, channel, advance } = await known();
    const lines = Array.from({ length: 100 }, (_, i) => `${i}. 支部党员大会，党群服务中心二楼`);
    const sending = channel.send('wechat:room:1', { text: lines.join('\n'), key: 'k' });
    await advance(30_000);
    await sending;
    expect(group.said.length).toBeGreaterThan(2);
    expect(group.said.every((piece) => piece.length <= 600)).toBe(true);
    expect(group.said.join('\n')).toBe(lines.join('\n'));
  });

  it('says whether it certainly did not arrive, or may have', async () => {
    const { group, channel, advance } = await known();
    const send = async (room = 'wechat:room:1'): Promise<string> => {
      const sending = channel.send(room, { text: '通知', key: 'k' }).then(() => 'sent', reasonOf);
      await advance(20_000);
      return sending;
    };
    expect(await send('wechat:room:9')).toBe('gone');
    expect(await send('wechat:2')).toBe('gone');
    const original = group.puppet.messageSendText.bind(group.puppet);
    group.puppet.messageSendText = () => new Promise(() => {});
    expect(await send()).toBe('unknown');
    group.puppet.messageSendText = async () => {
      throw new Error('13 INTERNAL: 发送给张三失败');
    };
    expect(await send()).toBe('unknown');
    group.puppet.messageSendText = original;
    expect(await send()).toBe('sent');
    await group.puppet.logout('kicked');
    await until('logged out', () => channel.health().state === 'logged-out');
    expect(await send()).toBe('unreachable');
  });
});

describe('the state of WeChat', () => {
  it('is suspect when wechat4u reports that it hears nothing, until something is heard', async () => {
    const group = await mockGroup(['张三']);
    const { channel } = await open(group, async () => undefined);
    group.puppet.emit('error', { data: '状态同步超过295.248s未响应，5s后尝试重启' });
    await until('suspect', () => channel.health().state === 'suspect');
    expect(await channel.send('wechat:room:1', { text: '通知', key: 'k' }).catch(reasonOf)).toBe('unreachable');
    group.person('张三').say('大家好').to(group.room);
    await until('up', () => channel.health().state === 'up');
  });

  it('is waiting for a scan; the code is shown at most once a minute, the newest one, and never logged', async () => {
    const group = await mockGroup(['张三']);
    const { channel, scans, advance, log } = await open(group, async () => undefined, { loggedOut: true });
    await until('the puppet starts', () => group.puppet.state.active() === true);
    for (const code of ['a', 'b', 'c']) group.mocker.scan(`https://login.weixin.qq.com/l/${code}`);
    await until('waiting', () => channel.health().state === 'waiting-scan');
    await advance(59_000);
    expect(scans).toEqual(['https://login.weixin.qq.com/l/a']);
    await advance(1_000);
    expect(scans).toEqual(['https://login.weixin.qq.com/l/a', 'https://login.weixin.qq.com/l/c']);
    await group.login();
    await until('up', () => channel.health().state === 'up');
    group.mocker.scan('https://login.weixin.qq.com/l/d', 3);
    await advance(120_000);
    expect(scans).toHaveLength(2);
    expect(log.lines.join('\n')).not.toContain('login.weixin');
  });

  it('is told without names, texts or the title of the room in any line of the log', async () => {
    const group = await mockGroup(['张三']);
    const heard = listener(({ text }) => {
      if (text === '出错') throw new Error('张三 的消息「签到」出错');
      return { kind: 'said', text: '机密的回答' };
    });
    const { log, channel, advance } = await open(group, heard.receive);
    group.puppet.emit('error', { data: 'failed to send 机密 to 张三' });
    group.person('张三').say('出错').to(group.room);
    group.person('张三').say('签到').to(group.room);
    await until('both', () => heard.incoming.length === 2);
    const sending = channel.send('wechat:room:1', { text: '机密的通知', key: 'k' });
    await advance(10_000);
    await sending;
    expect(log.lines.length).toBeGreaterThan(3);
    for (const secret of ['张三', '签到', '机密', '第一党支部', '支书助手'])
      expect(log.lines.join('\n')).not.toContain(secret);
  });

  it('says equal errors once a minute with their number', async () => {
    const group = await mockGroup(['张三']);
    const { log, advance } = await open(group, async () => undefined);
    for (let i = 0; i < 100; i++) group.puppet.emit('error', { data: 'getaddrinfo ENOTFOUND login.wx.qq.com' });
    await advance(60_000);
    group.puppet.emit('error', { data: 'getaddrinfo ENOTFOUND login.wx.qq.com' });
    await settle();
    const lines = log.lines.filter((line) => line.includes('name-not-resolved'));
    expect(lines).toHaveLength(2);
    expect(lines[1]).toContain('"unsaid":99');
  });
});

describe('a login that brought new ids', () => {
  const names = ['张三', '李四', '王五'];
  const firstEvening = async (): Promise<Map<string, string>> => {
    const group = await mockGroup(names);
    const heard = listener();
    const bench = await open(group, heard.receive);
    for (const [index, person] of group.people.entries()) {
      person.say('签到').to(group.room);
      await until('heard', () => heard.incoming.length === index + 1);
    }
    await close(running.pop() ?? bench);
    return bench.memory.map;
  };

  it('leads to the same room and people, who count as found by name only until confirmed', async () => {
    const kept = await firstEvening();
    const group = await mockGroup(names);
    const heard = listener();
    const { channel } = await open(group, heard.receive, { kept });
    await until('the room is found', () => channel.health().detail === undefined);
    await channel.send('wechat:room:1', { text: '通知', key: 'k' });
    expect(group.said).toEqual(['通知']);
    group.person('李四').say('签到').to(group.room);
    await until('heard', () => heard.incoming.length === 1);
    expect(heard.incoming[0]).toMatchObject({ room: 'wechat:room:1', sender: { id: 'wechat:2', refound: true } });
    await channel.confirm?.('wechat:2');
    group.person('李四').say('签到').to(group.room);
    await until('heard again', () => heard.incoming.length === 2);
    expect(heard.incoming[1]?.sender).toEqual({ id: 'wechat:2', name: '李四', via: 'person' });
  });

  it('leaves a room unfound that shares its topic with another, says so by id, and does not write into either', async () => {
    const kept = await firstEvening();
    const group = await mockGroup(names);
    group.addRoom('第一党支部', group.people);
    const heard = listener();
    const { channel } = await open(group, heard.receive, { kept });
    await settle(100);
    expect(channel.health().detail).toBe('rooms not found again: wechat:room:1');
    expect(await channel.send('wechat:room:1', { text: '通知', key: 'k' }).catch(reasonOf)).toBe('unreachable');
    group.person('张三').say('签到').to(group.room);
    await until('heard', () => heard.incoming.length === 1);
    expect(heard.incoming[0]).toMatchObject({ room: 'wechat:room:2', sender: { id: 'wechat:4' } });
    expect(group.said).toEqual([]);
  });
});
