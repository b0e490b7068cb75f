import type { Branch, Destination, Push } from '../domain/branch.ts';
import type { Fact } from '../domain/entry.ts';
import {
  isLive,
  queueToOfficers,
  type Rendered,
  reachableAt,
  renderPush,
  resendsAfterUnknown,
} from '../domain/push.ts';
import type { People } from '../domain/roster.ts';
import { type Channel, type Clock, type FailureReason, type Log, type Message, SendFailure } from '../ports.ts';
import type { Held, Recorder } from './recorder.ts';

const retryAfterMinutes = [1, 2, 5, 10, 20, 30, 60];
const givenUpAfter = 24 * 3_600_000;
const between = '\n\n';
/** Some gateways cut a message off near 2,000 characters without a word. */
const longestTogether = 1500;

const dueOf = (push: Push): number => Math.max(push.queuedAt, push.notBefore ?? 0);

export type Outbox = {
  /** Sends what this branch owes and may send now; one run at a time per branch, resolves when it is idle. */
  readonly deliver: (branch: string) => Promise<void>;
  /** Brings the live messages of these activities up to date; resolves when they are. */
  readonly refresh: (branch: string, activities: ReadonlySet<string>) => Promise<void>;
  /** When the branch next owes something that cannot go yet; undefined if nothing waits for a time. */
  readonly nextDue: (branch: string) => number | undefined;
  readonly idle: () => Promise<void>;
};

/** Delivers what the ledger says is owed: the intent is written before the send, the outcome after it. */
export const createOutbox = ({
  recorder,
  channels,
  clock,
  log,
}: {
  recorder: Recorder;
  channels: readonly Channel[];
  clock: Clock;
  log: Log;
}): Outbox => {
  const running = new Map<string, Promise<void>>();
  const again = new Set<string>();
  /** Places that could not be reached: when to try them next, unless a push newer than `newest` is owed there. */
  const waiting = new Map<string, { tries: number; next: number; newest: number }>();
  /** Attempts written by an earlier process have an unknown outcome; ours are known. */
  const ours = new Set<string>();
  const lastShown = new Map<string, string>();
  const editing = new Map<string, Promise<void>>();

  const channelOf = (room: string): Channel | undefined =>
    channels.find((channel) => room.startsWith(`${channel.name}:`));

  /** The room itself, or the first account of a member on a channel that reaches people in private. */
  const addressOf = (people: People, to: Destination, { template }: Push): string | undefined =>
    to.includes(':') ? to : reachableAt(people, to, template).find((account) => channelOf(account)?.can.privately);

  const messageOf = (push: Push, { text, choices }: Rendered, channel: Channel): Message => ({
    text,
    ...(channel.can.choices && choices.length > 0 ? { choices } : {}),
    key: push.id,
  });

  const record = (held: Held, facts: readonly Fact[]): Promise<void> =>
    recorder.record(held.id, { facts, at: clock.now(), by: 'delivery' });

  const giveUp = async (held: Held, push: Push, to: Destination, reason: FailureReason | 'late'): Promise<void> => {
    log.warn('push-given-up', { branch: held.id, push: push.id, reason });
    const facts: Fact[] = [{ type: 'push-given-up', push: push.id, to, reason }];
    // Telling the officers that the officers cannot be told would never end; the reminder in the group reached who has no other.
    const isExtra = push.template === 'activity-reminder' && !to.includes(':');
    if (push.template !== 'officer-line' && push.template !== 'leave-asked' && !isExtra) {
      const where = to.includes(':') ? '支部群' : '私聊';
      facts.push(
        ...queueToOfficers(
          held.branch,
          `有一条推送没有送达${where}（编号 ${push.id}），已停止重试，请在群里另行告知。`,
          clock.now(),
          [],
        ),
      );
    }
    await record(held, facts);
  };

  type Ready = { push: Push; rendered: Rendered; address: string; channel: Channel };

  /** What can be tried now; gives up what can no longer be. */
  const readyOf = async (held: Held, push: Push, to: Destination): Promise<Ready | undefined> => {
    if (push.owed[to] === 'attempted' && !ours.has(`${held.id}|${push.id}|${to}`) && !resendsAfterUnknown(push)) {
      await giveUp(held, push, to, 'unknown');
      return undefined;
    }
    if (clock.now() - dueOf(push) > givenUpAfter) {
      await giveUp(held, push, to, 'late');
      return undefined;
    }
    const address = addressOf(held.people, to, push);
    const channel = address === undefined ? undefined : channelOf(address);
    const rendered = renderPush(held.branch, held.people, push);
    if (address === undefined || !channel || !rendered) {
      await giveUp(held, push, to, address === undefined ? 'refused' : 'gone');
      return undefined;
    }
    return { push, rendered, address, channel };
  };

  /** Sends these as one message. Why they must be tried again later; undefined when they are settled, delivered or not. */
  const sendTogether = async (
    held: Held,
    [first, ...more]: readonly [Ready, ...Ready[]],
    to: Destination,
  ): Promise<FailureReason | undefined> => {
    const pushes = [first, ...more].map(({ push }) => push);
    const keys = pushes.map((push) => `${held.id}|${push.id}|${to}`);
    for (const key of keys) ours.add(key);
    const untried = pushes.filter((push) => push.owed[to] !== 'attempted');
    if (untried.length > 0) {
      await record(
        held,
        untried.map((push) => ({ type: 'push-attempted', push: push.id, to })),
      );
    }
    try {
      const { ref } = await first.channel.send(first.address, {
        ...messageOf(first.push, first.rendered, first.channel),
        text: [first, ...more].map(({ rendered }) => rendered.text).join(between),
        key: pushes.map(({ id }) => id).join('+'),
      });
      if (ref !== undefined && isLive(first.push)) lastShown.set(ref, first.rendered.text);
      for (const key of keys) ours.delete(key);
      // A private message's ref would name the account it went to, for as long as the book is kept.
      const kept = ref === undefined || !to.includes(':') ? {} : { ref };
      await record(
        held,
        pushes.map((push) => ({ type: 'push-delivered', push: push.id, to, ...kept })),
      );
    } catch (error) {
      if (!(error instanceof SendFailure)) throw error;
      const lost = error.reason === 'unknown' && !resendsAfterUnknown(first.push);
      if (error.reason === 'gone' || error.reason === 'refused' || lost) {
        for (const push of pushes) await giveUp(held, push, to, error.reason);
        return undefined;
      }
      for (const { id } of pushes) log.warn('push-retried', { branch: held.id, push: id, reason: error.reason });
      return error.reason;
    }
    return undefined;
  };

  /** In a room, plain texts that fall due within the same minute are one message, as long as it does not grow long. */
  const goTogether = (to: Destination, before: readonly Ready[], next: Ready): boolean => {
    const all = [...before, next];
    const isPlain = ({ push, rendered }: Ready): boolean =>
      rendered.choices.length === 0 && !isLive(push) && resendsAfterUnknown(push);
    const minutes = new Set(all.map(({ push }) => Math.floor(dueOf(push) / 60_000)));
    const length = all.reduce((sum, { rendered }) => sum + rendered.text.length, 0);
    return to.includes(':') && minutes.size === 1 && length <= longestTogether && all.every(isPlain);
  };

  const numberOf = (push: Push): number => Number(push.id.slice(1));

  /** What one place is owed, in order: nothing overtakes what could not be sent, and something new tries it at once. */
  const deliverTo = async (
    held: Held,
    place: string,
    list: readonly { push: Push; to: Destination }[],
  ): Promise<void> => {
    const before = waiting.get(place);
    const newest = Math.max(...list.map(({ push }) => numberOf(push)));
    const waits = before !== undefined && before.next > clock.now();
    if (waits && newest <= before.newest) return;
    const current = (one: { push: Push; to: Destination } | undefined): Push | undefined => {
      const push = one && held.branch.pushes[one.push.id];
      return push && one.to in push.owed ? push : undefined;
    };
    const rest = [...list];
    for (let one = rest.shift(); one; one = rest.shift()) {
      if (recorder.stopped()) return;
      const { to } = one;
      const push = current(one);
      const ready = push && (await readyOf(held, push, to));
      if (!ready) continue;
      const batch: [Ready, ...Ready[]] = [ready];
      for (let next = current(rest[0]); next; next = current(rest[0])) {
        const other = await readyOf(held, next, to);
        if (other && !goTogether(to, batch, other)) break;
        if (other) batch.push(other);
        rest.shift();
      }
      const failure = await sendTogether(held, batch, to);
      if (failure !== undefined) {
        const tries = (before?.tries ?? 0) + (waits ? 0 : 1);
        const minutes = retryAfterMinutes[Math.min(tries, retryAfterMinutes.length) - 1] ?? 60;
        waiting.set(place, { tries, next: clock.now() + minutes * 60_000, newest });
        return;
      }
      waiting.delete(place);
    }
  };

  const owed = (branch: Branch, now: number): { push: Push; to: Destination }[] =>
    Object.values(branch.pushes)
      .filter((push) => (push.notBefore ?? 0) <= now)
      .toSorted((a, b) => numberOf(a) - numberOf(b))
      .flatMap((push) => Object.keys(push.owed).map((to) => ({ push, to })));

  const run = async (id: string): Promise<void> => {
    const held = recorder.loaded(id);
    if (!held) return;
    do {
      again.delete(id);
      // Rooms side by side, each room in order.
      const byPlace = new Map<string, { push: Push; to: Destination }[]>();
      for (const one of owed(held.branch, clock.now())) byPlace.set(one.to, [...(byPlace.get(one.to) ?? []), one]);
      await Promise.all([...byPlace].map(([to, list]) => deliverTo(held, `${id}|${to}`, list)));
    } while (again.has(id) && !recorder.stopped());
  };

  const safely = (id: string, work: Promise<void>): Promise<void> =>
    work.catch((error: unknown) => {
      if (!recorder.stopped()) log.error('delivery-failed', { branch: id, reason: (error as Error).name });
    });

  const editLive = async (id: string, pushId: string, ref: string, to: Destination): Promise<void> => {
    for (;;) {
      await recorder.settled(id);
      const held = recorder.loaded(id);
      const push = held?.branch.pushes[pushId];
      const channel = channelOf(to);
      if (!held || !push || !channel?.edit) return;
      const rendered = renderPush(held.branch, held.people, push);
      if (!rendered || lastShown.get(ref) === rendered.text) return;
      lastShown.set(ref, rendered.text);
      await channel.edit(ref, messageOf(push, rendered, channel));
    }
  };

  const refresh = async (id: string, activities: ReadonlySet<string>): Promise<void> => {
    const held = recorder.loaded(id);
    if (!held) return;
    const edits: Promise<void>[] = [];
    for (const push of Object.values(held.branch.pushes)) {
      if (!isLive(push) || !activities.has(String(push.data['activity']))) continue;
      for (const [to, ref] of Object.entries(push.shown)) {
        const under = editing.get(ref);
        if (under) {
          edits.push(under);
          continue;
        }
        const edit = safely(id, editLive(id, push.id, ref, to)).finally(() => editing.delete(ref));
        editing.set(ref, edit);
        edits.push(edit);
      }
    }
    await Promise.all(edits);
  };

  return {
    deliver: (id) => {
      const under = running.get(id);
      if (under) {
        again.add(id);
        return under;
      }
      const delivering = safely(id, run(id)).finally(() => running.delete(id));
      running.set(id, delivering);
      return delivering;
    },
    refresh,
    nextDue: (id) => {
      const held = recorder.loaded(id);
      if (!held) return undefined;
      let next: number | undefined;
      for (const push of Object.values(held.branch.pushes)) {
        for (const to of Object.keys(push.owed)) {
          const wait = waiting.get(`${id}|${to}`);
          const due = Math.max(push.notBefore ?? 0, wait && numberOf(push) <= wait.newest ? wait.next : 0);
          if (next === undefined || due < next) next = due;
        }
      }
      return next;
    },
    idle: async () => {
      while (running.size > 0 || editing.size > 0) {
        await Promise.allSettled([...running.values(), ...editing.values()]);
      }
    },
  };
};
