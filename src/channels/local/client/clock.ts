import type { Cards } from './cards.ts';
import type { Dom } from './dom.ts';
import type { Program } from './program.ts';
import type { ClockState } from './stream.ts';
import type { Voice } from './voice.ts';

/** The branch's time and its way forward; on a page without a clock it does nothing. */
export function createClock({ find, maybe, all }: Dom, { toast }: Voice, program: Program, cards: Cards) {
  const here = maybe('#clock-panel') !== undefined;
  let walking = false;

  const move = async (wish: { at: number } | { text: string }): Promise<void> => {
    const answer = await program.ask('/clock', wish);
    find('#moment-problem').textContent = answer.toast ?? '';
    if (!answer.ok) return;
    find<HTMLInputElement>('#moment').value = '';
    cards.close('clock');
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
        button.addEventListener('click', () => void move({ at }));
        return button;
      }),
    );
  };

  if (here) {
    find('#clock-form').addEventListener('submit', (event) => {
      event.preventDefault();
      void move({ text: find<HTMLInputElement>('#moment').value.trim() });
    });
    find('#open-clock').addEventListener('click', () => {
      void loadMoments();
      cards.open('clock');
    });
    void loadMoments();
  }

  return {
    reconsider(): void {
      if (here && !walking) void loadMoments();
    },
    show(clock: ClockState): void {
      if (!here) return;
      for (const line of all('.now')) line.textContent = clock.now;
      const before = walking;
      walking = clock.walking !== undefined;
      find('#walking').hidden = !walking;
      if (clock.walking) {
        find('#walking-to').textContent = clock.walking.to;
        find<HTMLProgressElement>('#progress').value = clock.walking.done;
      }
      for (const button of all('#clock-panel button')) button.toggleAttribute('disabled', walking);
      if (before && !walking) {
        toast(clock.broken ? '时间没有走完，请再拨一次。' : `支部时间走到了 ${clock.now}。`);
        void loadMoments();
      }
    },
  };
}
