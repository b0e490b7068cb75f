import type { Child } from 'hono/jsx';

/** Posted as it is without a script, and by htmx into the answer below the page with one. */
const posting = {
  method: 'post',
  action: 'say',
  'hx-post': 'say',
  'hx-target': '#answer',
  'hx-sync': 'this:queue all',
} as const;

/** A button that says one sentence. */
export const Say = ({ says, main, children }: { says: string; main?: boolean; children: Child }) => (
  <form class="say" {...posting}>
    <button type="submit" name="says" value={says} class={main ? 'main' : undefined}>
      {children}
    </button>
  </form>
);

/** One form around many SayButtons; presses in quick succession are all said, one after the other. */
export const SayList = ({ children }: { children: Child }) => (
  <form class="say-list" {...posting}>
    {children}
  </form>
);

export const SayButton = ({
  says,
  label,
  pressed,
  children,
}: {
  says: string;
  /** For who does not see beside what the button stands: it contains the words on it. */
  label: string;
  pressed?: boolean;
  children: Child;
}) => (
  <button type="submit" name="says" value={says} aria-label={label} aria-pressed={pressed ? 'true' : undefined}>
    {children}
  </button>
);

/** A sentence with fields: the values of all called `says` follow in order, that of one called `lines` on a new line. */
export const SayForm = ({
  id,
  says,
  button,
  withFile,
  children,
}: {
  /** By it what is being written outlives a renewal of the page. */
  id: string;
  says: string;
  button: string;
  withFile?: boolean;
  children?: Child;
}) => (
  <form class="fields" id={id} {...posting} {...(withFile ? { enctype: 'multipart/form-data' } : {})}>
    <input type="hidden" name="says" value={says} />
    {children}
    <button type="submit" class="main">
      {button}
    </button>
  </form>
);

/** Saves the file that the answer brings; without one the answer is shown on a page of its own. */
export const Download = ({ says, children }: { says: string; children: Child }) => (
  <form class="say" method="post" action="say">
    <input type="hidden" name="wants" value="file" />
    <button type="submit" name="says" value={says}>
      {children}
    </button>
  </form>
);

/** A part of a page under its heading; where it is all for pressing and writing, it is left out on paper. */
export const Section = ({
  id,
  title,
  screenOnly,
  children,
}: {
  id: string;
  title: string;
  screenOnly?: boolean;
  children: Child;
}) => (
  <section id={id} aria-labelledby={`${id}-title`} class={screenOnly ? 'screen-only' : undefined}>
    <h2 id={`${id}-title`}>{title}</h2>
    {children}
  </section>
);

/** What stands where there is nothing to show: a whole sentence. */
export const Nothing = ({ children }: { children: Child }) => <p class="nothing">{children}</p>;

/** A field with its words above it. */
export const Field = ({ label, children }: { label: string; children: Child }) => (
  <label class="field">
    <span>{label}</span>
    {children}
  </label>
);
