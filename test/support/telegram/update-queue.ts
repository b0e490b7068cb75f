import { randomInt } from 'node:crypto';
import { ApiError } from './api-error.ts';

export type UpdateType =
  | 'message'
  | 'edited_message'
  | 'channel_post'
  | 'edited_channel_post'
  | 'callback_query'
  | 'my_chat_member'
  | 'chat_member'
  | 'message_reaction';

export type PollAnswer = {
  /** Receives a JSON array already written out, because every update is serialised once only. */
  readonly ok: (updates: string) => void;
  readonly fail: (error: ApiError) => void;
};

export type UpdateQueueOptions = {
  readonly now: () => number;
  readonly sameOffsetRule: boolean;
  readonly conflictHoldMs: number;
};

export type UpdateQueue = ReturnType<typeof createUpdateQueue>;

const HOURS_24 = 24 * 60 * 60 * 1000;
const LARGEST_ANSWER = 4 * 1024 * 1024;
const OFF_BY_DEFAULT: ReadonlySet<string> = new Set(['chat_member', 'message_reaction', 'message_reaction_count']);
const KNOWN: ReadonlySet<string> = new Set(
  `message edited_message channel_post edited_channel_post business_connection business_message
  edited_business_message deleted_business_messages message_reaction message_reaction_count inline_query
  chosen_inline_result callback_query shipping_query pre_checkout_query purchased_paid_media poll poll_answer
  my_chat_member chat_member chat_join_request chat_boost removed_chat_boost managed_bot`.split(/\s+/),
);
const OTHER_POLL = 'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running';
const WEBHOOK_ACTIVE =
  "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first";

type Pending = { readonly id: number; readonly at: number; readonly json: string; readonly bytes: number };
type Waiting = { readonly offset: number; readonly limit: number; readonly answer: PollAnswer; timer: NodeJS.Timeout };

/** The bot's inbox with getUpdates' rules: ids inside it are contiguous, so every operation costs O(1) per update. */
export function createUpdateQueue({ now, sameOffsetRule, conflictHoldMs }: UpdateQueueOptions) {
  let items: Pending[] = [];
  let head = 0;
  let nextId = randomInt(1, 2 ** 30);
  let allowed: ReadonlySet<string> | undefined;
  let webhookUrl = '';
  let waiting: Waiting | undefined;
  let waking: NodeJS.Timeout | undefined;
  let previousOffset = Number.NaN;
  let previousPollAt = -Infinity;
  let nextConflictAt = -Infinity;
  const held = new Set<NodeJS.Timeout>();

  function compact(): void {
    if (head === items.length) {
      items = [];
      head = 0;
    } else if (head > 4096 && head * 2 > items.length) {
      items = items.slice(head);
      head = 0;
    }
  }

  function forgetExpired(): void {
    const oldest = now() - HOURS_24;
    for (let item = items[head]; item !== undefined && item.at <= oldest; item = items[head]) head++;
  }

  function forgetBelow(offset: number): void {
    const first = items[head];
    if (first !== undefined && offset > first.id) head = Math.min(items.length, head + offset - first.id);
  }

  function take(offset: number, limit: number): { count: number; json: string } {
    forgetExpired();
    if (offset < 0) head = Math.max(head, items.length + offset);
    // An offset far in the future is ignored, as after ids have started anew.
    else if (offset > 0 && offset <= nextId + 10) forgetBelow(offset);
    compact();
    const end = Math.min(items.length, head + limit);
    let json = '[';
    let bytes = 0;
    let count = 0;
    for (let i = head; i < end; i++) {
      const item = items[i];
      if (item === undefined) break;
      bytes += item.bytes;
      if (count > 0 && bytes > LARGEST_ANSWER) break;
      json += count === 0 ? item.json : `,${item.json}`;
      count++;
    }
    return { count, json: `${json}]` };
  }

  function stopWaiting(): Waiting | undefined {
    const stopped = waiting;
    if (stopped !== undefined) clearTimeout(stopped.timer);
    if (waking !== undefined) clearTimeout(waking);
    waking = undefined;
    waiting = undefined;
    return stopped;
  }

  function conflict(answer: PollAnswer, description: string): void {
    const fail = () => answer.fail(new ApiError(409, description));
    if (conflictHoldMs === 0 || now() >= nextConflictAt) {
      nextConflictAt = now() + conflictHoldMs;
      fail();
      return;
    }
    const timer = setTimeout(() => {
      held.delete(timer);
      fail();
    }, conflictHoldMs);
    held.add(timer);
  }

  function abortWaiting(description: string): void {
    const stopped = stopWaiting();
    if (stopped !== undefined) conflict(stopped.answer, description);
  }

  function answerWaiting(): void {
    const stopped = stopWaiting();
    if (stopped !== undefined) stopped.answer.ok(take(stopped.offset, stopped.limit).json);
  }

  return {
    /** Queues an update unless its type is switched off at this moment, as Telegram decides when it happens. */
    push(type: UpdateType, payload: unknown): void {
      if (allowed === undefined ? OFF_BY_DEFAULT.has(type) : !allowed.has(type)) return;
      const id = nextId++;
      const json = `{"update_id":${id},"${type}":${JSON.stringify(payload)}}`;
      items.push({ id, at: now(), json, bytes: Buffer.byteLength(json) });
      if (waiting !== undefined && waking === undefined) waking = setTimeout(answerWaiting, 1);
    },

    /** Answers at once or later; the returned function is to be called when the client has hung up. */
    poll(offset: number, limit: number, timeoutSeconds: number, answer: PollAnswer): () => void {
      if (webhookUrl !== '') {
        conflict(answer, WEBHOOK_ACTIVE);
        return () => {};
      }
      const at = now();
      let most = limit;
      let seconds = timeoutSeconds;
      if (sameOffsetRule && offset === previousOffset) {
        if (at < previousPollAt + 3000) seconds = Math.max(seconds, 3);
        if (at < previousPollAt + 500) most = 1;
      }
      previousOffset = offset;
      previousPollAt = at;
      const found = take(offset, most);
      if (seconds === 0 || found.count > 0) {
        answer.ok(found.json);
        return () => {};
      }
      abortWaiting(OTHER_POLL);
      const mine: Waiting = { offset, limit: most, answer, timer: setTimeout(answerWaiting, seconds * 1000) };
      waiting = mine;
      return () => {
        if (waiting === mine) stopWaiting();
      };
    },

    /** Anything but a list keeps what was set before; a list without a known name means the default set. */
    allow(types: unknown): void {
      if (!Array.isArray(types) || types.some((type) => typeof type !== 'string')) return;
      const known = types.map((type) => String(type).toLowerCase()).filter((type) => KNOWN.has(type));
      allowed = known.length === 0 ? undefined : new Set(known);
    },

    allowed: (): readonly string[] | undefined => (allowed === undefined ? undefined : [...allowed]),
    webhook: (): string => webhookUrl,

    setWebhook(url: string, dropPending: boolean): void {
      if (url !== '') abortWaiting('Conflict: terminated by setWebhook request');
      webhookUrl = url;
      if (dropPending) head = items.length;
      compact();
    },

    pending(): number {
      forgetExpired();
      return items.length - head;
    },

    isPolled: (): boolean => waiting !== undefined,

    /** Whatever was pending has expired and the next id has nothing to do with the last one. */
    startAnew(firstId: number = randomInt(1, 2 ** 30)): void {
      items = [];
      head = 0;
      nextId = firstId;
    },

    stop(): void {
      stopWaiting();
      for (const timer of held) clearTimeout(timer);
      held.clear();
    },
  };
}
