import { createLocalChannel, groupRoom, type LocalChannel } from '../../src/channels/local/channel.ts';
import { createTelegramChannel } from '../../src/channels/telegram/telegram.ts';
import { createWechatChannel } from '../../src/channels/wechat/channel.ts';
import type { ChannelStage } from './channel-contract.ts';
import { type ActiveFault, createTelegramServer } from './telegram-server.ts';
import { collectingLog, memoryOver, mockGroup, moveHome, until } from './wechat-harness.ts';

moveHome();
const clock = { now: () => Date.now() };
const log = collectingLog();

/** `speed` winds the clock of Telegram and of the channel, so that a pace of fifteen messages a minute takes no minute. */
export const telegramStage = async ({ speed = 1 } = {}): Promise<ChannelStage> => {
  const began = Date.now();
  const wound = { now: () => Math.round(began + (Date.now() - began) * speed) };
  const server = await createTelegramServer({ now: wound.now });
  const kept = new Map<string, string>();
  let lost: ActiveFault | undefined;
  const people = [server.user('张三'), server.user('李四')] as const;
  const group = server.supergroup('第一党支部', { members: people, bot: 'administrator' });
  const start: ChannelStage['start'] = async (receive) => {
    const channel = createTelegramChannel({
      token: server.token,
      apiRoot: server.url,
      memory: memoryOver(kept),
      clock: wound,
      log,
      menu: { member: [], officer: [] },
      timing: { speed },
    });
    await channel.start(receive);
    await server.until(() => server.isPolled());
    return channel;
  };
  return {
    start,
    says: (person, text) => void people[person].says(group, text),
    whispers: (person, text) => void people[person].writes(text),
    letters: (person) =>
      server
        .privateChat(people[person])
        .fromBot()
        .map(({ text }) => text),
    addressed: '@zhishu_bot',
    // A batch is confirmed by the next poll; where that is lost, Telegram hands it over again.
    beforeAgain: () => {
      lost = server.fault({ method: 'getUpdates', drop: true, times: 1000 });
    },
    again: async (channel, receive) => {
      await channel.stop();
      lost?.clear();
      return start(receive);
    },
    timesTold: 2,
    said: () => group.fromBot().map(({ text }) => text),
    standing: () => group.fromBot().map(({ text }) => text),
    nowhere: 'telegram:-1009999999999',
    close: server.close,
  };
};

export const wechatStage = async (): Promise<ChannelStage> => {
  const group = await mockGroup(['张三', '李四']);
  const kept = new Map<string, string>();
  let natives = 0;
  let last = '';
  return {
    start: async (receive) => {
      const channel = createWechatChannel({
        puppet: () => group.puppet,
        memory: memoryOver(kept),
        clock,
        log,
        showScan: () => undefined,
        timing: { gapMs: 1, jitterMs: 0, sendsPerMinute: 10_000, summaryQuietMs: 5, summaryGapMs: 5, drainMs: 1000 },
      });
      await channel.start(receive);
      await group.login();
      await until('the channel is up', () => channel.health().state === 'up');
      return channel;
    },
    says: (person, text) => {
      group.people[person]?.say(text).to(group.room);
      last = [...group.mocker.cacheMessagePayload.keys()].at(-1) ?? '';
    },
    whispers: (person, text) => void group.people[person]?.say(text).to(group.self),
    relays: async (person, list, authors) => {
      const { types } = await import('wechaty-puppet');
      const id = `native-${(natives += 1)}`;
      const rows = list.split('\n').flatMap((line) => /^\d+\. (.*)$/u.exec(line)?.[1] ?? []);
      const written = rows.map(
        (row, index) =>
          `<i><u>${group.people[authors[index] ?? 0]?.id}</u><s>.</s><r>${list.indexOf(row)}-${row.length}</r></i>`,
      );
      const info = `<solitaire_info><![CDATA[<solitaire><content>${written.join('')}</content></solitaire>]]></solitaire_info>`;
      group.mocker.MessageMock.create({
        id,
        type: types.Message.GroupNote,
        text: `<msg><appmsg><title>${list}</title><type>53</type><extinfo>${info}</extinfo></appmsg></msg>`,
        talkerId: group.people[person]?.id ?? '',
        roomId: group.room.id,
        timestamp: Date.now(),
      });
      group.puppet.emit('message', { messageId: id });
    },
    letters: (person) => {
      const name = group.people[person]?.payload.name;
      return group.whispered.filter(({ to }) => to === name).map(({ text }) => text);
    },
    addressed: '@支书助手',
    again: async (channel) => {
      group.puppet.emit('message', { messageId: last });
      return channel;
    },
    timesTold: 1,
    said: () => group.said,
    standing: () => group.said,
    nowhere: 'wechat:room:99',
    close: async () => undefined,
  };
};

export const localStage = async (): Promise<ChannelStage> => {
  const kept = new Map<string, string>();
  const accounts = ['local:m1', 'local:m2'] as const;
  let channel: LocalChannel | undefined;
  let clients = 0;
  const saying = (person: 0 | 1, text: string, room: 'group' | 'private' = 'group') =>
    channel?.say(accounts[person], `client-${clients}`, { kind: 'text', room, text });
  let last: [0 | 1, string] = [0, ''];
  const said = new Map<string, string>();
  const keep = (): void => {
    for (const { id, author, text } of channel?.conversation.posts(groupRoom) ?? []) {
      if (!author) said.set(id, text);
    }
  };
  return {
    start: async (receive) => {
      channel = createLocalChannel({
        memory: memoryOver(kept),
        clock,
        log,
        personas: async () => accounts.map((account) => ({ account, name: account, title: '' })),
        roomTitle: '示范支部',
      });
      await channel.start(receive);
      return channel;
    },
    says: (person, text) => {
      clients += 1;
      last = [person, text];
      void saying(person, text);
    },
    whispers: (person, text) => {
      clients += 1;
      void saying(person, text, 'private');
    },
    letters: (person) =>
      (channel?.conversation.posts(accounts[person]) ?? []).filter(({ author }) => !author).map(({ text }) => text),
    addressed: '@支书助手',
    again: async (present) => {
      await saying(...last);
      return present;
    },
    timesTold: 1,
    said: () => {
      keep();
      return [...said.values()];
    },
    standing: () =>
      (channel?.conversation.posts(groupRoom) ?? []).filter(({ author }) => !author).map(({ text }) => text),
    nowhere: 'local:nobody',
    close: async () => undefined,
  };
};
