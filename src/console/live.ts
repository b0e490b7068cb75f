import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { Author, Entry } from '../domain/entry.ts';

const tickMs = 2000;
const ticksPerSignOfLife = 8;
const briefPauseMs = 1500;

/** The live part of a page, a mark that differs when it does, and the event that brings it to the windows. */
export type Drawing = { readonly html: string; readonly mark: string; readonly event: () => Uint8Array };

/** Encoded once, however many windows it goes to. */
export const drawingOf = (html: string): Drawing => {
  const mark = createHash('sha256').update(html).digest('base64url').slice(0, 16);
  let bytes: Uint8Array | undefined;
  const encode = (): Uint8Array => {
    const data = html.split(/\r\n|\r|\n/u).map((line) => `data: ${line}\n`);
    return new TextEncoder().encode(`event: page\nid: ${mark}\n${data.join('')}\n`);
  };
  return {
    html,
    mark,
    event: () => {
      bytes ??= encode();
      return bytes;
    },
  };
};

/** Who waits for a branch to change. */
export type Hub = {
  readonly listen: (branch: string, listener: () => void) => () => void;
  /** How often something was written in the name of an author since the start. */
  readonly writtenBy: (branch: string, author: Author) => number;
};

/** Tells everybody who follows a branch that something was written to its book. */
export const createHub = (onDurable: (listener: (branch: string, entries: readonly Entry[]) => void) => void): Hub => {
  const listeners = new Map<string, Set<() => void>>();
  const written = new Map<string, number>();
  onDurable((branch, entries) => {
    for (const { by } of entries) written.set(`${branch} ${by}`, (written.get(`${branch} ${by}`) ?? 0) + 1);
    for (const listener of listeners.get(branch) ?? []) listener();
  });
  return {
    listen: (branch, listener) => {
      const known = listeners.get(branch) ?? new Set();
      listeners.set(branch, known.add(listener));
      return () => {
        known.delete(listener);
        if (known.size === 0 && listeners.get(branch) === known) listeners.delete(branch);
      };
    },
    writtenBy: (branch, author) => written.get(`${branch} ${author}`) ?? 0,
  };
};

/**
 * One window's stream: the page as it is now, and again whenever it reads otherwise; what happens while it is being sent is
 * sent once. `draw` gives undefined when the session is over or its rights are gone, and the stream ends with that. A
 * brief one ends after the first look; the browser asks again by itself.
 */
export const followPage = (
  c: Context,
  {
    listen,
    draw,
    seen,
    brief,
    ended,
    failed,
  }: {
    readonly listen: (listener: () => void) => () => void;
    readonly draw: () => Promise<Drawing | undefined>;
    /** The mark of the page the window has. */
    readonly seen: string | undefined;
    readonly brief: boolean;
    readonly ended: () => void;
    /** The stream ends with it, and the browser asks again. */
    readonly failed: (error: unknown) => void;
  },
): Response =>
  streamSSE(c, async (stream) => {
    let wake: (() => void) | undefined;
    let isDirty = true;
    let ticks = 0;
    let shown = seen;
    const unlisten = listen(() => {
      isDirty = true;
      wake?.();
    });
    const tick = setInterval(() => {
      ticks += 1;
      // Time changes pages as well, and ends sessions.
      isDirty = true;
      wake?.();
    }, tickMs);
    stream.onAbort(() => wake?.());
    try {
      while (!stream.aborted && !stream.closed) {
        const turn = new Promise<void>((resolve) => {
          wake = resolve;
        });
        if (isDirty) {
          isDirty = false;
          const drawn = await draw();
          if (drawn === undefined) {
            await stream.writeSSE({ event: 'over', data: '' });
            return;
          }
          if (drawn.mark !== shown) {
            shown = drawn.mark;
            ticks = 0;
            await stream.write(drawn.event());
          }
        }
        if (brief) {
          await stream.write(`retry: ${briefPauseMs}\n\n`);
          return;
        }
        if (ticks >= ticksPerSignOfLife) {
          ticks = 0;
          await stream.write(': \n\n');
        }
        if (!isDirty) await turn;
      }
    } catch (error) {
      failed(error);
    } finally {
      clearInterval(tick);
      unlisten();
      ended();
    }
  });
