/* oxlint-disable unicorn/consistent-function-scoping -- a served function holds all it uses (see parts) */
import type { Dom } from './dom.ts';

export type Cards = ReturnType<typeof createCards>;

/** The cards 身份 and 时间: beside the chat on a wide screen, opened over it on a narrow one. */
export function createCards({ find, maybe }: Dom) {
  const wideMedia = window.matchMedia('(min-width: 60rem)');
  const vastMedia = window.matchMedia('(min-width: 100rem)');
  // Beside the console there is room for the cards only on a very wide screen.
  const wide = (): boolean => (document.body.dataset['console'] === 'open' ? vastMedia.matches : wideMedia.matches);
  const cards = { clock: maybe('#clock-panel'), people: maybe('#people-panel') };
  const dialogs = {
    clock: maybe<HTMLDialogElement>('#clock-dialog'),
    people: maybe<HTMLDialogElement>('#people-dialog'),
  };

  const closer = (dialog: HTMLDialogElement): HTMLElement => {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'close';
    button.textContent = '关闭';
    button.addEventListener('click', () => dialog.close());
    return button;
  };
  const settle = (): void => {
    for (const name of ['clock', 'people'] as const) {
      const card = cards[name];
      const dialog = dialogs[name];
      if (!card || !dialog) continue;
      if (wide()) {
        dialog.close();
        find('#side').append(card);
      } else if (card.parentElement !== dialog) dialog.replaceChildren(closer(dialog), card);
    }
  };
  settle();
  for (const media of [wideMedia, vastMedia]) media.addEventListener('change', settle);

  return {
    wide,
    settle,
    open(name: 'clock' | 'people'): void {
      if (wide()) return cards[name]?.querySelector<HTMLElement>('input')?.focus();
      dialogs[name]?.showModal();
      return cards[name]?.querySelector<HTMLElement>('h2')?.focus();
    },
    close: (name: 'clock' | 'people'): void => dialogs[name]?.close(),
  };
}
