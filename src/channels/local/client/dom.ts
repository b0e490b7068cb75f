/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/* oxlint-disable unicorn/consistent-function-scoping -- a served function holds all it uses (see parts) */

export type Dom = ReturnType<typeof createDom>;

/** The few things every part of the page needs of the browser. */
export function createDom() {
  return {
    find<T extends HTMLElement>(selector: string): T {
      const element = document.querySelector<T>(selector);
      if (!element) throw new Error(`no ${selector} in the page`);
      return element;
    },
    maybe: <T extends HTMLElement>(selector: string): T | undefined => document.querySelector<T>(selector) ?? undefined,
    all: (selector: string): NodeListOf<HTMLElement> => document.querySelectorAll<HTMLElement>(selector),
    /** The nearest such element around what was clicked. */
    around: (event: Event, selector: string): HTMLElement | undefined =>
      (event.target instanceof Element ? event.target.closest<HTMLElement>(selector) : undefined) ?? undefined,

    // A browser may forbid storage; then a choice lasts as long as the page.
    recall(storage: 'sessionStorage' | 'localStorage', key: string): string | undefined {
      try {
        return window[storage].getItem(key) ?? undefined;
      } catch {
        return undefined;
      }
    },
    remember(storage: 'sessionStorage' | 'localStorage', key: string, value: string): void {
      try {
        window[storage].setItem(key, value);
      } catch {
        return;
      }
    },
  };
}
