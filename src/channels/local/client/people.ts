import type { Cards } from './cards.ts';
import type { Dom } from './dom.ts';
import type { Voice } from './voice.ts';

/** Who this window is. It is remembered per window, so that two windows can be two people. */
export function createPeople(
  { find, all, around, recall, remember }: Dom,
  { toast }: Voice,
  cards: Cards,
  became: (account: string | undefined) => void,
) {
  const key = 'zhishu-persona';
  const list = find('#people');
  const search = find<HTMLInputElement>('#search');
  const roomTitle = document.title;
  let me: string | undefined;
  let shown = list.innerHTML;

  const buttonOf = (account: string | undefined): HTMLElement | undefined =>
    [...list.querySelectorAll<HTMLElement>('[data-persona]')].find((one) => one.dataset['persona'] === account);

  const showMe = (): void => {
    const button = buttonOf(me);
    for (const one of list.querySelectorAll('[data-persona]')) one.setAttribute('aria-pressed', String(one === button));
    for (const line of all('.who')) line.textContent = button?.textContent?.trim() ?? '还没有选择';
    document.title = button ? `${button.querySelector('b')?.textContent} · ${roomTitle}` : roomTitle;
    find('#choose-first').hidden = me !== undefined;
    find('#composer').hidden = me === undefined;
  };
  const showFound = (): void => {
    const wanted = search.value.trim();
    const items = [...list.children].filter((item) => item instanceof HTMLElement);
    for (const item of items) item.hidden = !(item.textContent ?? '').includes(wanted);
    find('#nobody-found').hidden = items.some((item) => !item.hidden);
  };
  const become = (account: string | undefined): void => {
    me = account;
    if (account) remember('sessionStorage', key, account);
    showMe();
    became(account);
  };

  document.addEventListener('click', (event) => {
    const account = around(event, '[data-persona]')?.dataset['persona'];
    if (!account) return;
    become(account);
    cards.close('people');
    find('#words').focus();
  });
  search.addEventListener('input', showFound);
  search.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.isComposing) return;
    event.preventDefault();
    list.querySelector<HTMLElement>('li:not([hidden]) button')?.focus();
  });
  find('#open-people').addEventListener('click', () => cards.open('people'));
  find('#all-people').addEventListener('click', () => cards.open('people'));

  return {
    me: () => me,
    become,
    /** As whoever this window was before a reload. */
    begin(): void {
      const remembered = recall('sessionStorage', key);
      const known = buttonOf(remembered);
      become(known && remembered);
      if (cards.wide()) known?.scrollIntoView({ block: 'center' });
    },
    ask(): void {
      toast('请先选择您是谁。');
      if (!cards.wide()) cards.open('people');
    },
    show({ count, html }: { readonly count: number; readonly html: string }): void {
      if (html === shown) return;
      shown = html;
      list.innerHTML = html;
      find('#how-many').textContent = String(count);
      showFound();
      if (me && !buttonOf(me)) become(undefined);
      else showMe();
    },
  };
}
