import type { Branch, Destination, Push } from '../domain/branch.ts';
import { localDate } from '../domain/calendar.ts';
import type { Fact } from '../domain/entry.ts';
import { dayName } from '../domain/period.ts';
import {
  againLine,
  type Choice,
  dueOf,
  isLive,
  mayBeJoined,
  queueToOfficers,
  type Rendered,
  reachableAt,
  renderPush,
  resendsAfterUnknown,
} from '../domain/push.ts';
import { keptPushTitle } from '../domain/push-title.ts';
import type { People } from '../domain/roster.ts';
import {
  type Channel,
  type Clock,
  type FailureReason,
  type Log,
  type Message,
  type OutgoingFile,
  SendFailure,
} from '../ports.ts';
import type { Attach } from './attachments.ts';
import type { Held, Recorder } from './recorder.ts';

/** After the first, second, … failure; the last one again and again. */
const retryAfterMinutes = [1, 5, 20, 60];
/** Tries over a connection that stands; while there is none, tries count for nothing. */
const mostTries = 5;
const givenUpAfter = 24 * 3_600_000;
const between = '\n\n';
/** Some gateways cut a message off near 2,000 characters without a word. */
const longestTogether = 1500;

export type Outbox = {
  /** Sends what this branch owes and may send now; one run at a time per branch, resolves when it is idle. */
  readonly deliver: (branch: string) => Promise<void>;
  /** Brings the live messages of these activities up to date; resolves when they are. */
  readonly refresh: (branch: string, activities: ReadonlySet<string>) => Promise<void>;
  /** When the branch next owes something that cannot go yet; undefined if nothing waits for a time. */
  readonly nextDue: (branch: string) => number | undefined;
  readonly idle: () => Promise<void>;
};

/** It may have arrived, and nobody knows: its attempt was written down, and no outcome. */
const isUnsure = (push: Push, to: Destination): boolean => push.owed[to] === 'attempted';

/** What is to be tried again, and why. */
type Failed = { readonly reason: FailureReason; readonly pushes: readonly Push[] };

/** `failures` lengthen the wait; `tries` are, by push, those of them that say something about the message. */
type Wait = {
  readonly failures: number;
  readonly tries: ReadonlyMap<string, number>;
  readonly next: number;
  readonly newest: number;
};

/** Delivers what the ledger says is owed: the intent is written before the send, the outcome after it. */
export const createOutbox = ({
  recorder,
  channels,
  clock,
  log,
  attach = async () => undefined,
}: {
  recorder: Recorder;
  channels: readonly Channel[];
  clock: Clock;
  log: Log;
  /** The file that goes along with a push, if one does. */
  attach?: Attach;
}): Outbox => {
  const running = new Map<string, Promise<void>>();
  const again = new Set<string>();
  /** Places that failed: when to try them next, unless a push newer than `newest` is owed there. */
  const waiting = new Map<string, Wait>();
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

  const giveUp = async (
    held: Held,
    push: Push,
    to: Destination,
    reason: FailureReason | 'late' | 'needless',
  ): Promise<void> => {
    log.warn('push-given-up', { branch: held.id, push: push.id, reason });
    const isRecall = push.owed[to] === 'recall';
    const facts: Fact[] = [
      isRecall
        ? { type: 'push-recalled', push: push.id, to, failed: true }
        : { type: 'push-given-up', push: push.id, to, reason },
    ];
    // Telling the officers that the officers cannot be told would never end; the reminder in the group reached who has no other.
    const isExtra = push.template === 'activity-reminder' && !to.includes(':');
    if (push.template !== 'officer-line' && push.template !== 'leave-asked' && !isExtra && reason !== 'needless') {
      const what = `${keptPushTitle(held.branch, push)}（编号 ${push.id}）`;
      const where = to.includes(':') ? '支部群' : '私聊';
      const text =
        isRecall || push.withdrawn
          ? `${what}没能从支部群撤回，需要时请在群里手动删除或另行说明。`
          : `${what}没有送达${where}，已停止重试，请在群里另行告知。`;
      facts.push(...queueToOfficers(held.branch, text, clock.now(), []));
    }
    await record(held, facts);
  };

  type Ready = {
    readonly push: Push;
    readonly rendered: Rendered;
    readonly file: OutgoingFile | undefined;
    readonly address: string;
    readonly channel: Channel;
  };

  /** What can be tried now; gives up what can no longer be. */
  const readyOf = async (held: Held, push: Push, to: Destination): Promise<Ready | undefined> => {
    if (isUnsure(push, to) && (push.withdrawn || !resendsAfterUnknown(push))) {
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
    if (!rendered) {
      await giveUp(held, push, to, 'needless');
      return undefined;
    }
    if (address === undefined || !channel) {
      await giveUp(held, push, to, address === undefined ? 'refused' : 'gone');
      return undefined;
    }
    const file = await attach(held, push).catch((error: unknown) => {
      log.error('attachment-failed', { branch: held.id, push: push.id, reason: (error as Error).name });
      return undefined;
    });
    return { push, rendered, file, address, channel };
  };

  /** The buttons of several activities say which one each is for. */
  const toldApart = ({ branch }: Held, { push, rendered }: Ready): Choice[][] => {
    const activity = branch.activities[String(push.data['activity'])];
    if (!activity) return rendered.choices.map((row) => [...row]);
    const group = activity.concern.scope === 'group' ? activity.concern.group : '';
    const what = `${dayName(localDate(activity.start, branch.timeZone))}${group}${activity.kind}`;
    return rendered.choices.map((row) => row.map(({ label, says }) => ({ label: `${label}（${what}）`, says })));
  };

  const joined = (held: Held, batch: readonly [Ready, ...Ready[]], to: Destination): Message => {
    const [first, ...more] = batch;
    const withChoices = batch.filter(({ rendered }) => rendered.choices.length > 0);
    const choices = withChoices.flatMap((one) =>
      withChoices.length > 1 ? toldApart(held, one) : one.rendered.choices,
    );
    const file = batch.find((one) => one.file)?.file;
    const textOf = ({ push, rendered }: Ready): string =>
      isUnsure(push, to) && !isLive(push) ? `${againLine}\n${rendered.text}` : rendered.text;
    return {
      ...messageOf(first.push, { text: [first, ...more].map(textOf).join(between), choices }, first.channel),
      ...(file ? { file } : {}),
      key: batch.map(({ push }) => push.id).join('+'),
    };
  };

  /** Tries it has had: the ledger remembers them over a restart, but not which of them met no connection. */
  const triesOf = (push: Push, to: Destination, wait: Wait | undefined): number =>
    wait?.tries.get(push.id) ?? push.tried?.[to] ?? 0;

  /** Sends these as one message. What of it must be tried again later; undefined when all are settled, delivered or not. */
  const sendTogether = async (
    held: Held,
    batch: readonly [Ready, ...Ready[]],
    to: Destination,
    wait: Wait | undefined,
  ): Promise<Failed | undefined> => {
    const message = joined(held, batch, to);
    const pushes = batch.map(({ push }) => push);
    const untried = pushes.filter((push) => !isUnsure(push, to));
    await record(
      held,
      pushes.map((push) => {
        const tries = triesOf(push, to, wait) + 1;
        return { type: 'push-attempted', push: push.id, to, ...(tries > 1 ? { tries } : {}) };
      }),
    );
    const [{ push: first, rendered, channel, address }] = batch;
    try {
      const { ref, parts } = await channel.send(address, message);
      if (ref !== undefined && isLive(first)) lastShown.set(ref, rendered.text);
      // A private message's ref would name the account it went to, for as long as the book is kept.
      const kept =
        ref === undefined || !to.includes(':')
          ? {}
          : { ref, ...(parts && parts.length > 0 ? { parts: [...parts] } : {}) };
      await record(
        held,
        pushes.map((push) => ({ type: 'push-delivered', push: push.id, to, ...kept })),
      );
    } catch (error) {
      if (!(error instanceof SendFailure)) throw error;
      const { reason } = error;
      const isFinal = (push: Push): boolean =>
        reason === 'gone' || reason === 'refused' || (reason === 'unknown' && !resendsAfterUnknown(push));
      for (const push of pushes.filter(isFinal)) await giveUp(held, push, to, reason);
      const left = pushes.filter((push) => !isFinal(push));
      if (left.length === 0) return undefined;
      for (const { id } of left) log.warn('push-retried', { branch: held.id, push: id, reason });
      // Nothing left this machine: the next process need not wonder.
      const unsent = reason === 'unknown' ? [] : left.filter((push) => untried.includes(push));
      if (unsent.length > 0)
        await record(
          held,
          unsent.map(({ id }) => ({ type: 'push-put-off', push: id, to })),
        );
      return { reason, pushes: left };
    }
    return undefined;
  };

  /** Takes one message back; undefined when that is settled, done or not. */
  const recall = async (held: Held, push: Push, to: Destination): Promise<Failed | undefined> => {
    const channel = channelOf(to);
    const ref = push.shown[to];
    try {
      if (!channel?.recall || ref === undefined) throw new SendFailure('refused', 'cannot be taken back here');
      for (const one of [...(push.parts?.[to] ?? []), ref]) await channel.recall(one);
      await record(held, [{ type: 'push-recalled', push: push.id, to }]);
    } catch (error) {
      if (!(error instanceof SendFailure)) throw error;
      const { reason } = error;
      if (reason === 'unreachable' || reason === 'unknown') return { reason, pushes: [push] };
      await giveUp(held, push, to, reason);
    }
    return undefined;
  };

  const goTogether = (to: Destination, before: readonly Ready[], next: Ready): boolean => {
    const all = [...before, next];
    const minutes = new Set(all.map(({ push }) => Math.floor(dueOf(push) / 60_000)));
    const length = all.reduce((sum, { rendered }) => sum + rendered.text.length, 0);
    return (
      to.includes(':') &&
      minutes.size === 1 &&
      length <= longestTogether &&
      all.filter(({ file }) => file).length <= 1 &&
      all.every(({ push }) => mayBeJoined(push))
    );
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
    const isEarly = before !== undefined && before.next > clock.now();
    if (isEarly && newest <= before.newest) return;
    const current = (one: { push: Push; to: Destination } | undefined): Push | undefined => {
      const push = one && held.branch.pushes[one.push.id];
      return push && one.to in push.owed ? push : undefined;
    };
    const rest = [...list];
    for (let one = rest.shift(); one; one = rest.shift()) {
      if (recorder.stopped()) return;
      const { to } = one;
      const push = current(one);
      if (!push) continue;
      const failed =
        push.owed[to] === 'recall'
          ? await recall(held, push, to)
          : await sendNext(held, push, { to, wait: waiting.get(place) }, rest, current);
      const known = waiting.get(place);
      waiting.delete(place);
      if (!failed) continue;
      const isConnected = channelOf(addressOf(held.people, to, push) ?? '')?.health().state === 'up';
      const failures = (known?.failures ?? 0) + (isEarly ? 0 : 1);
      const counted = failed.reason === 'unknown' || (isConnected && !isEarly) ? 1 : 0;
      const tries = new Map(failed.pushes.map((cut) => [cut.id, triesOf(cut, to, known) + counted]));
      const spent = [...tries].filter(([, number]) => number >= mostTries).map(([id]) => id);
      for (const id of spent) {
        const last = held.branch.pushes[id];
        if (last && to in last.owed) await giveUp(held, last, to, failed.reason);
      }
      if (spent.length < tries.size) {
        const minutes = retryAfterMinutes[Math.min(failures, retryAfterMinutes.length) - 1] ?? 1;
        waiting.set(place, { failures, tries, next: clock.now() + minutes * 60_000, newest });
        return;
      }
    }
  };

  /** Sends a push, and those of `rest` that go with it, which are taken from there. */
  const sendNext = async (
    held: Held,
    push: Push,
    { to, wait }: { to: Destination; wait: Wait | undefined },
    rest: { push: Push; to: Destination }[],
    current: (one: { push: Push; to: Destination } | undefined) => Push | undefined,
  ): Promise<Failed | undefined> => {
    const ready = await readyOf(held, push, to);
    if (!ready) return undefined;
    const batch: [Ready, ...Ready[]] = [ready];
    for (let next = current(rest[0]); next && next.owed[to] !== 'recall'; next = current(rest[0])) {
      const other = await readyOf(held, next, to);
      if (other && !goTogether(to, batch, other)) break;
      if (other) batch.push(other);
      rest.shift();
    }
    return sendTogether(held, batch, to, wait);
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
