import type { Dom } from './dom.ts';
import type { Place } from './rooms.ts';

export type ClockState = {
  readonly now: string;
  readonly broken: boolean;
  readonly walking?: { readonly to: string; readonly done: number };
};
type Listener = {
  whole(whole: { readonly kept: string; readonly group: string; readonly private: string }): void;
  messages(changes: readonly { readonly place: Place; readonly id: string; readonly html: string }[]): void;
  people(people: { readonly count: number; readonly html: string }): void;
  clock(clock: ClockState): void;
};

/** The line on which the program tells what has changed; it comes back by itself and misses nothing. */
export function createStream({ find }: Dom, listener: Listener) {
  const retryMs = 2000;
  const link = find('#link');
  let viewer: string | undefined;
  let lastId: string | undefined;
  let source: EventSource | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let brief = false;

  const close = (): void => {
    source?.close();
    clearTimeout(retry);
  };

  const open = (): void => {
    close();
    const stream = new EventSource(
      `/events?${new URLSearchParams({
        ...(viewer ? { as: viewer } : {}),
        ...(lastId ? { last: lastId } : {}),
        ...(brief ? { brief: '1' } : {}),
      })}`,
    );
    source = stream;
    let answered = false;
    stream.addEventListener('open', () => {
      answered = true;
      link.textContent = '';
    });
    stream.addEventListener('error', () => {
      if (!brief || !answered) link.textContent = '；连接断了，正在重新连接';
      answered = false;
      // After an answer that is no stream the browser gives up by itself.
      if (stream.readyState === EventSource.CLOSED && source === stream) retry = setTimeout(open, retryMs);
    });
    stream.addEventListener('whole', (event) => {
      lastId = event.lastEventId;
      document.body.dataset['live'] = viewer ?? 'nobody';
      listener.whole(JSON.parse(event.data));
    });
    stream.addEventListener('messages', (event) => {
      lastId = event.lastEventId;
      listener.messages(JSON.parse(event.data));
    });
    stream.addEventListener('people', (event) => listener.people(JSON.parse(event.data)));
    stream.addEventListener('clock', (event) => listener.clock(JSON.parse(event.data)));
  };

  /** A browser opens six connections to one address, over all its windows: four stream, further ones ask now and then. */
  const claimLine = async (): Promise<void> => {
    if (!navigator.locks) return;
    for (const line of [1, 2, 3, 4]) {
      const claimed = await new Promise<boolean>((resolve) => {
        void navigator.locks.request(`zhishu-line-${line}`, { ifAvailable: true }, (lock) => {
          resolve(lock !== null);
          // Held until the window is closed.
          return lock ? new Promise(() => {}) : undefined;
        });
      });
      if (claimed) return;
    }
    brief = true;
  };
  const claimed = claimLine();

  document.addEventListener('visibilitychange', () => {
    if (document.hidden) close();
    else open();
  });

  return {
    /** Begins anew as this persona. */
    async listenAs(account: string | undefined): Promise<void> {
      viewer = account;
      lastId = undefined;
      await claimed;
      open();
    },
  };
}
