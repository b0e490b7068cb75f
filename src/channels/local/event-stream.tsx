import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { LocalChannel } from './channel.ts';
import type { ClockWalk } from './clock-walk.ts';
import { People } from './page.tsx';
import { createRoomView, keptSentence } from './room-view.tsx';
import { momentOf } from './spoken-time.ts';

type Options = {
  readonly channel: LocalChannel;
  readonly viewer: string | undefined;
  readonly zone: string;
  readonly walk: ClockWalk | undefined;
  /** Ends when all is told; the browser asks again by itself. */
  readonly brief: boolean;
};

const tickMs = 500;
const ticksPerSignOfLife = 30;
const briefPauseMs = 1500;

/**
 * What one window is told, for as long as it listens. Events carry the present state, not what happened: a window that
 * was away gets every message changed since the last event id it saw, and after a restart the whole.
 */
export function streamEvents(c: Context, { channel, viewer, zone, walk, brief }: Options): Response {
  const view = createRoomView(channel, viewer, zone);
  const lastId = c.req.header('last-event-id') ?? c.req.query('last');
  const [, boot, revision] = /^(\d+)-(\d+)$/.exec(lastId ?? '') ?? [];
  let seen = boot !== undefined && Number(boot) === channel.boot() ? Number(revision) : undefined;

  return streamSSE(c, async (stream) => {
    let wake: (() => void) | undefined;
    let dirty = true;
    let ticks = 0;
    let shownClock = '';
    let shownPeople = '';

    const nudge = () => {
      dirty = true;
      wake?.();
    };
    const tick = setInterval(() => {
      ticks += 1;
      wake?.();
    }, tickMs);
    const unlisten = channel.conversation.listen(nudge);
    stream.onAbort(() => wake?.());

    const eventId = (at: number) => `${channel.boot()}-${at}`;

    const sendMessages = async () => {
      const upTo = channel.conversation.revision();
      if (seen === undefined) {
        seen = upTo;
        const whole = {
          kept: keptSentence(channel.boot()),
          group: view.whole('group'),
          private: view.whole('private'),
        };
        await stream.writeSSE({ event: 'whole', id: eventId(upTo), data: JSON.stringify(whole) });
        return;
      }
      const changes = view.since(seen);
      seen = upTo;
      if (changes.length > 0) {
        await stream.writeSSE({ event: 'messages', id: eventId(upTo), data: JSON.stringify(changes) });
      }
    };

    const sendPeople = async () => {
      const personas = await channel.personas();
      const people = String(<People personas={personas} />);
      if (people === shownPeople) return;
      shownPeople = people;
      await stream.writeSSE({ event: 'people', data: JSON.stringify({ count: personas.length, html: people }) });
    };

    const sendClock = async () => {
      if (!walk) return;
      const walking = walk.walking();
      const now = channel.now();
      const clock = JSON.stringify({
        now: momentOf(now, zone),
        broken: walk.broken(),
        walking: walking && {
          to: momentOf(walking.to, zone),
          done: Math.min(1, Math.max(0, (now - walking.from) / (walking.to - walking.from))),
        },
      });
      if (clock === shownClock) return;
      shownClock = clock;
      await stream.writeSSE({ event: 'clock', data: clock });
    };

    try {
      while (!stream.aborted && !stream.closed) {
        const turn = new Promise<void>((resolve) => {
          wake = resolve;
        });
        if (dirty) {
          dirty = false;
          await sendMessages();
          await sendPeople();
        }
        await sendClock();
        if (brief) {
          await stream.write(`retry: ${briefPauseMs}\n\n`);
          return;
        }
        if (ticks >= ticksPerSignOfLife) {
          ticks = 0;
          await stream.write(': \n\n');
        }
        if (!dirty) await turn;
      }
    } finally {
      clearInterval(tick);
      unlisten();
    }
  });
}
