import { documentReader, fileOf } from '../../src/bot/documents.ts';
import { createShelf } from '../../src/bot/shelf.ts';
import { createYearbooks } from '../../src/bot/yearbooks.ts';
import { isOwnOrigin } from '../../src/channels/local/own-host.ts';
import type { Page } from '../../src/console/page.ts';
import { consoleRoutes } from '../../src/console/routes.tsx';
import { calendarForAll } from '../../src/documents/calendar-feed.ts';
import { renderDocument } from '../../src/documents/render.ts';
import { almanac, commands, type Group, schedules } from './group.ts';

type Asking = { readonly method?: string; readonly body?: BodyInit; readonly headers?: Record<string, string> };

export const consoleAddress = 'http://127.0.0.1:3000';
const own = { host: '127.0.0.1:3000', origin: consoleAddress };

/** The routes of the console over a group, as serveHttp would mount them. */
export const consoleOver = (
  group: Group,
  { pages, address = () => consoleAddress }: { pages?: readonly Page[]; address?: () => string } = {},
) => {
  const { ledger } = group.store;
  const book = createShelf(ledger);
  const yearbook = createYearbooks(ledger, book);
  const read = documentReader({ almanac, clock: group.clock, yearbook });
  return consoleRoutes({
    doors: group.doors,
    feeds: group.feeds,
    calendarOf: calendarForAll,
    recorder: group.recorder,
    receive: group.bot.receive,
    clock: group.clock,
    wall: group.clock,
    log: group.log,
    isOwnOrigin,
    address,
    library: {
      book,
      paper: async (branch, request) => read(await group.recorder.load(branch), request),
      yearbook,
      years: async (branch) => (await ledger.books(branch)).books.map(({ year }) => year),
      draw: (document, format) => fileOf(document, format, renderDocument),
    },
    surroundings: () => ({ ...almanac, schedules, commands, channels: [], backup: group.backups.state() }),
    ...(pages ? { pages } : {}),
  });
};

export type Window = Awaited<ReturnType<ReturnType<typeof createDesk>['enters']>>;

/** Browsers before the console, as far as requests go: each keeps its own cookie. */
export const createDesk = (group: Group, app = consoleOver(group)) => {
  const request = async (path: string, init: Asking = {}) =>
    app.request(path.startsWith('/') ? path : `/console/${path}`, { ...init, headers: { ...own, ...init.headers } });

  /** What the bot gives to somebody who says 控制台 in private: the path of the link. */
  const linkFor = async (name: string): Promise<string> => {
    const said = (await group.person(name).whispers('控制台')) ?? '';
    const link = /https?:\/\/\S+/u.exec(said)?.[0];
    if (link === undefined) throw new Error(`${name} was given no link: ${said}`);
    return new URL(link).pathname;
  };

  const windowOf = (base: string, cookie: string) => {
    const ask = (path: string, init: Asking = {}) =>
      request(path.startsWith('/') ? path : `${base}${path}`, { ...init, headers: { cookie, ...init.headers } });
    const post = async (path: string, fields: readonly (readonly [string, string])[], headers = {}) =>
      ask(path, {
        method: 'POST',
        body: new URLSearchParams(fields.map(([name, value]) => [name, value])),
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      });
    return {
      base,
      cookie,
      ask,
      post,
      /** A page as it is read. */
      reads: async (path: string): Promise<string> => (await ask(path)).text(),
      /** What the answer to a sentence looks like. */
      says: async (text: string, ...more: readonly (readonly [string, string])[]): Promise<string> =>
        (await post('say', [['says', text], ...more], { 'hx-request': 'true' })).text(),
    };
  };

  return {
    app,
    request,
    linkFor,
    windowOf,
    /** Says 控制台, opens the link and presses 进入. */
    enters: async (name: string) => {
      const link = await linkFor(name);
      const entered = await request(link, { method: 'POST' });
      const base = (entered.headers.get('location') ?? '').replace(/[^/]*$/u, '');
      const cookie = (entered.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
      return windowOf(base, cookie);
    },
  };
};
