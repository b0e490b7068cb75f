import type { Incoming, Log, Memory } from '../../ports.ts';
import { moved } from './incoming.ts';
import type { Outcome } from './listener.ts';

/** Basic groups that became supergroups, which gives them a new id. */
export type Moves = {
  /** The id a chat has now. */
  presentId(chatId: number): number;
  /** Told by either group or by a refused call; the bot hears of it once. */
  onMoved(from: number, to: number): Promise<void>;
};

export type MovesParts = {
  readonly memory: Memory;
  readonly log: Log;
  readonly now: () => number;
  readonly tell: (incoming: Incoming) => Promise<Outcome>;
};

export function createMoves({ memory, log, now, tell }: MovesParts): Moves {
  const under = new Map<number, Promise<void>>();

  /** The bot hears of it before it is remembered, so that a crash between the two only tells it twice. */
  async function move(from: number, to: number): Promise<void> {
    const { incoming } = moved({ id: from, type: 'group', title: '' }, to, Math.floor(now() / 1000));
    if ((await tell(incoming)) === 'failed') return;
    await memory.set(keyOf(from), String(to)).catch(() => log.warn('telegram.memory-failed', { key: keyOf(from) }));
  }

  return {
    presentId(chatId) {
      const next = memory.get(keyOf(chatId));
      return next === undefined ? chatId : Number(next);
    },
    onMoved(from, to) {
      if (memory.get(keyOf(from)) === String(to)) return Promise.resolve();
      const moving = under.get(from) ?? move(from, to).finally(() => under.delete(from));
      under.set(from, moving);
      return moving;
    },
  };
}

const keyOf = (chatId: number): string => `moved:${chatId}`;
