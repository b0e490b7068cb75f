import { afterEach, describe, expect, it } from 'vitest';
import { type Answer, type Channel, type Incoming, type Receive, SendFailure } from '../../src/ports.ts';
import { settle, until } from './wechat-harness.ts';

/** One group on a platform, and a channel that can be started over it again and again with what it remembers. */
export type ChannelStage = {
  /** A started channel, able to hear and to speak. */
  start(receive: Receive): Promise<Channel>;
  /** The first or second member says something in the group. */
  says(person: 0 | 1, text: string): Promise<void> | void;
  /** The same in the private chat with the bot. */
  whispers(person: 0 | 1, text: string): Promise<void> | void;
  /**
   * Posts a native 接龙 in the group; `authors` wrote its rows. Undefined where the platform has none of its own, and a
   * list is a text like any other.
   */
  relays?(person: 0 | 1, list: string, authors: readonly (0 | 1)[]): Promise<void> | void;
  /** How people address the bot here. */
  readonly addressed: string;
  /** Called before something is said that will be handed over again. */
  beforeAgain?(): void;
  /** Lets the platform hand over again what it handed over last, as after a lost confirmation; the channel is restarted. */
  again(channel: Channel, receive: Receive): Promise<Channel>;
  /** How often the bot hears what was handed over twice: once where the channel itself remembers. */
  readonly timesTold: 1 | 2;
  /** What the bot said in the group, message by message. */
  said(): readonly string[];
  /** What the bot said to them alone. */
  letters(person: 0 | 1): readonly string[];
  /** What of it the group can still read. */
  standing(): readonly string[];
  /** A room of this platform that is not there. */
  readonly nowhere: string;
  close(): Promise<void>;
};

/** What the bot relies on, whatever the platform: run against every implementation of Channel. */
export function channelContract(name: string, open: () => Promise<ChannelStage>): void {
  describe(`the ${name} channel`, () => {
    const running: Channel[] = [];
    let stage: ChannelStage | undefined;
    afterEach(async () => {
      await Promise.all(running.splice(0).map((channel) => channel.stop()));
      await stage?.close();
      stage = undefined;
    });

    const begin = async (answer: Receive = async () => undefined) => {
      const here = await open();
      stage = here;
      const heard: Incoming[] = [];
      const receive: Receive = (incoming) => {
        // Who came and what the bot may do is no talk.
        if (incoming.kind === 'text') heard.push(incoming);
        return answer(incoming);
      };
      let channel = await here.start(receive);
      running.push(channel);
      return {
        here,
        heard,
        channel: () => channel,
        restart: async () => {
          await channel.stop();
          channel = await here.start(receive);
          running.push(channel);
        },
        again: async () => {
          channel = await here.again(channel, receive);
          running.push(channel);
        },
        hears: async (person: 0 | 1, text: string): Promise<Incoming> => {
          const before = heard.length;
          await here.says(person, text);
          await until(`${text} is heard`, () => heard.length > before);
          const last = heard.at(-1);
          if (!last) throw new Error('nothing was heard');
          return last;
        },
      };
    };

    it('names rooms and people alike after a restart, and never gives an id twice', async () => {
      const { hears, restart, heard } = await begin();
      const first = await hears(0, '大家好');
      const second = await hears(1, '大家好');
      await restart();
      const third = await hears(0, '大家好');
      const fourth = await hears(1, '大家好');
      expect(new Set(heard.map(({ id }) => id)).size).toBe(4);
      expect([first, second, third, fourth].every(({ id }) => id.startsWith(`${name}:`))).toBe(true);
      expect(new Set(heard.map(({ room }) => room)).size).toBe(1);
      expect([third.sender.id, fourth.sender.id]).toEqual([first.sender.id, second.sender.id]);
      expect(first.sender.id).not.toBe(second.sender.id);
      expect(first).toMatchObject({ direct: false, mentionsBot: false, sender: { via: 'person' } });
    });

    it('hears nobody but people: not itself', async () => {
      const { hears, channel, heard, here } = await begin();
      const { room } = await hears(0, '大家好');
      await channel().send(room, { text: '签到', key: 'P1' });
      await until('it is said', () => here.said().includes('签到'));
      await hears(1, '好的');
      expect(heard.map(({ text }) => text)).toEqual(['大家好', '好的']);
    });

    it('frees the words of whatever addresses the bot, and says that it was addressed', async () => {
      const { hears, here } = await begin();
      expect(await hears(0, `${here.addressed} 考勤`)).toMatchObject({ text: '考勤', mentionsBot: true });
      expect(await hears(0, '考勤')).toMatchObject({ text: '考勤', mentionsBot: false });
    });

    it('rejects what cannot be sent with a reason', async () => {
      const { channel, here, hears } = await begin();
      await hears(0, '大家好');
      const failure: unknown = await channel()
        .send(here.nowhere, { text: '通知', key: 'P1' })
        .catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(SendFailure);
      expect(['refused', 'gone']).toContain((failure as SendFailure).reason);
      const { room } = await hears(0, '大家好');
      await channel().stop();
      const stopped: unknown = await channel()
        .send(room, { text: '通知', key: 'P2' })
        .catch((error: unknown) => error);
      expect(stopped).toBeInstanceOf(SendFailure);
      expect((stopped as SendFailure).reason).toBe('unreachable');
    });

    it('waits at the stop for what is in hand, and voices the answer', async () => {
      let letGo = (): void => undefined;
      const held = new Promise<void>((resolve) => {
        letGo = resolve;
      });
      const { here, channel, heard } = await begin(async ({ kind }) => {
        if (kind !== 'text') return undefined;
        await held;
        return { kind: 'said', text: '应到 2，已到 1。' };
      });
      await here.says(0, '考勤');
      await until('it is in hand', () => heard.length === 1);
      let stopped = false;
      const stopping = channel()
        .stop()
        .then(() => (stopped = true));
      await settle();
      expect(stopped).toBe(false);
      letGo();
      await stopping;
      expect(here.said().filter((text) => text.includes('应到 2，已到 1。'))).toHaveLength(1);
    });

    it('says at once what is said meanwhile, and what became of it when it is there', async () => {
      let finish: (answer: Answer) => void = () => undefined;
      const answer = new Promise<Answer>((resolve) => {
        finish = resolve;
      });
      const { here } = await begin(async ({ kind }) =>
        kind === 'text' ? { kind: 'coming', meanwhile: '正在备份。', answer } : undefined,
      );
      const asked = here.says(0, '备份');
      await until('it is under way', () => here.said().some((text) => text.includes('正在备份。')));
      expect(here.said().join('\n')).not.toContain('备份完成。');
      finish({ kind: 'said', text: '备份完成。' });
      await until('it is done', () => here.said().some((text) => text.includes('备份完成。')));
      await asked;
    });

    it('splits long text between lines and loses none', async () => {
      const { hears, channel, here } = await begin();
      const { room } = await hears(0, '大家好');
      const lines = Array.from({ length: 700 }, (_, index) => `${index + 1}. 组织生活清单第 ${index + 1} 项的内容`);
      await channel().send(room, { text: lines.join('\n'), key: 'P1' });
      await until('all is said', () => here.said().join('\n').includes('第 700 项'));
      expect(here.said().join('\n').split('\n')).toEqual(lines);
    });

    it('takes its own message back with all its parts, and a second time does no harm', async () => {
      const { hears, channel, here } = await begin();
      const { room } = await hears(0, '大家好');
      const lines = Array.from({ length: 700 }, (_, index) => `${index + 1}. 组织生活清单第 ${index + 1} 项的内容`);
      await channel().send(room, { text: '会议改在三楼', key: 'P1' });
      const { ref, parts = [] } = await channel().send(room, { text: lines.join('\n'), key: 'P2' });
      await until('all is said', () => here.said().join('\n').includes('第 700 项'));
      const { recall, can } = channel();
      expect(recall !== undefined).toBe(can.recallForMs !== undefined);
      if (!recall) return;
      for (const one of [...parts, String(ref), String(ref)]) await recall(one);
      expect(here.standing().join('\n')).toContain('会议改在三楼');
      expect(here.standing().join('\n')).not.toContain('组织生活清单');
    });

    it('knows what it is told again by the same id', async () => {
      const { hears, again, heard, here } = await begin();
      here.beforeAgain?.();
      const { id } = await hears(0, '签到');
      await again();
      await hears(1, '到');
      const told = heard.filter(({ text }) => text === '签到');
      expect(new Set(told.map((one) => one.id))).toEqual(new Set([id]));
      expect(told).toHaveLength(here.timesTold);
    });
  });
}
