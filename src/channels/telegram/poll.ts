import type { Api } from 'grammy';
import type { Update } from 'grammy/types';
import type { Log } from '../../ports.ts';
import { failureOf } from './failure.ts';
import type { HealthWatch } from './health.ts';
import type { Timers } from './timers.ts';

export type PollParts = {
  readonly api: Api;
  readonly timers: Timers;
  readonly log: Log;
  readonly health: HealthWatch;
  /** Done before the first poll, tried again like a poll. */
  readonly prepare: () => Promise<void>;
  /** Resolves when everything in the batch is durable; only then is it confirmed. Never rejects. */
  readonly handle: (updates: readonly Update[]) => Promise<void>;
};

export type Poll = {
  start(): void;
  /** Hangs up and resolves when the batch in hand is durable. */
  stop(): Promise<void>;
  /** Tells Telegram that the last batch is done with, unless a poll has told it already. */
  confirm(): Promise<void>;
};

const ALLOWED = [
  'message',
  'edited_message',
  'callback_query',
  'message_reaction',
  'chat_member',
  'my_chat_member',
] as const;

const POLL_SECONDS = 30;
const SHORTEST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;
const CONFLICT_WAIT_MS = 10_000;
const TOKEN_WAIT_MS = 60_000;
const CONFIRM_WITHIN_MS = 5000;

const CONFLICT = '另有一个程序在用同一个机器人令牌接收消息，请先停掉它；在此之前本程序收不到消息。';
const WEBHOOK = '这个机器人令牌上还设着 webhook，请先用 deleteWebhook 取消；在此之前本程序收不到消息。';
const BAD_TOKEN = 'Telegram 不认这个机器人令牌，请检查 TELEGRAM_BOT_TOKEN。';

/**
 * Takes updates in batches and confirms a batch, by asking for the next, only when all of it is durable: a process
 * killed at any moment gets the batch again, and the ledger knows the causes it has recorded.
 */
export function createPoll({ api, timers, log, health, prepare, handle }: PollParts): Poll {
  const stopping = new AbortController();
  const { signal } = stopping;
  let offset = 0;
  let polledWith = -1;
  let answered = false;
  let failures = 0;
  let running = Promise.resolve();

  async function run(): Promise<void> {
    while (!signal.aborted && !(await succeeds(prepare))) await waitLonger();
    while (!signal.aborted) if (!(await succeeds(batch))) await waitLonger();
  }

  async function batch(): Promise<void> {
    // Both are one and the same at run time; grammY's type is of a polyfill.
    const hangUp = signal as unknown as NonNullable<Parameters<Api['raw']['getUpdates']>[1]>;
    polledWith = offset;
    const updates = await api.raw.getUpdates(
      { offset, limit: 100, timeout: answered ? POLL_SECONDS : 0, allowed_updates: ALLOWED },
      hangUp,
    );
    health.heard();
    answered = true;
    failures = 0;
    const last = updates.at(-1);
    if (last === undefined || signal.aborted) return;
    await handle(updates);
    offset = last.update_id + 1;
  }

  let waitMs = SHORTEST_WAIT_MS;

  async function succeeds(step: () => Promise<void>): Promise<boolean> {
    try {
      await step();
      return true;
    } catch (error) {
      if (signal.aborted) return true;
      // The next poll is answered at once, so that everybody knows soon how things stand.
      answered = false;
      const failure = failureOf(error);
      failures++;
      waitMs = Math.min(LONGEST_WAIT_MS, SHORTEST_WAIT_MS * 2 ** (failures - 1));
      if (failure.kind === 'flood') waitMs = failure.retryAfterMs;
      if (failure.kind === 'conflict') {
        explain('telegram.conflict', /webhook is active/.test(failure.what) ? WEBHOOK : CONFLICT, CONFLICT_WAIT_MS);
      } else if (failure.kind === 'token') {
        explain('telegram.token-refused', BAD_TOKEN, TOKEN_WAIT_MS);
      } else log.warn('telegram.poll-failed', { what: failure.what, waitMs });
      return false;
    }
  }

  function explain(event: string, detail: string, mostMs: number): void {
    waitMs = mostMs;
    health.trouble(detail);
    log.error(event, { detail, waitMs });
  }

  const waitLonger = (): Promise<void> => timers.sleep(waitMs, signal);

  return {
    start() {
      running = run();
    },

    async stop() {
      stopping.abort();
      await running;
    },

    async confirm() {
      // The same offset twice within three seconds would be held for three seconds.
      if (offset === 0 || polledWith === offset) return;
      const enough = new AbortController();
      const cancel = timers.after(CONFIRM_WITHIN_MS, () => enough.abort());
      const hangUp = enough.signal as unknown as NonNullable<Parameters<Api['raw']['getUpdates']>[1]>;
      try {
        await api.raw.getUpdates({ offset, limit: 1, timeout: 0, allowed_updates: ALLOWED }, hangUp);
      } catch (error) {
        log.warn('telegram.confirm-failed', { what: failureOf(error).what });
      } finally {
        cancel();
      }
    },
  };
}
