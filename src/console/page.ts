import type { HtmlEscapedString } from 'hono/utils/html';
import type { BackupState } from '../bot/backup-now.ts';
import type { Card, From } from '../bot/command.ts';
import type { Ahead } from '../bot/preview.ts';
import type { Almanac, Schedule } from '../bot/schedule.ts';
import type { Branch } from '../domain/branch.ts';
import type { DocumentFormat, DocumentRequest, DrawnDocument } from '../domain/document.ts';
import type { HistoryLine } from '../domain/history.ts';
import type { MemberId, People, Role } from '../domain/roster.ts';
import type { BookRead, Yearbook } from '../domain/yearbook.ts';
import type { ChannelHealth, OutgoingFile } from '../ports.ts';

/*
 * What the author of a page must know.
 *
 * A page is one file in pages/ that exports one definePage(), added to the list in pages.ts, in the order of the menu.
 * That list is all there is: routes, menu, and the tests of rights, headers, names with hostile signs, axe and widths
 * walk over it, so a page that is in it is tested, and one that is not does not exist.
 *
 * render(view) is pure: the same view gives the same page. It may not read a clock, a file or a random number, because
 * the same render makes the page, and makes it again after each entry of the branch; only if the result differs is it
 * sent to the open windows and morphed into them. What a page needs of the books it says in load(), which is awaited
 * before; a page with load() is not followed live unless it says `live: true`.
 *
 * A page that stands in no menu names in `under` the one it belongs to. A picture, or a file to keep, is a
 * defineEnclosure() beside its page, in the other list of pages.ts; it has the rights of a page and is tested like one.
 *
 * Nothing is changed but by saying something. parts.tsx has what is needed: <Say says="准假 A3 ⟦M9⟧">准假</Say> is a button
 * that says this sentence to the bot in private, in the name of who opened the session; <SayForm says="改期 A3"> adds to its
 * sentence the value of every field called `says`, in order, with a space between, and the value of a field called
 * `lines` on a new line; <SayList> is one form around many <SayButton>s, for long lists. The answer, with its buttons
 * or its file, is shown below every page; a page never answers by itself. A member is written ⟦M9⟧ and an activity A3, so that
 * nobody is taken for another of the same name. <Download says="签到表 A3"> saves the file that the answer brings.
 *
 * Addresses are relative to the session (<a href="activity/A3">), because every window of a branch is sent the same page: no
 * page may know whose session it is beyond view.speaker. No name, no text and no number of a person goes into an
 * address; ids may. An anchor needs its page before it (href="today#owed").
 *
 * Give what is repeated a stable id (id="m-M3"): by it the browser keeps focus and place when the page is renewed. A SayForm
 * in which something was written is left as it stands until that has been recorded; an opened <details> stays open.
 *
 * People of 60 read it: whole polite sentences, no abbreviations, no red for people, no inline style or script (the browser
 * refuses both), a heading for every section, a sentence where there is nothing (<Nothing>). What is decoration has the
 * class `screen-only`, for every page must be good on paper, too.
 */

/** All that a page may know: a branch as it is now, and who looks. */
export type View<Loaded = unknown> = Almanac & {
  readonly branch: Branch;
  readonly people: People;
  /** Epoch milliseconds, by the branch's clock. */
  readonly now: number;
  readonly speaker: { readonly member: MemberId | undefined; readonly role: Role };
  readonly schedules: readonly Schedule[];
  readonly commands: readonly Card[];
  readonly channels: readonly ({ readonly name: string } & ChannelHealth)[];
  readonly backup: BackupState;
  /** What the address says after the page's own path: ids only, and anything a person may type. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** What load() brought. */
  readonly loaded: Loaded;
};

/** Where load() may look. */
export type Library = {
  /** The years the branch has books for; the last one is the present book's. */
  readonly years: (branch: string) => Promise<readonly number[]>;
  /** A year's book, or the present one, as it is on disk; read once and then followed, so that asking again is cheap. */
  readonly book: (branch: string, year?: number) => Promise<BookRead>;
  /** The same as sentences, oldest first; each is told once. */
  readonly history: (branch: Pick<Branch, 'id' | 'timeZone'>, year?: number) => Promise<readonly HistoryLine[]>;
  /** Every push of the next 62 days, as it would go out should nobody say anything before. */
  readonly ahead: (view: View<undefined>) => readonly Ahead[];
  /** The year as its books tell it, followed in the same way. */
  readonly yearbook: (branch: Pick<Branch, 'id' | 'timeZone'>, year: number) => Promise<Yearbook>;
  /** A form as a value, to be shown as a page, from that; may refuse. */
  readonly paper: (branch: string, request: DocumentRequest) => Promise<DrawnDocument>;
  /** A value as a file. */
  readonly draw: (document: DrawnDocument, format: DocumentFormat) => Promise<OutgoingFile>;
};

/** What JSX gives. */
export type Drawn = HtmlEscapedString | Promise<HtmlEscapedString>;

export type Page = {
  /** Below the session's own address: `today`, `activity/:activity`. */
  readonly path: string;
  readonly title: string;
  /** Its word in the menu; without one it is reached from other pages. */
  readonly menu: string | undefined;
  /** The path of the page in the menu that it belongs to. */
  readonly under: string | undefined;
  readonly from: Exclude<From, 'anyone'>;
  readonly live: boolean;
  readonly load: ((library: Library, view: View<undefined>) => Promise<unknown>) | undefined;
  /** undefined where the address names nothing there is. */
  readonly render: (view: View) => Drawn | undefined;
};

/** One page of the console: a file in pages/ exports one and pages.ts lists it. */
export const definePage = <Loaded = undefined>(page: {
  path: string;
  title: string;
  menu?: string;
  under?: string;
  from?: Page['from'];
  live?: boolean;
  load?: (library: Library, view: View<undefined>) => Promise<Loaded>;
  render: (view: View<Loaded>) => Drawn | undefined;
}): Page => ({
  path: page.path,
  title: page.title,
  menu: page.menu,
  under: page.under,
  from: page.from ?? 'officer',
  live: page.live ?? page.load === undefined,
  load: page.load,
  render: (view) => page.render(view as View<Loaded>),
});

/** A picture, shown where it is asked for, or a file with a name, to be kept. */
export type Enclosed = { readonly type: 'image/png' | 'image/svg+xml'; readonly bytes: Uint8Array } | OutgoingFile;

/** What is no page but belongs to one. */
export type Enclosure = {
  readonly path: string;
  readonly from: Page['from'];
  /** undefined where the address names nothing there is. */
  readonly draw: (library: Library, view: View<undefined>) => Promise<Enclosed | undefined>;
};

/** A picture for <img src>, or a file for <a href>: pages.ts lists it beside the pages, under the same rights. */
export const defineEnclosure = (enclosure: {
  path: string;
  from?: Page['from'];
  draw: Enclosure['draw'];
}): Enclosure => ({ from: 'officer', ...enclosure });
