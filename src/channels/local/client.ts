/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/* oxlint-disable unicorn/consistent-function-scoping -- everything has to stand inside the one function that is served */

/**
 * What runs in the browser. It is served as its own source text (see routes), so it uses nothing from outside itself;
 * messages arrive as finished HTML and are only put in their place here.
 */
export function runPage(): void {
  type Place = 'group' | 'private';
  type Answer = { readonly ok: boolean; readonly reached: boolean; readonly toast?: string };
  const places: readonly Place[] = ['group', 'private'];
  const keep = 500;

  const find = <T extends HTMLElement>(selector: string): T => {
    const element = document.querySelector<T>(selector);
    if (!element) throw new Error(`no ${selector} in the page`);
    return element;
  };
  const maybe = <T extends HTMLElement>(selector: string): T | undefined =>
    document.querySelector<T>(selector) ?? undefined;
  const target = (event: Event, selector: string): HTMLElement | undefined =>
    (event.target instanceof Element ? event.target.closest<HTMLElement>(selector) : undefined) ?? undefined;

  // A browser may forbid storage; then the choice lasts as long as the page.
  const recall = (storage: 'sessionStorage' | 'localStorage', key: string): string | undefined => {
    try {
      return window[storage].getItem(key) ?? undefined;
    } catch {
      return undefined;
    }
  };
  const remember = (storage: 'sessionStorage' | 'localStorage', key: string, value: string): void => {
    try {
      window[storage].setItem(key, value);
    } catch {
      return;
    }
  };

  const words = find<HTMLTextAreaElement>('#words');
  const panels = { group: find('#group'), private: find('#private') };
  const tabs = { group: find('#tab-group'), private: find('#tab-private') };
  const lists = { group: find('#group-messages'), private: find('#private-messages') };
  const unread = { group: 0, private: 0 };
  const drafts = { group: '', private: '' };
  const wide = window.matchMedia('(min-width: 60rem)');

  let me: string | undefined;
  let place: Place = 'group';
  let quoting: string | undefined;
  let file: File | undefined;
  let source: EventSource | undefined;
  let lastId: string | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let peopleHtml: string | undefined;

  const announce = (text: string): void => {
    const line = document.createElement('p');
    line.textContent = text;
    const spoken = find('#announcements');
    spoken.append(line);
    while (spoken.childElementCount > 5) spoken.firstElementChild?.remove();
  };

  const toast = (text: string): void => {
    const card = document.createElement('div');
    card.className = 'toast';
    const line = document.createElement('p');
    line.textContent = text;
    const close = document.createElement('button');
    close.type = 'button';
    close.textContent = '关闭';
    close.addEventListener('click', () => card.remove());
    card.append(line, close);
    const toasts = find('#toasts');
    toasts.append(card);
    while (toasts.childElementCount > 3) toasts.firstElementChild?.remove();
    const leave = (): void => {
      if (card.matches(':hover, :focus-within')) setTimeout(leave, 3000);
      else card.remove();
    };
    setTimeout(leave, 8000);
  };

  // --- messages ---

  const atNewest = (room: Place): boolean => {
    const panel = panels[room];
    return panel.scrollHeight - panel.scrollTop - panel.clientHeight < 120;
  };
  const toNewest = (): void => {
    // Before the first message the hints are what is to be read, from their beginning.
    if (lists[place].childElementCount > 0) panels[place].scrollTop = panels[place].scrollHeight;
    find('#to-newest').hidden = true;
  };
  const showUnread = (): void => {
    for (const room of places) {
      const badge = tabs[room].querySelector('.unread');
      if (badge) badge.textContent = unread[room] > 0 ? `（${unread[room]} 条新消息）` : '';
    }
  };
  const showPressed = (): void => {
    for (const button of document.querySelectorAll<HTMLElement>('[data-persona][aria-pressed]')) {
      button.setAttribute('aria-pressed', String(button.dataset['persona'] === me));
    }
  };

  const saidIn = (item: HTMLElement): string =>
    (item.querySelector('.text') ?? item.querySelector('.file'))?.textContent?.trim() ?? '';

  const put = (room: Place, id: string, html: string): void => {
    const template = document.createElement('template');
    template.innerHTML = html;
    const item = template.content.firstElementChild;
    if (!(item instanceof HTMLElement)) return;
    const list = lists[room];
    const old = document.getElementById(id);
    const follow = atNewest(room) || item.classList.contains('own');
    if (old) {
      if (old.dataset['revision'] === item.dataset['revision']) return;
      const focused = old.contains(document.activeElement) ? document.activeElement : undefined;
      const key = focused instanceof HTMLElement ? focused.dataset['key'] : undefined;
      for (const [mark, always] of [
        ['.mark', '已记'],
        ['.aside-text', undefined],
      ] as const) {
        const now = item.querySelector(mark);
        if (item.classList.contains('own') && now && !old.querySelector(mark))
          announce(always ?? now.textContent ?? '');
      }
      old.replaceWith(item);
      if (key !== undefined) {
        for (const button of item.querySelectorAll<HTMLElement>('[data-key]')) {
          if (button.dataset['key'] === key) button.focus({ preventScroll: true });
        }
      }
      if (follow && room === place && atNewest(room)) toNewest();
      return;
    }
    list.append(item);
    while (list.childElementCount > keep) list.firstElementChild?.remove();
    const own = item.classList.contains('own');
    if (room === place && follow) toNewest();
    else if (room === place) find('#to-newest').hidden = false;
    else unread[room] += 1;
    if (!own) announce(`${item.dataset['name'] ?? ''}：${saidIn(item)}`);
  };

  const listen = (): void => {
    source?.close();
    clearTimeout(retry);
    const query = new URLSearchParams({ ...(me ? { as: me } : {}), ...(lastId ? { last: lastId } : {}) });
    const stream = new EventSource(`/events?${query}`);
    source = stream;
    const link = find('#link');
    stream.addEventListener('open', () => {
      link.textContent = '';
    });
    stream.addEventListener('error', () => {
      link.textContent = '；连接断了，正在重新连接';
      // After an answer that is no stream the browser gives up by itself.
      if (stream.readyState === EventSource.CLOSED && source === stream) retry = setTimeout(listen, 2000);
    });
    stream.addEventListener('whole', (event) => {
      lastId = event.lastEventId;
      const whole: { kept: string; group: string; private: string } = JSON.parse(event.data);
      for (const room of places) {
        lists[room].innerHTML = whole[room];
        const kept = panels[room].querySelector('.kept');
        if (kept) kept.textContent = whole.kept;
      }
      toNewest();
      document.body.dataset['live'] = me ?? 'nobody';
    });
    stream.addEventListener('messages', (event) => {
      lastId = event.lastEventId;
      const changes: readonly { place: Place; id: string; html: string }[] = JSON.parse(event.data);
      for (const change of changes) put(change.place, change.id, change.html);
      showUnread();
    });
    stream.addEventListener('people', (event) => {
      const people: { count: number; html: string } = JSON.parse(event.data);
      if (people.html === peopleHtml) return;
      peopleHtml = people.html;
      find('#people').innerHTML = people.html;
      find('#how-many').textContent = String(people.count);
      showPressed();
      search();
      if (me && !personaButton(me)) become(undefined);
      else nameMe();
    });
    stream.addEventListener('clock', (event) => showClock(JSON.parse(event.data)));
  };

  // A browser opens six streams to one address at most; a hidden window gives its own back and catches up later.
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) {
      source?.close();
      clearTimeout(retry);
    } else listen();
  });

  // --- speaking ---

  const clientId = (): string =>
    Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, '0')).join('');

  const post = async (path: string, body: BodyInit, headers: Record<string, string>): Promise<Answer> => {
    try {
      const response = await fetch(path, { method: 'POST', body, headers });
      const { toast: told }: { toast?: string } = await response.json().catch(() => ({}));
      return { ok: response.ok, reached: true, ...(told ? { toast: told } : {}) };
    } catch {
      return { ok: false, reached: false, toast: '没有连上程序，请稍后再试。' };
    }
  };
  const tell = async (path: string, body: Record<string, unknown>): Promise<Answer> => {
    const answer = await post(path, JSON.stringify(body), { 'Content-Type': 'application/json' });
    if (answer.toast) toast(answer.toast);
    return answer;
  };

  const fitWords = (): void => {
    words.style.height = 'auto';
    words.style.height = `${words.scrollHeight + 2}px`;
  };
  const showChips = (): void => {
    const quoted = quoting ? document.getElementById(quoting) : undefined;
    find('#quoting').hidden = !quoted;
    const text = quoted ? saidIn(quoted).slice(0, 40) : '';
    find('#quoting span').textContent = `引用 ${quoted?.dataset['name'] ?? ''}：${text}`;
    find('#attached').hidden = !file;
    find('#attached span').textContent = file ? `要发送的文件：${file.name}` : '';
  };

  // The same id is used again when the program was not reached, so that nothing is said twice.
  let unsure: { readonly text: string; readonly client: string } | undefined;

  const send = async (): Promise<void> => {
    const text = words.value.trim();
    if (!me || (!text && !file)) return;
    const client = unsure?.text === text && !file ? unsure.client : clientId();
    const said = { as: me, client, room: place, text };
    const sent = { file, quoting };
    words.value = '';
    file = undefined;
    quoting = undefined;
    fitWords();
    showChips();
    let answer: Answer;
    if (sent.file) {
      const form = new FormData();
      for (const [name, value] of Object.entries(said)) form.append(name, value);
      form.append('file', sent.file);
      answer = await post('/files', form, { 'X-Zhishu': 'file' });
      if (answer.toast) toast(answer.toast);
    } else {
      answer = await tell('/messages', { ...said, ...(sent.quoting ? { quotes: sent.quoting } : {}) });
    }
    unsure = answer.reached ? undefined : { text, client };
    if (!answer.ok && !words.value) {
      words.value = text;
      file = sent.file;
      quoting = sent.quoting;
      fitWords();
      showChips();
    }
  };

  const attach = (chosen: File | undefined): void => {
    if (!chosen) return;
    if (!me) return toast('请先选择您是谁，再发送文件。');
    if (chosen.size > 5 * 1024 * 1024) return toast('文件超过 5 MB，请拆小之后再发。');
    file = chosen;
    showChips();
    words.focus();
  };

  find('#composer').addEventListener('submit', (event) => {
    event.preventDefault();
    void send();
  });
  words.addEventListener('keydown', (event) => {
    // While an input method is composing, Enter chooses its candidate.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    void send();
  });
  words.addEventListener('input', fitWords);
  const picker = find<HTMLInputElement>('#file');
  find('#pick-file').addEventListener('click', () => picker.click());
  picker.addEventListener('change', () => {
    attach(picker.files?.[0]);
    picker.value = '';
  });
  find('#drop-file').addEventListener('click', () => {
    file = undefined;
    showChips();
    words.focus();
  });
  find('#drop-quote').addEventListener('click', () => {
    quoting = undefined;
    showChips();
    words.focus();
  });
  const main = find('main');
  const dragging = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
  main.addEventListener('dragover', (event) => {
    if (!dragging(event)) return;
    event.preventDefault();
    main.classList.add('dropping');
  });
  main.addEventListener('dragleave', () => main.classList.remove('dropping'));
  main.addEventListener('drop', (event) => {
    main.classList.remove('dropping');
    if (!dragging(event)) return;
    event.preventDefault();
    attach(event.dataTransfer?.files[0]);
  });

  main.addEventListener('click', (event) => {
    const button = target(event, '[data-act]');
    const ref = button?.closest('li')?.id;
    if (!button || !ref) return;
    const act = button.dataset['act'];
    if (act === 'go-private') return choosePlace('private');
    if (!me) return askWho();
    if (act === 'quote') {
      quoting = ref;
      showChips();
      words.focus();
    } else if (act === 'choice') {
      void tell('/choices', { as: me, client: clientId(), ref, says: button.dataset['says'] });
    } else if (act === 'received') {
      void tell('/reactions', { as: me, client: clientId(), ref });
    }
  });
  find('#to-newest').addEventListener('click', toNewest);
  for (const room of places) {
    panels[room].addEventListener('scroll', () => {
      if (room === place && atNewest(room)) find('#to-newest').hidden = true;
    });
  }

  // --- tabs ---

  const choosePlace = (room: Place): void => {
    drafts[place] = words.value;
    if (room !== place) quoting = undefined;
    place = room;
    words.value = drafts[place];
    unread[place] = 0;
    for (const other of places) {
      panels[other].hidden = other !== place;
      tabs[other].setAttribute('aria-selected', String(other === place));
      tabs[other].tabIndex = other === place ? 0 : -1;
    }
    showUnread();
    showChips();
    toNewest();
    fitWords();
  };
  for (const room of places) {
    tabs[room].addEventListener('click', () => choosePlace(room));
    tabs[room].addEventListener('keydown', (event) => {
      const to = { ArrowLeft: 'group', Home: 'group', ArrowRight: 'private', End: 'private' }[event.key];
      if (to !== 'group' && to !== 'private') return;
      event.preventDefault();
      choosePlace(to);
      tabs[to].focus();
    });
  }

  // --- who I am ---

  const dialogs = {
    people: maybe<HTMLDialogElement>('#people-dialog'),
    clock: maybe<HTMLDialogElement>('#clock-dialog'),
  };
  const cards = { people: maybe('#people-panel'), clock: maybe('#clock-panel') };

  /** On a wide screen the cards stand beside the chat, on a narrow one they open over it. */
  const settle = (): void => {
    for (const name of ['clock', 'people'] as const) {
      const card = cards[name];
      const dialog = dialogs[name];
      if (!card || !dialog) continue;
      if (wide.matches) {
        dialog.close();
        find('#side').append(card);
      } else if (card.parentElement !== dialog) {
        const close = document.createElement('button');
        close.type = 'button';
        close.className = 'close';
        close.textContent = '关闭';
        close.addEventListener('click', () => dialog.close());
        dialog.replaceChildren(close, card);
      }
    }
  };
  const openCard = (name: 'people' | 'clock'): void => {
    if (wide.matches) cards[name]?.querySelector<HTMLElement>('input')?.focus();
    else {
      dialogs[name]?.showModal();
      cards[name]?.querySelector<HTMLElement>('h2')?.focus();
    }
  };
  const askWho = (): void => {
    toast('请先选择您是谁。');
    if (!wide.matches) openCard('people');
  };
  const personaButton = (account: string | undefined): HTMLElement | undefined =>
    [...find('#people').querySelectorAll<HTMLElement>('[data-persona]')].find(
      (button) => button.dataset['persona'] === account,
    );
  const nameMe = (): void => {
    const button = personaButton(me);
    const text = button?.textContent?.trim();
    for (const line of document.querySelectorAll('.who')) line.textContent = text ?? '还没有选择';
    document.title = button ? `${button.querySelector('b')?.textContent} · ${find('h1').textContent}` : document.title;
    find('#choose-first').hidden = me !== undefined;
    find('#composer').hidden = me === undefined;
  };
  const become = (account: string | undefined): void => {
    me = account;
    if (account) remember('sessionStorage', 'zhishu-persona', account);
    quoting = undefined;
    unread.group = 0;
    unread.private = 0;
    lastId = undefined;
    lists.private.replaceChildren();
    showPressed();
    nameMe();
    showChips();
    showUnread();
    listen();
  };

  document.addEventListener('click', (event) => {
    const button = target(event, '[data-persona]');
    if (!button) return;
    become(button.dataset['persona']);
    dialogs.people?.close();
    words.focus();
  });
  const search = (): void => {
    const wanted = find<HTMLInputElement>('#search').value.trim();
    let found = 0;
    for (const item of find('#people').children) {
      if (!(item instanceof HTMLElement)) continue;
      item.hidden = !(item.textContent ?? '').includes(wanted);
      if (!item.hidden) found += 1;
    }
    find('#nobody-found').hidden = found > 0;
  };
  find('#search').addEventListener('input', search);
  find('#search').addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.isComposing) return;
    event.preventDefault();
    find('#people').querySelector<HTMLElement>('li:not([hidden]) button')?.focus();
  });
  find('#open-people').addEventListener('click', () => openCard('people'));
  find('#all-people').addEventListener('click', () => openCard('people'));

  // --- the clock ---

  let walking = false;
  const showClock = (clock: { now: string; broken: boolean; walking?: { to: string; done: number } }): void => {
    for (const line of document.querySelectorAll('.now')) line.textContent = clock.now;
    const before = walking;
    walking = clock.walking !== undefined;
    find('#walking').hidden = !walking;
    if (clock.walking) {
      find('#walking-to').textContent = clock.walking.to;
      find<HTMLProgressElement>('#progress').value = clock.walking.done;
    }
    for (const button of document.querySelectorAll<HTMLButtonElement>('#clock-panel button')) {
      button.disabled = walking;
    }
    if (before && !walking) {
      toast(clock.broken ? '时间没有走完，请再拨一次。' : `支部时间走到了 ${clock.now}。`);
      void loadMoments();
    }
  };
  const loadMoments = async (): Promise<void> => {
    const response = await fetch('/clock').catch(() => undefined);
    if (!response?.ok) return;
    const { suggestions }: { suggestions: readonly { label: string; at: number }[] } = await response.json();
    find('#moments').replaceChildren(
      ...suggestions.map(({ label, at }) => {
        const button = document.createElement('button');
        button.type = 'button';
        button.textContent = label;
        button.disabled = walking;
        button.addEventListener('click', () => void moveClock({ at }));
        return button;
      }),
    );
  };
  const moveClock = async (wish: { at: number } | { text: string }): Promise<void> => {
    const answer = await post('/clock', JSON.stringify(wish), { 'Content-Type': 'application/json' });
    find('#moment-problem').textContent = answer.toast ?? '';
    if (!answer.ok) return;
    find<HTMLInputElement>('#moment').value = '';
    dialogs.clock?.close();
  };
  if (cards.clock) {
    find('#clock-form').addEventListener('submit', (event) => {
      event.preventDefault();
      void moveClock({ text: find<HTMLInputElement>('#moment').value.trim() });
    });
    find('#open-clock').addEventListener('click', () => {
      void loadMoments();
      openCard('clock');
    });
    void loadMoments();
  }

  // --- the first visit ---

  find('#hint').hidden = recall('localStorage', 'zhishu-hint') === 'closed';
  find('#close-hint').addEventListener('click', () => {
    find('#hint').hidden = true;
    remember('localStorage', 'zhishu-hint', 'closed');
    (me ? words : find('#tab-group')).focus();
  });
  find('#sample').addEventListener('click', () => {
    const secretary = maybe('#choose-first [data-persona]')?.dataset['persona'];
    if (!me && secretary) become(secretary);
    if (!me) return askWho();
    choosePlace('group');
    words.value = find('#sample').textContent?.trim() ?? '';
    fitWords();
    words.focus();
  });

  settle();
  wide.addEventListener('change', settle);
  const remembered = recall('sessionStorage', 'zhishu-persona');
  const known = personaButton(remembered);
  become(known && remembered);
  if (wide.matches) known?.scrollIntoView({ block: 'nearest' });
}
