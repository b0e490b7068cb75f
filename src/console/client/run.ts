/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/* oxlint-disable unicorn/consistent-function-scoping -- a served function holds all it uses (see script) */

type Htmx = {
  swap(context: { text: string; target: Element; swap: string; sourceElement: Element }): Promise<void>;
};

/** Keeps an open page as the ledger has it, and says when it cannot. */
export function runConsole(): void {
  const retryMs = 1500;
  const { htmx } = window as unknown as { htmx: Htmx };
  const link = document.querySelector('#link');
  const answer = document.querySelector('#answer');
  const address = document.body.dataset['live'];
  let stream: EventSource | undefined;
  let brief = false;
  let seen = document.body.dataset['seen'] ?? '';

  const say = (text: string): void => {
    if (link && link.textContent !== text) link.textContent = text;
  };

  let latest: string | undefined;
  const renew = (text: string): void => {
    latest = text;
    const live = document.querySelector('#live');
    if (live) void htmx.swap({ text, target: live, swap: 'outerMorph', sourceElement: live });
  };

  const open = (): void => {
    stream?.close();
    if (!address || document.hidden) return;
    const from = new URL(address, document.baseURI);
    from.searchParams.set('_seen', seen);
    if (brief) from.searchParams.set('_brief', '1');
    const source = new EventSource(from);
    stream = source;
    let isOver = false;
    const end = (): void => {
      isOver = true;
      source.close();
      say('登录已经结束，页面不再更新。请私聊支书助手说「控制台」，取得新的链接。');
    };
    source.addEventListener('page', (event) => {
      seen = event.lastEventId;
      renew(event.data);
    });
    source.addEventListener('open', () => {
      say('');
      document.body.dataset['followed'] = 'yes';
    });
    source.addEventListener('over', end);
    source.addEventListener('error', () => {
      if (isOver || source !== stream) return;
      if (!brief) say('连接断开，正在重新连接。页面上的内容可能不是最新的。');
      // After an answer that is no stream the browser gives up by itself, and does not say what the answer was.
      if (source.readyState === EventSource.CLOSED) void askWhy(source, end);
    });
  };
  const askWhy = async (source: EventSource, end: () => void): Promise<void> => {
    const looked = await fetch(window.location.href, { method: 'HEAD' }).catch(() => undefined);
    if (source !== stream) return;
    if (looked?.status === 401) end();
    else setTimeout(() => source === stream && open(), retryMs);
  };

  /** A browser opens six connections to one address, over all its windows: four stream, further ones ask now and then. */
  const claimLine = async (): Promise<void> => {
    if (!navigator.locks) return;
    for (const line of [1, 2, 3, 4]) {
      const claimed = await new Promise<boolean>((resolve) => {
        // The same names as the local group's windows, for they are of the same address.
        void navigator.locks.request(`zhishu-line-${line}`, { ifAvailable: true }, (lock) => {
          resolve(lock !== null);
          return lock ? new Promise(() => {}) : undefined;
        });
      });
      if (claimed) return;
    }
    brief = true;
  };

  // Each press is one sentence, however often the network makes the browser send it.
  document.addEventListener('htmx:config:request', (event) => {
    const { ctx } = (event as CustomEvent).detail as { ctx: { request: { body: FormData } } };
    const number = [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, '0'));
    ctx.request.body.set('number', number.join(''));
  });
  // What is being written stays as it is while the page is renewed around it, until it has been recorded.
  const formOf = (event: Event): HTMLFormElement | undefined =>
    (event.target instanceof Element ? event.target.closest<HTMLFormElement>('form.fields') : undefined) ?? undefined;
  document.addEventListener('input', (event) => formOf(event)?.setAttribute('hx-morph-skip', ''));
  document.addEventListener('recorded', (event) => {
    const form = formOf(event);
    if (!form) return;
    form.reset();
    form.removeAttribute('hx-morph-skip');
    if (latest !== undefined) renew(latest);
  });
  document.addEventListener('htmx:error', () => {
    if (answer) answer.textContent = '没有发出去，请看一看网络，再按一次。';
  });
  document.addEventListener('htmx:after:swap', () => {
    if (!answer?.firstElementChild || answer.querySelector('.close')) return;
    const close = document.createElement('button');
    close.type = 'button';
    close.className = 'close';
    close.textContent = '收起';
    close.addEventListener('click', () => answer.replaceChildren());
    answer.append(close);
  });

  document.addEventListener('visibilitychange', () => {
    if (document.hidden) stream?.close();
    else open();
  });
  void claimLine().then(open);
}
