/* oxlint-disable unicorn/consistent-function-scoping -- a served function holds all it uses (see parts) */
import type { Dom } from './dom.ts';
import type { Voice } from './voice.ts';

export type Place = 'group' | 'private';
export type Rooms = ReturnType<typeof createRooms>;

/** The two lists of messages and their tabs. Messages arrive as finished HTML and are only put in their place. */
export function createRooms({ find }: Dom, { announce }: Voice, leaving: (from: Place, to: Place) => void) {
  const places: readonly Place[] = ['group', 'private'];
  const panels = { group: find('#group'), private: find('#private') };
  const tabs = { group: find('#tab-group'), private: find('#tab-private') };
  const lists = { group: find('#group-messages'), private: find('#private-messages') };
  const unread = { group: 0, private: 0 };
  const newest = find('#to-newest');
  const keep = 500;
  let place: Place = 'group';

  const atNewest = (room: Place): boolean => {
    const panel = panels[room];
    return panel.scrollHeight - panel.scrollTop - panel.clientHeight < 120;
  };
  const toNewest = (): void => {
    // Before the first message the hints are what is to be read, from their beginning.
    if (lists[place].childElementCount > 0) panels[place].scrollTop = panels[place].scrollHeight;
    newest.hidden = true;
  };
  const showUnread = (): void => {
    for (const room of places) {
      const badge = tabs[room].querySelector('.unread');
      if (badge) badge.textContent = unread[room] > 0 ? `（${unread[room]} 条新消息）` : '';
    }
  };
  const saidIn = (item: HTMLElement): string =>
    (item.querySelector('.text') ?? item.querySelector('.file'))?.textContent?.trim() ?? '';

  const announceNews = (old: HTMLElement, item: HTMLElement): void => {
    if (!item.classList.contains('own')) return;
    if (item.querySelector('.mark') && !old.querySelector('.mark')) announce('已记');
    const aside = item.querySelector('.aside');
    if (aside && !old.querySelector('.aside')) announce(aside.textContent ?? '');
  };

  const replace = (room: Place, old: HTMLElement, item: HTMLElement): void => {
    if (old.dataset['revision'] === item.dataset['revision']) return;
    const followed = atNewest(room);
    const focused = old.contains(document.activeElement) ? document.activeElement : undefined;
    const key = focused instanceof HTMLElement ? focused.dataset['key'] : undefined;
    announceNews(old, item);
    old.replaceWith(item);
    if (key !== undefined) {
      // A live message is edited as people arrive; whoever has come to its button by keyboard stays there.
      const same = [...item.querySelectorAll<HTMLElement>('[data-key]')].find((one) => one.dataset['key'] === key);
      same?.focus({ preventScroll: true });
    }
    if (followed && room === place) toNewest();
  };

  const append = (room: Place, item: HTMLElement): void => {
    const list = lists[room];
    const own = item.classList.contains('own');
    const follow = own || atNewest(room);
    list.append(item);
    while (list.childElementCount > keep) list.firstElementChild?.remove();
    if (room !== place) unread[room] += 1;
    else if (follow) toNewest();
    else newest.hidden = false;
    if (!own) announce(`${item.dataset['name'] ?? ''}：${saidIn(item)}`);
  };

  const choose = (room: Place): void => {
    leaving(place, room);
    place = room;
    unread[place] = 0;
    for (const other of places) {
      panels[other].hidden = other !== place;
      tabs[other].setAttribute('aria-selected', String(other === place));
      tabs[other].tabIndex = other === place ? 0 : -1;
    }
    showUnread();
    toNewest();
  };

  for (const room of places) {
    tabs[room].addEventListener('click', () => choose(room));
    tabs[room].addEventListener('keydown', (event) => {
      const to = { ArrowLeft: 'group', Home: 'group', ArrowRight: 'private', End: 'private' }[event.key];
      if (to !== 'group' && to !== 'private') return;
      event.preventDefault();
      choose(to);
      tabs[to].focus();
    });
    panels[room].addEventListener('scroll', () => {
      if (room === place && atNewest(room)) newest.hidden = true;
    });
  }
  newest.addEventListener('click', toNewest);

  return {
    place: () => place,
    choose,
    saidIn,
    /** Everything anew, for another persona or another run of the program. */
    begin(whole: { readonly kept: string; readonly group: string; readonly private: string }): void {
      for (const room of places) {
        lists[room].innerHTML = whole[room];
        unread[room] = 0;
        const kept = panels[room].querySelector('.kept');
        if (kept) kept.textContent = whole.kept;
      }
      showUnread();
      toNewest();
    },
    put(changes: readonly { readonly place: Place; readonly id: string; readonly html: string }[]): void {
      for (const { place: room, id, html } of changes) {
        const template = document.createElement('template');
        template.innerHTML = html;
        const item = template.content.firstElementChild;
        if (!(item instanceof HTMLElement)) continue;
        const old = document.getElementById(id);
        if (old) replace(room, old, item);
        else append(room, item);
      }
      showUnread();
    },
  };
}
