/* oxlint-disable unicorn/consistent-function-scoping -- a served function holds all it uses (see parts) */
import type { Cards } from './cards.ts';
import type { Dom } from './dom.ts';

type Around = {
  me(): string | undefined;
  /** Asks who one is. */
  ask(): void;
  sayInPrivate(text: string): void;
  goToGroup(): void;
};

/** The console beside the group, or in place of it where there is no room for both; one comes in by its link as everywhere. */
export function createDesk({ find, all, around }: Dom, cards: Cards, person: Around) {
  const pane = find('#console');
  const frame = find<HTMLIFrameElement>('#console-frame');
  const opener = find('#open-console');
  const narrow = window.matchMedia('(max-width: 59.99rem)');
  /** The link is asked for once what was said in private before is there: links among it are old ones. */
  let wanted = false;
  let awaited = false;
  let known = 0;

  const links = (): NodeListOf<HTMLElement> => all('#private-messages [data-act="console"]');
  const show = (open: boolean): void => {
    pane.hidden = !open;
    opener.setAttribute('aria-expanded', String(open));
    if (open) document.body.dataset['console'] = 'open';
    else delete document.body.dataset['console'];
    cards.settle();
  };
  const load = (path: string): void => {
    show(true);
    frame.src = path;
  };
  /** Whether a session is shown, and not the sentence that it is over. */
  const isInside = (): boolean => frame.contentDocument?.querySelector('nav') !== null && Boolean(frame.src);

  const ask = (): void => {
    if (!wanted || document.body.dataset['live'] !== person.me()) return;
    wanted = false;
    awaited = true;
    known = links().length;
    person.sayInPrivate('控制台');
  };

  opener.addEventListener('click', () => {
    if (!pane.hidden) return show(false);
    if (!person.me()) return person.ask();
    if (isInside()) return show(true);
    wanted = true;
    return ask();
  });
  find('.tabs').addEventListener('click', () => {
    if (narrow.matches) show(false);
  });
  find('main').addEventListener('click', (event) => {
    const link = around(event, 'a[data-act="console"]');
    if (!(link instanceof HTMLAnchorElement)) return;
    event.preventDefault();
    load(link.pathname);
  });

  return {
    /** Whether the link that was asked for has come. */
    look(): void {
      ask();
      const link = [...links()].at(-1);
      if (!awaited || !(link instanceof HTMLAnchorElement) || links().length <= known) return;
      awaited = false;
      // The group is what one wants to see change it.
      person.goToGroup();
      load(link.pathname);
    },
    /** The window is another person now. */
    forget(): void {
      wanted = false;
      awaited = false;
      frame.removeAttribute('src');
      show(false);
    },
  };
}
