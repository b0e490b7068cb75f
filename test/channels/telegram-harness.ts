import { performance } from 'node:perf_hooks';
import { onTestFinished, vi } from 'vitest';
import { createTelegramChannel } from '../../src/channels/telegram/telegram.ts';
import type { Incoming, Log, Memory, Reply } from '../../src/ports.ts';
import { patienceMs } from '../support/patience.ts';
import { createTelegramServer, type TelegramServer, type TelegramServerOptions } from '../support/telegram-server.ts';

export type Answering = (incoming: Incoming) => Reply | undefined | Promise<Reply | undefined>;

/** A memory that outlives the channels of a test, as the file behind it would. */
export function createMemory(): Memory & { readonly map: Map<string, string> } {
  const map = new Map<string, string>();
  return {
    map,
    get: (key) => map.get(key),
    keys: () => [...map.keys()],
    async set(key, value) {
      if (value === undefined) map.delete(key);
      else map.set(key, value);
    },
  };
}

/** Runs `speed` times faster than the wall clock. */
export function createFastClock(speed: number): () => number {
  const started = performance.now();
  const from = Date.UTC(2026, 10, 21, 2);
  return () => from + (performance.now() - started) * speed;
}

export function createRecordingLog(): Log & { readonly lines: string[] } {
  const lines: string[] = [];
  const write =
    (level: string) =>
    (event: string, fields = {}): void =>
      void lines.push(JSON.stringify({ level, event, ...fields }));
  return { lines, debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}

export type LiveOptions = TelegramServerOptions & {
  readonly speed?: number;
  readonly memory?: Memory;
  readonly answer?: Answering;
  /** Starts another channel on a server that is there already. */
  readonly server?: TelegramServer;
  /** False where the first poll cannot succeed. */
  readonly started?: boolean;
};

/** A bot in a Telegram of its own, started and polling; `answer` stands for everything behind the port. */
export async function live({
  speed = 1,
  memory = createMemory(),
  answer,
  server: given,
  ...options
}: LiveOptions = {}) {
  const now = createFastClock(speed);
  const server = given ?? (await createTelegramServer({ privacy: false, now, ...options }));
  const log = createRecordingLog();
  const heard: Incoming[] = [];
  let answering: Answering = answer ?? (() => undefined);
  const channel = createTelegramChannel({
    token: server.token,
    apiRoot: server.url,
    memory,
    clock: { now },
    log,
    menu: {
      member: [{ command: 'checkin', description: '签到' }],
      officer: [{ command: 'close', description: '结束签到' }],
    },
    timing: { speed },
  });
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopped ??= channel.stop());
  onTestFinished(async () => {
    await stop();
    if (given === undefined) await server.close();
  });
  await channel.start(async (incoming) => {
    heard.push(incoming);
    return answering(incoming);
  });
  await server.until(() => server.isPolled() || options.started === false);
  return {
    server,
    channel,
    memory,
    log,
    heard,
    now,
    stop,
    answers(next: Answering): void {
      answering = next;
    },
    /** What was heard of a kind, once there is so much of it. */
    hears: (count: number, kind?: Incoming['kind']): Promise<readonly Incoming[]> =>
      vi.waitUntil(
        () => {
          const found = heard.filter((one) => kind === undefined || one.kind === kind);
          return found.length >= count && found;
        },
        { interval: 2, timeout: patienceMs },
      ),
    polled: () => server.until(() => server.isPolled()),
  };
}

export const acknowledged: Reply = {
  kind: 'acknowledged',
  toast: '已登记。',
  tally: () => '已到一人。',
  receipt: '张三',
};
