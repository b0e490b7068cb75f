import type { Clock } from '../../ports.ts';
import type { Timer, Timing } from './timing.ts';

export type Acknowledged = { readonly account: string; readonly receipt?: string; readonly tally?: () => string };

/** One summary per room instead of a reply per person; it is the receipt of those it names. */
export type Receipts = {
  add(room: string, acknowledged: Acknowledged): void;
  /** Says at once all that is still waiting. */
  flush(): Promise<void>;
};

type Waiting = {
  people: Map<string, string | undefined>;
  tally: (() => string) | undefined;
  first: number;
  last: number;
};

/**
 * Comes 60 s after the last arrival, five minutes after the first at the latest, and at most once per five minutes.
 * `say` resolves to false when the room could not be reached; then the names wait for the next summary.
 */
export function createReceipts(parts: {
  readonly clock: Clock;
  readonly timer: Timer;
  readonly timing: Timing;
  readonly say: (room: string, text: string) => Promise<boolean>;
}): Receipts {
  const { clock, timer, timing, say } = parts;
  const waiting = new Map<string, Waiting>();
  const saidAt = new Map<string, number>();
  const planned = new Map<string, () => void>();
  let open = true;

  const plan = (room: string): void => {
    planned.get(room)?.();
    planned.delete(room);
    const list = waiting.get(room);
    if (list === undefined || !open) return;
    const quiet = Math.min(list.last + timing.summaryQuietMs, list.first + timing.summaryGapMs);
    const spaced = (saidAt.get(room) ?? Number.NEGATIVE_INFINITY) + timing.summaryGapMs;
    const wait = Math.min(Math.max(quiet, spaced) - clock.now(), timing.summaryGapMs);
    planned.set(
      room,
      timer.after(Math.max(0, wait), () => void tell(room)),
    );
  };

  const tell = async (room: string): Promise<void> => {
    planned.get(room)?.();
    planned.delete(room);
    const list = waiting.get(room);
    if (list === undefined) return;
    waiting.delete(room);
    saidAt.set(room, clock.now());
    if (await say(room, summary(list))) return;
    const newer = waiting.get(room);
    waiting.set(room, {
      ...list,
      ...newer,
      people: new Map([...list.people, ...(newer?.people ?? [])]),
      tally: newer?.tally ?? list.tally,
    });
    plan(room);
  };

  return {
    add(room, { account, receipt, tally }) {
      const now = clock.now();
      const list = waiting.get(room) ?? { people: new Map(), tally: undefined, first: now, last: now };
      list.people.delete(account);
      list.people.set(account, receipt);
      list.tally = tally ?? list.tally;
      list.last = now;
      waiting.set(room, list);
      plan(room);
    },
    async flush() {
      open = false;
      await Promise.all([...waiting.keys()].map(tell));
    },
  };
}

/** Whole sentences; a person who is not to be named, and anybody else without a receipt, is only counted. */
function summary({ people, tally }: Waiting): string {
  const names = [...people.values()].filter((name) => name !== undefined);
  const others = people.size - names.length;
  const who =
    names.length === 0
      ? `已记录 ${others} 位同志`
      : `已记录：${names.join('、')}${others === 0 ? '' : `，另有 ${others} 位同志`}`;
  const counts = tally?.().replace(/[。；;.，,\s]+$/, '') ?? '';
  return counts === '' ? `${who}。` : `${who}。${counts}。`;
}
