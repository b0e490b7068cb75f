import type { WechatOptions } from '../../src/channels/wechat/channel.ts';
import { readConfig } from '../../src/config.ts';
import { type Running, type StandIns, startZhishu } from '../../src/main.ts';
import { patienceMs } from '../support/patience.ts';
import { collectingLog, until } from '../support/wechat-harness.ts';
import { eveningClock } from './clock.ts';
import { schedulesBegun } from './ledger.ts';
import { branchName, type Done, everybody, type Stage, setupCode } from './script.ts';

/** A message as a puppet hands it over. */
export type Delivery = {
  readonly id: string;
  /** The place of the speaker in the list of everybody. */
  readonly from: number;
  readonly alone: boolean;
  readonly text: string;
  readonly timestamp: number;
};

/** What stands between the bot and the people: a mock puppet here, or a gateway elsewhere. */
export type WechatWire = {
  readonly puppet: WechatOptions['puppet'];
  deliver(delivery: Delivery): void;
  sendsFile(delivery: Delivery, file: string, bytes: Uint8Array): void;
  /** Logs the account in; a gateway does so by itself. */
  login?(): Promise<void>;
  said(): readonly string[];
  whispered(): readonly { readonly to: string; readonly text: string }[];
};

/** The evening's waits, each long enough to be seen and too short to be waited for. */
const quick = {
  gapMs: 1,
  jitterMs: 0,
  sendsPerMinute: 10_000,
  backoffMs: 100,
  backoffMaxMs: 500,
  probeMs: 500,
  startMs: 4000,
  detachMs: 1500,
  readyMs: 3000,
  drainMs: 1000,
  summaryQuietMs: 20,
  summaryGapMs: 30,
};

export function wechatStage(wire: WechatWire, store: string) {
  const read = readConfig({
    ZHISHU_STORE: store,
    ZHISHU_PORT: '0',
    ZHISHU_SETUP_CODE: setupCode,
    WECHATY_PUPPET: 'wechaty-puppet-service',
    WECHATY_PUPPET_SERVICE_TOKEN: 'insecure_test',
    WECHATY_PUPPET_SERVICE_ENDPOINT: '127.0.0.1:1',
  });
  if ('problems' in read) throw new Error(read.problems.join('\n'));
  const { config } = read;
  const clock = eveningClock(1);
  const log = collectingLog();
  const standIns: StandIns = { clock, wechat: { puppet: wire.puppet, timing: quick } };
  let running: Running | undefined;
  let count = 0;

  const isUp = async (): Promise<boolean> => {
    const response = await fetch(`${running?.address}/health`);
    const { channels } = (await response.json()) as { channels: { name: string; state: string }[] };
    return channels.some(({ name, state }) => name === 'wechat' && state === 'up');
  };
  const whenUp = async (up: boolean): Promise<void> => {
    const end = performance.now() + patienceMs;
    // A connection that was kept for the next question may just be closed by the other side.
    while ((await isUp().catch(() => undefined)) !== up) {
      if (performance.now() > end) throw new Error(`the channel did not go ${up ? 'up' : 'down'}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const start = async (): Promise<void> => {
    running = await startZhishu(config, log, () => undefined, standIns);
    await wire.login?.();
    await whenUp(true);
  };
  const stop = async (): Promise<void> => {
    await running?.stop();
    running = undefined;
  };

  const next = (name: string, alone: boolean, text: string): Delivery => {
    count += 1;
    return { id: `evening-${count}`, from: everybody.indexOf(name), alone, text, timestamp: clock.now() };
  };
  const bare = (text: string): string => text.replace(/^@\S+\s/u, '');
  /** By a summary, or by an answer aloud or alone. */
  const said = (name: string, alone: boolean, text: string): Done => {
    const aloud = wire.said().length;
    const letters = wire.whispered().length;
    wire.deliver(next(name, alone, text));
    return {
      recorded: () =>
        wire
          .said()
          .slice(aloud)
          .some((one) => /^已记录(：|\s*\d+ 位同志)/u.test(one) || one.startsWith(`@${name} 已`)) ||
        wire
          .whispered()
          .slice(letters)
          .some((one) => one.to === name && one.text.startsWith('已')),
    };
  };

  const stage: Stage = {
    has: { founding: true, buttons: false, edits: false, queue: false },
    begins: '18:00',
    goTo: async (time) => {
      if (time !== '18:00') await schedulesBegun(store, branchName);
      clock.goTo(time);
    },
    says: async (name, text) => said(name, false, text),
    saysAndEdits: async () => {
      throw new Error('nobody can edit here');
    },
    presses: async () => {
      throw new Error('there are no buttons here');
    },
    whispers: async (name, text) => said(name, true, text),
    sendsFile: async (name, file, bytes) => wire.sendsFile(next(name, true, ''), file, bytes),
    group: () => wire.said().map(bare),
    letters: (name) =>
      wire
        .whispered()
        .filter(({ to }) => to === name)
        .map(({ text }) => text),
    until,
    restart: async (meanwhile) => {
      await stop();
      await meanwhile?.();
      await start();
    },
  };
  return { stage, start, stop, whenUp, log };
}
