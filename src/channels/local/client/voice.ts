import type { Dom } from './dom.ts';

export type Voice = ReturnType<typeof createVoice>;

/** Short sentences to the person before the screen: shown for a moment, or for a screen reader alone. */
export function createVoice({ find }: Dom) {
  const shownMs = 8000;
  const longerMs = 3000;

  return {
    toast(text: string): void {
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
        if (card.matches(':hover, :focus-within')) setTimeout(leave, longerMs);
        else card.remove();
      };
      setTimeout(leave, shownMs);
    },

    announce(text: string): void {
      const line = document.createElement('p');
      line.textContent = text;
      const spoken = find('#announcements');
      spoken.append(line);
      while (spoken.childElementCount > 5) spoken.firstElementChild?.remove();
    },
  };
}
